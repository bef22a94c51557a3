package integration

import (
	"context"
	"fmt"
	"slices"

	"github.com/incodectl/incodectl/internal/fault"
)

func isAutomatic(in Integration) bool { return in.Template == ClientCredentials }

// automatic makes the integration of which there always is one, if it is
// missing. It is part of a transaction.
func (s *Service) automatic(ctx context.Context) error {
	if s.NewClientID == nil {
		return nil
	}
	all, err := s.Repo.Integrations(ctx)
	if err != nil || slices.ContainsFunc(all, isAutomatic) {
		return err
	}
	t := clientCredentials()
	in := Integration{ID: s.NewID(), Name: t.ID, Template: t.ID, Category: t.Category, Settings: Settings{}, ClientID: s.NewClientID()}
	// The name may have been given before there was an automatic one.
	for n := 2; ; n++ {
		err := s.checkName(ctx, in.Name, "")
		if err == nil {
			break
		}
		if !fault.Is(err, fault.Conflict) {
			return err
		}
		in.Name = fmt.Sprintf("%s-%d", t.ID, n)
	}
	in.CreatedAt = s.Now().UTC()
	in.UpdatedAt = in.CreatedAt
	if err := s.Repo.CreateIntegration(ctx, in, nil); err != nil {
		return err
	}
	return s.record(ctx, "create", nil, &in)
}

// withAutomatic adds the automatic integration to a list that lacks it, and to
// the store: one that is older than it does not have it yet.
func (s *Service) withAutomatic(ctx context.Context, all []Integration) ([]Integration, error) {
	if s.NewClientID == nil || slices.ContainsFunc(all, isAutomatic) {
		return all, nil
	}
	if err := s.Repo.Atomically(ctx, s.automatic); err != nil {
		return nil, err
	}
	return s.Repo.Integrations(ctx)
}

// byHand refuses to change the automatic integration.
func byHand(in Integration, doing string) error {
	if !isAutomatic(in) {
		return nil
	}
	return fault.New(fault.Usage, "integration %q is automatic: there is always this one, and it cannot be %s", in.Name, doing).
		WithHint("see its client ID, or generate a new secret: incodectl credentials --help")
}

package integration

import (
	"context"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
)

// Doomed is what a deletion would take away.
type Doomed struct {
	Integration Integration
	Dependents  Dependents
	Secret      bool // the integration's way to authenticate has a secret
}

// PreviewDelete shows what Delete would take away, for a person to agree to.
func (s *Service) PreviewDelete(ctx context.Context, idOrName string) (Doomed, error) {
	in, err := s.Get(ctx, idOrName)
	if err != nil {
		return Doomed{}, err
	}
	d := Doomed{Integration: in}
	if t, err := TemplateByID(in.Template); err == nil {
		d.Secret = t.NeedsSecret(in.Settings)
	}
	d.Dependents, err = s.Repo.Dependents(ctx, in.ID)
	return d, err
}

// Delete removes the integration, its people, runs and secret, and leaves a
// tombstone. It deletes only what was previewed: the same ID.
func (s *Service) Delete(ctx context.Context, d Doomed) (Tombstone, error) {
	in := d.Integration
	t := Tombstone{ID: in.ID, Name: in.Name, Template: in.Template, DeletedAt: s.Now().UTC(), DeletedBy: s.Actor}
	if err := s.Gate(ctx); err != nil {
		return t, err
	}
	if err := s.Repo.DeleteIntegration(ctx, t); err != nil {
		return t, err
	}
	if !d.Secret {
		return t, nil
	}
	store, err := s.Secrets()
	if err == nil {
		err = store.Delete(ctx, in.Name)
	}
	if err != nil {
		return t, fault.Wrap(err, fault.Partial, "integration %q is deleted, but its secret could not be removed", in.Name).
			WithHint("remove the entry incodectl, account PROFILE/%s, from the keyring by hand", strings.ToLower(in.Name))
	}
	return t, nil
}

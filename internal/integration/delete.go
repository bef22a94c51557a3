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
	Secret      bool // the secret store holds a secret of the integration's
	// Force deletes a directory though others are linked to it. They keep the link
	// and get no sessions until it is changed.
	Force bool
}

// PreviewDelete shows what Delete would take away, for a person to agree to.
func (s *Service) PreviewDelete(ctx context.Context, idOrName string) (Doomed, error) {
	in, err := s.Get(ctx, idOrName)
	if err != nil {
		return Doomed{}, err
	}
	if err := byHand(in, "deleted"); err != nil {
		return Doomed{}, err
	}
	d := Doomed{Integration: in}
	if d.Dependents, err = s.Repo.Dependents(ctx, in.ID); err != nil {
		return d, err
	}
	d.Secret = d.Dependents.ClientSecret
	if t, err := TemplateByID(in.Template); err == nil && t.Stored(in.Settings) {
		d.Secret = true
	}
	return d, nil
}

// Delete removes the integration, its people, runs and secret, stops its open
// sessions and leaves a tombstone. It deletes only what was previewed: the same
// ID, as it is by now.
func (s *Service) Delete(ctx context.Context, d Doomed) (t Tombstone, err error) {
	err = s.Repo.Atomically(ctx, func(ctx context.Context) error {
		now, err := s.PreviewDelete(ctx, d.Integration.ID)
		if err != nil {
			return err
		}
		in := now.Integration
		t = Tombstone{ID: in.ID, Name: in.Name, Template: in.Template, DeletedAt: s.Now().UTC(), DeletedBy: s.Actor}
		if !d.Force {
			if err := now.Linked(); err != nil {
				return err
			}
		}
		if s.Leaving != nil {
			if err := s.Leaving(ctx, in); err != nil {
				return err
			}
		}
		if err := s.record(ctx, "delete", &in, nil); err != nil {
			return err
		}
		if err := s.Repo.DeleteIntegration(ctx, t); err != nil || !now.Secret {
			return err
		}
		return s.forget(ctx, in.Name, `integration "`+in.Name+`" is deleted`,
			", or delete it once more when the secret store answers: incodectl integrations delete "+in.ID)
	})
	return t, err
}

// Linked refuses, with fault.Conflict, to delete what others are linked to.
func (d Doomed) Linked() error {
	if len(d.Dependents.Linked) == 0 {
		return nil
	}
	names := make([]string, len(d.Dependents.Linked))
	for i, l := range d.Dependents.Linked {
		names[i] = l.Name
	}
	verb := "are"
	if len(names) == 1 {
		verb = "is"
	}
	return fault.New(fault.Conflict, "integration %q cannot be deleted: linked to it %s %s", d.Integration.Name, verb, strings.Join(names, ", ")).
		WithHint("link those to another first: incodectl integrations edit %s --directory NAME\nor delete it all the same: --force; they get no sessions then", names[0])
}

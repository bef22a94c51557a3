package integration

import (
	"context"
	"fmt"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// Secret returns an integration's secret; empty when its kind of
// authentication has none. The integration's own environment variable wins over
// the one its settings name, and that over the secret store.
func (s *Service) Secret(ctx context.Context, in Integration) (secret.Value, secret.Origin, error) {
	t, err := TemplateByID(in.Template)
	if err != nil || !t.NeedsSecret(in.Settings) {
		return secret.Value{}, "", err
	}
	if ref := in.Settings.Get(KeySecretEnv); ref != "" {
		v, from := s.variable(in.Name, ref)
		if v.Empty() {
			names := ref
			if own := secret.EnvName(in.Name); own != ref {
				names += " (or " + own + ")"
			}
			return v, "", fault.New(fault.SecretUnavailable, "the environment variable %s, which holds the secret of integration %q, is not set", ref, in.Name).
				WithHint("export %s, or keep the secret here: incodectl integrations edit %s --clear secret-env --secret-stdin", names, in.Name)
		}
		return v, from, nil
	}
	store, err := s.Secrets()
	if err != nil {
		return secret.Value{}, "", err
	}
	v, from, err := store.Get(ctx, in.Name)
	if fault.Is(err, fault.NotFound) {
		return v, "", fault.Wrap(err, fault.SecretUnavailable, "integration %q has no secret stored", in.Name).
			WithHint("store it: incodectl integrations set-secret %s --secret-stdin (or set %s)", in.Name, secret.EnvName(in.Name))
	}
	return v, from, err
}

// variable reads a secret from an integration's own environment variable or from
// the one that was named for it. An empty variable is unset.
func (s *Service) variable(name, ref string) (secret.Value, secret.Origin) {
	if s.Getenv == nil {
		return secret.Value{}, ""
	}
	for _, env := range []string{secret.EnvName(name), ref} {
		if env == "" {
			continue
		}
		if v := secret.New(s.Getenv(env)); !v.Empty() {
			return v, secret.Origin(env)
		}
	}
	return secret.Value{}, ""
}

// SetSecret replaces an integration's secret.
func (s *Service) SetSecret(ctx context.Context, idOrName string, v secret.Value) (in Integration, from secret.Origin, err error) {
	undo := func() {}
	err = s.Repo.Atomically(ctx, func(ctx context.Context) error {
		var err error
		if in, err = s.TakesSecret(ctx, idOrName); err != nil {
			return err
		}
		if v.Empty() {
			return fault.New(fault.Usage, "the secret is empty").WithHint("pass it with --secret-stdin or --secret-file")
		}
		if err := s.check(in, v); err != nil {
			return err
		}
		store, err := s.Secrets()
		if err != nil {
			return err
		}
		if from, undo, err = put(ctx, store, in.Name, v); err != nil {
			return err
		}
		return s.recordSecret(ctx, in, string(from))
	})
	if err != nil {
		undo()
	}
	return in, from, err
}

// TakesSecret finds an integration whose secret can be replaced.
func (s *Service) TakesSecret(ctx context.Context, idOrName string) (Integration, error) {
	in, err := s.Get(ctx, idOrName)
	if err != nil {
		return in, err
	}
	t, err := TemplateByID(in.Template)
	switch {
	case err != nil:
		return in, err
	case t.OpenID:
		return in, fault.New(fault.Usage, "the client secret of integration %q is generated, not set", in.Name).
			WithHint("generate a new one: incodectl credentials generate-secret %s", in.Name)
	case !t.NeedsSecret(in.Settings) && in.Category != CategoryDirectory:
		return in, fault.New(fault.Usage, "integration %q (%s) has no secret", in.Name, in.Template)
	case !t.NeedsSecret(in.Settings):
		return in, fault.New(fault.Usage, "integration %q authenticates by %s and has no secret", in.Name, in.Settings.Get(KeyAuth))
	case !t.Stored(in.Settings):
		return in, fault.New(fault.Usage, "the secret of integration %q is in the environment variable %s", in.Name, in.Settings.Get(KeySecretEnv)).
			WithHint("to keep it here instead: incodectl integrations edit %s --clear secret-env --secret-stdin", in.Name)
	}
	return in, nil
}

// put stores a secret and returns how to put back what was there before, for
// when the transaction that it belongs to fails after all.
func put(ctx context.Context, store secret.Store, name string, v secret.Value) (from secret.Origin, undo func(), err error) {
	undo = func() {}
	old, _, gerr := secret.Stored(ctx, store, name)
	if from, err = store.Set(ctx, name, v); err != nil {
		return "", undo, err
	}
	return from, func() {
		ctx := context.WithoutCancel(ctx)
		if gerr != nil {
			_ = store.Delete(ctx, name)
			return
		}
		_, _ = store.Set(ctx, name, old)
	}, nil
}

// forget removes what the secret store keeps under a name that nobody has any
// more, once that is certain. done says what was, again how to repeat it.
func (s *Service) forget(ctx context.Context, name, done, again string) error {
	return s.Repo.AfterCommit(ctx, func(ctx context.Context) error {
		store, err := s.Secrets()
		if err == nil {
			err = store.Delete(ctx, name)
		}
		switch v, _ := s.variable(name, ""); {
		case err == nil:
			return nil
		case fault.Is(err, fault.SecretUnavailable) && !v.Empty():
			// As in CI, where there is no keyring and never was anything in one.
			s.note("the secret of %q is in %s, which is not touched; whether one is stored too cannot be seen: %v", name, secret.EnvName(name), err)
			return nil
		}
		return fault.Wrap(err, fault.Partial, "%s, but its secret could not be removed", done).
			WithHint("remove the entry incodectl, account %s/%s, from the keyring by hand%s", s.Profile, strings.ToLower(name), again)
	})
}

func (s *Service) note(format string, args ...any) {
	if s.Note != nil {
		s.Note(fmt.Sprintf(format, args...))
	}
}

// ForgetDeleted removes the secret that is left of a deleted integration where
// the process that deleted it did not come to that. It reports whose secret it
// removed: none, and no error, where there was none or it is somebody else's by now.
func (s *Service) ForgetDeleted(ctx context.Context, idOrName string) (name string, err error) {
	err = s.Repo.Atomically(ctx, func(ctx context.Context) error {
		graves, err := s.Repo.Tombstones(ctx, pasted(idOrName))
		if err != nil || len(graves) == 0 {
			return err
		}
		grave := graves[0]
		if t, err := TemplateByID(grave.Template); err != nil || !t.OpenID && !t.mayKeep() {
			return err
		}
		// Nobody takes the name before the transaction ends.
		if err := s.checkName(ctx, grave.Name, ""); err != nil {
			if fault.Is(err, fault.Conflict) {
				return nil
			}
			return err
		}
		store, err := s.Secrets()
		if err != nil {
			return err
		}
		if _, _, err := secret.Stored(ctx, store, grave.Name); err != nil {
			if fault.Is(err, fault.NotFound) {
				return nil
			}
			return err
		}
		if err := store.Delete(ctx, grave.Name); err != nil {
			return err
		}
		name = grave.Name
		return nil
	})
	return name, err
}

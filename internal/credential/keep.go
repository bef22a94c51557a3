package credential

import (
	"context"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// probe is the name under which a secret store is tried out.
const probe = secret.Own + "probe"

// keeper opens the secret store and makes sure that it can keep something now:
// it is written to and cleaned up. So nothing is generated where nothing can be
// kept, and nobody is asked whether to replace what could not be replaced. It
// also spares a stored secret a keyring that never answers, which may carry out
// a write long after we gave up on it.
func (s *Service) keeper(ctx context.Context) (secret.Store, error) {
	store, err := s.Secrets()
	if err != nil {
		return nil, err
	}
	if _, err = store.Set(ctx, probe, secret.New("incodectl")); err == nil {
		err = store.Delete(ctx, probe)
	}
	switch {
	case err == nil:
		return store, nil
	case ctx.Err() != nil, fault.Is(err, fault.Locked):
		return nil, err
	}
	return nil, fault.Wrap(err, fault.SecretUnavailable, "nothing was generated, because the secret store cannot keep it").
		WithHint("%s", fault.HintOf(err))
}

// kept is one entry of the secret store that is being changed.
type kept struct {
	store secret.Store
	name  string
	old   secret.Value // empty when there was none, or when nobody can tell
}

// keep notes what the store holds under a name. What an environment variable
// says is not the store's.
func keep(ctx context.Context, store secret.Store, name string) (*kept, error) {
	v, _, err := secret.Stored(ctx, store, name)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	return &kept{store: store, name: name, old: v}, nil
}

// undo puts back what was there, also after an interrupt. It is a last resort:
// the error that led to it says more than one of its own.
func (k kept) undo(ctx context.Context) {
	ctx = context.WithoutCancel(ctx)
	if k.old.Empty() {
		_ = k.store.Delete(ctx, k.name)
		return
	}
	_, _ = k.store.Set(ctx, k.name, k.old)
}

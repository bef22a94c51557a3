package credential

import (
	"context"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
	"github.com/incodectl/incodectl/internal/verification"
)

// Revocation is what revoking a key comes to.
type Revocation struct {
	Key APIKey
	// Sessions are those that were requested with the key and are still open. They
	// stop: Incode aborts a session whose key is revoked.
	Sessions []verification.Session
}

// using selects the open sessions that were requested with a key. One that waits
// for a reviewer has no more use for it.
func using(k APIKey) verification.SessionFilter {
	return verification.SessionFilter{
		States: []verification.State{verification.Requested, verification.Pending}, APIKey: k.Fingerprint,
	}
}

// PreviewRevokeAPIKey shows what RevokeAPIKey would do, for a person to agree to.
func (s *Service) PreviewRevokeAPIKey(ctx context.Context, ref string) (Revocation, error) {
	k, err := s.APIKey(ctx, ref)
	if err != nil {
		return Revocation{}, err
	}
	r := Revocation{Key: k}
	if k.Revoked() {
		return r, fault.Wrap(k.revokedError(), fault.Conflict, "").WithHint("see which keys are in use: incodectl api-keys list --active")
	}
	open, _, err := s.Sessions.List(ctx, using(k))
	if err != nil {
		return r, err
	}
	now := s.Now()
	for session, err := range open {
		if err != nil {
			return r, err
		}
		if !session.Lapsed(now) {
			r.Sessions = append(r.Sessions, session)
		}
	}
	return r, nil
}

// RevokeAPIKey ends a key's validity and stops the sessions that used it, also
// those begun since the preview. The key leaves the secret store last: where
// that fails it is revoked all the same, and the error is fault.Partial.
func (s *Service) RevokeAPIKey(ctx context.Context, preview Revocation) (Revocation, error) {
	r := Revocation{Key: preview.Key}
	if err := s.Integrations.Gate(ctx); err != nil {
		return r, err
	}
	r.Key.RevokedAt, r.Key.RevokedBy = s.Now().UTC(), s.Actor
	err := s.Repo.Atomically(ctx, func(ctx context.Context) error {
		err := s.Repo.RevokeAPIKey(ctx, r.Key.ID, r.Key.RevokedAt, r.Key.RevokedBy)
		if err != nil {
			return err
		}
		if r.Sessions, err = s.Sessions.Cancel(ctx, using(r.Key), verification.ReasonKeyRevoked); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Change{
			Action: "api_key.revoke", Target: r.Key.target(), Before: map[string]any{"state": "in_use"},
			After: map[string]any{"state": "revoked", "sessions_cancelled": len(r.Sessions)},
		})
	})
	if err != nil {
		return r, err
	}
	store, err := s.Secrets()
	if err == nil {
		err = store.Delete(ctx, r.Key.SecretName())
	}
	if err != nil {
		return r, fault.Wrap(err, fault.Partial, "API key %q is revoked, but it could not be removed from the secret store", r.Key.Name).
			WithHint("remove the entry incodectl, account %s/%s, from the keyring by hand, or revoke it once more when the secret store answers: incodectl api-keys revoke %s",
				s.Profile, r.Key.SecretName(), r.Key.ID)
	}
	return r, nil
}

// ForgetRevoked removes a revoked key from the secret store where the process
// that revoked it did not come to that, and reports whether it was there.
func (s *Service) ForgetRevoked(ctx context.Context, k APIKey) (was bool, err error) {
	if !k.Revoked() {
		return false, nil
	}
	store, err := s.Secrets()
	if err != nil {
		return false, err
	}
	if _, _, err := secret.Stored(ctx, store, k.SecretName()); err != nil {
		if fault.Is(err, fault.NotFound) {
			return false, nil
		}
		return false, err
	}
	return true, store.Delete(ctx, k.SecretName())
}

package credential

import (
	"context"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/secret"
)

const (
	// keySize is how many random bytes a key has; it is written as 40 hex digits.
	keySize = 20
	// MaxKeys is how many keys can be generated at once.
	MaxKeys = 100
	// minRef is how much of an ID or fingerprint is enough to name a key.
	minRef = 6
)

// NewAPIKey is a key just made, or taken out of the secret store again.
type NewAPIKey struct {
	APIKey

	Key    secret.Value
	KeptIn secret.Origin
}

// GenerateAPIKeys makes count new keys; all others stay valid. Several of one
// name are numbered: ci-1, ci-2. Without a name they are named after the day.
// Either all of them are stored, in the secret store and here, or none is.
func (s *Service) GenerateAPIKeys(ctx context.Context, name string, count int) ([]NewAPIKey, error) {
	if err := s.Integrations.Gate(ctx); err != nil {
		return nil, err
	}
	if count < 1 || count > MaxKeys {
		return nil, fault.New(fault.Usage, "%d keys cannot be generated at once; from 1 to %d can", count, MaxKeys)
	}
	if name != "" {
		if err := checkKeyName(name); err != nil {
			return nil, err
		}
	}
	store, err := s.keeper(ctx)
	if err != nil {
		return nil, err
	}
	var made []NewAPIKey
	err = s.Repo.Atomically(ctx, func(ctx context.Context) error {
		names, err := s.freeNames(ctx, name, count)
		if err != nil {
			return err
		}
		for _, n := range names {
			k := s.newKey(n)
			// Counted before it is stored: a keyring may store it and fail all the same.
			made = append(made, k)
			if made[len(made)-1].KeptIn, err = store.Set(ctx, k.SecretName(), k.Key); err != nil {
				return err
			}
			if err := s.Repo.CreateAPIKey(ctx, k.APIKey); err != nil {
				return err
			}
			if err := s.Audit.Record(ctx, audit.Change{Action: "api_key.generate", Target: k.target(), After: k.logged()}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		for _, k := range made {
			kept{store: store, name: k.SecretName()}.undo(ctx)
		}
		return nil, err
	}
	return made, nil
}

func (s *Service) newKey(name string) NewAPIKey {
	key := secret.New(hex.EncodeToString(s.Random(keySize)))
	return NewAPIKey{Key: key, APIKey: APIKey{
		ID: s.NewID(), Name: name, Fingerprint: Fingerprint(key), Hint: key.Reveal()[2*keySize-4:],
		CreatedAt: s.Now().UTC(), CreatedBy: s.Actor,
	}}
}

func (k APIKey) target() audit.Target {
	return audit.Target{Kind: audit.TargetAPIKey, ID: k.ID, Name: k.Name}
}

// logged is what the audit log says of a key. A fingerprint does not lead back to it.
func (k APIKey) logged() map[string]any {
	return map[string]any{"name": k.Name, "fingerprint": k.Fingerprint}
}

// freeNames makes count names of one, or of the day when there is none. A name
// that was asked for and is taken is an error; one of our own gives way.
func (s *Service) freeNames(ctx context.Context, name string, count int) ([]string, error) {
	keys, err := s.Repo.APIKeys(ctx)
	if err != nil {
		return nil, err
	}
	taken := func(n string) bool {
		return slices.ContainsFunc(keys, func(k APIKey) bool { return !k.Revoked() && strings.EqualFold(k.Name, n) })
	}
	base, own := name, name == ""
	if own {
		base = "key-" + s.Now().UTC().Format(time.DateOnly)
		if count == 1 && !taken(base) {
			return []string{base}, nil
		}
	}
	if !own && count == 1 {
		return []string{base}, nil // the store says whether it is taken
	}
	var names []string
	for i := 1; len(names) < count; i++ {
		n := fmt.Sprintf("%s-%d", base, i)
		if own && (taken(n) || count == 1 && i == 1) { // after the key of a day comes its second
			continue
		}
		if err := integration.CheckName(n); err != nil {
			return nil, err
		}
		names = append(names, n)
	}
	return names, nil
}

// keyLike reports whether a text could be a key, an ID or a fingerprint.
func keyLike(text string) bool {
	return len(text) >= 24 && strings.Trim(text, "0123456789abcdefABCDEF") == ""
}

// checkKeyName refuses names that could be taken for something else. It does not
// repeat a name that may be a key.
func checkKeyName(name string) error {
	if keyLike(name) {
		return fault.New(fault.Usage, "the name looks like an ID or a key; choose another").
			WithHint("a key is generated and cannot be given; --name is what it is called")
	}
	return integration.CheckName(name)
}

// APIKeys lists all keys, also revoked ones, newest first.
func (s *Service) APIKeys(ctx context.Context) ([]APIKey, error) {
	if err := s.Integrations.Gate(ctx); err != nil {
		return nil, err
	}
	return s.Repo.APIKeys(ctx)
}

// APIKey finds a key by its name, its ID or its fingerprint, or the beginning of
// one of the last two. A name means the key in use; without one, the newest
// revoked key of that name.
func (s *Service) APIKey(ctx context.Context, ref string) (APIKey, error) {
	keys, err := s.APIKeys(ctx)
	if err != nil {
		return APIKey{}, err
	}
	return findKey(keys, ref)
}

func findKey(keys []APIKey, ref string) (APIKey, error) {
	lower := strings.ToLower(strings.TrimSpace(ref))
	for _, is := range []func(k APIKey) bool{
		func(k APIKey) bool { return k.ID == lower || k.Fingerprint == lower },
		func(k APIKey) bool { return !k.Revoked() && strings.EqualFold(k.Name, lower) },
		func(k APIKey) bool { return strings.EqualFold(k.Name, lower) },
	} {
		if i := slices.IndexFunc(keys, is); i >= 0 { // the newest, where there are several
			return keys[i], nil
		}
	}
	var found []APIKey
	for _, k := range keys {
		if len(lower) >= minRef && (strings.HasPrefix(k.ID, lower) || strings.HasPrefix(k.Fingerprint, lower)) {
			found = append(found, k)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return APIKey{}, fault.New(fault.Ambiguous, "%d API keys begin with %q", len(found), ref).
			WithHint("give more of the ID or the name: incodectl api-keys list")
	case len(lower) == 2*keySize && keyLike(lower):
		// Not repeated: it is a key, which does not belong on a command line.
		return APIKey{}, fault.New(fault.NotFound, "there is no API key of that name; it looks like a key itself").
			WithHint("name a key by what it is called; to check one: incodectl api-keys verify < key.txt; and replace this one, now in the shell's history")
	}
	return APIKey{}, fault.New(fault.NotFound, "there is no API key %q", ref).
		WithHint("see what there is: incodectl api-keys list")
}

// Keys finds the fingerprint of a key that is in use, see
// verification.Service.Keys.
func (s *Service) Keys(ctx context.Context, ref string) (fingerprint string, err error) {
	k, err := s.APIKey(ctx, ref)
	if err == nil && k.Revoked() {
		err = k.revokedError()
	}
	if err != nil {
		return "", err
	}
	return k.Fingerprint, nil
}

func (k APIKey) revokedError() error {
	return fault.New(fault.Unauthorized, "API key %q (%s) was revoked on %s by %s", k.Name, k.ID, k.RevokedAt.UTC().Format(time.RFC3339), k.RevokedBy).
		WithHint("use another one, or make one: incodectl api-keys generate")
}

// CopyAPIKey takes a key out of the secret store again. That it was asked for is
// logged before it is handed out.
func (s *Service) CopyAPIKey(ctx context.Context, ref string) (NewAPIKey, error) {
	k, err := s.APIKey(ctx, ref)
	if err == nil && k.Revoked() {
		err = k.revokedError()
	}
	if err != nil {
		return NewAPIKey{}, err
	}
	store, err := s.Secrets()
	if err != nil {
		return NewAPIKey{}, err
	}
	v, from, err := store.Get(ctx, k.SecretName())
	switch {
	case fault.Is(err, fault.NotFound):
		return NewAPIKey{}, fault.New(fault.SecretUnavailable, "API key %q is not in this machine's secret store", k.Name).
			WithHint("it was generated on another machine or account, or under another --secret-store; generate a new one: incodectl api-keys generate")
	case err != nil:
		return NewAPIKey{}, err
	case !same(Fingerprint(v), k.Fingerprint):
		return NewAPIKey{}, fault.New(fault.SecretUnavailable, "what %s holds for API key %q is another key", from, k.Name).
			WithHint("generate a new one: incodectl api-keys generate; then revoke this one: incodectl api-keys revoke %s", k.Name)
	}
	if err := s.Audit.Record(ctx, audit.Change{Action: "api_key.copy", Target: k.target()}); err != nil {
		return NewAPIKey{}, err
	}
	return NewAPIKey{APIKey: k, Key: v, KeptIn: from}, nil
}

// VerifyAPIKey finds which key this is: fault.Unauthorized when it is none, or
// one that was revoked. It looks at all keys however early one fits.
func (s *Service) VerifyAPIKey(ctx context.Context, key secret.Value) (APIKey, error) {
	keys, err := s.APIKeys(ctx)
	if err != nil {
		return APIKey{}, err
	}
	print, found := Fingerprint(key), -1
	for i, k := range keys {
		if same(print, k.Fingerprint) {
			found = i
		}
	}
	switch {
	case found < 0:
		return APIKey{}, fault.New(fault.Unauthorized, "this is no API key of the profile").
			WithHint("see which keys there are: incodectl api-keys list")
	case keys[found].Revoked():
		return keys[found], keys[found].revokedError()
	}
	return keys[found], nil
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

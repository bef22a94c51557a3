package vault

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// service is the name incodectl's entries have in every keyring. No spaces:
// some keyrings' tools split at them.
const service = "incodectl"

// Where a keyringStore's secrets are.
const (
	originKeyring secret.Origin = "keyring"
	originSealed  secret.Origin = "keyring-sealed file"
)

// keyringStore keeps secrets in a keyring, and those that are too large for one
// sealed in a file whose key is in the keyring.
type keyringStore struct {
	places
	backend Backend
	timeout time.Duration
	rand    io.Reader
}

func (k *keyringStore) account(name string) string { return k.profile + "/" + fold(name) }

// Limits of the keyrings, in bytes. The smallest counts on every system, so
// that what works on one works on all.
const (
	// windowsLimit is CRED_MAX_CREDENTIAL_BLOB_SIZE of wincred.h.
	windowsLimit = 5 * 512
	// macLineLimit is what go-keyring allows for the line it gives to
	// /usr/bin/security -i.
	macLineLimit = 4096
)

// fits reports whether every system's keyring can take text for the account.
func fits(account, text string) bool {
	quoted := func(s string) int { return len(s) + 2 + 4*strings.Count(s, "'") }
	line := len("add-generic-password -U -s  -a  -w \n") + quoted(service) + quoted(account) +
		len("go-keyring-base64:") + base64.StdEncoding.EncodedLen(len(text))
	return len(text) <= windowsLimit && line <= macLineLimit
}

// Get implements secret.Store.
func (k *keyringStore) Get(ctx context.Context, name string) (secret.Value, secret.Origin, error) {
	for range 2 {
		text, err := k.read(ctx, name)
		if err != nil {
			return secret.Value{}, "", k.explain(ctx, "read", name, err, secret.Value{})
		}
		if text == "" {
			return secret.Value{}, "", notFound(name) // emptied by hand
		}
		if !strings.HasPrefix(text, keyPrefix) {
			return secret.New(text), originKeyring, nil
		}
		key, err := parseSealKey(text)
		if err != nil {
			return secret.Value{}, "", k.damaged(name, err)
		}
		v, err := k.unseal(name, key)
		switch {
		case err == nil:
			return v, originSealed, nil
		case !errors.Is(err, fs.ErrNotExist):
			return secret.Value{}, "", k.damaged(name, err)
		}
		// Another process replaced the secret between the two reads: once more.
	}
	return secret.Value{}, "", k.damaged(name, errors.New("its sealed file is missing in "+k.sealedDir()))
}

// damaged is about a secret that is there but of no use.
func (k *keyringStore) damaged(name string, err error) error {
	return unavailable("read", name, err.Error()).
		WithHint("store it again with %q, or put it into the environment variable %s", storedWith(name), EnvName(name))
}

// Set stores small secrets in the keyring itself. For large ones the order is:
// sealed file under a new name, then its key into the keyring (from here on the
// new secret counts), then the old file goes. A crash in between leaves a file
// too many, never a secret too few.
func (k *keyringStore) Set(ctx context.Context, name string, v secret.Value) (secret.Origin, error) {
	// A secret that looks like a key of ours would be taken for one.
	if text := v.Reveal(); fits(k.account(name), text) && !strings.HasPrefix(text, keyPrefix) {
		if err := k.put(ctx, name, text); err != nil {
			return "", k.explain(ctx, "store", name, err, v)
		}
		k.sweep(ctx, name)
		return originKeyring, nil
	}
	unlock, err := k.lock(ctx)
	if err != nil {
		return "", err
	}
	defer unlock()
	key, err := k.seal(name, v)
	if err != nil {
		return "", fault.Wrap(err, fault.SecretUnavailable, "cannot seal %s in a file", secret.Called(name))
	}
	if err := k.put(ctx, name, key.String()); err != nil {
		if !errors.Is(err, errNoAnswer) && ctx.Err() == nil {
			k.sweepLocked(ctx, name)
		} // else the call may still succeed later and then needs the new file
		return "", k.explain(ctx, "store", name, err, v)
	}
	k.removeAllBut(name, key.generation)
	return originSealed, nil
}

// Delete implements secret.Store.
func (k *keyringStore) Delete(ctx context.Context, name string) error {
	_, err := within(ctx, k.timeout, func() (string, error) { return "", k.backend.Delete(service, k.account(name)) })
	if err != nil && !errors.Is(err, ErrNotFound) {
		return k.explain(ctx, "delete", name, err, secret.Value{})
	}
	k.sweep(ctx, name)
	return nil
}

func (k *keyringStore) read(ctx context.Context, name string) (string, error) {
	return within(ctx, k.timeout, func() (string, error) { return k.backend.Get(service, k.account(name)) })
}

func (k *keyringStore) put(ctx context.Context, name, text string) error {
	_, err := within(ctx, k.timeout, func() (string, error) { return "", k.backend.Set(service, k.account(name), text) })
	return err
}

// explain makes a fault of a backend's error; the error itself, whose text is
// not ours, is not passed on. A cancelled ctx stays what it is.
func (k *keyringStore) explain(ctx context.Context, verb, name string, err error, v secret.Value) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, ErrNotFound) && verb == "read":
		return notFound(name)
	}
	return unavailable(verb, name, k.cause(err, v))
}

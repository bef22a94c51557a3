package vault

import (
	"context"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// auto keeps secrets in the keyring. It also reads the file, since what is in
// there was put there by somebody who chose it, but never puts anything there.
type auto struct {
	keyring, file secret.Store
	warn          func(string)
}

// Get implements secret.Store.
func (a auto) Get(ctx context.Context, name string) (secret.Value, secret.Origin, error) {
	v, origin, err := a.keyring.Get(ctx, name)
	if err == nil || ctx.Err() != nil {
		return v, origin, err
	}
	v, origin, fileErr := a.file.Get(ctx, name)
	switch {
	case fileErr == nil:
		return v, origin, nil
	case fault.Is(fileErr, fault.NotFound):
		return secret.Value{}, "", err
	case fault.Is(err, fault.NotFound):
		return secret.Value{}, "", fileErr // the secret may well be in that file
	}
	a.warn(fileErr.Error())
	return secret.Value{}, "", err
}

// Set also removes the name from the file: an old secret left there would come
// back on the day the keyring does not answer.
func (a auto) Set(ctx context.Context, name string, v secret.Value) (secret.Origin, error) {
	origin, err := a.keyring.Set(ctx, name, v)
	if err != nil {
		return "", err
	}
	if err := a.file.Delete(ctx, name); err != nil {
		a.warn("the secret is in the keyring now, but an old one may be left in a file: " + err.Error())
	}
	return origin, nil
}

// Delete removes what it can, also when one of the two places fails.
func (a auto) Delete(ctx context.Context, name string) error {
	fileErr := a.file.Delete(ctx, name)
	if err := a.keyring.Delete(ctx, name); err != nil {
		return err
	}
	return fileErr
}

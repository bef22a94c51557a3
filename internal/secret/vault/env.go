package vault

import (
	"context"
	"errors"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// EnvName returns the environment variable an integration's secret is read
// from; see secret.EnvName for the rule. Two names can share a variable,
// "corp-1" and "corp.1" for example; it is then the secret of both, which is
// why integrations may not be named so.
func EnvName(name string) string { return secret.EnvName(name) }

type environment struct{ getenv func(string) string }

// lookup returns the secret in the environment. An empty variable is unset.
func (e environment) lookup(name string) (secret.Value, bool) {
	v := secret.New(e.getenv(EnvName(name)))
	return v, !v.Empty()
}

// front is what callers see of every store but memory: it checks names and
// values, and lets the environment win.
type front struct {
	env  environment
	next secret.Store
	warn func(string)
}

// Get implements secret.Store.
func (f front) Get(ctx context.Context, name string) (secret.Value, secret.Origin, error) {
	if err := checkName(name); err != nil {
		return secret.Value{}, "", err
	}
	if v, ok := f.env.lookup(name); ok {
		return v, secret.EnvOrigin(name), nil
	}
	if err := ctx.Err(); err != nil {
		return secret.Value{}, "", err
	}
	return f.next.Get(ctx, name)
}

// Stored returns what is behind the environment, see secret.Stored.
func (f front) Stored(ctx context.Context, name string) (secret.Value, secret.Origin, error) {
	if err := checkName(name); err != nil {
		return secret.Value{}, "", err
	}
	return f.next.Get(ctx, name)
}

// Set implements secret.Store.
func (f front) Set(ctx context.Context, name string, v secret.Value) (secret.Origin, error) {
	if err := checkName(name); err != nil {
		return "", err
	}
	if err := checkValue(name, v); err != nil {
		return "", err
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	origin, err := f.next.Set(ctx, name, v)
	if err != nil {
		return "", f.already(name, err)
	}
	if current, ok := f.env.lookup(name); ok && current != v {
		f.warn("the environment variable " + EnvName(name) + " is set to another secret and is used instead of the one just stored")
	}
	return origin, nil
}

// already adds to the error of a secret that cannot be stored that there is one in
// the environment, if so: then none need be given.
func (f front) already(name string, err error) error {
	var e *fault.Error
	if _, ok := f.env.lookup(name); !ok || !fault.Is(err, fault.SecretUnavailable) || !errors.As(err, &e) {
		return err
	}
	return fault.New(e.Code, "%s", e.Error()).
		WithHint("the environment variable %s is set and is used: leave the secret out; or, to store it,\n%s", EnvName(name), e.Hint)
}

// Delete implements secret.Store.
func (f front) Delete(ctx context.Context, name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return f.next.Delete(ctx, name)
}

// readOnly is what is behind the front when the environment is all there is.
type readOnly struct{ env environment }

// Get implements secret.Store.
func (readOnly) Get(_ context.Context, name string) (secret.Value, secret.Origin, error) {
	return secret.Value{}, "", fault.New(fault.NotFound, "%s is not in the environment, as %s", secret.Called(name), EnvName(name)).
		WithHint("export it, or choose another --secret-store")
}

// Set implements secret.Store.
func (r readOnly) Set(_ context.Context, name string, v secret.Value) (secret.Origin, error) {
	current, ok := r.env.lookup(name)
	if ok && current == v {
		return secret.EnvOrigin(name), nil
	}
	why := "secrets are only read from the environment (--secret-store env)"
	if ok {
		why += ", and " + EnvName(name) + " holds another one"
	}
	hint := "choose another --secret-store: " + inAFile
	if secret.HasEnv(name) {
		hint = "export the secret as " + EnvName(name) + ", or " + hint
	}
	return "", unavailable("store", name, why).WithHint("%s", hint)
}

// Delete implements secret.Store.
func (readOnly) Delete(context.Context, string) error { return nil }

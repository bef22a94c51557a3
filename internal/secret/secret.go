// Package secret holds the one type a secret travels in and the port through
// which secrets are kept. The implementations (OS keyring, environment, file,
// memory) are in package vault below it.
package secret

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"unique"

	"github.com/incodectl/incodectl/internal/fault"
)

// redacted is all that any printing of a Value shows.
const redacted = "[redacted]"

// Value is a secret: an API token, a client secret, a private key. It cannot be
// printed, marshalled or logged; Reveal is the only way out.
//
// The string is held behind a handle, not directly: fmt reaches the unexported
// fields of other structs by reflection without calling the methods below, and
// then prints the handle's address. Equal secrets are still equal by ==.
type Value struct{ h unique.Handle[string] }

// New wraps s. An empty s gives the zero Value.
func New(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{h: unique.Make(s)}
}

// Reveal returns the secret itself. Call it at the point of use only.
func (v Value) Reveal() string {
	if v == (Value{}) {
		return ""
	}
	return v.h.Value()
}

// Empty reports whether there is no secret.
func (v Value) Empty() bool { return v == Value{} }

// Len returns the secret's length in bytes.
func (v Value) Len() int { return len(v.Reveal()) }

// String implements fmt.Stringer.
func (Value) String() string { return redacted }

// GoString implements fmt.GoStringer.
func (Value) GoString() string { return redacted }

// Format implements fmt.Formatter, so that no verb prints the secret.
func (Value) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalText implements encoding.TextMarshaler; JSON, YAML and XML use it.
func (Value) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue implements slog.LogValuer.
func (Value) LogValue() slog.Value { return slog.StringValue(redacted) }

// Origin says in words where a secret is kept, for people and for -o json:
// "keyring", "file", "memory", "keyring-sealed file", or the name of an environment variable.
type Origin string

// Store keeps secrets by name, one per integration. Names are integration
// names. Implementations honour ctx and never block for more than a few seconds.
type Store interface {
	// Get returns the secret and where it came from. A secret that was never
	// stored is fault.NotFound; a store that cannot be asked is
	// fault.SecretUnavailable with a hint that names the ways out.
	Get(ctx context.Context, name string) (Value, Origin, error)
	// Set stores or replaces the secret. On error the old one is kept.
	Set(ctx context.Context, name string, v Value) (Origin, error)
	// Delete forgets the secret. A missing one is no error.
	Delete(ctx context.Context, name string) error
}

// Stored returns what a store itself holds under a name, whatever the environment
// says; fault.NotFound when that is nothing.
func Stored(ctx context.Context, s Store, name string) (Value, Origin, error) {
	if below, ok := s.(interface {
		Stored(ctx context.Context, name string) (Value, Origin, error)
	}); ok {
		return below.Stored(ctx, name)
	}
	v, from, err := s.Get(ctx, name)
	if err == nil && from == EnvOrigin(name) {
		return Value{}, "", fault.New(fault.NotFound, "%s is in the environment", Called(name))
	}
	return v, from, err
}

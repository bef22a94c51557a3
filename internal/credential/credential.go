// Package credential holds the two kinds of credential a profile hands out: API
// keys, which can be copied again and so are kept in the secret store, and the
// client secrets of OpenID Connect clients, which are shown once and of which
// only a salted slow hash is kept to recognise them by.
package credential

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"time"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/secret"
	"github.com/incodectl/incodectl/internal/verification"
)

// APIKey is what the store knows of a key: never the key itself.
type APIKey struct {
	ID          string // 24 hex
	Name        string // unique among the keys in use, ignoring case
	Fingerprint string // see Fingerprint
	Hint        string // the key's last four digits
	CreatedAt   time.Time
	CreatedBy   string
	RevokedAt   time.Time // zero while it is in use
	RevokedBy   string
}

// Revoked reports whether the key is no longer valid.
func (k APIKey) Revoked() bool { return !k.RevokedAt.IsZero() }

// SecretName is under what name the secret store keeps the key. It begins with
// @, which no integration's name does.
func (k APIKey) SecretName() string { return "@api-key-" + k.ID }

// Fingerprint is the SHA-256 of an API key in hex. A key has 160 random bits, so
// nobody finds it from that.
func Fingerprint(key secret.Value) string {
	sum := sha256.Sum256([]byte(key.Reveal()))
	return hex.EncodeToString(sum[:])
}

// ClientSecret is what the store knows of an integration's client secret.
type ClientSecret struct {
	IntegrationID string
	Hash          string // see hash.go
	GeneratedAt   time.Time
	GeneratedBy   string
}

// Repository keeps keys and hashes. The store implements it.
type Repository interface {
	// Atomically runs f in one transaction, see the store.
	Atomically(ctx context.Context, f func(ctx context.Context) error) error
	// CreateAPIKey stores a new key; the name of another one in use is fault.Conflict.
	CreateAPIKey(ctx context.Context, k APIKey) error
	// APIKeys lists all keys, also revoked ones, newest first.
	APIKeys(ctx context.Context) ([]APIKey, error)
	// RevokeAPIKey marks a key that is in use; fault.NotFound, fault.Conflict.
	RevokeAPIKey(ctx context.Context, id string, at time.Time, by string) error
	// ClientSecret returns what is known of an integration's secret: fault.NotFound.
	ClientSecret(ctx context.Context, integrationID string) (ClientSecret, error)
	// PutClientSecret makes or replaces it.
	PutClientSecret(ctx context.Context, c ClientSecret) error
	// DeleteClientSecret forgets it; a missing one is no error.
	DeleteClientSecret(ctx context.Context, integrationID string) error
}

// Integrations is what credentials need of integrations: *integration.Service.
type Integrations interface {
	Gate(ctx context.Context) error
	List(ctx context.Context) ([]integration.Integration, error)
	Get(ctx context.Context, idOrName string) (integration.Integration, error)
}

// Sessions is what credentials need of sessions: *verification.Service.
type Sessions interface {
	List(ctx context.Context, f verification.SessionFilter) (iter.Seq2[verification.Session, error], int, error)
	Cancel(ctx context.Context, f verification.SessionFilter, reason string) ([]verification.Session, error)
}

// Clipboard is where a credential can be put for somebody to paste it.
type Clipboard interface {
	// Copy puts v there and sees to it that it is gone after a while, unless
	// something else was copied meanwhile; a clearAfter of 0 leaves it. where says
	// in words where it went. fault.Unavailable says why there is no clipboard here.
	Copy(ctx context.Context, v secret.Value, clearAfter time.Duration) (where string, err error)
	// Clear empties the clipboard if what it holds has this SHA-256, in hex.
	Clear(ctx context.Context, sum string) error
}

// Service hands out and takes back credentials. All of it refuses while the
// organisation feature is off.
type Service struct {
	Repo         Repository
	Integrations Integrations
	Sessions     Sessions // tells who used a key, and stops them
	Secrets      func() (secret.Store, error)
	Audit        audit.Recorder
	Profile      string // for messages
	Actor        string // who makes the changes, like "ada@host"
	Now          func() time.Time
	NewID        func() string      // 24 hex
	Random       func(n int) []byte // n random bytes
}

// Package integration manages integrations: the catalogue of templates, the
// fields each needs, validation and the lifecycle from create to tombstone.
// It is the system of record's core; SQL and secrets come in through ports.
package integration

import (
	"context"
	"maps"
	"slices"
	"time"
)

// FeatureEcosystem is the organisation feature all integrations depend on.
const FeatureEcosystem = "integrations-ecosystem"

// Category groups templates.
type Category string

// The categories of Incode's Integrations page.
const (
	CategoryDirectory Category = "directory"
	CategoryIAM       Category = "iam"
	CategoryHelpdesk  Category = "helpdesk"
	CategoryCustom    Category = "custom"
)

// Categories lists them.
func Categories() []Category {
	return []Category{CategoryDirectory, CategoryIAM, CategoryHelpdesk, CategoryCustom}
}

// Settings are an integration's field values by field key. A list-valued field
// has several values, a mapping field one "claim=path" per value.
type Settings map[string][]string

// Get returns the first value of key, or "".
func (s Settings) Get(key string) string {
	if v := s[key]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Integration is an instance of a template.
type Integration struct {
	ID        string // UUID v7, generated, never reused
	Name      string // unique per profile, ignoring case
	Template  string
	Category  Category
	Settings  Settings
	CreatedAt time.Time
	UpdatedAt time.Time
	// ClientID names the integration's OpenID Connect client; generated, "" where
	// its template has none. See package credential for its secret.
	ClientID string
	// FullSyncNeeded says why the cached users no longer belong to what the
	// settings point at; cleared by the next complete sync.
	FullSyncNeeded string
}

// Equal reports whether two versions of an integration have the same name and settings.
func (in Integration) Equal(other Integration) bool {
	return in.Name == other.Name && maps.EqualFunc(in.Settings, other.Settings, slices.Equal)
}

// Tombstone remembers a deleted integration, so that its ID stays invalid.
type Tombstone struct {
	ID, Name, Template string
	DeletedAt          time.Time
	DeletedBy          string
}

// Dependents is what belongs to an integration and goes with it.
type Dependents struct {
	Users      int // synced people
	Runs       int // sync runs
	Identities int // of its people
	// OpenSessions are for this integration or about its people, and stop.
	OpenSessions int
	Linked       []Link // integrations that take their people from it
	// ClientSecret says that a secret was generated for its OpenID Connect client.
	ClientSecret bool
}

// Link names something that integrations are linked to, or that is linked to one.
type Link struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Deleted says that it is gone: what is linked to it does not work.
	Deleted bool `json:"deleted,omitempty"`
}

// Repository keeps integrations and features. The store implements it.
type Repository interface {
	// Atomically runs f in one transaction, see the store.
	Atomically(ctx context.Context, f func(ctx context.Context) error) error
	// AfterCommit runs f once the transaction that ctx carries is committed, at once
	// where it carries none. f's error is then that of Atomically.
	AfterCommit(ctx context.Context, f func(ctx context.Context) error) error
	// CreateIntegration stores a new integration; a taken name is fault.Conflict.
	// then, if not nil, runs inside the transaction after the row is written:
	// when it fails nothing is stored and its error is returned as it is.
	CreateIntegration(ctx context.Context, in Integration, then func() error) error
	// UpdateIntegration replaces name, settings, UpdatedAt and FullSyncNeeded;
	// then as for CreateIntegration. fault.NotFound when the ID is unknown.
	UpdateIntegration(ctx context.Context, in Integration, then func() error) error
	// Integration finds one by exact ID or by name ignoring case; fault.NotFound otherwise.
	Integration(ctx context.Context, idOrName string) (Integration, error)
	// Integrations lists all in order of name.
	Integrations(ctx context.Context) ([]Integration, error)
	// DeleteIntegration removes it with everything that depends on it and
	// leaves the tombstone, in one transaction.
	DeleteIntegration(ctx context.Context, t Tombstone) error
	// Tombstones returns the tombstones with this ID or name, newest first.
	Tombstones(ctx context.Context, idOrName string) ([]Tombstone, error)
	// Dependents counts what would go with an integration.
	Dependents(ctx context.Context, id string) (Dependents, error)

	// Feature reports whether a feature is on, and since when it has its state.
	Feature(ctx context.Context, name string) (enabled bool, since time.Time, err error)
	// SetFeature switches a feature.
	SetFeature(ctx context.Context, name string, enabled bool, at time.Time) error
}

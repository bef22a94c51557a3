package directory

import (
	"context"
	"iter"
	"time"

	"github.com/incodectl/incodectl/internal/claims/blocking"
)

// Repository keeps people and runs. The store implements it.
type Repository interface {
	// FindByHint returns everybody who has one of the given normalised values
	// as a hint, each person once with their strongest kind, ordered by kind,
	// integration and external id. Restricted to integrationID unless empty.
	FindByHint(ctx context.Context, values []Hint, integrationID string) ([]Hit, error)
	// FindByKeys returns active people of one integration who have one of the
	// keys, ordered by external id, at most limit of them; more says that there
	// are others.
	FindByKeys(ctx context.Context, integrationID string, keys []blocking.Key, limit int) (people []User, more bool, err error)
	// Users yields matching people ordered by login, integration, external id.
	Users(ctx context.Context, f Filter) iter.Seq2[User, error]
	// CountUsers counts what Users would yield, ignoring Limit.
	CountUsers(ctx context.Context, f Filter) (int, error)
	// StateCounts counts an integration's people by state.
	StateCounts(ctx context.Context, integrationID string) (map[State]int, error)

	// SaveRun records a run that applied nothing (failed, cancelled, blocked).
	SaveRun(ctx context.Context, r Run) error
	// Runs lists runs, newest first.
	Runs(ctx context.Context, f RunFilter) ([]Run, error)
	// LastApplied returns the newest run of an integration that changed or
	// confirmed the store (succeeded or partial), or fault.NotFound.
	LastApplied(ctx context.Context, integrationID string) (Run, error)

	// OpenStaging locks the integration for syncing (fault.Locked when another
	// process holds it) and returns an empty staging area beside the store.
	OpenStaging(ctx context.Context, integrationID, fingerprint string) (Staging, error)
}

// Hit is a person found by a hint.
type Hit struct {
	User User
	Kind HintKind
}

// Filter selects people. Zero values select all.
type Filter struct {
	IntegrationID string
	State         State
	Query         string // case-insensitive substring of login, hint or name
	Limit         int
}

// RunFilter selects runs.
type RunFilter struct {
	IntegrationID string
	Limit         int
}

// Staging holds the pages of one listing outside the store until they are
// planned and applied, so that the store is never locked while the network is
// slow and never holds half a listing.
type Staging interface {
	// Put adds a page's people and remembers the cursor that follows it.
	// A person staged twice counts once; the last one wins.
	Put(ctx context.Context, people []Staged, next Cursor) error
	// Keep marks people the source listed but whose record could not be read:
	// they are neither changed nor counted as missing.
	Keep(ctx context.Context, externalIDs []string) error
	// Plan compares staged with stored people. Missing is computed only when
	// complete is true: the listing provably reached its last page.
	Plan(ctx context.Context, complete bool) (Plan, error)
	// Apply carries out the plan and stores the run in one transaction. It
	// fails with fault.Conflict, changing nothing, when the stored people are
	// no longer those the plan was made from.
	Apply(ctx context.Context, p Plan, r Run) error
	// Close discards what was staged, releases the lock and is safe to call twice.
	Close() error
}

// Staged is one person ready to be compared with the store.
type Staged struct {
	User User // CreatedAt, UpdatedAt and MissingSince are the store's to set
	Hash []byte
}

// Plan is what applying the staged people would change.
type Plan struct {
	Counts   Counts
	Complete bool  // the listing was complete, so Missing is known
	Base     int64 // version of the stored people the plan was made from
	// Stored active people before the plan, for guards.
	ActiveBefore int
	At           time.Time // time the changes are dated with
}

package directory

import (
	"context"
	"iter"
	"time"

	"github.com/incodectl/incodectl/internal/claims/blocking"
)

// Repository keeps people and runs. The store implements it.
type Repository interface {
	// Atomically runs f in one transaction: what is asked under its context
	// happens as a whole or not at all. Stagings have transactions of their own.
	Atomically(ctx context.Context, f func(ctx context.Context) error) error

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
	// People returns those of the people who are stored, in whatever state.
	People(ctx context.Context, integrationID string, externalIDs []string) ([]User, error)
	// StateCounts counts an integration's people by state.
	StateCounts(ctx context.Context, integrationID string) (map[State]int, error)
	// AtLeast reports whether n of an integration's people are in a state. It
	// takes time by n, not by how many there are.
	AtLeast(ctx context.Context, integrationID string, state State, n int) (bool, error)

	// SaveRun records a run that applied nothing, or replaces its record.
	SaveRun(ctx context.Context, r Run) error
	// Runs lists runs, newest first.
	Runs(ctx context.Context, f RunFilter) ([]Run, error)
	// LastApplied returns the newest run of an integration that changed or
	// confirmed the store (succeeded or partial), or fault.NotFound.
	LastApplied(ctx context.Context, integrationID string) (Run, error)

	// Run returns one run by its ID or the beginning of it: fault.NotFound,
	// fault.Ambiguous.
	Run(ctx context.Context, id string) (Run, error)
	// Position returns how far the store has followed an integration's source,
	// the zero Position when it was never synced.
	Position(ctx context.Context, integrationID string) (Position, error)

	// Kept returns what an interrupted run left staged, the zero Kept when nothing
	// is, or when that cannot be known at the moment. Whether a run can go on with
	// it shows only in Begin.
	Kept(ctx context.Context, integrationID string) (Kept, error)
	// OpenStaging locks the integration for syncing: fault.Locked while another
	// process holds it. Call Begin before anything else.
	OpenStaging(ctx context.Context, integrationID string) (Staging, error)
	// OpenHeld locks the integration and returns what a blocked run holds, ready
	// for Changes, Apply and Discard. fault.NotFound when the run holds nothing
	// any more; fault.Conflict when the stored people or the settings have
	// changed since, unless only to discard.
	OpenHeld(ctx context.Context, r Run, toDiscard bool) (Staging, Plan, Position, error)

	// Purge deletes, with everything stored about them, those of the people who
	// are still missing since before the given time, and returns who they were.
	Purge(ctx context.Context, people []Key, before time.Time) ([]Key, error)
}

// Hit is a person found by a hint.
type Hit struct {
	User User
	Kind HintKind
}

// Kept is what an interrupted run left staged.
type Kept struct {
	Mode          Mode
	Pages, People int
	Since         time.Time // when the listing began
}

// Key identifies a stored person.
type Key struct{ IntegrationID, ExternalID string }

// Filter selects people. Zero values select all.
type Filter struct {
	IntegrationID string
	State         State
	MissingBefore time.Time // only those missing since before then
	Query         string    // case-insensitive substring of login, hint or name
	Limit         int
}

// RunFilter selects runs.
type RunFilter struct {
	IntegrationID string
	Held          bool // only those that wait for review
	Limit         int
}

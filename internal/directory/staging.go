package directory

import (
	"context"
	"iter"
	"time"
)

// Staging holds the pages of one listing outside the store until they are
// planned and applied, so that the store is never locked while the network is
// slow and never holds half a listing. What a run that ended early has staged
// stays for the next one.
type Staging interface {
	// Begin prepares for a listing. Where l.Resume is set and an earlier run has
	// left pages of the very same listing (fingerprint, mode, mark and, for the
	// stored people, version), no older than l.MaxAge and undamaged, it goes on
	// with them: the Checkpoint says where. Otherwise what is there is discarded
	// and the Checkpoint is zero. why says in words why pages that were there
	// were discarded, "" when there were none.
	//
	// Where l is a delta and what is there is a full listing, in place of that very
	// delta or, with l.OrFull, any, it goes on with that listing: the Checkpoint
	// has its Mode.
	Begin(ctx context.Context, l Listing) (at Checkpoint, why string, err error)
	// Put adds a page and the Checkpoint that follows it, both or none. A person
	// staged twice counts once; the last one wins.
	Put(ctx context.Context, b Batch) error
	// Plan compares staged with stored people. In a full listing those present
	// and not staged are missing, if complete says that it provably reached its
	// last page; in a delta only those removed are.
	Plan(ctx context.Context, complete bool) (Plan, error)
	// Changes yields what the last Plan would change, in order of action and
	// external id. Other calls may be made only when it is over.
	Changes(ctx context.Context, f ChangeFilter) iter.Seq2[Change, error]
	// Apply carries out the plan and stores the run and the position in one
	// transaction; then nothing is staged any more. It fails with
	// fault.Conflict, changing nothing, when the stored people are no longer
	// those the plan was made from. A run that is stored already, because it was
	// blocked, is replaced. then, unless nil, is called in that transaction with
	// a context that carries it; if it fails, nothing is applied.
	Apply(ctx context.Context, p Plan, r Run, at Position, then func(ctx context.Context) error) error
	// Hold keeps the plan for Repository.OpenHeld and stores the blocked run.
	// What was held of an earlier run of the integration is discarded. then is as
	// that of Apply.
	Hold(ctx context.Context, p Plan, r Run, at Position, then func(ctx context.Context) error) error
	// Discard throws away what is staged.
	Discard(ctx context.Context) error
	// Close releases the lock and keeps what is staged. It is safe to call twice.
	Close() error
}

// Listing identifies what is about to be staged.
type Listing struct {
	Fingerprint string
	Mode        Mode
	Since       Mark // of a delta, or of the one that a full listing is in place of
	OrFull      bool // going on with a full listing is as welcome as the delta
	Resume      bool
	MaxAge      time.Duration
}

// Batch is one page ready to be staged.
type Batch struct {
	People    []Staged
	Removed   []Removal
	Unread    []RecordError // neither changed nor taken for missing, where they have an id
	OnlyKnown bool          // see Page.OnlyKnown
	At        Checkpoint
}

// Checkpoint is how far a listing has come. It is stored with every page.
type Checkpoint struct {
	StartedAt time.Time // of the listing's first run
	Mode      Mode      // of the listing
	Cursor    Cursor    // where to go on, unless Last
	Last      bool      // the last page is in
	Mark      Mark      // with Last
	Blind     bool      // a record could not even be named
	People    int       // records staged
	Pages     int
	Total     int // people in the listing where the source says it
	Cost      Cost
	Notes     []string
	Skipped   int // records so far that could not be read
	// Unread are the first MostNamed of them. Staging keeps them as it gets them
	// in batches and only fills them in when a listing goes on.
	Unread []RecordError `json:"-"`
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
	At       time.Time
}

// Position is how far the store has followed a source. It is stored in the
// transaction that stores the people it covers.
type Position struct {
	Fingerprint string
	Mark        Mark      // where a delta begins; empty: it cannot
	FullAt      time.Time // when the last applied full listing began; zero when there was none
	// Unread are the ids of people whose record could not be read; a delta would
	// not mention them again, so they are asked for one by one.
	Unread []string
	// Stale says that who is listed, or how they are mapped, was set anew since:
	// the Fingerprint of the integration's source is another by now. It is found out
	// when a Position is read and not stored.
	Stale bool `json:"-"`
}

// Action is what a plan does with a person.
type Action string

// The actions, in the order in which they are shown.
const (
	ActionMissing    Action = "missing"
	ActionDeactivate Action = "deactivate"
	ActionReactivate Action = "reactivate"
	ActionUpdate     Action = "update"
	ActionAdd        Action = "add"
)

// Change is what a plan does with one person.
type Change struct {
	Action     Action
	ExternalID string
	Before     *User  // as stored; nil for somebody new
	After      *User  // as staged; nil for somebody missing
	Why        string // of somebody missing: the Removal's words, "" when not listed
}

// ChangeFilter selects changes; zero values select all.
type ChangeFilter struct {
	Actions []Action
	Limit   int // per action
}

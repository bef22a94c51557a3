package directory

import (
	"context"
	"iter"
	"time"
)

// Source reads people from an identity provider. Implementations drive the
// pages themselves and never report an unreadable answer as an empty one.
type Source interface {
	// Pages yields what is asked for page by page. It ends after a page with
	// Last set, or with one error; a listing that ends otherwise is truncated and
	// must not be believed. The consumer may stop early. Of the page beside an
	// error only what fetching it took is set.
	//
	// A delta that cannot be given ends in *FullNeeded, a position that the
	// source no longer knows in *CursorGone.
	Pages(ctx context.Context, r Read) iter.Seq2[Page, error]
	// Check looks people up one by one, past any index that may lag. The answers
	// come in the order of the ids. An answer that leaves it open whether
	// somebody exists is an error, never "gone".
	Check(ctx context.Context, externalIDs []string) ([]Presence, Cost, error)
	// Fingerprint identifies what is listed: provider, address, scope and
	// mapping. Staged pages of another fingerprint must not be mixed with these.
	Fingerprint() string
	// Attributes lists what the source knows of people and how often it is
	// filled among at most sample of them.
	Attributes(ctx context.Context, sample int) ([]Attribute, error)
	// Probe authenticates and reads one page, for "integrations test".
	Probe(ctx context.Context) (Probe, error)
}

// Mode says what a run reads.
type Mode string

// The modes.
const (
	ModeAuto  Mode = ""      // delta where that is possible and enough, else full
	ModeFull  Mode = "full"  // the complete listing
	ModeDelta Mode = "delta" // what changed since an earlier run
)

// Cursor is an opaque position in a listing. It holds everything that going on
// from there takes, the Mark to be included.
type Cursor string

// Mark is an opaque moment of the source from which a delta can be read.
type Mark string

// Read says what to read.
type Read struct {
	Mode  Mode   // ModeFull or ModeDelta
	Since Mark   // of the last applied run; for ModeDelta
	From  Cursor // where to go on; empty: from the beginning
	// Concurrency is how many requests may be under way at once where the source
	// can split a listing into disjoint parts; 0 and 1: one after another.
	Concurrency int
}

// Cost is what requests took.
type Cost struct {
	Requests, Retries int
	Bytes             int64
	Waited            time.Duration // for rate limits and before retries
}

// Add adds what further requests took.
func (c *Cost) Add(more Cost) {
	c.Requests += more.Requests
	c.Retries += more.Retries
	c.Bytes += more.Bytes
	c.Waited += more.Waited
}

// Page is one page of people.
type Page struct {
	Records []Record
	// Removed are people the source says are gone. Whoever an earlier page has is
	// gone all the same; whoever a later page has is back.
	Removed []Removal
	// OnlyKnown says that the records may be of people out of scope: they change
	// whom the store holds as present and add nobody.
	OnlyKnown bool
	Next      Cursor // where to go on; meaningless when Last
	Last      bool   // the source said that nothing follows
	Mark      Mark   // with Last: where a later delta begins; empty when none can
	Total     int    // people in the whole listing where the source says it, else 0
	// Skipped are records that could not be read, by external id or position.
	Skipped []RecordError
	// Repeated counts people left out because an earlier page had them, as
	// members of several groups: such a page is not an empty one.
	Repeated int
	Notes    []string // for the run's record: what the source could not tell
	Cost     Cost     // of fetching this page
}

// Removal names somebody the source says is gone, and in which way.
type Removal struct {
	ExternalID string
	Why        string // e.g. "deleted", "deleted, can be restored"
}

// RecordError names one record of a page that could not be read, and why.
type RecordError struct {
	ExternalID string `json:"external_id"`
	Reason     string `json:"reason"`
	// SourceState is the source's word for the state, where that much could be
	// read: somebody who was deactivated is so whatever else is wrong.
	SourceState string `json:"-"`
}

// Presence is what the source says of one person.
type Presence struct {
	ExternalID string
	// Record is the person, nil for somebody who does not exist, is not in
	// scope, or cannot be read.
	Record *Record
	// Gone says why the person is to be taken for missing: deleted, or not in
	// scope. Empty otherwise.
	Gone string
	// Unreadable says why the record cannot be read. Empty otherwise.
	Unreadable  string
	SourceState string // of an unreadable record; see RecordError
}

// FullNeeded is the error of a delta that the source cannot give: the complete
// listing has to be read instead.
type FullNeeded struct{ Why string }

// Error says why.
func (e *FullNeeded) Error() string { return "a full listing is needed: " + e.Why }

// CursorGone is the error of a listing that cannot be gone on with, because the
// source no longer knows the position.
type CursorGone struct{ Err error }

// Error says what the source answered.
func (e *CursorGone) Error() string { return "the listing cannot be resumed: " + e.Err.Error() }

// Unwrap returns the source's answer.
func (e *CursorGone) Unwrap() error { return e.Err }

// Attribute is something a source knows of people.
type Attribute struct {
	Path    string   // as a mapping takes it, e.g. "profile.dateOfBirth"
	Type    string   // the source's own word, e.g. "string"
	Title   string   // what the source calls it for people; may be empty
	Sampled int      // people looked at
	Filled  int      // of them, those who have it
	Claims  []string // mapped to, in order
	Suggest string   // the claim that its name speaks for; empty when none does
	Why     string   // why it cannot be mapped; empty when it can
}

// Probe is what a connection test found.
type Probe struct {
	Account  string   `json:"account"` // what was authenticated as, where the source tells
	Users    int      `json:"users"`   // people on the first page
	More     bool     `json:"more"`    // further pages follow
	Total    int      `json:"total,omitempty"`
	Warnings []string `json:"warnings"` // e.g. an app without an admin role sees nobody
}

package directory

import (
	"context"
	"iter"
	"time"
)

// Source reads people from an identity provider. Implementations drive the
// pages themselves and never report an unreadable answer as an empty one.
type Source interface {
	// Pages yields the listing page by page, starting after the given cursor
	// (empty: from the beginning). It ends after a page with Last set, or with
	// one error; a listing that ends otherwise is truncated and must not be
	// believed. The consumer may stop early. Of the page beside an error only
	// what fetching it took is set.
	Pages(ctx context.Context, from Cursor) iter.Seq2[Page, error]
	// Fingerprint identifies what is listed: provider, address, scope and
	// mapping. Staged pages of another fingerprint must not be mixed with these.
	Fingerprint() string
	// Probe authenticates and reads one page, for "integrations test".
	Probe(ctx context.Context) (Probe, error)
}

// Cursor is an opaque position in a listing.
type Cursor string

// Page is one page of people.
type Page struct {
	Records []Record
	Next    Cursor // where to go on; meaningless when Last
	Last    bool   // the source said that nothing follows
	Total   int    // people in the whole listing where the source says it, else 0
	// Skipped are records that could not be read, by external id or position.
	Skipped []RecordError
	// Repeated counts people left out because an earlier page had them, as
	// members of several groups: such a page is not an empty one.
	Repeated int
	// What fetching this page took, for the run's record.
	Requests, Retries int
	Bytes             int64
	Waited            time.Duration // spent waiting for rate limits and backoff
}

// RecordError names one record of a page that could not be read, and why.
type RecordError struct {
	ExternalID string `json:"external_id"`
	Reason     string `json:"reason"`
}

// Probe is what a connection test found.
type Probe struct {
	Account  string   `json:"account"` // what was authenticated as, where the source tells
	Users    int      `json:"users"`   // people on the first page
	More     bool     `json:"more"`    // further pages follow
	Total    int      `json:"total,omitempty"`
	Warnings []string `json:"warnings"` // e.g. an app without an admin role sees nobody
}

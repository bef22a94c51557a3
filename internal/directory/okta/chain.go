package okta

import (
	"time"

	"github.com/okta/okta-sdk-golang/v2/okta/query"

	"github.com/incodectl/incodectl/internal/directory"
)

// part says which people a chain has.
type part string

// The parts. A full listing consists of one partAll, of several with disjoint
// bounds, or of a partGroup for each group; a delta of the others.
const (
	partAll      part = "all"      // everybody in scope, within bounds of created
	partGroup    part = "group"    // the members of a group
	partMatching part = "matching" // who changed and is found by the search expression
	partChanged  part = "changed"  // who changed, in scope or not
	partDeleted  part = "deleted"  // who was deleted, by the System Log

	// partAnybody is everybody, in scope or not. It is not listed, but asked
	// whether Okta shows anybody at all.
	partAnybody part = "anybody"
)

// chain is a part of a listing whose pages follow each other, and how far it
// was read. The names in JSON are short because every page's cursor has all
// chains.
type chain struct {
	Part  part   `json:"p"`
	Group string `json:"g,omitempty"`
	From  string `json:"f,omitempty"` // of created, inclusive; empty: unbounded
	To    string `json:"t,omitempty"` // of created, exclusive; empty: unbounded
	After string `json:"a,omitempty"` // Okta's cursor; empty: the beginning
	Had   bool   `json:"h,omitempty"` // somebody was on its pages
	Done  bool   `json:"d,omitempty"`
}

// subject is what a request reads, for the request itself and for errors.
type subject struct {
	what   string // in words
	group  string // the group's id, if it is one
	scope  string // the OAuth scope it needs
	own    string // that scope, where it is asked for in a token of its own
	lean   bool   // the operation knows leanUsers
	search bool   // a search expression of the options is in it
}

func (s *Source) subjectOf(c chain) subject {
	switch c.Part {
	case partGroup:
		return subject{what: "members of group " + c.Group, group: c.Group, scope: scopeGroups}
	case partDeleted:
		return subject{what: "System Log events", scope: scopeLogs, own: scopeLogs}
	case partAll, partMatching:
		// A page further on is refused for its cursor: the expression was fine.
		return subject{what: "users", scope: scopeUsers, lean: true, search: s.scope.search != "" && c.After == ""}
	default:
		return subject{what: "users", scope: scopeUsers, lean: true}
	}
}

// request is the path and query of a chain's page at its position. Since is
// where a delta begins.
func (s *Source) request(c chain, since time.Time, limit int) (string, *query.Params) {
	q := query.NewQueryParams(query.WithLimit(int64(limit)), query.WithAfter(c.After))
	switch c.Part {
	case partGroup:
		return "/api/v1/groups/" + c.Group + "/users", q
	case partMatching:
		q.Search = s.scope.find(changedSince(since))
	case partChanged:
		// filter, not search: the index behind search lags, and a change missed
		// here would be missed for good.
		q.Filter = changedSince(since)
	case partAnybody:
		q.Search = everybody
	default:
		var bounds []string
		if c.From != "" {
			bounds = append(bounds, "created ge "+quote(c.From))
		}
		if c.To != "" {
			bounds = append(bounds, "created lt "+quote(c.To))
		}
		q.Search = s.scope.find(bounds...)
	}
	return "/api/v1/users", q
}

// changedSince is the condition for who changed. Okta refuses a date without
// quotes.
func changedSince(t time.Time) string { return "lastUpdated ge " + quote(oktaTime(t)) }

// oktaTime writes a time as Okta does.
func oktaTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// onlyKnown reports whether a chain has people who need not be in scope.
func (s *Source) onlyKnown(c chain) bool {
	switch c.Part {
	case partChanged:
		return s.scope.search != "" || len(s.scope.groups) > 0
	case partDeleted:
		return true
	default:
		return false
	}
}

// chains are the chains of a listing from its beginning, unsplit.
func (s *Source) chains(mode directory.Mode) []chain {
	switch {
	case mode == directory.ModeDelta && s.scope.search != "":
		// The log last: whoever it says is gone must not come back by a page
		// that was read before.
		return []chain{{Part: partMatching}, {Part: partChanged}, {Part: partDeleted}}
	case mode == directory.ModeDelta:
		return []chain{{Part: partChanged}, {Part: partDeleted}}
	case len(s.scope.groups) > 0:
		out := make([]chain, len(s.scope.groups))
		for i, g := range s.scope.groups {
			out[i] = chain{Part: partGroup, Group: g}
		}
		return out
	default:
		return []chain{{Part: partAll}}
	}
}

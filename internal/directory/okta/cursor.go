package okta

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// cursorVersion is raised when a cursor comes to mean something else. One of
// another version is of another listing.
const cursorVersion = 2

// place is a position in a listing: all that going on from it takes. A cursor
// is its JSON.
type place struct {
	Version int            `json:"v"`
	Of      string         `json:"of"` // the fingerprint of what is listed
	Mode    directory.Mode `json:"m"`
	Since   time.Time      `json:"s,omitzero"`  // of a delta: the moment it begins at
	Mark    time.Time      `json:"at,omitzero"` // Okta's time at the first answer; zero if it gave none
	Chains  []chain        `json:"c"`
}

func (p place) cursor() directory.Cursor {
	b, _ := json.Marshal(p) // texts, times of this era and flags: cannot fail
	return directory.Cursor(b)
}

// place reads a cursor that this listing gave out. It is checked to cover
// everybody who is to be listed: one that was damaged must not make people look
// gone. One that cannot be gone on with, such as a former version's, is
// *directory.CursorGone, because it would fail every further run as well.
func (s *Source) place(c directory.Cursor, r directory.Read, since time.Time) (place, error) {
	var p place
	err := json.Unmarshal([]byte(c), &p)
	if err != nil || p.Version != cursorVersion || p.Of != s.Fingerprint() || p.Mode != r.Mode ||
		!p.Since.Equal(since) || !s.covered(p) {
		return place{}, &directory.CursorGone{Err: fault.New(fault.Internal, "the position to go on from belongs to another listing").
			WithHint("start the sync from the beginning")}
	}
	return p, nil
}

// covered reports whether the chains of a position are those of the listing and
// something is left to read.
func (s *Source) covered(p place) bool {
	if !slices.ContainsFunc(p.Chains, func(c chain) bool { return !c.Done }) {
		return false
	}
	want := s.chains(p.Mode)
	if len(want) == 1 && want[0].Part == partAll {
		return contiguous(p.Chains)
	}
	return slices.EqualFunc(want, p.Chains, func(w, c chain) bool {
		return w.Part == c.Part && w.Group == c.Group && c.From == "" && c.To == ""
	})
}

// contiguous reports whether the bounds of chains leave out nobody.
func contiguous(chains []chain) bool {
	to := ""
	for i, c := range chains {
		if c.Part != partAll || c.Group != "" || c.From != to || (i > 0 && to == "") {
			return false
		}
		to = c.To
	}
	return to == ""
}

package entra

import (
	"encoding/json"
	"slices"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// phase is what the pages of a listing are read from.
type phase string

const (
	// phaseList is the plain listing of people.
	phaseList phase = "list"
	// phaseReplay is what changed while phaseList went on, behind it in the
	// same run.
	phaseReplay phase = "replay"
	// phaseChanges is a delta: what changed since an earlier run.
	phaseChanges phase = "changes"
)

// formatVersion is of cursors and marks. Those of another version are not
// understood and never guessed at.
const formatVersion = 1

// position is where a listing is and all that its checks have to know of the
// pages before. It is written into cursors whole, so that a listing that is
// gone on with is checked like one that was never broken off.
type position struct {
	Version int    `json:"v"`
	Phase   phase  `json:"phase"`
	Group   int    `json:"group,omitempty"` // index into Source.groups
	Link    string `json:"link,omitempty"`  // of the next page; "" is the group's first
	Form    form   `json:"form,omitempty"`
	Pages   int    `json:"pages"`           // read so far
	Count   int    `json:"count,omitempty"` // users listed so far
	Total   int    `json:"total,omitempty"` // users that Graph counted at the start, 0 if unknown
	Mark    links  `json:"mark"`
	// Chains are the groups, where several are listed side by side; Group, Link
	// and Form mean nothing then.
	Chains []chain `json:"chains,omitempty"`
}

// chain is how far the listing of one group has come.
type chain struct {
	Link  string `json:"link,omitempty"` // of the next page; "" is the first
	Form  form   `json:"form,omitempty"`
	Pages int    `json:"pages,omitempty"` // read so far
	Done  bool   `json:"done,omitempty"`
}

// links are where Graph says what changed since a moment. They hold state
// tokens and no secrets.
type links struct {
	Users  string `json:"users,omitempty"`
	Groups string `json:"groups,omitempty"` // membership; only where groups are the scope
}

// cursor writes the position down.
func (p position) cursor() directory.Cursor {
	p.Version = formatVersion
	// Strings and numbers always encode.
	b, _ := json.Marshal(p)
	return directory.Cursor(b)
}

// parseCursor reads what cursor wrote. groups is how many groups are listed, at
// least 1. A cursor that is none of this version is *directory.CursorGone.
func parseCursor(c directory.Cursor, mode directory.Mode, groups int) (position, error) {
	var p position
	err := json.Unmarshal([]byte(c), &p)
	if err != nil || p.Version != formatVersion || (p.Phase == phaseChanges) != (mode == directory.ModeDelta) || !p.possible(groups) {
		return position{}, &directory.CursorGone{Err: fault.New(fault.Internal, "the stored position in the listing cannot be read").
			WithHint("start the sync from the beginning")}
	}
	return p, nil
}

// possible reports whether a listing of so many groups can be there.
func (p position) possible(groups int) bool {
	known := func(f form) bool { return f == formPlain || f == formAdvanced }
	switch {
	case p.Pages < 1:
		return false
	case len(p.Chains) > 0:
		over := !slices.ContainsFunc(p.Chains, func(c chain) bool { return !c.Done })
		odd := slices.ContainsFunc(p.Chains, func(c chain) bool { return !known(c.Form) || c.Pages < 0 || c.Done && c.Link != "" })
		return p.Phase == phaseList && len(p.Chains) == groups && !over && !odd
	case p.Group < 0 || p.Group >= groups || !known(p.Form):
		return false
	case p.Phase == phaseList:
		return p.Link != "" || p.Group > 0
	}
	return (p.Phase == phaseReplay || p.Phase == phaseChanges) && p.Link != ""
}

// mark is an opaque version of links.
type mark struct {
	Version int `json:"v"`
	links
}

// mark writes the links down.
func (l links) mark() directory.Mark {
	b, _ := json.Marshal(mark{formatVersion, l})
	return directory.Mark(b)
}

// parseMark reads what mark wrote. One that is none of this version, or that
// does not fit the scope, is *directory.FullNeeded.
func parseMark(m directory.Mark, grouped bool) (links, error) {
	if m == "" {
		return links{}, &directory.FullNeeded{Why: "the last sync left no moment to go on from"}
	}
	var d mark
	err := json.Unmarshal([]byte(m), &d)
	if err != nil || d.Version != formatVersion || d.Users == "" || (d.Groups != "") != grouped {
		return links{}, &directory.FullNeeded{Why: "the moment that the last sync left cannot be read"}
	}
	return d.links, nil
}

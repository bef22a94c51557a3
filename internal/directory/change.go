package directory

import (
	"maps"
	"slices"
	"strings"
)

// FieldChange is one field of a person that a plan changes. Old is empty for
// what is new and New for what is removed.
type FieldChange struct {
	Field string // "state", "source_state", "login", "hints" or the name of a claim
	Old   string
	New   string
}

// The fields of a FieldChange that are no claims.
const (
	FieldState       = "state"
	FieldSourceState = "source_state"
	FieldLogin       = "login"
	FieldHints       = "hints" // kind:value, one a line
)

// Fields compares before and after, in order: the fixed fields, then the claims
// by name.
func (c Change) Fields() []FieldChange {
	var before, after User
	if c.Before != nil {
		before = *c.Before
	}
	if c.After != nil {
		after = *c.After
	} else {
		after = before // nothing of the record changes when somebody goes missing
		after.State = Missing
	}
	var out []FieldChange
	add := func(field, old, now string) {
		if old != now {
			out = append(out, FieldChange{Field: field, Old: old, New: now})
		}
	}
	add(FieldState, string(before.State), string(after.State))
	add(FieldSourceState, before.SourceState, after.SourceState)
	add(FieldLogin, before.Login, after.Login)
	add(FieldHints, hintLines(before.Hints), hintLines(after.Hints))
	names := maps.Clone(before.Claims)
	if names == nil {
		names = after.Claims
	} else {
		maps.Copy(names, after.Claims)
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		add(name, before.Claims[name], after.Claims[name])
	}
	return out
}

func hintLines(hints []Hint) string {
	var b strings.Builder
	for i, h := range hints {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(string(h.Kind) + ":" + h.Value)
	}
	return b.String()
}

// Who is the login of the person, or the external id of one without.
func (c Change) Who() string {
	u := c.After
	if u == nil {
		u = c.Before
	}
	if u == nil || u.Login == "" {
		return c.ExternalID
	}
	return u.Login
}

package directory

import (
	"fmt"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/directory"
)

// changeView is what happens to one person, as -o json shows it.
type changeView struct {
	Action      directory.Action `json:"action"`
	ExternalID  string           `json:"external_id"`
	Login       string           `json:"login"`
	Why         string           `json:"why"` // of somebody missing: what the source said
	Fields      []fieldView      `json:"fields"`
	Integration string           `json:"integration,omitempty"` // where the run's record is not beside it
}

// fieldView is one changed field.
type fieldView struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
	// Masked says that Old and New are not the values themselves. They may look
	// the same then, although the values differ.
	Masked bool `json:"masked,omitempty"`
}

func viewChange(c planned, reveal bool) changeView {
	return changeView{
		Action: c.Action, ExternalID: c.ExternalID, Login: loginOf(c.Change), Why: c.Why,
		Fields: viewFields(c.Change, reveal), Integration: c.integration,
	}
}

func loginOf(c directory.Change) string {
	switch {
	case c.After != nil:
		return c.After.Login
	case c.Before != nil:
		return c.Before.Login
	default:
		return ""
	}
}

// viewFields shows what changes. What viewOf shows of everybody is shown here
// too; other claims, and aliases, which may be private addresses, are masked
// unless reveal.
func viewFields(c directory.Change, reveal bool) []fieldView {
	changed := c.Fields()
	out := make([]fieldView, 0, len(changed))
	for _, fc := range changed {
		v := fieldView{Field: fc.Field, Old: fc.Old, New: fc.New}
		switch {
		case fc.Field == directory.FieldHints:
			v.Old, v.New, v.Masked = hintChanges(c, reveal)
		case !reveal && !alwaysShown(fc.Field):
			v.Old, v.New, v.Masked = claims.Mask(fc.Field, fc.Old), claims.Mask(fc.Field, fc.New), true
		}
		out = append(out, v)
	}
	return out
}

func alwaysShown(field string) bool {
	switch field {
	case directory.FieldState, directory.FieldSourceState, directory.FieldLogin,
		claims.Name, claims.GivenName, claims.FamilyName, claims.Email, claims.EmployeeID:
		return true
	}
	return false
}

// hintChanges are the hints that go ("-alias:...") and those that come
// ("+login:..."), one a line. Both are empty when only their order changes.
func hintChanges(c directory.Change, reveal bool) (gone, come string, masked bool) {
	var before, after []directory.Hint
	if c.Before != nil {
		before = c.Before.Hints
	}
	if c.After != nil {
		after = c.After.Hints
	}
	lines := func(sign string, of, without []directory.Hint) string {
		var out []string
		for _, h := range of {
			if slices.Contains(without, h) {
				continue
			}
			value := h.Value
			if h.Kind == directory.HintAlias && !reveal {
				value, masked = maskHint(h), true
			}
			out = append(out, sign+string(h.Kind)+":"+value)
		}
		return strings.Join(out, "\n")
	}
	gone = lines("-", before, after)
	return gone, lines("+", after, before), masked
}

// told is the new value; a word is added where masking makes it look like the old one.
func (v fieldView) told() string {
	if v.Masked && v.Old == v.New {
		return v.New + " (another)"
	}
	return v.New
}

// String writes a field for a table: "title: Engineer -> Manager".
func (v fieldView) String() string {
	switch {
	case v.Field == directory.FieldHints && v.Old == "" && v.New == "":
		return "hints: in another order"
	case v.Field == directory.FieldHints:
		return "hints: " + strings.ReplaceAll(strings.Trim(v.Old+"\n"+v.New, "\n"), "\n", " ")
	case v.New == "":
		return fmt.Sprintf("%s: %s removed", v.Field, v.Old)
	case v.Old == "":
		return fmt.Sprintf("%s: %s", v.Field, v.New)
	}
	return fmt.Sprintf("%s: %s -> %s", v.Field, v.Old, v.told())
}

// inShort says in a table's cell what changes. Of somebody new it is who they
// are, and of somebody missing why.
func inShort(c directory.Change, reveal bool) string {
	switch {
	case c.Action == directory.ActionAdd && c.After != nil:
		return strings.TrimPrefix(displayName(*c.After)+", "+string(c.After.State), ", ")
	case c.Action == directory.ActionMissing && c.Why != "":
		return c.Why
	case c.Action == directory.ActionMissing:
		return "no longer listed"
	}
	var parts []string
	for _, v := range viewFields(c, reveal) {
		parts = append(parts, v.String())
	}
	return strings.Join(parts, "; ")
}

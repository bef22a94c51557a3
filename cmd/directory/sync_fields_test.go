package directory

import (
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/directory"
)

func hint(kind directory.HintKind, value string) directory.Hint {
	return directory.Hint{Kind: kind, Value: value}
}

func TestViewFields(t *testing.T) {
	before := &directory.User{
		State: directory.Active, SourceState: "ACTIVE", Login: "ada@corp.example",
		Hints: []directory.Hint{hint(directory.HintLogin, "ada@corp.example"), hint(directory.HintAlias, "old@home.example")},
		Claims: claims.Set{
			claims.FamilyName: "Morgan", claims.Birthdate: "1990-01-02", "title": "Engineer", claims.Phone: "+13035550100",
		},
	}
	after := &directory.User{
		State: directory.Inactive, SourceState: "SUSPENDED", Login: "ada@corp.example",
		Hints: []directory.Hint{hint(directory.HintLogin, "ada@corp.example"), hint(directory.HintEmployeeID, "004711")},
		Claims: claims.Set{
			claims.FamilyName: "Lovelace", claims.Birthdate: "1990-02-03", claims.Phone: "+13035559100",
		},
	}
	c := directory.Change{Action: directory.ActionDeactivate, ExternalID: "x", Before: before, After: after}
	got := viewFields(c, false)
	for field, want := range map[string]fieldView{
		"state":           {Field: "state", Old: "active", New: "inactive"},
		"source_state":    {Field: "source_state", Old: "ACTIVE", New: "SUSPENDED"},
		claims.FamilyName: {Field: claims.FamilyName, Old: "Morgan", New: "Lovelace"},
		"hints":           {Field: "hints", Old: "-alias:" + claims.Mask(claims.Email, "old@home.example"), New: "+employee_id:004711", Masked: true},
		"title":           {Field: "title", Old: claims.Mask("title", "Engineer"), Masked: true},
		claims.Birthdate:  {Field: claims.Birthdate, Old: claims.Mask(claims.Birthdate, "1990-01-02"), New: claims.Mask(claims.Birthdate, "1990-02-03"), Masked: true},
	} {
		if i := slices.IndexFunc(got, func(v fieldView) bool { return v.Field == field }); i < 0 || got[i] != want {
			t.Errorf("%s: %+v, want %+v", field, got, want)
		}
	}
	text := inShort(c, false)
	for _, secret := range []string{"old@home", "1990-01-02", "1990-02-03", "Engineer", "3035550100", "3035559100"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q is shown: %s", secret, text)
		}
	}
	// Two numbers that look the same when masked are told apart in words.
	if a, b := claims.Mask(claims.Phone, "+13035550100"), claims.Mask(claims.Phone, "+13035559100"); a != b || !strings.Contains(text, b+" (another)") {
		t.Errorf("%s and %s: %s", a, b, text)
	}

	revealed := viewFields(c, true)
	want := fieldView{Field: "hints", Old: "-alias:old@home.example", New: "+employee_id:004711"}
	if i := slices.IndexFunc(revealed, func(v fieldView) bool { return v.Field == "hints" }); revealed[i] != want {
		t.Errorf("revealed: %+v", revealed[i])
	}
	if text := inShort(c, true); !strings.Contains(text, "birthdate: 1990-01-02 -> 1990-02-03") || !strings.Contains(text, "title: Engineer removed") ||
		!strings.Contains(text, "hints: -alias:old@home.example +employee_id:004711") {
		t.Errorf("revealed: %s", text)
	}
}

func TestInShort(t *testing.T) {
	one, two := hint(directory.HintAlias, "a@x.example"), hint(directory.HintAlias, "b@x.example")
	ada := &directory.User{State: directory.Active, Claims: claims.Set{claims.GivenName: "Ada", claims.FamilyName: "Morgan"}}
	for _, c := range []struct {
		change directory.Change
		want   string
	}{
		{directory.Change{Action: directory.ActionAdd, After: ada}, "Ada Morgan, active"},
		{directory.Change{Action: directory.ActionAdd, After: &directory.User{State: directory.Inactive}}, "inactive"},
		{directory.Change{Action: directory.ActionMissing, Before: ada}, "no longer listed"},
		{directory.Change{Action: directory.ActionMissing, Before: ada, Why: "deleted, can be restored"}, "deleted, can be restored"},
		{
			directory.Change{Action: directory.ActionUpdate, Before: &directory.User{Hints: []directory.Hint{one, two}}, After: &directory.User{Hints: []directory.Hint{two, one}}},
			"hints: in another order",
		},
	} {
		if got := inShort(c.change, false); got != c.want {
			t.Errorf("%+v: %q, want %q", c.change, got, c.want)
		}
	}
}

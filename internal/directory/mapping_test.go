package directory_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

func TestExtract(t *testing.T) {
	t.Parallel()
	const doc = `{
	 "s":"Ada","esc":"Zo\u00eb \"Z\"","empty":"","nul":"A\u0000da","null":null,"int":9007199254740993,"frac":1.50,"yes":true,
	 "list":["a",2,null,false],"groups":["Sales, EMEA","two\nlines","","\r\n"],"none":[],"nested":[["a"]],"objects":[{"a":1}],
	 "obj":{"s":"in","deep":{"n":7},"null":null,"a.b":"dotted in"},
	 "a.b":"dotted","a.b.c":{"d":"deep dotted"},"x":{"y":"plain"},"x.y":"longest","bad":"` + "\xff" + `"}`
	var m map[string]json.RawMessage
	if err := json.Unmarshal([]byte(doc), &m); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"s": "Ada", "nul": "Ada", "esc": `Zoë "Z"`, "int": "9007199254740993", "frac": "1.50", "yes": "true",
		"list": "a\n2\nfalse", "groups": "Sales, EMEA\ntwo lines", "obj.s": "in", "obj.deep.n": "7", "obj.a.b": "dotted in",
		"a.b": "dotted", "a.b.c.d": "deep dotted", "x.y": "longest", "bad": "\uFFFD",
	} {
		if got, ok, err := directory.Extract(m, path); got != want || !ok || err != nil {
			t.Errorf("Extract(%q) = %q, %v, %v; want %q", path, got, ok, err, want)
		}
	}
	for _, path := range []string{"empty", "null", "none", "nowhere", "obj.nowhere", "obj.null", "obj.null.x", "null.x", "nowhere.x.y", "S", ""} {
		if got, ok, err := directory.Extract(m, path); got != "" || ok || err != nil {
			t.Errorf("Extract(%q) = %q, %v, %v; want nothing", path, got, ok, err)
		}
	}
	for path, want := range map[string]string{
		"obj": "obj is an object", "obj.deep": "deep is an object", "s.x": "s is not an object",
		"list.x": "list is not an object", "nested": "list of lists", "objects": "list of objects",
	} {
		_, ok, err := directory.Extract(m, path)
		if ok || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Extract(%q): %v, %v; want an error with %q", path, ok, err, want)
		}
	}
}

func TestParseMapping(t *testing.T) {
	t.Parallel()
	m, err := directory.ParseMapping([]string{
		"birthdate=profile.dateOfBirth", " address.country = profile.country ", "badge_2=profile.badge", "email=",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"address.country=profile.country", "badge_2=profile.badge", "birthdate=profile.dateOfBirth", "email="}
	if got := m.Entries(); !slices.Equal(got, want) {
		t.Errorf("entries %q, want %q", got, want)
	}
	for in, says := range map[string]string{
		"birthdate":                             "has no =",
		"=profile.x":                            "names no claim",
		"Birthdate=profile.x":                   "cannot be the name",
		"birth-date=profile.x":                  "cannot be the name",
		"a.b.c=profile.x":                       "cannot be the name",
		"address=profile.x":                     "consists of parts",
		"address.planet=x":                      `no claim "address.planet"`,
		"name.first=x":                          `no claim "name.first"`,
		"birthdate=.x":                          "cannot be a path",
		"birthdate=x.":                          "cannot be a path",
		"birthdate=x..y":                        "cannot be a path",
		"birthdate=date of day":                 "cannot be a path",
		"birthdate=x\x1b[2Jy":                   "cannot be a path",
		"birthdate=profile.\xff":                "cannot be a path",
		"birthdate=profile.a\u200bb":            "cannot be a path",
		"birthdate=profile.a\nb":                "cannot be a path",
		"birthdate=profile.a,":                  "more than one path",
		"birthdate==profile.a":                  "more than one path",
		"birthdate=" + strings.Repeat("x", 300): "longer than",
	} {
		_, err := directory.ParseMapping([]string{in})
		if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), says) {
			t.Errorf("ParseMapping(%q): %v, want a usage error with %q", in, err, says)
		}
	}
	if _, err := directory.ParseMapping([]string{"email=a", "email=b"}); !fault.Is(err, fault.Usage) {
		t.Errorf("a claim mapped twice: %v", err)
	}
}

// TestSeveralMappingsInOne: one entry that holds several is not taken for a
// strange path, and the hint says how to give them.
func TestSeveralMappingsInOne(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"email=profile.x,birthdate=profile.y", "email=profile.x birthdate=profile.y", "email=profile.x, birthdate=profile.y"} {
		_, err := directory.ParseMapping([]string{in})
		if !fault.Is(err, fault.Usage) || !strings.Contains(fault.HintOf(err), "repeat --map") {
			t.Errorf("ParseMapping(%q): %v (%s)", in, err, fault.HintOf(err))
		}
	}
}

func TestMappingOver(t *testing.T) {
	t.Parallel()
	base := directory.Mapping{"email": "mail", "given_name": "first"}
	got := directory.Mapping{"email": "", "birthdate": "born", "given_name": "preferred"}.Over(base)
	if want := []string{"birthdate=born", "given_name=preferred"}; !slices.Equal(got.Entries(), want) {
		t.Errorf("got %q, want %q", got.Entries(), want)
	}
	if base["email"] != "mail" {
		t.Error("the base was changed")
	}
	if got := (directory.Mapping{"a": "b"}).Over(nil); len(got) != 1 {
		t.Errorf("over nothing: %v", got)
	}
	if err := (directory.Mapping{"address.x": "y"}).Validate(); !fault.Is(err, fault.Usage) {
		t.Errorf("Validate: %v", err)
	}
	if err := got.Validate(); err != nil {
		t.Errorf("Validate of a good mapping: %v", err)
	}
}

func TestMappingToAnotherWord(t *testing.T) {
	for entry, want := range map[string]string{
		"dob=profile.x": "birthdate", "phone=profile.x": "phone_number", "mail=profile.x": "email",
		"first_name=profile.x": "given_name", "zip=profile.x": "address.postal_code",
	} {
		_, err := directory.ParseMapping([]string{entry})
		if !fault.Is(err, fault.Usage) || !strings.Contains(fault.HintOf(err), want) {
			t.Errorf("%s: %v (%s)", entry, err, fault.HintOf(err))
		}
	}
	for _, entry := range []string{
		"given_name=profile.x", "suffix=profile.x", "employee_id=profile.x", "work_phone=profile.x",
		"address.postal_code=profile.x", "document_number=profile.x", "paternal_family_name=profile.x",
	} {
		if _, err := directory.ParseMapping([]string{entry}); err != nil {
			t.Errorf("%s: %v", entry, err)
		}
	}
}

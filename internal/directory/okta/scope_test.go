package okta_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/fault"
)

func TestCheckSearch(t *testing.T) {
	t.Parallel()
	for _, good := range []string{
		"status pr", `profile.department eq "Sales"`, `(status lt "STAGED" or status gt "STAGED") and type.id eq "oty1"`,
		`profile.title eq "a \"b\" (c"`, `profile.title eq "„x“ isn't"`, `profile.city eq "Zürich"`, `profile.x eq "\\"`, ` a pr `,
	} {
		if err := okta.CheckSearch(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for bad, want := range map[string]string{
		"":                            "empty",
		" \t ":                        "empty",
		`status eq "ACTIVE`:           "quotation mark is not closed",
		`status eq "A\"`:              "quotation mark is not closed",
		`(status pr`:                  "parenthesis is not closed",
		`status pr)`:                  "no opening one",
		`status pr) or (status pr`:    "no opening one",
		"status\npr":                  "control characters",
		"status \x00pr":               "control characters",
		"a\xffb pr":                   "UTF-8",
		`status eq “ACTIVE”`:          "plain quotation marks",
		`status eq 'ACTIVE'`:          "plain quotation marks",
		strings.Repeat("x", 2001):     "longer",
		"a eq \"" + "\u2028" + "\" (": "not closed",
	} {
		err := okta.CheckSearch(bad)
		if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), want) || !strings.Contains(fault.HintOf(err), "--search") {
			t.Errorf("%q: %v (%s), want %q", bad, err, fault.HintOf(err), want)
		}
	}
}

func TestSearchScope(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	f.users = people(900)
	var want []string
	for i := range f.users {
		f.users[i].profile["department"] = []string{"Sales", "Support", "Sales"}[i%3]
		if i%3 != 1 {
			want = append(want, f.users[i].id)
		}
	}
	s := f.source(t, func(o *okta.Options) { o.Search = ` profile.department eq "Sales" or status eq "NEVER" ` })
	pages, err := read(t, s, "")
	whole(t, pages, err, want)
	if pages[0].OnlyKnown {
		t.Error("people in scope may be new")
	}
	for _, r := range f.seen {
		if got := r.URL.Query().Get("search"); got != `(profile.department eq "Sales" or status eq "NEVER")` {
			t.Error(got)
		}
	}
	f.seen = nil
	pages, err = readAs(t, s, fourAtOnce())
	complete(t, pages, err, want)
	for _, r := range f.seen {
		if got := r.URL.Query().Get("search"); !strings.HasPrefix(got, `(profile.department eq "Sales" or status eq "NEVER")`) {
			t.Error(got)
		}
	}
}

// TestRefusedSearch: whatever asks with an expression that Okta does not take
// names it as the cause.
func TestRefusedSearch(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	f.users = people(3)
	f.intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		if !strings.Contains(r.URL.Query().Get("search"), "profile.PLANTED") {
			return false
		}
		oktaFailure(w, 400, "E0000031", "Invalid search criteria.")
		return true
	}
	s := f.source(t, func(o *okta.Options) { o.Search = `profile.PLANTED eq "x"` })
	for name, try := range map[string]func() error{
		"full":    func() error { _, err := read(t, s, ""); return err },
		"at once": func() error { _, err := readAs(t, s, fourAtOnce()); return err },
		"check":   func() error { _, _, err := s.Check(t.Context(), []string{f.users[0].id}); return err },
		"probe":   func() error { _, err := s.Probe(t.Context()); return err },
		"attributes": func() error {
			_, err := s.Attributes(t.Context(), 10)
			return err
		},
	} {
		err := try()
		if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "does not accept the search expression (400 E0000031") ||
			!strings.Contains(fault.HintOf(err), "--search") || strings.Contains(err.Error(), "PLANTED") {
			t.Errorf("%s: %v (%s)", name, err, fault.HintOf(err))
		}
	}
}

// TestSearchThatStandsAlone: Okta takes some expressions only by themselves.
// They are listed in one piece, and in full.
func TestSearchThatStandsAlone(t *testing.T) {
	t.Parallel()
	f, _, mark := changing(t)
	f.intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		if search := r.URL.Query().Get("search"); search == "" || search == `(status pr)` {
			return false
		}
		oktaFailure(w, 400, "E0000031", "Invalid search criteria.")
		return true
	}
	s := f.source(t, func(o *okta.Options) { o.Search = "status pr" })
	pages, err := readAs(t, s, fourAtOnce())
	complete(t, pages, err, idsOf(f.users))
	_, err = delta(t, s, mark)
	if full, ok := errors.AsType[*directory.FullNeeded](err); !ok || !strings.Contains(full.Why, "search expression") {
		t.Error(err)
	}
}

func TestProbeOfSearch(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	f.users = people(30)
	probe := func(search string) directory.Probe {
		p, err := f.source(t, func(o *okta.Options) { o.Search = search }).Probe(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := probe(`status eq "DEPROVISIONED"`); p.Users != 3 || p.More || len(p.Warnings) != 0 {
		t.Errorf("some: %+v", p)
	}
	if p := probe(`status eq "NEVER"`); p.Users != 0 || len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0], "expression finds nobody") {
		t.Errorf("nobody: %+v", p)
	}
	f.users = nil
	if p := probe(`status eq "NEVER"`); p.Users != 0 || len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0], "admin role") {
		t.Errorf("nobody at all: %+v", p)
	}
}

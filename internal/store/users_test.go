package store

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/directory"
)

// hostile texts that must come back as they went in.
func hostile() []string {
	return []string{
		"", " ", "'; DROP TABLE directory_user; --", `"quoted" \back\slash\`, "nul\x00inside", "line\nbreak\ttab\r",
		"\x1b[31mred\x1b[0m", "%_*?", "{\"json\":[1]}", "Zoë Ångström", "日本語 😀", "e\u0301 combining", "\u202eright to left",
		"\u2028\u2029", "<script>&amp;", strings.Repeat("x", 10_000), "${jndi}", "=1+1", "$1", "\u007f\ufeff",
	}
}

func TestUserRoundTrip(t *testing.T) {
	s, _ := newStore(t)
	var people []directory.Staged
	want := map[string]directory.User{}
	for i, text := range hostile() {
		u := directory.User{
			IntegrationID: corpID, ExternalID: fmt.Sprintf("%d%s", i, text), State: directory.Active, SourceState: text,
			Login: text, Hints: []directory.Hint{
				{Kind: directory.HintLogin, Value: "l" + text},
				{Kind: directory.HintAlias, Value: "z" + text},
				{Kind: directory.HintAlias, Value: "a" + text},
				{Kind: directory.HintEmployeeID, Value: "e" + text},
			},
			Claims: claims.Set{claims.Name: text, "custom" + text: text, claims.AddressStreet: text},
		}
		people = append(people, staged(u))
		u.CreatedAt, u.UpdatedAt = day(1), day(1)
		want[u.ExternalID] = u
	}
	bare := staged(directory.User{IntegrationID: corpID, ExternalID: "bare", State: directory.Inactive})
	people = append(people, bare)
	u := bare.User
	u.Hints, u.Claims, u.CreatedAt, u.UpdatedAt = []directory.Hint{}, claims.Set{}, day(1), day(1)
	want["bare"] = u
	mustSync(t, s, corpID, people)
	got := all(t, s, corpID)
	for id, w := range want {
		if !reflect.DeepEqual(got[id], w) {
			t.Errorf("%q:\ngot  %+v\nwant %+v", id, got[id], w)
		}
		for _, h := range w.Hints {
			hits, err := s.FindByHint(t.Context(), []directory.Hint{h}, "")
			if err != nil || len(hits) != 1 || hits[0].Kind != h.Kind || !reflect.DeepEqual(hits[0].User, w) {
				t.Errorf("%q: found %d people, %v", h.Value, len(hits), err)
			}
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d people, want %d", len(got), len(want))
	}
	if p := mustPlan(t, s, people); p.Counts.Changes() != 0 {
		t.Errorf("%+v", p.Counts)
	}
}

func TestInvalidUTF8IsStoredAsReplacement(t *testing.T) {
	s, _ := newStore(t)
	mustSync(t, s, corpID, []directory.Staged{person(corpID, "a", func(u *directory.User) {
		u.Claims = claims.Set{claims.Name: "a\xffb\xc3"}
		u.Hints = []directory.Hint{{Kind: directory.HintAlias, Value: "h\xff"}, {Kind: directory.HintAlias, Value: "h\xfe"}}
	})})
	u := all(t, s, corpID)["a"]
	if u.Claims[claims.Name] != "a\ufffdb\ufffd" || u.Hints[0].Value != "h\ufffd" {
		t.Errorf("%q %q", u.Claims, u.Hints)
	}
}

func TestFindByHint(t *testing.T) {
	s, _ := newStore(t)
	hints := func(h ...directory.Hint) func(*directory.User) { return func(u *directory.User) { u.Hints = h } }
	const login, email, alias, employee = directory.HintLogin, directory.HintEmail, directory.HintAlias, directory.HintEmployeeID
	mustSync(t, s, corpID, []directory.Staged{
		person(corpID, "z", hints(directory.Hint{Kind: login, Value: "v"})),
		person(corpID, "y", hints(directory.Hint{Kind: alias, Value: "v"}), inactive),
		person(corpID, "x", hints(directory.Hint{Kind: email, Value: "v"}, directory.Hint{Kind: employee, Value: "V"})),
		person(corpID, "w", hints(directory.Hint{Kind: employee, Value: "v"})),
	})
	mustSync(t, s, otherID, []directory.Staged{person(otherID, "a", hints(directory.Hint{Kind: email, Value: "v"}))})
	asked := []directory.Hint{{Kind: login, Value: "v"}, {Kind: email, Value: "v"}, {Kind: alias, Value: "v"}, {Kind: employee, Value: "V"}}
	for name, c := range map[string]struct {
		values      []directory.Hint
		integration string
		want        []string
	}{
		// w's employee ID differs in case, which for employee IDs tells people apart.
		"everybody":       {asked, "", []string{"z login", "x email", "a email", "y alias"}},
		"one integration": {asked, otherID, []string{"a email"}},
		"weaker kind":     {asked[3:], "", []string{"x employee_id"}},
		"exact":           {[]directory.Hint{{Kind: employee, Value: "v"}}, "", []string{"w employee_id"}},
		"nobody":          {[]directory.Hint{{Kind: login, Value: "none"}}, "", []string{}},
		"nothing asked":   {nil, "", []string{}},
		"hostile":         {[]directory.Hint{{Kind: login, Value: "' OR 1=1 --"}}, "", []string{}},
	} {
		hits, err := s.FindByHint(t.Context(), c.values, c.integration)
		if err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, h := range hits {
			got = append(got, h.User.ExternalID+" "+string(h.Kind))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestUsersFilter(t *testing.T) {
	s, _ := newStore(t)
	named := func(login string, c claims.Set, h ...directory.Hint) func(*directory.User) {
		return func(u *directory.User) { u.Login, u.Claims, u.Hints = login, c, h }
	}
	mustSync(t, s, corpID, []directory.Staged{
		person(corpID, "1", named("b@x", claims.Set{claims.GivenName: "Ada", claims.FamilyName: "ŁUKASZ"})),
		person(corpID, "2", named("a@x", claims.Set{claims.Name: "Say \"Hi\" O'Neil 50%_"}, directory.Hint{Kind: directory.HintAlias, Value: "nick@y"}), inactive),
		person(corpID, "4", named(`d"q\u`, claims.Set{claims.GivenName: "Ana", claims.MiddleName: "de la", claims.FamilyName: "Cruz"})),
		person(corpID, "3", named("c@x", claims.Set{claims.AddressStreet: "Adastreet", claims.Email: "ada"},
			directory.Hint{Kind: directory.HintEmployeeID, Value: "EMP-7"})),
	})
	mustSync(t, s, otherID, []directory.Staged{
		person(otherID, "0", named("a@x", claims.Set{claims.FamilyName: "straße"})), person(otherID, "00", named("a@x", nil)),
	})
	for name, c := range map[string]struct {
		filter directory.Filter
		want   string
	}{
		"all, in order":         {directory.Filter{}, "2 0 00 1 3 4"},
		"limit":                 {directory.Filter{Limit: 2}, "2 0"},
		"limit of a search":     {directory.Filter{Limit: 1, Query: "@x"}, "2"},
		"integration":           {directory.Filter{IntegrationID: otherID}, "0 00"},
		"state":                 {directory.Filter{State: directory.Inactive}, "2"},
		"both":                  {directory.Filter{IntegrationID: corpID, State: directory.Active}, "1 3 4"},
		"login":                 {directory.Filter{Query: "B@X"}, "1"},
		"given name, not email": {directory.Filter{Query: "ada"}, "1"},
		"beyond ASCII":          {directory.Filter{Query: "łukasz"}, "1"},
		"sharp s":               {directory.Filter{Query: "STRASSE"}, "0"},
		"given and family":      {directory.Filter{Query: "ada łuk"}, "1"},
		"without the middle":    {directory.Filter{Query: "ana cruz"}, "4"},
		"with the middle":       {directory.Filter{Query: "ANA DE LA CRUZ"}, "4"},
		"hint":                  {directory.Filter{Query: "nick"}, "2"},
		"employee id":           {directory.Filter{Query: "emp-7"}, "3"},
		"quotes":                {directory.Filter{Query: `"hi"`}, "2"},
		"backslash":             {directory.Filter{Query: `"q\u`}, "4"},
		"percent is no pattern": {directory.Filter{Query: "50%_"}, "2"},
		"no pattern at all":     {directory.Filter{Query: "5%"}, ""},
		"trimmed":               {directory.Filter{Query: "  nick "}, "2"},
		"json is not searched":  {directory.Filter{Query: "given_name"}, ""},
		"search within a state": {directory.Filter{Query: "@x", State: directory.Inactive}, "2"},
	} {
		var got []string
		for u, err := range s.Users(t.Context(), c.filter) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, u.ExternalID)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %v, want %s", name, got, c.want)
		}
		unlimited := c.filter
		unlimited.Limit = 0
		if n, err := s.CountUsers(t.Context(), unlimited); err != nil || c.filter.Limit == 0 && n != len(got) {
			t.Errorf("%s: counted %d, %v", name, n, err)
		}
	}
	if n, err := s.CountUsers(t.Context(), directory.Filter{Limit: 1}); err != nil || n != 6 {
		t.Errorf("a limit does not limit the count: %d %v", n, err)
	}
	counts, err := s.StateCounts(t.Context(), corpID)
	if err != nil || !reflect.DeepEqual(counts, map[directory.State]int{directory.Active: 3, directory.Inactive: 1}) {
		t.Errorf("%v %v", counts, err)
	}
	for n, want := range []bool{true, true, true, true, false, false} {
		if enough, err := s.AtLeast(t.Context(), corpID, directory.Active, n); err != nil || enough != want {
			t.Errorf("at least %d of 3: %v %v", n, enough, err)
		}
	}
}

// While people stream by, the store can be asked and even written.
func TestUsersWhileTheStoreIsUsed(t *testing.T) {
	s, clock := newStore(t)
	mustSync(t, s, corpID, employees(corpID, 50))
	n := 0
	for u, err := range s.Users(t.Context(), directory.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		if hits, err := s.FindByHint(t.Context(), u.Hints, ""); err != nil || len(hits) != 1 {
			t.Fatal(hits, err)
		}
		for _, err := range s.Users(t.Context(), directory.Filter{Limit: 2}) {
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.StateCounts(t.Context(), corpID); err != nil {
				t.Fatal(err)
			}
		}
		if n == 10 {
			clock.t = day(2)
			mustSync(t, s, corpID, employees(corpID, 10, renamed))
		}
	}
	if n != 50 {
		t.Errorf("%d people", n)
	}
}

func TestUsersStopsWhenTold(t *testing.T) {
	s, _ := newStore(t)
	mustSync(t, s, corpID, employees(corpID, 50))
	for range 3 * maxConns { // a connection kept would be missed soon
		for _, err := range s.Users(t.Context(), directory.Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n, failed := 0, false
	for _, err := range s.Users(ctx, directory.Filter{}) {
		n++
		failed = failed || err != nil
		cancel()
	}
	if !failed || n > 50 {
		t.Errorf("%d people, failed %t", n, failed)
	}
}

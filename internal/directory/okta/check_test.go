package okta_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/fault"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	f.users = people(20)
	for i := range f.users {
		f.users[i].profile["department"] = []string{"Sales", "Support"}[i%2]
	}
	active, deactivated, sales := f.users[1].id, f.users[9].id, f.users[2].id
	f.groups = map[string][]person{"00g1": {f.users[1]}, "00g2": {f.users[2]}, "00g3": f.users}
	f.users[5].profile["firstName"] = map[string]any{"a": 1}
	unreadable := f.users[5].id
	for name, c := range map[string]struct {
		scope    func(*okta.Options)
		want     []string
		requests int
	}{
		"everybody": {nil, []string{
			active + " there", deactivated + " there", sales + " there", "00ugone deleted",
			unreadable + " unreadable: profile.firstName is an object, not a value", "a/../b?c#d deleted",
		}, 6},
		"groups": {func(o *okta.Options) { o.Groups = []string{"00g1", "00g2"} }, []string{
			active + " there", deactivated + " no longer in scope", sales + " there", "00ugone deleted",
			unreadable + " no longer in scope", "a/../b?c#d deleted",
		}, 9},
		"search": {func(o *okta.Options) { o.Search = `profile.department eq "Sales"` }, []string{
			active + " no longer in scope", deactivated + " no longer in scope", sales + " there", "00ugone deleted",
			unreadable + " no longer in scope", "a/../b?c#d deleted",
		}, 10},
	} {
		f.seen = nil
		found, cost, err := f.source(t, c.scope).Check(t.Context(), []string{active, deactivated, sales, "00ugone", unreadable, "a/../b?c#d"})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var got []string
		for _, p := range found {
			switch {
			case p.Record != nil && p.Gone == "" && p.Unreadable == "" && p.Record.ExternalID == p.ExternalID:
				got = append(got, p.ExternalID+" there")
			case p.Unreadable != "" && p.Gone == "" && p.Record == nil:
				got = append(got, p.ExternalID+" unreadable: "+p.Unreadable)
			case p.Gone != "" && p.Record == nil:
				got = append(got, p.ExternalID+" "+p.Gone)
			default:
				got = append(got, fmt.Sprintf("%+v", p))
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
		if cost.Requests != c.requests || len(f.seen) != c.requests || cost.Bytes == 0 {
			t.Errorf("%s: %d requests counted, %d made, want %d", name, cost.Requests, len(f.seen), c.requests)
		}
	}
	for _, r := range f.seen {
		if strings.HasPrefix(r.URL.Path, "/api/v1/users/a") && r.URL.EscapedPath() != "/api/v1/users/a%2F..%2Fb%3Fc%23d" {
			t.Errorf("asked for %s", r.URL)
		}
	}
	found, _, err := f.source(t, func(o *okta.Options) { o.Search = `profile.x eq "a" or status eq "ACTIVE"` }).Check(t.Context(), []string{active})
	if err != nil || found[0].Record == nil {
		t.Errorf("%+v, %v", found, err)
	}
	if got, want := f.seen[len(f.seen)-1].URL.Query().Get("search"), `(profile.x eq "a" or status eq "ACTIVE") and id eq "`+active+`"`; got != want {
		t.Errorf("asked for %s, want %s", got, want)
	}
}

// TestCheckLeavesNothingOpen: an answer that does not settle whether somebody
// exists is an error, never "gone".
func TestCheckLeavesNothingOpen(t *testing.T) {
	t.Parallel()
	fail := func(status int, code string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) { oktaFailure(w, status, code, "Not found") }
	}
	body := func(text string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) { _, _ = w.Write([]byte(text)) }
	}
	user, groups := "/api/v1/users/00u00001", "/api/v1/users/00u00001/groups"
	for name, c := range map[string]struct {
		path   string
		answer func(http.ResponseWriter)
		want   fault.Code
		says   string
	}{
		"401":                    {user, fail(401, "E0000011"), fault.Unauthorized, "refused the API token"},
		"403":                    {user, fail(403, "E0000006"), fault.Unauthorized, "may not read a user"},
		"404 of a proxy":         {user, fail(404, ""), fault.Unavailable, "404"},
		"500":                    {user, fail(500, ""), fault.Unavailable, "500"},
		"429":                    {user, fail(429, "E0000047"), fault.RateLimited, "429"},
		"empty":                  {user, body(""), fault.Unavailable, "no person's record"},
		"cut off":                {user, body(`{"id":"00u00001"`), fault.Unavailable, "no person's record"},
		"web page":               {user, body("<html>"), fault.Unavailable, "no person's record"},
		"list":                   {user, body("[]"), fault.Unavailable, "somebody else"},
		"somebody else":          {user, body(`{"id":"00u2","status":"ACTIVE","profile":{}}`), fault.Unavailable, "somebody else"},
		"groups: 403":            {groups, fail(403, "E0000006"), fault.Unauthorized, "may not read groups of a user"},
		"groups: 404 of a proxy": {groups, fail(404, ""), fault.Unavailable, "404"},
		"groups: empty":          {groups, body(""), fault.Unavailable, "empty"},
		"groups: cut off":        {groups, body(`[{"id":`), fault.Unavailable, "cut off"},
		"groups: one without id": {groups, body(`[{}]`), fault.Unavailable, "no id"},
		"groups: broken Link":    {groups, func(w http.ResponseWriter) { w.Header().Set("Link", "x"); reply(w, 200, []any{}) }, fault.Unavailable, "Link"},
		"groups: of another host": {groups, func(w http.ResponseWriter) {
			w.Header().Set("Link", `<https://e.example/a?after=b>; rel="next"`)
			reply(w, 200, []any{})
		}, fault.Unavailable, "another address"},
	} {
		f := newFake(t, nil)
		f.users = people(3)
		f.groups["00g1"] = f.users
		f.intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == c.path {
				c.answer(w)
			}
			return r.URL.Path == c.path
		}
		found, cost, err := f.source(t, func(o *okta.Options) { o.Groups = []string{"00g1"} }).Check(t.Context(), []string{"00u00000", "00u00001"})
		if !fault.Is(err, c.want) || !strings.Contains(err.Error(), c.says) || found != nil || cost.Requests < 3 {
			t.Errorf("%s: %v, %v after %d requests", name, found, err, cost.Requests)
		}
	}
	f := newFake(t, nil)
	for _, id := range []string{"", ".", ".."} {
		if _, _, err := f.source(t, nil).Check(t.Context(), []string{id}); err == nil {
			t.Errorf("no error for the id %q", id)
		}
	}
	if len(f.seen) != 0 {
		t.Errorf("%d requests", len(f.seen))
	}
}

// TestCheckOfManyGroups: the groups of one person may come on several pages.
func TestCheckOfManyGroups(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	f.users = people(1)
	f.intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/groups") {
			return false
		}
		if !r.URL.Query().Has("after") {
			w.Header().Set("Link", fmt.Sprintf(`<%s>; rel="next"`, f.next(r, "1")))
			reply(w, 200, []any{map[string]any{"id": "00gother"}})
		} else {
			reply(w, 200, []any{map[string]any{"id": "00g1"}})
		}
		return true
	}
	found, cost, err := f.source(t, func(o *okta.Options) { o.Groups = []string{"00g1"} }).Check(t.Context(), []string{f.users[0].id})
	if err != nil || found[0].Record == nil || cost.Requests != 3 {
		t.Errorf("%+v, %d requests, %v", found, cost.Requests, err)
	}
}

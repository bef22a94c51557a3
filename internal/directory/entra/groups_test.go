package entra

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

const nestedGroup = "cccccccc-0000-0000-0000-000000000003"

// groupTenant serves two groups; groupB holds nestedGroup. users and changed are
// deltas; inner answers what is inside the groups, nil for the usual.
type groupTenant struct {
	users, changed steps
	inner          http.HandlerFunc
}

func (g groupTenant) delta(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasSuffix(r.URL.Path, "/users/delta"):
		g.users.serve(w, r)
	case strings.HasSuffix(r.URL.Path, "/groups/delta"):
		g.changed.serve(w, r)
	case g.inner != nil:
		g.inner(w, r)
	case strings.Contains(r.URL.Path, groupB):
		sendList(w, "", map[string]any{"@odata.type": "#microsoft.graph.group", "id": nestedGroup})
	default:
		sendList(w, "")
	}
}

// grouped is a source of both groups.
func grouped(t *testing.T, g groupTenant) (*fake, *Source) {
	t.Helper()
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, groupA) {
			sendList(w, "", user("a1", nil), user("ab", nil))
			return
		}
		sendList(w, "", user("ab", nil), user("b1", nil))
	})
	f.delta = g.delta
	o := f.options()
	o.Groups = []string{groupB, groupA}
	return f, source(t, o)
}

func (g groupTenant) with(change func(*groupTenant)) groupTenant {
	change(&g)
	return g
}

// quiet is a tenant in which nothing changed.
func quiet() groupTenant {
	return groupTenant{
		users:   steps{"latest": answers("delta u1"), "u1": answers("delta u2")},
		changed: steps{"latest": answers("delta g1"), "g1": answers("delta g2")},
	}
}

func TestBaselineOfGroups(t *testing.T) {
	t.Parallel()
	f, s := grouped(t, quiet())
	pages, err := collect(t, s, "")
	if err != nil || ids(pages) != "a1 ab b1" || len(pages) != 2 || pages[1].Repeated != 1 {
		t.Fatalf("%+v, %v", pages, err)
	}
	cast := "/transitiveMembers/microsoft.graph."
	if got, want := asked(f), []string{
		"groups/" + groupA + cast + "group", "groups/" + groupB + cast + "group", "groups/delta latest", "users/delta latest",
		"groups/" + groupA + cast + "user", "groups/" + groupB + cast + "user",
	}; !slices.Equal(got, want) {
		t.Errorf("asked for %q", got)
	}
	q := f.requests[2].URL.Query()
	if want := "id eq '" + groupA + "' or id eq '" + groupB + "' or id eq '" + nestedGroup + "'"; q.Get("$filter") != want || q.Get("$select") != "members" {
		t.Errorf("groups were asked for with %v", q)
	}
	m, err := parseMark(pages[1].Mark, true)
	if err != nil || !strings.HasSuffix(m.Users, "$deltatoken=u1") || !strings.HasSuffix(m.Groups, "$deltatoken=g1") {
		t.Errorf("the mark is %+v, %v: changes during the listing would be lost", m, err)
	}
	rest, err := collect(t, s, pages[0].Next)
	if err != nil || ids(rest) != "ab b1" || rest[0].Mark != pages[1].Mark {
		t.Errorf("resumed with %+v, %v", rest, err)
	}
}

func TestGroupsThatCannotBeFollowed(t *testing.T) {
	t.Parallel()
	refusing := func(w http.ResponseWriter, _ *http.Request) {
		odata(w, 403, "Authorization_RequestDenied", "Insufficient privileges.")
	}
	many := func(w http.ResponseWriter, _ *http.Request) {
		var groups []any
		for i := range 49 {
			groups = append(groups, map[string]any{"id": fmt.Sprintf("%08d-0000-0000-0000-000000000000", i)})
		}
		sendList(w, "", groups...)
	}
	for name, c := range map[string]struct {
		change func(*groupTenant)
		note   string
		want   fault.Code
	}{
		"too many":           {func(g *groupTenant) { g.inner = many }, "more than 50 groups", ""},
		"nested refused":     {func(g *groupTenant) { g.inner = refusing }, "does not tell the groups inside group " + groupA, ""},
		"no delta of groups": {func(g *groupTenant) { g.changed = steps{"latest": refusing} }, "does not tell the changes of groups", ""},
		"no delta of users":  {func(g *groupTenant) { g.users = steps{"latest": refusing} }, "does not tell the changes of users", ""},
		"nested failing": {func(g *groupTenant) {
			g.inner = func(w http.ResponseWriter, _ *http.Request) { odata(w, 503, "x", "y") }
		}, "", fault.Unavailable},
		"nested without id": {func(g *groupTenant) {
			g.inner = func(w http.ResponseWriter, _ *http.Request) {
				sendList(w, "", map[string]any{"displayName": "x' or true"})
			}
		}, "", fault.Unavailable},
		"nested with an odd id": {func(g *groupTenant) {
			g.inner = func(w http.ResponseWriter, _ *http.Request) {
				sendList(w, "", map[string]any{"id": "x' or displayName eq 'y"})
			}
		}, "", fault.Unavailable},
		"nested elsewhere": {func(g *groupTenant) {
			g.inner = func(w http.ResponseWriter, _ *http.Request) { sendList(w, "https://evil.example/v1.0/groups") }
		}, "", fault.Unavailable},
		"nested never end": {func(g *groupTenant) {
			g.inner = func(w http.ResponseWriter, r *http.Request) { sendList(w, "http://"+r.Host+r.RequestURI) }
		}, "", fault.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, s := grouped(t, quiet().with(c.change))
			pages, err := collect(t, s, "")
			if fault.CodeOf(err) != c.want {
				t.Fatal(err)
			}
			if c.want != "" {
				return
			}
			if ids(pages) != "a1 ab b1" || pages[1].Mark != "" || len(pages[0].Notes) != 1 || !strings.Contains(pages[0].Notes[0], c.note) {
				t.Errorf("%+v", pages)
			}
		})
	}
}

// TestNestedNeedsIndex: a cast that Graph answers from its index only.
func TestNestedNeedsIndex(t *testing.T) {
	t.Parallel()
	g := quiet().with(func(g *groupTenant) {
		usual := g.delta
		g.inner = func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("ConsistencyLevel") != "eventual" || r.URL.Query().Get("$count") != "true" {
				odata(w, 400, "Request_UnsupportedQuery", "The cast needs advanced query parameters.")
				return
			}
			usual(w, r)
		}
	})
	_, s := grouped(t, g)
	if pages, err := collect(t, s, ""); err != nil || pages[1].Mark == "" {
		t.Errorf("%+v, %v", pages, err)
	}
}

func groupDelta(f *fake) directory.Read {
	return directory.Read{Mode: directory.ModeDelta, Since: links{
		Users: f.URL + "/v1.0/users/delta?$deltatoken=u1", Groups: f.URL + "/v1.0/groups/delta?$deltatoken=g1",
	}.mark()}
}

func TestDeltaOfGroups(t *testing.T) {
	t.Parallel()
	member := map[string]any{"@odata.type": "#microsoft.graph.user", "id": "a2"}
	left := map[string]any{"@odata.type": "#microsoft.graph.user", "id": "a1", "@removed": map[string]any{"reason": "deleted"}}
	group := func(extra map[string]any) map[string]any {
		extra["id"] = groupA
		return extra
	}
	for name, c := range map[string]struct {
		groups steps
		full   string // why the listing is needed
	}{
		"nothing":            {steps{"g1": answers("delta g2")}, ""},
		"renamed":            {steps{"g1": answers("delta g2", group(map[string]any{"displayName": "New"}))}, ""},
		"no change in it":    {steps{"g1": answers("delta g2", group(map[string]any{"members@delta": []any{}}))}, ""},
		"members null":       {steps{"g1": answers("delta g2", group(map[string]any{"members@delta": nil}))}, ""},
		"empty pages":        {steps{"g1": answers("skip x"), "x": answers("skip y"), "y": answers("delta g2")}, ""},
		"joined":             {steps{"g1": answers("delta g2", group(map[string]any{"members@delta": []any{member}}))}, "members of the groups in scope changed"},
		"left":               {steps{"g1": answers("delta g2", group(map[string]any{"members@delta": []any{left}}))}, "members of the groups in scope changed"},
		"on a later page":    {steps{"g1": answers("skip x"), "x": answers("delta g2", group(map[string]any{"members@delta": []any{member}}))}, "members of the groups in scope changed"},
		"group deleted":      {steps{"g1": answers("delta g2", removed(groupA, "changed"))}, "members of the groups in scope changed"},
		"group unreadable":   {steps{"g1": answers("delta g2", nil)}, "members of the groups in scope changed"},
		"members odd":        {steps{"g1": answers("delta g2", group(map[string]any{"members@delta": "x"}))}, "members of the groups in scope changed"},
		"state is gone":      {steps{"g1": func(w http.ResponseWriter, _ *http.Request) { odata(w, 410, "Gone", "x") }}, "keeps it for 7 days"},
		"state is not found": {steps{"g1": func(w http.ResponseWriter, _ *http.Request) { odata(w, 400, "syncStateNotFound", "x") }}, "keeps it for 7 days"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := quiet()
			g.changed = c.groups
			g.users = steps{"u1": answers("skip us", user("a1", nil), user("stranger", nil)), "us": answers("delta u2", removed("b1", "changed"))}
			f, s := grouped(t, g)
			pages, err := read(t, s, groupDelta(f))
			if c.full != "" {
				if full, ok := errors.AsType[*directory.FullNeeded](err); !ok || !strings.Contains(full.Why, c.full) || len(pages) != 0 {
					t.Errorf("%+v, %v", pages, err)
				}
				return
			}
			if err != nil || mentioned(pages) != "a1 stranger -b1 (deleted, can be restored)" || !pages[0].OnlyKnown || !pages[1].OnlyKnown {
				t.Fatalf("%+v, %v", pages, err)
			}
			if m, err := parseMark(pages[1].Mark, true); err != nil || !strings.HasSuffix(m.Users, "=u2") || !strings.HasSuffix(m.Groups, "=g2") {
				t.Errorf("the mark is %+v, %v", m, err)
			}
			n := len(f.requests)
			r := groupDelta(f)
			r.From = pages[0].Next
			rest, err := read(t, s, r)
			if err != nil || mentioned(rest) != "-b1 (deleted, can be restored)" || rest[0].Mark != pages[1].Mark || len(f.requests) != n+1 {
				t.Errorf("resumed with %+v, %v", rest, err)
			}
		})
	}
}

func TestUnusableDeltaOfGroups(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"empty": raw(200, "", ""), "204": raw(204, "", ""), "web page": raw(200, "text/html", "<html>"), "no value": raw(200, "", "{}"),
		"no link": answers(""), "elsewhere": answers("next-at https://evil.example/v1.0/groups/delta"),
		"delta elsewhere": answers("delta-at https://evil.example/v1.0/groups/delta"), "circle": answers("delta-at x\nskip g1"),
		"itself":    func(w http.ResponseWriter, r *http.Request) { answers("next-at http://"+r.Host+r.RequestURI)(w, r) },
		"forbidden": func(w http.ResponseWriter, _ *http.Request) { odata(w, 403, "Authorization_RequestDenied", "No.") },
	} {
		g := quiet()
		g.changed = steps{"g1": answer}
		f, s := grouped(t, g)
		pages, err := read(t, s, groupDelta(f))
		if _, full := errors.AsType[*directory.FullNeeded](err); err == nil || full || len(pages) != 0 {
			t.Errorf("%s: %+v, %v", name, pages, err)
		}
		if slices.Contains(asked(f), "users/delta u1") {
			t.Errorf("%s: the users were asked for all the same", name)
		}
		if name == "forbidden" && !strings.Contains(fault.HintOf(err), "GroupMember.Read.All") {
			t.Errorf("%v, hint %q", err, fault.HintOf(err))
		}
	}
}

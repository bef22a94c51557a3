package okta_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/fault"
)

// markOf is the mark of a full listing now.
func markOf(t *testing.T, f *fake) directory.Mark {
	t.Helper()
	pages, err := read(t, f.source(t, nil), "")
	if err != nil {
		t.Fatal(err)
	}
	return pages[len(pages)-1].Mark
}

// changing is an organisation with 450 people that was listed at noon, an hour
// ago, and its clock.
func changing(t *testing.T) (*fake, *clock, directory.Mark) {
	t.Helper()
	f := newFake(t, nil)
	noon := &clock{at: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	f.now = noon.now
	f.users = people(450)
	for i := range f.users {
		f.users[i].profile["department"] = []string{"Sales", "Support"}[i%2]
	}
	mark := markOf(t, f)
	noon.add(time.Hour)
	f.seen = nil
	return f, noon, mark
}

// change is person i changing at a time.
func (f *fake) change(i int, at time.Time) string {
	f.users[i].updated = at
	return f.users[i].id
}

func delta(t *testing.T, s *okta.Source, since directory.Mark) ([]directory.Page, error) {
	t.Helper()
	return readAs(t, s, directory.Read{Mode: directory.ModeDelta, Since: since})
}

// known are the ids of pages that may be of people out of scope.
func known(pages []directory.Page, only bool) []string {
	return ids(slices.DeleteFunc(slices.Clone(pages), func(p directory.Page) bool { return p.OnlyKnown != only }))
}

func notes(pages []directory.Page) []string {
	var out []string
	for _, p := range pages {
		out = append(out, p.Notes...)
	}
	return out
}

func removed(pages []directory.Page) []string {
	var out []string
	for _, p := range pages {
		for _, r := range p.Removed {
			out = append(out, r.ExternalID+" "+r.Why)
		}
	}
	return out
}

func TestDelta(t *testing.T) {
	t.Parallel()
	f, now, mark := changing(t)
	noon := now.now().Add(-time.Hour)
	want := []string{
		f.change(3, noon.Add(time.Minute)),
		f.change(9, noon.Add(2*time.Minute)), // deactivated: seen all the same
		f.change(20, noon.Add(-14*time.Minute)),
	}
	f.change(21, noon.Add(-16*time.Minute))
	pages, err := delta(t, f.source(t, nil), mark)
	whole(t, pages, err, want)
	if got := known(pages, false); !slices.Equal(got, want) {
		t.Errorf("%v are new or changed, want %v", got, want)
	}
	if len(removed(pages))+len(notes(pages)) > 0 {
		t.Errorf("removed %v, notes %v", removed(pages), notes(pages))
	}
	if len(f.seen) != 2 || f.seen[0].URL.Query().Get("filter") != `lastUpdated ge "2026-03-01T11:45:00.000Z"` ||
		f.seen[0].URL.Query().Has("search") {
		t.Errorf("requests %v", f.seen)
	}
	if q := f.seen[1].URL.Query(); q.Get("since") != "2026-03-01T11:45:00.000Z" || q.Get("until") != "2026-03-01T13:00:01.000Z" || q.Get("limit") != "1000" {
		t.Errorf("the log is asked with %v", q)
	}
	// The next one begins where this one did.
	now.add(time.Hour)
	f.seen = nil
	next := f.change(7, now.now())
	pages, err = delta(t, f.source(t, nil), pages[len(pages)-1].Mark)
	whole(t, pages, err, []string{next})
	if got := f.seen[0].URL.Query().Get("filter"); got != `lastUpdated ge "2026-03-01T12:45:00.000Z"` {
		t.Error(got)
	}
}

// TestLocalClockHasNoSay: only Okta's own time counts, however wrong this
// machine's is.
func TestLocalClockHasNoSay(t *testing.T) {
	t.Parallel()
	for _, skew := range []time.Duration{-10 * time.Minute, 10 * time.Minute, 1000 * time.Hour} {
		f, now, mark := changing(t)
		want := f.change(3, now.now().Add(-50*time.Minute))
		s := f.source(t, func(o *okta.Options) { o.Now = func() time.Time { return now.now().Add(skew) } })
		pages, err := delta(t, s, mark)
		whole(t, pages, err, []string{want})
		if again := markOf(t, f); again != pages[len(pages)-1].Mark {
			t.Errorf("skew %s: mark %s, want %s", skew, pages[len(pages)-1].Mark, again)
		}
	}
}

func TestMarkIsOfTheFirstAnswer(t *testing.T) {
	t.Parallel()
	for _, concurrency := range []int{1, 4} {
		f := newFake(t, nil)
		clock := &clock{at: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
		f.now = clock.now
		f.users = people(900)
		f.intercept = func(n int, _ http.ResponseWriter, _ *http.Request) bool {
			if n > 1 {
				clock.add(time.Minute) // after the answer's date was set
			}
			return false
		}
		s := f.source(t, nil)
		pages, err := readAs(t, s, directory.Read{Mode: directory.ModeFull, Concurrency: concurrency})
		complete(t, pages, err, idsOf(f.users))
		mark := pages[len(pages)-1].Mark
		if !strings.Contains(string(mark), "12:00:00") {
			t.Errorf("concurrency %d: mark %s", concurrency, mark)
		}
		rest, err := readAs(t, s, directory.Read{Mode: directory.ModeFull, From: pages[0].Next})
		if err != nil || rest[len(rest)-1].Mark != mark {
			t.Errorf("concurrency %d: resumed: %v, %v", concurrency, rest[len(rest)-1].Mark, err)
		}
	}
}

// TestWithoutDate: no mark is made up, and no delta believed.
func TestWithoutDate(t *testing.T) {
	t.Parallel()
	f, _, mark := changing(t)
	f.intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
		if n == 1 { // later answers have one again: too late
			w.Header()["Date"] = nil
		}
		return false
	}
	pages, err := read(t, f.source(t, nil), "")
	whole(t, pages, err, idsOf(f.users))
	if last := pages[len(pages)-1]; last.Mark != "" || len(notes(pages)) != 1 || !strings.Contains(notes(pages)[0], "no date") {
		t.Errorf("mark %q, notes %q", last.Mark, notes(pages))
	}
	f.seen = nil
	_, err = delta(t, f.source(t, nil), mark)
	if _, ok := errors.AsType[*directory.FullNeeded](err); !ok {
		t.Errorf("a delta: %v", err)
	}
}

func TestFullNeeded(t *testing.T) {
	t.Parallel()
	f, now, mark := changing(t)
	for name, c := range map[string]struct {
		since directory.Mark
		after time.Duration
		want  string
	}{
		"no mark":         {"", 0, "cannot be read"},
		"foreign mark":    {"https://graph.example/delta", 0, "cannot be read"},
		"90 days":         {mark, 90 * 24 * time.Hour, "90 days"},
		"clock went back": {mark, -80 * time.Minute, "behind"},
	} {
		now.add(c.after)
		var pages []directory.Page
		var err error
		for p, e := range f.source(t, nil).Pages(t.Context(), directory.Read{Mode: directory.ModeDelta, Since: c.since}) {
			pages, err = append(pages, p), e
		}
		now.add(-c.after)
		full, ok := errors.AsType[*directory.FullNeeded](err)
		if !ok || !strings.Contains(full.Why, c.want) || len(pages) != 1 || pages[0].Records != nil {
			t.Errorf("%s: %v with %d pages", name, err, len(pages))
		}
	}
}

// TestDeltaOfNobody: that nobody changed is believed while Okta shows somebody.
func TestDeltaOfNobody(t *testing.T) {
	t.Parallel()
	f, _, mark := changing(t)
	pages, err := delta(t, f.source(t, nil), mark)
	whole(t, pages, err, nil)
	f.users = nil // the admin role is gone
	pages, err = delta(t, f.source(t, nil), mark)
	if !fault.Is(err, fault.Unavailable) || !strings.Contains(fault.HintOf(err), "admin role") || len(pages) != 0 {
		t.Errorf("%d pages, %v", len(pages), err)
	}
}

func TestDeltaOfSearch(t *testing.T) {
	t.Parallel()
	f, now, mark := changing(t)
	at := now.now().Add(-30 * time.Minute)
	in := []string{f.change(2, at), f.change(4, at)}
	out := f.change(5, at)
	s := f.source(t, func(o *okta.Options) { o.Search = `profile.department eq "Sales" or status eq "NEVER"` })
	pages, err := delta(t, s, mark)
	if err != nil {
		t.Fatal(err)
	}
	if got := known(pages, false); !slices.Equal(got, in) {
		t.Errorf("in scope: %v, want %v", got, in)
	}
	if got, want := known(pages, true), []string{in[0], in[1], out}; !slices.Equal(got, want) {
		t.Errorf("perhaps known: %v, want %v", got, want)
	}
	if got := f.seen[0].URL.Query().Get("search"); got != `(profile.department eq "Sales" or status eq "NEVER") and lastUpdated ge "2026-03-01T11:45:00.000Z"` {
		t.Error(got)
	}
}

func TestDeltaOfGroups(t *testing.T) {
	t.Parallel()
	f, now, mark := changing(t)
	noon := now.now().Add(-time.Hour)
	f.groups = map[string][]person{"00g1": f.users[:100], "00g2": f.users[50:200]}
	changed := []string{f.change(10, noon.Add(time.Minute)), f.change(300, noon.Add(time.Minute))}
	s := f.source(t, func(o *okta.Options) { o.Groups = []string{"00g1", "00g2"} })
	pages, err := delta(t, s, mark)
	whole(t, pages, err, changed)
	if got := known(pages, true); !slices.Equal(got, changed) || !pages[len(pages)-1].Last {
		t.Errorf("perhaps known: %v", got)
	}
	if pages[0].Cost.Requests != 3 {
		t.Errorf("%d requests for the first page, want two groups and itself", pages[0].Cost.Requests)
	}
	for after, full := range map[time.Duration]bool{-3 * time.Minute: false, -time.Minute: true, time.Minute: true} {
		f.moved = map[string]time.Time{"00g2": noon.Add(after)}
		_, err := delta(t, s, mark)
		needed, ok := errors.AsType[*directory.FullNeeded](err)
		if ok != full || (ok && needed.Why != "the members of group 00g2 changed") {
			t.Errorf("members changed %s after the mark: %v", after, err)
		}
	}
	f.moved = nil
	delete(f.groups, "00g2")
	if _, err := delta(t, s, mark); !fault.Is(err, fault.NotFound) || !strings.Contains(err.Error(), "00g2") {
		t.Errorf("a group that is gone: %v", err)
	}
	f.intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		reply(w, 200, map[string]any{"id": "00g1"})
		return true
	}
	if _, err := delta(t, s, mark); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a group without its times: %v", err)
	}
}

func TestDeltaDeletions(t *testing.T) {
	t.Parallel()
	const initiated, completed = "user.lifecycle.delete.initiated", "user.lifecycle.delete.completed"
	f, now, mark := changing(t)
	at := now.now().Add(-30 * time.Minute)
	stays := f.change(8, at)
	f.events = []event{
		{at, initiated, "00ugone1", "User"},
		{at, completed, "00ugone1", "User"},
		{at, completed, "00ugone2", "User"},
		{at, initiated, stays, "User"}, // of which nothing came
		{at, completed, "00gteam", "UserGroup"},
		{at, "user.lifecycle.create", "00unew", "User"},
		{at.Add(-time.Hour), completed, "00ulongago", "User"},
		{now.now().Add(time.Minute), completed, "00ulater", "User"}, // for the next delta
	}
	pages, err := delta(t, f.source(t, nil), mark)
	whole(t, pages, err, []string{stays, stays})
	if got := removed(pages); !slices.Equal(got, []string{"00ugone1 deleted", "00ugone2 deleted"}) {
		t.Errorf("removed %v", got)
	}
	if last := pages[len(pages)-1]; !last.OnlyKnown || !slices.Equal(ids([]directory.Page{last}), []string{stays}) || last.Cost.Requests != 4 {
		t.Errorf("the log's page: %+v", last)
	}

	// More than fit on a page, and more than are worth looking up.
	for n, want := range map[int]int{2500 / 5: 500, 1001: -1} {
		f.events, f.seen = nil, nil
		for i := range n {
			for range 5 {
				f.events = append(f.events, event{at, completed, fmt.Sprint("00ugone", i), "User"})
			}
		}
		pages, err = delta(t, f.source(t, nil), mark)
		_, full := errors.AsType[*directory.FullNeeded](err)
		if got := len(removed(pages)); (want >= 0 && (err != nil || got != want)) || (want < 0) != full {
			t.Errorf("%d deleted: %d removed, %v", n, got, err)
		}
	}
}

// TestLogFaults: what the log's refusal costs is said; any other fault ends the
// delta, and so does a person who cannot be looked up.
func TestLogFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		path         string
		status       int
		code, answer string
		want         fault.Code // "": a note
	}{
		"forbidden":              {"/api/v1/logs", 403, "E0000006", "", ""},
		"unauthorized":           {"/api/v1/logs", 401, "E0000011", "", fault.Unauthorized},
		"503":                    {"/api/v1/logs", 503, "", "", fault.Unavailable},
		"not there":              {"/api/v1/logs", 404, "", "", fault.Unavailable},
		"empty":                  {"/api/v1/logs", 200, "", " ", fault.Unavailable},
		"no list":                {"/api/v1/logs", 200, "", "{}", fault.Unavailable},
		"no event":               {"/api/v1/logs", 200, "", "[5]", fault.Unavailable},
		"event without target":   {"/api/v1/logs", 200, "", `[{"target":null}]`, "none"},
		"look-up forbidden":      {"/api/v1/users/00ugone", 403, "E0000006", "", fault.Unauthorized},
		"look-up 503":            {"/api/v1/users/00ugone", 503, "", "", fault.Unavailable},
		"look-up 404 of a proxy": {"/api/v1/users/00ugone", 404, "", "", fault.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, now, mark := changing(t)
			changed := f.change(1, now.now())
			f.events = []event{{now.now().Add(-time.Minute), "user.lifecycle.delete.completed", "00ugone", "User"}}
			f.intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path != c.path {
					return false
				}
				if c.status == 200 {
					_, _ = w.Write([]byte(c.answer))
				} else {
					oktaFailure(w, c.status, c.code, "no")
				}
				return true
			}
			pages, err := delta(t, f.source(t, nil), mark)
			switch c.want {
			case "":
				whole(t, pages, err, []string{changed})
				if n := notes(pages); len(n) != 1 || !strings.Contains(n[0], "okta.logs.read") || pages[len(pages)-1].Mark == "" {
					t.Errorf("notes %q", n)
				}
			case "none":
				whole(t, pages, err, []string{changed})
				if len(notes(pages)) > 0 {
					t.Errorf("notes %q", notes(pages))
				}
			default:
				if !fault.Is(err, c.want) || len(removed(pages)) > 0 || pages[len(pages)-1].Last {
					t.Errorf("%v with %v", err, removed(pages))
				}
			}
		})
	}
}

// TestLogEnds: the log ends where its cursor does not move any more, and not at
// an empty page before.
func TestLogEnds(t *testing.T) {
	t.Parallel()
	f, now, mark := changing(t)
	changed := f.change(1, now.now())
	next := []string{"a", "b", "b"}
	asked := 0
	f.intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/api/v1/logs" {
			return false
		}
		w.Header().Set("Link", fmt.Sprintf(`<%s>; rel="next"`, f.next(r, next[min(asked, 2)])))
		page := []any{}
		if asked == 1 {
			page = append(page, map[string]any{"target": []any{map[string]any{"id": "00ugone", "type": "User"}}})
		}
		asked++
		reply(w, 200, page)
		return true
	}
	pages, err := delta(t, f.source(t, nil), mark)
	whole(t, pages, err, []string{changed})
	if got := removed(pages); asked != 3 || !slices.Equal(got, []string{"00ugone deleted"}) {
		t.Errorf("asked %d times, removed %v", asked, got)
	}
}

// TestLogOfAnApp: the log's scope is asked for in a token of its own, whose
// refusal leaves everything else as it is.
func TestLogOfAnApp(t *testing.T) {
	t.Parallel()
	for _, granted := range []bool{true, false} {
		for _, dpop := range []bool{true, false} {
			o := newOrg(t, dpop)
			pages, err := read(t, o.source(t), "")
			whole(t, pages, err, idsOf(o.users))
			if o.app.issued != 1 {
				t.Errorf("%d tokens for a full listing", o.app.issued)
			}
			o.app.extra = map[string]bool{"okta.logs.read": granted}
			changed := o.change(1, o.server.now())
			o.events = []event{{o.server.now().Add(-time.Minute), "user.lifecycle.delete.completed", "00ugone", "User"}}
			o.server.add(time.Minute)
			o.local.add(time.Minute)
			pages, err = delta(t, o.source(t), pages[len(pages)-1].Mark)
			whole(t, pages, err, []string{changed})
			if granted && (len(removed(pages)) != 1 || len(notes(pages)) != 0) {
				t.Errorf("removed %v, notes %v", removed(pages), notes(pages))
			}
			if !granted && (len(removed(pages)) != 0 || len(notes(pages)) != 1) {
				t.Errorf("removed %v, notes %v", removed(pages), notes(pages))
			}
			o.clean(t)
		}
	}
}

// TestDeltaFaults: the faults of a listing are no smaller in a delta.
func TestDeltaFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer func(http.ResponseWriter, *http.Request, *fake)
		want   fault.Code
	}{
		"empty body":      {func(w http.ResponseWriter, _ *http.Request, _ *fake) { _, _ = w.Write(nil) }, fault.Unavailable},
		"cut off":         {func(w http.ResponseWriter, _ *http.Request, _ *fake) { _, _ = w.Write([]byte(`[{"id"`)) }, fault.Unavailable},
		"web page":        {func(w http.ResponseWriter, _ *http.Request, _ *fake) { _, _ = w.Write([]byte(`<html>`)) }, fault.Unavailable},
		"no Link":         {func(w http.ResponseWriter, _ *http.Request, f *fake) { reply(w, 200, wires(f.users[:200])) }, fault.Unavailable},
		"503 always":      {func(w http.ResponseWriter, _ *http.Request, _ *fake) { oktaFailure(w, 503, "", "") }, fault.Unavailable},
		"429 always":      {func(w http.ResponseWriter, _ *http.Request, _ *fake) { oktaFailure(w, 429, "E0000047", "") }, fault.RateLimited},
		"refused":         {func(w http.ResponseWriter, _ *http.Request, _ *fake) { oktaFailure(w, 401, "E0000011", "") }, fault.Unauthorized},
		"forbidden":       {func(w http.ResponseWriter, _ *http.Request, _ *fake) { oktaFailure(w, 403, "E0000006", "") }, fault.Unauthorized},
		"bad filter":      {func(w http.ResponseWriter, _ *http.Request, _ *fake) { oktaFailure(w, 400, "E0000031", "") }, fault.Internal},
		"page to another": {nextOnce("https://evil.example/api/v1/users?after=a"), fault.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, now, mark := changing(t)
			for i := range f.users {
				f.change(i, now.now())
			}
			f.intercept = func(n int, w http.ResponseWriter, r *http.Request) bool {
				if n >= 2 {
					c.answer(w, r, f)
				}
				return n >= 2
			}
			pages, err := delta(t, f.source(t, nil), mark)
			if !fault.Is(err, c.want) || len(pages) != 1 || pages[0].Last {
				t.Errorf("%d pages, %v", len(pages), err)
			}
		})
	}
}

func nextOnce(link string) func(http.ResponseWriter, *http.Request, *fake) {
	return func(w http.ResponseWriter, _ *http.Request, f *fake) {
		w.Header().Set("Link", "<"+link+`>; rel="next"`)
		reply(w, 200, wires(f.users[:3]))
	}
}

func wires(users []person) []any {
	out := make([]any, len(users))
	for i, p := range users {
		out[i] = p.wire()
	}
	return out
}

// TestResumedDelta: from every position the rest of the delta follows, with the
// mark of its first answer.
func TestResumedDelta(t *testing.T) {
	t.Parallel()
	f, now, mark := changing(t)
	for i := range f.users {
		f.change(i, now.now())
	}
	f.events = []event{{now.now().Add(-time.Minute), "user.lifecycle.delete.completed", "00ugone", "User"}}
	s := f.source(t, nil)
	pages, err := delta(t, s, mark)
	whole(t, pages, err, idsOf(f.users))
	for i, p := range pages[:len(pages)-1] {
		now.add(time.Hour)
		rest, err := readAs(t, s, directory.Read{Mode: directory.ModeDelta, Since: mark, From: p.Next})
		if err != nil || rest[len(rest)-1].Mark != pages[len(pages)-1].Mark || len(removed(rest)) != 1 {
			t.Fatalf("from page %d: %v", i, err)
		}
		if got := slices.Concat(ids(pages[:i+1]), ids(rest)); !slices.Equal(got, idsOf(f.users)) {
			t.Errorf("from page %d: %d people", i, len(got))
		}
		other := directory.Read{Mode: directory.ModeDelta, Since: pages[len(pages)-1].Mark, From: p.Next}
		if _, err := readAs(t, s, other); !fault.Is(err, fault.Internal) {
			t.Errorf("a position of another delta: %v", err)
		}
	}
}

package okta_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/fault"
)

// fourAtOnce is a full listing with four requests at a time.
func fourAtOnce() directory.Read {
	return directory.Read{Mode: directory.ModeFull, Concurrency: 4}
}

// complete fails unless pages are one whole listing with everybody in want
// once, in any order.
func complete(t *testing.T, pages []directory.Page, err error, want []string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range pages {
		if p.Last != (i == len(pages)-1) || (p.Next == "") != p.Last || (p.Mark != "") != p.Last {
			t.Errorf("page %d of %d: last %v, next %q, mark %q", i, len(pages), p.Last, p.Next, p.Mark)
		}
	}
	if got := slices.Sorted(slices.Values(ids(pages))); len(pages) == 0 || !slices.Equal(got, slices.Sorted(slices.Values(want))) {
		t.Errorf("%d people on %d pages, want %d", len(got), len(pages), len(want))
	}
}

// TestRanges: however people came, everybody is listed once.
func TestRanges(t *testing.T) {
	t.Parallel()
	day := func(i int) time.Time { return epoch.AddDate(0, 0, i) }
	for name, c := range map[string]struct {
		n       int
		created func(i int) time.Time
		noSort  string // what Okta does not sort by
		split   bool
	}{
		"evenly": {2000, day, "", true},
		"by an import, then some": {2000, func(i int) time.Time {
			if i < 1900 {
				return epoch.Add(time.Duration(i) * time.Millisecond)
			}
			return day(i)
		}, "", true},
		"all at once":        {1000, func(int) time.Time { return epoch }, "", false},
		"two moments":        {1000, func(i int) time.Time { return day(i % 2) }, "", true},
		"no sorting by name": {2000, day, "profile.firstName", true},
		"no sorting":         {1000, day, "*", false},
		"one page":           {200, day, "", false},
		"a page and one":     {201, day, "", true},
		"one person":         {1, day, "", false},
		"nobody":             {0, day, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, nil)
			f.users = people(c.n)
			for i := range f.users {
				f.users[i].created = c.created(i)
				f.users[i].profile["firstName"] = fmt.Sprint((i * 7919) % 1000) // in no order of time
			}
			f.intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
				by := r.URL.Query().Get("sortBy")
				if by != "" && (by == c.noSort || c.noSort == "*") {
					oktaFailure(w, 400, "E0000031", "Invalid sort")
					return true
				}
				return false
			}
			s := f.source(t, nil)
			pages, err := readAs(t, s, fourAtOnce())
			complete(t, pages, err, idsOf(f.users))
			ranged := 0
			for _, r := range f.seen {
				if q := r.URL.Query(); !q.Has("sortBy") && strings.Contains(q.Get("search"), "created ") {
					ranged++
				}
			}
			if ranged > 0 != c.split {
				t.Errorf("%d requests of ranges, want some: %v", ranged, c.split)
			}
			cost := directory.Cost{}
			for _, p := range pages {
				cost.Add(p.Cost)
			}
			if cost.Requests != len(f.seen) || f.most > 4 {
				t.Errorf("%d requests counted, %d made, %d at once", cost.Requests, len(f.seen), f.most)
			}
		})
	}
}

// TestRangesAreEven: an import makes no range much larger than the others.
func TestRangesAreEven(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	f.users = people(4000)
	for i := range f.users { // nine in ten within an hour, the others over years
		f.users[i].created = epoch.Add(time.Duration(i) * time.Second)
		if i%10 == 0 {
			f.users[i].created = epoch.Add(time.Duration(i) * 10 * time.Hour)
		}
		f.users[i].profile["firstName"] = fmt.Sprintf("%05d", (i*7919)%4000)
	}
	pages, err := readAs(t, f.source(t, nil), fourAtOnce())
	complete(t, pages, err, idsOf(f.users))
	per := map[string]int{}
	for _, r := range f.seen {
		if q := r.URL.Query(); !q.Has("sortBy") {
			per[q.Get("search")]++
		}
	}
	if len(per) != 8 {
		t.Errorf("%d ranges", len(per))
	}
	for search, n := range per {
		if n > 6 { // 20 pages in 8 ranges: 2.5 each
			t.Errorf("%d pages of %s", n, search)
		}
	}
}

// TestResumedSideBySide: from every position, with any number of workers, the
// rest is listed, and of ranges nothing twice.
func TestResumedSideBySide(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	f.users = people(525)
	f.groups = map[string][]person{"00g1": f.users[:225], "00g2": f.users[200:375], "00g3": f.users[350:], "00g4": nil}
	for name, scope := range map[string]func(*okta.Options){
		"ranges": func(*okta.Options) {},
		"search": func(o *okta.Options) { o.Search = `profile.city eq "London" or status eq "ACTIVE"` },
		"groups": func(o *okta.Options) { o.Groups = []string{"00g1", "00g2", "00g3", "00g4"} },
	} {
		s := f.source(t, func(o *okta.Options) { scope(o); o.PageSize = 50 })
		pages, err := readAs(t, s, fourAtOnce())
		complete(t, pages, err, idsOf(f.users))
		mark := pages[len(pages)-1].Mark
		for i, p := range pages[:len(pages)-1] {
			r := directory.Read{Mode: directory.ModeFull, From: p.Next, Concurrency: []int{0, 1, 4}[i%3]}
			rest, err := readAs(t, s, r)
			if err != nil || !rest[len(rest)-1].Last || rest[len(rest)-1].Mark != mark {
				t.Fatalf("%s from page %d: %v", name, i, err)
			}
			got := slices.Sorted(slices.Values(slices.Concat(ids(pages[:i+1]), ids(rest))))
			if name == "groups" {
				got = slices.Compact(got)
			}
			if !slices.Equal(got, idsOf(f.users)) {
				t.Errorf("%s from page %d: %d people, want %d", name, i, len(got), len(f.users))
			}
		}
	}
}

// TestFaultsSideBySide: what passes is overcome, what does not ends the whole
// listing with one error and no last page.
func TestFaultsSideBySide(t *testing.T) {
	t.Parallel()
	failure := func(status int, code string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) { oktaFailure(w, status, code, "says no") }
	}
	body := func(text string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) { _, _ = w.Write([]byte(text)) }
	}
	for name, c := range map[string]struct {
		fail func(http.ResponseWriter)
		when func(n int) bool
		want fault.Code
	}{
		"429 in between":    {failure(429, "E0000047"), func(n int) bool { return n%3 == 0 }, ""},
		"503 in between":    {failure(503, ""), func(n int) bool { return n%3 == 0 }, ""},
		"resets in between": {func(http.ResponseWriter) { abort() }, func(n int) bool { return n%5 == 0 }, ""},
		"nobody once":       {body("[]"), func(n int) bool { return n == 3 }, ""}, // at a range's first page
		"503 always":        {failure(503, ""), func(n int) bool { return n > 6 }, fault.Unavailable},
		"refused":           {failure(403, "E0000006"), func(n int) bool { return n > 6 }, fault.Unauthorized},
		"refused once":      {failure(403, "E0000006"), func(n int) bool { return n == 7 }, fault.Unauthorized},
		"token revoked":     {failure(401, "E0000011"), func(n int) bool { return n > 6 }, fault.Unauthorized},
		"sampling refused":  {failure(403, "E0000006"), func(n int) bool { return n == 1 }, fault.Unauthorized},
		"an empty body":     {body(""), func(n int) bool { return n == 7 }, fault.Unavailable},
		"a cut body":        {body(`[{"id":`), func(n int) bool { return n == 7 }, fault.Unavailable},
		"a web page":        {body("<html>"), func(n int) bool { return n == 7 }, fault.Unavailable},
		"pages in circles": {func(w http.ResponseWriter) {
			w.Header().Set("Link", `</api/v1/users?after=a>; rel="next"`)
			_, _ = w.Write([]byte("[]"))
		}, func(n int) bool { return n > 6 }, fault.Unavailable},
		"nobody any more":    {body("[]"), func(n int) bool { return n > 6 }, fault.Unavailable},
		"nobody from page 1": {body("[]"), func(n int) bool { return n > 1 }, fault.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, nil)
			f.users = people(2100)
			f.intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
				if c.when(n) {
					c.fail(w)
				}
				return c.when(n)
			}
			var pages []directory.Page
			var errs []error
			for p, err := range f.source(t, nil).Pages(t.Context(), fourAtOnce()) {
				pages = append(pages, p)
				if err != nil {
					errs = append(errs, err)
				}
			}
			if c.want == "" {
				complete(t, pages, errors.Join(errs...), idsOf(f.users))
				return
			}
			if len(errs) != 1 || !fault.Is(errs[0], c.want) || fault.HintOf(errs[0]) == "" {
				t.Errorf("%v, want one of %s", errs, c.want)
			}
			if last := pages[len(pages)-1]; last.Last || last.Records != nil || last.Next != "" {
				t.Errorf("the page beside the error: %+v", last)
			}
		})
	}
}

// TestNothingRunsOn: once the consumer stops, the context ends or a chain fails,
// no goroutine is left and no request follows. It is not parallel: it looks at
// all goroutines.
func TestNothingRunsOn(t *testing.T) {
	f := newFake(t, nil)
	f.users = people(3000)
	f.delay = 2 * time.Millisecond
	s := f.source(t, nil)
	for name, stop := range map[string]func(n int, cancel func()) (goOn bool){
		"first page":  func(int, func()) bool { return false },
		"fifth page":  func(n int, _ func()) bool { return n < 5 },
		"cancelled":   func(n int, cancel func()) bool { cancel(); return true },
		"at the end":  func(int, func()) bool { return true },
		"with faults": func(n int, _ func()) bool { return true },
	} {
		f.intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
			if name == "with faults" && n == 9 {
				oktaFailure(w, 403, "E0000006", "no")
				return true
			}
			return false
		}
		f.mu.Lock()
		f.seen = nil
		f.mu.Unlock()
		ctx, cancel := context.WithCancel(t.Context())
		n, failed := 0, 0
		for _, err := range s.Pages(ctx, fourAtOnce()) {
			n++
			if err != nil {
				failed++
				if name == "cancelled" && !errors.Is(err, context.Canceled) {
					t.Errorf("%s: %v", name, err)
				}
			} else if !stop(n, cancel) {
				break
			}
		}
		cancel()
		stacks := make([]byte, 1<<20)
		stacks = stacks[:runtime.Stack(stacks, true)]
		if strings.Contains(string(stacks), "okta.(*walker)") || strings.Contains(string(stacks), "okta.(*reading)") {
			t.Errorf("%s: goroutines are left", name)
		}
		if want := map[string]int{"cancelled": 1, "with faults": 1}[name]; failed != want {
			t.Errorf("%s: %d errors, want %d", name, failed, want)
		}
		f.mu.Lock()
		before := len(f.seen)
		f.mu.Unlock()
		time.Sleep(50 * time.Millisecond)
		f.mu.Lock()
		if more := len(f.seen) - before; more > 4 { // what was under way may still arrive
			t.Errorf("%s: %d requests afterwards", name, more)
		}
		f.mu.Unlock()
	}
}

// TestGroupsSideBySide: people in several groups are yielded once.
func TestGroupsSideBySide(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	all := people(1200)
	f.groups = map[string][]person{"00g1": all[:700], "00g2": nil, "00g3": all[300:], "00g4": all}
	f.delay = 5 * time.Millisecond
	s := f.source(t, func(o *okta.Options) { o.Groups = []string{"00g1", "00g2", "00g3", "00g4"} })
	pages, err := readAs(t, s, fourAtOnce())
	complete(t, pages, err, idsOf(all))
	repeated := 0
	for _, p := range pages {
		repeated += p.Repeated
	}
	if repeated != 700+900 || f.most < 2 || f.most > 4 {
		t.Errorf("%d repeated, %d requests at once", repeated, f.most)
	}
	delete(f.groups, "00g3")
	if _, err := readAs(t, s, fourAtOnce()); !fault.Is(err, fault.NotFound) || !strings.Contains(err.Error(), "00g3") {
		t.Errorf("a group that is gone: %v", err)
	}
}

// TestAppSideBySide: one token serves all workers, also one that is revoked
// while they are at work, with and without DPoP.
func TestAppSideBySide(t *testing.T) {
	t.Parallel()
	for _, dpop := range []bool{false, true} {
		o := newOrg(t, dpop)
		o.users = people(2100)
		o.delay = time.Millisecond
		o.intercept = func(n int, _ http.ResponseWriter, _ *http.Request) bool {
			o.app.mu.Lock()
			defer o.app.mu.Unlock()
			switch n {
			case 7:
				o.app.valid = "revoked"
			case 12:
				o.app.nonce = "nonce-2"
			}
			return false
		}
		pages, err := readAs(t, o.source(t), fourAtOnce())
		complete(t, pages, err, idsOf(o.users))
		if o.app.issued != 2 {
			t.Errorf("dpop %v: %d tokens", dpop, o.app.issued)
		}
		o.clean(t)
	}
}

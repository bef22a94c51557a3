package entra

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// pagedGroups serves groups of pages people each, one a page, of whom the last
// is in all groups. change may answer instead.
func pagedGroups(t *testing.T, groups, pages int, change func(w http.ResponseWriter, r *http.Request, group, page int) bool) (*fake, *Source) {
	t.Helper()
	var names []string
	for i := range groups {
		names = append(names, fmt.Sprintf("%08d-0000-0000-0000-000000000000", i))
	}
	f := newFake(t, func(w http.ResponseWriter, r *http.Request) {
		g := slices.IndexFunc(names, func(name string) bool { return strings.Contains(r.URL.Path, name) })
		n := 1
		_, _ = fmt.Sscanf(r.URL.Query().Get("$skiptoken"), "p%d", &n)
		if change != nil && change(w, r, g, n) {
			return
		}
		if n == pages {
			sendList(w, "", user("all", nil))
			return
		}
		sendList(w, fmt.Sprintf("http://%s%s?$skiptoken=p%d", r.Host, r.URL.Path, n+1), user(fmt.Sprintf("g%d-%d", g, n), nil))
	})
	f.delta = groupTenant{
		users: steps{"latest": answers("delta u1")}, changed: steps{"latest": answers("delta g1")},
		inner: func(w http.ResponseWriter, _ *http.Request) { sendList(w, "") },
	}.delta
	o := f.options()
	o.Groups = names
	return f, source(t, o)
}

func sideBySide(from directory.Cursor) directory.Read {
	return directory.Read{Mode: directory.ModeFull, From: from, Concurrency: 3}
}

// sorted are the ids of all pages in order.
func sorted(pages []directory.Page) string {
	all := strings.Fields(ids(pages))
	slices.Sort(all)
	return strings.Join(all, " ")
}

func TestSideBySide(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	under, most := 0, 0
	meet := sync.NewCond(&mu)
	f, s := pagedGroups(t, 4, 3, func(_ http.ResponseWriter, _ *http.Request, _, n int) bool {
		mu.Lock()
		defer mu.Unlock()
		under++
		most = max(most, under)
		meet.Broadcast()
		for n == 1 && most < 3 { // nobody goes on until three are under way
			meet.Wait()
		}
		under--
		return false
	})
	pages, err := read(t, s, sideBySide(""))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := sorted(pages), "all g0-1 g0-2 g1-1 g1-2 g2-1 g2-2 g3-1 g3-2"; got != want || most != 3 {
		t.Errorf("listed %q with %d requests at once", got, most)
	}
	repeated := 0
	for i, p := range pages {
		repeated += p.Repeated
		if p.Last != (i == 11) || (p.Mark != "") != p.Last || p.Cost.Requests == 0 {
			t.Errorf("page %d: %+v", i+1, p)
		}
	}
	if _, err := parseMark(pages[11].Mark, true); repeated != 3 || err != nil || len(f.requests) != 12+6 {
		t.Errorf("%d repeated, mark %q, %d requests", repeated, pages[11].Mark, len(f.requests))
	}
}

// TestSideBySideResumes goes on from each page, with as many requests at once
// and with one, and expects no page a second time.
func TestSideBySideResumes(t *testing.T) {
	t.Parallel()
	f, s := pagedGroups(t, 3, 3, nil)
	whole, err := read(t, s, sideBySide(""))
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range whole[:len(whole)-1] {
		for _, concurrency := range []int{0, 1, 3} {
			f.requests = nil
			r := sideBySide(p.Next)
			r.Concurrency = concurrency
			rest, err := read(t, s, r)
			if err != nil || len(rest) != len(whole)-i-1 || len(f.requests) != len(rest) || rest[len(rest)-1].Mark != whole[len(whole)-1].Mark {
				t.Errorf("after page %d: %d pages, %d requests, %v", i+1, len(rest), len(f.requests), err)
			}
			all := strings.Fields(ids(whole[:i+1]) + " " + ids(rest))
			slices.Sort(all)
			if got := strings.Join(slices.Compact(all), " "); got != sorted(whole) {
				t.Errorf("after page %d: %q", i+1, got)
			}
		}
	}
}

func TestSideBySideFails(t *testing.T) {
	t.Parallel()
	at := func(group, page int, h http.HandlerFunc) func(http.ResponseWriter, *http.Request, int, int) bool {
		return func(w http.ResponseWriter, r *http.Request, g, n int) bool {
			if g == group && n == page {
				h(w, r)
			}
			return g == group && n == page
		}
	}
	for name, c := range map[string]struct {
		change func(http.ResponseWriter, *http.Request, int, int) bool
		says   string
	}{
		"forbidden":     {at(1, 2, func(w http.ResponseWriter, _ *http.Request) { odata(w, 403, "Authorization_RequestDenied", "No.") }), "a permission is missing"},
		"no such group": {at(2, 1, notFound), "no group 00000002"},
		"elsewhere":     {at(0, 1, func(w http.ResponseWriter, _ *http.Request) { sendList(w, "https://evil.example/v1.0", user("x", nil)) }), "token is not sent there"},
		"circle": {at(1, 2, func(w http.ResponseWriter, r *http.Request) {
			sendList(w, "http://"+r.Host+r.RequestURI, user("x", nil))
		}), "circles"},
		"empty": {at(1, 1, raw(200, "", "")), "it is empty"},
		"no states": {at(1, 2, func(w http.ResponseWriter, _ *http.Request) {
			sendList(w, "", map[string]any{"id": "x", "userPrincipalName": "x@corp.example"})
		}), "left accountEnabled out"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, s := pagedGroups(t, 3, 3, c.change)
			pages, err := read(t, s, sideBySide(""))
			if err == nil || !strings.Contains(err.Error(), c.says) || slices.ContainsFunc(pages, func(p directory.Page) bool { return p.Last }) {
				t.Errorf("%d pages, %v", len(pages), err)
			}
		})
	}
	_, s := pagedGroups(t, 3, 3, at(1, 2, func(w http.ResponseWriter, _ *http.Request) { odata(w, 410, "Gone", "x") }))
	pages, err := read(t, s, directory.Read{Mode: directory.ModeFull, Concurrency: 2})
	if _, gone := errors.AsType[*directory.CursorGone](err); err == nil || gone {
		t.Errorf("in mid-run: %v", err)
	}
	i := slices.IndexFunc(pages, func(p directory.Page) bool { return ids([]directory.Page{p}) == "g1-1" })
	if i < 0 {
		t.Fatalf("%+v", pages)
	}
	if _, err = read(t, s, sideBySide(pages[i].Next)); err == nil {
		t.Fatal("a page that is gone was read")
	}
	if _, gone := errors.AsType[*directory.CursorGone](err); !gone {
		t.Errorf("resumed: %v", err)
	}
}

// TestSideBySideStops: nothing is under way any more when a consumer that has
// enough, or a context that ends, stops a listing.
func TestSideBySideStops(t *testing.T) {
	t.Parallel()
	f, s := pagedGroups(t, 3, 50, nil)
	for _, err := range s.Pages(t.Context(), sideBySide("")) {
		if err != nil {
			t.Fatal(err)
		}
		break
	}
	n := len(asked(f))
	if again := len(asked(f)); again != n || n > 15 {
		t.Errorf("%d requests, then %d", n, again)
	}
	ctx, cancel := context.WithCancel(t.Context())
	f, s = pagedGroups(t, 3, 3, func(_ http.ResponseWriter, r *http.Request, _, _ int) bool {
		cancel()
		<-r.Context().Done()
		return true
	})
	var failed []error
	for p, err := range s.Pages(ctx, sideBySide("")) {
		if failed = append(failed, err); p.Last {
			t.Error("a last page")
		}
	}
	if len(failed) != 1 || !errors.Is(failed[0], context.Canceled) {
		t.Errorf("ended with %v after %d requests", failed, len(asked(f)))
	}
}

// TestSideBySideNeedsIndex: each group finds out for itself what Graph takes,
// and keeps to it.
func TestSideBySideNeedsIndex(t *testing.T) {
	t.Parallel()
	_, s := pagedGroups(t, 2, 3, func(w http.ResponseWriter, r *http.Request, _, _ int) bool {
		if r.Header.Get("ConsistencyLevel") == "" {
			odata(w, 400, "Request_UnsupportedQuery", "The cast takes advanced query parameters.")
			return true
		}
		return false
	})
	pages, err := read(t, s, sideBySide(""))
	if err != nil || len(pages) != 6 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	var notes []string
	for _, p := range pages {
		notes = append(notes, p.Notes...)
	}
	if rest, err := read(t, s, sideBySide(pages[2].Next)); err != nil || len(rest) != 3 || !slices.Contains(notes, noteIndex) {
		t.Errorf("%d pages, %v, notes %q", len(rest), err, notes)
	}
}

func TestSideBySideUnreadableCursors(t *testing.T) {
	t.Parallel()
	f, s := pagedGroups(t, 2, 2, nil)
	good := `{"v":1,"phase":"list","pages":2,"mark":{},"chains":[{"pages":1,"link":"` + f.URL + `/v1.0/groups/x"},{"done":true}]}`
	for _, change := range [][2]string{
		{`{"done":true}`, `{"done":true},{}`},
		{`"link":`, `"done":true,"link":`},
		{`"pages":1`, `"pages":-1`},
		{`"pages":1`, `"form":"x"`},
		{`"list"`, `"replay"`},
		{`{"pages":1,"link":"` + f.URL + `/v1.0/groups/x"}`, `{"done":true}`},
	} {
		_, err := read(t, s, sideBySide(directory.Cursor(strings.Replace(good, change[0], change[1], 1))))
		if _, gone := errors.AsType[*directory.CursorGone](err); !gone {
			t.Errorf("%v: %v", change, err)
		}
	}
	evil := strings.Replace(good, f.URL, "https://evil.example", 1)
	if _, err := read(t, s, sideBySide(directory.Cursor(evil))); err == nil || fault.CodeOf(err) == "" || len(f.requests) != 0 {
		t.Errorf("%v, %d requests", err, len(f.requests))
	}
}

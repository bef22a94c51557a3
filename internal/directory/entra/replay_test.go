package entra

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// replayed is a small tenant: two pages of people, and changes meanwhile.
func replayed(t *testing.T) (*fake, *Source) {
	t.Helper()
	var f *fake
	f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/$count") {
			_, _ = w.Write([]byte("3"))
			return
		}
		paged(&f, 3)(w, r)
	})
	f.delta = steps{
		"latest": answers("delta d1"),
		"d1":     answers("skip s2", user("u2", map[string]any{"city": "Leeds"})),
		"s2":     answers("skip s3"),
		"s3":     answers("delta d2", removed("u1", "changed"), user("u4", nil), removed("u9", "deleted")),
		"d2":     answers("delta d3", user("u1", nil)),
	}.serve
	return f, source(t, f.options())
}

func TestFullWithReplay(t *testing.T) {
	t.Parallel()
	f, s := replayed(t)
	pages, err := collect(t, s, "")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := mentioned(pages), "u1 u2 u3 u2 u4 -u1 (deleted, can be restored) -u9 (deleted)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := asked(f), []string{
		"users/delta latest", "users", "users/$count", "users p2", "users p3",
		"users/delta d1", "users/delta s2", "users/delta s3",
	}; !slices.Equal(got, want) {
		t.Errorf("asked for %q", got)
	}
	latest, first := f.requests[0].URL.Query(), f.requests[1].URL.Query()
	if latest.Get("$select") == "" || latest.Get("$select") != first.Get("$select") || latest.Has("$top") {
		t.Errorf("latest was asked with %v", latest)
	}
	for i, p := range pages {
		if p.Last != (i == 5) || p.OnlyKnown || len(p.Notes) > 0 || (p.Mark != "") != p.Last {
			t.Errorf("page %d: %+v", i+1, p)
		}
	}
	for _, r := range f.requests {
		if !strings.HasSuffix(r.URL.Path, "$count") && r.Header.Get("x-ms-throttle-priority") != "low" {
			t.Errorf("%s was asked for without the low priority", r.URL)
		}
	}

	after, err := read(t, s, directory.Read{Mode: directory.ModeDelta, Since: pages[5].Mark})
	if err != nil || mentioned(after) != "u1" || after[0].Mark == "" || after[0].Mark == pages[5].Mark {
		t.Errorf("a later delta has %q, %v", mentioned(after), err)
	}
}

// TestFullResumes goes on from each page of a listing, as another process would,
// and expects the rest without a request made before.
func TestFullResumes(t *testing.T) {
	t.Parallel()
	f, s := replayed(t)
	whole, err := collect(t, s, "")
	if err != nil {
		t.Fatal(err)
	}
	requests := asked(f)
	for i, p := range whole[:len(whole)-1] {
		f.requests = nil
		rest, err := collect(t, source(t, f.options()), p.Next)
		if err != nil || mentioned(rest) != mentioned(whole[i+1:]) || rest[len(rest)-1].Mark != whole[len(whole)-1].Mark {
			t.Errorf("after page %d: %q, %v", i+1, mentioned(rest), err)
		}
		if got := asked(f); !slices.Equal(got, requests[len(requests)-len(rest):]) {
			t.Errorf("after page %d asked for %q", i+1, got)
		}
	}
}

// TestResumedListingKeepsItsChecks: a resumed listing still knows how many users
// were counted when it began.
func TestResumedListingKeepsItsChecks(t *testing.T) {
	t.Parallel()
	var f *fake
	f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/$count") {
			_, _ = w.Write([]byte("1000"))
			return
		}
		paged(&f, 3)(w, r)
	})
	s := source(t, f.options())
	for p, err := range s.Pages(t.Context(), directory.Read{Mode: directory.ModeFull}) {
		if err != nil {
			t.Fatal(err)
		}
		_, err := collect(t, s, p.Next)
		if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "ended after 3 users, but Microsoft Graph counts 1000") {
			t.Error(err)
		}
		break
	}
}

func TestWithoutDelta(t *testing.T) {
	t.Parallel()
	refusing := func(status int, code string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { odata(w, status, code, "Not for this tenant.") }
	}
	for name, c := range map[string]struct {
		latest http.HandlerFunc
		note   string     // else
		want   fault.Code // the listing fails
	}{
		"not found":          {refusing(404, "ResourceNotFound"), "Not for this tenant. (ResourceNotFound, request id req-42); so the next sync reads everybody", ""},
		"forbidden":          {refusing(403, "Authorization_RequestDenied"), "does not tell the changes of users", ""},
		"bad request":        {refusing(400, "Request_BadRequest"), "does not tell", ""},
		"not implemented":    {refusing(501, "NotImplemented"), "does not tell", ""},
		"no link":            {answers(""), "gives no link to the changes of users", ""},
		"everybody instead":  {answers("skip s1", user("u1", nil)), "gives no link", ""},
		"unauthorized":       {refusing(401, "InvalidAuthenticationToken"), "", fault.Unauthorized},
		"failing":            {refusing(503, "serviceNotAvailable"), "", fault.Unavailable},
		"throttled":          {refusing(429, "TooManyRequests"), "", fault.RateLimited},
		"web page":           {raw(200, "text/html", "<html>"), "", fault.Unavailable},
		"404 of a proxy":     {raw(404, "text/html", "<html>"), "", fault.Unavailable},
		"empty":              {raw(200, "", ""), "", fault.Unavailable},
		"link elsewhere":     {answers("delta-at https://evil.example/v1.0/users/delta?$deltatoken=1"), "", fault.Unavailable},
		"way goes elsewhere": {answers("next-at https://evil.example/v1.0/users/delta?$skiptoken=1"), "", fault.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, everybody)
			f.delta = steps{"latest": c.latest}.serve
			pages, err := collect(t, source(t, f.options()), "")
			if c.note == "" {
				if fault.CodeOf(err) != c.want || len(pages) != 0 {
					t.Errorf("%d pages, %v", len(pages), err)
				}
				return
			}
			if err != nil || ids(pages) != "u1" || !pages[0].Last || pages[0].Mark != "" {
				t.Fatalf("%+v, %v", pages, err)
			}
			if n := pages[0].Notes; len(n) != 1 || !strings.Contains(n[0], c.note) {
				t.Errorf("notes %q", n)
			}
		})
	}
}

func TestLatestBehindEmptyPages(t *testing.T) {
	t.Parallel()
	f := newFake(t, everybody)
	f.delta = steps{"latest": answers("skip s1"), "s1": answers("delta d1"), "d1": answers("delta d2")}.serve
	pages, err := collect(t, source(t, f.options()), "")
	if err != nil || len(pages) != 2 || !strings.Contains(string(pages[1].Mark), "deltatoken=d2") {
		t.Errorf("%+v, %v", pages, err)
	}
}

// TestReplayLost: everybody was listed, so the listing is good; only what
// changed meanwhile is not known.
func TestReplayLost(t *testing.T) {
	t.Parallel()
	for name, lost := range map[string]http.HandlerFunc{
		"gone":     func(w http.ResponseWriter, _ *http.Request) { odata(w, 410, "Gone", "resync") },
		"no state": func(w http.ResponseWriter, _ *http.Request) { odata(w, 400, "syncStateNotFound", "resync") },
	} {
		f := newFake(t, everybody)
		f.delta = steps{"latest": answers("delta d1"), "d1": lost}.serve
		s := source(t, f.options())
		pages, err := collect(t, s, "")
		if err != nil || ids(pages) != "u1" || len(pages) != 2 || !pages[1].Last || pages[1].Mark != "" || len(pages[1].Notes) != 1 {
			t.Errorf("%s: %+v, %v", name, pages, err)
			continue
		}
		_, err = collect(t, s, pages[0].Next)
		if _, gone := errors.AsType[*directory.CursorGone](err); !gone {
			t.Errorf("%s: resumed: %v", name, err)
		}
	}
}

// TestNobodyIsNotReplayed: the few who changed would make a listing that
// answered with nobody look like one of a small company.
func TestNobodyIsNotReplayed(t *testing.T) {
	t.Parallel()
	f := newFake(t, func(w http.ResponseWriter, _ *http.Request) { sendList(w, "") })
	f.delta = steps{"latest": answers("delta d1"), "d1": answers("delta d2", user("a", nil))}.serve
	pages, err := collect(t, source(t, f.options()), "")
	if err != nil || len(pages) != 1 || !pages[0].Last || mentioned(pages) != "" || pages[0].Mark != "" {
		t.Errorf("%+v, %v", pages, err)
	}
}

package okta_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/fault"
)

// abort breaks the connection.
func abort() { panic(http.ErrAbortHandler) }

// TestTransientFaults: the listing is whole in spite of them.
func TestTransientFaults(t *testing.T) {
	t.Parallel()
	status := func(code int, header ...string) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < len(header); i += 2 {
				w.Header()[header[i]] = nil // nil: not even the server's own Date
				if header[i+1] != "" {
					w.Header().Set(header[i], header[i+1])
				}
			}
			oktaFailure(w, code, "E0000047", "API call exceeded rate limit due to too many requests.")
		}
	}
	epoch := func(d time.Duration) string { return fmt.Sprint(time.Now().Add(d).Unix()) }
	for name, fail := range map[string]func(http.ResponseWriter, *http.Request){
		"429 with reset in 60 s":     status(429, "X-Rate-Limit-Reset", epoch(60*time.Second)),
		"429 with reset in the past": status(429, "X-Rate-Limit-Reset", epoch(-60*time.Second)),
		"429 without headers":        status(429, "Date", ""),
		"429 with Retry-After":       status(429, "Retry-After", "2"),
		"500":                        status(500),
		"502 as a web page": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(502)
			_, _ = io.WriteString(w, "<html>bad gateway</html>")
		},
		"503":                     status(503),
		"504":                     status(504),
		"reset before the answer": func(http.ResponseWriter, *http.Request) { abort() },
		"reset in the body": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `[{"id":"00u0`)
			_ = http.NewResponseController(w).Flush()
			abort()
		},
		"truncated body": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "5000")
			_, _ = io.WriteString(w, `[]`)
			_ = http.NewResponseController(w).Flush()
			abort()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, nil)
			f.users = people(450)
			f.intercept = func(n int, w http.ResponseWriter, r *http.Request) bool {
				if n%2 == 1 {
					fail(w, r)
				}
				return n%2 == 1
			}
			pages, err := read(t, f.source(t, nil), "")
			whole(t, pages, err, idsOf(f.users))
			if len(f.seen) != 6 { // net/http itself repeats some of them
				t.Errorf("%d requests for 3 pages that fail once each", len(f.seen))
			}
		})
	}
}

// TestUnbelievableAnswers: a 200 that is no whole list ends the listing with an
// error that says why, and never looks like a last page.
func TestUnbelievableAnswers(t *testing.T) {
	t.Parallel()
	body := func(kind, text string, link ...string) func(*fake, http.ResponseWriter, *http.Request) {
		return func(_ *fake, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			for _, l := range link {
				w.Header().Add("Link", l)
			}
			_, _ = io.WriteString(w, text)
		}
	}
	const js = "application/json"
	for name, c := range map[string]struct {
		answer func(*fake, http.ResponseWriter, *http.Request)
		want   string
	}{
		"empty body":                  {body(js, ""), "answer is empty"},
		"blank body":                  {body(js, " \n"), "answer is empty"},
		"web page":                    {body("text/html", "<!DOCTYPE html><title>Sign in</title>"), "web page"},
		"web page said JSON":          {body(js, "<html>"), "web page"},
		"JSON said web page":          {body("text/html; charset=utf-8", "[]"), "web page"},
		"truncated JSON":              {body(js, `[{"id":"00u1","status":"ACTIVE","profile":{"login":"a"}},{"id":`), "cut off or damaged"},
		"two documents":               {body(js, `[][]`), "cut off or damaged"},
		"object":                      {body(js, `{"value":[]}`), "not a list"},
		"null":                        {body(js, `null`), "not a list"},
		"string":                      {body(js, `"none"`), "not a list"},
		"204":                         {func(_ *fake, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, "failed (204"},
		"206":                         {func(_ *fake, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(206) }, "failed (206"},
		"broken Link":                 {body(js, `[]`, `no link`), "Link header cannot be read"},
		"unclosed Link":               {body(js, `[]`, `<https://x; rel="next"`), "Link header cannot be read"},
		"two next links":              {body(js, `[]`, `</api/v1/users?after=a>; rel="next"`, `</api/v1/users?after=b>; rel="next"`), "two next pages"},
		"next elsewhere":              {body(js, `[]`, `<https://evil.example/api/v1/users?after=a>; rel="next"`), "another address"},
		"next on another port":        {body(js, `[]`, `<http://127.0.0.1:1/api/v1/users?after=a>; rel="next"`), "another address"},
		"next with https":             {nextLink("https://%s/api/v1/users?after=a"), "another address"},
		"next with a user":            {nextLink("http://u@%s/api/v1/users?after=a"), "another address"},
		"next of another list":        {body(js, `[]`, `</api/v1/groups?after=a>; rel="next"`), "another listing"},
		"next without cursor":         {body(js, `[]`, `</api/v1/users?limit=200>; rel="next"`), "no cursor"},
		"next with an endless cursor": {body(js, `[]`, `</api/v1/users?after=`+strings.Repeat("a", 9000)+`>; rel="next"`), "too long"},
		"next with two cursors":       {body(js, `[]`, `</api/v1/users?after=a&after=b>; rel="next"`), "no cursor"},
		"no Link on a full page": {func(f *fake, w http.ResponseWriter, _ *http.Request) {
			var page []any
			for _, p := range f.users[:200] {
				page = append(page, p.wire())
			}
			reply(w, 200, page)
		}, "Link header is missing"},
		"more than a page": {body(js, "["+strings.Repeat("{},", 10_000)+"{}]"), "more than 10000 records"},
		"redirect": {func(_ *fake, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "https://other.okta.com/login?x=y")
			w.WriteHeader(302)
		}, "redirects to https://other.okta.com instead"},
	} {
		for _, at := range []int{1, 2} { // on the first page and in the middle
			t.Run(fmt.Sprint(name, " on page ", at), func(t *testing.T) {
				t.Parallel()
				f := newFake(t, nil)
				f.users = people(650)
				f.intercept = func(n int, w http.ResponseWriter, r *http.Request) bool {
					if n == at {
						c.answer(f, w, r)
					}
					return n == at
				}
				pages, err := read(t, f.source(t, nil), "")
				if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), c.want) || fault.HintOf(err) == "" {
					t.Errorf("%v (%s), want an error with %q", err, fault.HintOf(err), c.want)
				}
				if len(pages) != at-1 || len(f.seen) != at {
					t.Errorf("%d pages, %d requests", len(pages), len(f.seen))
				}
			})
		}
	}
}

func nextLink(format string) func(*fake, http.ResponseWriter, *http.Request) {
	return func(f *fake, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Link", "<"+fmt.Sprintf(format, strings.TrimPrefix(f.URL, "http://"))+`>; rel="next"`)
		_, _ = io.WriteString(w, "[]")
	}
}

func TestPagesInCircles(t *testing.T) {
	t.Parallel()
	for name, next := range map[string]func(n int) string{
		"next is the page itself": func(int) string { return "a" },
		"two pages in turn":       func(n int) string { return []string{"a", "b"}[n%2] },
		"back to the second":      func(n int) string { return []string{"b", "c", "d", "b", "c", "d"}[n%6] },
	} {
		f := newFake(t, nil)
		f.intercept = func(n int, w http.ResponseWriter, r *http.Request) bool {
			w.Header().Set("Link", fmt.Sprintf(`<%s>; rel="next"`, f.next(r, next(n))))
			reply(w, 200, []any{people(n)[n-1].wire()})
			return true
		}
		_, err := read(t, f.source(t, nil), "")
		if !fault.Is(err, fault.Unavailable) || len(f.seen) > 6 {
			t.Errorf("%s: %v after %d requests", name, err, len(f.seen))
		}
	}
}

// TestLegalOddities: these are no errors.
func TestLegalOddities(t *testing.T) {
	t.Parallel()
	t.Run("empty page in the middle", func(t *testing.T) {
		t.Parallel()
		f := newFake(t, nil)
		f.users = people(450)
		f.intercept = func(n int, w http.ResponseWriter, r *http.Request) bool {
			if n != 2 {
				return false
			}
			w.Header().Set("Link", fmt.Sprintf(`<%s>; rel="next"`, f.next(r, "0200"))) // another spelling: no circle
			reply(w, 200, []any{})
			return true
		}
		pages, err := read(t, f.source(t, nil), "")
		whole(t, pages, err, idsOf(f.users))
	})
	t.Run("Link headers joined by a proxy", func(t *testing.T) {
		t.Parallel()
		f := newFake(t, func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				next.ServeHTTP(joinLinks{w}, r)
			})
		})
		f.users = people(450)
		pages, err := read(t, f.source(t, nil), "")
		whole(t, pages, err, idsOf(f.users))
	})
	t.Run("user vanishes and another comes twice", func(t *testing.T) {
		t.Parallel()
		f := newFake(t, nil)
		f.users = people(450)
		f.intercept = func(n int, _ http.ResponseWriter, _ *http.Request) bool {
			if n == 2 {
				f.users = append([]person{{id: "00unew", status: "ACTIVE", profile: map[string]any{"login": "renamed@corp.example"}}}, f.users...)
			}
			return false
		}
		pages, err := read(t, f.source(t, nil), "")
		want := idsOf(people(450))
		want = append(want[:200:200], want[199:]...) // everything moved on by one
		whole(t, pages, err, want)
	})
	t.Run("nobody", func(t *testing.T) {
		t.Parallel()
		f := newFake(t, nil)
		pages, err := read(t, f.source(t, nil), "")
		whole(t, pages, err, nil)
		if len(pages) != 1 {
			t.Errorf("%d pages", len(pages))
		}
	})
}

type joinLinks struct{ http.ResponseWriter }

func (j joinLinks) WriteHeader(status int) {
	if l := j.Header()["Link"]; len(l) > 1 {
		j.Header().Set("Link", strings.Join(l, ", "))
	}
	j.ResponseWriter.WriteHeader(status)
}

// TestPermanentFaults: what an admin reads when the org stays broken or says no.
func TestPermanentFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status              int
		code, summary, auth string
		kind                fault.Code
		want                []string // in message and hint
		requests            int
	}{
		"503 always":   {503, "", "", "", fault.Unavailable, []string{"503", "req-42"}, 5},
		"429 always":   {429, "E0000047", "too many", "", fault.RateLimited, []string{"429", "req-42"}, 5},
		"bad token":    {401, "E0000011", "Invalid token provided", "", fault.Unauthorized, []string{"refused the API token", "E0000011", "req-42", "set-secret"}, 1},
		"token echoed": {401, "E0000011", "Invalid token " + apiToken, "", fault.Unauthorized, []string{"[redacted]"}, 1},
		"no role":      {403, "E0000006", "You do not have permission to perform the requested action", "", fault.Unauthorized, []string{"may not read users", "Read-Only Administrator", "req-42"}, 1},
		"bad search":   {400, "E0000031", "Invalid search criteria.", "", fault.Internal, []string{"search", "E0000031"}, 1},
		"other 400":    {400, "E0000001", "Api validation failed: limit\x1b[2J", "", fault.Unavailable, []string{"E0000001 Api validation failed: limit [2J"}, 1},
		"not Okta":     {404, "", "", "", fault.Unavailable, []string{"no Okta API", "org URL"}, 1},
		"501":          {501, "", "", "", fault.Unavailable, []string{"501"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, nil)
			f.users = people(450)
			f.intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
				if n > 1 {
					oktaFailure(w, c.status, c.code, c.summary)
				}
				return n > 1
			}
			pages, err := read(t, f.source(t, nil), "")
			text := fmt.Sprint(err, " ", fault.HintOf(err))
			if !fault.Is(err, c.kind) || len(pages) != 1 || len(f.seen) != c.requests+1 {
				t.Errorf("%s after %d pages and %d requests, want %s", text, len(pages), len(f.seen), c.kind)
			}
			for _, want := range c.want {
				if !strings.Contains(text, want) {
					t.Errorf("%q does not say %q", text, want)
				}
			}
			if strings.Contains(text, apiToken) || strings.Contains(text, "\x1b") {
				t.Errorf("%q shows what it must not", text)
			}
		})
	}
}

// TestFailedPageCounts: what the page that failed took comes beside its error.
func TestFailedPageCounts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer            func(http.ResponseWriter)
		requests, retries int
		waits             bool
	}{
		"given up": {func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "2")
			oktaFailure(w, 503, "", "")
		}, 5, 4, true},
		"refused":     {func(w http.ResponseWriter) { oktaFailure(w, 403, "E0000006", "no") }, 1, 0, false},
		"not to read": {func(w http.ResponseWriter) { _, _ = io.WriteString(w, "<html>") }, 1, 0, false},
	} {
		f := newFake(t, nil)
		f.users = people(450)
		f.intercept = func(n int, w http.ResponseWriter, _ *http.Request) bool {
			if n > 1 {
				c.answer(w)
			}
			return n > 1
		}
		var last directory.Page
		var failed error
		for page, err := range f.source(t, nil).Pages(t.Context(), directory.Read{}) {
			last, failed = page, err
		}
		if failed == nil || last.Cost.Requests != c.requests || last.Cost.Retries != c.retries || last.Cost.Bytes == 0 || last.Cost.Waited > 0 != c.waits {
			t.Errorf("%s: %d requests, %d retries, %d bytes, waited %s; %v", name, last.Cost.Requests, last.Cost.Retries, last.Cost.Bytes, last.Cost.Waited, failed)
		}
		if last.Records != nil || last.Last || last.Next != "" {
			t.Errorf("%s: the page beside the error holds more: %+v", name, last)
		}
	}
}

func TestGroupFaults(t *testing.T) {
	t.Parallel()
	for status, kind := range map[int]fault.Code{404: fault.NotFound, 403: fault.Unauthorized} {
		f := newFake(t, nil)
		f.intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
			oktaFailure(w, status, "E0000007", "Not found")
			return true
		}
		_, err := read(t, f.source(t, func(o *okta.Options) { o.Groups = []string{"00g7"} }), "")
		if !fault.Is(err, kind) || !strings.Contains(err.Error(), "00g7") {
			t.Errorf("%d: %v", status, err)
		}
	}
}

func TestProbe(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	f.users = people(30)
	p, err := f.source(t, func(o *okta.Options) {
		o.Mapping = directory.Mapping{"birthdate": "profile.dateofbirth", "employee_id": "profile.employeeNumber"}
	}).Probe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if p.Account != "owner@corp.example" || p.Users != 10 || !p.More {
		t.Errorf("%+v", p)
	}
	if len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0], "profile.dateofbirth") {
		t.Errorf("warnings %q", p.Warnings)
	}

	f.users = nil
	p, err = f.source(t, nil).Probe(t.Context())
	if err != nil || p.Users != 0 || len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0], "admin role") {
		t.Errorf("nobody: %+v, %v", p, err)
	}

	f.groups = map[string][]person{"00g1": people(3), "00g2": nil}
	p, err = f.source(t, func(o *okta.Options) { o.Groups = []string{"00g1", "00g2"} }).Probe(t.Context())
	if err != nil || p.Users != 3 || p.More || len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0], "00g2 has no members") {
		t.Errorf("groups: %+v, %v", p, err)
	}
	_, err = f.source(t, func(o *okta.Options) { o.Groups = []string{"00g1", "00gone"} }).Probe(t.Context())
	if !fault.Is(err, fault.NotFound) || !strings.Contains(err.Error(), "00gone") {
		t.Errorf("missing group: %v", err)
	}
}

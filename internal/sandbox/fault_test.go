package sandbox

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// faulted runs one request of a target through a fault.
type faulted struct {
	answer
	s      *Server
	health answer
}

func on(t *testing.T, target Target, kind FaultKind, path string) faulted {
	t.Helper()
	c := NewCompany(CompanyOptions{Users: 60, Seed: 11})
	s := start(t, Options{Okta: c, Entra: c})
	auth, method, body, headers := ssws(s), "GET", "", []string(nil)
	switch target {
	case TargetGraph:
		auth = graphToken(t, s)
	case TargetToken:
		auth, method = "", "POST"
		path = "/" + s.TenantID() + "/oauth2/v2.0/token"
		body = url.Values{
			"grant_type": {"client_credentials"}, "client_id": {s.ClientID()}, "client_secret": {s.ClientSecret()},
			"scope": {"https://graph.microsoft.com/.default"},
		}.Encode()
	case TargetIncode:
		auth, headers = incodeToken(t, s), incodeHeaders(s)
		id, _ := requested(t, s, c.Person(0).Email)
		path = "/omni/get/onboarding/status?id=" + id
	case TargetOkta:
	}
	if err := s.Fault(Fault{Target: target, Kind: kind, Count: 1}); err != nil {
		t.Fatal(err)
	}
	f := faulted{s: s, answer: call(t, method, s.OktaURL()+path, auth, body, headers...)}
	f.health = call(t, method, s.OktaURL()+path, auth, body, headers...)
	if f.health.StatusCode != 200 || !json.Valid(f.health.text) {
		t.Errorf("%s on %s: the request after it got %d %s", kind, target, f.health.StatusCode, f.health.text)
	}
	return f
}

// TestResponseFaults checks what every target answers instead.
func TestResponseFaults(t *testing.T) {
	type check func(t *testing.T, f faulted) bool
	status := func(n int) check {
		return func(_ *testing.T, f faulted) bool { return f.StatusCode == n && json.Valid(f.text) }
	}
	reset := func(f faulted) time.Duration {
		n, _ := time.Parse(http.TimeFormat, f.Header.Get("Date"))
		var sec int64
		_ = json.Unmarshal([]byte(f.Header.Get("X-Rate-Limit-Reset")), &sec)
		return time.Unix(sec, 0).Sub(n)
	}
	wait := func(d time.Duration, retry string) check {
		return func(t *testing.T, f faulted) bool {
			if f.Header.Get("X-Rate-Limit-Reset") != "" {
				return f.StatusCode == 429 && reset(f) == d
			}
			return f.StatusCode == 429 && f.Header.Get("Retry-After") == retry
		}
	}
	skew := func(d time.Duration) check {
		return func(_ *testing.T, f faulted) bool {
			n, err := time.Parse(http.TimeFormat, f.Header.Get("Date"))
			return err == nil && f.StatusCode == 200 && (time.Until(n)-d).Abs() < time.Minute
		}
	}
	checks := map[FaultKind]check{
		FaultEmptyBody: func(_ *testing.T, f faulted) bool { return f.StatusCode == 200 && len(f.text) == 0 },
		FaultNoContent: func(_ *testing.T, f faulted) bool { return f.StatusCode == 204 && len(f.text) == 0 },
		FaultTruncated: func(_ *testing.T, f faulted) bool {
			return f.StatusCode == 200 && f.readErr == nil && len(f.text) > 0 && !json.Valid(f.text)
		},
		FaultHTML: func(_ *testing.T, f faulted) bool {
			return f.StatusCode == 200 && strings.HasPrefix(f.Header.Get("Content-Type"), "text/html")
		},
		FaultReset: func(_ *testing.T, f faulted) bool { return f.StatusCode == 200 && f.readErr != nil },
		FaultRateLimitedBare: func(_ *testing.T, f faulted) bool {
			h := f.Header
			return f.StatusCode == 429 && h.Get("Date")+h.Get("Retry-After")+h.Get("X-Rate-Limit-Reset") == ""
		},
		FaultRateLimited:       wait(time.Second, "1"),
		FaultRateLimitedPast:   wait(-30*time.Second, "0"),
		FaultRateLimitedMinute: wait(time.Minute, "60"),
		FaultRetryFractional:   wait(0, "0.5"),
		FaultRetryLong:         wait(0, "150"),
		FaultStatus500:         status(500),
		FaultStatus502: func(_ *testing.T, f faulted) bool {
			return f.StatusCode == 502 && strings.HasPrefix(f.Header.Get("Content-Type"), "text/html")
		},
		FaultStatus503:    status(503),
		FaultUnauthorized: status(401),
		FaultForbidden:    status(403),
		FaultClockAhead:   skew(10 * time.Minute),
		FaultClockBehind:  skew(-10 * time.Minute),
	}
	paths := map[Target]string{TargetOkta: "/api/v1/users?limit=10", TargetGraph: "/v1.0/users?$top=10"}
	for kind, ok := range checks {
		i := slices.IndexFunc(FaultKinds(), func(k FaultInfo) bool { return k.Kind == kind })
		for _, target := range FaultKinds()[i].Targets {
			t.Run(string(kind)+" "+string(target), func(t *testing.T) {
				if f := on(t, target, kind, paths[target]); !ok(t, f) {
					t.Errorf("%d %v %v %s", f.StatusCode, f.Header, f.readErr, f.text)
				}
			})
		}
	}
}

// walk follows the next links of a listing as long as they are new, and returns
// the ids per page and the last link, "" after a proper end.
func walk(t *testing.T, s *Server, target Target, path string) (pages [][]string, last string) {
	t.Helper()
	auth := ssws(s)
	if target == TargetGraph {
		auth = graphToken(t, s)
	}
	seen := map[string]bool{}
	for u := s.OktaURL() + path; u != ""; {
		if seen[u] || !strings.HasPrefix(u, s.OktaURL()) {
			return pages, u
		}
		seen[u] = true
		a := call(t, "GET", u, auth, "")
		var people []map[string]any
		if target == TargetGraph {
			page := a.json(t)
			for _, p := range page["value"].([]any) {
				people = append(people, p.(map[string]any))
			}
			u, _ = page["@odata.nextLink"].(string)
		} else {
			people, u = a.list(t), a.oktaNext()
		}
		ids := []string{}
		for _, p := range people {
			ids = append(ids, p["id"].(string))
		}
		pages = append(pages, ids)
	}
	return pages, ""
}

func TestPagingFaults(t *testing.T) {
	paths := map[Target]string{TargetOkta: "/api/v1/users?search=status+pr&limit=10", TargetGraph: "/v1.0/users?$top=10"}
	for _, target := range []Target{TargetOkta, TargetGraph} {
		run := func(f Fault) (*Server, *Company, [][]string, string) {
			t.Helper()
			c := NewCompany(CompanyOptions{Users: 60, Seed: 11})
			s := start(t, Options{Okta: c, Entra: c})
			f.Target = target
			if err := s.Fault(f); err != nil {
				t.Fatal(err)
			}
			pages, last := walk(t, s, target, paths[target])
			return s, c, pages, last
		}
		check := func(kind FaultKind, ok bool, pages [][]string, last string) {
			t.Helper()
			if !ok {
				t.Errorf("%s on %s: %d pages, last %q: %v", kind, target, len(pages), last, pages)
			}
		}
		s, _, pages, last := run(Fault{Kind: FaultNextSelf, From: 2, Count: 1})
		check(FaultNextSelf, len(pages) == 2 && last != "" && strings.Contains(s.OktaURL()+s.Requests()[len(s.Requests())-1].Path, lastCursor(last)), pages, last)
		_, _, pages, last = run(Fault{Kind: FaultCycle, From: 3})
		check(FaultCycle, len(pages) == 3 && last != "" && !slices.Equal(pages[1], pages[2]), pages, last)
		_, _, pages, last = run(Fault{Kind: FaultEmptyPage, From: 3, Count: 2})
		check(FaultEmptyPage, len(pages) == 8 && len(pages[2])+len(pages[3]) == 0 && last == "" && len(slices.Concat(pages...)) == 60, pages, last)
		_, _, pages, last = run(Fault{Kind: FaultEmptyList})
		check(FaultEmptyList, len(pages) == 1 && len(pages[0]) == 0 && last == "", pages, last)
		_, _, pages, last = run(Fault{Kind: FaultDuplicate, From: 2})
		check(FaultDuplicate, len(pages) == 6 && pages[1][0] == pages[0][9] && len(pages[1]) == 11 && last == "", pages, last)
		_, _, pages, last = run(Fault{Kind: FaultOmit, From: 2, Count: 1})
		check(FaultOmit, len(pages) == 6 && len(pages[1]) == 9 && len(slices.Concat(pages...)) == 59 && last == "", pages, last)
		_, c, pages, last := run(Fault{Kind: FaultVanish, From: 2, Count: 1})
		check(FaultVanish, c.Count() == 59 && c.Person(10).Deleted && len(slices.Concat(pages...)) == 59 && last == "", pages, last)
		s, _, pages, last = run(Fault{Kind: FaultOtherHost, From: 1})
		check(FaultOtherHost, len(pages) == 1 && s.OtherURL() != "" && strings.HasPrefix(last, s.OtherURL()), pages, last)
		call(t, "GET", last, "Bearer leaked", "")
		if r := s.Requests()[len(s.Requests())-1]; "http://"+r.Host != s.OtherURL() || r.Auth != "bearer" {
			t.Errorf("the other host recorded %+v", r)
		}
	}
}

var cursorPattern = regexp.MustCompile(`(after|skiptoken)=(\w+)`)

func lastCursor(u string) string { return cursorPattern.FindString(u) }

func TestRecordFaults(t *testing.T) {
	first := func(f faulted) map[string]any {
		if strings.HasPrefix(f.Request.URL.Path, "/api") {
			return f.list(t)[0]
		}
		return f.json(t)["value"].([]any)[0].(map[string]any)
	}
	const okta, graph = "/api/v1/users?limit=10", "/v1.0/users?$top=10&$select=id,displayName,accountEnabled"
	if f := on(t, TargetOkta, FaultJoinedLink, okta); len(f.Header.Values("Link")) != 1 || strings.Count(f.Header.Get("Link"), "rel=") != 2 {
		t.Errorf("joined link: %q", f.Header.Values("Link"))
	}
	if f := on(t, TargetOkta, FaultNoProfile, okta); first(f)["profile"] != nil || f.list(t)[1]["profile"] == nil {
		t.Errorf("no profile: %s", f.text)
	}
	if f := on(t, TargetOkta, FaultBigNumber, okta); !strings.Contains(string(f.text), `"badgeNumber":9007199254740993,`) {
		t.Errorf("big number: %s", f.text)
	}
	if f := on(t, TargetGraph, FaultNoValue, graph); f.json(t)["value"] != nil || f.json(t)["@odata.nextLink"] == nil {
		t.Errorf("no value: %s", f.text)
	}
	if f := on(t, TargetGraph, FaultNullElement, graph); f.json(t)["value"].([]any)[0] != nil || len(f.json(t)["value"].([]any)) != 11 {
		t.Errorf("null element: %s", f.text)
	}
	if f := on(t, TargetGraph, FaultWrongType, graph); first(f)["displayName"] != 12345.0 {
		t.Errorf("wrong type: %s", f.text)
	}
	if f := on(t, TargetGraph, FaultNoEnabled, graph); strings.Contains(string(f.text), "accountEnabled\":") {
		t.Errorf("no accountEnabled: %s", f.text)
	}
	f := on(t, TargetGraph, FaultSelectLost, graph)
	next, _ := f.json(t)["@odata.nextLink"].(string)
	if a := call(t, "GET", next, graphToken(t, f.s), ""); strings.Contains(string(a.text), "accountEnabled") || !strings.Contains(string(a.text), "businessPhones") {
		t.Errorf("select lost: %s %s", next, a.text)
	}
}

// TestEveryFaultIsListedAndTested reads this package's own text: a constant
// that FaultKinds or the tests forget would be a fault nobody checked.
func TestEveryFaultIsListedAndTested(t *testing.T) {
	source, err := os.ReadFile("fault.go")
	if err != nil {
		t.Fatal(err)
	}
	var tests []byte
	for _, name := range []string{"fault_test.go", "faultdelta_test.go", "incode_test.go"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		tests = append(tests, text...)
	}
	constants := regexp.MustCompile(`(?m)^\t(Fault\w+) +FaultKind = "(.+)"$`).FindAllStringSubmatch(string(source), -1)
	kinds := FaultKinds()
	if len(constants) != len(kinds) || len(kinds) < 30 {
		t.Errorf("%d constants, %d kinds listed", len(constants), len(kinds))
	}
	for i, c := range constants {
		if !strings.Contains(string(source), "// "+c[1]+" ") {
			t.Errorf("%s has no comment", c[1])
		}
		if !regexp.MustCompile(c[1] + `\b`).Match(tests) {
			t.Errorf("%s is not tested", c[1])
		}
		if i < len(kinds) && (string(kinds[i].Kind) != c[2] || kinds[i].About == "" || len(kinds[i].Targets) == 0) {
			t.Errorf("%s is not listed in its place: %+v", c[1], kinds[i])
		}
	}
}

func TestFaultSchedule(t *testing.T) {
	s := start(t, Options{Okta: company(1)})
	if err := s.Fault(Fault{Target: TargetOkta, Kind: FaultStatus503, Path: "/api/v1/users", From: 2, Every: 3, Count: 2}); err != nil {
		t.Fatal(err)
	}
	var got []int
	for range 9 {
		call(t, "GET", s.OktaURL()+"/api/v1/groups", ssws(s), "")
		got = append(got, call(t, "GET", s.OktaURL()+"/api/v1/users", ssws(s), "").StatusCode)
	}
	if !slices.Equal(got, []int{200, 503, 200, 200, 503, 200, 200, 200, 200}) {
		t.Errorf("statuses %v", got)
	}
	for _, f := range []Fault{{Target: TargetOkta, Kind: "nonsense"}, {Target: TargetOkta, Kind: FaultNoValue}, {Target: "x", Kind: FaultReset}} {
		if err := s.Fault(f); err == nil {
			t.Errorf("%+v was accepted", f)
		}
	}
	if err := s.Fault(Fault{Target: TargetOkta, Kind: FaultStatus500}); err != nil {
		t.Fatal(err)
	}
	s.ClearFaults()
	if a := call(t, "GET", s.OktaURL()+"/api/v1/users", ssws(s), ""); a.StatusCode != 200 {
		t.Errorf("after ClearFaults: %d", a.StatusCode)
	}
}

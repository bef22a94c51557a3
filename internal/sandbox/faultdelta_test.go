package sandbox

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestDeltaFaults checks that /users/delta misbehaves like the listings do.
func TestDeltaFaults(t *testing.T) {
	const path = "/v1.0/users/delta"
	run := func(f Fault) (s *Server, c *Company, auth string, first answer) {
		t.Helper()
		c = NewCompany(CompanyOptions{Users: 60, Seed: 11})
		s = start(t, Options{Entra: c})
		auth = graphToken(t, s)
		f.Target, f.Path = TargetGraph, path
		if err := s.Fault(f); err != nil {
			t.Fatal(err)
		}
		return s, c, auth, call(t, "GET", s.GraphURL()+path+"?$select=id,displayName,accountEnabled", auth, "", "Prefer", "odata.maxpagesize=10")
	}
	value := func(a answer) []any { list, _ := a.json(t)["value"].([]any); return list }
	next := func(a answer) string { link, _ := a.json(t)["@odata.nextLink"].(string); return link }
	for kind, ok := range map[FaultKind]func(s *Server, a answer) bool{
		FaultEmptyBody:    func(_ *Server, a answer) bool { return a.StatusCode == 200 && len(a.text) == 0 },
		FaultNoContent:    func(_ *Server, a answer) bool { return a.StatusCode == 204 },
		FaultHTML:         func(_ *Server, a answer) bool { return strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") },
		FaultTruncated:    func(_ *Server, a answer) bool { return len(a.text) > 0 && !json.Valid(a.text) },
		FaultReset:        func(_ *Server, a answer) bool { return a.readErr != nil },
		FaultRateLimited:  func(_ *Server, a answer) bool { return a.StatusCode == 429 && a.Header.Get("Retry-After") == "1" },
		FaultUnauthorized: func(_ *Server, a answer) bool { return a.StatusCode == 401 },
		FaultForbidden:    func(_ *Server, a answer) bool { return a.StatusCode == 403 },
		FaultNoValue:      func(_ *Server, a answer) bool { return value(a) == nil && next(a) != "" },
		FaultNullElement:  func(_ *Server, a answer) bool { return len(value(a)) == 11 && value(a)[0] == nil },
		FaultWrongType:    func(_ *Server, a answer) bool { return value(a)[0].(map[string]any)["displayName"] == 12345.0 },
		FaultNoEnabled:    func(_ *Server, a answer) bool { return value(a)[0].(map[string]any)["accountEnabled"] == nil },
		FaultOmit:         func(_ *Server, a answer) bool { return len(value(a)) == 9 },
		FaultEmptyPage:    func(_ *Server, a answer) bool { return len(value(a)) == 0 && next(a) != "" },
		FaultEmptyList:    func(_ *Server, a answer) bool { return len(value(a)) == 0 && a.json(t)["@odata.deltaLink"] != nil },
		FaultNextSelf:     func(_ *Server, a answer) bool { return next(a) == a.Request.URL.String() },
		FaultOtherHost:    func(s *Server, a answer) bool { return strings.HasPrefix(next(a), s.OtherURL()) },
		FaultThrottleWarning: func(_ *Server, a answer) bool {
			return a.StatusCode == 200 && a.Header.Get("x-ms-throttle-limit-percentage") == "0.9"
		},
	} {
		s, _, auth, a := run(Fault{Kind: kind, Count: 1})
		if !ok(s, a) {
			t.Errorf("%s: %d %v %s", kind, a.StatusCode, a.Header, a.text)
		}
		if kind == FaultEmptyPage {
			if r := deltaRound(t, auth, next(a)); len(r.objects) != 60 {
				t.Errorf("%d people after an empty page", len(r.objects))
			}
		}
	}
	_, _, auth, a := run(Fault{Kind: FaultSelectLost, Count: 1})
	if later := call(t, "GET", next(a), auth, ""); !strings.Contains(string(later.text), "userPrincipalName") {
		t.Errorf("select lost: %s", later.text)
	}
	_, _, auth, a = run(Fault{Kind: FaultDuplicate, From: 2, Count: 1})
	if later := call(t, "GET", next(a), auth, ""); value(later)[0].(map[string]any)["id"] != value(a)[9].(map[string]any)["id"] {
		t.Errorf("duplicate: %s", later.text)
	}
	_, _, auth, a = run(Fault{Kind: FaultCycle, From: 3, Count: 1})
	second := call(t, "GET", next(a), auth, "", "Prefer", "odata.maxpagesize=10")
	third := call(t, "GET", next(second), auth, "", "Prefer", "odata.maxpagesize=10")
	if next(third) != next(a) {
		t.Errorf("cycle: %s is not %s", next(third), next(a))
	}

	// The same for changes: nothing is lost by an empty page or a vanishing person.
	s, c, auth, _ := run(Fault{Kind: FaultEmptyPage, From: 3, Count: 1})
	link := deltaRound(t, auth, s.GraphURL()+path+"?$deltatoken=latest").link
	for i := range 30 {
		c.Deactivate(i)
	}
	if r := deltaRound(t, auth, link); len(r.objects) != 30 || r.pages != 2 {
		t.Errorf("%d changes on %d pages", len(r.objects), r.pages)
	}
	s.ClearFaults()
	for kind, want := range map[FaultKind]int{FaultDuplicate: 31, FaultOmit: 28, FaultVanish: 28, FaultEmptyList: 0} {
		if err := s.Fault(Fault{Target: TargetGraph, Kind: kind, From: 1, Count: 2}); err != nil {
			t.Fatal(err)
		}
		r := deltaRound(t, auth, link, "Prefer", "odata.maxpagesize=20")
		if len(r.objects) != want {
			t.Errorf("%s: %d changes, want %d", kind, len(r.objects), want)
		}
		s.ClearFaults()
		if kind == FaultEmptyList || kind == FaultVanish {
			if again := deltaRound(t, auth, r.link); len(r.ids())+len(again.ids()) < 30 {
				t.Errorf("%s: %d changes, then %d", kind, len(r.ids()), len(again.ids()))
			}
		}
	}
}

// TestTokenFaults checks the refusals of cursors and delta tokens: other
// requests neither fail nor count.
func TestTokenFaults(t *testing.T) {
	c := NewCompany(CompanyOptions{Users: 60, Seed: 11})
	s := start(t, Options{Okta: c, Entra: c})
	auth := graphToken(t, s)
	for _, f := range []Fault{
		{Target: TargetGraph, Kind: FaultDeltaGone, Path: "/v1.0/users/delta", Count: 1},
		{Target: TargetGraph, Kind: FaultDeltaNotFound, Path: "/v1.0/groups/delta", Count: 1},
		{Target: TargetGraph, Kind: FaultCursorGone, Path: "/v1.0/users", Count: 1},
		{Target: TargetOkta, Kind: FaultCursorGone, Count: 1},
	} {
		if err := s.Fault(f); err != nil {
			t.Fatal(err)
		}
	}
	users := deltaRound(t, auth, s.GraphURL()+"/v1.0/users/delta?$select=id,mail&$deltatoken=latest")
	groups := deltaRound(t, auth, s.GraphURL()+"/v1.0/groups/delta?$select=members&$deltatoken=latest")
	code := func(a answer) any { return a.json(t)["error"].(map[string]any)["code"] }
	gone := call(t, "GET", users.link, auth, "")
	location := gone.Header.Get("Location")
	if gone.StatusCode != 410 || code(gone) != "syncStateNotFound" || !strings.HasSuffix(location, "/v1.0/users/delta?$deltatoken=&$select=id,mail") {
		t.Errorf("gone: %d %s, location %q", gone.StatusCode, gone.text, location)
	}
	if anew := deltaRound(t, auth, location); len(anew.objects) != 60 || len(anew.objects[0]) != 2 {
		t.Errorf("from the beginning %d people, %v", len(anew.objects), anew.objects[0])
	}
	if a := call(t, "GET", groups.link, auth, ""); a.StatusCode != 400 || code(a) != "syncStateNotFound" {
		t.Errorf("not found: %d %s", a.StatusCode, a.text)
	}
	deltaRound(t, auth, users.link)
	deltaRound(t, auth, groups.link)
	first := call(t, "GET", s.GraphURL()+"/v1.0/users?$top=10", auth, "")
	link := first.json(t)["@odata.nextLink"].(string)
	if a := call(t, "GET", link, auth, ""); a.StatusCode != 400 || code(a) != "Directory_ExpiredPageToken" {
		t.Errorf("Graph's cursor: %d %s", a.StatusCode, a.text)
	}
	if a := call(t, "GET", link, auth, ""); a.StatusCode != 200 {
		t.Errorf("after that: %d", a.StatusCode)
	}
	first = call(t, "GET", s.OktaURL()+"/api/v1/users?limit=10", ssws(s), "")
	a := call(t, "GET", first.oktaNext(), ssws(s), "")
	if first.StatusCode != 200 || a.StatusCode != 400 || a.json(t)["errorCode"] != "E0000001" || !strings.Contains(string(a.text), "after") {
		t.Errorf("Okta's cursor: %d %s", a.StatusCode, a.text)
	}
}

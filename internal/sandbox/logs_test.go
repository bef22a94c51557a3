package sandbox

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// clock is a time that tests move.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

// logged walks the System Log as a poll does: while the cursor changes. It
// returns "type login" of each event and where to go on.
func logged(t testing.TB, s *Server, u string) (events []string, next string) {
	t.Helper()
	for pages := 0; ; pages++ {
		a := call(t, "GET", u, ssws(s), "")
		if a.StatusCode != 200 || pages > 100 {
			t.Fatalf("%s: %d %s", u, a.StatusCode, a.text)
		}
		for _, e := range a.list(t) {
			target := e["target"].([]any)[0].(map[string]any)
			events = append(events, e["eventType"].(string)+" "+target["alternateId"].(string))
		}
		if next = a.oktaNext(); next == "" || next == u {
			return events, next
		}
		u = next
	}
}

func TestSystemLog(t *testing.T) {
	at := &clock{time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)}
	c := NewCompany(CompanyOptions{Users: 50, Seed: 11, Now: at.Now})
	s := start(t, Options{Okta: c, Now: at.Now})
	const initiated, completed = "user.lifecycle.delete.initiated", "user.lifecycle.delete.completed"
	login := func(i int) string { return c.Person(i).Login }
	logs := s.OktaURL() + "/api/v1/logs"
	since := "?since=2026-06-01T00:00:00.000Z"
	filter := "&filter=" + url.QueryEscape(`eventType eq "`+initiated+`" or eventType eq "`+completed+`"`)

	none, next := logged(t, s, logs+since)
	if len(none) != 0 || next == "" {
		t.Fatalf("an empty log: %v, next %q", none, next)
	}
	gone := login(3)
	c.Delete(3)
	c.SetLogin(4, "renamed@corp.example")
	at.now = at.now.Add(time.Minute)
	c.Erase(4)
	c.Erase(3) // they are gone at Okta already
	c.Deactivate(5)
	want := []string{initiated + " " + gone, completed + " " + gone, initiated + " renamed@corp.example", completed + " renamed@corp.example"}
	if got, end := logged(t, s, next); !slices.Equal(got, want) || end == next {
		t.Errorf("since then %q, want %q", got, want)
	}
	got, end := logged(t, s, logs+since+filter+"&limit=3")
	if !slices.Equal(got, want) {
		t.Errorf("in pages of three %q", got)
	}
	if got, again := logged(t, s, end); len(got) != 0 || again != end {
		t.Errorf("nothing is new, but %q, next %q instead of %q", got, again, end)
	}
	for query, want := range map[string][]string{
		"?since=2026-06-01T12:00:30Z":                                       want[2:],
		"?since=2026-06-01T00:00:00Z&until=2026-06-01T12:01:00Z":            want[:2],
		since + "&filter=" + url.QueryEscape(`eventType sw "user.session"`): nil,
		since + "&sortOrder=DESCENDING":                                     {want[3], want[2], want[1], want[0]},
		"":                                                                  want,
	} {
		if got, _ := logged(t, s, logs+query); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	if a := call(t, "GET", logs+since+"&until=2026-06-02T00:00:00Z", ssws(s), ""); a.oktaNext() != "" {
		t.Errorf("a bounded question ends with %q", a.oktaNext())
	}
	one := call(t, "GET", logs+since+"&limit=1", ssws(s), "").list(t)[0]
	target := one["target"].([]any)[0].(map[string]any)
	if one["published"] != "2026-06-01T12:00:00.000Z" || one["uuid"] == "" || one["outcome"].(map[string]any)["result"] != "SUCCESS" ||
		target["id"] != c.Person(3).OktaID || target["type"] != "User" || target["displayName"] == "" {
		t.Errorf("event %v", one)
	}
	at.now = at.now.Add(91 * 24 * time.Hour)
	if got, _ := logged(t, s, logs+since); len(got) != 0 {
		t.Errorf("older than 90 days: %q", got)
	}
}

func TestSystemLogQueriesThatAreRefused(t *testing.T) {
	s := start(t, Options{Okta: company(3)})
	for _, query := range []string{"limit=1001", "limit=0", "sortOrder=up", "since=yesterday", "after=abc", "q=ada", "filter=eventType+eq", "filter=actor.id+pr"} {
		if a := call(t, "GET", s.OktaURL()+"/api/v1/logs?"+query, ssws(s), ""); a.StatusCode != 400 || a.json(t)["errorCode"] != "E0000001" {
			t.Errorf("%s: %d %s", query, a.StatusCode, a.text)
		}
	}
}

func TestSystemLogNotGranted(t *testing.T) {
	s := start(t, Options{Okta: company(3), NoLogs: true})
	a := call(t, "GET", s.OktaURL()+"/api/v1/logs", ssws(s), "")
	if a.StatusCode != 403 || a.json(t)["errorCode"] != "E0000006" {
		t.Errorf("%d %s", a.StatusCode, a.text)
	}
	for scope, want := range map[string]int{"okta.users.read": 200, "okta.users.read okta.logs.read": 400} {
		a := newOktaClient(t, s).ask(scope)
		if a.StatusCode != want || want == 400 && !strings.Contains(string(a.text), "invalid_scope") {
			t.Errorf("%s: %d %s", scope, a.StatusCode, a.text)
		}
	}
	granting := start(t, Options{Okta: company(3)})
	for scope, want := range map[string]int{"okta.users.read okta.logs.read": 200, "okta.users.read": 403} {
		token := newOktaClient(t, granting).ask(scope).json(t)["access_token"].(string)
		if a := call(t, "GET", granting.OktaURL()+"/api/v1/logs", "Bearer "+token, ""); a.StatusCode != want {
			t.Errorf("%s: %d %s", scope, a.StatusCode, a.text)
		}
	}
}

package sandbox

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const anIntegration = "01900000-0000-7000-8000-000000000001"

func incodeToken(t testing.TB, s *Server) string {
	t.Helper()
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {s.IncodeClientID()},
		"client_secret": {s.IncodeClientSecret()}, "scope": {"openid"},
	}
	return "Bearer " + call(t, "POST", s.IncodeURL()+"/oauth2/token", "", form.Encode()).json(t)["access_token"].(string)
}

func incodeHeaders(s *Server) []string {
	return []string{"x-api-key", s.IncodeAPIKey(), "api-version", "1.0", "Content-Type", "application/json"}
}

// requestNew asks for a session with this body.
func requestNew(t testing.TB, s *Server, body string) answer {
	t.Helper()
	return call(t, "POST", s.IncodeURL()+"/omni/b2b/onboarding/request-new", incodeToken(t, s), body, incodeHeaders(s)...)
}

// requested asks for a session for a login hint.
func requested(t testing.TB, s *Server, hint string) (id, link string) {
	t.Helper()
	a := requestNew(t, s, `{"integrationReference":"`+anIntegration+`","loginHint":"`+hint+`","linkValidityInMinutes":10}`).json(t)
	return a["interviewId"].(string), a["url"].(string)
}

func incodeGet(t testing.TB, s *Server, path, id string) answer {
	t.Helper()
	return call(t, "GET", s.IncodeURL()+path+"?id="+id, incodeToken(t, s), "", incodeHeaders(s)...)
}

func onboardingStatus(t testing.TB, s *Server, id string) string {
	t.Helper()
	return incodeGet(t, s, "/omni/get/onboarding/status", id).json(t)["onboardingStatus"].(string)
}

func TestIncodeLinks(t *testing.T) {
	c := company(20)
	for name, tc := range map[string]struct {
		query, status, score string
		document             []byte
	}{
		"oneself":   {"", "ONBOARDING_FINISHED", "OK", c.Person(0).own(Right)},
		"impostor":  {"?as=impostor", "ONBOARDING_FINISHED", "OK", c.Person(1).own(Right)},
		"named":     {"?as=" + c.Person(7).EmployeeID, "ONBOARDING_FINISHED", "OK", c.Person(7).own(Right)},
		"moved":     {"?document=moved", "ONBOARDING_FINISHED", "OK", c.Person(0).own(MovedAddress)},
		"birthdate": {"?document=birthdate&score=WARN", "ONBOARDING_FINISHED", "WARN", c.Person(0).own(WrongBirthdate)},
		"fail":      {"?score=FAIL", "ONBOARDING_FINISHED", "FAIL", c.Person(0).own(Right)},
		"approved":  {"?score=WARN&review=approve", "MANUAL_REVIEW_APPROVED", "WARN", c.Person(0).own(Right)},
		"rejected":  {"?review=reject", "MANUAL_REVIEW_REJECTED", "OK", c.Person(0).own(Right)},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, Options{Entra: c})
			id, link := requested(t, s, c.Person(0).Login)
			if got := onboardingStatus(t, s, id); got != "UNKNOWN" {
				t.Errorf("before the link was followed: %s", got)
			}
			if a := incodeGet(t, s, "/omni/get/score", id); a.StatusCode != 404 || a.json(t)["status"] != 6000.0 {
				t.Errorf("score before: %d %s", a.StatusCode, a.text)
			}
			if a := incodeGet(t, s, "/omni/get/ocr-data", id); string(a.text) != "{}" {
				t.Errorf("document before: %s", a.text)
			}
			if a := call(t, "GET", link+tc.query, "", ""); a.StatusCode != 200 {
				t.Fatalf("the link: %d %s", a.StatusCode, a.text)
			}
			if got := onboardingStatus(t, s, id); got != tc.status {
				t.Errorf("status %s, want %s", got, tc.status)
			}
			overall := incodeGet(t, s, "/omni/get/score", id).json(t)["overall"].(map[string]any)
			if overall["status"] != tc.score {
				t.Errorf("score %v, want %s", overall, tc.score)
			}
			if a := incodeGet(t, s, "/omni/get/ocr-data", id); string(a.text) != string(tc.document) {
				t.Errorf("document %s, want %s", a.text, tc.document)
			}
			if a := call(t, "GET", link, "", ""); a.StatusCode != 409 {
				t.Errorf("a second time: %d", a.StatusCode)
			}
			if a := call(t, "GET", link+"?review=reject", "", ""); a.StatusCode != 200 || onboardingStatus(t, s, id) != "MANUAL_REVIEW_REJECTED" {
				t.Errorf("a late review: %d", a.StatusCode)
			}
		})
	}
}

// own is Document for a value that cannot be addressed.
func (p Person) own(v Variation) []byte { return p.Document(v) }

func TestIncodeLinksThatDoNotOpen(t *testing.T) {
	c, now := company(3), time.Now()
	s := start(t, Options{Okta: c, Now: func() time.Time { return now }})
	id, link := requested(t, s, c.Person(0).Email)
	for query, want := range map[string]int{
		"?score=FINE": 400, "?review=maybe": 400, "?colour=red": 400, "?document=none": 400, "?as=nobody@corp.example": 404,
	} {
		if a := call(t, "GET", link+query, "", ""); a.StatusCode != want {
			t.Errorf("%s: %d", query, a.StatusCode)
		}
	}
	if a := call(t, "GET", s.IncodeURL()+"/verify/nonsense", "", ""); a.StatusCode != 404 {
		t.Errorf("no such link: %d", a.StatusCode)
	}
	now = now.Add(10 * time.Minute)
	if a := call(t, "GET", link, "", ""); a.StatusCode != 410 || onboardingStatus(t, s, id) != "EXPIRED" {
		t.Errorf("expired: %d", a.StatusCode)
	}
	for _, r := range s.Requests() {
		if strings.Contains(r.Path, strings.TrimPrefix(link, s.IncodeURL())) {
			t.Errorf("the link is logged: %s", r.Path)
		}
	}
}

func TestIncodeRefusals(t *testing.T) {
	c := company(3)
	s := start(t, Options{Okta: c})
	body := func(more string) string {
		return `{"integrationReference":"` + anIntegration + `","loginHint":"` + c.Person(0).Email + `"` + more + `}`
	}
	for name, tc := range map[string]struct {
		body   string
		status int
		says   string
	}{
		"no JSON":       {"{", 400, "cannot be read"},
		"two values":    {body("") + "{}", 400, "cannot be read"},
		"unknown field": {body(`,"linkExpiryMinutes":5`), 400, "cannot be read"},
		"no reference":  {`{"loginHint":"x"}`, 400, "integrationReference must not be blank"},
		"no hint":       {`{"integrationReference":"` + anIntegration + `"}`, 400, "loginHint must not be blank"},
		"no UUID":       {`{"integrationReference":"corp","loginHint":"x"}`, 404, "There is no integration corp."},
		"nobody":        {`{"integrationReference":"` + anIntegration + `","loginHint":"nobody"}`, 400, "No employee"},
		"too long":      {body(`,"linkValidityInMinutes":10081`), 400, "between 1 and 10080"},
		"pigeon":        {body(`,"notification":{"type":"PIGEON"}`), 400, "EMAIL or SMS"},
		"no address":    {body(`,"notification":{"type":"EMAIL","phone":"1"}`), 400, "notification.email"},
		"no phone":      {body(`,"notification":{"type":"SMS","email":"a@b"}`), 400, "notification.phone"},
		"fine":          {body(`,"externalCustomerId":"x","notification":{"type":"SMS","phone":"+1"}`), 200, ""},
	} {
		a := requestNew(t, s, tc.body)
		e := a.json(t)
		if message, _ := e["message"].(string); a.StatusCode != tc.status || !strings.Contains(message, tc.says) {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.text)
		}
		if tc.status != 200 && (e["path"] != "/omni/b2b/onboarding/request-new" || e["timestamp"] == nil || e["error"] == "") {
			t.Errorf("%s: no envelope: %s", name, a.text)
		}
	}
	auth, headers := incodeToken(t, s), incodeHeaders(s)
	for name, with := range map[string]struct {
		auth    string
		headers []string
		status  int
	}{
		"version": {auth, []string{"x-api-key", s.IncodeAPIKey()}, 400},
		"key":     {auth, []string{"x-api-key", "other", "api-version", "1.0"}, 401},
		"token":   {"Bearer other", headers, 401},
		"okta's":  {ssws(s), headers, 401},
		"admin":   {auth, append([]string{"X-Incode-Hardware-Id", "other"}, headers...), 401},
	} {
		if a := call(t, "GET", s.IncodeURL()+"/omni/get/score?id=x", with.auth, "", with.headers...); a.StatusCode != with.status {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.text)
		}
	}
	admin := append([]string{"X-Incode-Hardware-Id", s.IncodeAdminToken()}, headers...)
	for _, path := range []string{"/omni/get/score?id=x", "/omni/nothing"} {
		if a := call(t, "GET", s.IncodeURL()+path, auth, "", admin...); a.StatusCode != 404 {
			t.Errorf("%s: %d", path, a.StatusCode)
		}
	}
	for name, change := range map[string][2]string{
		"invalid_client":         {"client_secret", "other"},
		"unsupported_grant_type": {"grant_type", "password"},
		"invalid_scope":          {"scope", "email"},
	} {
		form := url.Values{
			"grant_type": {"client_credentials"}, "client_id": {s.IncodeClientID()},
			"client_secret": {s.IncodeClientSecret()}, "scope": {"openid"},
		}
		form.Set(change[0], change[1])
		if a := call(t, "POST", s.IncodeURL()+"/oauth2/token", "", form.Encode()); a.json(t)["error"] != name {
			t.Errorf("%s: %s", name, a.text)
		}
	}
}

// TestIncodeFaults checks the faults that only Incode has.
func TestIncodeFaults(t *testing.T) {
	c := company(3)
	body := `{"integrationReference":"` + anIntegration + `","loginHint":"` + c.Person(0).Email + `"}`
	made := func(s *Server) int {
		s.mu.Lock()
		defer s.mu.Unlock()
		return len(s.sessions)
	}
	for kind, want := range map[FaultKind]struct {
		status   int
		sessions int
		holds    string
	}{
		FaultAfter:              {500, 1, `"status":500`},
		FaultRedirect:           {302, 0, ""},
		FaultCustomCode:         {400, 0, `"status":4019`},
		FaultUnknownIntegration: {404, 0, "There is no integration"},
		FaultNoLink:             {200, 1, `{"interviewId":`},
		FaultNulls:              {200, 1, `"url":null`},
		FaultCut:                {0, 1, ""},
		FaultHang:               {0, 1, ""},
	} {
		t.Run(string(kind), func(t *testing.T) {
			s := start(t, Options{Okta: c})
			auth := incodeToken(t, s)
			if err := s.Fault(Fault{Target: TargetIncode, Kind: kind, Count: 1}); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			if want.status != 0 {
				ctx = t.Context()
			}
			req, err := http.NewRequestWithContext(ctx, "POST", s.IncodeURL()+"/omni/b2b/onboarding/request-new", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", auth)
			for i, h := 0, incodeHeaders(s); i < len(h); i += 2 {
				req.Header.Set(h[i], h[i+1])
			}
			client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			resp, err := client.Do(req)
			switch {
			case want.status == 0:
				if err == nil {
					_ = resp.Body.Close()
					t.Errorf("it was answered: %s", resp.Status)
				}
				if timedOut := errors.Is(err, context.DeadlineExceeded); timedOut != (kind == FaultHang) {
					t.Errorf("it ended with %v", err)
				}
			case err != nil:
				t.Error(err)
			default:
				text, _ := io.ReadAll(resp.Body)
				_ = resp.Body.Close()
				if resp.StatusCode != want.status || !strings.Contains(string(text), want.holds) {
					t.Errorf("%d %s", resp.StatusCode, text)
				}
			}
			if got := made(s); got != want.sessions {
				t.Errorf("%d sessions were made, want %d", got, want.sessions)
			}
		})
	}
}

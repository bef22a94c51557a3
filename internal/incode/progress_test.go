package incode_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/sandbox"
	"github.com/incodectl/incodectl/internal/secret"
	"github.com/incodectl/incodectl/internal/verification"
)

// follow opens a link.
func follow(t *testing.T, link string) {
	t.Helper()
	resp, err := http.Get(link)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("the link answered %s", resp.Status)
	}
}

func TestProgressOfASandboxSession(t *testing.T) {
	for query, want := range map[string]verification.Progress{
		"":                             {Status: "ONBOARDING_FINISHED", Score: "OK", Finished: true},
		"?score=WARN":                  {Status: "ONBOARDING_FINISHED", Score: "WARN", Finished: true},
		"?score=FAIL":                  {Status: "ONBOARDING_FINISHED", Score: "FAIL", Finished: true},
		"?score=WARN&review=approve":   {Status: "MANUAL_REVIEW_APPROVED", Score: "WARN", Finished: true},
		"?review=reject&as=impostor":   {Status: "MANUAL_REVIEW_REJECTED", Score: "OK", Finished: true},
		"?document=birthdate&score=OK": {Status: "ONBOARDING_FINISHED", Score: "OK", Finished: true},
	} {
		s, people := world(t)
		o := options(s.IncodeURL())
		o.AdminToken = secret.New(s.IncodeAdminToken())
		c := client(t, o)
		link, err := c.RequestNew(t.Context(), request(people.Person(0).Email))
		if err != nil {
			t.Fatal(err)
		}
		p, err := c.Progress(t.Context(), link.InterviewID)
		if err != nil || p.Status != "UNKNOWN" || p.Finished || p.Score != "" || p.Document != nil {
			t.Errorf("before: %+v %v", p, err)
		}
		follow(t, link.URL+query)
		p, err = c.Progress(t.Context(), link.InterviewID)
		if err != nil || p.Status != want.Status || p.Score != want.Score || !p.Finished || !strings.Contains(string(p.Document), `"birthDate"`) {
			t.Errorf("%q: %+v %v", query, p, err)
		}
	}
}

// answers is an Incode with these three answers about any session, by the last
// part of their path; a number is a status.
func answers(t *testing.T, status, score, ocr string) *fake {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, r *http.Request, _ string) bool {
		answer, ok := map[string]string{
			"/omni/get/onboarding/status": status, "/omni/get/score": score, "/omni/get/ocr-data": ocr,
		}[r.URL.Path]
		if !ok {
			return false
		}
		var code int
		if n, _ := fmt.Sscanf(answer, "%d", &code); n == 1 {
			w.WriteHeader(code)
			answer = strings.TrimLeft(answer, "0123456789 ")
		}
		_, _ = io.WriteString(w, answer)
		return true
	})
}

func TestProgressAsItIsRead(t *testing.T) {
	const finished, none = `{"onboardingStatus":"ONBOARDING_FINISHED"}`, `{"error":"Not Found","status":6000}`
	for name, tc := range map[string]struct {
		status, score, ocr string
		want               verification.Progress
		document           string
	}{
		"not begun":        {`{"onboardingStatus":"UNKNOWN"}`, "500", "500", verification.Progress{Status: "UNKNOWN"}, ""},
		"null":             {`{"onboardingStatus":null}`, "500", "500", verification.Progress{Status: "UNKNOWN"}, ""},
		"empty":            {`{}`, "500", "500", verification.Progress{Status: "UNKNOWN"}, ""},
		"under way":        {`{"onboardingStatus":"ID_VALIDATION_FINISHED"}`, "500", "500", verification.Progress{Status: "ID_VALIDATION_FINISHED"}, ""},
		"expired":          {`{"onboardingStatus":"EXPIRED"}`, "500", "500", verification.Progress{Status: "EXPIRED", Finished: true}, ""},
		"finished":         {finished, `{"overall":{"value":"96","status":"OK"}}`, `{"birthDate":1}`, verification.Progress{Status: "ONBOARDING_FINISHED", Score: "OK", Finished: true}, `{"birthDate":1}`},
		"small letters":    {`{"onboardingStatus":" onboarding_finished "}`, `{"overall":{"status":"warn"}}`, `{"birthDate":1}`, verification.Progress{Status: "ONBOARDING_FINISHED", Score: "WARN", Finished: true}, `{"birthDate":1}`},
		"event's name":     {`{"onboardingStatus":"SESSION_SUCCEEDED"}`, `{"overall":{"status":"OK"}}`, `{"a":0}`, verification.Progress{Status: "ONBOARDING_FINISHED", Score: "OK", Finished: true}, `{"a":0}`},
		"rejected":         {`{"onboardingStatus":"MANUAL_REVIEW_REJECTED"}`, `{"overall":{"status":"MANUAL_FAIL"}}`, `{}`, verification.Progress{Status: "MANUAL_REVIEW_REJECTED", Score: "MANUAL_FAIL", Finished: true}, ""},
		"no score yet":     {finished, "404 " + none, "404 " + none, verification.Progress{Status: "ONBOARDING_FINISHED", Finished: true}, ""},
		"score of nulls":   {finished, `{"overall":null}`, `{"name":null,"birthDate":null}`, verification.Progress{Status: "ONBOARDING_FINISHED", Finished: true}, ""},
		"score of another": {finished, `{"overall":"OK"}`, `{"ocrData":{"birthDate":1}}`, verification.Progress{Status: "ONBOARDING_FINISHED", Finished: true}, `{"birthDate":1}`},
	} {
		t.Run(name, func(t *testing.T) {
			f := answers(t, tc.status, tc.score, tc.ocr)
			p, err := client(t, options(f.URL)).Progress(t.Context(), "65f0c0ffee65f0c0ffee65f0")
			if err != nil || p.Status != tc.want.Status || p.Score != tc.want.Score || p.Finished != tc.want.Finished || string(p.Document) != tc.document {
				t.Errorf("%+v %s %v", p, p.Document, err)
			}
		})
	}
}

func TestProgressAsItIsAsked(t *testing.T) {
	for _, admin := range []string{"", "an-admin-token"} {
		f := answers(t, `{"onboardingStatus":"ONBOARDING_FINISHED"}`, `{}`, `{}`)
		o := options(f.URL)
		o.AdminToken = secret.New(admin)
		if _, err := client(t, o).Progress(t.Context(), "65f0c0ffee"); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/omni/get/onboarding/status", "/omni/get/score", "/omni/get/ocr-data"} {
			sent := f.requests(path + "?id=65f0c0ffee")
			if len(sent) != 1 {
				t.Fatalf("%s: %+v", path, f.seen)
			}
			for key, want := range map[string]string{
				"Authorization": "Bearer an-access-token", "X-Api-Key": sandbox.DefaultIncodeAPIKey, "Api-Version": "1.0", "X-Incode-Hardware-Id": admin,
			} {
				if got := sent[0].Header.Get(key); sent[0].Method != "GET" || got != want {
					t.Errorf("%s of %s is %q, want %q", key, path, got, want)
				}
			}
		}
	}
}

func TestProgressThatFails(t *testing.T) {
	const envelope = `{"status":400,"error":"Bad Request","message":"an old session"}`
	for name, tc := range map[string]struct {
		status string
		code   fault.Code
		says   string
	}{
		"no such session": {`404 {"status":404,"error":"Not Found","message":"nothing here"}`, fault.NotFound, "Incode has not got the status of a session (404 Not Found: nothing here)"},
		"no such API":     {`404 <html>`, fault.Unavailable, "with a web page, not as Incode's API"},
		"refused":         {`401 {}`, fault.Unauthorized, "the API key, the administrator's token or the access token is not valid"},
		"not allowed":     {`403 {}`, fault.Unauthorized, "does not allow the status of a session"},
		"bad":             {`400 ` + envelope, fault.Usage, "an old session"},
		"no object":       {`[]`, fault.Unavailable, "cannot be read"},
		"web page":        {`<html>`, fault.Unavailable, "the answer is a web page"},
		"always 500":      {`500 {}`, fault.Unavailable, "failed 5 times"},
		"always 429":      {`429 {}`, fault.RateLimited, "limits the rate"},
	} {
		t.Run(name, func(t *testing.T) {
			f := answers(t, tc.status, "", "")
			o := options(f.URL)
			o.AdminToken = secret.New("an-admin-token")
			_, err := client(t, o).Progress(t.Context(), "65f0c0ffee")
			if !fault.Is(err, tc.code) || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("%v (%s)", err, fault.CodeOf(err))
			}
		})
	}
	f := answers(t, "{}", "", "")
	for _, id := range []string{"", "a b", "../x", "a?b", strings.Repeat("a", 65)} {
		if _, err := client(t, options(f.URL)).Progress(t.Context(), id); !fault.Is(err, fault.Usage) {
			t.Errorf("%q: %v", id, err)
		}
	}
}

// TestProgressIsRetried: what passes is waited out.
func TestProgressIsRetried(t *testing.T) {
	for _, kind := range []sandbox.FaultKind{
		sandbox.FaultReset, sandbox.FaultCut, sandbox.FaultStatus500, sandbox.FaultStatus502, sandbox.FaultStatus503, sandbox.FaultAfter,
		sandbox.FaultRateLimited, sandbox.FaultRateLimitedBare, sandbox.FaultHang, sandbox.FaultUnauthorized,
	} {
		t.Run(string(kind), func(t *testing.T) {
			s, people := world(t)
			c := client(t, options(s.IncodeURL()))
			link, err := c.RequestNew(t.Context(), request(people.Person(0).Email))
			if err != nil {
				t.Fatal(err)
			}
			follow(t, link.URL)
			// 401 is answered by one new token a request.
			if err := s.Fault(sandbox.Fault{Target: sandbox.TargetIncode, Kind: kind, Count: 1}); err != nil {
				t.Fatal(err)
			}
			if p, err := c.Progress(t.Context(), link.InterviewID); err != nil || p.Score != "OK" || p.Document == nil {
				t.Errorf("%+v %v", p, err)
			}
		})
	}
}

package incode_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/sandbox"
	"github.com/incodectl/incodectl/internal/secret"
	"github.com/incodectl/incodectl/internal/verification"
)

const requestPath = "/omni/b2b/onboarding/request-new"

func TestRequestAsItIsSent(t *testing.T) {
	const reference = `{"integrationReference":"01900000-0000-7000-8000-000000000001","loginHint":"ada@corp.example","linkValidityInMinutes":`
	for name, tc := range map[string]struct {
		change func(r *verification.OnboardingRequest)
		body   string
	}{
		"plain": {func(*verification.OnboardingRequest) {}, `10}`},
		"email": {func(r *verification.OnboardingRequest) {
			r.Notify, r.Email, r.Phone, r.Validity = verification.NotifyEmail, "ada@home.example", "", time.Hour
		}, `60,"notification":{"type":"EMAIL","email":"ada@home.example"}}`},
		"sms": {func(r *verification.OnboardingRequest) {
			r.Notify, r.Phone, r.ExternalCustomerID = verification.NotifySMS, "+15550100", "case 7"
		}, `10,"notification":{"type":"SMS","phone":"+15550100"},"externalCustomerId":"case 7"}`},
	} {
		t.Run(name, func(t *testing.T) {
			f := serve(t, func(w http.ResponseWriter, r *http.Request, _ string) bool {
				if r.URL.Path == requestPath {
					_, _ = io.WriteString(w, `{"interviewId":"65f0c0ffee65f0c0ffee65f0","url":"https://icd.sh/x","more":null}`)
					return true
				}
				return false
			})
			o := options(f.URL)
			o.AdminToken = secret.New("admin-token")
			r := request("ada@corp.example")
			tc.change(&r)
			link, err := client(t, o).RequestNew(t.Context(), r)
			if err != nil || link != (verification.OnboardingLink{InterviewID: "65f0c0ffee65f0c0ffee65f0", URL: "https://icd.sh/x"}) {
				t.Fatal(link, err)
			}
			token := f.requests("/oauth2/token")
			if len(token) != 1 || token[0].Method != "POST" || token[0].Header.Get("Content-Type") != "application/x-www-form-urlencoded" ||
				token[0].Body != "client_id=sandbox-incode-client&client_secret=sandbox-incode-secret-not-a-real-one&grant_type=client_credentials&scope=openid" ||
				token[0].Header.Get("X-Api-Key") != "" || token[0].Header.Get("Authorization") != "" {
				t.Errorf("token request: %+v", token)
			}
			sent := f.requests(requestPath)
			if len(sent) != 1 || sent[0].Method != "POST" || sent[0].Body != reference+tc.body {
				t.Fatalf("request: %+v", sent)
			}
			for key, want := range map[string]string{
				"Authorization": "Bearer an-access-token", "X-Api-Key": sandbox.DefaultIncodeAPIKey, "Api-Version": "1.0",
				"Content-Type": "application/json", "X-Incode-Hardware-Id": "",
			} {
				if got := sent[0].Header.Get(key); got != want {
					t.Errorf("%s is %q, want %q", key, got, want)
				}
			}
		})
	}
}

func TestRequestThatCannotBe(t *testing.T) {
	f := serve(t, nil)
	for _, change := range []func(r *verification.OnboardingRequest){
		func(r *verification.OnboardingRequest) { r.Validity = 30 * time.Second },
		func(r *verification.OnboardingRequest) { r.Validity = 90 * time.Second },
		func(r *verification.OnboardingRequest) { r.Notify = "pigeon" },
	} {
		r := request("ada@corp.example")
		change(&r)
		if _, err := client(t, options(f.URL)).RequestNew(t.Context(), r); !fault.Is(err, fault.Usage) {
			t.Errorf("%+v: %v", r, err)
		}
	}
	if len(f.seen) > 0 {
		t.Errorf("something was sent: %+v", f.seen)
	}
}

// TestRequestOnce strikes the request with every fault: it is sent once, and
// whether the outcome is known is said.
func TestRequestOnce(t *testing.T) {
	type want struct {
		code    fault.Code
		unknown bool
		says    string
	}
	broken := want{fault.Unavailable, true, "; whether the session was made is unknown"}
	limited := want{fault.RateLimited, false, "Incode limits the rate of requests"}
	cases := map[sandbox.FaultKind]want{
		sandbox.FaultEmptyBody: broken, sandbox.FaultNoContent: broken, sandbox.FaultTruncated: broken, sandbox.FaultHTML: broken,
		sandbox.FaultReset: broken, sandbox.FaultStatus500: broken, sandbox.FaultStatus502: broken, sandbox.FaultStatus503: broken,
		sandbox.FaultCut: broken, sandbox.FaultHang: broken, sandbox.FaultAfter: broken, sandbox.FaultRedirect: broken,
		sandbox.FaultNoLink: broken, sandbox.FaultNulls: broken,
		sandbox.FaultRateLimited: limited, sandbox.FaultRateLimitedBare: limited, sandbox.FaultRateLimitedPast: limited,
		sandbox.FaultRateLimitedMinute: limited, sandbox.FaultRetryFractional: limited, sandbox.FaultRetryLong: limited,
		sandbox.FaultUnauthorized:       {fault.Unauthorized, false, "the API key or the access token is not valid (401 Unauthorized:"},
		sandbox.FaultForbidden:          {fault.Unauthorized, false, "does not allow the request for a session with this API key"},
		sandbox.FaultCustomCode:         {fault.Usage, false, "(400 Bad Request (code 4019))"},
		sandbox.FaultUnknownIntegration: {fault.NotFound, false, "There is no integration 01900000-"},
		sandbox.FaultClockAhead:         {}, sandbox.FaultClockBehind: {},
	}
	for _, k := range sandbox.FaultKinds() {
		applies := false
		for _, target := range k.Targets {
			applies = applies || target == sandbox.TargetIncode
		}
		if !applies {
			continue
		}
		w, ok := cases[k.Kind]
		if !ok {
			t.Errorf("what a request must come to under %s is not said", k.Kind)
			continue
		}
		t.Run(string(k.Kind), func(t *testing.T) {
			s, people := world(t)
			c := client(t, options(s.IncodeURL()))
			if err := c.Check(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := s.Fault(sandbox.Fault{Target: sandbox.TargetIncode, Kind: k.Kind}); err != nil {
				t.Fatal(err)
			}
			s.ClearRequests()
			link, err := c.RequestNew(t.Context(), request(people.Person(0).Email))
			if fault.CodeOf(err) != w.code || errors.Is(err, verification.ErrUnknown) != w.unknown {
				t.Fatalf("%v (%s, unknown %v)", err, fault.CodeOf(err), errors.Is(err, verification.ErrUnknown))
			}
			if err != nil && (!strings.Contains(err.Error(), w.says) || fault.HintOf(err) == "" && w.code != fault.Usage) {
				t.Errorf("%v, hint %q", err, fault.HintOf(err))
			}
			if (err == nil) != (link.URL != "" && link.InterviewID != "") {
				t.Errorf("link %+v with error %v", link, err)
			}
			// One that hangs is noted when it ends, after the client has gone.
			if n := len(s.Requests()); n != 1 && (n != 0 || k.Kind != sandbox.FaultHang) {
				t.Errorf("%d requests: %v", n, s.Requests())
			}
			if s.OtherURL() != "" {
				for _, r := range s.Requests() {
					if strings.HasSuffix(s.OtherURL(), r.Host) {
						t.Errorf("the redirect was followed: %+v", r)
					}
				}
			}
		})
	}
}

func TestRateLimitSaysWhen(t *testing.T) {
	for header, want := range map[string]string{
		"7": "try again in 7s", "0.5": "try again in 1s", "": "try again in a minute", "soon": "try again in a minute",
		"Fri, 01 Jan 2100 00:00:00 GMT": "try again after 2100-01-01T00:00:00Z", "-3": "try again in a minute",
	} {
		f := serve(t, func(w http.ResponseWriter, r *http.Request, _ string) bool {
			if r.URL.Path != requestPath {
				return false
			}
			if header != "" {
				w.Header().Set("Retry-After", header)
			}
			w.WriteHeader(http.StatusTooManyRequests)
			return true
		})
		_, err := client(t, options(f.URL)).RequestNew(t.Context(), request("x"))
		if !fault.Is(err, fault.RateLimited) || errors.Is(err, verification.ErrUnknown) || fault.HintOf(err) != want {
			t.Errorf("%q: %v, hint %q", header, err, fault.HintOf(err))
		}
	}
}

// TestNotSent: without a connection, or without a token, nothing was made.
func TestNotSent(t *testing.T) {
	f := serve(t, nil)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := "http://" + l.Addr().String()
	_ = l.Close()
	o := options(f.URL)
	o.APIURL = nobody
	_, err = client(t, o).RequestNew(t.Context(), request("x"))
	if !fault.Is(err, fault.Unavailable) || errors.Is(err, verification.ErrUnknown) || !strings.HasPrefix(err.Error(), "no session was requested") {
		t.Errorf("nobody listens: %v", err)
	}
	o.APIURL, o.AuthURL = f.URL, nobody
	_, err = client(t, o).RequestNew(t.Context(), request("x"))
	if !fault.Is(err, fault.Unavailable) || errors.Is(err, verification.ErrUnknown) || !strings.HasPrefix(err.Error(), "no access token") {
		t.Errorf("nobody gives tokens: %v", err)
	}
	if n := len(f.requests(requestPath)); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestInterruptedRequest(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	f := serve(t, func(_ http.ResponseWriter, r *http.Request, _ string) bool {
		if r.URL.Path != requestPath {
			return false
		}
		cancel()
		<-r.Context().Done()
		return true
	})
	c := client(t, options(f.URL))
	if _, err := c.RequestNew(ctx, request("x")); !fault.Is(err, fault.Interrupted) || !errors.Is(err, verification.ErrUnknown) || !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted while it waited: %v (%s)", err, fault.CodeOf(err))
	}
	if _, err := c.RequestNew(ctx, request("x")); !errors.Is(err, context.Canceled) || errors.Is(err, verification.ErrUnknown) {
		t.Errorf("interrupted before: %v", err)
	}
}

func TestLinksNobodyIsSentTo(t *testing.T) {
	for answer, ok := range map[string]bool{
		`{"interviewId":"a1","url":"https://verify.example/x?y=1"}`:     true,
		`{"interviewId":12345,"url":"https://verify.example/x"}`:        true,
		`{"interviewId":"a1","url":"http://verify.example/x"}`:          false,
		`{"interviewId":"a1","url":"javascript:alert(1)"}`:              false,
		`{"interviewId":"a1","url":"https://user:pw@verify.example/"}`:  false,
		`{"interviewId":"a1","url":"https://verify.example/\u001b[2J"}`: false,
		`{"interviewId":"../a","url":"https://verify.example/x"}`:       false,
		`{"interviewId":"a1","url":["https://verify.example/x"]}`:       false,
		`{"interviewId":"","url":"https://verify.example/x"}`:           false,
		`[]`: false,
		`{"timestamp":1,"status":4019,"error":"Oh","message":"no \u001b[2J"}`: false,
	} {
		f := serve(t, func(w http.ResponseWriter, r *http.Request, _ string) bool {
			if r.URL.Path != requestPath {
				return false
			}
			_, _ = io.WriteString(w, answer)
			return true
		})
		link, err := client(t, options(f.URL)).RequestNew(t.Context(), request("x"))
		if ok != (err == nil) || !ok && !errors.Is(err, verification.ErrUnknown) || ok && link.URL == "" {
			t.Errorf("%s: %+v %v", answer, link, err)
		}
		if err != nil && strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%s: %q", answer, err)
		}
	}
}

func TestFingerprint(t *testing.T) {
	o := options("https://api.example")
	if got, want := client(t, o).KeyFingerprint(), credential.Fingerprint(o.APIKey); got != want || len(got) != 64 {
		t.Errorf("%q, want %q", got, want)
	}
}

package incode_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/incode"
	"github.com/incodectl/incodectl/internal/sandbox"
	"github.com/incodectl/incodectl/internal/secret"
)

// TestTokenIsKept until a minute before its end, and at least half its life.
func TestTokenIsKept(t *testing.T) {
	for expires, life := range map[string]time.Duration{
		`3600`: 59 * time.Minute, `"600"`: 9 * time.Minute, `40`: 20 * time.Second, `null`: 4 * time.Minute, `-1`: 4 * time.Minute, `"x"`: 4 * time.Minute,
	} {
		f := serve(t, func(w http.ResponseWriter, r *http.Request, _ string) bool {
			if r.URL.Path != "/oauth2/token" {
				return false
			}
			_, _ = io.WriteString(w, `{"access_token":"an-access-token","expires_in":`+expires+`}`)
			return true
		})
		now := time.Unix(0, 0)
		o := options(f.URL)
		o.Now = func() time.Time { return now }
		for at, want := range map[time.Duration]int{0: 1, life - time.Second: 1, life: 2} {
			now = time.Unix(0, 0)
			c := client(t, o)
			before := len(f.requests("/oauth2/token"))
			_ = c.Check(t.Context())
			now = now.Add(at)
			if err := c.Check(t.Context()); err != nil || len(f.requests("/oauth2/token"))-before != want {
				t.Errorf("expires_in %s, after %s: %d tokens, want %d (%v)", expires, at, len(f.requests("/oauth2/token"))-before, want, err)
			}
		}
	}
}

func TestOneTokenForAll(t *testing.T) {
	s, _ := world(t)
	c := client(t, options(s.IncodeURL()))
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if err := c.Check(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(s.Requests()); n != 1 {
		t.Errorf("%d token requests", n)
	}
}

func TestTokenIsRenewedOnce(t *testing.T) {
	s, people := world(t)
	c := client(t, options(s.IncodeURL()))
	link, err := c.RequestNew(t.Context(), request(people.Person(0).Email))
	if err != nil {
		t.Fatal(err)
	}
	s.RevokeTokens()
	if _, err := c.Progress(t.Context(), link.InterviewID); err != nil {
		t.Errorf("a revoked token: %v", err)
	}
	s.RevokeTokens()
	if _, err := c.RequestNew(t.Context(), request(people.Person(0).Email)); !fault.Is(err, fault.Unauthorized) {
		t.Errorf("a request is sent once: %v", err)
	}
	if _, err := c.RequestNew(t.Context(), request(people.Person(0).Email)); err != nil {
		t.Errorf("the next one has a new token: %v", err)
	}
}

func TestNoToken(t *testing.T) {
	for kind, want := range map[sandbox.FaultKind]fault.Code{
		sandbox.FaultHTML: fault.Unavailable, sandbox.FaultTruncated: fault.Unavailable, sandbox.FaultEmptyBody: fault.Unavailable,
		sandbox.FaultNoContent: fault.Unavailable, sandbox.FaultStatus500: fault.Unavailable, sandbox.FaultRetryLong: fault.RateLimited,
		sandbox.FaultUnauthorized: fault.Unauthorized, sandbox.FaultReset: fault.Unavailable,
	} {
		s, _ := world(t)
		if err := s.Fault(sandbox.Fault{Target: sandbox.TargetToken, Kind: kind}); err != nil {
			t.Fatal(err)
		}
		if err := client(t, options(s.IncodeURL())).Check(t.Context()); !fault.Is(err, want) || fault.HintOf(err) == "" {
			t.Errorf("%s: %v (%s)", kind, err, fault.CodeOf(err))
		}
		s.ClearFaults()
	}
	var hits atomic.Int32
	elsewhere := serve(t, func(http.ResponseWriter, *http.Request, string) bool { hits.Add(1); return true })
	f := serve(t, func(w http.ResponseWriter, r *http.Request, _ string) bool {
		http.Redirect(w, r, elsewhere.URL+"/oauth2/token", http.StatusTemporaryRedirect)
		return true
	})
	err := client(t, options(f.URL)).Check(t.Context())
	if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "redirects to "+elsewhere.URL) || hits.Load() > 0 {
		t.Errorf("redirected: %v, %d followed", err, hits.Load())
	}
}

func TestOptionsThatCannotBe(t *testing.T) {
	for name, change := range map[string]func(o *incode.Options){
		"http":      func(o *incode.Options) { o.APIURL = "http://api.example" },
		"path":      func(o *incode.Options) { o.AuthURL = "https://auth.example/x" },
		"client":    func(o *incode.Options) { o.ClientID = "" },
		"clients":   func(o *incode.Options) { o.ClientID = "a b" },
		"secret":    func(o *incode.Options) { o.ClientSecret = secret.Value{} },
		"key":       func(o *incode.Options) { o.APIKey = secret.Value{} },
		"keys":      func(o *incode.Options) { o.APIKey = secret.New("planted key") },
		"admin":     func(o *incode.Options) { o.AdminToken = secret.New("planted\nkey") },
		"umlaut":    func(o *incode.Options) { o.APIKey = secret.New("plänted") },
		"long name": func(o *incode.Options) { o.ClientID = strings.Repeat("a", 201) },
	} {
		o := options("https://api.example")
		change(&o)
		if _, err := incode.New(o); !fault.Is(err, fault.Usage) || strings.Contains(err.Error(), "pl") && strings.Contains(err.Error(), "nted") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

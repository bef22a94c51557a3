package incode_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/httpx"
	"github.com/incodectl/incodectl/internal/incode"
	"github.com/incodectl/incodectl/internal/sandbox"
	"github.com/incodectl/incodectl/internal/secret"
	"github.com/incodectl/incodectl/internal/verification"
)

// options are for a server at url, without waits.
func options(url string) incode.Options {
	return incode.Options{
		AuthURL: url, APIURL: url, ClientID: sandbox.DefaultIncodeClientID,
		ClientSecret: secret.New(sandbox.DefaultIncodeClientSecret), APIKey: secret.New(sandbox.DefaultIncodeAPIKey),
		HTTP: httpx.Options{
			AttemptTimeout: 400 * time.Millisecond,
			Sleep:          func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		},
	}
}

func client(t *testing.T, o incode.Options) *incode.Client {
	t.Helper()
	c, err := incode.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// world is a sandbox with ten people.
func world(t *testing.T) (*sandbox.Server, *sandbox.Company) {
	t.Helper()
	people := sandbox.NewCompany(sandbox.CompanyOptions{Users: 10, Seed: 3})
	s, err := sandbox.Start(t.Context(), sandbox.Options{Okta: people})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, people
}

func request(hint string) verification.OnboardingRequest {
	return verification.OnboardingRequest{
		IntegrationReference: "01900000-0000-7000-8000-000000000001", LoginHint: hint, Validity: 10 * time.Minute,
	}
}

// seen is a request as it came.
type seen struct {
	Method, URI string
	Header      http.Header
	Body        string
}

// fake is an Incode that answers what it is told.
type fake struct {
	*httptest.Server
	mu   sync.Mutex
	seen []seen
}

// serve starts a fake whose token endpoint works unless answer deals with it.
func serve(t *testing.T, answer func(w http.ResponseWriter, r *http.Request, body string) bool) *fake {
	t.Helper()
	f := &fake{}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body bytes.Buffer
		_, _ = io.Copy(&body, r.Body)
		f.mu.Lock()
		f.seen = append(f.seen, seen{r.Method, r.URL.RequestURI(), r.Header.Clone(), body.String()})
		f.mu.Unlock()
		switch {
		case answer != nil && answer(w, r, body.String()):
		case r.URL.Path == "/oauth2/token":
			_, _ = io.WriteString(w, `{"access_token":"an-access-token","expires_in":3600,"token_type":"Bearer"}`)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(f.Close)
	return f
}

// requests returns those to a path.
func (f *fake) requests(path string) (found []seen) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.seen {
		if s.URI == path {
			found = append(found, s)
		}
	}
	return found
}

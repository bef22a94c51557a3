package okta_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/incodectl/incodectl/internal/directory/okta"
)

// TestForeignConfigurationHasNoEffect plants what the SDK reads by itself: a
// file in the home folder, one in the working folder and the environment, with
// another org, another token, a proxy, the cache on, and values that cannot be
// parsed.
func TestForeignConfigurationHasNoEffect(t *testing.T) {
	var hits atomic.Int32
	foreign := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits.Add(1) }))
	t.Cleanup(foreign.Close)
	host := strings.TrimPrefix(foreign.URL, "http://")
	name, port, _ := strings.Cut(host, ":")

	conf := "okta:\n  client:\n    orgUrl: " + foreign.URL + "\n    token: FOREIGN\n    authorizationMode: PrivateKey\n" +
		"    privateKey: FOREIGN\n    proxy:\n      host: " + name + "\n      port: " + port + "\n    cache:\n      enabled: true\n" +
		"    rateLimit:\n      maxRetries: 9\n"
	home, work := t.TempDir(), t.TempDir()
	for _, p := range []string{filepath.Join(home, ".okta", "okta.yaml"), filepath.Join(work, ".okta.yaml"), filepath.Join(work, "okta.yaml")} {
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(conf), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	t.Chdir(work)
	for k, v := range map[string]string{
		"OKTA_CLIENT_ORGURL": foreign.URL, "OKTA_CLIENT_TOKEN": "FOREIGN", "OKTA_CLIENT_AUTHORIZATIONMODE": "JWT",
		"OKTA_CLIENT_PROXY_HOST": name, "OKTA_CLIENT_PROXY_PORT": port, "OKTA_CLIENT_CLIENTID": "FOREIGN",
		"OKTA_CLIENT_PRIVATEKEY": "FOREIGN", "OKTA_CLIENT_CLIENTASSERTION": "FOREIGN", "OKTA_CLIENT_SCOPES": "FOREIGN",
		"OKTA_CLIENT_CACHE_ENABLED": "no boolean", "OKTA_CLIENT_RATE_LIMIT_MAX_RETRIES": "no number",
		"HTTP_PROXY": foreign.URL, "HTTPS_PROXY": foreign.URL,
	} {
		t.Setenv(k, v)
	}
	f := newFake(t, nil)
	f.users = people(450)
	tokens := newOrg(t, true)

	said := captureStdout(t, func() {
		for range 2 { // a cache would answer the second time
			pages, err := read(t, f.source(t, nil), "")
			whole(t, pages, err, idsOf(f.users))
		}
		pages, err := read(t, tokens.source(t), "")
		whole(t, pages, err, idsOf(tokens.users))
	})
	if said != "" {
		t.Errorf("the SDK wrote %q to standard output", said)
	}
	if hits.Load() != 0 {
		t.Errorf("%d requests went to the foreign server", hits.Load())
	}
	if len(f.seen) != 6 {
		t.Errorf("%d requests for two listings of 3 pages", len(f.seen))
	}
	for _, r := range append(f.seen, tokens.seen...) {
		for k, v := range r.Header {
			if strings.Contains(strings.Join(v, " "), "FOREIGN") {
				t.Errorf("header %s is %q", k, v)
			}
		}
	}
	tokens.clean(t)
}

// captureStdout returns what run writes to the process's standard output.
func captureStdout(t *testing.T, run func()) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	old := os.Stdout
	os.Stdout = w
	defer func() { os.Stdout = old }()
	done := make(chan string)
	go func() {
		b, _ := io.ReadAll(r)
		done <- string(b)
	}()
	run()
	_ = w.Close()
	return <-done
}

// TestSecretsStayHidden: neither options nor errors nor the log show a secret.
func TestSecretsStayHidden(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	var log strings.Builder
	s := f.source(t, func(o *okta.Options) { o.HTTP.Debug = &log })
	if _, err := s.Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), "GET "+f.URL+"/api/v1/users?limit=10&search=status+pr: 200") {
		t.Errorf("the log lacks the request:\n%s", log.String())
	}
	if strings.Contains(log.String(), apiToken) || strings.Contains(s.Fingerprint(), apiToken) {
		t.Error("the log or fingerprint shows the token")
	}
}

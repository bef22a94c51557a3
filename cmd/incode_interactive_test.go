package cmd_test

import (
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/sandbox"
)

// TestConnectAsksForTheEnvironment: credentials of the one are refused in the
// other, so nobody is connected with the demo without having said so.
func TestConnectAsksForTheEnvironment(t *testing.T) {
	p := newPerson(t)
	_, stderr := p.must(0, "production\nclient-1\nsecret-1\nkey-1\n", "incode", "connect", "--no-check")
	contains(t, stderr, "1) demo", "2) production", "Client ID")
	stdout, _ := p.must(0, "", "incode", "status")
	contains(t, stdout, "https://saas-api.incodesmile.com")
	// It is known now.
	if _, stderr := p.must(0, "", "incode", "connect", "--no-check"); strings.Contains(stderr, "production") {
		t.Errorf("asked again:\n%s", stderr)
	}
	other := newPerson(t)
	_, stderr = other.must(0, "client-1\nsecret-1\nkey-1\n", "incode", "connect", "--no-check", "--environment", "demo")
	if strings.Contains(stderr, "1) demo") {
		t.Errorf("asked for what was said:\n%s", stderr)
	}
}

// TestConnectIncodeAtATerminal: what no flag says is asked for, and secrets are
// not shown.
func TestConnectIncodeAtATerminal(t *testing.T) {
	s, err := sandbox.Start(t.Context(), sandbox.Options{Okta: sandbox.NewCompany(sandbox.CompanyOptions{Users: 1})})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	p := newPerson(t)
	typed := strings.Join([]string{s.IncodeClientID(), s.IncodeClientSecret(), s.IncodeAPIKey(), ""}, "\n")
	stdout, stderr := p.must(0, typed, "incode", "connect", "--auth-url", s.IncodeURL(), "--api-url", s.IncodeURL())
	for _, secret := range []string{s.IncodeClientSecret(), s.IncodeAPIKey()} {
		if strings.Contains(stdout+stderr, secret) {
			t.Errorf("a secret is shown:\n%s%s", stdout, stderr)
		}
	}
	p.must(0, "", "incode", "status", "--check")
	// All is there: nothing is asked.
	p.must(0, "", "incode", "connect")
	// Another environment has other credentials.
	if code, _, stderr := p.runs("", "incode", "connect", "--environment", "production"); code == 0 || !strings.Contains(stderr, "Client secret") {
		t.Errorf("exit code %d:\n%s", code, stderr)
	}
	if _, stderr := p.must(7, "n\n", "incode", "disconnect"); !strings.Contains(stderr, "nothing was changed") {
		t.Errorf("said no:\n%s", stderr)
	}
	p.must(0, "", "incode", "status", "--check")
	p.must(0, "y\n", "incode", "disconnect")
	p.must(3, "", "incode", "status", "--check")
}

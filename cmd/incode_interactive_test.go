package cmd_test

import (
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/sandbox"
)

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

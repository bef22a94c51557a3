package cmd_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

// secretIn finds what is shown as a client secret or API key.
func secretIn(t *testing.T, stdout, label string) string {
	t.Helper()
	plain := regexp.MustCompile("\x1b\\[[0-9;]*m") // without bold labels
	m := regexp.MustCompile(`(?m)^` + label + `: +(\S+)$`).FindStringSubmatch(plain.ReplaceAllString(stdout, ""))
	if m == nil {
		t.Fatalf("there is no %s in\n%s", label, stdout)
	}
	return m[1]
}

func TestReplacingAClientSecretIsConfirmed(t *testing.T) {
	p := newPerson(t).enabled()
	stdout, stderr := p.must(0, "", "credentials", "generate-secret")
	old := secretIn(t, stdout, "Client secret")
	contains(t, stderr, "this is the only time it is shown")

	_, stderr = p.must(7, "n\n", "credentials", "generate-secret")
	contains(t, stderr, "the old one stops working at once", "Replace the client secret of \"oidc-client-credentials\"?", "not replaced")
	p.must(0, old+"\n", "credentials", "verify")

	stdout, stderr = p.must(0, "y\n", "credentials", "generate-secret")
	now := secretIn(t, stdout, "Client secret")
	contains(t, stderr, "the former client secret no longer works")
	if strings.Contains(stdout+stderr, old) || now == old {
		t.Error("the old secret is shown, or the same")
	}
	_, stderr = p.must(4, old+"\n", "credentials", "verify")
	contains(t, stderr, "Client secret (not shown)", "this is not the client secret")
	stdout, _ = p.must(0, now+"\n", "credentials", "verify")
	if strings.Contains(stdout, now) {
		t.Error("the secret is shown again")
	}

	_, stderr = p.must(7, "\n", "credentials", "revoke")
	contains(t, stderr, "what uses it stops working", "not revoked")
	p.must(0, "y\n", "credentials", "revoke")
	p.must(4, "", "credentials", "verify")
}

func TestRevokingAnAPIKeyIsConfirmed(t *testing.T) {
	p := newPerson(t).enabled()
	stdout, _ := p.must(0, "", "api-keys", "generate", "--name", "jira")
	key := secretIn(t, stdout, "API key")
	_, stderr := p.must(7, "n\n", "api-keys", "revoke", "jira")
	contains(t, stderr, "cancels 0 open sessions that used it", `Revoke API key "jira" for good?`, `API key "jira" is still valid`)
	p.must(0, key+"\n", "api-keys", "verify")
	p.must(0, "y\n", "api-keys", "revoke", "jira")
	_, stderr = p.must(4, key+"\n", "api-keys", "verify")
	contains(t, stderr, "API key (not shown)", "was revoked")
	stdout, _ = p.must(0, "", "api-keys", "list", "-o", "json")
	if !json.Valid([]byte(stdout)) || strings.Contains(stdout, key) {
		t.Errorf("listed %s", stdout)
	}
}

package credential_test

import (
	"testing"

	"github.com/incodectl/incodectl/internal/secret"
	"github.com/incodectl/incodectl/internal/secret/vault"
)

// TestGenerateFailsBesideAVariable holds that the stored secret is put back also
// where an environment variable wins over it.
func TestGenerateFailsBesideAVariable(t *testing.T) {
	w := newWorld(t)
	variable := ""
	stored, err := vault.Open(vault.Options{Kind: vault.KindFile, Profile: "default", Dir: t.TempDir(), Getenv: func(key string) string {
		if key == "INCODECTL_SECRET_SSO" {
			return variable
		}
		return ""
	}})
	if err != nil {
		t.Fatal(err)
	}
	w.Secrets = func() (secret.Store, error) { return stored, nil }
	made, err := w.GenerateClientSecret(t.Context(), "sso", false)
	if err != nil {
		t.Fatal(err)
	}
	variable = "another"
	w.audit.err = errBroken
	if _, err := w.GenerateClientSecret(t.Context(), "sso", true); err == nil {
		t.Fatal("generated without a log")
	}
	if _, err := w.RevokeClientSecret(t.Context(), "sso"); err == nil {
		t.Fatal("revoked without a log")
	}
	variable = ""
	if v, _, err := stored.Get(t.Context(), "sso"); err != nil || v != made.Value {
		t.Errorf("the stored secret is lost: %v", err)
	}
}

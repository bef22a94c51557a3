package credential_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/secret"
)

func (w *world) secretOf(ref string, replace bool) credential.NewClientSecret {
	w.t.Helper()
	made, err := w.GenerateClientSecret(w.t.Context(), ref, replace)
	if err != nil {
		w.t.Fatal(err)
	}
	return made
}

// valid holds which secrets are the client's.
func (w *world) valid(ref string, yes secret.Value, no ...secret.Value) {
	w.t.Helper()
	if _, err := w.VerifyClientSecret(w.t.Context(), ref, yes); err != nil {
		w.t.Errorf("the secret of %s is not recognised: %v", ref, err)
	}
	for _, v := range no {
		_, err := w.VerifyClientSecret(w.t.Context(), ref, v)
		wantFault(w.t, err, fault.Unauthorized, "is not the client secret")
	}
}

func TestGenerateClientSecret(t *testing.T) {
	w := newWorld(t)
	c, err := w.Client(t.Context(), "sso")
	if err != nil || c.Secret != nil || c.Integration.ClientID == "" {
		t.Fatalf("%+v, %v", c, err)
	}
	first := w.secretOf("sso", false)
	if !regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{46}[A-Za-z0-9]$`).MatchString(first.Value.Reveal()) || first.Replaced {
		t.Errorf("made %s, replaced %v", first.Value.Reveal(), first.Replaced)
	}
	if w.secrets.kept["sso"] != first.Value {
		t.Error("it is not in the secret store under the integration's name")
	}
	w.valid("sso", first.Value, secret.New("x"), secret.New(first.Value.Reveal()+"x"))

	// A second one needs consent, and then replaces the first.
	_, err = w.GenerateClientSecret(t.Context(), "sso", false)
	wantFault(t, err, fault.Confirmation, "has a client secret already", "generate-secret sso --yes")
	w.valid("sso", first.Value)
	second := w.secretOf("sso", true)
	if !second.Replaced || second.Value == first.Value || w.secrets.kept["sso"] != second.Value {
		t.Errorf("replaced %v", second.Replaced)
	}
	w.valid("sso", second.Value, first.Value)
	if got := w.logged(); !slices.Equal(got, []string{"credential.generate_secret", "credential.generate_secret"}) {
		t.Errorf("logged %v", got)
	}
}

func TestTheAutomaticOneIsTheDefault(t *testing.T) {
	w := newWorld(t)
	made := w.secretOf("", false)
	if made.Integration.Template != integration.ClientCredentials || w.secrets.kept[integration.ClientCredentials] != made.Value {
		t.Errorf("made for %+v", made.Integration)
	}
	w.valid("", made.Value)
	w.valid(integration.ClientCredentials, made.Value)
}

func TestOnlyClientsHaveSecrets(t *testing.T) {
	w := newWorld(t)
	for name, do := range map[string]func() error{
		"get":      func() error { _, err := w.Client(t.Context(), "corp"); return err },
		"generate": func() error { _, err := w.GenerateClientSecret(t.Context(), "corp", true); return err },
		"verify":   func() error { _, err := w.VerifyClientSecret(t.Context(), "corp", secret.New("x")); return err },
		"revoke":   func() error { _, err := w.RevokeClientSecret(t.Context(), "corp"); return err },
	} {
		t.Run(name, func(t *testing.T) {
			wantFault(t, do(), fault.Usage, "has no OpenID Connect client", "okta-idv, okta-idp, entra-eam, oidc, oidc-client-credentials")
		})
	}
	_, err := w.Client(t.Context(), "nobody")
	wantFault(t, err, fault.NotFound)
}

// TestOldSecretSurvives makes each step fail in turn: the old secret stays valid
// and stored.
func TestOldSecretSurvives(t *testing.T) {
	on := func(verb, name string) func(w *world) {
		return func(w *world) {
			once := true // so that putting it back works
			w.secrets.fails = func(v, n string) error {
				if v == verb && n == name && once {
					once = false
					return errBroken
				}
				return nil
			}
		}
	}
	for name, breaks := range map[string]func(w *world){
		"trying the store out": on("set", "@probe"),
		"cleaning up":          on("delete", "@probe"),
		"reading the old one":  on("get", "sso"),
		"storing the new one":  on("set", "sso"),
		"the audit log":        func(w *world) { w.audit.err = errBroken },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			old := w.secretOf("sso", false)
			breaks(w)
			made, err := w.GenerateClientSecret(t.Context(), "sso", true)
			if !errors.Is(err, errBroken) || !made.Value.Empty() {
				t.Fatalf("made %+v, %v", made, err)
			}
			if w.secrets.kept["sso"] != old.Value {
				t.Error("the old secret is no longer stored")
			}
			w.valid("sso", old.Value)
			if got := w.logged(); len(got) != 1 {
				t.Errorf("logged %v", got)
			}
		})
	}
}

func TestNothingIsLeftOfTheFirst(t *testing.T) {
	w := newWorld(t)
	w.audit.err = errBroken
	if _, err := w.GenerateClientSecret(t.Context(), "sso", false); !errors.Is(err, errBroken) {
		t.Fatal(err)
	}
	if c, err := w.Client(t.Context(), "sso"); err != nil || c.Secret != nil || len(w.secrets.kept) != 0 {
		t.Errorf("%+v, %v, %d secrets", c.Secret, err, len(w.secrets.kept))
	}
}

func TestRevokeClientSecret(t *testing.T) {
	w := newWorld(t)
	_, err := w.RevokeClientSecret(t.Context(), "sso")
	wantFault(t, err, fault.NotFound, "has no client secret")
	made := w.secretOf("sso", false)
	w.audit.err = errBroken
	if _, err := w.RevokeClientSecret(t.Context(), "sso"); !errors.Is(err, errBroken) || w.secrets.kept["sso"] != made.Value {
		t.Errorf("half a revocation: %v", err)
	}
	w.audit.err = nil
	w.valid("sso", made.Value)
	if _, err := w.RevokeClientSecret(t.Context(), "sso"); err != nil || len(w.secrets.kept) != 0 {
		t.Errorf("%v, %d secrets", err, len(w.secrets.kept))
	}
	_, err = w.VerifyClientSecret(t.Context(), "sso", made.Value)
	wantFault(t, err, fault.Unauthorized, "has no client secret")

	// A secret store that is gone does not keep a secret valid.
	made = w.secretOf("sso", false)
	w.secrets.fails = func(string, string) error { return errBroken }
	_, err = w.RevokeClientSecret(t.Context(), "sso")
	wantFault(t, err, fault.Partial, "is revoked, but it could not be removed")
	_, err = w.VerifyClientSecret(t.Context(), "sso", made.Value)
	wantFault(t, err, fault.Unauthorized, "has no client secret")
}

// TestSideBySide generates secrets at the same time: in the end the stored one
// is the valid one.
func TestSideBySide(t *testing.T) {
	w := newWorld(t)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if _, err := w.GenerateClientSecret(t.Context(), "sso", true); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	w.valid("sso", w.secrets.kept["sso"])
}

func TestOutdatedHashIsMadeAnew(t *testing.T) {
	w := newWorld(t)
	v := secret.New("a secret of other times")
	stale, err := credential.HashFor(v, 700_000, random(24))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.store.PutClientSecret(t.Context(), credential.ClientSecret{IntegrationID: ssoID, Hash: stale, GeneratedAt: time.Unix(1, 0), GeneratedBy: "bob@desk"}); err != nil {
		t.Fatal(err)
	}
	_, err = w.VerifyClientSecret(t.Context(), "sso", secret.New("wrong"))
	wantFault(t, err, fault.Unauthorized)
	if got, _ := w.store.ClientSecret(t.Context(), ssoID); got.Hash != stale {
		t.Error("a wrong secret changed the hash")
	}
	w.valid("sso", v)
	got, err := w.store.ClientSecret(t.Context(), ssoID)
	if err != nil || !strings.HasPrefix(got.Hash, "$pbkdf2-sha256$i=600000$") || got.GeneratedBy != "bob@desk" || !got.GeneratedAt.Equal(time.Unix(1, 0)) {
		t.Errorf("%+v, %v", got, err)
	}
	w.valid("sso", v, secret.New("wrong"))
	if got := w.logged(); !slices.Equal(got, []string{"credential.rehash"}) {
		t.Errorf("logged %v", got)
	}
}

func TestDamagedHash(t *testing.T) {
	w := newWorld(t)
	if err := w.store.PutClientSecret(t.Context(), credential.ClientSecret{IntegrationID: ssoID, Hash: "planted-nonsense", GeneratedBy: "x"}); err != nil {
		t.Fatal(err)
	}
	_, err := w.VerifyClientSecret(t.Context(), "sso", secret.New("x"))
	wantFault(t, err, fault.Internal, "is damaged", "generate-secret sso")
	if strings.Contains(err.Error(), "planted") {
		t.Error("the hash is repeated")
	}
}

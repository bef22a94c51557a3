package credential_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
	"github.com/incodectl/incodectl/internal/verification"
)

func TestGenerateAPIKey(t *testing.T) {
	w := newWorld(t)
	first, second := w.generate("jira"), w.generate("")
	for _, k := range []credential.NewAPIKey{first, second} {
		if !regexp.MustCompile(`^[0-9a-f]{40}$`).MatchString(k.Key.Reveal()) {
			t.Errorf("%s is no key of 40 hex digits", k.Key.Reveal())
		}
		if k.Fingerprint != credential.Fingerprint(k.Key) || !strings.HasSuffix(k.Key.Reveal(), k.Hint) || len(k.Hint) != 4 {
			t.Errorf("fingerprint %s, hint %s", k.Fingerprint, k.Hint)
		}
		if w.secrets.kept[k.SecretName()] != k.Key {
			t.Errorf("%s is not in the secret store", k.Name)
		}
		if got, err := w.VerifyAPIKey(t.Context(), k.Key); err != nil || got.ID != k.ID {
			t.Errorf("%s is not recognised: %v", k.Name, err)
		}
	}
	if first.Key == second.Key || second.Name != "key-2026-11-22" || first.CreatedBy != "ada@desk" {
		t.Errorf("made %+v and %+v", first.APIKey, second.APIKey)
	}
	if third := w.generate(""); third.Name != "key-2026-11-22-2" {
		t.Errorf("the second key of the day is called %s", third.Name)
	}
	if _, ok := w.secrets.kept["@probe"]; ok {
		t.Error("trying the secret store out left something behind")
	}
	if got := w.logged(); !slices.Equal(got, []string{"api_key.generate", "api_key.generate", "api_key.generate"}) {
		t.Errorf("logged %v", got)
	}
}

func TestGenerateSeveral(t *testing.T) {
	w := newWorld(t)
	for _, tt := range []struct {
		name  string
		count int
		want  []string
	}{
		{"ci", 3, []string{"ci-1", "ci-2", "ci-3"}},
		{"", 2, []string{"key-2026-11-22-1", "key-2026-11-22-2"}},
		{"", 2, []string{"key-2026-11-22-3", "key-2026-11-22-4"}},
	} {
		made, err := w.GenerateAPIKeys(t.Context(), tt.name, tt.count)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, k := range made {
			got = append(got, k.Name)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("made %v, want %v", got, tt.want)
		}
	}
	// The third name is taken: none is made.
	before := len(w.keys())
	w.generate("run-3")
	_, err := w.GenerateAPIKeys(t.Context(), "run", 5)
	wantFault(t, err, fault.Conflict, `"run-3"`)
	if now := len(w.keys()); now != before+1 || len(w.secrets.kept) != before+1 {
		t.Errorf("%d keys and %d secrets, want %d", now, len(w.secrets.kept), before+1)
	}
}

func TestGenerateRefused(t *testing.T) {
	w := newWorld(t)
	w.generate("jira")
	for _, tt := range []struct {
		name  string
		count int
		code  fault.Code
		word  string
	}{
		{"JIRA", 1, fault.Conflict, "already an API key named"},
		{"two words", 1, fault.Usage, "not allowed"},
		{strings.Repeat("ab", 20), 1, fault.Usage, "looks like an ID or a key"},
		{strings.Repeat("x", 63), 2, fault.Usage, "not allowed"}, // numbered it is too long
		{"x", 0, fault.Usage, "from 1 to 100"},
		{"x", 101, fault.Usage, "from 1 to 100"},
	} {
		_, err := w.GenerateAPIKeys(t.Context(), tt.name, tt.count)
		wantFault(t, err, tt.code, tt.word)
		if len(tt.name) == 40 && strings.Contains(err.Error(), tt.name) {
			t.Error("a name that may be a key is repeated")
		}
	}
	if got := w.keys(); !slices.Equal(got, []string{"jira"}) || len(w.secrets.kept) != 1 {
		t.Errorf("there are %v and %d secrets", got, len(w.secrets.kept))
	}
}

// TestGenerateFails makes each step fail in turn: nothing is left of any.
func TestGenerateFails(t *testing.T) {
	for name, breaks := range map[string]func(w *world){
		"the probe": func(w *world) {
			w.secrets.fails = func(string, string) error {
				return fault.New(fault.SecretUnavailable, "no keyring").WithHint("what the store says")
			}
		},
		"storing the second key": func(w *world) {
			n := 0
			w.secrets.fails = func(verb, name string) error {
				if verb == "set" && strings.HasPrefix(name, "@api-key-") {
					if n++; n == 2 {
						return errBroken
					}
				}
				return nil
			}
		},
		"the audit log": func(w *world) { w.audit.err = errBroken },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			breaks(w)
			made, err := w.GenerateAPIKeys(t.Context(), "ci", 3)
			if err == nil || made != nil {
				t.Fatalf("made %v, %v", made, err)
			}
			if name == "the probe" {
				wantFault(t, err, fault.SecretUnavailable, "nothing was generated", "what the store says")
			}
			if len(w.keys()) != 0 || len(w.logged()) != 0 || len(w.secrets.kept) != 0 {
				t.Errorf("left: keys %v, log %v, secrets %d", w.keys(), w.logged(), len(w.secrets.kept))
			}
		})
	}
}

func TestFindAPIKey(t *testing.T) {
	w := newWorld(t)
	k, other := w.generate("jira"), w.generate("ci")
	for _, ref := range []string{"jira", "JIRA", k.ID, strings.ToUpper(k.ID), k.Fingerprint, k.Fingerprint[:12], k.ID[:12]} {
		if got, err := w.APIKey(t.Context(), ref); err != nil || got.ID != k.ID {
			t.Errorf("%s finds %s, %v", ref, got.Name, err)
		}
	}
	for _, ref := range []string{"", "j", "nonsense", k.ID[:3]} {
		_, err := w.APIKey(t.Context(), ref)
		wantFault(t, err, fault.NotFound)
	}
	_, err := w.APIKey(t.Context(), other.Key.Reveal())
	wantFault(t, err, fault.NotFound, "looks like a key itself")
	if strings.Contains(err.Error()+fault.HintOf(err), other.Key.Reveal()) {
		t.Error("the key is repeated")
	}
	if got, err := w.Keys(t.Context(), "jira"); err != nil || got != k.Fingerprint {
		t.Errorf("the fingerprint of jira is %s, %v", got, err)
	}
}

func TestCopyAPIKey(t *testing.T) {
	w := newWorld(t)
	k := w.generate("jira")
	for range 2 { // again and again
		got, err := w.CopyAPIKey(t.Context(), "jira")
		if err != nil || got.Key != k.Key {
			t.Errorf("copied another key, %v", err)
		}
	}
	if got := w.logged(); !slices.Equal(got, []string{"api_key.generate", "api_key.copy", "api_key.copy"}) {
		t.Errorf("logged %v", got)
	}
	w.audit.err = errBroken
	if got, err := w.CopyAPIKey(t.Context(), "jira"); err == nil || !got.Key.Empty() {
		t.Errorf("a copy that could not be logged was handed out")
	}
	w.audit.err = nil
	w.secrets.kept[k.SecretName()] = secret.New("another")
	_, err := w.CopyAPIKey(t.Context(), "jira")
	wantFault(t, err, fault.SecretUnavailable, "is another key")
	delete(w.secrets.kept, k.SecretName())
	_, err = w.CopyAPIKey(t.Context(), "jira")
	wantFault(t, err, fault.SecretUnavailable, "not in this machine's secret store")
}

func TestRevokeAPIKey(t *testing.T) {
	w := newWorld(t)
	k, other := w.generate("jira"), w.generate("ci")
	soon := w.Now().Add(time.Minute)
	w.sessions.open = []verification.Session{
		{ID: "s1", State: verification.Pending, ValidUntil: soon},
		{ID: "s2", State: verification.Pending, ValidUntil: w.Now()}, // its time is up
	}
	preview, err := w.PreviewRevokeAPIKey(t.Context(), "jira")
	if err != nil || len(preview.Sessions) != 1 || preview.Sessions[0].ID != "s1" {
		t.Fatalf("preview %+v, %v", preview, err)
	}
	if _, err := w.VerifyAPIKey(t.Context(), k.Key); err != nil {
		t.Errorf("a preview revoked it: %v", err)
	}
	done, err := w.RevokeAPIKey(t.Context(), preview)
	if err != nil || !done.Key.Revoked() || done.Key.RevokedBy != "ada@desk" {
		t.Fatalf("revoked %+v, %v", done, err)
	}
	if len(w.sessions.cancelled) != 1 || w.sessions.cancelled[0].APIKey != k.Fingerprint ||
		!slices.Equal(w.sessions.cancelled[0].States, []verification.State{verification.Requested, verification.Pending}) {
		t.Errorf("cancelled %+v", w.sessions.cancelled)
	}
	if _, ok := w.secrets.kept[k.SecretName()]; ok {
		t.Error("the key is still in the secret store")
	}
	_, err = w.VerifyAPIKey(t.Context(), k.Key)
	wantFault(t, err, fault.Unauthorized, "was revoked on 2026-11-22T09:00:00Z by ada@desk")
	_, err = w.CopyAPIKey(t.Context(), k.ID)
	wantFault(t, err, fault.Unauthorized, "was revoked")
	_, err = w.Keys(t.Context(), "jira")
	wantFault(t, err, fault.Unauthorized, "was revoked")
	_, err = w.PreviewRevokeAPIKey(t.Context(), "jira")
	wantFault(t, err, fault.Conflict, "was revoked")
	_, err = w.RevokeAPIKey(t.Context(), preview) // somebody else was faster
	wantFault(t, err, fault.Conflict, "revoked already")
	if _, err := w.VerifyAPIKey(t.Context(), other.Key); err != nil {
		t.Errorf("another key is no longer valid: %v", err)
	}
	// The name is free again, and means the key in use.
	again := w.generate("jira")
	if got, err := w.APIKey(t.Context(), "jira"); err != nil || got.ID != again.ID {
		t.Errorf("jira is %s, %v", got.ID, err)
	}
}

func TestRevokeFails(t *testing.T) {
	w := newWorld(t)
	k := w.generate("jira")
	preview := credential.Revocation{Key: k.APIKey}
	w.sessions.err = errBroken
	if _, err := w.RevokeAPIKey(t.Context(), preview); !errors.Is(err, errBroken) {
		t.Fatal(err)
	}
	if _, err := w.VerifyAPIKey(t.Context(), k.Key); err != nil || w.secrets.kept[k.SecretName()] != k.Key {
		t.Errorf("half a revocation: %v", err)
	}
	// A secret store that is gone does not keep a key valid.
	w.sessions.err = nil
	w.secrets.fails = func(string, string) error { return errBroken }
	_, err := w.RevokeAPIKey(t.Context(), preview)
	wantFault(t, err, fault.Partial, "is revoked, but it could not be removed", "@api-key-"+k.ID)
	_, err = w.VerifyAPIKey(t.Context(), k.Key)
	wantFault(t, err, fault.Unauthorized, "was revoked")
}

func TestVerifyUnknown(t *testing.T) {
	w := newWorld(t)
	k := w.generate("jira")
	for _, wrong := range []string{"x", strings.ToUpper(k.Key.Reveal()) + "0", k.Fingerprint, k.Key.Reveal()[:39]} {
		_, err := w.VerifyAPIKey(t.Context(), secret.New(wrong))
		wantFault(t, err, fault.Unauthorized, "no API key of the profile")
		if strings.Contains(err.Error(), wrong) && len(wrong) > 1 {
			t.Error("what was tried is repeated")
		}
	}
}

// TestNothingInTheStore holds that neither a key nor a client secret is in the
// store or what lies beside it.
func TestNothingInTheStore(t *testing.T) {
	w := newWorld(t)
	k := w.generate("jira")
	made, err := w.GenerateClientSecret(t.Context(), "sso", false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.CopyAPIKey(t.Context(), "jira"); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(w.path + "*")
	if err != nil || len(files) == 0 {
		t.Fatalf("%v, %v", files, err)
	}
	found := false
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, planted := range []string{k.Key.Reveal(), made.Value.Reveal()} {
			if strings.Contains(string(data), planted) {
				t.Errorf("%s holds a secret", file)
			}
		}
		found = found || strings.Contains(string(data), k.Fingerprint) && strings.Contains(string(data), "pbkdf2-sha256")
	}
	if !found {
		t.Error("nor was found what must be there")
	}
}

package cmd_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/cmd"
	"github.com/incodectl/incodectl/internal/iostreams"
)

// person is somebody at a terminal with a home of their own.
type person struct {
	t    *testing.T
	home string
}

func newPerson(t *testing.T) person { return person{t, t.TempDir()} }

// runs runs a command line, typing text at its questions.
func (p person) runs(typed string, args ...string) (code int, stdout, stderr string) {
	p.t.Helper()
	ios, in, out, errs := iostreams.Test()
	in.WriteString(typed)
	ios.SetStdinTTY(true)
	ios.SetStdoutTTY(true)
	code = cmd.Run(p.t.Context(), args, cmd.Environment{
		IO: ios, Now: time.Now,
		Getenv: func(key string) string {
			return map[string]string{"USER": "ada", "INCODECTL_SECRET_STORE": "file", "INCODECTL_DATA_DIR": filepath.Join(p.home, "data")}[key]
		},
		Home:     func() (string, error) { return p.home, nil },
		Hostname: func() (string, error) { return "desk", nil },
	})
	if in.Len() > 0 && code == 0 {
		p.t.Errorf("%v never asked for %q", args, in)
	}
	return code, out.String(), errs.String()
}

// must runs a command line that has to end with this exit code.
func (p person) must(code int, typed string, args ...string) (stdout, stderr string) {
	p.t.Helper()
	got, stdout, stderr := p.runs(typed, args...)
	if got != code {
		p.t.Fatalf("%v: exit code %d, want %d\n%s", args, got, code, stderr)
	}
	return stdout, stderr
}

// lists returns the directory integrations there are.
func (p person) lists() (all []struct {
	Name     string
	Template string
	Settings map[string]any
},
) {
	p.t.Helper()
	stdout, _ := p.must(0, "", "integrations", "list", "--category", "directory", "-o", "json")
	if err := json.Unmarshal([]byte(stdout), &all); err != nil {
		p.t.Fatal(err)
	}
	return all
}

// enabled switches the feature on.
func (p person) enabled() person {
	p.t.Helper()
	p.must(0, "", "features", "enable", "integrations-ecosystem")
	return p
}

func contains(t *testing.T, text string, all ...string) {
	t.Helper()
	for _, want := range all {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

func TestCreateAsksForEverything(t *testing.T) {
	p := newPerson(t)
	stdout, stderr := p.must(0, strings.Join([]string{
		"y",                      // the feature is on at Incode
		"1",                      // okta-directory
		"corp",                   // name
		"https://corp.okta.com/", // org URL
		"token",
		"planted-okta-token",
		"00gA, 00gB",
		"birthdate=profile.dateOfBirth",
		"", // no base URL
	}, "\n")+"\n", "integrations", "create", "-o", "json")
	if all := p.lists(); len(all) != 1 || all[0].Name != "corp" || all[0].Template != "okta-directory" ||
		all[0].Settings["org_url"] != "https://corp.okta.com" || len(all[0].Settings["groups"].([]any)) != 2 {
		t.Errorf("created %+v", all)
	}
	if !json.Valid([]byte(stdout)) {
		t.Errorf("stdout holds more than JSON: %s", stdout)
	}
	contains(t, stderr, "Has Incode enabled it", "okta-directory", "coming soon", "Org URL", "(not shown)", `created integration "corp"`)
	if strings.Contains(stdout+stderr, "planted-okta-token") {
		t.Error("the secret was shown")
	}
	p.must(0, "", "features", "list")
}

func TestCreateDeclined(t *testing.T) {
	p := newPerson(t)
	_, stderr := p.must(4, "n\n", "integrations", "create")
	contains(t, stderr, `the organisation feature "integrations-ecosystem" is off`, "Incode representative")
	p.must(4, "", "integrations", "list")
}

func TestCreateComingSoonCannotBeChosen(t *testing.T) {
	p := newPerson(t).enabled()
	_, stderr := p.must(0, "3\nbyo-directory\n2\ncorp\n11111111-2222-3333-4444-555555555555\nazure-cli\n\n\n\n\n\n", "integrations", "create")
	contains(t, stderr, "byo-directory cannot be chosen: coming soon")
	if all := p.lists(); len(all) != 1 || all[0].Template != "entra-directory" || all[0].Settings["cloud"] != "public" {
		t.Errorf("created %+v", all)
	}
}

func TestCreateAsksAgain(t *testing.T) {
	p := newPerson(t).enabled()
	_, stderr := p.must(0, strings.Join([]string{
		"my corp", "corp", // name
		"http://corp.okta.com", "https://corp-admin.okta.com", "", "https://corp.okta.com", // org URL
		"oauth", "1", // authentication
		"planted-okta-token",
		"a!b", "", // groups
		"birthdate", "", // mapping
		"", // base URL
	}, "\n")+"\n", "integrations", "create", "okta-directory")
	contains(t, stderr, `the name "my corp" is not allowed`, "http:// is accepted for this machine only",
		"use https://corp.okta.com", "choose a number from 1 to 2", `"a!b" is no Okta ID`, `"birthdate" has no =`)
	_, stderr = p.must(0, "CORP\nsecond\nhttps://corp.okta.com\n1\nplanted-okta-token\n\n\n\n", "integrations", "create", "okta-directory")
	contains(t, stderr, `the name is taken by integration "corp"`)
	if len(p.lists()) != 2 {
		t.Error("not both were created")
	}
}

func TestCreateAsksOnlyForWhatIsMissing(t *testing.T) {
	p := newPerson(t).enabled()
	given := []string{
		"integrations", "create", "okta-directory", "--name", "corp", "--org-url", "https://corp.okta.com", "--auth", "token",
		"--group", "00gA", "--map", "birthdate=profile.dateOfBirth", "--base-url", "https://gateway.example",
	}
	_, stderr := p.must(0, "planted-okta-token\n", given...)
	if strings.Contains(stderr, "Org URL") || strings.Contains(stderr, "Groups") {
		t.Errorf("it asked for what it had:\n%s", stderr)
	}
	// With everything required there is nothing to ask.
	secret := filepath.Join(p.home, "token")
	if err := os.WriteFile(secret, []byte("planted-okta-token"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.must(0, "", "integrations", "create", "okta-directory", "--name", "second", "--org-url", "https://corp.okta.com", "--auth", "token",
		"--secret-file", secret)
}

// TestCreateWithKey names the key's file, and pastes the key, all of whose
// lines are one answer.
func TestCreateWithKey(t *testing.T) {
	p := newPerson(t).enabled()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(p.home, "key.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	_, stderr := p.must(0, "corp\nhttps://corp.okta.com\nprivate-key\n0oa1\nk1\n\n"+file+".gone\n"+file+"\n\n\n\n", "integrations", "create", "okta-directory")
	contains(t, stderr, "The private key, pasted, or the name of its file", "this cannot be empty", "--secret-file names no file that exists")
	if all := p.lists(); len(all) != 1 || all[0].Settings["client_id"] != "0oa1" || all[0].Settings["key_id"] != "k1" {
		t.Errorf("created %+v", all)
	}
	for _, answer := range []string{file, string(text)} {
		_, stderr = p.must(0, strings.TrimSpace(answer)+"\n", "integrations", "set-secret", "corp")
		contains(t, stderr, "The private key, pasted, or the name of its file", "is stored")
	}
}

func TestCreateBrokenOff(t *testing.T) {
	p := newPerson(t).enabled()
	_, stderr := p.must(130, "1\ncorp\nhttps://corp.okta.com\n1\nplanted-okta-token\n", "integrations", "create")
	contains(t, stderr, "the input ended at the question")
	if len(p.lists()) != 0 {
		t.Error("something was saved")
	}
	if _, err := os.Stat(filepath.Join(p.home, "data", "secrets")); !os.IsNotExist(err) {
		t.Errorf("a secret may be stored: %v", err)
	}
}

// TestCreateAsksForLinks offers the workflows and directories there are.
func TestCreateAsksForLinks(t *testing.T) {
	p := newPerson(t).enabled()
	_, stderr := p.must(3, "oidc\nportal\n", "integrations", "create")
	contains(t, stderr, "automatic", "there is no workflow yet", "incodectl workflows create")
	p.must(0, "", "workflows", "create", "--name", "lax", "--configuration-id", "64c2a1b7e8d9f00123456789")
	p.must(0, "", "workflows", "create", "--name", "strict", "--configuration-id", "64c2a1b7e8d9f0012345678a")
	// Without a directory none is asked for.
	p.must(0, "oidc\nportal\nstrict\nhttp://portal.corp.example\nhttps://portal.corp.example/cb\n", "integrations", "create")
	p.must(0, "", "integrations", "create", "entra-directory", "--name", "Corp", "--tenant-id", "11111111-2222-3333-4444-555555555555", "--auth", "azure-cli")
	stdout, stderr := p.must(0, "desk\n1\nelsewhere\n1\n", "integrations", "create", "helpdesk", "-o", "json")
	contains(t, stderr, "1) lax", "2) strict", "1) Corp", "2) (all)", "people are looked up in all directories", "! choose a number from 1 to 2")
	var desk struct{ Workflow, Directory struct{ Name string } }
	if err := json.Unmarshal([]byte(stdout), &desk); err != nil || desk.Workflow.Name != "lax" || desk.Directory.Name != "Corp" {
		t.Errorf("%+v, %v", desk, err)
	}
	p.must(0, "snow\n2\n\n\n", "integrations", "create", "servicenow")
	// With the workflow named there is nothing to ask.
	p.must(0, "", "integrations", "create", "api", "--name", "backend", "--workflow", "lax")
}

func TestNoInputAtATerminal(t *testing.T) {
	p := newPerson(t)
	code, _, stderr := p.runs("y\n", "integrations", "create", "--no-input")
	if code != 2 {
		t.Errorf("exit code %d", code)
	}
	contains(t, stderr, "TEMPLATE is missing")
	p.enabled()
	p.must(2, "1\n", "integrations", "create", "okta-directory", "--no-input")
}

func TestDeleteByTypingTheName(t *testing.T) {
	p := newPerson(t).enabled()
	create := []string{"integrations", "create", "entra-directory", "--name", "Corp", "--tenant-id", "11111111-2222-3333-4444-555555555555", "--auth", "azure-cli"}
	p.must(0, "", create...)
	for _, wrong := range []string{"corp\n", "yes\n", "\n", ""} {
		want := 7
		if wrong == "" {
			want = 130 // the input ended
		}
		stdout, stderr := p.must(want, wrong, "integrations", "delete", "corp")
		contains(t, stderr, `this deletes integration "Corp"`, "0 synced people", "Type Corp to confirm")
		if stdout != "" || len(p.lists()) != 1 {
			t.Fatalf("%q deleted it: %s", wrong, stdout)
		}
	}
	_, stderr := p.must(0, "Corp\n", "integrations", "delete", "corp")
	contains(t, stderr, `deleted integration "Corp"`)
	if len(p.lists()) != 0 {
		t.Error("it is still there")
	}
}

func TestSetSecretAsks(t *testing.T) {
	p := newPerson(t).enabled()
	p.must(0, "planted-okta-token\n\n\n\n", "integrations", "create", "okta-directory", "--name", "corp", "--org-url", "https://corp.okta.com", "--auth", "token")
	before, err := os.ReadFile(filepath.Join(p.home, "data", "secrets", "default.json"))
	if err != nil {
		t.Fatal(err)
	}
	_, stderr := p.must(0, "\nplanted-new-token\n", "integrations", "set-secret", "corp")
	contains(t, stderr, "Secret of corp (not shown): ", "this cannot be empty", `the secret of "corp" is stored`)
	if strings.Contains(stderr, "planted") {
		t.Error("the secret was shown")
	}
	after, err := os.ReadFile(filepath.Join(p.home, "data", "secrets", "default.json"))
	if err != nil || bytes.Equal(before, after) {
		t.Errorf("the secret is still the old one: %v", err)
	}
	// --secret-stdin at a terminal asks too, instead of hanging silently.
	_, stderr = p.must(0, "planted-third-token\n", "integrations", "set-secret", "corp", "--secret-stdin")
	contains(t, stderr, "(not shown): ")
	// A name that is wrong is found before anything is asked.
	_, stderr = p.must(3, "", "integrations", "set-secret", "nonsense")
	if strings.Contains(stderr, "(not shown)") {
		t.Error("it asked first")
	}
}

// TestTablesAtATerminal holds that people get headers and aligned columns.
func TestTablesAtATerminal(t *testing.T) {
	p := newPerson(t).enabled()
	stdout, _ := p.must(0, "", "features", "list", "--color", "never")
	contains(t, stdout, "FEATURE                 STATE    GOVERNS\nintegrations-ecosystem  enabled  ")
	stdout, _ = p.must(0, "", "features", "list", "-o", "json")
	contains(t, stdout, "\n    \"name\": \"integrations-ecosystem\",\n")
}

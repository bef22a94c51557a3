package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
)

func TestIncodeURLs(t *testing.T) {
	for name, tc := range map[string]struct {
		file      string
		env       map[string]string
		auth, api string
	}{
		"default":    {"", nil, "https://auth.demo.incode.com", "https://demo-api.incodesmile.com"},
		"production": {"incode_environment: production\n", nil, "https://auth.incode.com", "https://saas-api.incodesmile.com"},
		"profile's": {
			"incode_environment: production\nprofiles:\n  default: {incode_environment: demo, incode_api_url: 'https://Gateway.example:443/'}\n", nil,
			"https://auth.demo.incode.com", "https://gateway.example",
		},
		"environment": {
			"incode_api_url: https://gateway.example\n",
			map[string]string{"INCODECTL_INCODE_API_URL": "http://127.0.0.1:9", "INCODECTL_INCODE_AUTH_URL": "http://localhost:8"},
			"http://localhost:8", "http://127.0.0.1:9",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if auth, api := load(t, input(t, tc.file, tc.env)).IncodeURLs(); auth != tc.auth || api != tc.api {
				t.Errorf("got %s and %s", auth, api)
			}
		})
	}
}

func TestIncodeSettingsThatCannotBe(t *testing.T) {
	for name, tc := range map[string]struct {
		file string
		env  map[string]string
		want string
	}{
		"environment": {"incode_environment: staging\n", nil, "allowed: demo, production"},
		"http":        {"incode_auth_url: http://incode.example\n", nil, "incode_auth_url (from file"},
		"path":        {"incode_api_url: https://incode.example/v1\n", nil, "has a path"},
		"user":        {"", map[string]string{"INCODECTL_INCODE_API_URL": "https://user:geheim@incode.example"}, "user name or password"},
		"client":      {"incode_client_id: a b\n", nil, "without spaces"},
		"reason":      {"reason: because\n", nil, "said anew for each command"},
		"its reason":  {"profiles:\n  x: {reason: because}\n", nil, "said anew for each command"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(input(t, tc.file, tc.env))
			wantUsage(t, err, tc.want)
			if strings.Contains(err.Error(), "geheim") {
				t.Errorf("%v repeats the password", err)
			}
		})
	}
}

func TestReasonOfACommand(t *testing.T) {
	in := input(t, "", map[string]string{"INCODECTL_REASON": "ticket 7"})
	equal(t, load(t, in).Reason, Setting[string]{"ticket 7", "environment INCODECTL_REASON"})
	in.Flags = map[string]string{"reason": "ticket 8"}
	equal(t, load(t, in).Reason, Setting[string]{"ticket 8", "flag --reason"})
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := set(path, "", KeyReason, "always"); !fault.Is(err, fault.Usage) {
		t.Errorf("kept in the file: %v", err)
	}
}

// TestEditIsOneChange: all of it is written, or nothing.
func TestEditIsOneChange(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	write(t, path, "# mine\noutput: json\nprofiles:\n  x:\n    quiet: true\n    incode_api_url: https://a.example\n")
	err := Edit(path, "x", []Change{{Key: KeyIncodeClientID, Value: "id"}, {Key: KeyIncodeEnvironment, Value: "staging"}})
	wantUsage(t, err, "staging")
	if data, _ := os.ReadFile(path); strings.Contains(string(data), "client_id") {
		t.Errorf("half of it was written:\n%s", data)
	}
	err = Edit(path, "x", []Change{{Key: KeyIncodeClientID, Value: "id"}, {Key: KeyIncodeAPIURL, Unset: true}, {Key: KeyIncodeAuthURL, Unset: true}})
	if err != nil {
		t.Fatal(err)
	}
	wantFile(t, path, "# mine\noutput: json\nprofiles:\n  x:\n    quiet: true\n    incode_client_id: id\n")
	if err := Edit(path, "x", []Change{{Key: KeyIncodeClientID, Unset: true}, {Key: KeyQuiet, Unset: true}}); err != nil {
		t.Fatal(err)
	}
	wantFile(t, path, "# mine\noutput: json\n")
}

package endpoint_test

import (
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/endpoint"
)

func TestParseAccepts(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"https://corp.okta.com":      "https://corp.okta.com",
		" https://corp.okta.com/ ":   "https://corp.okta.com",
		"HTTPS://Corp.Okta.COM:443":  "https://corp.okta.com",
		"https://login.corp.example": "https://login.corp.example",
		"https://corp.example:8443":  "https://corp.example:8443",
		"http://127.0.0.1:8080":      "http://127.0.0.1:8080",
		"http://127.8.9.10":          "http://127.8.9.10",
		"http://[::1]:8080":          "http://[::1]:8080",
		"http://[::1]:80":            "http://[::1]",
		"http://localhost:80/":       "http://localhost",
	} {
		u, err := endpoint.Parse(in)
		if err != nil {
			t.Errorf("Parse(%q): %v", in, err)
			continue
		}
		if u.String() != want {
			t.Errorf("Parse(%q) = %s, want %s", in, u, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                               "empty",
		"corp.okta.com":                  "https://corp.okta.com",
		"https://":                       "no host",
		"https:///x":                     "no host",
		"ftp://corp.okta.com":            "not supported",
		"http://corp.okta.com":           "this machine only",
		"http://localhost.evil.example":  "this machine only",
		"http://127.0.0.1.evil.example":  "this machine only",
		"http://10.0.0.1":                "this machine only",
		"https://corp.okta.com/app":      "path",
		"https://corp.okta.com?x=1":      "after the host",
		"https://corp.okta.com?":         "after the host",
		"https://corp.okta.com#":         "after the host",
		"https://u:hunter2@corp.example": "user name",
		"u:hunter2@corp.example":         "no scheme",
		"https://u:hunter2@bad host":     "cannot be read",
		"https://corp.example:":          "no port",
		"https://corp.example:0":         "no port number",
		"https://corp.example:70000":     "no port number",
		"https://münchen.example":        "xn--",
	} {
		u, err := endpoint.Parse(in)
		if err == nil {
			t.Errorf("Parse(%q) = %s, want an error", in, u)
			continue
		}
		if !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%q): %q does not say %q", in, err, want)
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("Parse(%q) repeats the password: %v", in, err)
		}
	}
}

func TestIsLoopback(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"localhost": true, "LOCALHOST:80": true, "127.0.0.1": true, "127.1.2.3:9": true,
		"::1": true, "[::1]": true, "[::1]:443": true, "::ffff:127.0.0.1": true,
		"": false, "corp.example": false, "localhost.example": false, "128.0.0.1": false, "0.0.0.0": false,
	} {
		if got := endpoint.IsLoopback(host); got != want {
			t.Errorf("IsLoopback(%q) = %v, want %v", host, got, want)
		}
	}
}

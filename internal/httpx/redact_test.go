package httpx_test

import (
	"testing"

	"github.com/incodectl/incodectl/internal/httpx"
)

func TestRedact(t *testing.T) {
	t.Parallel()
	const secret = `a/b+c=d&e"f`
	for text, want := range map[string]string{
		"plain words":                                                  "plain words",
		`you sent a/b+c=d&e"f.`:                                        "you sent [redacted].",
		"client_secret=a%2Fb%2Bc%3Dd%26e%22f&x=1":                      "client_secret=[redacted]&x=1",
		`{"client_secret":"a/b+c=d\u0026e\"f"}`:                        `{"client_secret":"[redacted]"}`,
		"assertion eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln, refused": "assertion [redacted], refused",
	} {
		if got := httpx.Redact(text, secret, ""); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
}

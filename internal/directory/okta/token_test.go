package okta_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

func TestCheckToken(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"as Okta makes them":     "00" + strings.Repeat("aZ9_-", 8),
		"with a line end":        apiToken + "\r\n",
		"with a byte order mark": "\ufeff" + apiToken + "\n",
		"of another make":        "sandbox.token=not/a+real~one",
	} {
		if err := okta.CheckToken(secret.New(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCheckTokenRefuses: what is no API token is refused before it is stored or
// sent, and New judges as CheckToken does.
func TestCheckTokenRefuses(t *testing.T) {
	t.Parallel()
	const planted = "PLANTED"
	for name, c := range map[string]struct{ text, says, hint string }{
		"nothing":         {"", "is missing", "Security > API > Tokens"},
		"blanks":          {" \n", "is missing", "Security > API > Tokens"},
		"SSWS":            {"SSWS 00" + planted, "scheme", "without SSWS"},
		"ssws":            {"ssws\t00" + planted, "scheme", "without SSWS"},
		"SSWS alone":      {" SSWS ", "scheme", "without SSWS"},
		"Bearer":          {"Bearer " + planted, "scheme", "alone"},
		"header":          {"Authorization: SSWS 00" + planted, "spaces", "00"},
		"PEM":             {"-----BEGIN PRIVATE KEY-----\n" + planted + "\n-----END PRIVATE KEY-----\n", "private key", "--auth private-key"},
		"PEM on one line": {`-----BEGIN RSA PRIVATE KEY-----\n` + planted + `\n-----END RSA PRIVATE KEY-----`, "private key", "--auth private-key"},
		"PEM after words": {"Bag Attributes\n-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + planted, "private key", "--auth private-key"},
		"JWK":             {`{"kty":"RSA","d":"` + planted + `"}`, "JSON", "--auth private-key"},
		"certificate":     {"-----BEGIN CERTIFICATE-----\n" + planted, "PEM file", "one word"},
		"two lines":       {planted + "\nb", "spaces or line ends", "one word"},
		"three words":     {"a b " + planted, "spaces or line ends", "one word"},
		"NUL":             {planted + "\x00b", "no token has", "one word"},
		"escape":          {planted + "\x1b[2J", "no token has", "one word"},
		"no ASCII":        {planted + "\u00fc", "no token has", "one word"},
		"no-break space":  {planted + "\u00a0b", "spaces or line ends", "one word"},
		"random bytes":    {planted + "\x8f\xff\xc0\x01", "no token has", "one word"},
		"UTF-16":          {"\xff\xfeP\x00L\x00", "no token has", "one word"},
		"endless":         {strings.Repeat(planted, 200), "longer", "one word"},
	} {
		f := newFake(t, nil)
		o := f.options()
		o.Token = secret.New(c.text)
		_, ofNew := okta.New(o)
		for who, err := range map[string]error{"CheckToken": okta.CheckToken(o.Token), "New": ofNew} {
			if !fault.Is(err, fault.Usage) {
				t.Errorf("%s: %s: %v", name, who, err)
				continue
			}
			if !strings.Contains(err.Error(), c.says) || !strings.Contains(fault.HintOf(err), c.hint) {
				t.Errorf("%s: %s: %v (%s), want %q (%q)", name, who, err, fault.HintOf(err), c.says, c.hint)
			}
			if text := fmt.Sprintf("%+v %s", err, fault.HintOf(err)); strings.Contains(text, planted) || strings.ContainsAny(text, "\x1b\x00") || !utf8.ValidString(text) {
				t.Errorf("%s: %s shows the token: %q", name, who, text)
			}
		}
	}
}

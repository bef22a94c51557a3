package okta

import (
	"context"
	"net/http"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
	"github.com/incodectl/incodectl/internal/secret"
)

// maxToken bounds the length of an API token in bytes. Okta makes them 42 long
// and does not promise it; what is far longer is a key or a file.
const maxToken = 512

// CheckToken reports whether v can be an API token (SSWS): one word of printable
// ASCII. White space and a byte order mark around it, as files and pipes have,
// do no harm. Okta documents no more of a token's make, so that whether it is
// one only Okta can tell. The error is fault.Usage; it says what was given
// instead and holds nothing of it.
func CheckToken(v secret.Value) error {
	_, err := parseToken(v)
	return err
}

// parseToken returns the token alone.
func parseToken(v secret.Value) (string, error) {
	token := strings.TrimSpace(strings.TrimPrefix(v.Reveal(), "\ufeff"))
	words := strings.Fields(token)
	switch {
	case token == "":
		return "", fault.New(fault.Usage, "the API token is missing").
			WithHint("create one in the Okta admin console under Security > API > Tokens")
	case strings.Contains(token, "-----BEGIN") && strings.Contains(token, "PRIVATE KEY-----"):
		return "", tokenFault("it is a private key", "a private key goes with --auth private-key; for --auth token paste an API token")
	case strings.Contains(token, "-----BEGIN"):
		return "", tokenFault("it is a PEM file", "")
	case strings.HasPrefix(token, "{"):
		return "", tokenFault("it is JSON", "a private key as JWK goes with --auth private-key; for --auth token paste an API token")
	case strings.EqualFold(words[0], "SSWS"), strings.EqualFold(words[0], "Bearer"):
		return "", tokenFault("the name of an authorization scheme stands before it", "paste the token alone, without SSWS or Bearer before it")
	case len(words) > 1:
		return "", tokenFault("it has spaces or line ends in it", "")
	case strings.ContainsFunc(token, func(r rune) bool { return r < ' ' || r > '~' }):
		return "", tokenFault("it has characters that no token has", "")
	case len(token) > maxToken:
		return "", tokenFault("it is longer than any token", "")
	}
	return token, nil
}

func tokenFault(why, hint string) error {
	if hint == "" {
		hint = "an API token is one word of 42 letters, digits, - and _ that usually starts with 00; " +
			"paste it as the Okta admin console shows it once (Security > API > Tokens)"
	}
	return fault.New(fault.Usage, "the API token cannot be used: %s", why).WithHint("%s", hint)
}

// apiToken is an API token; the SDK itself puts it on requests.
type apiToken struct{ token secret.Value }

func (s *Source) useToken(o Options, agent string) error {
	token, err := parseToken(o.Token)
	if err != nil {
		return err
	}
	s.sdk = newRequestBuilder(s.org.String(), "SSWS", token, agent, s.client)
	s.auth = apiToken{secret.New(token)}
	return nil
}

func (apiToken) prepare(context.Context) error            { return nil }
func (apiToken) sign(*http.Request, *pass) error          { return nil }
func (apiToken) seen(*http.Response)                      {}
func (apiToken) renew(*http.Response, []byte, *pass) bool { return false }
func (apiToken) kind() string                             { return AuthToken }
func (a apiToken) asking(string) authenticator            { return a }
func (a apiToken) hide(text string) string                { return hide(text, a.token) }

// hide replaces a secret wherever the other side repeats it.
func hide(text string, v secret.Value) string { return httpx.Redact(text, v.Reveal()) }

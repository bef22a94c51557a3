package integration

import (
	"net/url"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/endpoint"
	"github.com/incodectl/incodectl/internal/fault"
)

// maxRedirectURI bounds a redirect URI, in bytes; browsers and proxies take no
// longer ones everywhere.
const maxRedirectURI = 2000

// cleanRedirectURI refuses what RFC 6749 (3.1.2) and RFC 9700 do: a redirect URI
// is absolute, without a fragment, and on https unless it stays on this machine.
// It is returned exactly as it was given, because that is how it is compared.
func cleanRedirectURI(v string) (string, error) {
	u, err := url.Parse(v)
	switch {
	case len(v) > maxRedirectURI:
		return "", fault.New(fault.Usage, "the redirect URI is longer than %d characters", maxRedirectURI)
	case err != nil || strings.ContainsFunc(v, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`\"<>^{|}`+"`", r) }):
		// Not repeated: it may hold a password.
		return "", fault.New(fault.Usage, "the redirect URI is no URI; characters other than ASCII letters, digits and punctuation are written %%XX")
	case u.User != nil:
		return "", fault.New(fault.Usage, "the redirect URI holds a user name or password")
	case strings.Contains(v, "#"):
		return "", fault.New(fault.Usage, "redirect URI %q has a fragment (#), which none may have", v)
	case u.Opaque != "" || u.Hostname() == "":
		return "", fault.New(fault.Usage, "redirect URI %q is not absolute; write it like https://app.corp.example/callback", v)
	case strings.Contains(v, "*"):
		return "", fault.New(fault.Usage, "redirect URI %q has a wildcard; each URI is registered in full", v)
	case u.Scheme == "https", u.Scheme == "http" && endpoint.IsLoopback(u.Host):
		return v, nil
	case u.Scheme == "http":
		return "", fault.New(fault.Usage, "redirect URI %q is http, which is accepted for this machine only; use https", v)
	default:
		return "", fault.New(fault.Usage, "redirect URI %q does not begin with https://", v)
	}
}

// Redirects reports whether a redirect URI is registered: exactly this one,
// character by character.
func (in Integration) Redirects(uri string) bool {
	return slices.Contains(in.Settings[KeyRedirectURIs], uri)
}

package integration

import (
	"regexp"
	"strings"
	"sync"

	"github.com/incodectl/incodectl/internal/endpoint"
	"github.com/incodectl/incodectl/internal/fault"
)

// Compiled at first use: most commands check nothing, and every one starts.
var (
	guidPattern = pattern(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	namePattern = pattern(`^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$`)
	oktaID      = pattern(`^[A-Za-z0-9_-]{1,128}$`)
	variable    = pattern(`^[A-Z_][A-Z0-9_]{0,254}$`)
	reference   = pattern(`^[A-Za-z0-9._-]{1,128}$`)
	// Okta's administration console has its own host beside each org's.
	adminHost = pattern(`(?i)^([a-z0-9-]+)-admin\.(okta|oktapreview|okta-emea|okta-gov|trexcloud)\.(.+)$`)
)

func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

func cleanGUID(v string) (string, error) {
	v = strings.ToLower(v)
	if !guidPattern().MatchString(v) {
		return "", fault.New(fault.Usage, "%q is no GUID (like 11111111-2222-3333-4444-555555555555)", v)
	}
	return v, nil
}

func cleanURL(v string) (string, error) {
	u, err := endpoint.Parse(v)
	if err != nil {
		return "", err
	}
	return u.String(), nil
}

// cleanOrgURL refuses the administration host, which serves no API, and names
// the right one.
func cleanOrgURL(v string) (string, error) {
	u, err := endpoint.Parse(v)
	if err != nil {
		return "", err
	}
	if m := adminHost().FindStringSubmatch(u.Hostname()); m != nil {
		return "", fault.New(fault.Usage, "%s is the administration console, not the org; use https://%s.%s.%s",
			u.Host, m[1], m[2], m[3])
	}
	return u.String(), nil
}

// cleanGraphURL accepts Graph's address with its version too, as Microsoft's
// documentation writes it.
func cleanGraphURL(v string) (string, error) {
	return cleanURL(strings.TrimSuffix(strings.TrimSuffix(v, "/"), "/v1.0"))
}

func cleanOktaID(v string) (string, error) {
	if !oktaID().MatchString(v) {
		return "", fault.New(fault.Usage, "%q is no Okta ID (letters and digits, like 00g1abcd2EFGH3ijk4x7)", v)
	}
	return v, nil
}

// cleanVariable accepts names in capitals only, which a secret that somebody
// writes there by mistake hardly ever is; it is not repeated either.
func cleanVariable(v string) (string, error) {
	if !variable().MatchString(v) {
		return "", fault.New(fault.Usage, "takes the name of an environment variable: capitals, digits and underscores, like CORP_OKTA_TOKEN")
	}
	// The environment is what says where incodectl keeps and sends things; its own
	// variables are no secrets of directories, and one that is would be sent to one.
	if own := strings.HasPrefix(v, "INCODECTL_") && !strings.HasPrefix(v, "INCODECTL_SECRET_"); own || v == "INCODECTL_SECRET_STORE" {
		return "", fault.New(fault.Usage, "%s is one of incodectl's own and holds no secret of an integration; name another, or one that begins with INCODECTL_SECRET_", v)
	}
	return v, nil
}

func cleanReference(v string) (string, error) {
	if !reference().MatchString(v) {
		return "", fault.New(fault.Usage, "%q is no Integration ID (letters, digits, dots, underscores and dashes)", v)
	}
	return v, nil
}

// CheckName validates an integration's name. Names become keyring accounts and
// parts of environment variables, and must not be mistaken for an ID.
func CheckName(name string) error {
	switch {
	case name == "":
		return fault.New(fault.Usage, "the name is empty")
	case guidPattern().MatchString(strings.ToLower(name)):
		return fault.New(fault.Usage, "the name %q looks like an Integration ID; choose another", name)
	case !namePattern().MatchString(name):
		return fault.New(fault.Usage, "the name %q is not allowed", name).
			WithHint("use up to 63 letters, digits, dots, underscores and dashes, beginning with a letter or digit")
	}
	return nil
}

package secret

import (
	"strconv"
	"strings"
)

// Own begins the names of the profile's own secrets, which belong to no
// integration: no integration's name does.
const Own = "@"

// EnvName is the environment variable that holds an integration's secret:
// INCODECTL_SECRET_ and the name in capitals, every character other than A-Z
// and 0-9 as an underscore. Names that differ only in such characters share a
// variable; integrations may not be named so. "store" has an underscore more:
// INCODECTL_SECRET_STORE is the setting secret_store. A name that begins with @
// is the profile's own: @incode-api-key is in INCODECTL_INCODE_API_KEY.
func EnvName(name string) string {
	prefix := "INCODECTL_SECRET_"
	if own, ok := strings.CutPrefix(name, Own); ok {
		prefix, name = "INCODECTL_", own
	}
	env := prefix + strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z':
			return r - 'a' + 'A'
		case 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
			return r
		default:
			return '_'
		}
	}, name)
	if env == "INCODECTL_SECRET_STORE" {
		env += "_"
	}
	return env
}

// EnvOrigin is the Origin of a secret that is in its environment variable.
func EnvOrigin(name string) Origin { return Origin(EnvName(name)) }

// Called says in words whose secret one of this name is, for people: names of the
// profile's own mean nothing to them.
func Called(name string) string {
	switch {
	case name == Own+"incode-client-secret":
		return "Incode's client secret"
	case name == Own+"incode-api-key":
		return "Incode's API key"
	case name == Own+"incode-admin-token":
		return "Incode's admin token"
	case name == Own+"incode-hosts":
		return "the addresses of Incode's credentials"
	case strings.HasPrefix(name, Own+"api-key-"):
		return "the API key"
	case strings.HasPrefix(name, Own):
		return "a secret"
	}
	return "the secret of " + strconv.Quote(name)
}

// HasEnv reports whether there is any sense in putting a secret of this name into
// an environment variable: not where only the program knows what it has to be.
func HasEnv(name string) bool { return name != Own+"probe" && name != Own+"incode-hosts" }

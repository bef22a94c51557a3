package integration

import (
	"slices"
	"strings"
)

// The keys of what people copy from an integration into another system.
const (
	CopyIntegrationID   = "integration_id"
	CopyClientID        = "client_id"
	CopyIssuer          = "issuer"
	CopyAuthorization   = "authorization_endpoint"
	CopyToken           = "token_endpoint"
	CopyJWKS            = "jwks_uri"
	CopyUserinfo        = "userinfo_endpoint"
	CopyDiscovery       = "discovery_endpoint"
	CopyConfigurationID = "configuration_id"
	CopyAPI             = "api_endpoint"
	CopyAppID           = "app_id"
)

// Around is what of an integration's surroundings people need to copy.
type Around struct {
	Auth, API       string // addresses of the Incode environment, without a slash at the end
	ConfigurationID string // of the integration's workflow
	ClientID        string // of the automatic integration, see ClientCredentials
}

// Paste is one value to be copied.
type Paste struct{ Key, Title, Value string }

// Pastes returns what is to be copied from an integration of this template, in
// the order in which other systems ask for it. What has no value is left out.
func (t Template) Pastes(in Integration, a Around) []Paste {
	if in.ClientID != "" {
		a.ClientID = in.ClientID
	}
	id := in.ID
	if ref := in.Settings.Get(KeyReference); ref != "" {
		id = ref
	}
	all := []Paste{
		{CopyIntegrationID, "Integration ID", id},
		{CopyClientID, "Client ID", a.ClientID},
		{CopyIssuer, "Issuer", a.Auth},
		{CopyAuthorization, "Authorization endpoint", under(a.Auth, "/oauth2/authorize")},
		{CopyToken, "Token endpoint", under(a.Auth, "/oauth2/token")},
		{CopyJWKS, "JWKS URI", under(a.Auth, "/oauth2/jwks")},
		{CopyUserinfo, "Userinfo endpoint", under(a.Auth, "/userinfo")},
		{CopyDiscovery, "Discovery endpoint", under(a.Auth, "/.well-known/openid-configuration")},
		{CopyConfigurationID, "Configuration ID", a.ConfigurationID},
		{CopyAPI, "API endpoint", under(a.API, "/omni/b2b/onboarding/request-new")},
		{CopyAppID, "App ID", in.Settings.Get(KeyAppID)},
	}
	var out []Paste
	for _, key := range t.Copy {
		i := slices.IndexFunc(all, func(p Paste) bool { return p.Key == key })
		if i >= 0 && all[i].Value != "" {
			out = append(out, all[i])
		}
	}
	return out
}

func under(base, path string) string {
	if base == "" {
		return ""
	}
	return base + path
}

// NotesFor returns what else is to be known of an integration of this template.
func (t Template) NotesFor(in Integration) []string {
	notes := make([]string, len(t.Notes))
	for i, n := range t.Notes {
		notes[i] = strings.ReplaceAll(n, "{name}", in.Name)
	}
	return notes
}

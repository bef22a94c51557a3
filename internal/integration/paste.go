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
	// AtIncode is the client ID with which the profile is connected to Incode: that
	// of the organisation's OIDC Client Credentials in Incode's Dashboard. "" when
	// it is not connected.
	AtIncode string
}

// Paste is one value to be copied.
type Paste struct{ Key, Title, Value string }

// Pastes returns what is to be copied from an integration of this template, in
// the order in which other systems ask for it. What has no value is left out.
func (t Template) Pastes(in Integration, a Around) []Paste {
	client, atIncode := t.Client(in, a)
	clientTitle := "Client ID"
	if atIncode {
		clientTitle = TitleAtIncode
	}
	id := in.ID
	if ref := in.Settings.Get(KeyReference); ref != "" {
		id = ref
	}
	all := []Paste{
		{CopyIntegrationID, "Integration ID", id},
		{CopyClientID, clientTitle, client},
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

// TitleAtIncode is what a client ID is called that was not generated here.
const TitleAtIncode = "Client ID at Incode"

// Client returns the client ID that other systems need of an integration of this
// template, and whether Incode's Dashboard issued it: Incode's servers know no
// other. It is then in the place of the one generated here.
func (t Template) Client(in Integration, a Around) (id string, atIncode bool) {
	switch own := in.Settings.Get(KeyClientID); {
	case t.OpenID && own != "":
		return own, true
	case a.AtIncode != "" && (!t.OpenID || t.ID == ClientCredentials):
		return a.AtIncode, true
	case in.ClientID != "":
		return in.ClientID, false
	}
	return a.ClientID, false
}

// IsAddress reports whether what is copied under a key is an address of the
// Incode environment.
func IsAddress(key string) bool {
	switch key {
	case CopyIssuer, CopyAuthorization, CopyToken, CopyJWKS, CopyUserinfo, CopyDiscovery, CopyAPI:
		return true
	}
	return false
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
		if org := in.Settings.Get(KeyOrgURL); org != "" {
			notes[i] = strings.ReplaceAll(notes[i], unknownOrg, org)
		}
	}
	return notes
}

package sandbox

import (
	"maps"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/sandbox"
)

// connect prints how to connect.
func (opts *serveOptions) connect(s *sandbox.Server) error {
	groups := s.GroupIDs()
	v := map[string]any{
		"okta": map[string]string{
			"org_url": s.OktaURL(), "token": s.OktaToken(), "client_id": s.OktaClientID(), "key_id": s.KeyID(),
		},
		"entra": map[string]string{
			"authority_url": s.AuthorityURL(), "graph_url": s.GraphURL(), "tenant_id": s.TenantID(),
			"client_id": s.ClientID(), "client_secret": s.ClientSecret(),
		},
		"incode": map[string]string{
			"auth_url": s.IncodeURL(), "api_url": s.IncodeURL(), "client_id": s.IncodeClientID(),
			"client_secret": s.IncodeClientSecret(), "api_key": s.IncodeAPIKey(), "admin_token": s.IncodeAdminToken(),
		},
		"groups": map[string]any{"okta": groups.Okta, "entra": groups.Graph},
	}
	err := opts.f.Render(output.Object(v, s.OktaURL(),
		output.Field{Label: "Okta org URL", Value: s.OktaURL()},
		output.Field{Label: "Okta API token", Value: s.OktaToken()},
		output.Field{Label: "Okta client ID, key ID", Value: s.OktaClientID() + ", " + s.KeyID()},
		output.Field{Label: "Okta groups", Value: list(groups.Okta)},
		output.Field{Label: "Entra authority, Graph URL", Value: s.AuthorityURL()},
		output.Field{Label: "Entra tenant ID", Value: s.TenantID()},
		output.Field{Label: "Entra client ID", Value: s.ClientID()},
		output.Field{Label: "Entra client secret", Value: s.ClientSecret()},
		output.Field{Label: "Entra groups", Value: list(groups.Graph)},
		output.Field{Label: "Incode auth, API URL", Value: s.IncodeURL()},
		output.Field{Label: "Incode client ID", Value: s.IncodeClientID()},
		output.Field{Label: "Incode client secret", Value: s.IncodeClientSecret()},
		output.Field{Label: "Incode API key", Value: s.IncodeAPIKey()},
		output.Field{Label: "Incode admin token", Value: s.IncodeAdminToken()}))
	opts.f.IO.Notef(`connect to it from another terminal:
  incodectl features enable integrations-ecosystem
  echo %s | incodectl integrations create okta-directory --name lumen --org-url %s --auth token --secret-stdin --map birthdate=profile.dateOfBirth
  echo %s | incodectl integrations create entra-directory --name aurora --tenant-id %s --client-id %s --auth client-secret --secret-stdin --authority-url %s --graph-url %s --map birthdate=onPremisesExtensionAttributes.extensionAttribute1
  incodectl directory sync`,
		s.OktaToken(), s.OktaURL(), s.ClientSecret(), s.TenantID(), s.ClientID(), s.AuthorityURL(), s.GraphURL())
	opts.f.IO.Notef(`and to its Incode:
  echo %s >api-key
  echo %s | incodectl incode connect --client-id %s --auth-url %s --api-url %s --secret-stdin --api-key-file api-key`,
		s.IncodeAPIKey(), s.IncodeClientSecret(), s.IncodeClientID(), s.IncodeURL(), s.IncodeURL())
	if opts.keyFile != "" {
		opts.f.IO.Notef("or with the key pair:\n  incodectl integrations create okta-directory --name lumen-app --org-url %s --auth private-key --client-id %s --key-id %s --secret-file %s",
			s.OktaURL(), s.OktaClientID(), s.KeyID(), opts.keyFile)
	}
	return err
}

// list writes groups as name and ID.
func list(groups map[string]string) string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		all = append(all, name+" "+groups[name])
	}
	return strings.Join(all, ", ")
}

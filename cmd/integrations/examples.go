package integrations

import "github.com/incodectl/incodectl/internal/integration"

// examples are those of "create", by template.
var examples = map[string]string{
	integration.OktaDirectory: `  # an API token, read from standard input
  incodectl integrations create okta-directory --name corp \
      --org-url https://corp.okta.com --auth token --secret-stdin < token.txt
  # an API Services app with a key pair, two groups, and the date of birth from a custom attribute
  incodectl integrations create okta-directory --name corp \
      --org-url https://corp.okta.com --auth private-key --client-id 0oa1abcd2EFGH3ijk4x7 \
      --key-id my-key --secret-file key.pem --group 00g1 --group 00g2 \
      --map birthdate=profile.dateOfBirth
  # only those a search finds, and a sync that stops before it deactivates more than 20 of them
  incodectl integrations create okta-directory --name sales \
      --org-url https://corp.okta.com --auth token --secret-stdin \
      --search 'profile.department eq "Sales"' --max-deactivations 20 < token.txt`,
	integration.EntraDirectory: `  # a client secret, read from standard input
  incodectl integrations create entra-directory --name corp-entra \
      --tenant-id 11111111-2222-3333-4444-555555555555 \
      --client-id 66666666-7777-8888-9999-000000000000 \
      --auth client-secret --secret-stdin \
      --map birthdate=onPremisesExtensionAttributes.extensionAttribute1 < secret.txt`,
	integration.OktaIDV: `  incodectl integrations create okta-idv --name okta-login --workflow sign-in \
      --directory corp --org-url https://corp.okta.com
  incodectl integrations get okta-login     # what to enter in Okta`,
	integration.OktaIDP: `  incodectl integrations create okta-idp --name okta-factor --workflow sign-in --directory corp
  # what to enter in Okta, then the redirect URI that Okta shows
  incodectl integrations get okta-factor
  incodectl integrations edit okta-factor --redirect-uri https://corp.okta.com/oauth2/v1/authorize/callback`,
	integration.EntraEAM: `  incodectl integrations create entra-eam --name entra-mfa --workflow sign-in --directory corp-entra \
      --tenant-id 11111111-2222-3333-4444-555555555555`,
	integration.Helpdesk: `  incodectl integrations create helpdesk --name helpdesk --workflow reset --directory corp
  incodectl integrations get helpdesk -o name     # the Integration ID`,
	integration.ServiceNow: `  incodectl integrations create servicenow --name servicenow --workflow reset --directory corp \
      --instance-url https://corp.service-now.com`,
	integration.JiraServiceManagement: `  incodectl integrations create jira-service-management --name jira --workflow reset --directory corp \
      --instance-url https://corp.atlassian.net`,
	integration.OIDC: `  incodectl integrations create oidc --name portal --workflow sign-in --directory corp \
      --redirect-uri https://portal.corp.example/callback --redirect-uri http://127.0.0.1:8080/callback
  incodectl credentials generate-secret portal`,
	integration.API: `  incodectl integrations create api --name backend --workflow sign-in --directory corp`,
	integration.ClientCredentials: `  # there is always one; what there is of it
  incodectl integrations get oidc-client-credentials`,
	integration.BYODirectory: `  # coming soon; what there is now
  incodectl integrations templates`,
}

package integration

// What follows are the templates of integrations that start sessions. The people
// whom they verify are those of the directories; which attributes are compared,
// and how, says the policy of their workflow.

func workflowField() Field {
	return Field{
		Key: KeyWorkflow, Flag: "workflow", Title: "Workflow", Kind: KindWorkflow, Required: true,
		Help: "workflow (name, ID or Configuration ID) whose steps and claims policy sessions follow",
	}
}

func directoryField() Field {
	return Field{
		Key: KeyDirectory, Flag: "directory", Title: "Directory", Kind: KindDirectory,
		Help: "directory integration (name or ID) in which people are looked up; all directories when not set",
	}
}

func referenceField() Field {
	return Field{
		Key: KeyReference, Flag: "reference", Title: "Integration ID at Incode", Kind: KindText, Unasked: true, Check: cleanReference,
		Help: "Integration ID under which Incode's Dashboard knows the integration, where it differs from the one generated here",
	}
}

func clientIDField() Field {
	return Field{
		Key: KeyClientID, Flag: "client-id", Title: TitleAtIncode, Kind: KindText, Unasked: true, Check: cleanReference,
		Help: "client ID shown in Incode's Dashboard, where it differs from the one generated here",
	}
}

// unknownOrg stands in notes for the address of an Okta org.
const unknownOrg = "https://ORG"

func redirectURIs(required bool) Field {
	return Field{
		Key: KeyRedirectURIs, Flag: "redirect-uri", Title: "Redirect URIs", Kind: KindURIs, Required: required, Check: cleanRedirectURI,
		Help: "redirect URI of the other side, exactly as it sends it: https, or http on this machine, without a fragment; repeat it for several",
	}
}

func oktaOrg() Field {
	return Field{
		Key: KeyOrgURL, Flag: "org-url", Title: "Org URL", Kind: KindURL, Check: cleanOrgURL,
		Help: "address of the Okta org, like https://corp.okta.com; custom domains work, the -admin host does not",
	}
}

// linked are the fields of every template that starts sessions, around its own.
func linked(own ...Field) []Field {
	return append(append([]Field{workflowField(), directoryField()}, own...), referenceField())
}

const secretNote = "the client secret is shown once, when it is generated: incodectl credentials generate-secret {name}"

func oktaIDV() Template {
	return Template{
		ID: OktaIDV, Title: "Okta IDV Standard", Category: CategoryIAM, Status: StatusAvailable, OpenID: true, Sessions: true,
		Summary: "Okta sends people to be verified, as an identity verification vendor; authentication, the people come from a directory",
		Fields:  linked(oktaOrg(), redirectURIs(false), clientIDField()),
		Copy: []string{
			CopyIntegrationID, CopyClientID, CopyIssuer, CopyAuthorization, CopyToken, CopyJWKS, CopyDiscovery, CopyConfigurationID,
		},
		Notes: []string{
			secretNote,
			"Okta returns people to " + unknownOrg + "/idp/identity-verification/callback",
			"how strictly a claim is compared is set in Okta; the user name must not be mapped to anything else",
		},
	}
}

func oktaIDP() Template {
	return Template{
		ID: OktaIDP, Title: "Okta IDP", Category: CategoryIAM, Status: StatusAvailable, OpenID: true, Sessions: true,
		Summary: "Okta uses Incode as an identity provider: authenticator or SSO; authentication, the people come from a directory",
		Fields:  linked(oktaOrg(), redirectURIs(false), clientIDField()),
		Copy: []string{
			CopyClientID, CopyIssuer, CopyAuthorization, CopyToken, CopyJWKS, CopyUserinfo, CopyIntegrationID, CopyConfigurationID,
		},
		Notes: []string{
			secretNote,
			"in Okta set authentication type client secret, usage Factor Only, and the scopes email openid profile",
			"then register the redirect URI Okta shows: incodectl integrations edit {name} --redirect-uri URI",
		},
	}
}

func entraEAM() Template {
	return Template{
		ID: EntraEAM, Title: "Microsoft Entra EAM", Category: CategoryIAM, Status: StatusAvailable, OpenID: true, Sessions: true,
		Summary: "Entra asks Incode as an external authentication method; authentication, the people come from a directory",
		Fields: linked(
			Field{
				Key: KeyTenantID, Flag: "tenant-id", Title: "Tenant ID", Kind: KindGUID,
				Help: "directory (tenant) ID of the Entra tenant",
			},
			Field{
				Key: KeyAppID, Flag: "app-id", Title: "App ID", Kind: KindGUID,
				Help: "application ID that the external authentication method is registered with in Entra",
			},
			redirectURIs(false), clientIDField()),
		Copy: []string{CopyClientID, CopyDiscovery, CopyAppID, CopyIntegrationID, CopyConfigurationID},
		Notes: []string{
			"the tenant needs Microsoft Entra ID P1 or P2",
			secretNote,
		},
	}
}

// requested is what those have in common that start sessions through Incode's
// Request New Onboarding API.
func requested(t Template) Template {
	t.Status, t.Sessions = StatusAvailable, true
	t.Copy = []string{CopyIntegrationID, CopyAPI, CopyToken, CopyClientID, CopyConfigurationID}
	t.Notes = []string{
		"the client ID is that of " + ClientCredentials + "; its secret: incodectl credentials generate-secret",
		"an API key is needed too: incodectl api-keys generate",
	}
	return t
}

func helpdesk() Template {
	return requested(Template{
		ID: Helpdesk, Title: "Helpdesk Verifications", Category: CategoryHelpdesk,
		Summary: "Helpdesk agents have a caller verified",
		Fields:  linked(),
	})
}

func serviceNow() Template {
	return requested(Template{
		ID: ServiceNow, Title: "ServiceNow", Category: CategoryHelpdesk,
		Summary: "Agents have a caller verified from a ServiceNow record",
		Fields:  linked(instance("address of the ServiceNow instance, like https://corp.service-now.com")),
	})
}

func jiraServiceManagement() Template {
	return requested(Template{
		ID: JiraServiceManagement, Title: "Jira Service Management", Category: CategoryHelpdesk,
		Summary: "Agents have a caller verified from a Jira request",
		Fields:  linked(instance("address of the Jira site, like https://corp.atlassian.net")),
	})
}

func instance(help string) Field {
	return Field{Key: KeyInstanceURL, Flag: "instance-url", Title: "Instance URL", Kind: KindURL, Help: help}
}

func openIDConnect() Template {
	return Template{
		ID: OIDC, Title: "OIDC", Category: CategoryCustom, Status: StatusAvailable, OpenID: true, Sessions: true,
		Summary: "Any application that speaks OpenID Connect sends people to be verified",
		Fields:  linked(redirectURIs(true), clientIDField()),
		Copy: []string{
			CopyClientID, CopyIssuer, CopyDiscovery, CopyAuthorization, CopyToken, CopyJWKS, CopyUserinfo, CopyIntegrationID, CopyConfigurationID,
		},
		Notes: []string{secretNote, "a redirect URI must be sent exactly as it is registered, character by character"},
	}
}

func api() Template {
	return requested(Template{
		ID: API, Title: "API", Category: CategoryCustom,
		Summary: "A program of your own starts sessions through the Request New Onboarding API",
		Fields:  linked(),
	})
}

func clientCredentials() Template {
	return Template{
		ID: ClientCredentials, Title: "OIDC Client Credentials", Category: CategoryCustom, Status: StatusAutomatic, OpenID: true,
		Summary: "Client ID and secret of the organisation's own calls to Incode; made when the feature is switched on",
		Copy:    []string{CopyClientID, CopyIssuer, CopyToken},
		Notes:   []string{"the client secret is shown once, when it is generated: incodectl credentials generate-secret"},
	}
}

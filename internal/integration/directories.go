package integration

func auth(values ...string) *Condition { return &Condition{Key: KeyAuth, Values: values} }

func oktaDirectory() Template {
	return Template{
		ID: OktaDirectory, Title: "Okta Directory", Category: CategoryDirectory, Status: StatusAvailable,
		Summary: "People and their attributes from an Okta org, for matching; data only, to let Okta start sessions see okta-idv and okta-idp",
		Copy:    []string{CopyIntegrationID},
		Fields: append([]Field{
			{
				Key: KeyOrgURL, Flag: "org-url", Title: "Org URL", Kind: KindURL, Required: true, Repoints: true, Routes: true, Check: cleanOrgURL,
				Help: "address of the Okta org, like https://corp.okta.com; custom domains work, the -admin host does not",
			},
			{
				Key: KeyAuth, Flag: "auth", Title: "Authentication", Kind: KindChoice, Required: true,
				Options: []string{AuthToken, AuthPrivateKey},
				Help:    "token: an API token (SSWS); private-key: an API Services app with a key pair",
			},
			{
				Key: KeyClientID, Flag: "client-id", Title: "Client ID", Kind: KindText, Required: true, When: auth(AuthPrivateKey), Check: cleanOktaID,
				Help: "client ID of the API Services app",
			},
			{
				Key: KeyKeyID, Flag: "key-id", Title: "Key ID", Kind: KindText, Required: true, When: auth(AuthPrivateKey),
				Help: "ID (kid) under which the public key is registered with the app",
			},
			{
				Key: KeySecret, Flag: "secret", Title: "Secret", Kind: KindSecret, Required: true, When: auth(AuthToken, AuthPrivateKey),
				Help: "the API token, or the private key as PEM or JWK; pass it with --secret-stdin or --secret-file",
			},
			secretEnv(AuthToken, AuthPrivateKey),
			groups(KeySearch, "Okta group ID, like 00g1abcd2EFGH3ijk4x7; repeat it for several; none means everybody", cleanOktaID),
			{
				Key: KeySearch, Flag: "search", Title: "Search", Kind: KindExpression, Excludes: KeyGroups, Unasked: true,
				Help: `Okta search expression that says who is listed, like 'profile.department eq "Sales"'; instead of groups`,
			},
			mapping("claim=path, like birthdate=profile.dateOfBirth; repeat it; claim= switches a default off"),
			{
				Key: KeyBaseURL, Flag: "base-url", Title: "Base URL", Kind: KindURL, Routes: true,
				Help: "send requests to this address instead of the org URL, for a gateway",
			},
		}, syncFields()...),
	}
}

func entraDirectory() Template {
	return Template{
		ID: EntraDirectory, Title: "Microsoft Entra Directory", Category: CategoryDirectory, Status: StatusAvailable,
		Summary: "People and their attributes from a Microsoft Entra tenant, for matching; data only, to let Entra start sessions see entra-eam",
		Copy:    []string{CopyIntegrationID},
		Fields: append([]Field{
			{
				Key: KeyTenantID, Flag: "tenant-id", Title: "Tenant ID", Kind: KindGUID, Required: true, Repoints: true, Routes: true,
				Help: "directory (tenant) ID from the app registration's overview",
			},
			{
				Key: KeyAuth, Flag: "auth", Title: "Authentication", Kind: KindChoice, Required: true,
				Options: []string{AuthClientSecret, AuthCertificate, AuthWorkloadIdentity, AuthAzureCLI},
				Help:    "how to authenticate as the app; azure-cli uses the account signed in with az login",
			},
			{
				Key: KeyClientID, Flag: "client-id", Title: "Client ID", Kind: KindGUID, Required: true,
				When: auth(AuthClientSecret, AuthCertificate, AuthWorkloadIdentity),
				Help: "application (client) ID from the app registration's overview",
			},
			{
				Key: KeySecret, Flag: "secret", Title: "Secret", Kind: KindSecret, Required: true, When: auth(AuthClientSecret, AuthCertificate),
				Help: "the client secret's value, or certificate and private key as PEM or PKCS#12; pass it with --secret-stdin or --secret-file",
			},
			secretEnv(AuthClientSecret, AuthCertificate),
			{
				Key: KeyTokenFile, Flag: "token-file", Title: "Token file", Kind: KindPath, When: auth(AuthWorkloadIdentity),
				Help: "file with the federated token; default is the environment variable AZURE_FEDERATED_TOKEN_FILE",
			},
			{
				Key: KeyCloud, Flag: "cloud", Title: "Cloud", Kind: KindChoice, Default: CloudPublic, Repoints: true, Routes: true,
				Options: []string{CloudPublic, CloudUSGov, CloudChina},
				Help:    "Microsoft cloud the tenant lives in",
			},
			{
				Key: KeyAuthorityURL, Flag: "authority-url", Title: "Authority URL", Kind: KindURL, Repoints: true, Routes: true,
				Help: "address of the token endpoint's host instead of the cloud's own",
			},
			{
				Key: KeyGraphURL, Flag: "graph-url", Title: "Graph URL", Kind: KindURL, Repoints: true, Routes: true, Check: cleanGraphURL,
				Help: "address of Microsoft Graph instead of the cloud's own",
			},
			groups(KeyFilter, "object ID of an Entra group; repeat it for several; members of nested groups count; none means everybody", cleanGUID),
			{
				Key: KeyFilter, Flag: "filter", Title: "Filter", Kind: KindExpression, Excludes: KeyGroups, Unasked: true,
				Help: `OData $filter expression that says who is listed, like "department eq 'Sales'"; instead of groups; such a scope is always read in full`,
			},
			mapping("claim=path, like birthdate=onPremisesExtensionAttributes.extensionAttribute1; repeat it; claim= switches a default off"),
		}, syncFields()...),
	}
}

func byoDirectory() Template {
	return Template{
		ID: BYODirectory, Title: "Bring Your Own Directory", Category: CategoryDirectory,
		Status: StatusComingSoon, Summary: "Any other company directory",
	}
}

func groups(excludes, help string, check func(string) (string, error)) Field {
	return Field{Key: KeyGroups, Flag: "group", Title: "Groups", Kind: KindList, Excludes: excludes, Help: help, Check: check}
}

func mapping(help string) Field {
	return Field{Key: KeyMapping, Flag: "map", Title: "Mapping", Kind: KindMapping, Help: help}
}

// secretEnv is the field by which a secret stays where somebody else keeps it.
func secretEnv(how ...string) Field {
	return Field{
		Key: KeySecretEnv, Flag: "secret-env", Title: "Secret variable", Kind: KindVariable, When: auth(how...),
		Excludes: KeySecret, Unasked: true, Check: cleanVariable,
		Help: "name of the environment variable that holds the secret whenever it is needed; nothing is stored then",
	}
}

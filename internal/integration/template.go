package integration

import (
	"slices"

	"github.com/incodectl/incodectl/internal/fault"
)

// Status says whether integrations can be created from a template.
type Status string

// The statuses.
const (
	StatusAvailable  Status = "available"
	StatusComingSoon Status = "coming soon"
	// StatusAutomatic is of a template of which there is always one integration,
	// made when the organisation feature is switched on.
	StatusAutomatic Status = "automatic"
)

// The template IDs.
const (
	OktaDirectory  = "okta-directory"
	EntraDirectory = "entra-directory"
	BYODirectory   = "byo-directory"

	OktaIDV               = "okta-idv"  // Okta IDV Standard
	OktaIDP               = "okta-idp"  // Okta IDP: authenticator or SSO provider
	EntraEAM              = "entra-eam" // Microsoft Entra external authentication method
	Helpdesk              = "helpdesk"  // Helpdesk Verifications
	ServiceNow            = "servicenow"
	JiraServiceManagement = "jira-service-management"
	OIDC                  = "oidc"
	API                   = "api"
	// ClientCredentials is the automatic one: OIDC Client Credentials.
	ClientCredentials = "oidc-client-credentials"
)

// Template is a kind of integration.
type Template struct {
	ID       string
	Title    string
	Category Category
	Status   Status
	Summary  string
	Fields   []Field
	// OpenID says that an integration has an OpenID Connect client: a client ID, and
	// a client secret that is generated, see package credential.
	OpenID bool
	// Sessions says that verification sessions are started through an integration.
	Sessions bool
	// Copy lists what people need of an integration elsewhere, see Paste.
	Copy []string
	// Notes say what else is to be set there. {name} is the integration's name.
	Notes []string
}

// Templates returns the catalogue, in the order in which it is shown.
func Templates() []Template {
	return []Template{
		oktaDirectory(), entraDirectory(), byoDirectory(),
		oktaIDV(), oktaIDP(), entraEAM(),
		helpdesk(), serviceNow(), jiraServiceManagement(),
		openIDConnect(), api(), clientCredentials(),
	}
}

// TemplateByID finds a template; an unknown one is fault.Usage and lists all.
func TemplateByID(id string) (Template, error) {
	all := Templates()
	i := slices.IndexFunc(all, func(t Template) bool { return t.ID == id })
	if i < 0 {
		return Template{}, fault.New(fault.Usage, "there is no template %q", id).
			WithHint("see them all: incodectl integrations templates")
	}
	return all[i], nil
}

// Field returns the field with this key.
func (t Template) Field(key string) (Field, bool) {
	i := slices.IndexFunc(t.Fields, func(f Field) bool { return f.Key == key })
	if i < 0 {
		return Field{}, false
	}
	return t.Fields[i], true
}

// NeedsSecret reports whether an integration with these settings has a secret.
func (t Template) NeedsSecret(s Settings) bool {
	f, ok := t.Field(KeySecret)
	return ok && f.Applies(s)
}

// Stored reports whether the secret of an integration with these settings is
// given to us to keep, rather than being in a variable of its owner's.
func (t Template) Stored(s Settings) bool { return t.NeedsSecret(s) && s.Get(KeySecretEnv) == "" }

// mayKeep reports whether there are settings with which an integration has a secret.
func (t Template) mayKeep() bool {
	_, ok := t.Field(KeySecret)
	return ok
}

// The ways to authenticate.
const (
	AuthToken            = "token"
	AuthPrivateKey       = "private-key"
	AuthClientSecret     = "client-secret"
	AuthCertificate      = "certificate"
	AuthWorkloadIdentity = "workload-identity"
	AuthAzureCLI         = "azure-cli"
)

// The Microsoft clouds.
const (
	CloudPublic = "public"
	CloudUSGov  = "usgov"
	CloudChina  = "china"
)

// The setting keys.
const (
	KeyOrgURL       = "org_url"
	KeyBaseURL      = "base_url"
	KeyAuth         = "auth"
	KeyClientID     = "client_id"
	KeyKeyID        = "key_id"
	KeyTenantID     = "tenant_id"
	KeyCloud        = "cloud"
	KeyAuthorityURL = "authority_url"
	KeyGraphURL     = "graph_url"
	KeyTokenFile    = "token_file"
	KeyGroups       = "groups"
	KeyMapping      = "mapping"
	KeySearch       = "search"
	KeyFilter       = "filter"

	KeyWorkflow     = "workflow"  // ID of a workflow
	KeyDirectory    = "directory" // ID of a directory integration
	KeyRedirectURIs = "redirect_uris"
	KeyReference    = "reference"  // Integration ID at Incode, where it differs
	KeySecretEnv    = "secret_env" // environment variable that holds the secret
	KeyInstanceURL  = "instance_url"
	KeyAppID        = "app_id" // of Incode's application in Entra

	KeyMaxDeactivations = "max_deactivations"
	KeyMaxUpdates       = "max_updates"
	KeyFullEvery        = "full_every"
	KeyMaxAPIShare      = "max_api_share"
	KeyConcurrency      = "concurrency"
)

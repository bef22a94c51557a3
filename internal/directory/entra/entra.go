// Package entra reads people from Microsoft Entra ID through Microsoft Graph
// v1.0. It is a directory.Source.
//
// Requests are built by Microsoft's SDK and sent by incodectl's own client;
// answers are decoded here. The SDK's decoding takes an answer without a list
// for an empty one and fails a page for one odd record, its paging loses errors
// from the second page on, and its retrying stops at 100 seconds.
package entra

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	core "github.com/microsoftgraph/msgraph-sdk-go-core"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
	"github.com/incodectl/incodectl/internal/secret"
)

// Options say which tenant is read, as whom, and what of it.
type Options struct {
	TenantID string // directory (tenant) ID
	ClientID string // application (client) ID; not used with azure-cli

	// Auth is AuthClientSecret, AuthCertificate, AuthWorkloadIdentity or AuthAzureCLI.
	Auth string
	// Secret is the client secret, or certificate and key; see CheckSecret.
	Secret secret.Value
	// TokenFile is the path of the federated token, for AuthWorkloadIdentity.
	// The caller puts in AZURE_FEDERATED_TOKEN_FILE where nothing else is said.
	TokenFile string

	Cloud        string // CloudPublic (also if empty), CloudUSGov or CloudChina
	AuthorityURL string // instead of the cloud's token issuer
	GraphURL     string // instead of the cloud's Graph; with or without /v1.0

	Groups []string // object IDs; none: everybody in the tenant
	// Filter is an OData $filter on users that limits the listing at the source;
	// see CheckFilter. It does not go together with Groups. Microsoft Graph
	// cannot say what changed among the people of a filter, so such a scope is
	// always read in full.
	Filter string
	// Mapping is put over DefaultMapping: entries add or replace, an empty
	// path switches a claim off.
	Mapping directory.Mapping

	// HTTP configures the client for both token and Graph requests. Hosts and
	// Bucket are set here.
	HTTP httpx.Options
	Now  func() time.Time // time.Now
}

// Source lists the people of one Entra tenant, of groups in it, or of a filter.
//
// A listing of everybody begins with a link to whatever changes from then on,
// lists people by the thousand, and ends with what changed meanwhile. Its Mark
// is the link that follows. A listing of groups takes such links for the people
// and for the membership of the groups; its delta ends in directory.FullNeeded
// as soon as that membership changed, because Graph names direct members only.
//
// Several groups are read side by side where Read.Concurrency allows it. The
// pages of everybody, of a filter and of a delta are read one after another: only
// a page says where the next one is.
type Source struct {
	at      place
	tenant  string
	auth    string
	app     string   // client ID
	groups  []string // sorted: cursors count them
	filter  string
	mapping directory.Mapping
	plan    plan
	client  *http.Client
	adapter *core.GraphRequestAdapterBase
	tokens  *tokens
	quote   func(string) string
}

var _ directory.Source = (*Source)(nil)

// New checks the options and returns a Source. It sends nothing. Options that
// cannot be right are fault.Usage; a federated token nobody named is
// fault.SecretUnavailable.
func New(o Options) (*Source, error) {
	if err := checkOptions(o); err != nil {
		return nil, err
	}
	o.TenantID = strings.ToLower(o.TenantID)
	at, err := locate(o)
	if err != nil {
		return nil, err
	}
	o.HTTP.Hosts = []string{at.authority.Host, at.graph.Host}
	o.HTTP.Bucket = bucketOf(at, o.TenantID)
	client, err := httpx.New(o.HTTP)
	if err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Auth == AuthClientSecret { // files and pipes end in a newline, secrets do not
		o.Secret = secret.New(strings.TrimSpace(o.Secret.Reveal()))
	}
	mapping := o.Mapping.Over(DefaultMapping())
	s := &Source{
		at: at, tenant: o.TenantID, auth: o.Auth, app: o.ClientID, mapping: mapping, plan: newPlan(mapping),
		groups: slices.Compact(slices.Sorted(slices.Values(o.Groups))),
		filter: strings.TrimSpace(o.Filter),
		client: client,
	}
	// While a token is asked for there is none to hide yet.
	early := func(text string) string { return quote(text, o.Secret.Reveal()) }
	s.quote = func(text string) string { return quote(text, o.Secret.Reveal(), s.tokens.current()) }
	s.tokens = &tokens{
		make:  func() (azcore.TokenCredential, error) { return newCredential(o, at, client, early) },
		scope: at.scope, now: o.Now,
		words: func(err error) error { return credentialFault(err, o, early) },
	}
	s.adapter, err = core.NewGraphRequestAdapterBaseWithParseNodeFactoryAndSerializationWriterFactoryAndHttpClient(
		&authenticator{tokens: s.tokens, graph: at.graph}, core.GraphClientOptions{}, nil, nil, client)
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "the Microsoft Graph SDK cannot be used")
	}
	s.adapter.SetBaseUrl(at.graph.String())
	return s, nil
}

// bucketOf names the rate limit a request counts against: Graph has one for an
// app in a tenant, and the token endpoint its own.
func bucketOf(at place, tenant string) func(*http.Request) string {
	token := (&tokenEndpoint{authority: at.authority, tenant: tenant}).path()
	return func(r *http.Request) string {
		if r.URL.Host == at.authority.Host && r.URL.Path == token {
			return "token"
		}
		return "graph"
	}
}

// checkOptions finds what New cannot use, before anything is made of it.
func checkOptions(o Options) error {
	switch strings.ToLower(o.TenantID) {
	case "":
		return fault.New(fault.Usage, "the tenant ID is missing").
			WithHint("copy the directory (tenant) ID from the app registration's overview")
	case "common", "organizations", "consumers", "adfs":
		return fault.New(fault.Usage, "%q is no tenant of its own", o.TenantID).
			WithHint("give the directory (tenant) ID of the organisation")
	}
	if !idLike(o.TenantID) {
		return fault.New(fault.Usage, "%q cannot be a tenant ID", o.TenantID)
	}
	ways := []string{AuthClientSecret, AuthCertificate, AuthWorkloadIdentity, AuthAzureCLI}
	if !slices.Contains(ways, o.Auth) {
		return fault.New(fault.Usage, "there is no way to authenticate called %q", o.Auth).
			WithHint("use one of %s", strings.Join(ways, ", "))
	}
	if o.Auth != AuthAzureCLI && !idLike(o.ClientID) {
		return fault.New(fault.Usage, "the client ID is missing or cannot be one").
			WithHint("copy the application (client) ID from the app registration's overview")
	}
	if o.Auth == AuthWorkloadIdentity && o.TokenFile == "" {
		return fault.New(fault.SecretUnavailable, "no file with a federated token is named").
			WithHint("name it with --token-file, or set AZURE_FEDERATED_TOKEN_FILE as the workload identity webhook does")
	}
	for _, g := range o.Groups {
		if !idLike(g) {
			return fault.New(fault.Usage, "%q cannot be the object ID of a group", g).
				WithHint("copy the Object ID from the group's overview")
		}
	}
	if err := CheckFilter(o.Filter); err != nil {
		return err
	}
	if o.Filter != "" && len(o.Groups) > 0 {
		return fault.New(fault.Usage, "a scope is either groups or a filter, not both").
			WithHint("Microsoft Graph cannot filter the members of nested groups reliably; use --group or --filter")
	}
	if err := CheckSecret(o.Auth, o.Secret); err != nil {
		return err
	}
	return CheckMapping(o.Mapping)
}

// idLike accepts what IDs and domain names are made of, so that none can
// change the meaning of an address or of a command line.
func idLike(s string) bool {
	return s != "" && !strings.HasPrefix(s, "-") && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '.'
	})
}

// Fingerprint implements directory.Source. It covers the tenant, where it is
// reached, the groups or the filter, and the mapping, but not as whom it is read.
func (s *Source) Fingerprint() string {
	sum := sha256.New()
	// Strings and lists of them always encode.
	_ = json.NewEncoder(sum).Encode([]any{
		directory.ProviderEntra, s.at.authority.String(), s.at.graph.String(), s.tenant, s.groups, s.filter, s.mapping.Entries(),
		s.plan.properties, // what a mark selects: people would come without what was added since
	})
	return hex.EncodeToString(sum.Sum(nil))
}

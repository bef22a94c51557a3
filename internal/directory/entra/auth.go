package entra

import (
	"context"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	azcloud "github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
	"github.com/incodectl/incodectl/internal/integration"
)

// The ways to authenticate. The way is always chosen explicitly: azidentity's
// default chain would ask the metadata service of whatever machine it runs on
// and could find an identity nobody meant.
const (
	AuthClientSecret     = integration.AuthClientSecret
	AuthCertificate      = integration.AuthCertificate
	AuthWorkloadIdentity = integration.AuthWorkloadIdentity
	AuthAzureCLI         = integration.AuthAzureCLI
)

const (
	// tokenTimeout bounds one token request with all its retries; without a
	// deadline of ours MSAL gives up after 30 s, in the middle of a wait that
	// the service asked for.
	tokenTimeout = 5 * time.Minute
	// expiryMargin is how long before its end a token is replaced. It is longer
	// than any wait between the attempts of one request.
	expiryMargin = 5 * time.Minute
)

// newCredential makes the credential the options ask for. Making it sends nothing.
func newCredential(o Options, at place, client *http.Client, quote func(string) string) (azcore.TokenCredential, error) {
	if o.Auth == AuthAzureCLI {
		return azidentity.NewAzureCLICredential(&azidentity.AzureCLICredentialOptions{TenantID: o.TenantID})
	}
	opts := azcore.ClientOptions{
		// azidentity insists on https; the transport below puts the scheme of
		// a loopback authority back on the wire.
		Cloud:     azcloud.Configuration{ActiveDirectoryAuthorityHost: "https://" + at.authority.Host + "/"},
		Transport: &tokenEndpoint{client: client, authority: at.authority, tenant: o.TenantID, quote: quote},
		Retry:     policy.RetryOptions{MaxRetries: -1}, // the client below retries
	}
	// Instance discovery would ask login.microsoftonline.com whether it knows
	// the authority. It is either a constant of ours or set by the admin.
	const noDiscovery = true
	switch o.Auth {
	case AuthClientSecret:
		return azidentity.NewClientSecretCredential(o.TenantID, o.ClientID, o.Secret.Reveal(),
			&azidentity.ClientSecretCredentialOptions{ClientOptions: opts, DisableInstanceDiscovery: noDiscovery})
	case AuthCertificate:
		certs, key, err := parseCertificate(o.Secret)
		if err != nil {
			return nil, err
		}
		return azidentity.NewClientCertificateCredential(o.TenantID, o.ClientID, certs, key,
			&azidentity.ClientCertificateCredentialOptions{ClientOptions: opts, DisableInstanceDiscovery: noDiscovery})
	default: // AuthWorkloadIdentity; New lets nothing else through
		// Not WorkloadIdentityCredential: it reads AZURE_* variables for what
		// is empty, and loses the reason when the file cannot be read.
		return azidentity.NewClientAssertionCredential(o.TenantID, o.ClientID, federatedToken(o.TokenFile),
			&azidentity.ClientAssertionCredentialOptions{ClientOptions: opts, DisableInstanceDiscovery: noDiscovery})
	}
}

// federatedToken reads the token anew each time: Kubernetes and CI systems
// replace the file's content before it expires.
func federatedToken(path string) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		b, err := os.ReadFile(path)
		token := strings.TrimSpace(string(b))
		switch {
		case err != nil:
			err = fault.Wrap(err, fault.SecretUnavailable, "the federated token cannot be read").
				WithHint("check --token-file or AZURE_FEDERATED_TOKEN_FILE; in Kubernetes, that the pod has the label azure.workload.identity/use: \"true\"")
		case token == "":
			err = fault.New(fault.SecretUnavailable, "the federated token file %s is empty", path).
				WithHint("check what writes it")
		}
		record(ctx, err)
		return token, err
	}
}

// tokens hands out access tokens for Graph and keeps the current one: the Azure
// CLI credential would start a process for every request.
type tokens struct {
	make  func() (azcore.TokenCredential, error)
	scope string
	now   func() time.Time
	// words turns an error of azidentity into one that quotes nothing secret.
	words func(error) error

	mu    sync.Mutex
	cred  azcore.TokenCredential
	token azcore.AccessToken
}

// get returns a token that stays valid for a while.
func (t *tokens) get(ctx context.Context) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token.Token != "" && t.now().Add(expiryMargin).Before(t.token.ExpiresOn) {
		return t.token.Token, nil
	}
	if t.cred == nil {
		cred, err := t.make()
		if err != nil {
			return "", t.words(err)
		}
		t.cred = cred
	}
	token, err := t.request(ctx)
	if err != nil {
		return "", err
	}
	t.token = token
	return token.Token, nil
}

// forget makes the next get ask for a new token. A new credential is made,
// because azidentity's own cache cannot be emptied.
func (t *tokens) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.cred, t.token = nil, azcore.AccessToken{}
}

// current returns the token in use, for redaction.
func (t *tokens) current() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.token.Token
}

func (t *tokens) request(ctx context.Context) (azcore.AccessToken, error) {
	var x exchange
	inner, cancel := context.WithTimeout(context.WithValue(httpx.Idempotent(ctx), exchangeKey{}, &x), tokenTimeout)
	defer cancel()
	token, err := t.cred.GetToken(inner, policy.TokenRequestOptions{Scopes: []string{t.scope}})
	switch {
	case err == nil && token.Token == "":
		return token, fault.New(fault.Unauthorized, "the token request succeeded without a token")
	case err == nil:
		return token, nil
	case ctx.Err() != nil:
		return token, ctx.Err()
	case x.err != nil:
		return token, x.err
	default:
		return token, t.words(err)
	}
}

// exchange carries the reason a token request failed out of MSAL, which turns
// causes into text and quotes whole answers.
type exchange struct{ err error }

type exchangeKey struct{}

// record notes the outcome of the latest step of the exchange in ctx.
func record(ctx context.Context, err error) {
	if x, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		x.err = err
	}
}

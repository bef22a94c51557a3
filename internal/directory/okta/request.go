package okta

import (
	"context"
	"errors"
	"net/http"

	sdk "github.com/okta/okta-sdk-golang/v2/okta"
	"github.com/okta/okta-sdk-golang/v2/okta/cache"
	"github.com/okta/okta-sdk-golang/v2/okta/query"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
)

// leanUsers is the content type with which Okta leaves out what costs it the
// most. It does so only when all three words are there.
const leanUsers = `application/json; okta-response="omitCredentials,omitCredentialsLinks,omitTransitioningToStatus"`

// requestBuilder makes requests with the SDK.
//
// okta.NewClient is not used on purpose: before it looks at its options it
// reads ~/.okta/okta.yaml, a .okta.yaml and OKTA_CLIENT_* from the environment,
// and prints to standard output when those make no sense. An executor with a
// configuration of its own reads nothing.
type requestBuilder struct{ executor sdk.RequestExecutor }

// newRequestBuilder returns a builder whose configuration is complete: every
// setting of the SDK stands here.
func newRequestBuilder(org, mode, token, agent string, client *http.Client) *requestBuilder {
	noCache := cache.NewNoOpCache()
	conf := configured(
		sdk.WithOrgUrl(org),
		sdk.WithAuthorizationMode(mode),
		sdk.WithToken(token),
		sdk.WithClientId(""), sdk.WithClientAssertion(""), sdk.WithScopes(nil),
		sdk.WithPrivateKeyId(""), sdk.WithPrivateKeySigner(nil),
		sdk.WithCache(false), sdk.WithCacheManager(noCache), sdk.WithCacheTtl(0), sdk.WithCacheTti(0),
		sdk.WithProxyHost(""), sdk.WithProxyPort(0), sdk.WithProxyUsername(""), sdk.WithProxyPassword(""),
		sdk.WithConnectionTimeout(0), sdk.WithRequestTimeout(0),
		sdk.WithRateLimitMaxRetries(0), sdk.WithRateLimitMaxBackOff(0),
		sdk.WithTestingDisableHttpsCheck(false),
		sdk.WithUserAgentExtra(agent),
		sdk.WithHttpClientPtr(client),
	)
	return &requestBuilder{executor: *sdk.NewRequestExecutor(client, noCache, conf)}
}

// configured applies setters to a zero configuration. The SDK does not export
// the type; it is inferred.
func configured[T any](set ...func(*T)) *T {
	conf := new(T)
	for _, f := range set {
		f(conf)
	}
	return conf
}

// get makes a GET request for a path of the API.
func (b *requestBuilder) get(ctx context.Context, path string, q *query.Params) (*http.Request, error) {
	executor := b.executor // it keeps state between the steps of a request
	req, err := executor.NewRequest(http.MethodGet, path+q.String(), nil)
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "the request to Okta cannot be made")
	}
	return req.WithContext(ctx), nil
}

// refusal is an answer that is no success, with what it means.
type refusal struct {
	status int
	code   string // Okta's errorCode, may be empty
	err    error
}

// Error says what the answer means.
func (r *refusal) Error() string { return r.err.Error() }

// Unwrap returns what the answer means.
func (r *refusal) Unwrap() error { return r.err }

// refusedWith returns the status and Okta's code of the answer that err is
// about; zero for an error that is about none.
func refusedWith(err error) (status int, code string) {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r.status, r.code
	}
	return 0, ""
}

// get asks the API and returns a 200 answer, or an error that says what is
// wrong: a *refusal where Okta answered. What names in words what is read.
func (s *Source) get(ctx context.Context, path string, q *query.Params, what subject) (*http.Response, []byte, error) {
	auth := s.auth.asking(what.own)
	for again := 0; ; again++ {
		if err := auth.prepare(ctx); err != nil {
			return nil, nil, err
		}
		var p pass
		sign := func(req *http.Request) error { return auth.sign(req, &p) }
		req, err := s.sdk.get(httpx.WithSigner(ctx, sign), path, q)
		if err != nil {
			return nil, nil, err
		}
		if what.lean {
			req.Header.Set("Content-Type", leanUsers)
		}
		resp, body, err := httpx.Do(s.client, req)
		if err != nil {
			return nil, nil, err
		}
		if resp.StatusCode == http.StatusOK {
			auth.seen(resp)
			return resp, body, nil
		}
		if again < 2 && auth.renew(resp, body, &p) {
			continue
		}
		return nil, nil, s.apiError(resp, body, what)
	}
}

// authenticator signs requests with one kind of credential. It is safe for
// concurrent use.
type authenticator interface {
	// asking returns the authenticator of requests that need a scope which is
	// asked for apart from the others; "" for the usual one.
	asking(scope string) authenticator
	// prepare gets what sign needs, at the latest before each request.
	prepare(ctx context.Context) error
	// sign puts the credential on one attempt and notes in p which one.
	sign(req *http.Request, p *pass) error
	// seen learns from an answer that is fine.
	seen(resp *http.Response)
	// renew reports whether a refused request, signed as p says, is worth
	// repeating with a new credential; it says so a limited number of times.
	renew(resp *http.Response, body []byte, p *pass) bool
	// hide removes the credential from text of the other side.
	hide(text string) string
	// kind is AuthToken or AuthPrivateKey.
	kind() string
}

// pass is what a request was last signed with.
type pass struct {
	issue int    // number of the access token
	nonce string // in the DPoP proof
}

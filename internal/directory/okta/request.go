package okta

import (
	"context"
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

// get asks the API and returns a 200 answer, or an error that says what is
// wrong. What names in words what is read.
func (s *Source) get(ctx context.Context, path string, q *query.Params, what subject) (*http.Response, []byte, error) {
	for again := 0; ; again++ {
		if err := s.auth.prepare(ctx); err != nil {
			return nil, nil, err
		}
		req, err := s.sdk.get(httpx.WithSigner(ctx, s.auth.sign), path, q)
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
			s.auth.seen(resp)
			return resp, body, nil
		}
		if again < 2 && s.auth.renew(resp, body) {
			continue
		}
		return nil, nil, s.apiError(resp, body, what)
	}
}

// authenticator signs requests with one kind of credential.
type authenticator interface {
	// prepare gets what sign needs, at the latest before each request.
	prepare(ctx context.Context) error
	// sign puts the credential on one attempt.
	sign(req *http.Request) error
	// seen learns from an answer that is fine.
	seen(resp *http.Response)
	// renew reports whether a refused request is worth repeating with a new
	// credential; it says so a limited number of times.
	renew(resp *http.Response, body []byte) bool
	// hide removes the credential from text of the other side.
	hide(text string) string
	// kind is AuthToken or AuthPrivateKey.
	kind() string
}

package okta

import (
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
	"github.com/incodectl/incodectl/internal/secret"
)

// The scopes that reading needs. An app need not have been granted the last
// two: each is asked for in a token of its own, so that a refusal costs what it
// is for and nothing else.
const (
	scopeUsers   = "okta.users.read"
	scopeGroups  = "okta.groups.read"
	scopeLogs    = "okta.logs.read"
	scopeSchemas = "okta.schemas.read"
)

const (
	assertionLife = 4 * time.Minute // Okta accepts up to an hour; a leaked one should be worthless soon
	datedBack     = 5 * time.Second // how far back assertions and proofs are dated: a clock a little ahead must not matter
	renewBefore   = time.Minute     // how long before its end a token is replaced
	clockTrouble  = 30 * time.Second
	tokenPath     = "/oauth2/v1/token"
)

// oauth is an API services app: client credentials with private_key_jwt
// (RFC 7523), and DPoP when the organisation demands it. It is safe for
// concurrent use.
type oauth struct {
	source   *Source
	endpoint string
	clientID string
	scopes   []string
	signer   jose.Signer
	now      func() time.Time
	random   io.Reader

	fetching chan struct{} // held while a token is got: one is enough for all
	mu       sync.Mutex    // guards what follows, and random

	own     map[string]*oauth // for requests with a scope of their own
	dpop    *dpop             // nil until demanded
	token   secret.Value
	issue   int  // counts the tokens
	bound   bool // the token is bound to the DPoP key
	used    bool // the token was accepted at least once
	expires time.Time
	skew    time.Duration // Okta's clock minus this machine's, once it mattered
}

func (s *Source) usePrivateKey(o Options, agent string) error {
	if o.ClientID == "" {
		return fault.New(fault.Usage, "the client ID of the Okta app is missing").
			WithHint("it is on the app's General tab in the Okta admin console")
	}
	key, err := parsePrivateKey(o.PrivateKey)
	if err != nil {
		return err
	}
	kid := cmp.Or(strings.TrimSpace(o.KeyID), key.id)
	if kid == "" {
		return fault.New(fault.Usage, "the key ID of the private key is missing").
			WithHint("it is the KID beside the app's public key in the Okta admin console")
	}
	sg, err := signer(key.key, key.alg, (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", kid))
	if err != nil {
		return fault.Wrap(err, fault.Usage, "the private key cannot be used")
	}
	scopes := o.Scopes
	if len(scopes) == 0 {
		scopes = []string{scopeUsers}
		if len(s.scope.groups) > 0 {
			scopes = append(scopes, scopeGroups)
		}
	}
	s.auth = &oauth{
		source: s, endpoint: s.org.String() + tokenPath, clientID: o.ClientID,
		scopes: scopes, signer: sg, now: o.Now, random: o.Rand,
		fetching: make(chan struct{}, 1), own: map[string]*oauth{},
	}
	// The SDK knows neither DPoP nor PKCS#8 and sends the assertion in the
	// query, so sign replaces its placeholder on every attempt.
	s.sdk = newRequestBuilder(s.org.String(), "Bearer", "replaced-before-sending", agent, s.client)
	return nil
}

func (*oauth) kind() string { return AuthPrivateKey }

func (a *oauth) hide(text string) string {
	a.mu.Lock()
	token, own := a.token, slices.Collect(maps.Values(a.own))
	a.mu.Unlock() // an own one locks this for random numbers
	text = hide(text, token)
	for _, o := range own {
		text = o.hide(text)
	}
	return text
}

// asking implements authenticator.
func (a *oauth) asking(scope string) authenticator {
	if scope == "" || slices.Contains(a.scopes, scope) {
		return a
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.own[scope] == nil {
		a.own[scope] = &oauth{
			source: a.source, endpoint: a.endpoint, clientID: a.clientID, scopes: []string{scope},
			signer: a.signer, now: a.now, random: &lockedReader{mu: &a.mu, r: a.random}, skew: a.skew,
			fetching: make(chan struct{}, 1),
		}
	}
	return a.own[scope]
}

// lockedReader reads from what another oauth reads from as well.
type lockedReader struct {
	mu *sync.Mutex
	r  io.Reader
}

// Read implements io.Reader.
func (l *lockedReader) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(p)
}

// prepare implements authenticator: it gets a token when there is none or the
// one there is ends soon.
func (a *oauth) prepare(ctx context.Context) error {
	select {
	case a.fetching <- struct{}{}:
		defer func() { <-a.fetching }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if a.ready() {
		return nil
	}
	// Each round learns one thing at most: DPoP, its nonce, the clock.
	for range 5 {
		resp, body, err := a.exchange(ctx)
		if err != nil {
			return err
		}
		if resp.StatusCode == http.StatusOK {
			return a.accept(resp, body)
		}
		again, err := a.learn(resp, body)
		if err != nil {
			return err
		}
		if !again {
			return a.tokenError(resp, body)
		}
	}
	return fault.New(fault.Unauthorized, "Okta asks for a new DPoP nonce again and again").
		WithHint("a proxy or gateway in between may change answers; try again later")
}

// ready reports whether there is a token that does not end soon.
func (a *oauth) ready() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return !a.token.Empty() && a.now().Before(a.expires)
}

// exchange asks the token endpoint once. Every attempt has an assertion and a
// proof of its own, because Okta accepts an id once only.
func (a *oauth) exchange(ctx context.Context) (*http.Response, []byte, error) {
	ctx = httpx.WithSigner(httpx.Idempotent(ctx), a.fill)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.endpoint, nil)
	if err != nil {
		return nil, nil, fault.Wrap(err, fault.Internal, "the token request cannot be made")
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return httpx.Do(a.source.client, req)
}

// fill completes one attempt of the token request. The assertion travels in the
// body, where no log of addresses sees it.
func (a *oauth) fill(req *http.Request) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	id, err := a.newID()
	if err != nil {
		return err
	}
	now := a.serverTime()
	assertion, err := jwt(a.signer, map[string]any{
		"iss": a.clientID, "sub": a.clientID, "aud": a.endpoint, "jti": id,
		"iat": now.Add(-datedBack).Unix(), "exp": now.Add(assertionLife).Unix(),
	})
	if err != nil {
		return fault.New(fault.Internal, "the client assertion cannot be signed")
	}
	form := url.Values{
		"grant_type":            {"client_credentials"},
		"scope":                 {strings.Join(a.scopes, " ")},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
		"client_assertion":      {assertion},
	}.Encode()
	req.Body = io.NopCloser(strings.NewReader(form))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(form)), nil }
	req.ContentLength = int64(len(form))
	if a.dpop != nil {
		return a.prove(req, "")
	}
	return nil
}

func (a *oauth) prove(req *http.Request, token string) error {
	id, err := a.newID()
	if err != nil {
		return err
	}
	if err := a.dpop.prove(req, a.source.org, token, id, a.serverTime()); err != nil {
		return fault.New(fault.Internal, "the DPoP proof cannot be signed")
	}
	return nil
}

// newID returns an id that is used once.
func (a *oauth) newID() (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(a.random, b[:]); err != nil {
		return "", fault.Wrap(err, fault.Internal, "no random numbers")
	}
	return hex.EncodeToString(b[:]), nil
}

func (a *oauth) serverTime() time.Time { return a.now().Add(a.skew) }

// accept takes a token over.
func (a *oauth) accept(resp *http.Response, body []byte) error {
	var t struct {
		AccessToken string `json:"access_token"`
		TokenType   string `json:"token_type"`
		ExpiresIn   int64  `json:"expires_in"`
	}
	bound, proving := false, a.proving()
	err := json.Unmarshal(body, &t)
	switch {
	case err != nil || t.AccessToken == "" || t.ExpiresIn <= 0:
		return fault.New(fault.Unavailable, "%s gave no usable access token%s", a.source.org.Host, a.source.requestID(resp)).
			WithHint("check the org URL and any proxy or gateway in between")
	case strings.EqualFold(t.TokenType, "DPoP") && proving:
		bound = true
	case !strings.EqualFold(t.TokenType, "Bearer"):
		return fault.New(fault.Unavailable, "%s gave an access token of the unknown type %q", a.source.org.Host, line(t.TokenType))
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	life := time.Duration(min(t.ExpiresIn, 86_400)) * time.Second
	a.token, a.bound, a.used = secret.New(t.AccessToken), bound, false
	a.issue++
	a.expires = a.now().Add(life - min(renewBefore, life/2))
	if a.dpop != nil {
		a.dpop.learn(resp)
	}
	return nil
}

// proving reports whether DPoP is in use.
func (a *oauth) proving() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.dpop != nil
}

// sign implements authenticator.
func (a *oauth) sign(req *http.Request, p *pass) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	p.issue = a.issue
	if !a.bound {
		req.Header.Set("Authorization", "Bearer "+a.token.Reveal())
		return nil
	}
	p.nonce = a.dpop.nonce
	req.Header.Set("Authorization", "DPoP "+a.token.Reveal())
	return a.prove(req, a.token.Reveal())
}

// seen implements authenticator.
func (a *oauth) seen(resp *http.Response) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.used = true
	if a.dpop != nil {
		a.dpop.learn(resp)
	}
}

// renew implements authenticator: a new nonce is worth a repetition, and so is
// a new token when the old one worked before. Another request may have learnt
// either already while this one was under way.
func (a *oauth) renew(resp *http.Response, body []byte, p *pass) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	challenge := strings.Join(resp.Header.Values("WWW-Authenticate"), " ") + string(body)
	if a.dpop != nil {
		a.dpop.learn(resp)
		if a.dpop.nonce != p.nonce && strings.Contains(challenge, "use_dpop_nonce") {
			return true
		}
	}
	switch {
	case resp.StatusCode != http.StatusUnauthorized:
		return false
	case p.issue != a.issue || a.token.Empty():
		return true
	case !a.used:
		return false
	}
	a.token, a.used = secret.Value{}, false
	return true
}

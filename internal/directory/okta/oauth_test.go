package okta_test

import (
	"bytes"
	"crypto"
	"crypto/elliptic"
	"crypto/x509"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// clock is a settable time.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// org is a fake organisation with an app, and the options to use it.
type org struct {
	*fake
	server, local *clock
	log           bytes.Buffer
	key           string
}

func newOrg(t *testing.T, dpop bool) *org {
	t.Helper()
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	o := &org{fake: newFake(t, nil), server: &clock{at: at}, local: &clock{at: at}}
	k := ecKey(t, elliptic.P256())
	o.key = pemOf("EC PRIVATE KEY", must[[]byte](t)(x509.MarshalECPrivateKey(k)))
	o.users = people(450)
	o.now = o.server.now
	o.app = &app{
		public: k.Public(), alg: jose.ES256, url: o.URL, now: o.server.now, dpop: dpop, life: 3600,
		scopes: "okta.users.read", nonce: "nonce-1",
	}
	return o
}

func (o *org) options() okta.Options {
	out := o.fake.options()
	out.Auth, out.Token = okta.AuthPrivateKey, secret.Value{}
	out.ClientID, out.KeyID, out.PrivateKey = "0oa1", "kid1", secret.New(o.key)
	out.Now, out.HTTP.Debug = o.local.now, &o.log
	return out
}

func (o *org) source(t *testing.T) *okta.Source {
	t.Helper()
	s, err := okta.New(o.options())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// clean fails when the server saw something wrong or a secret was logged.
func (o *org) clean(t *testing.T) {
	t.Helper()
	for _, p := range o.app.problems {
		t.Errorf("the server complains: %s", p)
	}
	for _, s := range []string{"PLANTED", "eyJ", "client_assertion"} {
		if strings.Contains(o.log.String(), s) {
			t.Errorf("the log shows %q", s)
		}
	}
}

func TestPrivateKey(t *testing.T) {
	t.Parallel()
	for _, dpop := range []bool{false, true} {
		o := newOrg(t, dpop)
		pages, err := read(t, o.source(t), "")
		whole(t, pages, err, idsOf(o.users))
		if o.app.issued != 1 {
			t.Errorf("dpop %v: %d tokens for one listing", dpop, o.app.issued)
		}
		o.clean(t)
	}
}

func TestPrivateKeyKinds(t *testing.T) {
	t.Parallel()
	rk := rsaKey(t, 2048)
	p384, p521 := ecKey(t, elliptic.P384()), ecKey(t, elliptic.P521())
	for name, c := range map[string]struct {
		text   string
		public crypto.PublicKey
		alg    jose.SignatureAlgorithm
	}{
		"PKCS#1":    {pemOf("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rk)), rk.Public(), jose.RS256},
		"PKCS#8":    {pemOf("PRIVATE KEY", must[[]byte](t)(x509.MarshalPKCS8PrivateKey(rk))), rk.Public(), jose.RS256},
		"P-384":     {pemOf("EC PRIVATE KEY", must[[]byte](t)(x509.MarshalECPrivateKey(p384))), p384.Public(), jose.ES384},
		"P-521":     {jwkOf(t, p521, "kid1", ""), p521.Public(), jose.ES512},
		"JWK RS512": {jwkOf(t, rk, "kid1", "RS512"), rk.Public(), jose.RS512},
		"JWK":       {jwkOf(t, rk, "kid1", ""), rk.Public(), jose.RS256},
	} {
		o := newOrg(t, false)
		o.key, o.app.public, o.app.alg = c.text, c.public, c.alg
		opts := o.options()
		if strings.HasPrefix(c.text, "{") {
			opts.KeyID = "" // the JWK has it
		}
		s, err := okta.New(opts)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := read(t, s, ""); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		o.clean(t)
	}
	o := newOrg(t, false)
	opts := o.options()
	opts.KeyID = ""
	if _, err := okta.New(opts); !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "key ID") {
		t.Errorf("without key ID: %v", err)
	}
}

func TestScopes(t *testing.T) {
	t.Parallel()
	o := newOrg(t, false)
	o.groups["00g1"] = people(3)
	o.app.scopes = "okta.users.read okta.groups.read"
	opts := o.options()
	opts.Groups = []string{"00g1"}
	s, err := okta.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := read(t, s, "")
	whole(t, pages, err, idsOf(people(3)))
	o.clean(t)
}

func TestTokenIsRenewedBeforeItsEnd(t *testing.T) {
	t.Parallel()
	o := newOrg(t, true)
	o.intercept = func(n int, _ http.ResponseWriter, _ *http.Request) bool {
		if n == 1 {
			o.local.add(3600*time.Second - 50*time.Second)
			o.server.add(3600*time.Second - 50*time.Second)
		}
		return false
	}
	pages, err := read(t, o.source(t), "")
	whole(t, pages, err, idsOf(o.users))
	if o.app.issued != 2 || len(o.seen) != 3 {
		t.Errorf("%d tokens, %d API requests", o.app.issued, len(o.seen))
	}
	o.clean(t)
}

func TestTokenRevokedInMidRun(t *testing.T) {
	t.Parallel()
	for _, dpop := range []bool{false, true} {
		o := newOrg(t, dpop)
		o.intercept = func(n int, _ http.ResponseWriter, _ *http.Request) bool {
			if n == 2 {
				o.app.valid = "revoked"
			}
			return false
		}
		pages, err := read(t, o.source(t), "")
		whole(t, pages, err, idsOf(o.users))
		if o.app.issued != 2 {
			t.Errorf("%d tokens", o.app.issued)
		}
		o.clean(t)
	}
	// A token that never works is not asked for again and again.
	o := newOrg(t, false)
	o.intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		oktaFailure(w, 401, "E0000011", "Invalid token provided")
		return true
	}
	_, err := read(t, o.source(t), "")
	if !fault.Is(err, fault.Unauthorized) || o.app.issued != 1 || len(o.seen) != 1 {
		t.Errorf("%v after %d tokens and %d requests", err, o.app.issued, len(o.seen))
	}
}

func TestNonceChangesInMidRun(t *testing.T) {
	t.Parallel()
	o := newOrg(t, true)
	o.intercept = func(n int, _ http.ResponseWriter, _ *http.Request) bool {
		if n == 2 {
			o.app.nonce = "nonce-2"
		}
		return false
	}
	pages, err := read(t, o.source(t), "")
	whole(t, pages, err, idsOf(o.users))
	if o.app.issued != 1 || len(o.seen) != 4 {
		t.Errorf("%d tokens, %d API requests", o.app.issued, len(o.seen))
	}
	o.clean(t)
}

func TestProofsAreNewForEachAttempt(t *testing.T) {
	t.Parallel()
	o := newOrg(t, true)
	n := 0
	o.app.first = func(w http.ResponseWriter, _ *http.Request) bool {
		if n++; n == 1 {
			w.WriteHeader(http.StatusTooManyRequests)
			return true
		}
		return false
	}
	var proofs []string
	o.intercept = func(n int, w http.ResponseWriter, r *http.Request) bool {
		proofs = append(proofs, r.Header.Get("DPoP"))
		if n%2 == 1 {
			w.WriteHeader(503)
		}
		return n%2 == 1
	}
	pages, err := read(t, o.source(t), "")
	whole(t, pages, err, idsOf(o.users))
	slices.Sort(proofs)
	if len(proofs) != 6 || len(slices.Compact(proofs)) != 6 {
		t.Errorf("%d proofs, not all different", len(proofs))
	}
	o.clean(t) // the fake complains about a jti that comes twice
}

func TestClockSkew(t *testing.T) {
	t.Parallel()
	for _, dpop := range []bool{false, true} {
		for _, skew := range []time.Duration{10 * time.Minute, -10 * time.Minute, 3 * time.Second, -3 * time.Second} {
			o := newOrg(t, dpop)
			o.local.add(skew)
			s := o.source(t)
			p, err := s.Probe(t.Context())
			if err != nil {
				t.Errorf("dpop %v, skew %v: %v", dpop, skew, err)
				continue
			}
			if warned := strings.Contains(strings.Join(p.Warnings, ""), "clock"); warned != (skew.Abs() > time.Minute) {
				t.Errorf("skew %v: warnings %q", skew, p.Warnings)
			}
			if p.Account != "app 0oa1" {
				t.Errorf("account %q", p.Account)
			}
			o.clean(t)
		}
	}
}

func TestNoAdminRole(t *testing.T) {
	t.Parallel()
	o := newOrg(t, false)
	o.users = nil
	p, err := o.source(t).Probe(t.Context())
	if err != nil || len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0], "without an admin role") {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestTokenEndpointFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer   func(w http.ResponseWriter)
		kind     fault.Code
		want     []string
		requests int
	}{
		"signature":   {oauthSays("invalid_client", "The client_assertion signature is invalid."), fault.Unauthorized, []string{"client ID or key", "does not belong", "req-42"}, 1},
		"unknown kid": {oauthSays("invalid_client", "The client_assertion 'kid' is not registered."), fault.Unauthorized, []string{"--key-id"}, 1},
		"expired":     {oauthSays("invalid_client", "The client_assertion token has expired."), fault.Unauthorized, []string{"clock"}, 1},
		"client":      {oauthSays("invalid_client", "Invalid value for 'client_id' parameter."), fault.Unauthorized, []string{"--client-id"}, 1},
		"scope":       {oauthSays("invalid_scope", "One or more scopes are not configured"), fault.Unauthorized, []string{"okta.users.read", "Okta API Scopes"}, 1},
		"app type":    {oauthSays("unauthorized_client", "not authorized for this grant"), fault.Unauthorized, []string{"API Services"}, 1},
		"denied":      {oauthSays("access_denied", "Policy evaluation failed"), fault.Unauthorized, []string{"Read-Only Administrator"}, 1},
		"other":       {oauthSays("temporarily_odd", "who knows"), fault.Unauthorized, []string{"temporarily_odd who knows"}, 1},
		"API error":   {func(w http.ResponseWriter) { oktaFailure(w, 403, "E0000006", "Blocked by network zone") }, fault.Unauthorized, []string{"E0000006", "network zone"}, 1},
		"web page":    {func(w http.ResponseWriter) { w.WriteHeader(403); _, _ = w.Write([]byte("<html>")) }, fault.Unavailable, []string{"no token endpoint", "web page"}, 1},
		"404":         {func(w http.ResponseWriter) { w.WriteHeader(404) }, fault.Unavailable, []string{"org URL"}, 1},
		"redirect":    {func(w http.ResponseWriter) { w.Header().Set("Location", "https://x.example/a"); w.WriteHeader(302) }, fault.Unavailable, []string{"https://x.example"}, 1},
		"429 always":  {func(w http.ResponseWriter) { w.WriteHeader(429) }, fault.RateLimited, []string{"429"}, 5},
		"503 always":  {func(w http.ResponseWriter) { w.WriteHeader(503) }, fault.Unavailable, []string{"503"}, 5},
		"no token":    {func(w http.ResponseWriter) { reply(w, 200, map[string]any{"token_type": "Bearer"}) }, fault.Unavailable, []string{"no usable access token"}, 1},
		"HTML 200":    {func(w http.ResponseWriter) { _, _ = w.Write([]byte("<html>")) }, fault.Unavailable, []string{"no usable access token"}, 1},
		"odd type": {func(w http.ResponseWriter) {
			reply(w, 200, map[string]any{"access_token": "x", "token_type": "mac", "expires_in": 60})
		}, fault.Unavailable, []string{`"mac"`}, 1},
		"DPoP unasked": {func(w http.ResponseWriter) {
			reply(w, 200, map[string]any{"access_token": "x", "token_type": "DPoP", "expires_in": 60})
		}, fault.Unavailable, []string{`"DPoP"`}, 1},
		"proof never right": {oauthSays("invalid_dpop_proof", "The DPoP proof is invalid."), fault.Unauthorized, []string{"proof of possession"}, 2},
		"nonce for ever": {func() func(w http.ResponseWriter) {
			n := 0
			return func(w http.ResponseWriter) {
				n++
				w.Header().Set("DPoP-Nonce", fmt.Sprint(n))
				oauthFailure(w, "use_dpop_nonce", "again")
			}
		}(), fault.Unauthorized, []string{"again and again"}, 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOrg(t, false)
			n := 0
			o.app.first = func(w http.ResponseWriter, _ *http.Request) bool {
				n++
				c.answer(w)
				return true
			}
			_, err := read(t, o.source(t), "")
			text := fmt.Sprint(err, " ", fault.HintOf(err))
			if !fault.Is(err, c.kind) || n != c.requests || len(o.seen) != 0 {
				t.Errorf("%s (%s) after %d token requests, want %s after %d", text, fault.CodeOf(err), n, c.kind, c.requests)
			}
			for _, want := range c.want {
				if !strings.Contains(text, want) {
					t.Errorf("%q does not say %q", text, want)
				}
			}
			o.clean(t)
		})
	}
}

func oauthSays(code, description string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) { oauthFailure(w, code, description) }
}

func TestWrongKey(t *testing.T) {
	t.Parallel()
	o := newOrg(t, false)
	o.app.public = ecKey(t, elliptic.P256()).Public()
	_, err := read(t, o.source(t), "")
	if !fault.Is(err, fault.Unauthorized) || !strings.Contains(fault.HintOf(err), "does not belong") {
		t.Errorf("%v (%s)", err, fault.HintOf(err))
	}
	o.clean(t)
}

func TestInsufficientScope(t *testing.T) {
	t.Parallel()
	for challenge, want := range map[string]string{
		`Bearer error="insufficient_scope"`: "lacks the scope okta.users.read",
		"":                                  "the app may not read users",
	} {
		o := newOrg(t, false)
		o.intercept = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("WWW-Authenticate", challenge)
			oktaFailure(w, 403, "E0000006", "You do not have permission to perform the requested action")
			return true
		}
		_, err := read(t, o.source(t), "")
		if !fault.Is(err, fault.Unauthorized) || !strings.Contains(err.Error(), want) || !strings.Contains(fault.HintOf(err), "okta.users.read") {
			t.Errorf("%v (%s)", err, fault.HintOf(err))
		}
	}
}

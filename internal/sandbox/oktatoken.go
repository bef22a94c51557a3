package sandbox

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// tokenLife is how long access tokens live, as at both vendors.
const tokenLife = time.Hour

// token is an access token that was given out.
type token struct {
	target  Target
	scopes  []string
	expires time.Time
	jkt     string // thumbprint of the key it is bound to (RFC 9449), "" for a bearer token
}

// newKey makes the key pair of Okta's API Services app; it takes a moment, so
// it is made when first asked for.
func newKey() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) }

// OktaPrivateKeyPEM is the private key of Okta's API Services app, in PKCS #8,
// the form that Okta's console hands out.
func (s *Server) OktaPrivateKeyPEM() (string, error) {
	key, err := s.key()
	if err != nil {
		return "", fmt.Errorf("sandbox: cannot make a key: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", fmt.Errorf("sandbox: cannot encode the key: %w", err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), nil
}

// signatureAlgorithms are those Okta takes for private_key_jwt and DPoP.
func signatureAlgorithms() []jose.SignatureAlgorithm {
	return []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.RS512, jose.ES256, jose.ES384, jose.ES512}
}

// oauthError answers an OAuth error (RFC 6749, 5.2).
func (x *exchange) oauthError(status int, code, description string) {
	b := appendField(append(x.body[:0], '{'), "error", code)
	b = appendField(b, "error_description", description)
	x.answer(status, append(b, '}'))
}

// oktaTokenError is what Okta's token endpoint answers when a fault strikes.
func oktaTokenError(x *exchange, status int) {
	if status == http.StatusUnauthorized {
		x.oauthError(status, "invalid_client", "The client_assertion signature is invalid.")
		return
	}
	oktaStatus(x, status)
}

// oktaTokenEndpoint is the org authorization server's /token for client
// credentials with private_key_jwt (RFC 7523), with DPoP where it is used.
func (s *Server) oktaTokenEndpoint(x *exchange) {
	x.r.Body = http.MaxBytesReader(x.w, x.r.Body, 64<<10)
	if err := x.r.ParseForm(); err != nil {
		x.oauthError(http.StatusBadRequest, "invalid_request", "The request body cannot be read.")
		return
	}
	form := x.r.Form // includes the query, where some clients put everything
	if form.Get("grant_type") != "client_credentials" {
		x.oauthError(http.StatusBadRequest, "unsupported_grant_type", "The authorization grant type is not supported by the authorization server.")
		return
	}
	if description := s.checkAssertion(x, form.Get("client_assertion_type"), form.Get("client_assertion")); description != "" {
		x.oauthError(http.StatusUnauthorized, "invalid_client", description)
		return
	}
	scopes := strings.Fields(form.Get("scope"))
	if len(scopes) == 0 {
		x.oauthError(http.StatusBadRequest, "invalid_scope", "The authorization server resource does not have any configured default scopes, 'scope' must be provided.")
		return
	}
	granted := []string{"okta.users.read", "okta.groups.read", "okta.schemas.read"}
	if !s.o.NoLogs {
		granted = append(granted, "okta.logs.read")
	}
	for _, scope := range scopes {
		if !slices.Contains(granted, scope) {
			x.oauthError(http.StatusBadRequest, "invalid_scope", "One or more scopes are not configured for the authorization server resource.")
			return
		}
	}
	jkt, ok := s.tokenProof(x)
	if !ok {
		return
	}
	kind := "Bearer"
	if jkt != "" {
		kind = "DPoP"
	}
	access := s.issue(token{target: TargetOkta, scopes: scopes, expires: x.now.Add(tokenLife), jkt: jkt})
	b := appendField(append(x.body[:0], '{'), "token_type", kind)
	b = append(b, `,"expires_in":3600`...)
	b = appendField(b, "access_token", access)
	x.answer(http.StatusOK, append(appendField(b, "scope", strings.Join(scopes, " ")), '}'))
}

// tokenProof checks the DPoP proof of a token request where there is one or
// there must be one; it answers the refusal itself.
func (s *Server) tokenProof(x *exchange) (jkt string, ok bool) {
	if x.r.Header.Get("DPoP") == "" {
		if s.o.RequireDPoP {
			x.oauthError(http.StatusBadRequest, "invalid_dpop_proof", "The DPoP proof JWT header is missing.")
			return "", false
		}
		return "", true
	}
	proof, why := s.checkProof(x, "")
	if why != "" {
		x.oauthError(http.StatusBadRequest, "invalid_dpop_proof", why)
		return "", false
	}
	if proof.nonce != s.nonce {
		x.header("DPoP-Nonce", s.nonce)
		x.oauthError(http.StatusBadRequest, "use_dpop_nonce", "Authorization server requires nonce in DPoP proof.")
		return "", false
	}
	return proof.jkt, true
}

// issue gives a token out.
func (s *Server) issue(t token) string {
	value := "sandbox-access-" + randomHex(24)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens[value] = t
	return value
}

// RevokeTokens makes every access token given out so far invalid.
func (s *Server) RevokeTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.tokens)
}

// findToken returns a token that is still good.
func (s *Server) findToken(value string, target Target, now time.Time) (token, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.tokens[value]
	return t, ok && t.target == target && now.Before(t.expires)
}

// once reports whether a jti is seen for the first time.
func (s *Server) once(jti string, expires, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for old, until := range s.used {
		if until.Before(now) {
			delete(s.used, old)
		}
	}
	if _, seen := s.used[jti]; seen {
		return false
	}
	s.used[jti] = expires
	return true
}

// assertion are the claims of a client assertion.
type assertion struct {
	Issuer   string          `json:"iss"`
	Subject  string          `json:"sub"`
	Audience json.RawMessage `json:"aud"`
	Expires  int64           `json:"exp"`
	IssuedAt int64           `json:"iat"`
	ID       string          `json:"jti"`
}

// checkAssertion verifies a client assertion; it returns why it is refused, in
// Okta's words.
func (s *Server) checkAssertion(x *exchange, kind, raw string) string {
	switch {
	case raw == "":
		return "No client credentials found."
	case kind != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer":
		return "The client_assertion_type is invalid."
	}
	jws, err := jose.ParseSignedCompact(raw, signatureAlgorithms())
	if err != nil {
		return "The client_assertion token is not a valid JWT."
	}
	key, ok := s.clientKey(jws.Signatures[0].Protected.KeyID)
	if !ok {
		return "The client_assertion signature is invalid: unknown kid."
	}
	payload, err := jws.Verify(key)
	if err != nil {
		return "The client_assertion signature is invalid."
	}
	var a assertion
	if err := json.Unmarshal(payload, &a); err != nil {
		return "The client_assertion token is not a valid JWT."
	}
	expires := time.Unix(a.Expires, 0)
	switch {
	case a.Issuer != s.o.OktaClientID || a.Subject != s.o.OktaClientID:
		return "The issuer and subject of client_assertion must be the client_id."
	case !audience(a.Audience, x.base()+"/oauth2/v1/token"):
		return "The audience claim for client_assertion must be the endpoint invoked for the request."
	case a.Expires == 0 || !expires.After(x.now):
		return "The client_assertion token has an expired expiration."
	case expires.Sub(x.now) > time.Hour+time.Minute:
		return "The client_assertion token has an expiration too far into the future."
	case a.IssuedAt > x.now.Unix()+60:
		return "The client_assertion token was issued in the future."
	case a.ID != "" && !s.once("assertion "+a.ID, expires, x.now):
		return "The client_assertion token has already been used."
	}
	return ""
}

// clientKey finds the public key a client assertion names; a missing kid means
// the sandbox's own key.
func (s *Server) clientKey(kid string) (any, bool) {
	if i := slices.IndexFunc(s.o.OktaKeys, func(k jose.JSONWebKey) bool { return k.KeyID == kid }); i >= 0 {
		return s.o.OktaKeys[i].Public(), true
	}
	if kid != "" && kid != DefaultKeyID {
		return nil, false
	}
	key, err := s.key()
	if err != nil {
		return nil, false
	}
	return key.Public(), true
}

// audience reports whether an aud claim, a string or a list, names url.
func audience(raw json.RawMessage, url string) bool {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		return one == url
	}
	var many []string
	return json.Unmarshal(raw, &many) == nil && slices.Contains(many, url)
}

package sandbox

import (
	"crypto"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// oktaAuthorize checks the credential of an API call and answers the refusal.
func (s *Server) oktaAuthorize(x *exchange, scope string) bool {
	scheme, value, _ := strings.Cut(x.r.Header.Get("Authorization"), " ")
	switch strings.ToLower(scheme) {
	case "":
		x.oktaError(http.StatusUnauthorized, "E0000005", "Invalid session")
		return false
	case "ssws":
		if subtle.ConstantTimeCompare([]byte(value), []byte(s.o.OktaToken)) == 1 {
			return true
		}
	case "bearer", "dpop":
		t, ok := s.findToken(value, TargetOkta, x.now)
		if ok && !s.bound(x, t, scheme, value) {
			return false
		}
		if ok && scope != "" && !slices.Contains(t.scopes, scope) {
			x.header("WWW-Authenticate", scheme+` error="insufficient_scope", error_description="The access token provided does not contain the required scopes.", scope="`+scope+`"`)
			oktaStatus(x, http.StatusForbidden)
			return false
		}
		if ok {
			return true
		}
		x.header("WWW-Authenticate", scheme+` error="invalid_token", error_description="The access token is invalid or expired."`)
	}
	oktaStatus(x, http.StatusUnauthorized)
	return false
}

// bound checks that a token comes in its own scheme and, for DPoP, with a proof
// by the key it is bound to (RFC 9449, 7.1).
func (s *Server) bound(x *exchange, t token, scheme, value string) bool {
	why := "The access token must be presented with the scheme it was issued for."
	if isDPoP := strings.EqualFold(scheme, "dpop"); isDPoP == (t.jkt != "") {
		if !isDPoP {
			return true
		}
		var p proof
		p, why = s.checkProof(x, value)
		switch {
		case why == "" && p.jkt == t.jkt:
			return true
		case why == "":
			why = "The DPoP proof is signed by another key than the access token is bound to."
		}
	}
	x.header("WWW-Authenticate", `DPoP error="invalid_dpop_proof", error_description="`+why+`"`)
	oktaStatus(x, http.StatusUnauthorized)
	return false
}

// proof is what a verified DPoP proof says.
type proof struct{ jkt, nonce string }

// checkProof verifies the DPoP proof of a request (RFC 9449, 4.3); access is the
// token it must be for, "" at the token endpoint. It says why a proof is refused,
// in the style of Okta's messages.
func (s *Server) checkProof(x *exchange, access string) (p proof, why string) {
	fail := func(why string) (proof, string) { return proof{}, why }
	headers := x.r.Header.Values("DPoP")
	if len(headers) != 1 {
		return fail("There must be exactly one DPoP proof JWT header.")
	}
	jws, err := jose.ParseSignedCompact(headers[0], signatureAlgorithms())
	if err != nil {
		return fail("The DPoP proof JWT is not a valid JWT.")
	}
	protected := jws.Signatures[0].Protected
	key := protected.JSONWebKey
	if typ, _ := protected.ExtraHeaders[jose.HeaderType].(string); typ != "dpop+jwt" || key == nil || !key.IsPublic() {
		return fail("The DPoP proof JWT must be of type dpop+jwt and carry a public key.")
	}
	payload, err := jws.Verify(key)
	if err != nil {
		return fail("The DPoP proof JWT signature is invalid.")
	}
	var claims struct {
		ID       string `json:"jti"`
		Method   string `json:"htm"`
		URL      string `json:"htu"`
		IssuedAt int64  `json:"iat"`
		Access   string `json:"ath"`
		Nonce    string `json:"nonce"`
	}
	if err := json.Unmarshal(payload, &claims); err != nil {
		return fail("The DPoP proof JWT claims cannot be read.")
	}
	url, _, _ := strings.Cut(claims.URL, "?")
	issued := time.Unix(claims.IssuedAt, 0)
	sum := sha256.Sum256([]byte(access))
	switch {
	case claims.Method != x.r.Method:
		return fail("The DPoP proof JWT htm is not the method of the request.")
	case url != x.base()+x.r.URL.Path:
		return fail("The DPoP proof JWT htu is not the URL of the request.")
	case x.now.Sub(issued).Abs() > 5*time.Minute:
		return fail("The DPoP proof JWT iat is not recent.")
	case access != "" && claims.Access != base64.RawURLEncoding.EncodeToString(sum[:]):
		return fail("The DPoP proof JWT ath is not the hash of the access token.")
	case claims.ID == "" || !s.once("proof "+claims.ID, issued.Add(10*time.Minute), x.now):
		return fail("The DPoP proof JWT jti is missing or has been used.")
	}
	thumb, err := key.Thumbprint(crypto.SHA256)
	if err != nil {
		return fail("The DPoP proof JWT key cannot be used.")
	}
	return proof{jkt: base64.RawURLEncoding.EncodeToString(thumb), nonce: claims.Nonce}, ""
}

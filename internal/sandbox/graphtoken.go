package sandbox

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// graphMetadata is the tenant's OpenID configuration, which sign-in libraries
// read before they ask for a token.
func (s *Server) graphMetadata(x *exchange) {
	x.faults = s.fire(TargetToken, x.r)
	if x.intercept(graphTokenError) || !s.tenant(x) {
		return
	}
	at := x.base() + "/" + s.o.TenantID
	b := append(x.body[:0], '{')
	b = appendField(b, "token_endpoint", at+"/oauth2/v2.0/token")
	b = append(b, `,"token_endpoint_auth_methods_supported":["client_secret_post","private_key_jwt","client_secret_basic"]`...)
	b = appendField(b, "jwks_uri", at+"/discovery/v2.0/keys")
	b = append(b, `,"response_modes_supported":["query","fragment","form_post"],"subject_types_supported":["pairwise"]`...)
	b = append(b, `,"id_token_signing_alg_values_supported":["RS256"],"response_types_supported":["code","id_token"]`...)
	b = append(b, `,"scopes_supported":["openid","profile","email","offline_access"]`...)
	b = appendField(b, "issuer", at+"/v2.0")
	b = appendField(b, "authorization_endpoint", at+"/oauth2/v2.0/authorize")
	b = appendField(b, "device_authorization_endpoint", at+"/oauth2/v2.0/devicecode")
	b = append(b, `,"tenant_region_scope":"NA"`...)
	x.answer(http.StatusOK, append(b, '}'))
}

// tenant checks the tenant in the path and answers for an unknown one.
func (s *Server) tenant(x *exchange) bool {
	tenant := x.r.PathValue("tenant")
	if strings.EqualFold(tenant, s.o.TenantID) {
		return true
	}
	x.signInError(http.StatusBadRequest, "invalid_request", 90002,
		"Tenant '"+tenant+"' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.")
	return false
}

// graphTokenError is what Microsoft's token endpoint answers when a fault strikes.
func graphTokenError(x *exchange, status int) {
	switch status {
	case http.StatusUnauthorized:
		x.signInError(status, "invalid_client", 7000222, "The provided client secret keys are expired.")
	case http.StatusTooManyRequests:
		x.signInError(status, "temporarily_unavailable", 90055, "The server is terminating the request due to excessive request rate.")
	default:
		x.signInError(status, "server_error", 90033, "A transient error has occurred. Please try again.")
	}
}

// signInError answers an error in the form of Microsoft's sign-in service.
func (x *exchange) signInError(status int, code string, number int, message string) {
	id := x.requestID()
	stamp := x.now.UTC().Format("2006-01-02 15:04:05Z")
	b := append(x.body[:0], '{')
	b = appendField(b, "error", code)
	b = appendField(b, "error_description", fmt.Sprintf("AADSTS%d: %s Trace ID: %s Correlation ID: %s Timestamp: %s", number, message, id, id, stamp))
	b = append(strconv.AppendInt(append(appendKey(b, "error_codes"), '['), int64(number), 10), ']')
	b = appendField(b, "timestamp", stamp)
	b = appendField(b, "trace_id", id)
	b = appendField(b, "correlation_id", id)
	b = appendField(b, "error_uri", "https://login.microsoftonline.com/error?code="+strconv.Itoa(number))
	x.answer(status, append(b, '}'))
}

// graphTokenEndpoint is the v2.0 token endpoint for client credentials.
func (s *Server) graphTokenEndpoint(x *exchange) {
	if !s.tenant(x) {
		return
	}
	x.r.Body = http.MaxBytesReader(x.w, x.r.Body, 64<<10)
	if err := x.r.ParseForm(); err != nil {
		x.signInError(http.StatusBadRequest, "invalid_request", 900144, "The request body cannot be read.")
		return
	}
	form := x.r.PostForm
	switch {
	case form.Get("grant_type") != "client_credentials":
		x.signInError(http.StatusBadRequest, "unsupported_grant_type", 70003, "The app requested an unsupported grant type '"+form.Get("grant_type")+"'.")
	case form.Get("client_id") != s.o.ClientID:
		x.signInError(http.StatusBadRequest, "unauthorized_client", 700016,
			"Application with identifier '"+form.Get("client_id")+"' was not found in the directory 'Sandbox'.")
	case !defaultScope(form.Get("scope")):
		x.signInError(http.StatusBadRequest, "invalid_scope", 1002012,
			"The provided value for scope "+form.Get("scope")+" is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).")
	case s.credential(x):
		access := s.issue(token{target: TargetGraph, expires: x.now.Add(tokenLife)})
		b := append(x.body[:0], `{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599`...)
		x.answer(http.StatusOK, append(appendField(b, "access_token", access), '}'))
	}
}

// defaultScope reports whether a scope asks for an application's permissions.
// Sign-in libraries add the OpenID scopes on their own.
func defaultScope(scope string) bool {
	for s := range strings.FieldsSeq(scope) {
		if strings.HasSuffix(s, "/.default") {
			return true
		}
	}
	return false
}

// credential checks the client secret, or that there is a client assertion in
// the form of a JWT; it answers the refusal. The assertion's signature is not
// checked: the sandbox knows neither certificates nor other token issuers.
func (s *Server) credential(x *exchange) bool {
	form := x.r.PostForm
	switch {
	case form.Has("client_secret"):
		if subtle.ConstantTimeCompare([]byte(form.Get("client_secret")), []byte(s.o.ClientSecret)) == 1 {
			return true
		}
		x.signInError(http.StatusUnauthorized, "invalid_client", 7000215,
			"Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '"+s.o.ClientID+"'.")
	case form.Has("client_assertion"):
		if looksLikeJWT(form.Get("client_assertion"), x.now) {
			return true
		}
		x.signInError(http.StatusUnauthorized, "invalid_client", 50027, "JWT token is invalid or malformed.")
	default:
		x.signInError(http.StatusUnauthorized, "invalid_client", 7000216,
			"'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.")
	}
	return false
}

// looksLikeJWT reports whether raw has three parts, the first two JSON, and has
// not expired.
func looksLikeJWT(raw string, now time.Time) bool {
	parts := strings.Split(raw, ".")
	if len(parts) != 3 || parts[2] == "" {
		return false
	}
	for i := range 2 {
		text, err := base64.RawURLEncoding.DecodeString(parts[i])
		var claims struct {
			Expires float64 `json:"exp"`
		}
		if err != nil || json.Unmarshal(text, &claims) != nil || i == 1 && claims.Expires <= float64(now.Unix()) {
			return false
		}
	}
	return true
}

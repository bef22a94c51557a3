package sandbox

import (
	"crypto/subtle"
	"net/http"
)

// incodeTokenError is what Incode's token endpoint answers when a fault strikes.
func incodeTokenError(x *exchange, status int) {
	if status == http.StatusUnauthorized {
		x.oauthError(status, "invalid_client", "Client authentication failed.")
		return
	}
	incodeFault(x, status)
}

// incodeTokenEndpoint is /oauth2/token for client credentials.
func (s *Server) incodeTokenEndpoint(x *exchange) {
	x.r.Body = http.MaxBytesReader(x.w, x.r.Body, 64<<10)
	if err := x.r.ParseForm(); err != nil {
		x.oauthError(http.StatusBadRequest, "invalid_request", "The request body cannot be read.")
		return
	}
	form := x.r.PostForm
	secret := subtle.ConstantTimeCompare([]byte(form.Get("client_secret")), []byte(s.o.IncodeClientSecret)) == 1
	switch {
	case form.Get("grant_type") != "client_credentials":
		x.oauthError(http.StatusBadRequest, "unsupported_grant_type", "The grant type is not supported.")
	case form.Get("client_id") != s.o.IncodeClientID || !secret:
		x.oauthError(http.StatusUnauthorized, "invalid_client", "Client authentication failed.")
	case form.Get("scope") != "openid":
		x.oauthError(http.StatusBadRequest, "invalid_scope", "The scope must be openid.")
	default:
		access := s.issue(token{target: TargetIncode, expires: x.now.Add(tokenLife)})
		b := append(x.body[:0], `{"token_type":"Bearer","expires_in":3600,"scope":"openid"`...)
		x.answer(http.StatusOK, append(appendField(b, "access_token", access), '}'))
	}
}

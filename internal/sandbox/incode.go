package sandbox

import (
	"crypto/subtle"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// incodeSession is one verification requested of Incode.
type incodeSession struct {
	id      string // the interview ID
	company *Company
	person  int // whom the login hint stands for
	expires time.Time

	finished bool
	document []byte // OCR data of whoever followed the link
	score    string // overall status: OK, WARN, FAIL
	review   string // of the manual review: "", approve, reject
}

// linkPath begins the path of the links that people follow to verify themselves.
const linkPath = "/verify/"

// IncodeURL is the address of Incode's API and of its token endpoint.
func (s *Server) IncodeURL() string { return s.url }

// IncodeClientID is the client ID of Incode's OIDC Client Credentials.
func (s *Server) IncodeClientID() string { return s.o.IncodeClientID }

// IncodeClientSecret is the client secret that belongs to it.
func (s *Server) IncodeClientSecret() string { return s.o.IncodeClientSecret }

// IncodeAPIKey is the API key.
func (s *Server) IncodeAPIKey() string { return s.o.IncodeAPIKey }

// IncodeAdminToken is an administrator's token.
func (s *Server) IncodeAdminToken() string { return s.o.IncodeAdminToken }

// incodeAPI puts around a handler what every call to Incode's API goes through:
// version, API key, access token, faults.
func (s *Server) incodeAPI(h func(x *exchange)) func(x *exchange) {
	same := func(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
	return func(x *exchange) {
		header := x.r.Header
		scheme, access, _ := strings.Cut(header.Get("Authorization"), " ")
		_, good := s.findToken(access, TargetIncode, x.now)
		admin := header.Get("X-Incode-Hardware-Id")
		switch {
		case header.Get("Api-Version") != "1.0":
			x.envelope(http.StatusBadRequest, 0, "Bad Request", "The header api-version is missing or not 1.0.")
			return
		case !same(header.Get("X-Api-Key"), s.o.IncodeAPIKey):
			x.envelope(http.StatusUnauthorized, 0, "Unauthorized", "The API key is not valid.")
			return
		case !strings.EqualFold(scheme, "bearer") || !good:
			x.envelope(http.StatusUnauthorized, 0, "Unauthorized", "The access token is invalid or expired.")
			return
		case admin != "" && !same(admin, s.o.IncodeAdminToken):
			x.envelope(http.StatusUnauthorized, 0, "Unauthorized", "The token in X-Incode-Hardware-Id is not valid.")
			return
		}
		x.faults = s.fire(TargetIncode, x.r)
		switch {
		case x.intercept(incodeFault):
		case x.hit(FaultRedirect):
			x.header("Location", s.OtherURL()+x.r.URL.RequestURI())
			x.answer(http.StatusFound, x.body)
		case x.hit(FaultCustomCode):
			x.envelope(http.StatusBadRequest, 4019, "Bad Request", "")
		default:
			h(x)
		}
	}
}

// envelope answers an error in Incode's form. A code of 0 is the status itself;
// some endpoints have codes of their own.
func (x *exchange) envelope(status, code int, kind, message string) {
	if code == 0 {
		code = status
	}
	b := append(x.body[:0], '{')
	b = strconv.AppendInt(appendKey(b, "timestamp"), x.now.UnixMilli(), 10)
	b = strconv.AppendInt(appendKey(b, "status"), int64(code), 10)
	b = appendField(b, "error", kind)
	if message != "" {
		b = appendField(b, "message", message)
	}
	x.answer(status, append(appendField(b, "path", x.r.URL.Path), '}'))
}

// incodeFault is what Incode's API answers when a fault strikes.
func incodeFault(x *exchange, status int) {
	x.envelope(status, 0, http.StatusText(status), map[int]string{
		http.StatusUnauthorized:    "The access token is invalid or expired.",
		http.StatusForbidden:       "The API key may not do this.",
		http.StatusTooManyRequests: "Too many requests.",
	}[status])
}

func (s *Server) incodeNothing(x *exchange) {
	x.envelope(http.StatusNotFound, 0, "Not Found", "There is no such endpoint.")
}

package sandbox

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
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

// onboardingRequest is the body of request-new.
type onboardingRequest struct {
	IntegrationReference string `json:"integrationReference"`
	LoginHint            string `json:"loginHint"`
	Validity             *int   `json:"linkValidityInMinutes"`
	ExternalCustomerID   string `json:"externalCustomerId"`
	Notification         *struct {
		Type  string `json:"type"`
		Email string `json:"email"`
		Phone string `json:"phone"`
	} `json:"notification"`
}

var uuidPattern = regexp.MustCompile(`(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// check says what is wrong with a request.
func (r onboardingRequest) check() string {
	switch n := r.Notification; {
	case r.IntegrationReference == "":
		return "integrationReference must not be blank."
	case r.LoginHint == "":
		return "loginHint must not be blank."
	case r.Validity != nil && (*r.Validity < 1 || *r.Validity > 7*24*60):
		return "linkValidityInMinutes must be between 1 and 10080."
	case n == nil:
		return ""
	case n.Type != "EMAIL" && n.Type != "SMS":
		return "notification.type must be EMAIL or SMS."
	case n.Type == "EMAIL" && !strings.Contains(n.Email, "@"):
		return "notification.email must be an e-mail address."
	case n.Type == "SMS" && n.Phone == "":
		return "notification.phone must not be blank."
	}
	return ""
}

// incodeRequestNew makes a session and answers with its link.
func (s *Server) incodeRequestNew(x *exchange) {
	var r onboardingRequest
	dec := json.NewDecoder(http.MaxBytesReader(x.w, x.r.Body, 64<<10))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil || !errors.Is(dec.Decode(&struct{}{}), io.EOF) {
		x.envelope(http.StatusBadRequest, 0, "Bad Request", "The request body cannot be read.")
		return
	}
	if wrong := r.check(); wrong != "" {
		x.envelope(http.StatusBadRequest, 0, "Bad Request", wrong)
		return
	}
	if !uuidPattern.MatchString(r.IntegrationReference) || x.hit(FaultUnknownIntegration) {
		x.envelope(http.StatusNotFound, 0, "Not Found", "There is no integration "+r.IntegrationReference+".")
		return
	}
	company, person, ok := s.employee(r.LoginHint)
	if !ok {
		x.envelope(http.StatusBadRequest, 0, "EMPLOYEE_NOT_FOUND", "No employee answers to the login hint.")
		return
	}
	minutes := 10
	if r.Validity != nil {
		minutes = *r.Validity
	}
	session := &incodeSession{
		id: randomHex(12), company: company, person: person, expires: x.now.Add(time.Duration(minutes) * time.Minute),
	}
	link := randomHex(16)
	s.mu.Lock()
	s.sessions[session.id], s.links[link] = session, session
	s.mu.Unlock()
	b := append(x.body[:0], '{')
	switch {
	case x.hit(FaultNulls):
		b = appendOptional(appendOptional(b, "interviewId", ""), "url", "")
	case x.hit(FaultNoLink):
		b = appendField(b, "interviewId", session.id)
	default:
		b = appendField(appendField(b, "interviewId", session.id), "url", x.base()+linkPath+link)
	}
	x.answer(http.StatusOK, append(b, '}'))
}

// employee finds whom a login hint stands for: by login, e-mail address or
// employee ID, at either company.
func (s *Server) employee(hint string) (*Company, int, bool) {
	for _, c := range []*Company{s.o.Okta, s.o.Entra} {
		if c == nil {
			continue
		}
		if i, ok := c.Find(hint); ok {
			return c, i, true
		}
		for i := range c.Len() {
			if p := c.Person(i); p.EmployeeID == hint && !p.Deleted {
				return c, i, true
			}
		}
	}
	return nil, 0, false
}

package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"
)

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

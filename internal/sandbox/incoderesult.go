package sandbox

import (
	"net/http"
	"strconv"
)

// incodeSession finds the session that a request for its progress names. The
// handler gets a copy.
func (s *Server) incodeSession(h func(x *exchange, session incodeSession)) func(x *exchange) {
	return func(x *exchange) {
		s.mu.Lock()
		session, ok := s.sessions[x.r.URL.Query().Get("id")]
		var found incodeSession
		if ok {
			found = *session
		}
		s.mu.Unlock()
		if !ok {
			x.envelope(http.StatusNotFound, 0, "Not Found", "There is no session with this id.")
			return
		}
		h(x, found)
	}
}

// incodeStatus answers how far the session is.
func (s *Server) incodeStatus(x *exchange, session incodeSession) {
	status := "UNKNOWN" // not begun
	switch {
	case session.review == "approve":
		status = "MANUAL_REVIEW_APPROVED"
	case session.review == "reject":
		status = "MANUAL_REVIEW_REJECTED"
	case session.finished:
		status = "ONBOARDING_FINISHED"
	case !x.now.Before(session.expires):
		status = "EXPIRED"
	}
	if x.hit(FaultNulls) {
		status = ""
	}
	x.answer(http.StatusOK, append(appendOptional(append(x.body[:0], '{'), "onboardingStatus", status), '}'))
}

// incodeScore answers the scores, which are there once the session is finished.
func (s *Server) incodeScore(x *exchange, session incodeSession) {
	switch {
	case !session.finished:
		x.envelope(http.StatusNotFound, 6000, "Not Found", "")
		return
	case x.hit(FaultNulls):
		x.answer(http.StatusOK, append(x.body[:0], `{"idValidation":null,"overall":null,"reasonMsg":null}`...))
		return
	}
	value := map[string]string{"OK": "96.4", "WARN": "61.0"}[session.score]
	if value == "" {
		value = "12.5"
	}
	overall := `{"value":` + strconv.Quote(value) + `,"status":` + strconv.Quote(session.score) + `}`
	x.answer(http.StatusOK, append(x.body[:0], `{"idValidation":{"photoSecurityAndQuality":[],"idSpecific":[],"customFields":[],"overall":`+overall+
		`},"liveness":{"overall":`+overall+`},"faceRecognition":{"existingUser":false,"overall":`+overall+
		`},"governmentValidation":null,"needsReviewReason":"","overall":`+overall+`,"reasonMsg":""}`...))
}

// incodeOCR answers what was read from the document: nothing before there is one.
func (s *Server) incodeOCR(x *exchange, session incodeSession) {
	switch {
	case x.hit(FaultNulls):
		x.answer(http.StatusOK, append(x.body[:0], `{"name":null,"birthDate":null,"address":null}`...))
	case session.document == nil:
		x.answer(http.StatusOK, append(x.body[:0], '{', '}'))
	default:
		x.answer(http.StatusOK, append(x.body[:0], session.document...))
	}
}

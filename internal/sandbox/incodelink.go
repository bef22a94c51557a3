package sandbox

import (
	"net/http"
	"net/url"
	"slices"
)

// follow says how somebody verifies themselves over a link.
type follow struct{ as, document, score, review string }

// FollowUsage explains the query that a link takes, for help texts.
const FollowUsage = `as=impostor|LOGIN_HINT     somebody else's document
document=moved|birthdate   an old address, another date of birth
score=OK|WARN|FAIL         the overall score
review=approve|reject      what the manual review says, also afterwards`

// incodeLink is the link itself: whoever asks for it has verified themselves, as
// the person the session is for unless the query says otherwise.
func (s *Server) incodeLink(x *exchange) {
	how, ok := readFollow(x.r.URL.Query())
	if !ok {
		x.page(http.StatusBadRequest, "The link takes as, document, score and review.")
		return
	}
	s.mu.Lock()
	session := s.links[x.r.PathValue("token")]
	var seen incodeSession
	if session != nil {
		seen = *session
	}
	s.mu.Unlock()
	switch {
	case session == nil:
		x.page(http.StatusNotFound, "There is no such link.")
	case seen.finished && how.review == "":
		x.page(http.StatusConflict, "This verification is finished.")
	case !seen.finished && !x.now.Before(seen.expires):
		x.page(http.StatusGone, "This link has expired.")
	default:
		document := seen.document
		if !seen.finished {
			if document, ok = s.shown(seen, how); !ok {
				x.page(http.StatusNotFound, "Nobody answers to this login hint.")
				return
			}
		}
		s.mu.Lock()
		if !session.finished {
			session.finished, session.document, session.score = true, document, how.score
		}
		if how.review != "" {
			session.review = how.review
		}
		s.mu.Unlock()
		x.page(http.StatusOK, "Thank you, you are done.")
	}
}

func readFollow(q url.Values) (follow, bool) {
	how := follow{as: q.Get("as"), document: q.Get("document"), score: q.Get("score"), review: q.Get("review")}
	if how.score == "" {
		how.score = "OK"
	}
	for key := range q {
		if !slices.Contains([]string{"as", "document", "score", "review"}, key) {
			return how, false
		}
	}
	return how, slices.Contains([]string{"", "moved", "birthdate"}, how.document) &&
		slices.Contains([]string{"OK", "WARN", "FAIL"}, how.score) && slices.Contains([]string{"", "approve", "reject"}, how.review)
}

// shown is the document that is held before the camera.
func (s *Server) shown(session incodeSession, how follow) ([]byte, bool) {
	company, i := session.company, session.person
	switch how.as {
	case "":
	case "impostor":
		i = (i + 1) % company.Len()
	default:
		var ok bool
		if company, i, ok = s.employee(how.as); !ok {
			return nil, false
		}
	}
	kind := map[string]Variation{"moved": MovedAddress, "birthdate": WrongBirthdate}[how.document]
	person := company.Person(i)
	return person.Document(kind), true
}

// page answers a person's browser.
func (x *exchange) page(status int, text string) {
	x.body = x.body[:0]
	x.html(status, "<title>Sandbox verification</title><p>"+text+"</p>")
}

package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// oktaAPI puts around a handler what every call to Okta's API goes through:
// request id, credential, scope, rate limit, faults.
func (s *Server) oktaAPI(bucket, scope string, h func(x *exchange)) func(x *exchange) {
	return func(x *exchange) {
		x.header("X-Okta-Request-Id", "sbx"+string(append62(nil, mix(s.serial.Add(1)), 11)))
		x.header("Cache-Control", "no-cache, no-store")
		if !s.oktaAuthorize(x, scope) {
			return
		}
		limit, remaining, reset, ok := s.spend(bucket, x.now)
		x.header("X-Rate-Limit-Limit", strconv.Itoa(limit))
		x.header("X-Rate-Limit-Remaining", strconv.Itoa(remaining))
		x.header("X-Rate-Limit-Reset", strconv.FormatInt(reset.Unix(), 10))
		if !ok {
			oktaStatus(x, http.StatusTooManyRequests)
			return
		}
		x.faults = s.fire(TargetOkta, x.r)
		switch {
		case x.intercept(oktaStatus):
		case x.hit(FaultCursorGone):
			x.oktaInvalid("after", "the cursor has expired")
		default:
			h(x)
		}
	}
}

// oktaStatus answers the usual Okta error of a status.
func oktaStatus(x *exchange, status int) {
	code, summary := "E0000009", "Internal Server Error"
	switch status {
	case http.StatusUnauthorized:
		code, summary = "E0000011", "Invalid token provided"
	case http.StatusForbidden:
		code, summary = "E0000006", "You do not have permission to perform the requested action"
	case http.StatusTooManyRequests:
		code, summary = "E0000047", "API call exceeded rate limit due to too many requests."
	case http.StatusServiceUnavailable:
		code, summary = "E0000010", "Service is in read only mode"
	}
	x.oktaError(status, code, summary)
}

// oktaError answers an error in Okta's form.
func (x *exchange) oktaError(status int, code, summary string, causes ...string) {
	b := append(x.body[:0], '{')
	b = appendField(b, "errorCode", code)
	b = appendField(b, "errorSummary", summary)
	b = appendField(b, "errorLink", code)
	b = appendField(b, "errorId", "oae"+string(append62(nil, mix(x.s.serial.Load()), 11)))
	b = append(appendKey(b, "errorCauses"), '[')
	for i, c := range causes {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendField(append(b, '{'), "errorSummary", c), '}')
	}
	x.answer(status, append(b, "]}"...))
}

func (s *Server) oktaNothing(x *exchange) {
	if x.r.Method != http.MethodGet {
		x.oktaError(http.StatusMethodNotAllowed, "E0000022", "The endpoint does not support the provided HTTP method")
		return
	}
	x.oktaNotFound(x.r.URL.Path, "Resource")
}

func (x *exchange) oktaNotFound(what, kind string) {
	x.oktaError(http.StatusNotFound, "E0000007", fmt.Sprintf("Not found: Resource not found: %s (%s)", what, kind))
}

// oktaUsers is List all users. Without filter or search, deactivated people are
// left out, as Okta does.
func (s *Server) oktaUsers(x *exchange) {
	q := x.r.URL.Query()
	for _, unsupported := range []string{"q", "expand"} {
		if q.Has(unsupported) {
			x.oktaInvalid(unsupported, "not supported by the sandbox")
			return
		}
	}
	l := s.o.Okta.list(q.Get("filter")+"\x00"+q.Get("search"), func(p *candidate) bool { return p.facts.status != StatusDeprovisioned })
	if !x.oktaSort(&l, q) {
		return
	}
	var conditions []clause[candidate]
	for _, e := range []struct {
		name    string
		resolve resolver[candidate]
	}{{"filter", oktaFilterable}, {"search", oktaSearchable}} {
		if !q.Has(e.name) {
			continue
		}
		c, err := parseFilter(q.Get(e.name), e.resolve)
		if err != nil {
			x.oktaError(http.StatusBadRequest, "E0000031", "Invalid search criteria.")
			return
		}
		conditions = append(conditions, c)
	}
	switch len(conditions) {
	case 1:
		l.keep = nil
		l.narrow(conditions[0])
	case 2:
		l.keep = nil
		l.narrow(both(conditions[0], conditions[1]))
	}
	x.oktaPeople(l, 200)
}

// oktaSort reads sortBy and sortOrder, which go with search only.
func (x *exchange) oktaSort(l *listing, q url.Values) bool {
	if !q.Has("sortBy") {
		return true // sortOrder means nothing without it
	}
	key, known := map[string]sortKey{"created": byCreated, "lastUpdated": byUpdated, "id": byID}[q.Get("sortBy")]
	down := strings.EqualFold(q.Get("sortOrder"), "desc")
	switch {
	case !q.Has("search"):
		x.oktaInvalid("sortBy", "can only be used with search")
		return false
	case !known:
		x.oktaInvalid("sortBy", "the sandbox sorts by created, lastUpdated and id only")
		return false
	case !down && q.Has("sortOrder") && !strings.EqualFold(q.Get("sortOrder"), "asc"):
		x.oktaInvalid("sortOrder", "must be asc or desc")
		return false
	}
	l.sort, l.down = key, down
	return true
}

// oktaInvalid answers that a parameter is no good.
func (x *exchange) oktaInvalid(name, why string) {
	x.oktaError(http.StatusBadRequest, "E0000001", "Api validation failed: "+name, name+": "+why)
}

// oktaLimit reads the page size; too large a one is cut down.
func (x *exchange) oktaLimit(q url.Values, usual, most int) (limit int, ok bool) {
	if !q.Has("limit") {
		return usual, true
	}
	n, err := strconv.Atoi(q.Get("limit"))
	if err != nil || n < 1 {
		x.oktaInvalid("limit", "must be a positive number")
		return 0, false
	}
	return min(n, most), true
}

// oktaPeople answers one page of people; limit is both default and maximum.
func (x *exchange) oktaPeople(l listing, limit int) {
	q := x.r.URL.Query()
	limit, ok := x.oktaLimit(q, limit, limit)
	if !ok {
		return
	}
	at, ok := l.position(q.Get("after"))
	if !ok {
		x.oktaInvalid("after", "invalid cursor")
		return
	}
	t := x.turn(l, at, limit)
	x.oktaLinks(q, t)
	contentType := x.r.Header.Get("Content-Type")
	x.header("Content-Type", "application/json")
	page := oktaPage{
		base: x.base(), credentials: !strings.Contains(contentType, "omitCredentials"),
	}
	b := append(x.body[:0], '[')
	var p Person
	for i := range t.people {
		if i > 0 {
			b = append(b, ',')
		}
		page.noProfile, page.bigNumber = i == 0 && x.hit(FaultNoProfile), i == 0 && x.hit(FaultBigNumber)
		t.people[i].read(&p)
		b = page.user(b, &p)
	}
	x.answer(http.StatusOK, append(b, ']'))
}

// oktaLinks sets the Link headers as Okta does: self and next on lines of
// their own, with absolute URLs.
func (x *exchange) oktaLinks(q url.Values, t turned) {
	self := x.base() + x.r.URL.RequestURI()
	links := []string{"<" + self + `>; rel="self"`}
	switch {
	case t.self:
		links = append(links, "<"+self+`>; rel="next"`)
	case t.next != "":
		base := x.base()
		if x.hit(FaultOtherHost) {
			base = x.s.OtherURL()
		}
		q.Set("after", t.next)
		links = append(links, "<"+base+x.r.URL.Path+"?"+q.Encode()+`>; rel="next"`)
	}
	if x.hit(FaultJoinedLink) {
		links = []string{strings.Join(links, ", ")}
	}
	x.w.Header()["Link"] = links
}

// oktaUser is Retrieve a user.
func (s *Server) oktaUser(x *exchange) {
	p, ok := s.findOktaUser(x)
	if !ok {
		return
	}
	page := oktaPage{
		base: x.base(), credentials: true, noProfile: x.hit(FaultNoProfile), bigNumber: x.hit(FaultBigNumber),
	}
	x.answer(http.StatusOK, page.user(x.body[:0], &p))
}

// findOktaUser finds the person of the path by id or login; it answers for one
// who is not there.
func (s *Server) findOktaUser(x *exchange) (p Person, ok bool) {
	id := x.r.PathValue("id")
	i, ok := s.o.Okta.Find(id)
	if ok {
		p = s.o.Okta.Person(i)
		ok = id == p.OktaID || strings.EqualFold(id, p.Login) // an e-mail address or Graph id is no key here
	}
	if !ok {
		x.oktaNotFound(id, "User")
	}
	return p, ok
}

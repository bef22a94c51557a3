package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
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
		x.faults = s.fire(TargetOkta, x.r.URL.Path)
		if !x.intercept(oktaStatus) {
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
	for _, unsupported := range []string{"q", "sortBy", "sortOrder", "expand"} {
		if q.Has(unsupported) {
			x.oktaError(http.StatusBadRequest, "E0000001", "Api validation failed: "+unsupported,
				unsupported+": not supported by the sandbox")
			return
		}
	}
	l := listing{c: s.o.Okta, key: q.Get("filter") + "\x00" + q.Get("search")}
	l.keep = func(p *candidate) bool { return p.facts.status != StatusDeprovisioned }
	var predicates []predicate
	for _, e := range []struct {
		name    string
		resolve resolver
	}{{"filter", oktaFilterable}, {"search", oktaSearchable}} {
		if !q.Has(e.name) {
			continue
		}
		f, err := parseFilter(q.Get(e.name), '"', e.resolve)
		if err != nil {
			x.oktaError(http.StatusBadRequest, "E0000031", "Invalid search criteria.")
			return
		}
		predicates = append(predicates, f)
	}
	if len(predicates) > 0 {
		l.keep = func(p *candidate) bool {
			for _, f := range predicates {
				if !f(p) {
					return false
				}
			}
			return true
		}
	}
	x.oktaPeople(l, 200)
}

// oktaPeople answers one page of people; limit is both default and maximum.
func (x *exchange) oktaPeople(l listing, limit int) {
	q := x.r.URL.Query()
	if q.Has("limit") {
		n, err := strconv.Atoi(q.Get("limit"))
		if err != nil || n < 1 {
			x.oktaError(http.StatusBadRequest, "E0000001", "Api validation failed: limit", "limit: must be a positive number")
			return
		}
		limit = min(n, limit)
	}
	pos, turn, ok := l.position(q.Get("after"))
	if !ok {
		x.oktaError(http.StatusBadRequest, "E0000001", "Api validation failed: after", "after: invalid cursor")
		return
	}
	t := x.turn(l, pos, turn, limit)
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

// oktaUser is Retrieve a user, by id or login.
func (s *Server) oktaUser(x *exchange) {
	id := x.r.PathValue("id")
	i, ok := s.o.Okta.Find(id)
	if !ok {
		x.oktaNotFound(id, "User")
		return
	}
	p := s.o.Okta.Person(i)
	if id != p.OktaID && !strings.EqualFold(id, p.Login) { // an e-mail address or Graph id is no key here
		x.oktaNotFound(id, "User")
		return
	}
	page := oktaPage{
		base: x.base(), credentials: true, noProfile: x.hit(FaultNoProfile), bigNumber: x.hit(FaultBigNumber),
	}
	x.answer(http.StatusOK, page.user(x.body[:0], &p))
}

// oktaGroups is List all groups, on one page.
func (s *Server) oktaGroups(x *exchange) {
	x.oktaLinks(nil, turned{})
	q := strings.ToLower(x.r.URL.Query().Get("q"))
	b := append(x.body[:0], '[')
	for i, g := range s.groups {
		if !strings.HasPrefix(strings.ToLower(g.name), q) {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = s.oktaGroup(b, x.base(), i, g)
	}
	x.answer(http.StatusOK, append(b, ']'))
}

// oktaGroupUsers is List all member users. Okta takes deactivated people out of
// their groups.
func (s *Server) oktaGroupUsers(x *exchange) {
	id := x.r.PathValue("id")
	for g := range s.groups {
		if s.o.Okta.oktaGroupID(g) != id {
			continue
		}
		x.oktaPeople(listing{c: s.o.Okta, key: id, keep: func(p *candidate) bool {
			return p.facts.status != StatusDeprovisioned && within(s.groups, g, p.i, &p.facts)
		}}, 1000)
		return
	}
	x.oktaNotFound(id, "UserGroup")
}

// oktaFilterable are the properties that "filter" knows (List all users).
func oktaFilterable(name, op string) (attribute, bool) {
	switch name {
	case "status", "id", "profile.login", "profile.email", "profile.firstName", "profile.lastName":
		if op != "eq" {
			return attribute{}, false
		}
	case "lastUpdated":
		if op == "pr" || op == "sw" {
			return attribute{}, false
		}
	default:
		return attribute{}, false
	}
	return oktaSearchable(name, op)
}

// oktaSearchable are the properties that "search" knows. Names are case
// sensitive there.
func oktaSearchable(name, op string) (attribute, bool) {
	switch op {
	case "eq", "gt", "ge", "lt", "le", "pr", "sw":
	default:
		return attribute{}, false
	}
	text := func(f func(p *Person) string) (attribute, bool) {
		return attribute{text: func(p *candidate) string { return f(p.person()) }}, true
	}
	date := func(f func(p *candidate) time.Time) (attribute, bool) {
		return attribute{time: f}, op != "sw"
	}
	switch name {
	case "status":
		return attribute{text: func(p *candidate) string { return string(p.facts.status) }}, true
	case "id":
		return attribute{text: func(p *candidate) string { return p.c.oktaID(p.i) }}, true
	case "type.id":
		return attribute{text: func(*candidate) string { return oktaTypeID }}, true
	case "created":
		return date(func(p *candidate) time.Time { return p.facts.created })
	case "lastUpdated":
		return date(func(p *candidate) time.Time { return p.facts.updated })
	case "statusChanged", "activated":
		return date(func(p *candidate) time.Time { return p.person().StatusChanged })
	}
	key, ok := strings.CutPrefix(name, "profile.")
	if !ok {
		return attribute{}, false
	}
	return text(func(p *Person) string { return oktaProfile(p, key) })
}

package sandbox

import (
	"strings"
	"time"
)

// groupRef is a group of Okta in question.
type groupRef struct {
	s *Server
	g int
}

// kind is Okta's type of the group.
func (r groupRef) kind() string {
	if r.g == 0 {
		return "BUILT_IN"
	}
	return "OKTA_GROUP"
}

// append adds one Group object. Nothing about a group changes but who is in it.
func (r groupRef) append(b []byte, base string) []byte {
	c, g := r.s.o.Okta, r.s.groups[r.g]
	id := c.oktaGroupID(r.g)
	b = appendField(append(b, '{'), "id", id)
	b = appendTime(appendKey(b, "created"), c.start, true)
	b = appendTime(appendKey(b, "lastUpdated"), c.start, true)
	b = appendTime(appendKey(b, "lastMembershipUpdated"), c.groupMoved(r.g), true)
	b = append(b, `,"objectClass":["okta:user_group"]`...)
	b = appendField(b, "type", r.kind())
	b = append(b, `,"profile":{`...)
	b = appendField(b, "name", g.name)
	b = append(appendField(b, "description", g.about), `},"_links":{"users":{"href":"`...)
	b = append(append(append(append(b, base...), "/api/v1/groups/"...), id...), `/users"}}}`...)
	return b
}

// oktaGroupFilterable are the properties of groups that "filter" and "search" know.
func oktaGroupFilterable(name, op string) (attribute[groupRef], bool) {
	a := attribute[groupRef]{}
	switch name {
	case "id":
		a.text = func(r *groupRef) string { return r.s.o.Okta.oktaGroupID(r.g) }
	case "type":
		a.text = func(r *groupRef) string { return r.kind() }
	case "profile.name":
		a.text = func(r *groupRef) string { return r.s.groups[r.g].name }
	case "created", "lastUpdated":
		a.time = func(r *groupRef) time.Time { return r.s.o.Okta.start }
	case "lastMembershipUpdated":
		a.time = func(r *groupRef) time.Time { return r.s.o.Okta.groupMoved(r.g) }
	default:
		return a, false
	}
	return a, oktaOperator(op) && op != "co" && (op != "sw" || a.time == nil)
}

// oktaGroups is List all groups.
func (s *Server) oktaGroups(x *exchange) {
	q := x.r.URL.Query()
	limit, ok := x.oktaLimit(q, 10000, 10000)
	if !ok {
		return
	}
	prefix := strings.ToLower(q.Get("q"))
	keep := single(func(r *groupRef) bool { return strings.HasPrefix(strings.ToLower(s.groups[r.g].name), prefix) })
	for _, name := range []string{"filter", "search"} {
		if !q.Has(name) {
			continue
		}
		c, err := parseFilter(q.Get(name), oktaGroupFilterable)
		if err != nil {
			x.oktaError(400, "E0000031", "Invalid search criteria.")
			return
		}
		keep = both(keep, c)
	}
	salt := questionSalt(s.o.Okta, "groups", q.Get("q"), q.Get("filter"), q.Get("search"))
	from, ok := x.oktaPosition(q.Get("after"), salt, len(s.groups))
	if !ok {
		return
	}
	t := turned{}
	b := append(x.body[:0], '[')
	for g, n := from, 0; g < len(s.groups); g++ {
		r := groupRef{s, g}
		if !keep.test(&r) {
			continue
		}
		if n == limit {
			t.next = positionCursor(g, salt)
			break
		}
		if n++; n > 1 {
			b = append(b, ',')
		}
		b = r.append(b, x.base())
	}
	x.oktaLinks(q, t)
	x.answer(200, append(b, ']'))
}

// oktaPosition reads such a cursor, "" for the beginning; it answers a wrong one.
func (x *exchange) oktaPosition(cursor string, salt uint64, most int) (pos int, ok bool) {
	if cursor == "" {
		return 0, true
	}
	v, ok := parse62(cursor)
	if v = unmix(v) ^ salt; !ok || len(cursor) != cursorWidth || v > uint64(most) {
		x.oktaInvalid("after", "invalid cursor")
		return 0, false
	}
	return int(v), true
}

// findOktaGroup finds the group of the path; it answers for one that is not there.
func (s *Server) findOktaGroup(x *exchange) (g int, ok bool) {
	id := x.r.PathValue("id")
	for g := range s.groups {
		if s.o.Okta.oktaGroupID(g) == id {
			return g, true
		}
	}
	x.oktaNotFound(id, "UserGroup")
	return 0, false
}

// oktaGroup is Retrieve a group.
func (s *Server) oktaGroup(x *exchange) {
	if g, ok := s.findOktaGroup(x); ok {
		x.answer(200, groupRef{s, g}.append(x.body[:0], x.base()))
	}
}

// oktaGroupUsers is List all member users.
func (s *Server) oktaGroupUsers(x *exchange) {
	if g, ok := s.findOktaGroup(x); ok {
		c := s.o.Okta
		x.oktaPeople(c.list(x.r.PathValue("id"), func(p *candidate) bool { return c.flat(g, p.i, &p.facts) }), 1000)
	}
}

// oktaUserGroups is List all groups of a user, by id or login.
func (s *Server) oktaUserGroups(x *exchange) {
	p, ok := s.findOktaUser(x)
	if !ok {
		return
	}
	c := s.o.Okta
	member, _ := c.candidate(p.Index)
	b := append(x.body[:0], '[')
	for g := range s.groups {
		if !c.flat(g, p.Index, &member.facts) {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = groupRef{s, g}.append(b, x.base())
	}
	x.oktaLinks(nil, turned{})
	x.answer(200, append(b, ']'))
}

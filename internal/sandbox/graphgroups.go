package sandbox

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// graphGroups is List groups. There are few; $top still pages.
func (s *Server) graphGroups(x *exchange) {
	values := x.r.URL.Query()
	top, err := 100, error(nil)
	if values.Has("$top") {
		if top, err = strconv.Atoi(values.Get("$top")); err != nil || top < 1 || top > 999 {
			x.graphError(http.StatusBadRequest, "Request_BadRequest",
				"Invalid page size specified: '"+values.Get("$top")+"'. Must be between 1 and 999 inclusive.")
			return
		}
	}
	from := 0
	if token := values.Get("$skiptoken"); token != "" {
		if from, err = strconv.Atoi(token); err != nil || from < 0 || from > len(s.groups) {
			x.graphError(http.StatusBadRequest, "Request_BadRequest", "The $skiptoken is invalid.")
			return
		}
	}
	to := min(from+top, len(s.groups))
	b := append(x.body[:0], '{')
	b = appendField(b, "@odata.context", x.base()+"/v1.0/$metadata#groups")
	if to < len(s.groups) {
		next := url.Values{"$skiptoken": {strconv.Itoa(to)}, "$top": {strconv.Itoa(top)}}
		b = appendField(b, "@odata.nextLink", x.base()+x.r.URL.Path+"?"+next.Encode())
	}
	b = append(b, `,"value":[`...)
	for i := from; i < to; i++ {
		if i > from {
			b = append(b, ',')
		}
		b = s.graphGroup(b, i, false)
	}
	x.answer(http.StatusOK, append(b, "]}"...))
}

// graphGroup appends one group.
func (s *Server) graphGroup(b []byte, i int, typed bool) []byte {
	b = append(b, '{')
	if typed {
		b = appendField(b, "@odata.type", "#microsoft.graph.group")
	}
	b = appendField(b, "id", s.o.Entra.graphGroupID(i))
	b = appendField(b, "displayName", s.groups[i].name)
	b = appendField(b, "description", s.groups[i].about)
	b = append(b, `,"groupTypes":[],"mailEnabled":false,"securityEnabled":true`...)
	b = odataTime(appendKey(b, "createdDateTime"), s.o.Entra.start)
	return append(b, '}')
}

// graphMembers is List members: direct members, people and groups.
func (s *Server) graphMembers(x *exchange) { s.members(x, false, false) }

// graphUserMembers is List members cast to users.
func (s *Server) graphUserMembers(x *exchange) { s.members(x, false, true) }

// graphTransitiveMembers is List transitive members: with nested groups.
func (s *Server) graphTransitiveMembers(x *exchange) { s.members(x, true, false) }

// graphTransitiveUsers is List transitive members cast to users.
func (s *Server) graphTransitiveUsers(x *exchange) { s.members(x, true, true) }

// members answers the members of a group; each person once, however many ways
// they belong to it.
func (s *Server) members(x *exchange, transitive, usersOnly bool) {
	g, ok := s.findGraphGroup(x)
	if !ok {
		return
	}
	q, ok := x.query(true)
	if !ok {
		return
	}
	var nested [][]byte
	if !usersOnly && q.filter == nil {
		for _, child := range s.nested(g, transitive) {
			nested = append(nested, s.graphGroup(nil, child, true))
		}
	}
	c := s.o.Entra
	keep := func(p *candidate) bool { return c.direct(g, p.i, &p.facts) }
	key := "members " + s.groups[g].name
	if transitive {
		key = "transitive " + key
		keep = func(p *candidate) bool { return c.transitive(g, p.i, &p.facts) }
	}
	context := "directoryObjects"
	if usersOnly {
		context = "users"
	}
	x.graphPeople(q, s.graphListing(q, key, keep), context, !usersOnly, nested...)
}

// findGraphGroup finds the group of the path; it answers for one that is not there.
func (s *Server) findGraphGroup(x *exchange) (g int, ok bool) {
	id := x.r.PathValue("id")
	for g := range s.groups {
		if strings.EqualFold(s.o.Entra.graphGroupID(g), id) {
			return g, true
		}
	}
	x.graphError(http.StatusNotFound, "Request_ResourceNotFound",
		"Resource '"+id+"' does not exist or one of its queried reference-property objects are not present.")
	return 0, false
}

// graphTransitiveGroups is List transitive members cast to groups. There are
// few, and all are on one page.
func (s *Server) graphTransitiveGroups(x *exchange) {
	g, ok := s.findGraphGroup(x)
	if !ok {
		return
	}
	var nested [][]byte
	for _, child := range s.nested(g, true) {
		nested = append(nested, s.graphGroup(nil, child, false))
	}
	x.graphValue(x.graphHead("groups"), nested, nil, nil)
}

// nested lists the groups inside group g, each once.
func (s *Server) nested(g int, transitive bool) []int {
	var all []int
	for _, child := range s.groups[g].nested {
		all = append(all, child)
		if transitive {
			all = append(all, s.nested(child, true)...)
		}
	}
	return all
}

package sandbox

import (
	"bytes"
	"net/http"
)

// roster is what /users/delta goes through: everybody, or those who changed.
type roster struct {
	c    *Company
	st   deltaState
	all  listing
	keep func(p *candidate) bool
}

func (r roster) begin() place {
	if r.st.Changes {
		return place{key: int64(r.st.Since)}
	}
	return place{i: -1}
}

// where is the place that the state says.
func (r roster) where() place {
	if r.st.Changes {
		return place{key: r.st.At, turn: r.st.Turn}
	}
	return place{i: int(r.st.At), turn: r.st.Turn}
}

func (r roster) cursor(at place) string {
	st := r.st
	st.At, st.Turn = int64(at.i), at.turn
	if st.Changes {
		st.At = at.key
	}
	return st.token()
}

func (r roster) page(at place, limit int) ([]candidate, place, bool) {
	if !r.st.Changes {
		return r.all.page(at, limit)
	}
	r.c.mu.RLock()
	marks := r.c.users.between(uint64(at.key), r.st.Until, limit+1)
	r.c.mu.RUnlock()
	more := len(marks) > limit
	if more {
		marks = marks[:limit]
		at.key = int64(marks[limit-1].seq)
	}
	page := make([]candidate, 0, len(marks))
	for _, m := range marks {
		if p, _ := r.c.candidate(m.i); r.keep(&p) {
			page = append(page, p)
		}
	}
	return page, place{key: at.key}, more
}

func (r roster) before(at place) (candidate, bool) {
	if !r.st.Changes {
		return r.all.before(at)
	}
	r.c.mu.RLock()
	m, ok := r.c.users.latest(r.st.Since, uint64(at.key))
	r.c.mu.RUnlock()
	if !ok {
		return candidate{}, false
	}
	p, _ := r.c.candidate(m.i)
	return p, r.keep(&p)
}

// graphUsersDelta is user: delta. Without a token it lists everybody; the delta
// link at the end leads to whoever changes after the first of these requests.
func (s *Server) graphUsersDelta(x *exchange) {
	st, ok := x.deltaState("users")
	if !ok {
		return
	}
	props, ok := x.selected(st.Select, true)
	if !ok {
		return
	}
	keep, ok := deltaFilter(x, st.Filter, func(p *candidate) string { return p.c.graphID(p.i) })
	if !ok {
		return
	}
	r := roster{c: s.o.Entra, st: st, keep: keep, all: s.o.Entra.list("", keep)}
	if x.hit(FaultSelectLost) {
		r.st.Select = ""
	}
	t := x.turn(r, r.where(), x.deltaSize())
	end := deltaState{Of: st.Of, Epoch: st.Epoch, Until: st.Until, Select: st.Select, Filter: st.Filter}
	if x.hit(FaultEmptyList) && st.Changes {
		end.Until = uint64(st.At) // what was left out comes with the next round
	}
	var p Person
	x.graphValue(x.deltaLinks(x.graphHead("users"), end, t.next, t.self), nil, t.people, func(b []byte, c *candidate, first bool) []byte {
		if c.facts.deleted {
			return appendRemoved(b, c)
		}
		c.read(&p)
		return x.deltaPerson(append(b, '{'), props, c, &p, first && x.hit(FaultWrongType))
	})
}

// deltaFilter reads the only filter that a delta query takes: by up to 50 ids. It
// answers any other.
func deltaFilter[T any](x *exchange, expr string, id func(v *T) string) (keep func(v *T) bool, ok bool) {
	if expr == "" {
		return func(*T) bool { return true }, true
	}
	ids := 0
	c, _, err := parseOData(expr, func(name, op string) (attribute[T], bool) {
		ids++
		return attribute[T]{text: id}, name == "id" && op == "eq"
	})
	if err != nil || ids > 50 {
		x.graphError(http.StatusBadRequest, "Request_UnsupportedQuery", "A delta query can only be filtered by id eq, with or, for up to 50 objects.")
		return nil, false
	}
	return c.test, true
}

// appendRemoved appends somebody who is gone.
func appendRemoved(b []byte, c *candidate) []byte {
	reason := "changed"
	if c.ch.erased {
		reason = "deleted"
	}
	b = appendField(append(b, '{'), "id", c.c.graphID(c.i))
	return append(appendField(append(appendKey(b, "@removed"), '{'), "reason", reason), "}}"...)
}

// deltaPerson appends what is selected, as far as it was ever set: what is
// cleared is null, what never was is absent ("Use delta query", resource
// representation in the delta query response).
func (x *exchange) deltaPerson(b []byte, props []graphProperty, c *candidate, p *Person, wrong bool) []byte {
	if wrong {
		return append(x.graphPerson(b, props, p, true), '}')
	}
	for _, prop := range props {
		from := len(b)
		b = prop.append(b, p)
		if len(b) > from && !bytes.HasSuffix(b[from:], []byte(`":null`)) {
			continue
		}
		b = b[:from]
		if c.cleared(prop.key) {
			b = append(appendKey(b, prop.name), "null"...)
		}
	}
	return append(b, '}')
}

// cleared reports whether an attribute was taken away at run time.
func (p *candidate) cleared(key string) bool {
	if p.ch == nil || key == "" {
		return false
	}
	value, set := p.ch.attributes[key]
	return set && value == ""
}

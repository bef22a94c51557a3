package sandbox

import "strings"

// graphGroupsDelta is group: delta. It tells the direct members of each group, or
// whose membership changed; what happens in a nested group shows there.
func (s *Server) graphGroupsDelta(x *exchange) {
	st, ok := x.deltaState("groups")
	if !ok {
		return
	}
	d := groupDelta{c: s.o.Entra, st: st, room: x.deltaSize()}
	d.named, d.described = st.Select == "", st.Select == ""
	for name := range strings.SplitSeq(st.Select, ",") {
		switch name = strings.TrimSpace(name); name {
		case "members":
			d.members = true
		case "displayName":
			d.named = true
		case "description":
			d.described = true
		case "", "id":
		default:
			x.graphError(400, "BadRequest", "The sandbox has no changes of '"+name+"' on type 'microsoft.graph.group'.")
			return
		}
	}
	if d.wanted, ok = deltaFilter(x, st.Filter, func(g *int) string { return s.o.Entra.graphGroupID(*g) }); !ok {
		return
	}
	objects, next := d.page()
	end := deltaState{Of: st.Of, Epoch: st.Epoch, Until: st.Until, Select: st.Select, Filter: st.Filter}
	x.graphValue(x.deltaLinks(x.graphHead("groups"), end, next, false), objects, nil, nil)
}

// groupDelta makes one page: up to as many members as there is room for. A group
// with more goes on where the page ended.
type groupDelta struct {
	c      *Company
	st     deltaState
	room   int
	wanted func(g *int) bool

	members, named, described bool
}

func (d *groupDelta) page() (objects [][]byte, next string) {
	at := d.st.At
	for g := d.st.Group; g < len(d.c.groups); g++ {
		if !d.wanted(&g) {
			continue
		}
		if d.room <= 0 {
			return objects, d.goOn(g, at)
		}
		var b []byte
		var more int64
		if d.st.Changes {
			b, more = d.changes(g, at)
		} else {
			b, more = d.everybody(g, at)
		}
		if b != nil {
			objects = append(objects, b)
		}
		if more >= 0 {
			return objects, d.goOn(g, more)
		}
		at = d.start()
	}
	return objects, ""
}

// start is where each group begins.
func (d *groupDelta) start() int64 {
	if d.st.Changes {
		return int64(d.st.Since)
	}
	return -1
}

func (d *groupDelta) goOn(g int, at int64) string {
	st := d.st
	st.Group, st.At = g, at
	return st.token()
}

// everybody writes a group and its members from an index on; more is the index
// to go on from, or -1.
func (d *groupDelta) everybody(g int, from int64) (b []byte, more int64) {
	d.room--
	if !d.members {
		return d.object(g, nil), -1
	}
	var list []byte
	if from < 0 {
		for _, child := range d.c.groups[g].nested {
			list = appendMember(list, "group", d.c.graphGroupID(child), true)
		}
	}
	for i := int(max(from, 0)); i < d.c.Len(); i++ {
		p, there := d.c.candidate(i)
		if !there || !d.c.direct(g, i, &p.facts) {
			continue
		}
		if d.room <= 0 {
			return d.object(g, list), int64(i)
		}
		list = appendMember(list, "user", d.c.graphID(i), true)
		d.room--
	}
	return d.object(g, list), -1
}

// changes writes a group whose membership changed, nil if it did not. Nothing
// else about a group ever does.
func (d *groupDelta) changes(g int, after int64) (b []byte, more int64) {
	if !d.members {
		return nil, -1
	}
	d.c.mu.RLock()
	marks := d.c.members[g].between(uint64(after), d.st.Until, d.room+1)
	d.c.mu.RUnlock()
	more = -1
	if len(marks) > d.room {
		marks = marks[:d.room]
		more = int64(marks[len(marks)-1].seq)
	}
	if len(marks) == 0 {
		return nil, more
	}
	var list []byte
	for _, m := range marks {
		p, _ := d.c.candidate(m.i)
		list = appendMember(list, "user", d.c.graphID(m.i), d.c.direct(g, m.i, &p.facts))
		d.room--
	}
	return d.object(g, list), more
}

// object writes a group, with members where there are any to tell.
func (d *groupDelta) object(g int, members []byte) []byte {
	b := appendField([]byte{'{'}, "id", d.c.graphGroupID(g))
	if d.named {
		b = appendField(b, "displayName", d.c.groups[g].name)
	}
	if d.described {
		b = appendField(b, "description", d.c.groups[g].about)
	}
	if len(members) > 0 {
		b = append(append(append(appendKey(b, "members@delta"), '['), members...), ']')
	}
	return append(b, '}')
}

// appendMember appends one member, or that they are one no more.
func appendMember(list []byte, kind, id string, in bool) []byte {
	if len(list) > 0 {
		list = append(list, ',')
	}
	list = appendField(append(list, '{'), "@odata.type", "#microsoft.graph."+kind)
	list = appendField(list, "id", id)
	if !in {
		list = append(list, `,"@removed":{"reason":"deleted"}`...)
	}
	return append(list, '}')
}

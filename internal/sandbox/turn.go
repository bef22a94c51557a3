package sandbox

// turned is what one page of a listing came to, the faults of paging included.
type turned struct {
	people []candidate
	next   string // cursor, "" at the end
	self   bool   // the next link is the page's own
}

// turn reads one page.
func (x *exchange) turn(l sequence, at place, limit int) turned {
	page, next, more := l.page(at, limit)
	if x.hit(FaultVanish) && len(page) > 0 {
		page[0].c.Delete(page[0].i)
		page, next, more = l.page(at, limit)
	}
	t := turned{people: page, self: x.hit(FaultNextSelf)}
	switch {
	case x.hit(FaultEmptyList):
		t.people = nil
		return t
	case x.hit(FaultEmptyPage):
		at.turn++
		t.people, t.next = nil, l.cursor(at)
		return t
	case x.hit(FaultCycle):
		if _, second, more := l.page(l.begin(), limit); more {
			t.next = l.cursor(second)
		}
		return t
	case more:
		t.next = l.cursor(next)
	}
	if x.hit(FaultOmit) && len(t.people) > 0 {
		t.people = t.people[1:]
	}
	if x.hit(FaultDuplicate) {
		if p, ok := l.before(at); ok {
			t.people = append([]candidate{p}, t.people...)
		}
	}
	return t
}

package sandbox

import "hash/fnv"

// listing is everybody who belongs to one question, in order of index.
type listing struct {
	c    *Company
	key  string // what was asked; a cursor of another question does not fit
	keep func(p *candidate) bool
}

// candidate is a person in question; the expensive parts are computed when a
// filter wants them.
type candidate struct {
	c     *Company
	i     int
	ch    *change
	facts facts
	full  *Person
}

// person returns the whole person, for filters that need one.
func (p *candidate) person() *Person {
	if p.full == nil {
		p.full = new(Person)
		p.read(p.full)
	}
	return p.full
}

// read computes the whole person into dst, which a page uses for one after
// another.
func (p *candidate) read(dst *Person) { p.c.person(dst, p.i, p.ch, p.facts) }

// candidate returns person i, and whether they are in the directory.
func (c *Company) candidate(i int) (candidate, bool) {
	ch := c.changed(i)
	p := candidate{c: c, i: i, ch: ch, facts: c.facts(i, ch)}
	return p, !p.facts.deleted
}

// page returns up to limit people from position pos on, and the position of the
// next one, or -1 when nobody follows.
func (l listing) page(pos, limit int) (page []candidate, next int) {
	page = make([]candidate, 0, limit+1)
	for i := pos; i < l.c.Len(); i++ {
		p, ok := l.c.candidate(i)
		if !ok {
			continue
		}
		n := len(page)
		page = append(page, p)
		switch {
		case !l.keep(&page[n]):
			page = page[:n]
		case n == limit:
			return page[:n], i
		default:
			page[n].full = nil // computed anew when written: a page need not hold all of them
		}
	}
	return page, -1
}

// before returns the last listed person ahead of position pos.
func (l listing) before(pos int) (candidate, bool) {
	for i := pos - 1; i >= 0; i-- {
		if p, ok := l.c.candidate(i); ok && l.keep(&p) {
			return p, true
		}
	}
	return candidate{}, false
}

// count returns how many people the listing has.
func (l listing) count() int {
	n := 0
	for i := range l.c.Len() {
		if p, ok := l.c.candidate(i); ok && l.keep(&p) {
			n++
		}
	}
	return n
}

// A cursor is opaque to clients: position and a turn that tells two visits of
// one position apart, mixed with the question.
const turnBits = 20

func (l listing) cursor(pos, turn int) string {
	v := uint64(pos)<<turnBits | uint64(turn)&(1<<turnBits-1)
	return string(append62(nil, mix(v^l.salt()), 11))
}

// position reads a cursor; an empty one is the beginning.
func (l listing) position(cursor string) (pos, turn int, ok bool) {
	if cursor == "" {
		return 0, 0, true
	}
	if len(cursor) != 11 {
		return 0, 0, false
	}
	v, ok := parse62(cursor)
	v = unmix(v) ^ l.salt()
	if !ok || v>>turnBits > uint64(l.c.Len()) {
		return 0, 0, false
	}
	return int(v >> turnBits), int(v & (1<<turnBits - 1)), true
}

func (l listing) salt() uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(l.key))
	return h.Sum64() ^ l.c.seed
}

// turned is what one page of a listing came to, the faults of paging included.
type turned struct {
	people []candidate
	next   string // cursor, "" at the end
	self   bool   // the next link is the page's own
}

// turn reads one page.
func (x *exchange) turn(l listing, pos, turn, limit int) turned {
	page, next := l.page(pos, limit)
	if x.hit(FaultVanish) && len(page) > 0 {
		l.c.Delete(page[0].i)
		page, next = l.page(pos, limit)
	}
	t := turned{people: page, self: x.hit(FaultNextSelf)}
	switch {
	case x.hit(FaultEmptyList):
		t.people = nil
		return t
	case x.hit(FaultEmptyPage):
		t.people, t.next = nil, l.cursor(pos, turn+1)
		return t
	case x.hit(FaultCycle):
		if _, second := l.page(0, limit); second > 0 {
			t.next = l.cursor(second, 0)
		}
		return t
	case next >= 0:
		t.next = l.cursor(next, 0)
	}
	if x.hit(FaultDuplicate) {
		if p, ok := l.before(pos); ok {
			t.people = append([]candidate{p}, t.people...)
		}
	}
	return t
}

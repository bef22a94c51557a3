package sandbox

// sequence is what pages are cut from.
type sequence interface {
	// page returns up to limit people from a place on, and the place of the next
	// one where somebody follows.
	page(at place, limit int) (page []candidate, next place, more bool)
	// before returns the last person ahead of a place.
	before(at place) (candidate, bool)
	// begin is the place of the first page.
	begin() place
	// cursor makes a place into what a client hands back.
	cursor(at place) string
}

// place is where a page begins: at person i, who had this key when the place was
// made. An i below zero is ahead of everybody. The turn tells two visits of one
// place apart.
type place struct {
	i    int
	key  int64
	turn int
}

// listing is everybody who belongs to one question.
type listing struct {
	c    *Company
	key  string // what was asked; a cursor of another question does not fit
	keep func(p *candidate) bool

	// When everybody who is kept was created and last changed: what lies outside
	// need not be looked at.
	created, updated span

	sort sortKey
	down bool
}

// list is a listing of those to keep, in no particular order.
func (c *Company) list(key string, keep func(p *candidate) bool) listing {
	return listing{c: c, key: key, keep: keep, created: always(), updated: always()}
}

// narrow makes the listing one of those who pass a filter. A range of creation
// dates is served in their order unless another is asked for, so that its pages
// cost by what is on them; where only those changed at run time can pass, they
// are fewer still.
func (l *listing) narrow(c clause[candidate]) {
	if keep := l.keep; keep == nil {
		l.keep = c.test
	} else {
		l.keep = func(p *candidate) bool { return keep(p) && c.test(p) }
	}
	l.created, l.updated = c.created, c.updated
	if l.sort == byIndex && c.created != always() && !l.recent() {
		l.sort = byCreated
	}
}

// recent reports whether only people who were changed at run time can be listed:
// nobody else was after the company's start.
func (l *listing) recent() bool { return l.updated.from > l.c.start.UnixMilli() }

// candidate is a person in question; the expensive parts are computed when a
// filter wants them.
type candidate struct {
	c     *Company
	i     int
	ch    *change
	facts facts
	full  *Person
}

// department is the person's, without computing the rest of them where they
// are as they were invented.
func (p *candidate) department() string {
	if p.ch != nil && p.ch.attributes != nil {
		return p.person().Department
	}
	return p.c.departments[p.facts.department]
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

func (l listing) begin() place { return place{i: -1} }

func (l listing) page(at place, limit int) ([]candidate, place, bool) {
	c := &cut{l: l, limit: limit, page: make([]candidate, 0, limit+1)}
	switch l.sort {
	case byIndex:
		l.walkIndexes(max(at.i, 0), c.take)
	case byCreated:
		l.walkCreated(at, c.take)
	case byUpdated, byID:
		l.walkSorted(at, limit+1, c.take)
	}
	if len(c.page) <= limit {
		return c.page, place{}, false
	}
	return c.page[:limit], l.placeOf(&c.page[limit]), true
}

// cut collects one page and the person after it.
type cut struct {
	l     listing
	limit int
	page  []candidate
}

// take adds person i if they belong, and reports whether there is room for more.
func (c *cut) take(i int) bool {
	p, ok := c.l.c.candidate(i)
	if !ok {
		return true
	}
	n := len(c.page)
	c.page = append(c.page, p)
	if !c.l.keep(&c.page[n]) {
		c.page = c.page[:n]
		return true
	}
	c.page[n].full = nil // computed anew when written: a page need not hold all of them
	return n < c.limit
}

// count returns how many people the listing has.
func (l listing) count() int {
	n := 0
	l.walkIndexes(0, func(i int) bool {
		if p, ok := l.c.candidate(i); ok && l.keep(&p) {
			n++
		}
		return true
	})
	return n
}

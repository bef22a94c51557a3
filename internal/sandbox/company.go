package sandbox

import (
	"strings"
	"sync"
	"time"
)

// CompanyOptions say which company to invent. The same options always give the
// same people.
type CompanyOptions struct {
	Users    int    // how many; 0 is an empty directory
	Seed     uint64 // another seed, other people
	Domain   string // of e-mail addresses, default corp.example; made a reserved one (RFC 2606) if it is none
	IDPrefix string // of employee IDs, default E; at most 9 characters, so that Graph's limit of 16 holds
	// Start is the latest moment at which anybody was last changed before the
	// sandbox began; default 2026-01-05 08:00 UTC.
	Start time.Time
	// Now dates changes made at run time; default time.Now.
	Now func() time.Time
}

// Company is a make-believe company directory. Its methods are safe for
// concurrent use. People are known by index, from 0 to Len()-1; methods panic
// on any other index, as a slice does.
type Company struct {
	seed           uint64
	domain, prefix string
	start          time.Time
	now            func() time.Time
	oktaTail       [6]byte // end of all Okta ids of this company

	fold                folder
	cultures            []culture
	table               []int // draws of cultures, by weight
	steady              []steady
	departments, titles []string
	groups              []group
	epoch               string // tells delta tokens of this company from those of another, or of an earlier life

	mu         sync.RWMutex
	n, base    int // people, and how many of them the options asked for
	changes    map[int]*change
	sorted     []int          // the keys of changes in order; nil when there are new ones
	logins     map[string]int // logins and e-mail addresses set at run time
	extensions map[string]bool
	deleted    int
	seq        uint64      // number of the latest change
	users      journal     // who changed, for Graph
	members    []journal   // whose direct membership changed, by group, for Graph
	moved      []time.Time // when membership last changed, by group, for Okta
	deletions  []deletion

	orders orders
}

// change is how a person differs from the generated one. It is replaced, never
// modified, so that readers may keep it without a lock.
type change struct {
	deleted      bool
	erased       bool // deleted for good at Graph too
	members      map[int]bool
	status       Status
	login, email string
	attributes   map[string]string
	address      *Address
	joined       time.Time // of people added at run time
	statusAt     time.Time
	updated      time.Time
}

// NewCompany invents a company.
func NewCompany(o CompanyOptions) *Company {
	c := &Company{
		seed: mix(o.Seed + golden), n: max(o.Users, 0), base: max(o.Users, 0), start: o.Start, now: o.Now,
		domain: reserved(o.Domain), prefix: o.IDPrefix, steady: steadyPeople(),
		departments: departments(), titles: titles(),
		changes: map[int]*change{}, logins: map[string]int{}, extensions: map[string]bool{}, groups: groups(),
	}
	c.members, c.moved = make([]journal, len(c.groups)), make([]time.Time, len(c.groups))
	if c.start.IsZero() {
		c.start = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)
	}
	c.start = c.start.UTC().Truncate(time.Millisecond)
	if c.now == nil {
		c.now = time.Now
	}
	if c.prefix == "" {
		c.prefix = "E"
	}
	c.epoch = string(append62(nil, mix(c.seed^uint64(c.now().UnixNano())), 11))
	c.fold = newFolder()
	c.cultures, c.table = cultures(c.fold)
	copy(c.oktaTail[:], append62(nil, c.key(streamFacts)%56800235584, 6)) // 62^6
	return c
}

// reserved returns the domain, moved below .example unless it is a name that
// RFC 2606 reserves: nothing here may look like a real company's address.
func reserved(domain string) string {
	domain = strings.ToLower(strings.Trim(domain, ". "))
	if domain == "" {
		return "corp.example"
	}
	for _, d := range []string{"example", "example.com", "example.net", "example.org", "test", "invalid"} {
		if domain == d || strings.HasSuffix(domain, "."+d) {
			return domain
		}
	}
	return domain + ".example"
}

// Domain is the domain of all logins and e-mail addresses.
func (c *Company) Domain() string { return c.domain }

// Len is the number of indexes in use, deleted people included.
func (c *Company) Len() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.n
}

// Count is the number of people in the directory, in whatever status.
func (c *Company) Count() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.n - c.deleted
}

// Person returns person i as they are now; a deleted one has Deleted set.
func (c *Company) Person(i int) Person {
	ch := c.changed(i)
	var p Person
	c.person(&p, i, ch, c.facts(i, ch))
	return p
}

// Find returns the index of the person with this Okta id, Graph id, login or
// e-mail address, unless deleted. Logins ignore case.
func (c *Company) Find(key string) (int, bool) {
	i, ok := c.find(key)
	if !ok {
		return 0, false
	}
	ch := c.changed(i)
	return i, ch == nil || !ch.deleted
}

func (c *Company) find(key string) (int, bool) {
	if i, ok := c.oktaIndex(key); ok {
		return i, true
	}
	if i, ok := c.graphIndex(key); ok {
		return i, true
	}
	key = strings.ToLower(key)
	c.mu.RLock()
	i, ok := c.logins[key]
	c.mu.RUnlock()
	if ok {
		if p := c.Person(i); strings.EqualFold(p.Login, key) || strings.EqualFold(p.Email, key) {
			return i, true
		}
	}
	local, _, _ := strings.Cut(key, "@")
	digits := len(local) - len(strings.TrimRight(local, "0123456789"))
	candidates := make([]int, 0, len(c.steady))
	if digits == 0 {
		for i := range c.steady {
			candidates = append(candidates, i)
		}
	} else if digits < 10 {
		n := 0
		for _, d := range local[len(local)-digits:] {
			n = n*10 + int(d-'0')
		}
		candidates = append(candidates, n)
	}
	for _, i := range candidates {
		if i >= c.Len() {
			continue
		}
		if p := c.Person(i); p.Login == key || p.Email == key {
			return i, true
		}
	}
	return 0, false
}

// changed returns what was changed about person i, nil for nothing.
func (c *Company) changed(i int) *change {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if i < 0 || i >= c.n {
		panic("sandbox: no person with this index")
	}
	return c.changes[i]
}

// person computes person i with a change applied into p.
func (c *Company) person(p *Person, i int, ch *change, f facts) {
	c.generate(p, i, f)
	if ch == nil {
		return
	}
	p.Deleted, p.StatusChanged = ch.deleted, ch.statusAt
	if ch.login != "" {
		p.Login = ch.login
	}
	if ch.email != "" {
		p.Email = ch.email
	}
	if ch.address != nil {
		p.Address = *ch.address
		p.Missing &^= MissingAddress
	}
	for key, value := range ch.attributes {
		setAttribute(p, key, value)
	}
}

// update replaces the change of person i by an edited copy, dated now.
func (c *Company) update(i int, edit func(ch *change)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.edit(i, edit)
}

// edit is update for callers that hold the lock.
func (c *Company) edit(i int, edit func(ch *change)) {
	next := c.draft(i)
	next.updated = c.today()
	edit(next)
	c.put(i, next, next.updated)
	c.users.add(c.seq, i)
}

// today is the moment of a change, as precise as Okta tells it.
func (c *Company) today() time.Time { return c.now().UTC().Truncate(time.Millisecond) }

// draft copies the change of person i for editing; it needs the lock.
func (c *Company) draft(i int) *change {
	if i < 0 || i >= c.n {
		panic("sandbox: no person with this index")
	}
	next := &change{}
	if old := c.changes[i]; old != nil {
		*next = *old
	} else {
		f := c.born(i)
		next.status, next.joined, next.statusAt, next.updated = f.status, f.created, f.created, f.updated
	}
	return next
}

// put makes a change count and notes what follows from it: who is deleted, and
// which groups have other members. It needs the lock.
func (c *Company) put(i int, next *change, now time.Time) {
	old := c.changes[i]
	was, is := c.facts(i, old), c.facts(i, next)
	if old == nil {
		c.sorted = nil
		was.deleted = i >= c.base // hired this moment: in no group before
	}
	c.changes[i] = next
	c.seq++
	for g := range c.groups {
		if c.flat(g, i, &was) != c.flat(g, i, &is) {
			c.moved[g] = now
		}
		if c.direct(g, i, &was) != c.direct(g, i, &is) {
			c.members[g].add(c.seq, i)
		}
	}
	switch existed := old != nil || i < c.base; {
	case !existed || was.deleted == is.deleted:
	case is.deleted:
		c.deleted++
		var p Person
		c.person(&p, i, next, is)
		c.deletions = append(c.deletions, deletion{at: now, i: i, login: p.Login, name: p.Name()})
	default:
		c.deleted--
	}
}

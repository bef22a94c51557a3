package readiness

import (
	"cmp"
	"context"
	"slices"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/directory"
)

// Bounds of what is listed of things that people share, in a Report.
const (
	maxShared  = 100 // of login hints, and of people who are there twice
	maxMembers = 10  // people of each
)

// Shared is a login hint, or a sign of being the same person, that several
// active people have.
type Shared struct {
	// Kind is the kind of the login hint, or the Problem that people who may be
	// the same have with each other.
	Kind    string `json:"kind"`
	People  int    `json:"people"`
	Members []Ref  `json:"members"` // the first ten
}

// shared knows which keys several people have.
type shared struct {
	// here are the keys within one integration, and for how many a hint is their
	// employee ID.
	here     map[uint64]int
	anywhere []uint64           // sorted digests of hintAnywhere
	groups   map[uint64]*Shared // those that are listed
	order    []uint64           // of groups, as they came
	listed   [1 << kindBits]int
}

// findShared reads everybody, as often as it takes to hold no more digests at
// once than allowed, and keeps the keys that are there more than once.
func (c *Check) findShared(ctx context.Context) error {
	rounds := 1 + c.total*keysPerPerson/c.digests
	c.passes = rounds + 1
	c.shared = shared{here: map[uint64]int{}, groups: map[uint64]*Shared{}}
	entries := make([]uint64, 0, c.total*keysPerPerson/rounds)
	var keys []key
	for round := range rounds {
		entries = entries[:0]
		err := c.each(ctx, func(_ int, u directory.User) {
			c.grouped = c.grouped || u.Claims[claims.Groups] != ""
			c.having.look(u)
			keys = c.appendKeys(keys[:0], u)
			for _, k := range keys {
				if k.digest>>1%uint64(rounds) == uint64(round) {
					entries = append(entries, k.entry())
				}
			}
		})
		if err != nil {
			return err
		}
		c.shared.keep(entries)
	}
	slices.Sort(c.shared.anywhere)
	return nil
}

// keep takes over the keys that are there more than once. Of people with the
// same name and phone number somebody's birth date must not be known: two that
// are known and differ are two people, as father and son, and two that agree
// are kept already.
func (s *shared) keep(entries []uint64) {
	slices.Sort(entries)
	for i := 0; i < len(entries); {
		d, n := entries[i]&^undatedBit, 1
		for i+n < len(entries) && entries[i+n]&^undatedBit == d {
			n++
		}
		undated := entries[i+n-1]&undatedBit != 0 // sorted last
		i += n
		switch {
		case n == 1:
		case kindOf(d) == hintAnywhere:
			s.anywhere = append(s.anywhere, d)
		case undated:
			s.here[d] = 0
		}
	}
}

// look says what is wrong with a person for the sake of others, and notes them
// among those who share what they have.
func (s *shared) look(keys []key, who Ref, a assessment) []Finding {
	hints, own, twin := 0, 0, false
	for _, k := range keys {
		if k.kind() == hintAnywhere {
			if _, found := slices.BinarySearch(s.anywhere, k.digest); found {
				s.note(k, string(k.hint), who)
			}
			continue
		}
		_, found := s.here[k.digest]
		if found {
			s.note(k, word(k), who)
		}
		switch {
		case k.kind() == hintHere:
			hints++
			if !found {
				own++
			} else if k.hint == directory.HintEmployeeID {
				s.here[k.digest]++
			}
		case k.kind() == nameAndDate:
			twin = twin || found
		}
	}
	var out []Finding
	if hints == 0 {
		out = append(out, Finding{AboutHint, NoHint})
	} else if own == 0 {
		out = append(out, Finding{AboutHint, HintsShared})
	}
	// Only a pass is contested.
	if twin && a.unique && len(a.problems) == 0 {
		out = append(out, Finding{AboutDuplicate, Namesake})
	}
	return out
}

// word is what is said of people who share a key.
func word(k key) string {
	switch k.kind() {
	case nameAndDate:
		return string(Namesake)
	case nameAndPhone:
		return string(SamePhone)
	}
	return string(k.hint)
}

// note adds a person to a group, as long as there is room for either.
func (s *shared) note(k key, word string, who Ref) {
	g := s.groups[k.digest]
	if g == nil {
		if s.listed[k.kind()] == maxShared {
			return
		}
		s.listed[k.kind()]++
		g = &Shared{Kind: word, Members: make([]Ref, 0, 2)}
		s.groups[k.digest] = g
		s.order = append(s.order, k.digest)
	}
	if g.People++; len(g.Members) < maxMembers {
		g.Members = append(g.Members, who)
	}
}

// list returns the groups of some kinds, the largest first.
func (s *shared) list(want func(digest uint64) bool) []Shared {
	out := []Shared{}
	for _, d := range s.order {
		if g := s.groups[d]; g.People > 1 && want(d) {
			out = append(out, *g)
		}
	}
	slices.SortStableFunc(out, func(a, b Shared) int { return cmp.Compare(b.People, a.People) })
	return out[:min(len(out), maxShared)]
}

// hints sums up the login hints; many says whether there are several integrations.
func (s *shared) hints(many bool) (within, anywhere int, list []Shared) {
	which := hintHere
	if many {
		which = hintAnywhere
	}
	for d := range s.here {
		if kindOf(d) == hintHere {
			within++
		}
	}
	anywhere = within
	if many {
		anywhere = len(s.anywhere)
	}
	return within, anywhere, s.list(func(d uint64) bool { return kindOf(d) == which })
}

// duplicates counts the signs of people who are there twice, by problem, and
// lists them.
func (s *shared) duplicates() (counts map[Problem]int, list []Shared) {
	counts = map[Problem]int{}
	sign := func(d uint64) (Problem, bool) {
		switch kindOf(d) {
		case nameAndDate:
			return Namesake, true
		case nameAndPhone:
			return SamePhone, true
		case hintHere:
			return SameID, s.here[d] > 1
		}
		return "", false
	}
	for d := range s.here {
		if p, ok := sign(d); ok {
			counts[p]++
		}
	}
	list = s.list(func(d uint64) bool { _, ok := sign(d); return ok })
	for i := range list {
		if list[i].Kind == string(directory.HintEmployeeID) {
			list[i].Kind = string(SameID)
		}
	}
	return counts, list
}

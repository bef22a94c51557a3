package sandbox

import (
	"cmp"
	"slices"
	"sort"
	"sync"
)

// sortKey is what a listing is sorted by.
type sortKey byte

// The keys. byIndex is the order in which people were invented: what a listing
// has that asks for none.
const (
	byIndex sortKey = iota
	byCreated
	byUpdated
	byID
)

// entry is a person's place in a sorted listing: the key, then the id.
type entry struct {
	key int64
	id  uint64
	i   int
}

// compareEntries orders by key, in either direction, and then by id.
func compareEntries(a, b entry, down bool) int {
	if a.key != b.key {
		return cmp.Compare(a.key, b.key) * direction(down)
	}
	return cmp.Compare(a.id, b.id)
}

func direction(down bool) int {
	if down {
		return -1
	}
	return 1
}

// idKey orders people as their Okta ids do as strings.
func (c *Company) idKey(i int) uint64 { return mix(uint64(i) ^ c.key(streamOktaID)) }

// created is when person i came, in Unix milliseconds; it never changes.
func (c *Company) created(i int) int64 {
	if i < c.base {
		return c.born(i).created.UnixMilli()
	}
	return c.changed(i).joined.UnixMilli()
}

func (c *Company) createdEntry(i int) entry { return entry{c.created(i), c.idKey(i), i} }

// orders are everybody by when they came, rising and falling. They are made when
// first asked for: four bytes a person, so that a page of a range costs by the page.
type orders struct {
	mu       sync.Mutex
	up, down []int32
}

// byCreation returns everybody in order. The slice is not to be changed.
func (c *Company) byCreation(down bool) []int32 {
	n := c.Len()
	c.orders.mu.Lock()
	defer c.orders.mu.Unlock()
	kept := &c.orders.up
	if down {
		kept = &c.orders.down
	}
	switch {
	case *kept == nil:
		*kept = c.sortCreated(n, down)
	case len(*kept) < n:
		grown := slices.Clone(*kept) // readers may hold the old one
		for i := len(grown); i < n; i++ {
			e := c.createdEntry(i)
			at := c.rank(grown, e, down)
			grown = slices.Insert(grown, at, int32(i))
		}
		*kept = grown
	}
	return *kept
}

func (c *Company) sortCreated(n int, down bool) []int32 {
	entries := make([]entry, n)
	for i := range entries {
		entries[i] = c.createdEntry(i)
	}
	slices.SortFunc(entries, func(a, b entry) int { return compareEntries(a, b, down) })
	order := make([]int32, n)
	for at, e := range entries {
		order[at] = int32(e.i)
	}
	return order
}

// rank returns the place of the first person at or after e.
func (c *Company) rank(order []int32, e entry, down bool) int {
	return sort.Search(len(order), func(at int) bool {
		return compareEntries(c.createdEntry(int(order[at])), e, down) >= 0
	})
}

// changedPeople returns everybody who was changed at run time, by index.
func (c *Company) changedPeople() []int {
	c.mu.RLock()
	sorted := c.sorted
	c.mu.RUnlock()
	if sorted != nil {
		return sorted
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	sorted = make([]int, 0, len(c.changes))
	for i := range c.changes {
		sorted = append(sorted, i)
	}
	slices.Sort(sorted)
	c.sorted = sorted
	return sorted
}

package sandbox

import (
	"slices"
	"sort"
)

// walkIndexes visits people from an index on.
func (l listing) walkIndexes(from int, visit func(i int) bool) {
	if l.recent() {
		changed := l.c.changedPeople()
		for _, i := range changed[sort.SearchInts(changed, from):] {
			if !visit(i) {
				return
			}
		}
		return
	}
	for i := from; i < l.c.Len(); i++ {
		if !visit(i) {
			return
		}
	}
}

// walkCreated visits people by when they came.
func (l listing) walkCreated(at place, visit func(i int) bool) {
	order := l.c.byCreation(l.down)
	near, far := l.created.from, l.created.to
	if l.down {
		near, far = far, near
	}
	from := entry{key: near}
	if at.i >= 0 {
		from = l.c.createdEntry(at.i)
	}
	for _, i := range order[l.c.rank(order, from, l.down):] {
		if compareEntries(entry{key: l.c.created(int(i))}, entry{key: far}, l.down) > 0 {
			return
		}
		if !visit(int(i)) {
			return
		}
	}
}

// walkSorted visits the first n of those who are kept, in order of a key that
// may change or has no index: it looks at everybody.
func (l listing) walkSorted(at place, n int, visit func(i int) bool) {
	var from entry
	if at.i >= 0 {
		from = l.entryAt(at)
	}
	for _, e := range l.smallest(n, func(e entry) bool { return at.i < 0 || compareEntries(e, from, l.down) >= 0 }) {
		if !visit(e.i) {
			return
		}
	}
}

// smallest returns the first n of those who are kept and fit, in order.
func (l listing) smallest(n int, fit func(e entry) bool) []entry {
	compare := func(a, b entry) int { return compareEntries(a, b, l.down) }
	best := make([]entry, 0, 2*n)
	full := false // then the n-th bounds who can still get in
	l.walkIndexes(0, func(i int) bool {
		p, ok := l.c.candidate(i)
		if !ok {
			return true
		}
		e := l.entryOf(&p)
		if !fit(e) || full && compare(e, best[n-1]) > 0 || !l.keep(&p) {
			return true
		}
		if best = append(best, e); len(best) == cap(best) {
			slices.SortFunc(best, compare)
			best, full = best[:n], true
		}
		return true
	})
	slices.SortFunc(best, compare)
	return best[:min(n, len(best))]
}

// entryOf is a person's place by the listing's key.
func (l listing) entryOf(p *candidate) entry {
	e := entry{id: l.c.idKey(p.i), i: p.i}
	switch l.sort {
	case byCreated:
		e.key = p.facts.created.UnixMilli()
	case byUpdated:
		e.key = p.facts.updated.UnixMilli()
	case byIndex:
		e.key = int64(p.i)
	case byID:
		if l.down { // ids rise among equal keys; as the key itself they fall too
			e.id = ^e.id
		}
	}
	return e
}

// entryAt is the entry of a place.
func (l listing) entryAt(at place) entry {
	e := entry{key: at.key, id: l.c.idKey(at.i), i: at.i}
	if l.sort == byID && l.down {
		e.id = ^e.id
	}
	return e
}

func (l listing) placeOf(p *candidate) place { return place{i: p.i, key: l.entryOf(p).key} }

func (l listing) before(at place) (candidate, bool) {
	switch {
	case at.i < 0:
	case l.sort == byIndex:
		for i := at.i - 1; i >= 0; i-- {
			if p, ok := l.c.candidate(i); ok && l.keep(&p) {
				return p, true
			}
		}
	case l.sort == byCreated:
		order := l.c.byCreation(l.down)
		for _, i := range slices.Backward(order[:l.c.rank(order, l.entryAt(at), l.down)]) {
			if p, ok := l.c.candidate(int(i)); ok && l.keep(&p) {
				return p, true
			}
		}
	default:
		return l.beforeSorted(at)
	}
	return candidate{}, false
}

// beforeSorted finds the greatest of those ahead of a place.
func (l listing) beforeSorted(at place) (found candidate, ok bool) {
	limit, best := l.entryAt(at), entry{}
	l.walkIndexes(0, func(i int) bool {
		p, there := l.c.candidate(i)
		if !there || !l.keep(&p) {
			return true
		}
		e := l.entryOf(&p)
		if compareEntries(e, limit, l.down) < 0 && (!ok || compareEntries(e, best, l.down) > 0) {
			found, best, ok = p, e, true
		}
		return true
	})
	return found, ok
}

package sandbox

import "slices"

// journal remembers in which order people last changed, so that an answer to
// "who changed since" costs by the changes and not by the size of the company.
// Somebody who changed twice is in it once, at the later place.
type journal struct {
	marks []mark // ascending; those that last does not confirm are out of date
	last  map[int]uint64
}

// mark says that person i changed when the company's change number seq was made.
type mark struct {
	seq uint64
	i   int
}

// add records a change; seq must be above all that went before.
func (j *journal) add(seq uint64, i int) {
	if j.last == nil {
		j.last = map[int]uint64{}
	}
	j.last[i] = seq
	j.marks = append(j.marks, mark{seq, i})
	// Half of it out of date: clearing up now costs a constant per change.
	if len(j.marks) > 64 && len(j.marks) > 2*len(j.last) {
		j.marks = slices.DeleteFunc(j.marks, j.stale)
	}
}

func (j *journal) stale(m mark) bool { return j.last[m.i] != m.seq }

// between returns the first marks after one change number and up to another,
// limit of them at most.
func (j *journal) between(after, until uint64, limit int) []mark {
	var found []mark
	for _, m := range j.marks[j.search(after):] {
		if m.seq > until || len(found) == limit {
			break
		}
		if !j.stale(m) {
			found = append(found, m)
		}
	}
	return found
}

// latest returns the last mark after one change number and up to another.
func (j *journal) latest(after, until uint64) (mark, bool) {
	for _, m := range slices.Backward(j.marks[:j.search(until)]) {
		if m.seq <= after {
			break
		}
		if !j.stale(m) {
			return m, true
		}
	}
	return mark{}, false
}

// search returns the place of the first mark after a change number.
func (j *journal) search(seq uint64) int {
	at, found := slices.BinarySearchFunc(j.marks, seq, func(m mark, seq uint64) int {
		switch {
		case m.seq < seq:
			return -1
		case m.seq > seq:
			return 1
		}
		return 0
	})
	if found {
		at++
	}
	return at
}

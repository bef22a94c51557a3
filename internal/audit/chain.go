package audit

import (
	"bytes"
	"fmt"
)

// chain follows a log from entry to entry.
type chain struct {
	report Report
	whole  bool // it must begin with the first entry
}

// next checks the entry that follows, and counts it if it is right.
func (c *chain) next(row Row) (Entry, *Break) {
	r := &c.report
	e, same, err := parse([]byte(row.Line))
	first := r.Entries == 0 && !c.whole && err == nil
	want := r.Last + 1
	if first {
		want = max(e.Seq, 1)
	}
	wrong := func(kind Kind, format string, args ...any) (Entry, *Break) {
		return e, &Break{Seq: want, Kind: kind, What: fmt.Sprintf(format, args...)}
	}
	if err != nil {
		return wrong(BrokenUnreadable, "it cannot be read (%v)", err)
	}
	if row.Columns != nil && row.Columns.Seq != want {
		return wrong(BrokenGap, "it is missing: entry %d is in its place", row.Columns.Seq)
	}
	sum, err := e.Sum()
	switch {
	case err != nil:
		return wrong(BrokenUnreadable, "it cannot be written again (%v)", err)
	case sum != e.Hash && (e.Seq == want || row.Columns != nil):
		return wrong(BrokenHash, "it was changed: its hash is not that of what it says")
	case e.Seq != want:
		return wrong(BrokenGap, "it is missing: an entry numbered %d is in its place", e.Seq)
	case !same:
		return wrong(BrokenForm, "it was written anew: it says the same, but not in the form in which it was logged")
	case want == 1 && e.Prev != genesis:
		return wrong(BrokenPrev, "it is the first, but names one before it")
	case r.Entries > 0 && e.Prev != r.Head:
		return wrong(BrokenPrev, "it does not follow entry %d as it is now: one of the two was replaced", r.Last)
	case row.Columns != nil && *row.Columns != ColumnsOf(e):
		return wrong(BrokenColumns, "what it is searched by differs from what it says")
	}
	if r.Entries == 0 {
		r.First = e.Seq
	}
	r.Entries++
	r.Last, r.Head = e.Seq, e.Hash
	return e, nil
}

// splitLines is bufio.ScanLines that leaves a carriage return in its place: a
// line is compared byte for byte.
func splitLines(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if i := bytes.IndexByte(data, '\n'); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}

package variants

import (
	"iter"
	"strings"
)

// rows says for a word in which lines of a table it stands. The words are keys
// as spelling or petSpelling makes them. Everything lies in a few large
// allocations, so that a table is read in a few milliseconds.
type rows struct {
	text  strings.Builder // the words, which ids refers to
	ids   map[string]int32
	last  []int32 // for each word its latest cell
	cells []cell
}

// cell is one line of a word; the lines of a word are linked, the latest first.
type cell struct {
	row  uint16
	next int32 // 0 ends the list: cells[0] is not used
}

// list is the lines of one word.
type list struct {
	cells []cell
	at    int32
}

func newRows(words int) *rows {
	r := &rows{
		ids:   make(map[string]int32, words),
		last:  make([]int32, 0, words),
		cells: make([]cell, 1, 2*words),
	}
	r.text.Grow(8 * words)
	return r
}

// add enters a word once per line; lines must come in ascending order.
func (r *rows) add(key []byte, row uint16) {
	id, ok := r.ids[string(key)]
	if !ok {
		id = int32(len(r.last))
		start := r.text.Len()
		r.text.Write(key)
		r.ids[r.text.String()[start:]] = id
		r.last = append(r.last, 0)
	}
	r.link(id, row)
}

// link puts a line before the others of a word.
func (r *rows) link(id int32, row uint16) {
	next := r.last[id]
	if next != 0 && r.cells[next].row == row {
		return
	}
	r.last[id] = int32(len(r.cells))
	r.cells = append(r.cells, cell{row, next})
}

// find returns the lines of a word.
func (r *rows) find(key []byte) list {
	if id, ok := r.ids[string(key)]; ok {
		return list{r.cells, r.last[id]}
	}
	return list{}
}

// more reports whether a line is left, row is that line, rest the others.
func (l list) more() bool  { return l.at != 0 }
func (l list) row() uint16 { return l.cells[l.at].row }
func (l list) rest() list  { return list{l.cells, l.cells[l.at].next} }

// share reports whether two words have a line in common.
func share(a, b list) bool {
	for a.more() && b.more() {
		switch x, y := a.row(), b.row(); {
		case x == y:
			return true
		case x > y:
			a = a.rest()
		default:
			b = b.rest()
		}
	}
	return false
}

// dataLines yields the lines of an embedded file without comments and blanks.
func dataLines(file string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.Lines(file) {
			line = strings.TrimSpace(line)
			if line != "" && line[0] != '#' && !yield(line) {
				return
			}
		}
	}
}

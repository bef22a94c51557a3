package variants

import (
	"strings"
	"sync"
)

// writtenTable is data/written.txt: the lines of the names as Arabic and Hebrew
// write them, and of their Latin spellings.
type writtenTable struct{ written, latin *rows }

var writtenNames = sync.OnceValue(func() *writtenTable { return readWritten(writtenFile) })

func readWritten(file string) *writtenTable {
	t := &writtenTable{written: newRows(400), latin: newRows(800)}
	var b buffer
	row := uint16(0)
	for line := range dataLines(file) {
		forms, spellings, _ := strings.Cut(line, ":")
		for word := range strings.FieldsSeq(forms) {
			t.written.add([]byte(word), row)
		}
		for word := range strings.FieldsSeq(spellings) {
			t.latin.add(spelling(&b, word), row)
		}
		row++
	}
	return t
}

// Reading is what the list of written names says of a name in Arabic or Hebrew
// letters and one in Latin letters.
type Reading uint8

// The readings: one of the two is not listed, the two are one name, or they are
// two names whose consonants may be the same (عمر is Omar, and not Amir).
const (
	Unlisted Reading = iota
	SameReading
	OtherReading
)

// ReadAs looks a name in Arabic or Hebrew letters and a Latin one up. Those
// scripts leave vowels out, so that only a list tells some names apart. Both are
// words as text.Fold returns them, the first with the forms of letters that
// keyboards exchange made one.
func ReadAs(written, latin string) Reading {
	t := writtenNames()
	lines := t.written.find([]byte(written))
	if !lines.more() {
		return Unlisted
	}
	var b buffer
	spellings := t.latin.find(spelling(&b, latin))
	switch {
	case !spellings.more():
		return Unlisted
	case share(lines, spellings):
		return SameReading
	}
	return OtherReading
}

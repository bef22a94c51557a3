package variants

import (
	"strings"
	"sync"
)

// givenTable is data/given.txt. A form is the spellings between two bars, a
// name all forms of one line.
type givenTable struct {
	forms *rows
	name  []uint16 // of each form
}

var givenNames = sync.OnceValue(func() *givenTable { return readGiven(givenFile) })

func readGiven(file string) *givenTable {
	t := &givenTable{forms: newRows(6000)}
	var b buffer
	name := uint16(0)
	for line := range dataLines(file) {
		for form := range strings.SplitSeq(line, "|") {
			for word := range strings.FieldsSeq(form) {
				t.forms.add(spelling(&b, word), uint16(len(t.name)))
			}
			t.name = append(t.name, name)
		}
		name++
	}
	return t
}

// SameGiven reports whether two words are spellings or transliterations of one
// given name in one language: Mohammed and Muhamad, Sergey and Serhii,
// Catherine and Kathryn. A name is the same as itself.
func SameGiven(a, b string) bool {
	if a == b {
		return true
	}
	var x, y buffer
	ka, kb := spelling(&x, a), spelling(&y, b)
	if len(ka) == 0 || len(kb) == 0 {
		return false
	}
	if string(ka) == string(kb) {
		return true
	}
	t := givenNames()
	return share(t.forms.find(ka), t.forms.find(kb))
}

// IsGiven reports a word that is known as a given name, in any spelling.
func IsGiven(s string) bool {
	if GivenRank(s) > 0 {
		return true
	}
	var b buffer
	return givenNames().forms.find(spelling(&b, s)).more()
}

// Cognate reports whether two words are forms of one given name in different
// languages: John, Juan, Ivan and Giovanni. People rarely change between them,
// so that it is weak evidence; spellings of one form are not cognates.
func Cognate(a, b string) bool {
	if SameGiven(a, b) {
		return false
	}
	var x, y buffer
	t := givenNames()
	fa, fb := t.forms.find(spelling(&x, a)), t.forms.find(spelling(&y, b))
	for ; fa.more(); fa = fa.rest() {
		for l := fb; l.more(); l = l.rest() {
			if t.name[fa.row()] == t.name[l.row()] {
				return true
			}
		}
	}
	return false
}

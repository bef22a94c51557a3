package variants

import (
	"strings"
	"sync"
)

// sexes maps the names of data/women.txt to true and those of data/men.txt to false.
var sexes = sync.OnceValue(func() map[string]bool {
	m := make(map[string]bool, 1800)
	for file, female := range map[string]bool{womenFile: true, menFile: false} {
		for line := range dataLines(file) {
			for word := range strings.FieldsSeq(line) {
				m[word] = female
			}
		}
	}
	return m
})

// ManAndWoman reports two given names of which one is borne by men and the other
// by women, at least 95 of 100 each (in the United States): Joseph and Josie.
// However alike they are, they are more likely brother and sister than one person.
func ManAndWoman(a, b string) bool {
	m := sexes()
	x, ok := m[a]
	y, too := m[b]
	return ok && too && x != y
}

package audit

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// How long what people and their environment say may be, in runes.
const (
	mostReason = 1000
	mostName   = 200 // of an actor or a target
	mostPart   = 80  // of what a CI system calls one of its things
)

// clean makes text from outside fit for the log: valid UTF-8 without control
// and invisible characters, on one line, of at most so many runes.
//
// Valid UTF-8 is more than tidiness: encoding/json writes an invalid byte in
// another way than the replacement character it is read back as, and the hash
// would not be that of what is stored.
func clean(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.IsControl(r):
			return ' '
		case unicode.In(r, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return cut(strings.Join(strings.Fields(s), " "), most)
}

// cut shortens text to at most so many runes and shows that it did.
func cut(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return strings.TrimRight(string([]rune(s)[:most-1]), " ") + "…"
}

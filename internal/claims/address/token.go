package address

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/incodectl/incodectl/internal/claims/text"
)

// Bounds of what is read of one address: real ones have some 15 words.
const (
	maxBytes = 600
	maxWords = 64
)

// token is a word of an address. A hyphen or slash next to a digit stays within
// the word ("12-14", "3/12"), anything else splits.
type token struct {
	s    string
	e    *entry // what the word list says, nil for nothing
	num  bool   // holds a digit and is no misread word
	seg  uint8  // number of the line or comma-separated part
	used bool   // taken as part of something already
}

func (t *token) is(c class) bool { return t.e != nil && t.e.is&c != 0 }

// tokenize appends the words of s, numbering its parts from seg on.
func tokenize(dst []token, s string, seg uint8) []token {
	s = clean(s)
	d := dict()
	start := -1
	flush := func(end int) {
		if start >= 0 && len(dst) < maxWords {
			var prev *token
			if n := len(dst); n > 0 && dst[n-1].seg == seg {
				prev = &dst[n-1]
			}
			dst = append(dst, newToken(d, s[start:end], seg, prev))
		}
		start = -1
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case ' ':
			flush(i)
		case ',':
			flush(i)
			if len(dst) > 0 && dst[len(dst)-1].seg == seg && seg < 250 {
				seg++
			}
		case '#':
			flush(i)
			start = i
			flush(i + 1)
		default:
			if start < 0 {
				start = i
			}
		}
	}
	flush(len(s))
	return dst
}

func newToken(d *dictionary, w string, seg uint8, prev *token) token {
	t := token{s: w, e: d.words[w], seg: seg, num: hasDigit(w)}
	if t.num && t.e == nil && !isOrdinal(w) {
		t.misread(d, prev)
	}
	return t
}

// misread repairs a word in which a scanner took letters for digits: "5treet",
// "0ak". House numbers such as 12b keep their digits.
func (t *token) misread(d *dictionary, prev *token) {
	letters, digits := 0, 0
	for i := range len(t.s) {
		if isDigit(t.s[i]) {
			digits++
		} else {
			letters++
		}
	}
	if letters == 0 || digits > 2 || strings.ContainsAny(t.s, "-/") || strings.HasSuffix(t.s, "bis") {
		return
	}
	for _, one := range [...]byte{'l', 'i'} {
		w := lettersFor(t.s, one)
		e := d.words[w]
		if e == nil || len(w) < 2 {
			continue
		}
		// Two characters may be a flat: P1 is a place only behind its name.
		if len(w) > 2 || !isDigit(t.s[1]) && (e.is&strong != 0 || letters == 2) || isDigit(t.s[1]) && e.is&strong != 0 && prev != nil && !prev.num && prev.e == nil && prev.s != "#" {
			t.s, t.e, t.num = w, e, false
			return
		}
	}
	if letters >= 2 && (letters > digits+1 || digits == 1) && (digits != 1 || letters != 2 || !isDigit(t.s[2])) {
		t.num = false
	}
}

// lettersFor replaces digits by the letters they are mistaken for.
func lettersFor(w string, one byte) string {
	b := []byte(w)
	for i, c := range b {
		switch c {
		case '0':
			b[i] = 'o'
		case '1':
			b[i] = one
		case '2':
			b[i] = 'z'
		case '4':
			b[i] = 'a'
		case '5':
			b[i] = 's'
		case '6', '9':
			b[i] = 'g'
		case '8':
			b[i] = 'b'
		}
	}
	return string(b)
}

// clean returns s in lower case without accents and apostrophes, in which a
// space ends a word, a comma ends a part, and only '#', and '-' and '/' next to
// a digit, are left of the punctuation.
func clean(s string) string {
	if len(s) > maxBytes {
		s = s[:maxBytes]
		for len(s) > 0 && !utf8.RuneStart(s[len(s)-1]) {
			s = s[:len(s)-1]
		}
	}
	if !isASCII(s) {
		s = toPlain(s)
	}
	b := make([]byte, 0, len(s)+8)
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case 'A' <= c && c <= 'Z':
			b = append(b, c+'a'-'A')
		case 'a' <= c && c <= 'z', isDigit(c), c >= utf8.RuneSelf:
			b = append(b, c)
		case c == '\'' || c == '`':
		case c == '.':
			b = dot(b, s, i)
		case c == '-' || c == '/':
			if joins(s, i) {
				b = append(b, c)
			} else if c == '/' && careOf(s, i) {
				continue // c/o becomes the word co
			} else {
				b = append(b, ' ')
			}
		case c == ',' || c == '\n' || c == '\r' || c == ';' || c == '|' || c == '(' || c == ')':
			b = append(b, ',')
		case c == '#':
			b = append(b, '#')
		case c == '&':
			b = append(b, " and "...)
		case c == '@':
			b = append(b, " at "...)
		default:
			b = append(b, ' ')
		}
	}
	return string(b)
}

// dot drops the dots of initials (U.S., P.O.), keeps one within a number as a
// hyphen, and takes one that stands alone for the end of a part.
func dot(b []byte, s string, i int) []byte {
	n := len(b)
	next := byte(' ')
	if i+1 < len(s) {
		next = s[i+1]
	}
	switch {
	case n > 0 && isDigit(b[n-1]) && isDigit(next):
		return append(b, '-')
	case n > 0 && isLetter(b[n-1]) && (n == 1 || b[n-2] == ' ' || b[n-2] == ',' || n > 1 && initials(b)) &&
		isLetter(next|0x20) && (i+2 == len(s) || !isLetter(s[i+2]|0x20)):
		return b
	case n > 0 && b[n-1] == ' ' && (next == ' ' || next == ','):
		return append(b, ',')
	}
	return append(b, ' ')
}

// initials reports whether b ends in letters that were joined from initials:
// one more may follow ("u.s.a.").
func initials(b []byte) bool {
	n := len(b)
	return n >= 2 && n <= 4 && isLetter(b[n-1]) && isLetter(b[n-2]) && (n == 2 || b[n-3] == ' ')
}

// joins reports whether the hyphen or slash at i belongs to a number or to the
// number of a unit: 12-14, 3/12, 8-111, g-9. A longer word beside it does not.
func joins(s string, i int) bool {
	if i == 0 || i+1 >= len(s) || !isDigit(s[i-1]) && !isDigit(s[i+1]) {
		return false
	}
	return alnum(s[i-1]) && alnum(s[i+1]) && runBefore(s, i) && runAfter(s, i)
}

// careOf reports whether the slash at i is that of c/o.
func careOf(s string, i int) bool {
	return i > 0 && i+1 < len(s) && s[i-1]|0x20 == 'c' && s[i+1]|0x20 == 'o' &&
		(i == 1 || !alnum(s[i-2])) && i+2 < len(s) && !alnum(s[i+2])
}

func runBefore(s string, i int) bool {
	n := 0
	for j := i - 1; j >= 0 && isLetter(s[j]|0x20); j-- {
		n++
	}
	return n <= 2
}

func runAfter(s string, i int) bool {
	n := 0
	for j := i + 1; j < len(s) && isLetter(s[j]|0x20); j++ {
		n++
	}
	return n <= 2
}

// toPlain folds what is not ASCII and leaves ASCII punctuation as it is.
func toPlain(s string) string {
	if strings.ContainsAny(s, "ºª°") {
		s = spellOrdinals(s)
	}
	s = norm.NFKC.String(strings.ToValidUTF8(s, " "))
	s = splitCJK(s)
	var b strings.Builder
	b.Grow(len(s) + 8)
	for len(s) > 0 {
		n := 0
		for n < len(s) && (s[n] >= utf8.RuneSelf || alnum(s[n])) {
			n++
		}
		if n == 0 {
			b.WriteByte(s[0])
			s = s[1:]
			continue
		}
		if run := s[:n]; isASCII(run) {
			b.WriteString(run)
		} else {
			b.WriteString(text.Fold(run))
		}
		s = s[n:]
	}
	return b.String()
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool  { return c-'0' < 10 }
func isLetter(c byte) bool { return c-'a' < 26 }
func alnum(c byte) bool    { return isDigit(c) || isLetter(c|0x20) }

func hasDigit(s string) bool {
	for i := range len(s) {
		if isDigit(s[i]) {
			return true
		}
	}
	return false
}

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// isOrdinal keeps 5th in 5th Avenue from being a house number.
func isOrdinal(w string) bool {
	n := 0
	for n < len(w) && isDigit(w[n]) {
		n++
	}
	if n == 0 {
		return false
	}
	switch w[n:] {
	case "st", "nd", "rd", "th", "eme", "er", "ere":
		return true
	}
	return false
}

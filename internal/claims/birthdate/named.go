package birthdate

import (
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// named is what a date with words holds.
type named struct {
	numbers [3]string // without the one that a word made the month
	n       int
	months  uint16 // set of months, see months
	unknown int    // parts that are XX (ICAO 9303-3, 3.8: not known to the issuer)
	next    bool   // the next number is the month
}

// readNamed reads a date with a month name, or with one part left open.
func readNamed(s string, c context) value {
	var d named
	for s != "" {
		rest, ok := d.take(s)
		if !ok {
			return unreadable(claims.UnknownFormat)
		}
		s = rest
	}
	return d.read(c)
}

// take reads one number, word or separator.
func (d *named) take(s string) (rest string, ok bool) {
	if isDigit(s[0]) {
		digits, rest := leading(s)
		ordinal, after := word(rest)
		if ordinal != "" && isOrdinal(text.Fold(ordinal)) {
			rest = after
		}
		return rest, d.number(digits)
	}
	if w, rest := word(s); w != "" {
		return rest, d.word(text.Fold(w))
	}
	r, size := utf8.DecodeRuneInString(s)
	return s[size:], strings.ContainsRune(" \t,-/.'°", r)
}

// word splits off the letters at the start; an apostrophe between letters is
// one of them.
func word(s string) (w, rest string) {
	for i, r := range s {
		if unicode.IsLetter(r) || i > 0 && unicode.IsMark(r) {
			continue
		}
		if r == '\'' && i > 0 {
			if next, _ := utf8.DecodeRuneInString(s[i+1:]); unicode.IsLetter(next) {
				continue
			}
		}
		return s[:i], s[i:]
	}
	return s, ""
}

func (d *named) number(digits string) bool {
	if d.next {
		d.next = false
		m := 0
		if len(digits) <= 2 {
			m = number(digits)
		}
		return m >= 1 && m <= 12 && d.month(1<<m)
	}
	if d.n == len(d.numbers) || len(digits) > 4 {
		return false
	}
	d.numbers[d.n] = digits
	d.n++
	return true
}

func (d *named) word(w string) bool {
	switch {
	case months()[w] != 0:
		return d.month(months()[w])
	case w == "thang" || w == "thg": // Vietnamese: "month", before its number
		d.next = d.months == 0
		return d.next
	case w == "xx" || w == "xxx":
		d.unknown++
		return true
	}
	return fillers()[w]
}

// month takes a month; a second one must be the same in another language, as
// passports print it (12 AVR/APR 85).
func (d *named) month(set uint16) bool {
	if d.months == 0 {
		d.months = set
		return true
	}
	d.months &= set
	return d.months != 0
}

func (d *named) read(c context) value {
	b := builder{ctx: c}
	first, second := d.numbers[0], d.numbers[1]
	switch {
	case d.next || d.n == 0 || d.n > 2:
		return unreadable(claims.UnknownFormat)
	case d.months == 0 && d.unknown == 2 && d.n == 1 && len(first) == 4:
		b.add(Date{Year: number(first)}, true)
		return b.done("unknown day and month")
	case d.months == 0 && d.unknown == 1 && d.n == 2 && len(first) <= 2 && len(second) == 4 && number(first) > 0:
		b.add(Date{Year: number(second), Month: number(first)}, true)
		return b.done("unknown day")
	case d.months == 0 || d.unknown > 1:
		return unreadable(claims.UnknownFormat)
	case d.n == 1 && len(first) == 4:
		d.eachMonth(func(m int) { b.addYear(first, m, 0) })
		return b.done("month name, year")
	case d.n == 2 && d.unknown == 0 && len(first) <= 2 && (len(second) == 4 || len(second) == 2):
		d.eachMonth(func(m int) { b.addYear(second, m, number(first)) })
	case d.n == 2 && d.unknown == 0 && len(first) == 4 && len(second) <= 2:
		d.eachMonth(func(m int) { b.addYear(first, m, number(second)) })
	default:
		return unreadable(claims.UnknownFormat)
	}
	return b.done("month name")
}

func (d *named) eachMonth(yield func(m int)) {
	for set := d.months; set != 0; set &= set - 1 {
		yield(bits.TrailingZeros16(set))
	}
}

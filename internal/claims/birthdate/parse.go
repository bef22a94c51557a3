package birthdate

import (
	"strings"
	"unicode"

	"github.com/incodectl/incodectl/internal/claims"
)

// maxLength bounds what is looked at; no form is nearly as long.
const maxLength = 96

// read reads a date of birth. The accepted forms, and nothing else:
//
//	1990-05-01  1990-05  1990  0000-05-01  1990-00-00   ISO 8601, OpenID Connect; 00 is unknown
//	1990-05-01T00:00:00+02:00  1990-05-01 00:00         the day as written, whatever the zone
//	19900501  19900501000000Z                           ISO 8601 basic, RFC 4517 generalized time
//	05011990  01051990                                  year last, in the order of the locale
//	900501  85<<<<                                      machine-readable zone, ICAO 9303-3, 4.8
//	641520000  641520000000  -23414400000               epoch seconds and milliseconds, UTC
//	-86400                                              the same before 1970, however short
//	1 May 1990  01MAY90  May 1st, 1990  12 AVR/APR 85   month names, see months
//	1 de mayo de 1990  1990. május 1.  1 tháng 5 1990
//	1990年5月1日  1990년 5월 1일
//	1.5.1990  01 05 1990  1.5.90                        day first, unless the locale puts months first
//	1990/05/01  1990.05.01  1990:05:01  90-05-01        year first; two digits if no day can be meant
//	05/04/1990  05-04-90                                in the order of the locale, or both ways
//	05/1990  1990/05  XX XX 1990                        parts of a date
//
// Digits of all scripts and full-width forms count as their ASCII ones. A time
// of day after a date means nothing and is left out.
func read(s string, c context) value {
	if len(s) > maxLength {
		return unreadable(claims.UnknownFormat)
	}
	s = plain(s)
	if isDigits(strings.TrimPrefix(s, "-")) {
		return readNumber(s, c)
	}
	if strings.HasSuffix(s, "<") {
		return readFiller(s, c)
	}
	s = withoutTime(s)
	switch {
	case hasLetter(s):
		return readNamed(s, c)
	case isDigits(s):
		return readNumber(s, c)
	}
	return readParts(s, c)
}

// plain evens out how the characters are encoded: digits of any script, full
// width, dashes, spaces, marks of direction, and the year, month and day signs
// of East Asia, which separate numbers like hyphens.
func plain(s string) string {
	s = strings.TrimSpace(s)
	ascii := true
	for i := range len(s) {
		ascii = ascii && s[i] < 0x80
	}
	if ascii {
		return s
	}
	return strings.TrimSpace(strings.Map(plainRune, s))
}

func plainRune(r rune) rune {
	switch {
	case r < 0x80:
		return r
	case r >= '！' && r <= '～': // full-width ASCII
		return r - '！' + '!'
	case unicode.Is(unicode.Nd, r):
		return digitOf(r)
	case unicode.Is(unicode.Cf, r):
		return -1
	case unicode.IsSpace(r), r == '日', r == '일':
		return ' '
	case unicode.Is(unicode.Pd, r), r == '\u2212', r == '年', r == '月', r == '년', r == '월':
		return '-'
	case r == '،', r == '、':
		return ','
	case r == '’', r == '‘', r == 'ʼ', r == '′':
		return '\''
	}
	return r
}

// digitOf returns '0' to '9' for a decimal digit. Unicode keeps the ten digits of
// a script together and in order; only the mathematical alphabets follow each
// other without a gap.
func digitOf(r rune) rune {
	const mathZero, mathEnd = 0x1D7CE, 0x1D7FF
	if r >= mathZero && r <= mathEnd {
		return '0' + (r-mathZero)%10
	}
	v := rune(0)
	for v < 9 && unicode.Is(unicode.Nd, r-v-1) {
		v++
	}
	return '0' + v
}

func hasLetter(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

// readParts reads numbers with one separator between them.
func readParts(s string, c context) value {
	f, sep, ok := split(s)
	if !ok {
		return unreadable(claims.UnknownFormat)
	}
	b := builder{ctx: c}
	switch {
	case len(f) == 1 && len(f[0]) == 4: // 1990年
		b.add(Date{Year: number(f[0])}, true)
		return b.done("YYYY")
	case len(f) == 3 && len(f[0]) == 4 && len(f[1]) <= 2 && len(f[2]) <= 2:
		b.add(Date{number(f[0]), number(f[1]), number(f[2])}, true)
		return b.done("year, month, day")
	case len(f) == 2 && len(f[0]) == 4 && len(f[1]) <= 2 && number(f[0]) != 0 && number(f[1]) != 0:
		b.add(Date{Year: number(f[0]), Month: number(f[1])}, true)
		return b.done("year, month")
	case len(f) == 2 && len(f[0]) <= 2 && len(f[1]) == 4 && number(f[0]) != 0 && sep != ':':
		b.add(Date{Year: number(f[1]), Month: number(f[0])}, true)
		return b.done("month, year")
	case len(f) == 3 && len(f[0]) == 2 && number(f[0]) > 31 && len(f[1]) <= 2 && len(f[2]) == 2 && sep != ':':
		b.addYear(f[0], number(f[1]), number(f[2]))
		return b.done("year, month, day")
	case len(f) == 3 && len(f[0]) <= 2 && len(f[1]) <= 2 && (len(f[2]) == 4 || len(f[2]) == 2) && sep != ':':
		b.inOrder(number(f[0]), number(f[1]), f[2], orderWith(sep, c.order))
		b.custom = b.custom && orderWith(sep, anyOrder) == anyOrder
		return b.done("numbers, year last")
	}
	return unreadable(claims.UnknownFormat)
}

// orderWith returns the order of numbers with this separator. No locale of the
// CLDR writes the month first before a dot or a space; whoever is used to months
// first may do so all the same, so for them it is open.
func orderWith(sep byte, o order) order {
	if sep != '.' && sep != ' ' {
		return o
	}
	if o == monthFirst {
		return anyOrder
	}
	return dayFirst
}

// split takes up to three numbers apart. There is one kind of separator, with
// spaces around it perhaps, and one may follow the last number (1990. 5. 1.).
func split(s string) (fields []string, sep byte, ok bool) {
	out := make([]string, 0, 3)
	for len(out) < cap(out) {
		digits, rest := leading(s)
		if digits == "" {
			return nil, 0, false
		}
		out = append(out, digits)
		if rest == "" {
			return out, sep, true
		}
		found, after := separator(rest)
		switch {
		case found == 0, sep != 0 && found != sep:
			return nil, 0, false
		case after == "":
			return out, sep, found == '.' || found == '-'
		}
		sep, s = found, after
	}
	return nil, 0, false
}

// separator returns the separator at the start of s, a space where there is
// nothing but spaces, and what follows it.
func separator(s string) (sep byte, rest string) {
	rest = strings.TrimLeft(s, " ")
	switch {
	case rest != "" && strings.IndexByte("-/.:", rest[0]) >= 0:
		return rest[0], strings.TrimLeft(rest[1:], " ")
	case len(rest) < len(s):
		return ' ', rest
	}
	return 0, s
}

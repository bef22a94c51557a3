// Package birthdate reads dates of birth in a closed list of forms and compares
// them. A date is equal or it is not: two dates one day apart are two people or
// one misreading, never "nearly the same", so nothing is graded by days apart.
package birthdate

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
)

// Date is a date of birth; Month and Day are 0 where not known, Year is 0 in
// the year-less form of OpenID Connect Core 5.1 ("0000-05-01").
type Date struct{ Year, Month, Day int }

// String returns YYYY-MM-DD, or as much of it as is known.
func (d Date) String() string {
	switch {
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// Partial reports whether year, month or day is missing.
func (d Date) Partial() bool { return d.Year == 0 || d.Month == 0 || d.Day == 0 }

// oldest is the age in years beyond which a date of birth is a mistake; the
// longest life on record is 122 years.
const oldest = 130

// Parse reads a date of birth. The accepted forms, and nothing else:
//
//	1990-05-01  1990-05  1990  0000-05-01      ISO 8601 / OpenID Connect
//	1990-05-01T00:00:00Z  1990-05-01 00:00:00  RFC 3339, the date in UTC
//	19900501                                   ISO 8601 basic
//	1 May 1990  01MAY1990  01-May-1990  May 1, 1990   English month names
//	1.5.1990  01.05.1990                       dotted: day, month, year
//	1990/05/01                                 slashed, year first
//	25/12/1990  12/25/1990                     slashed, if only one order makes a date
//	641520000000  -23414400000                 epoch milliseconds, 11 digits or more
//
// Shorter numbers could be seconds or milliseconds and are refused as
// ambiguous, as are 05/04/1990 and two-digit years. now bounds the date from
// above when it is not zero. A non-empty reason means that nothing was read.
func Parse(s string, now time.Time) (Date, claims.Reason) {
	s = strings.TrimSpace(s)
	if len(s) > 64 {
		return Date{}, claims.UnknownFormat
	}
	d, why := read(s)
	if why != "" {
		return Date{}, why
	}
	return d, check(d, now)
}

func read(s string) (Date, claims.Reason) {
	if n := strings.TrimPrefix(s, "-"); isDigits(n) {
		return readNumber(s, n)
	}
	if len(s) > 10 && isDigits(s[:4]) && s[4] == '-' && (s[10] == 'T' || s[10] == 't' || s[10] == ' ') {
		return readTimestamp(s)
	}
	switch {
	case strings.Count(s, "-") >= 1 && isDigits(s[:min(4, len(s))]) && len(s) >= 7:
		return readISO(s)
	case strings.Count(s, ".") == 2 && !hasLetter(s):
		return ordered(strings.Split(s, "."), 0, 1, 2)
	case strings.Count(s, "/") == 2:
		return readSlashed(strings.Split(s, "/"))
	case hasLetter(s):
		return readMonthName(s)
	}
	return Date{}, claims.UnknownFormat
}

func readNumber(s, digits string) (Date, claims.Reason) {
	switch n := len(digits); {
	case n == 4 && s == digits:
		return Date{Year: number(digits)}, yearKnown(digits)
	case n == 8 && s == digits:
		return Date{number(s[:4]), number(s[4:6]), number(s[6:])}, yearKnown(s[:4])
	case n >= 11 && n <= 14:
		ms, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return Date{}, claims.UnknownFormat
		}
		return FromMillis(ms), ""
	case n == 6 || n == 9 || n == 10:
		// YYMMDD, DDMMYY, or epoch seconds as likely as milliseconds.
		return Date{}, claims.AmbiguousDate
	}
	return Date{}, claims.UnknownFormat
}

// FromMillis returns the UTC date of an epoch in milliseconds. Incode sends
// birth dates so, some with a time of day that means nothing.
func FromMillis(ms int64) Date {
	y, m, d := time.UnixMilli(ms).UTC().Date()
	return Date{y, int(m), d}
}

func readTimestamp(s string) (Date, claims.Reason) {
	t := strings.ToUpper(s)
	t = t[:10] + "T" + strings.TrimSpace(t[11:])
	// Without an offset the time is local to nowhere: its date is meant.
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04"} {
		if v, err := time.Parse(layout, t); err == nil {
			y, m, d := v.UTC().Date()
			return Date{y, int(m), d}, ""
		}
	}
	return Date{}, claims.UnknownFormat
}

func readISO(s string) (Date, claims.Reason) {
	parts := strings.Split(s, "-")
	if len(parts[0]) != 4 || len(parts) > 3 {
		return Date{}, claims.UnknownFormat
	}
	for _, p := range parts[1:] {
		if len(p) != 2 || !isDigits(p) {
			return Date{}, claims.UnknownFormat
		}
	}
	d := Date{Year: number(parts[0]), Month: number(parts[1])}
	if d.Month == 0 {
		return Date{}, claims.NoSuchDate
	}
	if len(parts) == 3 {
		if d.Day = number(parts[2]); d.Day == 0 {
			return Date{}, claims.NoSuchDate
		}
	} else if d.Year == 0 {
		return Date{}, claims.UnknownFormat
	}
	return d, ""
}

func readSlashed(p []string) (Date, claims.Reason) {
	for i := range p {
		p[i] = strings.TrimSpace(p[i])
	}
	if len(p[0]) == 4 {
		return ordered(p, 2, 1, 0)
	}
	dayFirst, why := ordered(p, 0, 1, 2)
	if why != "" {
		return Date{}, why
	}
	monthFirst := Date{dayFirst.Year, dayFirst.Day, dayFirst.Month}
	switch a, b := check(dayFirst, time.Time{}) == "", check(monthFirst, time.Time{}) == ""; {
	case a && b && dayFirst != monthFirst:
		return Date{}, claims.AmbiguousDate
	case a:
		return dayFirst, ""
	case b:
		return monthFirst, ""
	}
	return Date{}, claims.NoSuchDate
}

// ordered reads three numeric parts, given the position of day, month and year.
func ordered(p []string, day, month, year int) (Date, claims.Reason) {
	for i := range p {
		p[i] = strings.TrimSpace(p[i])
	}
	d, m, y := p[day], p[month], p[year]
	if !isDigits(d) || !isDigits(m) || !isDigits(y) || len(d) > 2 || len(m) > 2 {
		return Date{}, claims.UnknownFormat
	}
	if why := yearKnown(y); why != "" {
		return Date{}, why
	}
	v := Date{number(y), number(m), number(d)}
	if v.Month == 0 || v.Day == 0 {
		return Date{}, claims.NoSuchDate
	}
	return v, ""
}

// yearKnown refuses anything but four digits: the century of a two-digit year
// would be a guess about the very person that is to be told apart.
func yearKnown(y string) claims.Reason {
	switch {
	case len(y) == 2:
		return claims.AmbiguousDate
	case len(y) != 4:
		return claims.UnknownFormat
	case y == "0000":
		return claims.NoSuchDate
	}
	return ""
}

// check refuses dates the calendar does not have and dates nobody alive was
// born on.
func check(d Date, now time.Time) claims.Reason {
	if d.Month == 0 && d.Day != 0 || d.Month > 12 || d.Day > 31 {
		return claims.NoSuchDate
	}
	if d.Month != 0 && d.Day != 0 {
		y := d.Year
		if y == 0 {
			y = 2000 // a leap year: 0000-02-29 is a birthday
		}
		if time.Date(y, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC).Day() != d.Day {
			return claims.NoSuchDate
		}
	}
	if d.Year == 0 {
		return ""
	}
	if now.IsZero() {
		if d.Year < 1850 || d.Year > 2200 {
			return claims.DateOutOfRange
		}
		return ""
	}
	// A day of grace: it is already tomorrow somewhere.
	first := time.Date(d.Year, time.Month(max(1, d.Month)), max(1, d.Day), 0, 0, 0, 0, time.UTC)
	if first.After(now.UTC().AddDate(0, 0, 1)) || d.Year < now.UTC().Year()-oldest {
		return claims.DateOutOfRange
	}
	return ""
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func hasLetter(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' })
}

// number converts digits already checked; at most eight of them arrive here.
func number(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

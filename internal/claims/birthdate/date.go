// Package birthdate reads dates of birth in a closed list of forms and compares
// them. A date is equal or it is not: two dates one day apart are two people or
// one slip of the pen, never "nearly the same", so nothing is graded by days
// apart. What is recognised is the slip: swapped parts, a misread digit.
package birthdate

import (
	"fmt"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
)

// Date is a date of birth; Month and Day are 0 where not known, Year is 0 in
// the year-less form of OpenID Connect Core 5.1 ("0000-05-01").
type Date struct{ Year, Month, Day int }

// String returns YYYY-MM-DD, or as much of it as is known.
func (d Date) String() string {
	var b [10]byte
	out := digitsOf(b[:0], d.Year, 4)
	if d.Month == 0 {
		return string(out)
	}
	out = digitsOf(append(out, '-'), d.Month, 2)
	if d.Day == 0 {
		return string(out)
	}
	return string(digitsOf(append(out, '-'), d.Day, 2))
}

// digitsOf appends n in width digits, with leading zeros.
func digitsOf(b []byte, n, width int) []byte {
	if n < 0 || n > 9999 {
		return fmt.Append(b, n) // an instant far outside what a calendar writes
	}
	for div := [...]int{1, 1, 10, 100, 1000}[width]; div > 0; div /= 10 {
		b = append(b, byte('0'+n/div%10))
	}
	return b
}

// Partial reports whether year, month or day is missing.
func (d Date) Partial() bool { return d.Year == 0 || d.Month == 0 || d.Day == 0 }

// oldest is the age in years beyond which a date of birth is a mistake; the
// longest life on record is 122 years.
const oldest = 130

// Years that bound a date when the present is not known.
const (
	firstYear = 1850
	lastYear  = 2200
)

// FromMillis returns the UTC date of an epoch in milliseconds. Incode sends
// birth dates so, some with a time of day that means nothing.
func FromMillis(ms int64) Date {
	y, m, d := time.UnixMilli(ms).UTC().Date()
	return Date{y, int(m), d}
}

// inCalendar reports whether there is such a day. A date without a year may be
// 29 February.
func inCalendar(d Date) bool {
	switch {
	case d.Month < 0 || d.Month > 12 || d.Day < 0 || d.Month == 0 && d.Day != 0:
		return false
	case d.Month == 0:
		return d.Year != 0
	}
	return d.Day <= daysIn(d.Year, d.Month) && (d.Day != 0 || d.Year != 0)
}

func daysIn(year, month int) int {
	switch {
	case month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0):
		return 29
	case month == 2:
		return 28
	case month == 4 || month == 6 || month == 9 || month == 11:
		return 30
	}
	return 31
}

// inRange reports whether somebody alive can have been born then.
func inRange(d Date, now time.Time) bool {
	switch {
	case d.Year == 0:
		return true
	case now.IsZero():
		return d.Year >= firstYear && d.Year <= lastYear
	case d.Year < now.UTC().Year()-oldest:
		return false
	}
	// A day of grace: it is already tomorrow somewhere.
	first := time.Date(d.Year, time.Month(max(1, d.Month)), max(1, d.Day), 0, 0, 0, 0, time.UTC)
	return !first.After(now.UTC().AddDate(0, 0, 1))
}

// Parse reads a date of birth in one of the accepted forms (see read). now
// bounds it from above and settles the century of two-digit years when it is
// not zero. A non-empty reason means that nothing certain was read: a date that
// has several meanings is AmbiguousDate. Compare is less strict, since the other
// side may settle what is meant.
func Parse(s string, now time.Time) (Date, claims.Reason) {
	v := read(s, context{now: now})
	switch {
	case v.why != "":
		return Date{}, v.why
	case v.likely != 1:
		return Date{}, claims.AmbiguousDate
	}
	return v.dates[0], ""
}

package mrz

import (
	"fmt"
	"time"
)

// date is a date with a two-digit year; -1 stands for a part that is not known.
// ICAO writes fillers for it (9303-3, 4.8), some issuers zeros.
type date struct{ year, month, day int }

// readDate reads YYMMDD. ok is false when that is no date.
func readDate(s string) (d date, ok bool) {
	var parts [3]int
	for i := range parts {
		p := s[2*i : 2*i+2]
		switch {
		case p == "<<":
			parts[i] = -1
		case !isDigit(p[0]) || !isDigit(p[1]):
			return date{}, false
		default:
			parts[i] = int(p[0]-'0')*10 + int(p[1]-'0')
			if i > 0 && parts[i] == 0 {
				parts[i] = -1
			}
		}
	}
	d = date{parts[0], parts[1], parts[2]}
	switch {
	case d.month > 12 || d.day > 31:
		return date{}, false
	case d.month > 0 && d.day > 0:
		// The year 2000 and every other leap year of two digits are one of either
		// century, but for 1900, whose 29 February nobody alive was born on.
		year := 2000
		if d.year >= 0 {
			year += d.year
		}
		if time.Date(year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC).Day() != d.day {
			return date{}, false
		}
	}
	return d, true
}

// in returns the date in a year of four digits, as far as it is known.
func (d date) in(year int) string {
	switch {
	case d.year < 0 && d.month > 0 && d.day > 0:
		return fmt.Sprintf("0000-%02d-%02d", d.month, d.day)
	case d.year < 0:
		return ""
	case d.month < 0:
		return fmt.Sprintf("%04d", year)
	case d.day < 0:
		return fmt.Sprintf("%04d-%02d", year, d.month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, d.month, d.day)
}

// first is the first day that the date may be.
func (d date) first(year int) time.Time {
	return time.Date(year, time.Month(max(1, d.month)), max(1, d.day), 0, 0, 0, 0, time.UTC)
}

// maxAge is the age in years beyond which a birth a century earlier is out of
// the question.
const maxAge = 110

// born gives a birth date its century: the latest that is neither in the future
// nor after the document expired. open says that the one before is possible.
func born(d date, expiry string, now time.Time) (birth string, open bool) {
	if d.year < 0 {
		return d.in(0), false
	}
	now = now.UTC()
	year := now.Year() - now.Year()%100 + d.year
	// A day of grace: it is already tomorrow somewhere.
	if d.first(year).After(now.AddDate(0, 0, 1)) {
		year -= 100
	}
	if expiry != "" && d.first(year).Format(time.DateOnly) > expiry {
		year -= 100
	}
	return d.in(year), now.Year()-(year-100) <= maxAge
}

// expires gives an expiry date its century: the one within 50 years of now.
func expires(d date, now time.Time) string {
	if d.year < 0 || d.month < 0 || d.day < 0 {
		return ""
	}
	year := now.UTC().Year() - now.UTC().Year()%100 + d.year
	switch diff := year - now.UTC().Year(); {
	case diff >= 50:
		year -= 100
	case diff < -50:
		year += 100
	}
	return d.in(year)
}

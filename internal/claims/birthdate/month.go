package birthdate

import (
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
)

var months = [12]string{
	"january", "february", "march", "april", "may", "june",
	"july", "august", "september", "october", "november", "december",
}

// month returns 1 to 12 for an English month, written out or by three letters
// or more ("sept"), and 0 for anything else.
func month(s string) int {
	s = strings.ToLower(strings.TrimSuffix(s, "."))
	if len(s) < 3 {
		return 0
	}
	for i, m := range months {
		if strings.HasPrefix(m, s) {
			return i + 1
		}
	}
	return 0
}

// readMonthName reads "1 May 1990", "01MAY1990", "1-May-1990", "May 1, 1990".
func readMonthName(s string) (Date, claims.Reason) {
	f := words(s)
	if len(f) != 3 {
		return Date{}, claims.UnknownFormat
	}
	day, name := f[0], f[1]
	if !isDigits(day) {
		day, name = f[1], f[0]
	}
	day = strings.TrimSuffix(day, ".")
	m := month(name)
	if m == 0 || !isDigits(day) || len(day) > 2 || !isDigits(f[2]) {
		return Date{}, claims.UnknownFormat
	}
	if why := yearKnown(f[2]); why != "" {
		return Date{}, why
	}
	d := Date{number(f[2]), m, number(day)}
	if d.Day == 0 {
		return Date{}, claims.NoSuchDate
	}
	return d, ""
}

// words splits at spaces, commas, hyphens, slashes and dots, and where digits
// meet letters.
func words(s string) []string {
	var out []string
	start := -1
	kind := func(c byte) int {
		switch {
		case c >= '0' && c <= '9':
			return 1
		case strings.IndexByte(" ,-/.\t", c) >= 0:
			return 0
		}
		return 2
	}
	for i := range len(s) {
		switch k := kind(s[i]); {
		case start >= 0 && k != kind(s[start]):
			out = append(out, s[start:i])
			start = -1
			if k != 0 {
				start = i
			}
		case start < 0 && k != 0:
			start = i
		}
	}
	if start >= 0 {
		out = append(out, s[start:])
	}
	return out
}

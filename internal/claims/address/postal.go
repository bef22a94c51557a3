package address

import (
	"regexp"
	"strings"

	"github.com/incodectl/incodectl/internal/claims/text"
)

// postalCode folds a postal code given as such: without spaces and hyphens,
// and a United States code cut to its five digits, since documents carry nine
// with or without the hyphen.
func postalCode(s string) string {
	c := strings.ReplaceAll(text.Fold(s), " ", "")
	if len(c) == 9 && allDigits(c) {
		return c[:5]
	}
	return c
}

// postalPatterns find a postal code in a line, the most telling first. None of
// them is short enough to be a usual house number, but a number of five digits
// at the very start of a street line is one.
var postalPatterns = [...]*regexp.Regexp{
	regexp.MustCompile(`(?i)\b(?:GIR ?0AA|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2})\b`), // United Kingdom
	regexp.MustCompile(`(?i)\b[ABCEGHJ-NPRSTVXY][0-9][A-Z][ -]?[0-9][A-Z][0-9]\b`),     // Canada
	regexp.MustCompile(`(?i)\b[1-9][0-9]{3} ?[A-Z]{2}\b`),                              // Netherlands
	regexp.MustCompile(`\b[0-9]{5}-[0-9]{3}\b`),                                        // Brazil
	regexp.MustCompile(`\b[0-9]{5}(?:-?[0-9]{4})?\b`),                                  // United States; five digits elsewhere
	regexp.MustCompile(`\b[0-9]{6}\b`),                                                 // India, China, Singapore
	regexp.MustCompile(`\b[0-9]{4}\b`),                                                 // Australia, Austria, Switzerland
}

// cutPostal takes the last postal code out of a line. In the first line, where
// the street is, what stands at the start is a house number.
func cutPostal(line string, first bool) (rest, code string) {
	if !hasDigit(line) {
		return line, ""
	}
	trimmed := strings.TrimSpace(line)
	for _, re := range postalPatterns {
		all := re.FindAllStringIndex(trimmed, -1)
		if len(all) == 0 {
			continue
		}
		m := all[len(all)-1]
		if first && (m[0] == 0 || m[1]-m[0] == 4 && (m[1] != len(trimmed) || afterUnit(trimmed[:m[0]]))) {
			continue
		}
		return trimmed[:m[0]] + " " + trimmed[m[1]:], postalCode(trimmed[m[0]:m[1]])
	}
	return line, ""
}

// afterUnit reports whether the number to come is that of a suite or flat.
func afterUnit(before string) bool {
	w := text.Tokens(markUnits(before))
	return len(w) > 0 && isUnit(w[len(w)-1])
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

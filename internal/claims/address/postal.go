package address

import (
	"strings"

	"github.com/incodectl/incodectl/internal/claims/text"
)

// postal is a postal code without spaces and hyphens. Nine digits are a United
// States ZIP+4, with or without its hyphen on documents; plus holds the four.
type postal struct{ code, plus string }

// newPostal folds a postal code given as such.
func newPostal(s, country string) postal {
	if s == "" || len(s) > 40 {
		return postal{}
	}
	c := squeeze(text.Fold(s))
	if n := leadingLetters(c); n > 0 && n <= 2 && allDigits(c[n:]) && len(c)-n >= 4 && country != "GB" {
		c = c[n:] // D-10115, CH-8001: the country's sign
	}
	if country == "US" && len(c) == 4 && allDigits(c) {
		c = "0" + c // a spreadsheet took the zero for a number's
	}
	if (country == "US" || country == "") && allDigits(c) && (len(c) == 9 || len(c) == 13) {
		return postal{c[:5], c[5:9]}
	}
	return postal{code: c}
}

// squeeze drops spaces and separators.
func squeeze(s string) string {
	if !strings.ContainsAny(s, " -/") {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if c := s[i]; c != ' ' && c != '-' && c != '/' {
			b = append(b, c)
		}
	}
	return string(b)
}

func leadingLetters(s string) int {
	n := 0
	for n < len(s) && isLetter(s[n]) {
		n++
	}
	return n
}

// postalShapes are the forms of a country's codes without separators, 9 for a
// digit and a for a letter (Universal Postal Union, postal addressing systems).
// Countries that are not listed take any form that is common.
func postalShapes(country string) []string {
	switch country {
	case "US", "PR":
		return []string{"99999", "999999999", "9999999999999"}
	case "DE", "FR", "ES", "IT", "MX", "FI", "TR", "TH", "MY", "ID", "KR", "UA", "SA", "EG", "PK", "HR", "EE", "PE", "VN":
		return []string{"99999"}
	case "SE", "CZ", "SK", "GR":
		return []string{"99999"}
	case "AU", "AT", "CH", "BE", "DK", "NO", "NZ", "ZA", "HU", "BG", "LU", "PH", "BD", "SI", "CY", "LV":
		return []string{"9999"}
	case "IN", "CN", "SG", "RU", "RO", "CO", "NG", "KZ":
		return []string{"999999"}
	case "PL":
		return []string{"99999"}
	case "BR":
		return []string{"99999999"}
	case "JP", "PT", "CL", "IL":
		return []string{"9999999", "9999"}
	case "NL":
		return []string{"9999aa"}
	case "CA":
		return []string{"a9a9a9"}
	case "IE":
		return []string{"a99aaaa", "a99a9a9", "a99a99a", "a99aa99", "a999999", "a99a999", "a99aa9a", "a9aa9a9"}
	case "AR":
		return []string{"9999", "a9999aaa"}
	}
	return nil
}

// fits reports whether the letters and digits of s have the given form.
func fits(s, shape string) bool {
	if len(s) != len(shape) {
		return false
	}
	for i := range len(s) {
		if isDigit(s[i]) != (shape[i] == '9') || !alnum(s[i]) {
			return false
		}
	}
	return true
}

// isBritish reports the form of a United Kingdom code: a part of two to four
// that begins with a letter, then a digit and two letters. The area is not
// asked to exist; where the country is known, not even for a digit.
func isBritish(s, country string) bool {
	n := len(s) - 3
	return n >= 2 && n <= 4 && fits(s[n:], "9aa") && isLetter(s[0]) && (hasDigit(s[:n]) || country == "GB" && n >= 3)
}

// compare returns how alike two codes are; near says that one slip of the pen
// or the same part of town explains the difference.
func (p postal) compare(o postal, country string) (sim float64, method string, near bool) {
	a, b := p.code, o.code
	switch {
	case a == b && (p.plus == o.plus || p.plus == "" || o.plus == ""):
		return 1, methodEqual, true
	case a == b:
		return 0.97, "delivery_area", true
	case "0"+a == b && len(b) == 5, "0"+b == a && len(a) == 5:
		return 0.95, "leading_zero", true
	case readAlike(a, b):
		return 0.93, methodReadAlike, true
	}
	if (country == "GB" || country == "") && isBritish(a, country) && isBritish(b, country) {
		return britishSim(a, b)
	}
	if len(a) == len(b) && len(a) >= 4 && text.Distance(a, b, 1) <= 1 {
		return 0.6, "one_slip", true
	}
	if len(a) >= 5 && len(b) >= 5 && a[:3] == b[:3] {
		return 0.4, "same_area", false
	}
	return 0, methodDiffers, false
}

// britishSim grades by the levels of a United Kingdom code: SW1A 2AA is unit
// 2AA, sector SW1A 2, district SW1A, area SW.
func britishSim(a, b string) (float64, string, bool) {
	da, db := a[:len(a)-3], b[:len(b)-3]
	switch {
	case da == db && a[len(da)] == b[len(db)]:
		return 0.7, "same_sector", true
	case len(a) == len(b) && text.Distance(a, b, 1) <= 1:
		return 0.6, "one_slip", true
	case da == db:
		return 0.5, "same_district", false
	case da[:leadingLetters(da)] == db[:leadingLetters(db)]:
		return 0.2, "same_area", false
	}
	return 0, methodDiffers, false
}

package address

import "strings"

// findPostal takes the postal code of an address out of its words: the last
// that has the form of the country's codes and does not stand where a house
// number or the number of a unit would.
func findPostal(toks []token, country string) postal {
	for i := len(toks) - 1; i >= 0; i-- {
		if toks[i].used {
			continue
		}
		if i+1 < len(toks) && toks[i].seg == toks[i+1].seg && !toks[i+1].used && (hasDigit(toks[i].s) || hasDigit(toks[i+1].s)) {
			if s := toks[i].s + toks[i+1].s; len(s) <= 10 && pairIsPostal(toks, i, squeeze(s), country) {
				toks[i].used, toks[i+1].used = true, true
				return newPostal(s, country)
			}
		}
		if hasDigit(toks[i].s) && singleIsPostal(toks, i, country) {
			toks[i].used = true
			return newPostal(toks[i].s, country)
		}
	}
	return postal{}
}

func pairIsPostal(toks []token, i int, s, country string) bool {
	if isOrdinal(toks[i+1].s) {
		return false
	}
	if country == "" || country == "GB" {
		if len(toks[i+1].s) == 3 && (isBritish(s, country) || i+2 == len(toks) && i > 0 && isBritish(s, "GB")) {
			return true
		}
	}
	shapes := postalShapes(country)
	if country == "" {
		shapes = []string{"a9a9a9"}
		if i > 0 && fits(s, "9999aa") && len(toks[i].s) == 4 && !toks[i+1].is(strong) && !inCountry(regions()[toks[i+1].s], "US") {
			return true // Netherlands
		}
		if fits(s, "99999") && len(toks[i].s) == 3 && codeBeforeTown(toks, i) {
			return true // Sweden, Greece, Czechia, Slovakia
		}
	}
	for _, shape := range shapes {
		if fits(s, shape) && (i > 0 || !allDigits(toks[i].s)) && shape != "9999" {
			return !afterDesignator(toks, i) && pairSplit(toks, i, country)
		}
	}
	return false
}

// codeBeforeTown reports whether the two numbers at i begin a part of their own
// that goes on with words, none of them a kind of street.
func codeBeforeTown(toks []token, i int) bool {
	if i == 0 || toks[i-1].seg == toks[i].seg || i+2 >= len(toks) || toks[i+2].seg != toks[i].seg {
		return false
	}
	for k := i + 2; k < len(toks) && toks[k].seg == toks[i].seg; k++ {
		if toks[k].is(strong) || hasDigit(toks[k].s) {
			return false
		}
	}
	return true
}

// pairSplit keeps a house number and the next number from making a code: only
// some countries write theirs with a space, at a set place.
func pairSplit(toks []token, i int, country string) bool {
	n := len(toks[i].s)
	switch country {
	case "SE", "CZ", "SK", "GR", "CA", "":
		return n == 3
	case "IN", "IE":
		return n == 3
	case "NL", "PT":
		return n == 4
	case "PL":
		return n == 2
	case "BR":
		return n == 5
	case "JP":
		return n == 3
	case "US":
		return n == 5
	}
	return false
}

func singleIsPostal(toks []token, i int, country string) bool {
	w := toks[i].s
	s := squeeze(w)
	if n := leadingLetters(s); n > 0 && n <= 2 && len(w) > n && w[n] == '-' && len(s)-n >= 4 && allDigits(s[n:]) && isCountrySign(w[:n], country) {
		return true // D-10115
	}
	if (country == "GB" || country == "") && len(s) >= 5 && isBritish(s, "") {
		return true
	}
	if i == 0 && (len(toks) <= 1 || !strings.ContainsFunc(toks[1].s, isCJK)) || afterDesignator(toks, i) {
		return false
	}
	if country != "" && postalShapes(country) != nil {
		for _, shape := range postalShapes(country) {
			if fits(s, shape) && (len(shape) > 4 || !nextToStreet(toks, i)) {
				return true
			}
		}
		return false
	}
	switch {
	case fits(s, "a9a9a9"), fits(s, "9999aa") && w == s:
		return true
	case allDigits(s) && w != s: // ZIP+4, Brazil, Japan, Portugal, Poland
		return fits(w, "99999-9999") || len(s) == 13 || sep(w, 5, 3) || sep(w, 3, 4) || sep(w, 4, 3) || sep(w, 2, 3) || sep(w, 5, 4)
	case allDigits(s) && (len(s) == 5 || len(s) == 6 || len(s) == 9):
		return true
	case allDigits(s) && len(s) == 4:
		return !nextToStreet(toks, i) && (toks[i].seg > toks[0].seg || inCountry(regions()[toks[i-1].s], "AU"))
	}
	return false
}

func sep(w string, a, b int) bool {
	return len(w) == a+b+1 && !isDigit(w[a]) && isDigit(w[a-1]) && isDigit(w[a+1])
}

// isCountrySign knows the letters that some countries of Europe write before
// their codes.
func isCountrySign(s, country string) bool {
	for _, c := range [...][2]string{
		{"d", "DE"},
		{"de", "DE"},
		{"a", "AT"},
		{"at", "AT"},
		{"ch", "CH"},
		{"f", "FR"},
		{"fr", "FR"},
		{"b", "BE"},
		{"be", "BE"},
		{"l", "LU"},
		{"i", "IT"},
		{"it", "IT"},
		{"e", "ES"},
		{"es", "ES"},
		{"s", "SE"},
		{"se", "SE"},
		{"dk", "DK"},
		{"no", "NO"},
		{"fi", "FI"},
		{"nl", "NL"},
		{"pl", "PL"},
		{"pt", "PT"},
		{"cz", "CZ"},
		{"si", "SI"},
		{"hr", "HR"},
	} {
		if c[0] == s {
			return country == "" || country == c[1]
		}
	}
	return false
}

// nextToStreet reports whether a number of four digits at i, which is as well a
// house number, stands in a part that names a kind of street.
func nextToStreet(toks []token, i int) bool {
	for j := range toks {
		if toks[j].seg == toks[i].seg && (toks[j].is(strong|prefix) && len(toks[j].s) > 2 || toks[j].is(strong) && j < i) {
			return i != len(toks)-1 || i > 0 && toks[i-1].is(strong|prefix|route) || j > i
		}
	}
	return i == 0 || toks[i-1].seg != toks[i].seg && (i+1 == len(toks) || toks[i+1].seg != toks[i].seg) && toks[i].seg <= toks[0].seg+1
}

// afterDesignator reports whether the number at i is that of a suite, a box, a
// highway.
func afterDesignator(toks []token, i int) bool {
	if i == 0 {
		return false
	}
	t := &toks[i-1]
	return t.seg == toks[i].seg && (t.s == "#" || t.is(door|building|box|route) && len(regions()[t.s]) == 0 || t.is(numberSign) && len(t.s) > 1)
}

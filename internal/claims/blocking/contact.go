package blocking

import (
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// phoneDigits is how many digits at the end of a number count. National numbers
// are hardly ever shorter, and what comes before depends on how they are written.
const phoneDigits = 7

// appendPhone appends the key of the telephone number. What follows a letter or
// one of ;,# is an extension.
func appendPhone(keys []Key, s claims.Set, flag byte) []Key {
	v := s[claims.Phone]
	if v == "" {
		return keys
	}
	var last [phoneDigits]byte // a ring
	n := 0
	for _, r := range v {
		if r >= 'A' && r|0x20 >= 'a' && r|0x20 <= 'z' || r == ';' || r == ',' || r == '#' {
			break
		}
		if r >= '0' && r <= '9' {
			last[n%phoneDigits] = byte(r)
			n++
		}
	}
	if n < phoneDigits {
		return keys
	}
	at := n % phoneDigits
	return append(keys, keyOf(byPhone, flag, string(last[at:])+string(last[:at])))
}

// maxHouses is how many numbers of a street line count: that of the house and
// one of a flat or suite, in either order.
const maxHouses = 2

// maxCodes is how many readings of a postal code are tried where it does not
// stand apart.
const maxCodes = 2

// appendAddress appends the keys of the address: each of the first numbers of
// the street line with the postal code. An address without either has no key.
func appendAddress(keys []Key, s claims.Set, flag byte) []Key {
	line, codes := s[claims.AddressStreet], [maxCodes]string{postalCode(s[claims.AddressPostalCode])}
	if line == "" || codes[0] == "" {
		line = s.First(claims.AddressFormatted, claims.Address)
		codes = lastCodes(text.Tokens(line))
	}
	if line == "" {
		return keys
	}
	houses := 0
	for w := range strings.FieldsSeq(text.Fold(line)) {
		if !hasDigit(w) {
			continue
		}
		for _, code := range codes {
			if code != "" && code != w {
				keys = append(keys, keyOf(byAddress, flag, w, code))
			}
		}
		if houses++; houses == maxHouses {
			break
		}
	}
	return keys
}

// lastCodes returns what may be the postal code of an address written in one:
// the last word with a digit, and that word with the one before it (SW1A 1AA,
// 114 55, 150-0001) or with the two letters after it (1012 AB).
func lastCodes(words []string) (codes [maxCodes]string) {
	for i := len(words) - 1; i > 0; i-- {
		if !hasDigit(words[i]) {
			continue
		}
		codes[0] = postalCode(words[i])
		switch {
		case i+1 < len(words) && len(words[i]) == 4 && len(words[i+1]) == 2:
			codes[1] = postalCode(words[i] + words[i+1])
		case hasDigit(words[i-1]):
			codes[1] = postalCode(words[i-1] + words[i])
		}
		return codes
	}
	return codes
}

// postalCode folds a postal code: without spaces and hyphens, and a United
// States code cut to its five digits, since documents carry nine.
func postalCode(s string) string {
	if len(s) == 5 && isDigits(s) {
		return s
	}
	c := strings.ReplaceAll(text.Fold(s), " ", "")
	if len(c) == 9 && isDigits(c) {
		return c[:5]
	}
	return c
}

func hasDigit(s string) bool {
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			return true
		}
	}
	return false
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

package birthdate

import (
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
)

// order says which of the first two numbers of 05/04/1990 is the day.
type order uint8

const (
	anyOrder order = iota
	dayFirst
	monthFirst
)

// orderOf returns the custom of one side: that of the locale the caller names,
// else of the side's own locale claim (OpenID Connect Core 1.0, 5.1), else of
// the country of the address or of the issuer.
func orderOf(named string, s claims.Set) order {
	if named != "" {
		return orderOfLocale(named)
	}
	if l := s["locale"]; l != "" {
		return orderOfLocale(l)
	}
	for _, k := range [...]string{claims.AddressCountry, claims.IssuingCountry} {
		if c := claims.Country(s[k]); c != "" {
			return orderOfCountry(c)
		}
	}
	return anyOrder
}

// orderOfLocale reads a BCP 47 tag (en-US, de_CH, zh-Hant-TW), a country code in
// capitals (US, EU) or a language. A language alone settles it only where it is
// written in one way.
func orderOfLocale(tag string) order {
	tag, _, _ = strings.Cut(strings.TrimSpace(tag), ".") // de_DE.UTF-8
	parts := strings.FieldsFunc(tag, func(r rune) bool { return r == '-' || r == '_' })
	if len(parts) == 0 || len(tag) > 35 {
		return anyOrder
	}
	for _, p := range parts[1:] {
		if len(p) == 2 {
			return orderOfCountry(strings.ToUpper(p))
		}
	}
	if len(parts) == 1 && tag == strings.ToUpper(tag) {
		if c := claims.Country(tag); c != "" {
			return orderOfCountry(c)
		}
		return orderOfCountry(tag)
	}
	switch strings.ToLower(parts[0]) {
	case "en", "fil", "tl", "zh", "ja", "ko":
		return anyOrder
	}
	if l := len(parts[0]); l < 2 || l > 3 {
		return anyOrder
	}
	return dayFirst
}

// orderOfCountry follows the short date patterns of the Unicode CLDR: month
// first in the United States and what belongs or belonged to them, and in
// Panama. Where both are in use, or numbers start with the year, neither is
// taken for granted. Everywhere else the day comes first.
func orderOfCountry(code string) order {
	switch code {
	case "US", "AS", "GU", "MP", "PR", "VI", "UM", "FM", "MH", "PW", "PA":
		return monthFirst
	case "CA", "PH", "CN", "JP", "KR", "TW":
		return anyOrder
	}
	if len(code) != 2 {
		return anyOrder
	}
	return dayFirst
}

package custom

import (
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/mrz"
)

// canonical returns the one form of a value that is written in several: a sex as
// M, F or X, a country as its ISO 3166-1 alpha-3 code. Anything else comes back
// as it is, and so does a value that is not recognised.
func canonical(claim, value string) string {
	switch claim {
	case claims.Gender, "sex":
		return sexOf(value)
	case claims.Nationality, claims.IssuingCountry:
		return countryOf(value)
	case claims.Nationalities:
		return countriesOf(value)
	}
	return value
}

// sexOf knows the letters of a passport (ICAO 9303-4, 4.1: M, F, X; the zone has
// < for X), the words of OpenID Connect Core 1.0, 5.1, and the codes of ISO/IEC
// 5218, which the barcodes of US driving licences carry. The Spanish H and M are
// not among them: M would be a woman there.
func sexOf(value string) string {
	switch strings.ToLower(value) {
	case "m", "male", "1":
		return "M"
	case "f", "female", "2":
		return "F"
	case "x", "<", "unspecified", "non-binary", "nonbinary", "other", "diverse":
		return "X"
	}
	return value
}

// countryOf takes the codes of ISO 3166-1, those of ICAO 9303-3, section 5, that
// are of no country (XXA, UNO), and names.
func countryOf(value string) string {
	code := strings.ToUpper(strings.TrimRight(value, "<"))
	if mrz.Known(code) {
		return mrz.Alpha3(code)
	}
	region, err := language.ParseRegion(claims.Country(value))
	if err != nil {
		return value
	}
	return region.ISO3()
}

// countriesOf takes codes with spaces between; their order means nothing. What
// may be a name of several words is one country.
func countriesOf(value string) string {
	if one := countryOf(value); one != value {
		return one
	}
	list := strings.Fields(value)
	for i, s := range list {
		list[i] = countryOf(s)
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), " ")
}

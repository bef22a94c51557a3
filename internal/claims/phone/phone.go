// Package phone compares phone numbers by country code, national number and
// extension, read with libphonenumber's rules (github.com/nyaruka/phonenumbers).
package phone

import (
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
)

// Options of a comparison.
type Options struct {
	// Region is the country (ISO 3166-1, two letters) of numbers without a
	// country code when neither side's own claims name one.
	Region  string
	Explain bool // fill Result.Steps
}

// Compare compares the phone_number claim. A number without a country code is
// read with the country of its own side first, then of the other side, then of
// the options; that is part of normalising it, and the reason
// country_code_assumed says so.
//
// The verdicts are those of libphonenumber's isNumberMatch, stricter where it
// speaks of an NSN match: equal in all parts is a match, a number without its
// country, area or extension is for review, anything else a mismatch.
func Compare(doc, dir claims.Set, o Options) claims.Result {
	res := claims.Result{Claim: claims.Phone, Method: "E.164", Reasons: []claims.Reason{}}
	l, r := strings.TrimSpace(doc[claims.Phone]), strings.TrimSpace(dir[claims.Phone])
	res.Document, res.Directory = l, r
	if res, lacks := res.Lacking(l != "", r != ""); lacks {
		return res
	}
	docRegion, dirRegion := regionOf(doc), regionOf(dir)
	l, r = tidy(l), tidy(r)
	a := read(l, regions{docRegion, dirRegion, o.Region})
	b := a
	if l != r || docRegion != dirRegion && a.kind != full {
		b = read(r, regions{dirRegion, docRegion, o.Region})
	}
	res.Document, res.Directory = a.show(res.Document), b.show(res.Directory)
	res = settle(res, &a, &b, l, r)
	if o.Explain {
		res.Steps = steps(res, &a, &b)
	}
	return res
}

// Scores of what is not plainly equal.
const (
	scoreMobilePrefix = 0.95
	scoreUnmarked     = 0.8
	scoreCountry      = 0.75 // country code missing on a side
	scoreExtension    = 0.7  // one side has an extension
	scoreArea         = 0.6  // one number is the end of the other
	scoreTypo         = 0.4
	scoreOtherCountry = 0.3
)

// settle compares two numbers; l and r are what they were read from.
func settle(res claims.Result, a, b *number, l, r string) claims.Result {
	switch {
	case a.kind == bad && b.kind == bad && a.country != 0 && a.e164() == b.e164() && a.ext == b.ext && len(a.national) > fewDigits:
		// Too long or too short for the metadata at hand, which ages, or a word
		// with letters to spare; but the same on both sides.
		return res.End(claims.Match, 1)
	case a.kind == bad || b.kind == bad:
		return res.End(claims.Invalid, 0, claims.NotAPhoneNumber)
	case a.kind == national || b.kind == national:
		return settleNational(res, a, b, l, r)
	}
	var note [2]claims.Reason
	if a.kind == assumed || b.kind == assumed {
		note[0] = claims.CountryCodeAssumed
	}
	score, why := relate(a, b)
	if score >= scoreMobilePrefix && (a.unmarked || b.unmarked) && a.unmarked != b.unmarked {
		note[1], score = claims.CountryCodeUnmarked, scoreUnmarked
	}
	return res.End(claims.VerdictOf(score), score, why, note[0], note[1])
}

// relate compares two numbers with a country code.
func relate(a, b *number) (float64, claims.Reason) {
	same := a.country == b.country && a.national == b.national
	switch {
	case same && a.ext == b.ext:
		return 1, ""
	case same && a.ext != "" && b.ext != "":
		return 0, claims.ExtensionDiffers
	case same:
		// The switchboard is the same, the desk is not known to be.
		return scoreExtension, claims.ExtensionMissing
	case a.ext != "" && b.ext != "" && a.ext != b.ext:
		return 0, claims.NumberDiffers
	case a.country != b.country && a.national == b.national:
		return scoreOtherCountry, claims.CountryCodeDiffers
	case a.country == b.country && a.ext == b.ext && mobilePrefix(a, b):
		return scoreMobilePrefix, claims.MobilePrefixDiffers
	case a.country == b.country && isEndOf(a.national, b.national):
		return scoreArea, claims.AreaCodeMissing
	case a.country == b.country && oneSlip(a.national, b.national):
		return scoreTypo, claims.PossibleTypo
	}
	return 0, claims.NumberDiffers
}

// settleNational compares where a country code is missing and no country is
// known: the digits can contradict each other, but not settle the matter. A
// number without a country is read as one of the other's, which takes care of
// its trunk prefix.
func settleNational(res claims.Result, a, b *number, l, r string) claims.Result {
	x, y := asIn(a, l, b.country), asIn(b, r, a.country)
	x.country, y.country = 0, 0
	score, why := relate(&x, &y)
	if score == 1 {
		score, why = scoreCountry, claims.CountryCodeMissing
	}
	return res.End(claims.VerdictOf(score), score, why)
}

// regionOf is the two-letter country a side's own claims name, or "".
func regionOf(s claims.Set) string {
	for _, k := range [...]string{claims.AddressCountry, claims.IssuingCountry} {
		if c := claims.Country(s[k]); c != "" {
			return c
		}
	}
	return ""
}

// Package phone compares phone numbers by their E.164 form, read with
// libphonenumber's rules (github.com/nyaruka/phonenumbers).
package phone

import (
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/incodectl/incodectl/internal/claims"
)

// Options of a comparison.
type Options struct {
	// Region is the country (ISO 3166-1, two letters) of numbers without a
	// country code when neither side's own claims name one.
	Region string
}

// maxLength bounds what is handed to the parser.
const maxLength = 64

// Compare compares the phone_number claim. A number without a country code is
// read with the country of its own side first, then of the other side, then of
// the options; that is part of normalising it, and the reason
// country_code_assumed says so.
func Compare(doc, dir claims.Set, o Options) claims.Result {
	res := claims.Result{Claim: claims.Phone, Method: "E.164", Reasons: []claims.Reason{}}
	l, r := strings.TrimSpace(doc[claims.Phone]), strings.TrimSpace(dir[claims.Phone])
	end := func(v claims.Verdict, score float64, why ...claims.Reason) claims.Result {
		res.Verdict, res.Score = v, score
		res.Reasons = append(res.Reasons, why...)
		return res
	}
	res.Document, res.Directory = l, r
	switch {
	case l == "" && r == "":
		return end(claims.MissingID, 0, claims.MissingBoth)
	case l == "":
		return end(claims.MissingID, 0)
	case r == "":
		return end(claims.MissingDirectory, 0)
	}
	docRegion, dirRegion := regionOf(doc), regionOf(dir)
	a := parse(l, docRegion, dirRegion, o.Region)
	b := a
	if l != r || docRegion != dirRegion && a.kind != full {
		b = parse(r, dirRegion, docRegion, o.Region)
	}
	res.Document, res.Directory = a.show(l), b.show(r)
	if a.kind == bad || b.kind == bad {
		return end(claims.Invalid, 0, claims.NotAPhoneNumber)
	}
	if a.kind == national || b.kind == national {
		return compareNational(a, b, end)
	}
	if a.e164 != b.e164 {
		return end(claims.Mismatch, 0, claims.NumberDiffers)
	}
	var why []claims.Reason
	if a.kind == assumed || b.kind == assumed {
		why = append(why, claims.CountryCodeAssumed)
	}
	if a.ext != b.ext {
		// The switchboard is the same, the desk is not known to be.
		return end(claims.Review, 0.7, append(why, claims.ExtensionDiffers)...)
	}
	return end(claims.Match, 1, why...)
}

type kind int

const (
	bad      kind = iota
	national      // no country code and no country known
	assumed       // country code from a region
	full          // country code in the number
)

type number struct {
	kind     kind
	e164     string
	national string // digits after the country code, or all of them, without leading zeros
	ext      string
}

func (n number) show(raw string) string {
	s := raw
	if n.e164 != "" {
		s = n.e164
	}
	if n.kind != bad && n.ext != "" {
		s += ";ext=" + n.ext // RFC 3966
	}
	return s
}

// parse reads a number; regions are tried in turn when it has no country code.
func parse(s string, regions ...string) number {
	if len(s) > maxLength {
		return number{}
	}
	if s, ok := strings.CutPrefix(s, "00"); ok && len(digits(s)) >= 9 {
		// The international prefix of most of the world; a national number
		// never starts with it.
		if n, err := phonenumbers.Parse("+"+s, ""); err == nil && phonenumbers.IsPossibleNumber(n) {
			return of(n, full)
		}
	}
	n, err := phonenumbers.Parse(s, "")
	if err == nil {
		if !phonenumbers.IsPossibleNumber(n) {
			return number{}
		}
		return of(n, full)
	}
	known := false
	for _, region := range regions {
		if region == "" {
			continue
		}
		known = true
		if n, err := phonenumbers.Parse(s, region); err == nil && phonenumbers.IsPossibleNumber(n) {
			return of(n, assumed)
		}
	}
	d := strings.TrimLeft(digits(s), "0")
	if known || len(d) < 5 || len(d) > 15 || !plausible(s) {
		return number{}
	}
	return number{kind: national, national: d}
}

func of(n *phonenumbers.PhoneNumber, k kind) number {
	return number{
		kind:     k,
		e164:     phonenumbers.Format(n, phonenumbers.E164),
		national: strings.TrimLeft(phonenumbers.GetNationalSignificantNumber(n), "0"),
		ext:      n.GetExtension(),
	}
}

// compareNational compares where a country code is missing and no country is
// known: the digits can contradict each other, but not settle the matter.
func compareNational(a, b number, end func(claims.Verdict, float64, ...claims.Reason) claims.Result) claims.Result {
	if a.national == b.national {
		return end(claims.Review, 0.7, claims.CountryCodeMissing)
	}
	return end(claims.Mismatch, 0, claims.NumberDiffers)
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

// plausible refuses text that happens to hold digits.
func plausible(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !strings.ContainsRune("0123456789+-() ./\u00a0\u2010\u2011\u2012\u2013", r)
	})
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// Package pair compares two sets of claims without a directory or a policy: how
// alike are these two records, claim by claim and as a whole?
package pair

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/address"
	"github.com/incodectl/incodectl/internal/claims/custom"
	"github.com/incodectl/incodectl/internal/claims/email"
	"github.com/incodectl/incodectl/internal/claims/evidence"
	"github.com/incodectl/incodectl/internal/claims/phone"
)

// Options of a comparison.
type Options struct {
	Now     time.Time // bounds birth dates; zero leaves fixed bounds only
	Region  string    // country (ISO 3166-1, two letters) of addresses and phone numbers that name none
	Explain bool      // fill the claims' Steps and Why
}

// Claim is the comparison of one claim and what it says about the whole.
type Claim struct {
	claims.Result
	Bits  float64        `json:"bits"`            // evidence for the same person, negative against it
	Level evidence.Level `json:"level,omitempty"` // the row of the table of weights; empty for a claim without weight
	Why   string         `json:"why,omitempty"`   // how the bits came about; only with Options.Explain
}

// Pair is the comparison of two sets of claims.
type Pair struct {
	Score   float64        `json:"score"`   // 0..1, in the band of the verdict
	Verdict claims.Verdict `json:"verdict"` // match, review or mismatch
	Bits    float64        `json:"bits"`    // the sum of evidence
	Claims  []Claim        `json:"claims"`  // those that either side has
}

// Compare compares all claims that either side has. Left is the document, right
// the directory record.
func Compare(left, right claims.Set, o Options) Pair {
	names := present(left, right)
	p := Pair{Claims: make([]Claim, len(names))}
	weights := make([]evidence.Weight, len(names))
	for i, claim := range names {
		p.Claims[i].Result, weights[i] = compare(claim, left, right, o)
		if o.Explain {
			p.Claims[i].Why = evidence.Explain(p.Claims[i].Result, p.Claims[i].Steps)
			if p.Claims[i].Why == "" {
				p.Claims[i].Why = weights[i].Explain()
			}
		}
	}
	total := evidence.Combine(weights)
	for i, w := range weights {
		p.Claims[i].Bits, p.Claims[i].Level = w.Bits, w.Level
	}
	p.Score, p.Verdict, p.Bits = total.Score, total.Verdict, total.Bits
	return p
}

// Masked returns the pair with the compared values masked for display.
func (p Pair) Masked() Pair {
	list := slices.Clone(p.Claims)
	for i := range list {
		list[i].Result = list[i].Masked()
	}
	p.Claims = list
	return p
}

// present lists the claims that either side has: the standard ones in their
// fixed order, then custom ones by name.
func present(left, right claims.Set) []string {
	var found struct{ name, birthdate, address, email, phone bool }
	custom := make(map[string]bool)
	for _, side := range []claims.Set{left, right} {
		for key, value := range side {
			switch {
			case value == "":
			case isName(key):
				found.name = true
			case key == claims.Birthdate:
				found.birthdate = true
			case key == claims.Address || strings.HasPrefix(key, claims.Address+"."):
				found.address = true
			case key == claims.Email:
				found.email = true
			case key == claims.Phone:
				found.phone = true
			case key == claims.Locale || key == "zoneinfo": // how to read the others, nothing of their own
			default:
				custom[key] = true
			}
		}
	}
	var out []string
	add := func(is bool, claim string) {
		if is {
			out = append(out, claim)
		}
	}
	add(found.name, claims.Name)
	add(found.birthdate, claims.Birthdate)
	add(found.address, claims.Address)
	add(found.email, claims.Email)
	add(found.phone, claims.Phone)
	return append(out, slices.Sorted(maps.Keys(custom))...)
}

// isName reports a claim that is a part of the name.
func isName(key string) bool {
	switch key {
	case claims.Name, claims.GivenName, claims.MiddleName, claims.FamilyName, claims.Suffix,
		claims.PaternalName, claims.MaternalName, claims.MRZName:
		return true
	}
	return false
}

// compare compares one claim and weighs the outcome.
func compare(claim string, left, right claims.Set, o Options) (claims.Result, evidence.Weight) {
	var res claims.Result
	switch claim {
	case claims.Name:
		res = compareName(left, right, o)
	case claims.Birthdate:
		res = compareBirthdate(left, right, o)
	case claims.Address:
		res, steps := address.CompareParts(left, right, address.Options{Explain: o.Explain, DefaultCountry: o.Region})
		return res, evidence.WeighParts(res, steps)
	case claims.Email:
		res = email.Compare(left, right, email.Options{Explain: o.Explain})
		if res.Verdict == claims.MissingID || res.Verdict == claims.MissingDirectory {
			return res, weighMailbox(left, right)
		}
	case claims.Phone:
		res = phone.Compare(left, right, phone.Options{Region: o.Region, Explain: o.Explain})
	default:
		res = custom.Compare(left, right, custom.Options{Claim: claim, Mode: custom.Fuzzy, Explain: o.Explain})
	}
	return res, evidence.Weigh(res)
}

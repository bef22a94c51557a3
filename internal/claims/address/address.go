// Package address compares postal addresses by their parts. House number, unit
// and postal code are identifiers: one digit more is another door, however
// alike the lines look.
package address

import "github.com/incodectl/incodectl/internal/claims"

// Mode is how much of an address is compared.
type Mode string

// The modes. The partial ones are for policies that trust only a part of an
// address, such as the postal code of a licence that lags a move.
const (
	Full       Mode = "full"
	Street     Mode = "street"      // street, house number and unit
	PostalCode Mode = "postal_code" // postal code alone
	Locality   Mode = "locality"    // town and region
)

// Options say how addresses are compared.
type Options struct {
	Mode           Mode   // "" is Full
	Explain        bool   // fill Result.Steps
	DefaultCountry string // ISO 3166-1, two letters: how to read an address that names no country
}

// Compare compares two addresses.
//
//   - House number, street and unit agree, and the postal code or, without
//     one, the town: match.
//   - One of them is missing on a side or agrees only roughly: review.
//   - House number, unit, box, street or country differ: mismatch.
//
// The score is the weighted mean of the parts that both sides have, times a
// factor for each contradiction, and limited by what is missing.
func Compare(doc, dir claims.Set, o Options) claims.Result {
	res, _ := compare(doc, dir, o, o.Explain)
	return res
}

// CompareParts is Compare with its steps: one for each part that both sides
// have (house_number, unit, street, building, locality, region, postal_code,
// country, po_box), its similarity as score and its share in the mean as
// weight.
func CompareParts(doc, dir claims.Set, o Options) (claims.Result, []claims.Step) {
	res, steps := compare(doc, dir, o, true)
	if !o.Explain {
		res.Steps = nil
	}
	return res, steps
}

func compare(doc, dir claims.Set, o Options, explain bool) (claims.Result, []claims.Step) {
	res := claims.Result{Claim: claims.Address, Method: "address parts", Reasons: []claims.Reason{}}
	hasDoc, hasDir := present(doc), present(dir)
	var a, b parts
	country := claims.Country(o.DefaultCountry)
	if hasDoc {
		a = read(doc, country)
		res.Document = a.canonical()
	}
	if hasDir {
		b = read(dir, country)
		res.Directory = b.canonical()
	}
	if res, lacks := res.Lacking(hasDoc, hasDir); lacks {
		return res, nil
	}
	if res, lacks := res.Lacking(a.serves(o.Mode), b.serves(o.Mode)); lacks {
		res.Reasons = append(res.Reasons, claims.AddressIncomplete)
		return res, nil
	}
	c := comparison{a: &a, b: &b, factor: 1, limit: nearlyAll, explain: explain}
	c.run(o.Mode)
	if c.weights == 0 { // one has a street and no code, the other a code and no street
		res.Verdict, res.Reasons = claims.MissingDirectory, append(res.Reasons, claims.AddressIncomplete)
		if !a.hasLine() {
			res.Verdict = claims.MissingID
		}
		return res, nil
	}
	if len(c.reasons) == 0 && c.limit == nearlyAll && c.sum == c.weights &&
		(partial(o.Mode) || res.Document == res.Directory) {
		c.limit = 1 // nothing but spelling tells them apart
	}
	res.Score, res.Reasons = c.score(), append(res.Reasons, c.reasons...)
	res.Verdict = claims.VerdictOf(res.Score)
	if explain {
		res.Steps = append(c.steps, c.adjustment())
	}
	return res, c.steps
}

// run compares what the mode asks for.
func (c *comparison) run(m Mode) {
	switch m {
	case Street:
		splitNames(c.a, c.b)
		c.country()
		c.line()
	case PostalCode:
		c.country()
		c.comparePostal()
		c.codeAlone()
	case Locality:
		c.country()
		c.compareRegion(c.towns())
	default:
		c.full()
	}
}

func partial(m Mode) bool { return m != Full && m != "" }

// adjustment is the last step: what the reasons did to the mean. Its weight is
// the factor, its score the highest the score may be.
func (c *comparison) adjustment() claims.Step {
	return claims.Step{Part: "adjustment", Method: "factor_and_limit", Score: c.limit, Weight: c.factor}
}

func present(s claims.Set) bool {
	return s.Has(claims.Address, claims.AddressFormatted, claims.AddressStreet, claims.AddressLocality,
		claims.AddressRegion, claims.AddressPostalCode, claims.AddressCountry)
}

// serves reports whether an address has what a mode compares.
func (p *parts) serves(m Mode) bool {
	switch m {
	case Street:
		return p.hasLine()
	case PostalCode:
		return p.postal.code != ""
	case Locality:
		return len(p.locality) > 0 || len(p.place) > 0 || p.loose && len(p.core) > 0
	}
	return p.usable()
}

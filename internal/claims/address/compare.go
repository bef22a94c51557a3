package address

import (
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// Weights of the parts in the score; the score is the agreeing share of the
// parts known on both sides.
const (
	weightPostal   = 0.30
	weightNumber   = 0.25
	weightStreet   = 0.30
	weightUnit     = 0.05
	weightLocality = 0.10
)

// Compare compares two addresses.
//
//   - Postal code, house number and street agree, and no unit contradicts: match.
//   - One of them is missing on a side, or only the postal code or a few letters
//     of the street differ: review.
//   - House number, unit, street or country differ: mismatch.
//
// The town is not asked where the postal codes agree: vanity names and
// boroughs differ between honest records.
func Compare(doc, dir claims.Set) claims.Result {
	res := claims.Result{Claim: claims.Address, Method: "address parts", Reasons: []claims.Reason{}}
	a, b := read(doc), read(dir)
	hasDoc, hasDir := present(doc), present(dir)
	if hasDoc {
		res.Document = a.canonical()
	}
	if hasDir {
		res.Directory = b.canonical()
	}
	switch {
	case !hasDoc && !hasDir:
		res.Verdict, res.Reasons = claims.MissingID, append(res.Reasons, claims.MissingBoth)
		return res
	case !hasDoc:
		res.Verdict = claims.MissingID
		return res
	case !hasDir:
		res.Verdict = claims.MissingDirectory
		return res
	// A lone country, which directories often carry, is no address.
	case !a.usable():
		res.Verdict, res.Reasons = claims.MissingID, append(res.Reasons, claims.AddressIncomplete)
		if !b.usable() {
			res.Reasons = append(res.Reasons, claims.MissingBoth)
		}
		return res
	case !b.usable():
		res.Verdict, res.Reasons = claims.MissingDirectory, append(res.Reasons, claims.AddressIncomplete)
		return res
	case res.Document == res.Directory && len(a.street) > 0 && a.number != "" && a.postal != "":
		res.Verdict, res.Score = claims.Match, 1
		return res
	}
	c := comparison{verdict: claims.Match}
	c.country(a, b)
	c.postal(a, b)
	c.number(a, b)
	c.unit(a, b)
	c.street(a, b)
	c.locality(a, b)
	res.Verdict, res.Reasons = c.verdict, append(res.Reasons, c.reasons...)
	res.Score = c.score()
	return res
}

func present(s claims.Set) bool {
	return s.Has(claims.Address, claims.AddressFormatted, claims.AddressStreet, claims.AddressLocality,
		claims.AddressRegion, claims.AddressPostalCode, claims.AddressCountry)
}

// comparison adds up the parts; the verdict only ever gets worse.
type comparison struct {
	verdict     claims.Verdict
	reasons     []claims.Reason
	agreed, all float64
	postalAgree bool
}

func (c *comparison) part(weight, agreement float64) {
	c.agreed += weight * agreement
	c.all += weight
}

func (c *comparison) worse(v claims.Verdict, why claims.Reason) {
	if c.verdict == claims.Match || v == claims.Mismatch {
		c.verdict = v
	}
	c.reasons = append(c.reasons, why)
}

// score keeps to the band of the verdict, as the name comparison does.
func (c *comparison) score() float64 {
	s := 0.0
	if c.all > 0 {
		s = c.agreed / c.all
	}
	switch c.verdict {
	case claims.Match:
		return min(0.99, max(0.85, s))
	case claims.Review:
		return min(0.84, max(0.5, s))
	default:
		return min(0.49, s)
	}
}

func (c *comparison) country(a, b parts) {
	if a.country != "" && b.country != "" && a.country != b.country {
		c.worse(claims.Mismatch, claims.CountryDiffers)
	}
}

func (c *comparison) postal(a, b parts) {
	switch {
	case a.postal == "" || b.postal == "":
		if a.postal != b.postal {
			c.worse(claims.Review, claims.PostalCodeMissing)
		} else if a.locality == "" || b.locality == "" {
			c.worse(claims.Review, claims.PostalCodeMissing)
		}
	case a.postal == b.postal:
		c.postalAgree = true
		c.part(weightPostal, 1)
	default:
		c.worse(claims.Review, claims.PostalCodeDiffers)
		c.part(weightPostal, 0)
	}
}

func (c *comparison) number(a, b parts) {
	switch {
	case a.number == b.number && a.number != "":
		c.part(weightNumber, 1)
	case a.number == b.number: // houses have names in places; the street decides
	case a.number == "" || b.number == "":
		c.worse(claims.Review, claims.HouseMissing)
	default:
		c.worse(claims.Mismatch, claims.HouseDiffers)
		c.part(weightNumber, 0)
	}
}

func (c *comparison) unit(a, b parts) {
	switch {
	case a.unit == b.unit:
		if a.unit != "" {
			c.part(weightUnit, 1)
		}
	case a.unit == "" || b.unit == "":
		c.worse(claims.Review, claims.UnitMissing)
	default:
		c.worse(claims.Mismatch, claims.UnitDiffers)
		c.part(weightUnit, 0)
	}
}

func (c *comparison) street(a, b parts) {
	if len(a.street) == 0 || len(b.street) == 0 {
		c.worse(claims.Review, claims.StreetMissing)
		return
	}
	left, right := streetWords(a, b), streetWords(b, a)
	equal, alike := agreement(left, right)
	shorter := min(len(left), len(right))
	c.part(weightStreet, (float64(equal)+0.7*float64(alike))/float64(shorter))
	whole := len(left) == len(right) || a.loose || b.loose
	switch {
	case equal == shorter && whole && kindsAgree(a, b):
	case 2*(equal+alike) > shorter:
		c.worse(claims.Review, claims.StreetPartly)
	default:
		c.worse(claims.Mismatch, claims.StreetDiffers)
	}
}

// agreement counts the words that are equal on both sides and, among the rest,
// those that are alike. It does not matter which side is which.
func agreement(left, right []string) (equal, alike int) {
	if len(left) > len(right) || len(left) == len(right) && slices.Compare(left, right) > 0 {
		left, right = right, left
	}
	left, right = slices.Clone(left), slices.Clone(right)
	take := func(same func(w, o string) bool) (n int) {
		left = slices.DeleteFunc(left, func(w string) bool {
			i := slices.IndexFunc(right, func(o string) bool { return same(w, o) })
			if i < 0 {
				return false
			}
			right = slices.Delete(right, i, i+1)
			n++
			return true
		})
		return n
	}
	equal = take(func(w, o string) bool { return w == o })
	alike = take(func(w, o string) bool {
		_, ok := text.Similar(w, o)
		return ok && !hasDigit(w) && !hasDigit(o)
	})
	return equal, alike
}

// streetWords are the words of p's street, without those that a one-line
// address can only have from the town, region or country of the other side.
func streetWords(p, other parts) []string {
	if !p.loose || other.loose {
		return p.street
	}
	town := strings.Fields(other.locality + " " + other.region + " " + region(other.region))
	rest := slices.DeleteFunc(slices.Clone(p.street), func(w string) bool {
		return slices.Contains(town, w) && !slices.Contains(other.street, w)
	})
	if len(rest) == 0 {
		return p.street
	}
	return rest
}

// kindsAgree reports whether the kinds of street agree where both sides say
// one: Park Street and Park Avenue are two streets.
func kindsAgree(a, b parts) bool {
	if len(a.kinds) == 0 || len(b.kinds) == 0 {
		return true
	}
	return slices.ContainsFunc(a.kinds, func(k string) bool { return slices.Contains(b.kinds, k) })
}

func (c *comparison) locality(a, b parts) {
	if x, y := region(a.region), region(b.region); !c.postalAgree && isState(x) && isState(y) && x != y {
		c.worse(claims.Mismatch, claims.LocalityDiffers) // Portland, Oregon and Portland, Maine
		return
	}
	if a.locality == "" || b.locality == "" {
		return
	}
	same := sameTown(a.locality, b.locality)
	if same {
		c.part(weightLocality, 1)
		return
	}
	if c.postalAgree {
		return
	}
	c.part(weightLocality, 0)
	// With another postal code or none, another town is another place.
	c.worse(claims.Mismatch, claims.LocalityDiffers)
}

// sameTown accepts a town with more words after it ("springfield il"), since a
// printed line may go on with the region.
func sameTown(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return a == b || strings.HasPrefix(b, a+" ") || strings.HasSuffix(b, " "+a)
}

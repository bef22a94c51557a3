package address

import (
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
)

// The parts of an address as steps name them, and what each weighs in the mean.
const (
	partHouse      = "house_number"
	partUnit       = "unit"
	partStreet     = "street"
	partLocality   = "locality"
	partRegion     = "region"
	partPostalCode = "postal_code"
	partCountry    = "country"
	partBox        = "po_box"
	partName       = "building"

	weightHouse    = 0.25
	weightStreet   = 0.30
	weightPostal   = 0.20
	weightUnit     = 0.10
	weightLocality = 0.12
	weightRegion   = 0.03
	weightCountry  = 0.02
	weightName     = 0.05
)

// What a departure leaves of the score. Limits below 0.85 keep a match from
// being more than a review; factors below 0.5 make a mismatch of anything.
const (
	houseFactor   = 0.46
	unitFactor    = 0.45
	streetFactor  = 0.45
	townFactor    = 0.45
	countryFactor = 0.30
	reviewLimit   = 0.84

	elsewhereFactor = 0.5 // neither the street nor the postal code agrees

	// The highest score with something missing or not quite equal.
	onlyOneLimit      = 0.95 // a box or the name of a building on one side
	townOnlyLimit     = 0.95 // no postal code, but the town agrees
	slipLimit         = 0.83 // postal codes one slip or a sector apart
	partlyLimit       = 0.82 // street or unit agree in part
	incompleteLimit   = 0.80 // no street, no number, or neither code nor town
	kindLimit         = 0.78 // Park Street and Park Avenue
	oneSidedLimit     = 0.75 // a flat on one side, lines exchanged
	codeDiffersLimit  = 0.72
	regionLimit       = 0.70
	townAloneLimit    = 0.70
	houseMissingLimit = 0.68
	elsewhereLimit    = 0.60 // another town, a box against a house
	otherTownLimit    = 0.49
	nearlyAll         = 0.99 // no score of 1 unless every part is equal
)

// comparison adds up the parts: the score is their weighted mean times factor,
// at most limit.
type comparison struct {
	a, b    *parts
	sum     float64
	weights float64
	factor  float64
	limit   float64
	reasons []claims.Reason
	steps   []claims.Step
	explain bool

	house, unit  agreement
	nameSim      float64
	streetGone   bool // the streets differ, or one is missing
	postalKnown  bool
	postalAgrees bool
	postalNear   bool
}

func (c *comparison) part(name string, weight, sim float64, method string) {
	c.sum += weight * sim
	c.weights += weight
	if c.explain {
		doc, dir := c.a.text(name), c.b.text(name)
		c.steps = append(c.steps, claims.Step{Part: name, Document: doc, Directory: dir, Method: method, Score: sim, Weight: weight})
	}
}

// departs notes a reason and what it costs.
func (c *comparison) departs(factor, limit float64, why claims.Reason) {
	c.factor *= factor
	c.limit = min(c.limit, limit)
	if slices.Contains(c.reasons, why) {
		return
	}
	c.reasons = append(c.reasons, why)
}

// score is the mean times the factor, at most the limit.
func (c *comparison) score() float64 {
	if c.weights == 0 {
		return 0
	}
	return min(c.sum/c.weights*c.factor, c.limit)
}

// text is a part of an address as compared, for a step.
func (p *parts) text(part string) string {
	switch part {
	case partHouse:
		return p.number
	case partUnit:
		var out []string
		for _, u := range p.units {
			out = append(out, strings.TrimSpace(u.is.word()+" "+u.id))
		}
		return strings.Join(out, " ")
	case partStreet:
		var out []string
		p.eachDirection(func(d string) { out = append(out, d) })
		out = append(out, p.core...)
		return strings.TrimSpace(strings.Join(out, " ") + " " + p.kind)
	case partLocality:
		if len(p.locality) == 0 {
			return strings.Join(p.place, " ")
		}
		return strings.Join(p.locality, " ")
	case partRegion:
		return p.region.canonical()
	case partPostalCode:
		return strings.ToUpper(p.postal.code)
	case partBox:
		return p.box
	case partName:
		return strings.Join(p.name, " ")
	}
	return p.country
}

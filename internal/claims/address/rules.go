package address

import "github.com/incodectl/incodectl/internal/claims"

// full compares whole addresses.
func (c *comparison) full() {
	splitNames(c.a, c.b)
	c.country()
	if c.a.hasLine() && c.b.hasLine() {
		c.line()
	} else {
		c.incomplete()
	}
	c.comparePostal()
	t := c.towns()
	c.place(t)
	c.compareRegion(t)
}

// country: another one is another address.
func (c *comparison) country() {
	if c.a.country == "" || c.b.country == "" {
		return
	}
	if c.a.country == c.b.country {
		c.part(partCountry, weightCountry, 1, methodEqual)
		return
	}
	c.part(partCountry, weightCountry, 0, methodDiffers)
	c.departs(countryFactor, reviewLimit, claims.CountryDiffers)
}

// line compares what is on the door: box, building, number, unit, street.
func (c *comparison) line() {
	c.box()
	c.building()
	c.number()
	c.units()
	c.street()
}

func (c *comparison) box() {
	switch {
	case c.a.box == "" || c.b.box == "":
		if c.a.box != c.b.box && (len(c.a.core) == 0 || len(c.b.core) == 0) {
			c.departs(1, elsewhereLimit, claims.StreetMissing) // a box here, a house there
		} else if c.a.box != c.b.box {
			c.limit = min(c.limit, onlyOneLimit)
		}
	case c.a.box == c.b.box:
		c.part(partBox, weightHouse, 1, methodEqual)
	default:
		c.part(partBox, weightHouse, 0, methodDiffers)
		c.departs(houseFactor, reviewLimit, claims.BoxDiffers)
	}
}

// building compares the names of houses and what else stands before the
// number. Where there are no numbers, they are the house.
func (c *comparison) building() {
	c.nameSim = -1
	if len(c.a.name) == 0 || len(c.b.name) == 0 {
		if len(c.a.name) != len(c.b.name) {
			c.limit = min(c.limit, onlyOneLimit)
		}
		return
	}
	s, m := nameSim(c.a.name, c.b.name)
	if s < 0.9 && (within(c.a.name, c.b.name[:min(len(c.b.name), len(c.a.name))]) || within(c.b.name, c.a.name[:min(len(c.b.name), len(c.a.name))])) {
		s, m = 0.9, "leading_words"
	}
	c.nameSim = s
	c.part(partName, weightName, s, m)
	if s < 0.7 {
		if c.a.number == "" || c.b.number == "" {
			c.departs(0.6, elsewhereLimit, claims.BuildingDiffers)
		} else {
			c.departs(1, reviewLimit, claims.BuildingDiffers)
		}
	}
}

func (c *comparison) number() {
	a, b := c.a, c.b
	sim, method, how := numberAgreement(a.number, b.number)
	if how == partly && (suffixIsUnit(a.number, b.number, b.units) && len(a.units) == 0 || suffixIsUnit(b.number, a.number, a.units) && len(b.units) == 0) {
		sim, method, how = 0.95, "suffix_is_unit", equal
		c.unit = equal
	}
	c.house = how
	switch how {
	case unknown:
		if c.nameSim < 0.7 && (a.box == "" || a.box != b.box) {
			c.departs(1, incompleteLimit, claims.HouseMissing)
		}
		return
	case partly:
		c.departs(1, 0.5+0.4*sim, claims.HousePartly)
	case oneSided:
		limit := houseMissingLimit
		if c.nameSim >= 0.8 {
			limit = partlyLimit
		}
		c.departs(1, limit, claims.HouseMissing)
	case differs:
		c.departs(houseFactor, reviewLimit, claims.HouseDiffers)
	}
	c.part(partHouse, weightHouse, sim, method)
}

func (c *comparison) units() {
	if c.unit == equal {
		return // the letter of the other house number
	}
	sim, method, how := unitAgreement(c.a.units, c.b.units)
	c.unit = how
	switch how {
	case unknown:
		return
	case partly:
		c.departs(1, partlyLimit, claims.UnitPartly)
	case oneSided:
		c.departs(1, oneSidedLimit, claims.UnitMissing)
	case differs:
		c.departs(unitFactor, reviewLimit, claims.UnitDiffers)
	}
	c.part(partUnit, weightUnit, sim, method)
}

func (c *comparison) street() {
	a, b := c.a, c.b
	if len(a.core) == 0 && len(b.core) == 0 {
		return
	}
	if len(a.core) == 0 || len(b.core) == 0 {
		if a.box == "" || a.box != b.box {
			c.departs(1, houseMissingLimit, claims.StreetMissing)
			c.streetGone = true
		}
		return
	}
	r := compareStreets(a, b)
	sim := r.sim
	switch {
	case r.dirs:
		sim = min(sim, 0.3)
		c.departs(streetFactor, reviewLimit, claims.DirectionDiffers)
	case r.kinds && r.numbered:
		sim = min(sim, 0.3)
		c.departs(streetFactor, reviewLimit, claims.StreetTypeDiffers)
	case sim < 0.5:
		c.departs(streetFactor, reviewLimit, claims.StreetDiffers)
		c.streetGone = true
	case r.moved:
		c.departs(1, oneSidedLimit, claims.LinesMoved)
	case sim < 0.9:
		c.departs(0.5+0.5*sim, partlyLimit, claims.StreetPartly)
	}
	if r.kinds && !r.numbered && sim >= 0.5 {
		sim *= 0.7
		c.departs(1, kindLimit, claims.StreetTypeDiffers)
	}
	if r.dirMissed && sim >= 0.5 {
		sim *= 0.9
		c.departs(1, nearlyAll, claims.DirectionMissing)
	}
	c.part(partStreet, weightStreet, sim, r.method)
}

// incomplete compares addresses of which one has no street: what they share
// can agree, but not be the same address.
func (c *comparison) incomplete() {
	c.departs(1, incompleteLimit, claims.AddressIncomplete)
	if c.a.hasLine() != c.b.hasLine() {
		c.departs(1, incompleteLimit, claims.StreetMissing)
	}
}

// splitNames takes a house name off the front of a street without number, where
// the other side shows where the street begins: "Rose Cottage Mill Lane".
func splitNames(a, b *parts) {
	if a.number == "" && b.number == "" && len(a.name) == 0 && len(b.name) == 0 {
		n := 0
		for n < len(a.core) && n < len(b.core) && a.core[len(a.core)-1-n] == b.core[len(b.core)-1-n] {
			n++
		}
		if n > 0 && n < len(a.core) && n < len(b.core) && a.kind != "" && b.kind != "" {
			splitName(a, len(a.core)-n)
			splitName(b, len(b.core)-n)
		}
		return
	}
	if a.number == "" {
		splitBefore(a, b)
	}
	if b.number == "" {
		splitBefore(b, a)
	}
}

func splitBefore(a, b *parts) {
	n := len(a.core) - len(b.core)
	if n > 0 && len(a.name) == 0 && len(b.core) > 0 && sameWords(a.core[n:], b.core) {
		splitName(a, n)
	}
}

func splitName(p *parts, n int) { p.name, p.core = p.core[:n:n], p.core[n:] }

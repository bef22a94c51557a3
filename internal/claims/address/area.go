package address

import "github.com/incodectl/incodectl/internal/claims"

// town is what the comparison of the towns said.
type town uint8

const (
	townUnknown town = iota
	townAgrees
	townDiffers
)

// towns compares the towns. They matter little where the doors and the postal
// codes agree: vanity names and boroughs differ between honest records.
func (c *comparison) towns() town {
	sim, method, known := compareTowns(c.a, c.b)
	if !known {
		return townUnknown
	}
	weight, says := weightLocality, townAgrees
	if sim < 0.8 {
		says = townDiffers
	}
	if c.postalAgrees && says == townDiffers && c.house != differs && !c.streetGone {
		weight, sim = weightLocality/3, max(sim, 0.5)
	}
	c.part(partLocality, weight, sim, method)
	if says == townDiffers {
		c.departs(1, nearlyAll, claims.LocalityDiffers)
	}
	return says
}

func (c *comparison) comparePostal() {
	a, b := c.a.postal, c.b.postal
	if a.code == "" || b.code == "" {
		return
	}
	country := c.a.country
	if country == "" {
		country = c.b.country
	}
	sim, method, near := a.compare(b, country)
	c.postalKnown, c.postalAgrees, c.postalNear = true, sim >= 0.9, near
	c.part(partPostalCode, weightPostal, sim, method)
}

// place decides what postal code and town together say.
func (c *comparison) place(t town) {
	line := c.a.hasLine() && c.b.hasLine()
	switch {
	case c.postalAgrees:
	case c.postalKnown && c.streetGone:
		c.departs(elsewhereFactor, reviewLimit, claims.PostalCodeDiffers)
	case c.postalKnown && c.postalNear:
		limit := slipLimit
		if t == townDiffers {
			limit = elsewhereLimit
		}
		c.departs(1, limit, claims.PostalCodeSimilar)
	case c.postalKnown:
		c.departs(1, codeDiffersLimit, claims.PostalCodeDiffers)
		switch t {
		case townDiffers:
			c.departs(townFactor, reviewLimit, claims.LocalityDiffers)
		case townUnknown:
			c.departs(1, elsewhereLimit, claims.PostalCodeDiffers)
		}
	case t == townAgrees && line:
		c.limit = min(c.limit, townOnlyLimit)
		if c.a.postal != c.b.postal {
			c.departs(1, townOnlyLimit, claims.PostalCodeMissing)
		}
	case t == townDiffers && line:
		c.departs(1, elsewhereLimit, claims.LocalityDiffers)
	case t == townDiffers:
		c.departs(1, otherTownLimit, claims.LocalityDiffers)
	case t == townAgrees:
		c.limit = min(c.limit, townAloneLimit)
	case line:
		c.departs(1, incompleteLimit, claims.PostalCodeMissing)
	}
}

// compareRegion: where the postal codes agree, a wrong region is a slip; without
// them, the same town in another region is another town.
func (c *comparison) compareRegion(t town) {
	a, b := c.a.region, c.b.region
	if a.raw == "" || b.raw == "" {
		return
	}
	sim, method, known := a.compare(b)
	c.part(partRegion, weightRegion, sim, method)
	if sim >= 0.6 {
		return
	}
	switch {
	case c.postalAgrees:
		c.departs(1, nearlyAll, claims.RegionDiffers)
	case c.postalKnown && c.postalNear:
		c.departs(1, regionLimit, claims.RegionDiffers)
	case known && t != townAgrees, known && !c.postalKnown:
		c.departs(townFactor, reviewLimit, claims.RegionDiffers)
	default:
		c.departs(1, regionLimit, claims.RegionDiffers)
	}
}

// codeAlone decides where the policy asks for the postal code only.
func (c *comparison) codeAlone() {
	switch {
	case c.postalAgrees:
	case c.postalNear:
		c.departs(1, reviewLimit, claims.PostalCodeSimilar)
	default:
		c.departs(1, reviewLimit, claims.PostalCodeDiffers)
	}
}

package readiness

import (
	"maps"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/match"
)

// document is the best document a person could show: it states each claim that
// the rules compare, and what the record has, as the record has it.
type document struct {
	set claims.Set
	own bool // set is not the record itself any more
}

// perfect returns the document of a record. A claim the record lacks is stated
// by a value that stands in for any: then the rules say what becomes of a record
// without it, as they would of any document.
func perfect(record claims.Set, r match.Rules) document {
	d := document{set: record}
	for claim, c := range r.Claims {
		if c.Mode != match.Ignore && !has(record, claim) {
			d.stateAny(claim)
		}
	}
	return d
}

// has reports whether a record has a claim at all.
func has(record claims.Set, claim string) bool {
	switch claim {
	case claims.Name:
		return record.Has(claims.Name, claims.GivenName, claims.FamilyName, claims.PaternalName, claims.MaternalName)
	case claims.Address:
		return record.Has(claims.Address, claims.AddressFormatted, claims.AddressStreet, claims.AddressLocality,
			claims.AddressRegion, claims.AddressPostalCode, claims.AddressCountry)
	}
	return strings.TrimSpace(record[claim]) != ""
}

// stateAny states a claim by a value of no meaning. No country is among them: it
// would change how dates and phone numbers are read.
func (d *document) stateAny(claim string) {
	switch claim {
	case claims.Name:
		d.state(claims.GivenName, "Stella")
		d.state(claims.FamilyName, "Exemplar")
	case claims.Address:
		d.state(claims.AddressStreet, "1 Example Street")
		d.state(claims.AddressLocality, "Exampletown")
		d.state(claims.AddressPostalCode, "12345")
	case claims.Birthdate:
		d.state(claim, "1990-05-01")
	case claims.Email:
		d.state(claim, "stella@example.com")
	case claims.Phone:
		d.state(claim, "+14155550100")
	default:
		d.state(claim, "1")
	}
}

func (d *document) state(claim, value string) {
	d.detach()
	d.set[claim] = value
}

// leaveOut takes a claim off the document. The country of an address stays,
// since other claims are read by it.
func (d *document) leaveOut(claim string) {
	d.detach()
	delete(d.set, claim)
	if claim == claims.Address {
		for _, part := range [...]string{
			claims.AddressFormatted, claims.AddressStreet, claims.AddressLocality,
			claims.AddressRegion, claims.AddressPostalCode,
		} {
			delete(d.set, part)
		}
	}
}

// detach makes the set a copy, so that the record is left alone.
func (d *document) detach() {
	if d.own {
		return
	}
	d.own = true
	if d.set = maps.Clone(d.set); d.set == nil {
		d.set = claims.Set{}
	}
}

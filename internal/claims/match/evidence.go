package match

import (
	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/evidence"
)

// UsualEvidence is the evidence a pass needs unless the rules say otherwise, in
// bits: 20 bits are one accidental agreement in a million strangers.
const UsualEvidence = evidence.MatchBits

// maxEvidence bounds the evidence rules may ask for, in bits.
const maxEvidence = 100

// Evidence is the sum behind the evidence rule, in bits.
type Evidence struct {
	Sum    float64 `json:"sum"`
	Needed float64 `json:"needed"`
	Name   bool    `json:"name"` // whether the name is among the matched claims
	// Alone says that nothing but the name matched.
	Alone bool `json:"name_alone"`
}

// evidenceNeeded is the evidence a pass needs.
func (r Rules) evidenceNeeded() float64 {
	if r.MinimumEvidence > 0 {
		return r.MinimumEvidence
	}
	return UsualEvidence
}

// mostEvidence is what the compared claims are worth if all agree.
func (r Rules) mostEvidence() float64 {
	sum := 0.0
	for name, c := range r.Claims {
		if c.Mode != Ignore {
			sum += evidence.Most(name)
		}
	}
	return sum
}

// canPass reports whether anything could pass the rules.
func (r Rules) canPass() bool {
	if r.AllowNameOnly {
		return true
	}
	return r.mostEvidence() >= r.evidenceNeeded() && (r.compared() > 1 || !r.compares(claims.Name))
}

// enough is the evidence rule: as many bits as are needed, the name among what
// matches where it is compared, and not the name alone unless the rules allow
// it, since strangers share names.
func (e Evidence) enough(r Rules) bool {
	switch {
	case e.Alone:
		return r.AllowNameOnly
	case r.compares(claims.Name) && !e.Name:
		return false
	}
	return e.Sum >= e.Needed
}

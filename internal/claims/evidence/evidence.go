// Package evidence turns the comparisons of single claims into one figure: how
// much they say together for, or against, both sides being the same person.
//
// The unit is the bit, the binary logarithm of a likelihood ratio: an agreement
// that is 2^n times as frequent among two records of one person as among records
// of two strangers is worth n bits (Fellegi and Sunter, "A Theory for Record
// Linkage", 1969). Claims that do not depend on each other add up. The weights
// are the rows of one table (Table), so that a sum can be redone by hand:
//
//	name       match, none of the common ones                13
//	birthdate  equal                                         14
//	                                                         27 bits
//
// An equal name alone stays below MatchBits, with an equal birth date it is above.
package evidence

import (
	"math"

	"github.com/incodectl/incodectl/internal/claims"
)

// The lines of the sum, in bits. At ReviewBits nothing speaks for either answer.
// MatchBits are a million to one for the same person: even for somebody picked
// from a directory of a thousand people, a thousand to one.
const (
	ReviewBits = 0
	MatchBits  = 20
)

// Weight is what one claim contributes.
type Weight struct {
	Claim string  `json:"claim"`
	Level Level   `json:"level"` // the row of the table; "" for a claim that says nothing
	Bits  float64 `json:"bits"`  // for the same person, negative against; in hundredths
	Why   string  `json:"why"`   // the row's sentence

	score   float64        // the claim's own
	verdict claims.Verdict // likewise
	atBest  claims.Verdict // what the whole can be at best; "" leaves it free
}

// Weigh looks up what a comparison is worth. A claim that one side does not have
// or that cannot be read says nothing: no level, no bits.
func Weigh(res claims.Result) Weight {
	w := Weight{Claim: res.Claim, score: res.Score, verdict: res.Verdict}
	r, ok := rowFor(res)
	if !ok {
		return w
	}
	w.Level, w.Why, w.atBest = r.Level, r.Why, r.AtBest
	w.Bits = hundredths(r.at(res.Score) - commonness(res, r.Level))
	return w
}

// Most returns the bits of a claim that agrees completely: what those who
// compare it can hope for.
func Most(claim string) float64 {
	most := 0.0
	for _, r := range rows(group(claim)) {
		most = max(most, r.High)
	}
	return most
}

func hundredths(v float64) float64 { return math.Round(v*100) / 100 }

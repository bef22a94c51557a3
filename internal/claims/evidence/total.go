package evidence

import (
	"math"

	"github.com/incodectl/incodectl/internal/claims"
)

// Total is what all claims say together.
type Total struct {
	Bits float64 `json:"bits"` // the sum
	// Probability that both sides are the same person, when the one was picked
	// from a directory of a thousand people: 1 / (1 + 2^(10 - Bits)).
	Probability float64 `json:"probability"`
	// Score is a similarity in the band of the verdict: 1 / (1 + 2^(-Bits/8)), so
	// 0.5 at ReviewBits and 0.85 at MatchBits.
	Score   float64        `json:"score"`
	Verdict claims.Verdict `json:"verdict"` // match, review or mismatch
}

const (
	// priorBits are the odds against one of a thousand people, 2^10 to one.
	priorBits = 10
	// doubling is how many bits double the odds of the score. A score of 0.85 is
	// 5.667 to one, which is 2^2.5025.
	doubling = (MatchBits - ReviewBits) / 2.5025
	// maxText bounds what custom text claims add in all, either way: birth place,
	// home town and occupation are not independent of each other.
	maxText = 12
)

// Combine adds up the weights. Those of custom text claims, the place of birth
// among them, are cut in their order to what maxText leaves.
//
// One claim alone leaves nothing to add: score and verdict are the claim's own,
// if it has any (a mailbox or an unreadable value has not).
// Without any the sum is 0, the score 0.5 and the verdict review: nothing speaks
// for either answer.
func Combine(weights []Weight) Total {
	var t Total
	var only Weight
	known, text := 0, 0.0
	atBest := claims.Match
	for i := range weights {
		w := &weights[i]
		if w.Level == "" {
			continue
		}
		known++
		only = *w
		if g := group(w.Claim); g == Text || g == PlaceOfBirth {
			w.Bits = hundredths(min(maxText, max(-maxText, text+w.Bits)) - text)
			text += w.Bits
		}
		t.Bits += w.Bits
		if w.atBest == claims.Mismatch || w.atBest == claims.Review && atBest == claims.Match {
			atBest = w.atBest
		}
	}
	t.Bits = hundredths(t.Bits)
	t.Probability = 1 / (1 + math.Exp2(priorBits-t.Bits))
	if known == 1 && isBand(only.verdict) {
		t.Score, t.Verdict = only.score, only.verdict
		return t
	}
	if atBest == claims.Match && held(weights) {
		atBest = claims.Review
	}
	t.Score = bounded(1/(1+math.Exp2((ReviewBits-t.Bits)/doubling)), atBest)
	t.Verdict = claims.VerdictOf(t.Score)
	return t
}

// held reports what no sum of bits settles without a person looking: a name or
// a birth date that is no match, and another address where no birth date tells
// neighbours and siblings apart.
func held(weights []Weight) bool {
	elsewhere, dated := false, false
	for _, w := range weights {
		if w.Level == "" || !isBand(w.verdict) {
			continue
		}
		switch w.Claim {
		case claims.Name:
			if w.verdict != claims.Match {
				return true
			}
		case claims.Birthdate:
			if w.verdict != claims.Match {
				return true
			}
			dated = true
		case claims.Address:
			elsewhere = w.verdict == claims.Mismatch
		}
	}
	return elsewhere && !dated
}

// bounded squeezes a score that is better than it can be into the uppermost
// hundredth of the band below, so that the order of scores stays.
func bounded(score float64, atBest claims.Verdict) float64 {
	top := 1.0
	switch atBest {
	case claims.Review:
		top = claims.MatchFrom
	case claims.Mismatch:
		top = claims.ReviewFrom
	}
	const hundredth = 0.01
	if from := top - hundredth; score > from && top < 1 {
		score = from + hundredth*0.99*(score-from)/(1-from)
	}
	// Only values that are equal score 1, and one claim that is equal says so itself.
	const digits = 1e6
	return min(1-1/digits, math.Round(score*digits)/digits)
}

// isBand reports a verdict that goes with a score.
func isBand(v claims.Verdict) bool {
	return v == claims.Match || v == claims.Review || v == claims.Mismatch
}

// Package quality measures how well scores and verdicts tell pairs of the same
// person from pairs of different people: precision, recall, F1, error rates and
// the area under the ROC curve, over every threshold. It is arithmetic on
// numbers that are handed in and knows nothing of claims.
package quality

import (
	"cmp"
	"slices"
)

// Sample is one labelled pair: how alike it was found, and whether it is the
// same person in truth.
type Sample struct {
	Score float64
	Same  bool
}

// Curve holds what every threshold makes of the samples. "At a threshold" always
// means: a pair that scores it or more counts as the same person.
type Curve struct {
	same, different int
	steps           []step // by falling score, one for each distinct score
}

// step counts the samples that score the threshold or more.
type step struct {
	score  float64
	tp, fp int
}

// NewCurve sorts the samples, which it leaves as they are. Scores that are no
// numbers (NaN) sort below all others.
func NewCurve(samples []Sample) Curve {
	sorted := slices.Clone(samples)
	slices.SortFunc(sorted, func(a, b Sample) int { return cmp.Compare(b.Score, a.Score) })
	var c Curve
	for i, s := range sorted {
		if s.Same {
			c.same++
		} else {
			c.different++
		}
		if i+1 == len(sorted) || cmp.Compare(sorted[i+1].Score, s.Score) != 0 {
			c.steps = append(c.steps, step{score: s.Score, tp: c.same, fp: c.different})
		}
	}
	return c
}

// Same returns the number of pairs that are the same person.
func (c Curve) Same() int { return c.same }

// Different returns the number of pairs that are different people.
func (c Curve) Different() int { return c.different }

// At returns what a threshold leads to.
func (c Curve) At(threshold float64) Rates {
	// The steps fall, so the first one below the threshold ends those that pass.
	i, _ := slices.BinarySearchFunc(c.steps, threshold, func(s step, t float64) int {
		if s.score >= t {
			return -1
		}
		return 1
	})
	if i == 0 {
		return c.rates(threshold, step{})
	}
	return c.rates(threshold, c.steps[i-1])
}

// BestF1 returns the threshold, always the score of a sample, with the highest
// F1; of several the highest. Without a pair that is the same person there is
// none, and it reports false.
func (c Curve) BestF1() (Rates, bool) {
	var best Rates
	for _, s := range c.steps {
		if r := c.rates(s.score, s); r.F1 > best.F1 {
			best = r
		}
	}
	return best, best.F1 > 0
}

// PrecisionAtRecall returns the highest precision of the thresholds that find at
// least this share (0..1) of the pairs that are the same person.
func (c Curve) PrecisionAtRecall(recall float64) (float64, bool) {
	best := 0.0
	for _, s := range c.steps {
		if s.tp > 0 && float64(s.tp) >= recall*float64(c.same) {
			best = max(best, ratio(s.tp, s.tp+s.fp))
		}
	}
	return best, best > 0
}

// AtFalseMatch returns the lowest threshold whose false-match rate does not
// exceed most (0..1), and so settles the most pairs at that risk. It reports
// false when even the highest score of all exceeds it, or there are no pairs.
func (c Curve) AtFalseMatch(most float64) (Rates, bool) {
	for _, s := range slices.Backward(c.steps) {
		if r := c.rates(s.score, s); r.FalseMatch <= most {
			return r, true
		}
	}
	return Rates{}, false
}

// AtFalseStop returns the highest threshold whose false-stop rate does not
// exceed most (0..1): below it a pair may be stopped at that risk.
func (c Curve) AtFalseStop(most float64) (Rates, bool) {
	for _, s := range c.steps {
		if r := c.rates(s.score, s); r.FalseStop <= most {
			return r, true
		}
	}
	return Rates{}, false
}

// AUC is the area under the ROC curve: the chance that a pair of the same person
// scores higher than a pair of different people, equal scores counting half
// (the Mann-Whitney statistic). 1 is perfect, 0.5 no better than a coin. Without
// pairs of both kinds there is none, and it reports false.
func (c Curve) AUC() (float64, bool) {
	if c.same == 0 || c.different == 0 {
		return 0, false
	}
	won, before := 0.0, step{}
	for _, s := range c.steps {
		same, different := float64(s.tp-before.tp), float64(s.fp-before.fp)
		won += same * (float64(c.different-s.fp) + different/2)
		before = s
	}
	return won / (float64(c.same) * float64(c.different)), true
}

package match

import (
	"slices"

	"github.com/incodectl/incodectl/internal/claims"
)

// lowestLift is the score below which no policy makes a review a match.
const lowestLift = 0.75

// judge applies mode and thresholds to what the comparator says. They make it
// stricter, with one exception: a name for review that differs only in spelling
// is a match from a threshold below the usual one on.
func (c Claim) judge(res claims.Result) claims.Result {
	loose := res.Verdict == claims.Match && res.Score < 1 || res.Verdict == claims.Review
	switch {
	case c.Mode != Fuzzy && loose:
		res.Verdict = claims.Mismatch
		res.Reasons = append(res.Reasons, claims.ExactRequired)
	case c.Mode == Fuzzy && loose && res.Score < c.ReviewThreshold:
		res.Verdict = claims.Mismatch
		res.Reasons = append(res.Reasons, claims.BelowReview)
	case c.Mode == Fuzzy && res.Verdict == claims.Match && res.Score < c.Threshold:
		res.Verdict = claims.Review
		res.Reasons = append(res.Reasons, claims.BelowMatch)
	case c.Mode == Fuzzy && c.lifts(res):
		res.Verdict = claims.Match
		res.Reasons = append(res.Reasons, claims.AcceptedByPolicy)
	}
	return res
}

// lifts reports a name for review that the threshold accepts. What a rule holds
// back, such as contradicting middle names or a man's and a woman's form of one
// name, no score outweighs; what remains differs in spelling.
func (c Claim) lifts(res claims.Result) bool {
	return res.Claim == claims.Name && res.Verdict == claims.Review && res.HeldBy == "" &&
		c.Threshold != 0 && res.Score >= max(c.Threshold, lowestLift) &&
		!slices.Contains(res.Reasons, claims.ScriptDiffers) && !slices.Contains(res.Reasons, claims.SurnameChanged)
}

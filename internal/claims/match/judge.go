package match

import "github.com/incodectl/incodectl/internal/claims"

// judge applies mode and thresholds to what the comparator says. They never make
// a verdict better: what a comparator holds back, it holds back for a reason no
// score outweighs.
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
	}
	return res
}

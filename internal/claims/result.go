package claims

import "slices"

// End returns the result with its verdict and score, and further reasons, each
// once; empty ones are left out.
func (r Result) End(v Verdict, score float64, why ...Reason) Result {
	r.Verdict, r.Score = v, score
	for _, w := range why {
		if w != "" && !slices.Contains(r.Reasons, w) {
			r.Reasons = append(r.Reasons, w)
		}
	}
	return r
}

// Lacking returns the result of a claim that not both sides have, false when
// they do. A claim that neither has counts as missing on the document, since
// there is nothing to hold against a record.
func (r Result) Lacking(hasDoc, hasDir bool) (Result, bool) {
	switch {
	case !hasDoc && !hasDir:
		return r.End(MissingID, 0, MissingBoth), true
	case !hasDoc:
		return r.End(MissingID, 0), true
	case !hasDir:
		return r.End(MissingDirectory, 0), true
	}
	return r, false
}

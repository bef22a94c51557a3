package name

import (
	"slices"

	"github.com/incodectl/incodectl/internal/claims"
)

// Methods of a comparison.
const (
	methodWords = "words"
	methodEqual = "equal words"
	methodWhole = "whole name"
	methodCross = "across scripts"
)

// outcome is a result in the making.
type outcome struct {
	score    float64
	invalid  bool
	blind    bool // the scripts cannot be compared
	doc, dir string
	method   string
	reasons  []claims.Reason
	held     claims.Reason // the first rule that limited the score
	steps    []claims.Step
}

// why notes a reason once.
func (o *outcome) why(r claims.Reason) {
	if !slices.Contains(o.reasons, r) {
		o.reasons = append(o.reasons, r)
	}
}

// limit lowers the score to at most the given one and says why.
func (o *outcome) limit(most float64, r claims.Reason) {
	o.score = min(o.score, most)
	if o.held == "" {
		o.held = r
	}
	o.why(r)
}

// judge compares c.doc with c.dir.
func (c *Comparer) judge() outcome {
	a, b := &c.doc, &c.dir
	out := outcome{doc: a.canonical, dir: b.canonical, method: methodWords}
	switch {
	case len(a.tokens) == 0 || len(b.tokens) == 0:
		out.invalid = true
		out.why(claims.Unreadable)
		return out
	case a.canonical == b.canonical && !a.mixed:
		c.sameWords(a, b, &out)
		out.clipped(a, b)
		return out
	}
	c.swapped = b.canonical < a.canonical
	if c.swapped {
		a, b = b, a // in one order, so that the answer is the same both ways round
	}
	c.compareScripts(a, b, &out)
	suffixes(a, b, &out)
	out.clipped(a, b)
	out.score = min(out.score, almost)
	return out
}

// sameWords is the outcome for names that are equal after folding. A single
// name that lost a title may be anybody's, and a given name is no surname.
func (c *Comparer) sameWords(a, b *person, out *outcome) {
	out.method, out.score = methodEqual, 1
	switch {
	case a.untold && a.tokens[0].class == initial:
		out.limit(underMatch, claims.InitialOnly)
	case a.untold:
		out.limit(underMatch, claims.SingleName)
	}
	if a.strong < 2 {
		out.why(claims.SingleName)
		if a.dropped || b.dropped || a.onlyGiven && b.onlyFamily || a.onlyFamily && b.onlyGiven {
			out.limit(underMatch, claims.SingleName)
		}
	}
	if c.explain {
		out.steps = append(out.steps, claims.Step{
			Part: claims.Name, Document: out.doc, Directory: out.dir, Method: equal.String(), Score: out.score, Weight: 1,
		})
	}
}

// compareWords compares names in the same alphabet.
func (c *Comparer) compareWords(a, b *person, out *outcome) {
	joined := c.join(a, b)
	c.assign(a, b)
	al := c.align(a, b)
	al.joined = joined
	al.applyFactors(a, b)
	out.score = calibrate(al.raw())
	if c.explain {
		al.explain(out, c.swapped)
	}
	al.rules(a, b, out)
}

// clipped holds back names of which only the beginning was compared.
func (o *outcome) clipped(a, b *person) {
	if a.clipped || b.clipped {
		o.limit(underMatch, claims.NameTooLong)
	}
}

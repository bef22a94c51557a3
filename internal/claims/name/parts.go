package name

import (
	"slices"

	"github.com/incodectl/incodectl/internal/claims"
)

// compareParts compares given with given and family with family names. Both
// have to agree: people share a given name or a surname with strangers and
// siblings all the time.
func compareParts(a, b person) outcome {
	g := compareGiven(a.given, b.given)
	f := compareFamily(a.family, b.family)
	out := outcome{score: 0.45*g.score + 0.55*f.score, reasons: append(g.reasons, f.reasons...)}
	switch {
	case g.verdict == claims.Mismatch && f.verdict == claims.Mismatch:
		out.verdict = claims.Mismatch
		out.reasons = []claims.Reason{claims.NothingInCommon}
	case g.verdict == claims.Mismatch || f.verdict == claims.Mismatch:
		out.verdict = claims.Mismatch
	case g.verdict == claims.Review || f.verdict == claims.Review:
		out.verdict = claims.Review
	default:
		out.verdict = claims.Match
	}
	return out
}

// compareGiven compares given and middle names. The first ones decide; further
// ones may be missing or be initials, but not contradict each other.
func compareGiven(a, b []word) outcome {
	a, b, joined := join(a, b)
	p := pair(core(a, true), core(b, true))
	p.joined = joined
	out := outcome{verdict: claims.Match, score: p.mean() - 0.03*float64(min(2, p.leftB-p.leftA))}
	differ := outcome{verdict: claims.Mismatch, score: out.score, reasons: []claims.Reason{claims.GivenNameDiffers}}
	worst := slices.Min(p.kinds)
	switch {
	case p.to[0] != 0 && !p.strong(), p.to[0] < 0 && !slices.Contains(p.to, 0):
		return differ // both sides say a first name, and these are two
	case p.to[0] != 0:
		out.add(claims.Review, claims.GivenNameOrder)
	case p.kinds[0] == similar:
		out.add(claims.Review, claims.SimilarSpelling)
	case p.kinds[0] == initial && !p.strong():
		out.add(claims.Review, claims.InitialOnly)
	case worst == similar:
		out.add(claims.Review, claims.SimilarSpelling)
	case slices.Contains(p.kinds, initial):
		out.add(claims.Match, claims.InitialOnly)
	}
	if worst == none {
		out.add(claims.Review, claims.MiddleNameDiffers)
	}
	if p.leftB > p.leftA {
		out.add(claims.Match, claims.MiddleNameMissing)
	}
	return p.spelling(out)
}

// compareFamily compares surnames. One of two surnames may be missing, as many
// directories keep only one; a contradicting one is for review.
func compareFamily(a, b []word) outcome {
	a, b, joined := join(a, b)
	p := pair(core(a, false), core(b, false))
	p.joined = joined
	out := outcome{verdict: claims.Match, score: p.mean()}
	worst := slices.Min(p.kinds)
	switch {
	case slices.Max(p.kinds) == none, worst == none && !p.strong() && !slices.Contains(p.kinds, similar):
		return outcome{verdict: claims.Mismatch, score: out.score, reasons: []claims.Reason{claims.FamilyNameDiffers}}
	case worst == none:
		out.add(claims.Review, claims.SurnamePartlyDiffer)
	case worst == similar:
		out.add(claims.Review, claims.SimilarSpelling)
	case worst == initial && p.strong():
		out.add(claims.Match, claims.InitialOnly) // "Garcia L." beside "Garcia Lopez"
	case worst == initial:
		out.add(claims.Review, claims.InitialOnly)
	}
	if !p.inOrder() {
		// Father's and mother's surname exchanged: another branch of the family.
		out.score -= 0.1
		out.add(claims.Review, claims.WordOrderDiffer)
	}
	if p.leftB > p.leftA && worst != none {
		out.score -= 0.08
		out.add(claims.Match, claims.SurnameSubset)
	}
	if !joined && !sameParticles(a, b) {
		out.score -= 0.03
		out.add(claims.Match, claims.ParticleDiffers)
	}
	return p.spelling(out)
}

// add notes a reason and lowers the verdict to the one given.
func (o *outcome) add(v claims.Verdict, why claims.Reason) {
	if rank(v) < rank(o.verdict) {
		o.verdict = v
	}
	if !slices.Contains(o.reasons, why) {
		o.reasons = append(o.reasons, why)
	}
}

// spelling notes agreement that rests on another spelling or word division.
func (p pairing) spelling(out outcome) outcome {
	if slices.Contains(p.kinds, folded) {
		out.add(claims.Match, claims.SpellingFolded)
	}
	if p.joined {
		out.score -= 0.01
		out.add(claims.Match, claims.JoinedDifferently)
	}
	out.score = max(0, out.score)
	return out
}

// mean is the average agreement of the shorter side's words.
func (p pairing) mean() float64 {
	sum := 0.0
	for _, k := range p.kinds {
		sum += kindScore[k]
	}
	return sum / float64(len(p.kinds))
}

// strong reports whether a word longer than an initial agrees in full.
func (p pairing) strong() bool {
	for i, k := range p.kinds {
		if k >= folded && !p.a[i].initial() {
			return true
		}
	}
	return false
}

// inOrder reports whether partners come in the same order on both sides.
func (p pairing) inOrder() bool {
	last := -1
	for _, j := range p.to {
		if j >= 0 && j < last {
			return false
		}
		last = max(last, j)
	}
	return true
}

func sameParticles(a, b []word) bool {
	return slices.EqualFunc(particles(a), particles(b), func(x, y word) bool { return x.text == y.text })
}

func particles(list []word) []word {
	var out []word
	for _, w := range list {
		if w.particle {
			out = append(out, w)
		}
	}
	return out
}

package name

import (
	"iter"
	"slices"

	"github.com/incodectl/incodectl/internal/claims"
)

// maxSplit bounds the words that are tried in every division into given and
// family name; longer names are divided before the last word only.
const maxSplit = 6

// compareWhole compares two names as read: by parts where both have them, and
// with the words of a whole name divided in every way that its language might
// mean. The best reading counts.
func compareWhole(a, b person) outcome {
	if len(a.words()) == 1 || len(b.words()) == 1 {
		return compareSingle(a.words(), b.words())
	}
	best := outcome{verdict: claims.Mismatch, score: -1}
	for x := range readings(a) {
		for y := range readings(b) {
			out := compareParts(x.person, y.person)
			out = cautious(out, x, y)
			if better(out, best) {
				best = out
			}
		}
	}
	if rank(best.verdict) < rank(claims.Match) && a.parts && b.parts {
		best = moved(a, b, best)
	}
	if best.verdict == claims.Mismatch && (!a.parts || !b.parts) && contained(a.words(), b.words()) {
		return outcome{verdict: claims.Review, score: 0.55, reasons: []claims.Reason{claims.SingleName}}
	}
	return best
}

// reading is one way to tell given from family name.
type reading struct {
	person
	guessed bool // the division is not the source's own
	swapped bool // family name first
}

// readings yields the source's own division first, then others.
func readings(p person) iter.Seq[reading] {
	return func(yield func(reading) bool) {
		if p.parts {
			yield(reading{person: p})
			return
		}
		w := p.given
		from := 1
		if len(w) > maxSplit {
			from = len(w) - 1
		}
		for k := len(w) - 1; k >= from; k-- {
			if !yield(reading{person: person{given: w[:k], family: w[k:]}, guessed: true}) {
				return
			}
		}
		for k := 1; k <= len(w)-from; k++ {
			if !yield(reading{person: person{given: w[k:], family: w[:k]}, guessed: true, swapped: true}) {
				return
			}
		}
	}
}

// cautious lowers what rests on a guessed division. With "John Paul Jones" as a
// whole name, "John Paul" is hardly its bearer although "Paul" could be the
// first of two surnames: so a guessed surname may only lose its front words.
func cautious(out outcome, x, y reading) outcome {
	if x.swapped != y.swapped {
		out.score -= 0.03
		if out.verdict != claims.Mismatch {
			out.add(claims.Match, claims.PartsSwapped)
		}
	}
	if out.verdict != claims.Match || !slices.Contains(out.reasons, claims.SurnameSubset) {
		return out
	}
	long, short := x, y
	switch n, m := len(core(x.family, false)), len(core(y.family, false)); {
	case n < m:
		long, short = y, x
	case n == m && (x.guessed || y.guessed): // only once words were glued is one shorter
		out.verdict = claims.Review
		return out
	}
	if (long.guessed || short.guessed) && len(short.given) > len(long.given) {
		// A word left over on each side is a contradiction, unless the sources
		// themselves say that one is a given and the other a family name.
		out.add(claims.Review, claims.MiddleNameDiffers)
	}
	if !long.guessed {
		return out
	}
	last := long.family[len(long.family)-1]
	if long.swapped || !slices.ContainsFunc(short.family, func(w word) bool { return agree(w, last, equal) || agree(w, last, folded) }) {
		out.verdict = claims.Review
	}
	return out
}

// moved compares two names that both have parts once more with the parts
// swapped, and then regardless of parts: some issuers swap them, and passports
// may shift a word. The latter is for review: the parts keep their say.
func moved(a, b person, best outcome) outcome {
	swapped := compareParts(person{given: a.family, family: a.given}, b)
	if other := compareParts(a, person{given: b.family, family: b.given}); better(other, swapped) {
		swapped = other // particles weigh differently in given and family names
	}
	swapped.score -= 0.03
	if swapped.verdict != claims.Mismatch && better(swapped, best) {
		swapped.add(claims.Match, claims.PartsSwapped)
		best = swapped
	}
	if best.verdict != claims.Mismatch || !contained(a.words(), b.words()) {
		return best
	}
	flat := compareWhole(person{given: a.words()}, person{given: b.words()})
	if flat.verdict == claims.Mismatch {
		return best
	}
	flat.add(claims.Review, claims.PartsMoved)
	return flat
}

// compareSingle compares where a side has only one name. Equal single names
// are all that either side knows; a single name within a longer one could be
// anybody's.
func compareSingle(a, b []word) outcome {
	a, b, joined := join(a, b)
	p := pair(a, b)
	p.joined = joined
	k := slices.Max(p.kinds)
	switch {
	case len(p.b) == 1 && k >= folded:
		out := outcome{verdict: claims.Match, score: p.mean()}
		if !joined {
			out.add(claims.Match, claims.SingleName)
		}
		return p.spelling(out)
	case k >= folded && !p.a[0].initial(), len(p.b) == 1 && k == similar:
		out := outcome{verdict: claims.Review, score: 0.6 * p.mean(), reasons: []claims.Reason{claims.SingleName}}
		if k == similar {
			out.add(claims.Review, claims.SimilarSpelling)
		}
		return out
	}
	return outcome{verdict: claims.Mismatch, score: 0.2 * p.mean(), reasons: []claims.Reason{claims.NothingInCommon}}
}

// contained reports whether all words of the shorter side occur on the other.
func contained(a, b []word) bool {
	p := pair(core(a, true), core(b, true))
	for i, k := range p.kinds {
		if k < folded || p.a[i].initial() {
			return false
		}
	}
	return true
}

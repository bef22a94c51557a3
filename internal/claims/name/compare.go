package name

import (
	"slices"

	"github.com/incodectl/incodectl/internal/claims"
)

// The score says how alike two names are and never contradicts the verdict: a
// match scores matchFloor or more, a review between reviewFloor and that. Only
// names that are equal word for word after folding score 1.
const (
	matchFloor  = 0.85
	reviewFloor = 0.5
	almost      = 0.99
)

// Compare compares the name of a document with that of a directory record.
//
//   - Equal words in any order, a missing or abbreviated middle name, one of two
//     surnames missing, another spelling of ä, ø or ß: match, with the reason.
//   - One or two letters differing, an initial for the first name, contradicting
//     middle names or second surnames, a single name: review.
//   - Only the given or only the family name agreeing, contradicting suffixes,
//     nothing in common: mismatch.
//   - Different scripts, unless the machine-readable zone helps out: review.
func Compare(doc, dir claims.Set) claims.Result {
	a, b := read(doc), read(dir)
	res := claims.Result{
		Claim: claims.Name, Method: "folded words", Reasons: []claims.Reason{},
		Document: a.canonical(), Directory: b.canonical(),
	}
	hasDoc, hasDir := present(doc), present(dir)
	var out outcome
	switch {
	case !hasDoc && !hasDir:
		return finish(res, outcome{verdict: claims.MissingID, reasons: []claims.Reason{claims.MissingBoth}})
	case !hasDoc:
		return finish(res, outcome{verdict: claims.MissingID})
	case !hasDir:
		return finish(res, outcome{verdict: claims.MissingDirectory})
	case useMRZ(a, b, doc):
		suffix := a.suffix // the machine-readable zone leaves suffixes out
		a = fromWhole(doc[claims.MRZName])
		if a.suffix == "" {
			a.suffix = suffix
		}
		res.Document = a.canonical()
		if len(a.words()) == 0 || len(b.words()) == 0 {
			return finish(res, outcome{verdict: claims.Invalid, reasons: []claims.Reason{claims.Unreadable}})
		}
		out = compareScripts(a, b)
		out.add(out.verdict, claims.MRZNameUsed)
	case len(a.words()) == 0 || len(b.words()) == 0:
		return finish(res, outcome{verdict: claims.Invalid, reasons: []claims.Reason{claims.Unreadable}})
	default:
		out = compareScripts(a, b)
	}
	out = suffixes(whichSurname(out, doc, b), a, b)
	if out.verdict == claims.Match && disagrees(doc, a) {
		out.add(claims.Review, claims.PartsDisagree)
	}
	if res.Document == res.Directory && out.verdict == claims.Match {
		out.score = 1
	} else {
		out.score = min(out.score, almost)
	}
	return finish(res, out)
}

func present(s claims.Set) bool {
	return s.Has(claims.Name, claims.GivenName, claims.FamilyName, claims.PaternalName, claims.MaternalName, claims.MRZName)
}

// finish moves the score into the band of its verdict.
func finish(res claims.Result, out outcome) claims.Result {
	res.Verdict = out.verdict
	res.Reasons = append(res.Reasons, out.reasons...)
	switch out.verdict {
	case claims.Match:
		res.Score = min(1, max(matchFloor, out.score))
	case claims.Review:
		res.Score = min(matchFloor-0.01, max(reviewFloor, out.score))
	case claims.Mismatch:
		res.Score = min(reviewFloor-0.01, max(0, out.score))
	}
	return res
}

// suffixes applies Jr against Sr: father and son share everything else.
func suffixes(out outcome, a, b person) outcome {
	switch {
	case a.suffix == b.suffix:
	case a.suffix != "" && b.suffix != "":
		if out.verdict != claims.Mismatch {
			out = outcome{verdict: claims.Mismatch, score: 0.4}
		}
		out.reasons = append(out.reasons, claims.SuffixDiffers)
	case out.verdict != claims.Mismatch:
		out.score = min(out.score, almost) - 0.01
		out.reasons = append(out.reasons, claims.SuffixMissing)
	}
	return out
}

// whichSurname says which of a document's two surnames the directory keeps. The
// first is usual where there are two (Spain, Mexico); the second alone is not,
// and for review.
func whichSurname(out outcome, doc claims.Set, dir person) outcome {
	i := slices.Index(out.reasons, claims.SurnameSubset)
	if i < 0 || doc[claims.PaternalName] == "" || doc[claims.MaternalName] == "" {
		return out
	}
	names := dir.family
	if !dir.parts {
		names = dir.given
	}
	paternal, maternal := shares(names, doc[claims.PaternalName]), shares(names, doc[claims.MaternalName])
	switch {
	case paternal && !maternal:
		out.reasons[i] = claims.PaternalOnly
	case maternal && !paternal:
		out.reasons[i] = claims.MaternalOnly
		out.add(claims.Review, claims.MaternalOnly)
	}
	return out
}

func shares(words []word, surname string) bool {
	for _, s := range core(wordsOf(surname), false) {
		for _, w := range words {
			if agree(w, s, equal) || agree(w, s, folded) {
				return true
			}
		}
	}
	return false
}

// disagrees reports a document whose full name has no word in common with its
// own name parts: one of the two is not this person's.
func disagrees(doc claims.Set, used person) bool {
	if !used.parts || doc[claims.Name] == "" {
		return false
	}
	whole := fromWhole(doc[claims.Name])
	for _, w := range whole.words() {
		for _, v := range used.words() {
			if w.script&v.script == 0 || agree(w, v, equal) || agree(w, v, folded) || agree(w, v, similar) {
				return false
			}
		}
	}
	// A full name written without spaces cannot be looked at word by word.
	return len(whole.words()) > 1
}

package name

import (
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// scripts is the set of writing systems of words that are in one alphabet.
func scripts(words []word) text.Scripts {
	var s text.Scripts
	for _, w := range words {
		if !w.script.Mixed() {
			s |= w.script
		}
	}
	return s
}

// useMRZ reports whether the machine-readable name is to stand in: where the
// document has no other, or its other is in a script the directory does not use.
func useMRZ(a, b person, doc claims.Set) bool {
	if doc[claims.MRZName] == "" {
		return false
	}
	return len(a.words()) == 0 || len(b.words()) > 0 && scripts(a.words())&scripts(b.words()) == 0 && scripts(b.words())&text.Latin != 0
}

// compareScripts compares the words both sides write in the same script and
// says so where words had to be left out.
func compareScripts(a, b person) outcome {
	shared := scripts(a.words()) & scripts(b.words())
	x, mixedA := keepScripts(a, shared)
	y, mixedB := keepScripts(b, shared)
	n, m := len(x.words()), len(y.words())
	if n == len(a.words()) && m == len(b.words()) {
		return compareAlike(x, y, shared)
	}
	why := claims.ScriptDiffers
	if mixedA || mixedB {
		why = claims.MixedScript
	}
	blind := outcome{verdict: claims.Review, score: reviewFloor, reasons: []claims.Reason{why}}
	if n == 0 || m == 0 {
		return blind
	}
	out := compareAlike(x, y, shared)
	switch {
	case out.verdict == claims.Match && why == claims.ScriptDiffers && n > 1 && m > 1:
		out.score = min(out.score, 0.9)
		out.reasons = append(out.reasons, why)
		return out
	case out.verdict == claims.Mismatch && n > 1 && m > 1:
		out.reasons = append(out.reasons, why)
		return out
	}
	return blind
}

// keepScripts keeps the words written in the shared scripts alone.
func keepScripts(p person, shared text.Scripts) (person, bool) {
	mixed := false
	drop := func(w word) bool {
		mixed = mixed || w.script.Mixed()
		return w.script.Mixed() || w.script&shared == 0
	}
	p.given = slices.DeleteFunc(slices.Clone(p.given), drop)
	p.family = slices.DeleteFunc(slices.Clone(p.family), drop)
	if p.parts && (len(p.given) == 0 || len(p.family) == 0) {
		p.given, p.family, p.parts = p.words(), nil, false
	}
	return p, mixed
}

// compareAlike compares names in one script. East Asian names are written
// without spaces and family name first, so they are compared as one string.
func compareAlike(a, b person, shared text.Scripts) outcome {
	if shared&^(text.Han|text.Kana|text.Hangul) != 0 {
		out := compareWhole(a, b)
		if out.verdict == claims.Mismatch && shared == text.OtherScript {
			// Two scripts of those not told apart may hide behind this.
			return outcome{verdict: claims.Review, score: reviewFloor, reasons: []claims.Reason{claims.ScriptDiffers}}
		}
		return out
	}
	left, right := squashed(a), squashed(b)
	for _, x := range left {
		if slices.Contains(right, x) {
			return outcome{verdict: claims.Match, score: almost}
		}
	}
	if scripts(a.words()) != scripts(b.words()) { // kana and kanji of one name
		return outcome{verdict: claims.Review, score: reviewFloor, reasons: []claims.Reason{claims.ScriptDiffers}}
	}
	if shared&text.Han != 0 && shareGiven(left[0], right[0]) {
		// Traditional and simplified characters differ in some, rarely in all.
		return outcome{verdict: claims.Review, score: reviewFloor, reasons: []claims.Reason{claims.SimilarSpelling}}
	}
	return outcome{verdict: claims.Mismatch, reasons: []claims.Reason{claims.NothingInCommon}}
}

// squashed returns the name as one string, family name first and, where the
// parts are known, given name first. Katakana becomes hiragana.
func squashed(p person) []string {
	g, f := joined(p.given), joined(p.family)
	if f == "" {
		return []string{g}
	}
	return []string{f + g, g + f}
}

func joined(words []word) string {
	var b strings.Builder
	for _, w := range words {
		for _, r := range w.text {
			if r >= 'ァ' && r <= 'ヶ' {
				r -= 'ァ' - 'ぁ'
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// shareGiven reports whether two names of the same length agree in a character
// after the first, which is the family name's.
func shareGiven(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) != len(y) {
		return false
	}
	for i := 1; i < len(x); i++ {
		if x[i] == y[i] {
			return true
		}
	}
	return false
}

package name

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/name/script"
	"github.com/incodectl/incodectl/internal/claims/text"
)

const eastAsian = text.Han | text.Kana | text.Hangul

// oneScript compares names in one writing system. East Asian names are written
// without spaces and family name first, so they are compared as one string.
func (c *Comparer) oneScript(a, b *person, shared text.Scripts, out *outcome) {
	if shared&^eastAsian != 0 {
		c.compareWords(a, b, out)
		return
	}
	out.method = methodWhole
	left, right := squashed(a), squashed(b)
	for _, x := range left {
		if slices.Contains(right, x) {
			out.score = almost
			if c.explain {
				out.steps = append(out.steps, claims.Step{Part: claims.Name, Document: x, Directory: x, Method: equal.String(), Score: 1, Weight: 1})
			}
			return
		}
	}
	c.eastAsianDiffers(left[0], right[0], shared, out)
}

// eastAsianDiffers says how two names without a reading in common differ: one
// character of a given name may be another form of the same, and a letter of a
// long name a misspelling; anything else is another name.
func (c *Comparer) eastAsianDiffers(x, y string, shared text.Scripts, out *outcome) {
	s := c.measure.similarity(x, y)
	sameFirst := firstRune(x) == firstRune(y)
	switch {
	case shared&text.Han != 0 && shareGiven(x, y), shared == text.Kana && s >= kanaSimilar:
		out.score = reviewFloor + 0.1*s
		out.why(claims.SimilarSpelling)
	case sameFirst:
		out.score = underReview * s
		out.why(claims.GivenNameDiffers)
	default:
		out.score = underReview * s * s
		out.why(claims.NothingInCommon)
	}
	if c.explain {
		out.steps = append(out.steps, claims.Step{Part: claims.Name, Document: x, Directory: y, Method: letters.String(), Score: s, Weight: 1})
	}
}

// kanaSimilar is the agreement of two names in kana that may be misspellings.
const kanaSimilar = 0.75

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// squashed returns the name as one string, family name first and, where the
// parts are known, given name first. Katakana becomes hiragana.
func squashed(p *person) []string {
	var first, last strings.Builder
	for i := range p.tokens {
		b := &first
		if p.tokens[i].role == family {
			b = &last
		}
		for _, r := range script.Normalize(p.tokens[i].text) {
			if r >= 'ァ' && r <= 'ヶ' {
				r -= 'ァ' - 'ぁ'
			}
			b.WriteRune(r)
		}
	}
	return []string{last.String() + first.String(), first.String() + last.String()}
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

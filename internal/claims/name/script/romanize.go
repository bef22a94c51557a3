package script

import (
	"slices"
	"strings"
)

// maxSpellings bounds what Romanize returns.
const maxSpellings = 5

// Romanize returns Latin spellings (a to z) of one word in a non-Latin
// script, the best first, at most five; none for Latin and for a script it
// cannot read. Hebrew and Arabic give their consonants and long vowels.
// Characters give Mandarin, Korean, Japanese, Cantonese and Vietnamese, in
// this order, as far as known.
func Romanize(word string) []string {
	a := alphabetOf([]string{word})
	switch a {
	case nil:
		return nil
	case hanRead():
		return romanizeHan(word)
	case latin():
		return nil
	}
	var s Scorer
	s.source.reset()
	if a == hangul() {
		a = hangulName()
	}
	s.addWord(a, word)
	return s.source.spellings()
}

// spellings writes the lattice with the first spelling of every arc, then with
// one arc at a time in each of its spellings that the table holds for as good.
func (l *lattice) spellings() []string {
	path := l.longestArcs()
	var out []string
	add := func(other int, spelled string) {
		var b strings.Builder
		for i, list := range path {
			if i == other {
				b.WriteString(spelled)
			} else if len(list) > 0 {
				b.WriteString(list[0].latin)
			}
		}
		if s := b.String(); s != "" && !slices.Contains(out, s) && len(out) < maxSpellings {
			out = append(out, s)
		}
	}
	add(-1, "")
	for i, list := range path {
		for _, s := range list[min(1, len(list)):] {
			if s.cost > 0 || s.loose {
				break
			}
			add(i, s.latin)
		}
	}
	return out
}

// longestArcs follows the arcs that span most letters.
func (l *lattice) longestArcs() [][]spelling {
	var path [][]spelling
	for i := 0; i < len(l.nodes); {
		longest := arc{to: i + 1}
		for _, a := range l.arcsFrom(i) {
			if a.to > longest.to || longest.spelling == nil {
				longest = a
			}
		}
		path = append(path, longest.spelling)
		i = longest.to
	}
	return path
}

func romanizeHan(word string) []string {
	var out []string
	var s Scorer
	for _, lang := range [...]language{mandarin, korean, japanese, cantonese, vietnamese} {
		s.source.reset()
		if !s.addHan([]rune(word), lang) {
			continue
		}
		spelled := s.source.spellings()
		if len(spelled) == 0 {
			continue
		}
		best := spelled[0]
		if lang == mandarin {
			best = strings.ReplaceAll(best, "ks", "x") // the comparison reads x as ks
		}
		if !slices.Contains(out, best) {
			out = append(out, best)
		}
	}
	return out
}

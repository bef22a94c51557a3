package text

import "unicode"

// Scripts is a set of writing systems.
type Scripts uint16

// The writing systems told apart; kana counts as one.
const (
	Latin Scripts = 1 << iota
	Greek
	Cyrillic
	Arabic
	Hebrew
	Hangul
	Han
	Kana
	Armenian
	Georgian
	Devanagari
	Thai
	OtherScript
)

// ScriptsOf returns the writing systems of the letters in s, 0 when there are
// no letters.
func ScriptsOf(s string) Scripts {
	var set Scripts
	for _, r := range s {
		set |= scriptOf(r)
	}
	return set
}

// Mixed reports whether the set holds two alphabets whose letters look alike,
// which within one word is a mistake or a trick.
func (s Scripts) Mixed() bool {
	alike := s & (Latin | Greek | Cyrillic)
	return alike&(alike-1) != 0
}

func scriptOf(r rune) Scripts {
	if r < 0x80 {
		if 'a' <= r|0x20 && r|0x20 <= 'z' {
			return Latin
		}
		return 0
	}
	switch {
	case !unicode.IsLetter(r):
		return 0
	case unicode.Is(unicode.Latin, r):
		return Latin
	case unicode.Is(unicode.Cyrillic, r):
		return Cyrillic
	case unicode.Is(unicode.Greek, r):
		return Greek
	case unicode.Is(unicode.Arabic, r):
		return Arabic
	case unicode.Is(unicode.Hebrew, r):
		return Hebrew
	case unicode.Is(unicode.Hangul, r):
		return Hangul
	case unicode.Is(unicode.Han, r):
		return Han
	case unicode.In(r, unicode.Hiragana, unicode.Katakana), r == 'ー':
		return Kana
	case unicode.Is(unicode.Armenian, r):
		return Armenian
	case unicode.Is(unicode.Georgian, r):
		return Georgian
	case unicode.Is(unicode.Devanagari, r):
		return Devanagari
	case unicode.Is(unicode.Thai, r):
		return Thai
	case unicode.Is(unicode.Lm, r):
		return 0 // modifier letters belong to no script of their own
	}
	return OtherScript
}

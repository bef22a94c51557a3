package text

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Spellings returns the other ways in which the special Latin letters of s are
// written with A to Z, folded, without the plain fold that drops the accents
// and without repeats:
//
//   - spelt out, as most passports do: ä ae, ö and ø oe, ü ue, å aa (ICAO
//     9303-3, section 6 A);
//   - the alternatives the same table allows: å a, ü uxx, ñ nxx;
//   - by sound, as English texts do with Slavic and Turkish letters: č and ć ch,
//     š and ş sh, ž zh, đ dj, ğ gh, ț ts.
//
// For text without such letters it returns nil.
func Spellings(s string) []string {
	if isASCII(s) || !strings.ContainsFunc(s, isSpelt) && !strings.ContainsFunc(s, unicode.IsMark) {
		return nil
	}
	s = strings.ToLower(norm.NFC.String(strings.ToValidUTF8(s, " ")))
	plain := Fold(s)
	var out []string
	for way := range spellingWays {
		var b strings.Builder
		for _, r := range s {
			if spelt := spelling(r, way); spelt != "" {
				b.WriteString(spelt)
			} else {
				b.WriteRune(r)
			}
		}
		if f := Fold(b.String()); f != plain && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

const spellingWays = 3

func isSpelt(r rune) bool {
	r = unicode.ToLower(r)
	for way := range spellingWays {
		if spelling(r, way) != "" {
			return true
		}
	}
	return false
}

// spelling returns how a lower-case letter is written in one of the ways, ""
// where the plain letter stays.
func spelling(r rune, way int) string {
	switch r {
	case 'ä':
		return [...]string{"ae", "ae", ""}[way]
	case 'ö', 'ø':
		return [...]string{"oe", "oe", ""}[way]
	case 'ü':
		return [...]string{"ue", "uxx", ""}[way]
	case 'å':
		return [...]string{"aa", "", ""}[way]
	case 'ñ':
		return [...]string{"", "nxx", "ny"}[way]
	}
	if way != 2 {
		return ""
	}
	switch r {
	case 'č', 'ć', 'ç':
		return "ch"
	case 'š', 'ş', 'ș', 'ś':
		return "sh"
	case 'ž', 'ż', 'ź':
		return "zh"
	case 'đ':
		return "dj"
	case 'ğ':
		return "gh"
	case 'ț', 'ţ':
		return "ts"
	}
	return ""
}

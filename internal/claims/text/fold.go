// Package text folds text so that spellings of the same word become equal, and
// compares custom claims. Names and addresses are folded with it too.
//
// Folding is for comparing only: it throws away what people care about.
package text

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns s in lower case, without accents, apostrophes and invisible
// characters, with letters such as ß, æ and ø replaced by their plain Latin
// spelling, compatibility forms (full width, ligatures) resolved, any other
// punctuation turned into single spaces, and digits of all scripts as 0 to 9.
// Folding twice gives the same as folding once.
func Fold(s string) string {
	var buf [64]byte
	return string(AppendFold(buf[:0], s))
}

// AppendFold appends the folded form of s to dst. It allocates nothing for
// Latin text when dst has room.
func AppendFold(dst []byte, s string) []byte {
	n := len(dst)
	if isASCII(s) {
		return foldASCII(dst, s)
	}
	if out, ok := foldLatin(dst, s); ok {
		return out
	}
	dst = dst[:n]
	// Normalisation stumbles over broken bytes, and would make a Greek letter of
	// the micro sign.
	s = strings.ReplaceAll(strings.ToValidUTF8(s, " "), "µ", " ")
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		foldRune(&b, r)
	}
	// Recomposed, because dropping accents is right for alphabets only: the
	// parts of a Hangul syllable or a voiced kana belong together.
	for i, w := range strings.Fields(norm.NFC.String(b.String())) {
		if i > 0 {
			dst = append(dst, ' ')
		}
		dst = append(dst, w...)
	}
	return dst
}

// latinEnd is the first rune behind the Latin blocks that foldLatin knows.
const latinEnd = 0x250

// latinFolds holds the folded form of each rune of those blocks; it is made
// with the long way, so that both ways agree.
var latinFolds = sync.OnceValue(func() *[latinEnd]string {
	var table [latinEnd]string
	for r := range rune(latinEnd) {
		var b strings.Builder
		for _, d := range norm.NFKD.String(string(r)) {
			foldRune(&b, d)
		}
		table[r] = b.String()
		if r == 'µ' {
			table[r] = " "
		}
	}
	return &table
})

// foldLatin is AppendFold for Latin letters with and without accents, which is
// nearly all text; false when s holds anything else.
func foldLatin(dst []byte, s string) ([]byte, bool) {
	table := latinFolds()
	start, space := len(dst), false
	for _, r := range s {
		if r >= 0x0300 && r <= 0x036F {
			continue
		}
		if r >= latinEnd {
			return dst, false
		}
		f := table[r]
		for i := range len(f) {
			if f[i] == ' ' {
				space = true
				continue
			}
			if space && len(dst) > start {
				dst = append(dst, ' ')
			}
			space = false
			dst = append(dst, f[i])
		}
	}
	return dst, true
}

// Tokens returns the words of the folded text.
func Tokens(s string) []string { return strings.Fields(Fold(s)) }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func foldASCII(dst []byte, s string) []byte {
	start, space := len(dst), false
	for i := range len(s) {
		c := s[i]
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
		case c == '\'' || c == '`':
			continue
		default:
			space = true
			continue
		}
		if space && len(dst) > start {
			dst = append(dst, ' ')
		}
		space = false
		dst = append(dst, c)
	}
	return dst
}

// foldRune appends the folded form of one decomposed rune.
func foldRune(b *strings.Builder, r rune) {
	if isAccent(r) || isApostrophe(r) || unicode.Is(unicode.Cf, r) {
		return
	}
	r = unicode.ToLower(r)
	if s, ok := plainLetters[r]; ok {
		b.WriteString(s)
		return
	}
	switch {
	case unicode.IsLetter(r), unicode.IsMark(r):
		b.WriteRune(r)
	case unicode.IsDigit(r):
		b.WriteByte('0' + digitValue(r))
	default:
		b.WriteByte(' ')
	}
}

// isAccent reports marks that may be dropped: those of the Latin, Greek and
// Cyrillic alphabets, Hebrew points and Arabic vowel signs. Marks of Indic and
// other scripts are vowels and stay.
func isAccent(r rune) bool {
	switch {
	case r >= 0x0300 && r <= 0x036F, r >= 0x1AB0 && r <= 0x1AFF, r >= 0x1DC0 && r <= 0x1DFF, r >= 0x20D0 && r <= 0x20FF:
		return true
	case r >= 0x0591 && r <= 0x05C7 && unicode.Is(unicode.Mn, r):
		return true
	case r >= 0x0610 && r <= 0x061A, r >= 0x064B && r <= 0x065F, r == 0x0670, r == 0x0640:
		return true
	}
	return false
}

func isApostrophe(r rune) bool {
	switch r {
	case '\'', '`', '´', '‘', '’', '‛', 'ʼ', 'ʻ', 'ʹ', 'ʿ', 'ʾ', '′', '׳', '״':
		return true
	}
	return false
}

// plainLetters are letters without a Unicode decomposition, in lower case.
var plainLetters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th",
	'ħ': "h", 'ı': "i", 'ŋ': "n", 'ŧ': "t", 'ĸ': "k", 'ə': "a", 'ɖ': "d", 'ς': "σ",
}

// digitValue returns 0 to 9 for a decimal digit: Unicode keeps the digits of a
// script together in order, so the distance to the block's zero is the value.
func digitValue(r rune) byte {
	if r < utf8.RuneSelf {
		return byte(r - '0')
	}
	v := byte(0)
	for unicode.IsDigit(r-1) && v < 9 {
		r--
		v++
	}
	return v
}

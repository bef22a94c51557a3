package script

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Normalize evens out what writers of one script leave to taste, so that equal
// words become equal: case; the forms of Arabic alef, yeh, kaf and heh, teh
// marbuta, tatweel and vowel signs; Hebrew final letters, points and geresh;
// the Greek final sigma and tonos; the Cyrillic ё; the width of kana, and
// hiragana; traditional Chinese characters, as far as one simplified form is
// theirs. Normalizing twice gives the same as once.
func Normalize(word string) string {
	var b strings.Builder
	for _, r := range norm.NFKC.String(strings.ToValidUTF8(word, "")) {
		if r = normalLetter(unicode.ToLower(r)); r >= 0 {
			b.WriteRune(r)
		}
	}
	return norm.NFKC.String(b.String())
}

// normalLetter returns the letter to write for r, or -1 for none.
func normalLetter(r rune) rune {
	switch {
	case r < 0x0370:
		return r
	case r < 0x0530:
		return normalEuropean(r)
	case r >= 0x0590 && r < 0x0600:
		return normalHebrew(r)
	case r >= 0x0600 && r < 0x0700:
		return normalArabic(r)
	case r >= 'ぁ' && r <= 'ゖ':
		return katakana(r)
	case unicode.Is(unicode.Han, r):
		return simplified(r)
	}
	return r
}

func normalEuropean(r rune) rune {
	switch r {
	case 'ё':
		return 'е'
	}
	return plainLetter(r)
}

func normalHebrew(r rune) rune {
	switch r {
	case 'ך':
		return 'כ'
	case 'ם':
		return 'מ'
	case 'ן':
		return 'נ'
	case 'ף':
		return 'פ'
	case 'ץ':
		return 'צ'
	case '׳', '״':
		return -1
	}
	if unicode.Is(unicode.Mn, r) {
		return -1
	}
	return r
}

func normalArabic(r rune) rune {
	switch r {
	case 'أ', 'إ', 'آ', 'ٱ':
		return 'ا'
	case 'ى', 'ی', 'ئ', 'ې', 'ۍ', 'ے':
		return 'ي'
	case 'ک', 'ڪ':
		return 'ك'
	case 'ة', 'ه', 'ھ', 'ہ', 'ە', 'ۀ', 'ۃ':
		return 'ه'
	case 'ؤ':
		return 'و'
	case 'ـ':
		return -1
	}
	if unicode.Is(unicode.Mn, r) {
		return -1
	}
	return r
}

// simplified follows a character to the one it is simplified to.
func simplified(r rune) rune {
	for range 3 { // longer chains do not exist
		s := hanChars()[r].simplified
		if s == "" {
			break
		}
		for _, to := range s {
			r = to
		}
	}
	return r
}

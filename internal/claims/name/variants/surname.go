package variants

import (
	"strings"
	"sync"
)

// surnames is data/surnames.txt, under the words as they are: rules of spelling
// would join the short names of East Asia.
var surnames = sync.OnceValue(func() *rows { return readSurnames(surnamesFile) })

func readSurnames(file string) *rows {
	var b buffer
	t := newRows(1500)
	row := uint16(0)
	for line := range dataLines(file) {
		for word := range strings.FieldsSeq(line) {
			t.add(append(b[:0], word...), row)
		}
		row++
	}
	return t
}

// SameSurname reports whether two words are spellings of one surname: listed
// romanisations (Zhang and Cheung, Lee and Yi, Sato and Satoh), other
// transliterations by rule (Kovalev and Kovalyov stay apart, Chernoff and
// Chernov agree), Mc and Mac, Al and El, and the forms for men and women of the
// same family (Ivanov and Ivanova, Kowalski and Kowalska). A surname is the
// same as itself.
func SameSurname(a, b string) bool {
	if a == b {
		return true
	}
	var x, y buffer
	t := surnames()
	if share(t.find(append(x[:0], a...)), t.find(append(y[:0], b...))) {
		return true
	}
	ka, kb := surnameSpelling(&x, a), surnameSpelling(&y, b)
	if len(ka) == 0 || len(kb) == 0 {
		return false
	}
	return string(ka) == string(kb) || womansForm(ka, kb) || womansForm(kb, ka) ||
		sameLong(a, b) || sameArticle(a, b)
}

// sameArticle reports whether two words differ in how the Arabic article before
// a known name is written: Elmasri and Almasri, but not Elridge and Alridge.
func sameArticle(a, b string) bool {
	if len(a) < 6 || len(b) < 6 || a[:2] != "al" && a[:2] != "el" || b[:2] != "al" && b[:2] != "el" {
		return false
	}
	a, b = a[2:], b[2:]
	return (knownArabic(a) || knownArabic(b)) && (SameGiven(a, b) || SameSurname(a, b))
}

// knownArabic reports a word that a table lists; other languages have no names
// that begin with Al or El before such a word.
func knownArabic(s string) bool {
	var b buffer
	return surnames().find(append(b[:0], s...)).more() || givenNames().forms.find(spelling(&b, s)).more()
}

// surnameSpelling is spelling with what holds for surnames alone.
func surnameSpelling(b *buffer, s string) []byte {
	if son, ok := afterMac(s); ok {
		k := append(spelling(b, son), 0)
		copy(k[1:], k)
		k[0] = 'm'
		return k
	}
	k := spelling(b, s)
	n := len(k)
	if n > 4 && (k[n-1] == 'f' || k[n-1] == 'w') && (k[n-2] == 'o' || k[n-2] == 'e') {
		k[n-1] = 'v' // Chernoff, Tschernow, Chernov
	}
	return k
}

// afterMac returns a surname from the c of its Mc or Mac on: MacKenzie and
// McKenzie, but not Macho.
func afterMac(s string) (string, bool) {
	switch {
	case len(s) > maxWord:
	case len(s) > 4 && s[:2] == "mc":
		return s[1:], true
	case len(s) > 5 && s[:3] == "mac" && !vowel(s[3]) && s[3] != 'h':
		return s[2:], true
	}
	return "", false
}

// womansForm reports whether w is the form that women bear of the surname m.
// Source: the naming rules of the Slavic languages (-ov, -ev, -in take -a;
// -sky, -ski becomes -skaya, -ska), of Czech and Slovak (-ova after any stem),
// Lithuanian (-as, -is, -us against -iene and -aite, -yte, -ute), Latvian (-s
// against -a) and Greek (-os against -ou, -is against -i).
func womansForm(m, w []byte) bool {
	for _, e := range womenEndings {
		if stem, ok := cut(m, e.man, e.stem); ok {
			if e.man == "ki" && vowel(stem[len(stem)-1]) {
				continue // Suzuki is no adjective
			}
			if other, ok := cut(w, e.woman, e.stem); ok && string(stem) == string(other) {
				return true
			}
		}
	}
	return false
}

// womenEndings are written as spelling leaves them (y is i).
var womenEndings = [...]struct {
	man, woman string
	stem       int // letters that must be left
}{
	{"ov", "ova", 2},
	{"ev", "eva", 2},
	{"in", "ina", 3},
	{"ski", "skaia", 2},
	{"ski", "ska", 2},
	{"ki", "ka", 4},
	{"cki", "cka", 2},
	{"ni", "na", 3},
	{"ni", "naia", 3},
	{"", "ova", 3},
	{"a", "ova", 3},
	{"ek", "kova", 3},
	{"ec", "cova", 3},
	{"o", "ova", 3},
	{"as", "iene", 3},
	{"is", "iene", 3},
	{"us", "iene", 3},
	{"as", "aite", 3},
	{"is", "ite", 3},
	{"us", "ute", 3},
	{"ins", "ina", 3},
	{"ns", "na", 4},
	{"os", "u", 4},
	{"is", "i", 4},
	{"as", "a", 5},
}

// cut takes an ending off a word, if at least left letters remain.
func cut(k []byte, ending string, left int) ([]byte, bool) {
	n := len(k) - len(ending)
	if n < left || string(k[n:]) != ending {
		return nil, false
	}
	return k[:n], true
}

// sameLong reports whether two words differ only in how long Japanese vowels
// are written: Ohno, Oono and Ono. Short words are left to the list, because
// Koo and Ko are two Korean surnames.
func sameLong(a, b string) bool {
	var x, y buffer
	ka, kb := shortVowels(&x, a), shortVowels(&y, b)
	return len(ka) >= 4 && string(ka) == string(kb)
}

// shortVowels writes a word without the marks of long vowels, or nothing if it
// is no Japanese word: consonant, vowel, consonant, vowel, and n at most between.
func shortVowels(b *buffer, s string) []byte {
	if len(s) > maxWord || !openSyllables(s) {
		return nil
	}
	k := b[:0]
	for i := range len(s) {
		c, next := s[i], at(s, i+1)
		switch {
		case i > 0 && s[i-1] == 'o' && (c == 'o' || c == 'u' || c == 'h' && !vowel(next)):
		case i > 0 && s[i-1] == 'u' && c == 'u':
		default:
			k = append(k, c)
		}
	}
	return k
}

// openSyllables reports whether a word may be romanised Japanese.
func openSyllables(s string) bool {
	run := 0 // consonants since the last vowel
	for i := range len(s) {
		c := s[i]
		switch {
		case c == 'l' || c == 'q' || c == 'v' || c == 'x' || c == 'c' && at(s, i+1) != 'h':
			return false
		case vowel(c) && c != 'y':
			run = 0
		default:
			if run++; run > 3 {
				return false
			}
		}
	}
	return run == 0 || s[len(s)-1] == 'n' || s[len(s)-1] == 'h'
}

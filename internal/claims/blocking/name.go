package blocking

import (
	"cmp"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// How many words of a name count, the longest first: of a person on record, and
// of a document, which may spell out what the record leaves out.
const (
	maxWords      = 4
	maxProbeWords = 6
)

// word is a word of a name, digested.
type word struct {
	digest digest
	length int
}

// appendName appends a key for every two words of the name, in whatever order
// they stand, the longest words first; the only word of a name is a pair with
// itself.
func appendName(keys []Key, s claims.Set, limit int, flag byte) []Key {
	var room [2 * maxProbeWords]word
	words := nameWords(room[:0], s)
	words = words[:min(limit, len(words))]
	if len(words) == 1 {
		words = append(words, words[0])
	}
	for i, a := range words {
		for _, b := range words[i+1:] {
			h := start(byName, flag)
			h.number(int(min(a.digest, b.digest)))
			h.number(int(max(a.digest, b.digest)))
			keys = append(keys, h.key())
		}
	}
	return keys
}

// nameWords appends the distinct words of a name in the form in which they
// count, in order. Particles and initials do so only where nothing else is left.
func nameWords(words []word, s claims.Set) []word {
	var room [2 * maxProbeWords]word
	short := room[:0]
	var east []rune // Han, kana and Hangul: written without spaces, in either order
	var values [maxValues]string
	for _, value := range nameValues(values[:0], s) {
		for w := range strings.FieldsSeq(text.Fold(value)) {
			switch {
			case !isASCII(w) && text.ScriptsOf(w)&(text.Han|text.Kana|text.Hangul) != 0:
				east = append(east, []rune(w)...)
			case len(w) == 1, isParticle(w):
				short = append(short, wordOf(w))
			default:
				words = append(words, wordOf(w))
			}
		}
	}
	if len(east) > 0 {
		slices.Sort(east)
		words = append(words, wordOf(string(slices.Compact(east))))
	}
	words = distinct(words)
	if len(words) < 2 {
		short = distinct(short)
		words = append(words, short[:min(2-len(words), len(short))]...)
	}
	return words
}

// distinct sorts words, the longest first, and drops those that are there twice.
func distinct(words []word) []word {
	slices.SortFunc(words, func(a, b word) int {
		return cmp.Or(b.length-a.length, cmp.Compare(a.digest, b.digest))
	})
	return slices.Compact(words)
}

// wordOf digests a folded word.
func wordOf(w string) word {
	var room [32]byte
	out := outline(room[:0], w)
	h := start(byName)
	h.text(out)
	return word{digest: h, length: len(out)}
}

// maxValues is how many claims hold a name or a part of one, at most.
const maxValues = 6

// nameValues appends the parts of the name where they are known, else the name
// as a whole, else the name of the machine-readable zone. That of a document
// whose name is in another alphabet is added, because a directory may have it
// in Latin letters.
func nameValues(values []string, s claims.Set) []string {
	for _, k := range [...]string{claims.GivenName, claims.MiddleName, claims.FamilyName, claims.PaternalName, claims.MaternalName} {
		if v := s[k]; v != "" {
			values = append(values, v)
		}
	}
	if len(values) == 0 && s[claims.Name] != "" {
		values = append(values, s[claims.Name])
	}
	if mrz := s[claims.MRZName]; mrz != "" && !slices.ContainsFunc(values, isLatin) {
		values = append(values, mrz)
	}
	return values
}

func isLatin(v string) bool { return isASCII(v) || text.ScriptsOf(v)&text.Latin != 0 }

// outline appends what similar spellings of a Latin word have in common: its
// first letter and the consonants after it, letters of the same sound as one,
// doubled ones once. Müller, Mueller and Muler are "mlr", Mohammed and Muhamad
// "mmd". Of short words too little would be left; they stay, but for doubled
// letters and the e of ae, oe and ue. Words in other alphabets stay as they are.
func outline(to []byte, w string) []byte {
	if !isASCII(w) {
		return append(to, w...)
	}
	last := byte(0)
	for i := range len(w) {
		c := w[i]
		if c == 'p' && i+1 < len(w) && w[i+1] == 'h' {
			c = 'f'
		}
		switch c = sound(c); {
		case i == 0 && c == 0:
			to = append(to, w[0])
		case c != 0 && c != last:
			to = append(to, c)
		}
		last = c
	}
	if len(to) >= 3 {
		return to
	}
	to = to[:0]
	for i := range len(w) {
		c := w[i]
		if i > 0 && (c == w[i-1] || c == 'e' && strings.IndexByte("aou", w[i-1]) >= 0) {
			continue
		}
		to = append(to, c)
	}
	return to
}

// sound returns the letter that stands for all of the same sound, 0 for vowels
// and letters used as such.
func sound(c byte) byte {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y', 'j', 'h':
		return 0
	case 'k', 'q':
		return 'c'
	case 'z':
		return 's'
	case 'w':
		return 'v'
	}
	return c
}

// isParticle knows the words between names that one side writes and the other
// leaves out.
func isParticle(w string) bool {
	switch w {
	case "de", "del", "della", "di", "da", "do", "dos", "das", "du", "des", "la", "las", "le", "les", "los",
		"van", "von", "vom", "zu", "der", "den", "ten", "ter", "bin", "ibn", "bint", "al", "el", "ul",
		"mr", "mrs", "ms", "dr", "prof", "jr", "sr", "ii", "iii", "iv":
		return true
	}
	return false
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

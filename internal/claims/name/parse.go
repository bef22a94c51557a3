// Package name compares names of people word by word, after folding, in any
// order. It never says match on a given name or a surname alone, and it never
// says match or mismatch where it cannot read both sides alike.
package name

import (
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// maxWords bounds the words of one side; the longest legal names stay below.
const maxWords = 16

// word is one folded word of a name.
type word struct {
	text     string
	icao     string // folded as passports spell it, or "" when that is the same
	script   text.Scripts
	particle bool // van, de, al: never enough to agree on
}

func (w word) initial() bool { return len(w.text) == 1 && w.script == text.Latin }

// person is one side of a comparison. When parts is false the words of a whole
// name are in given and which of them is the surname is not known.
type person struct {
	given  []word // given and middle names in order
	family []word
	suffix string // canonical: jr, sr, ii, iii, iv
	parts  bool
}

func (p person) words() []word {
	if len(p.family) == 0 {
		return p.given
	}
	return append(slices.Clone(p.given), p.family...)
}

// canonical is the normalised form that is shown and compared for equality.
func (p person) canonical() string {
	var b strings.Builder
	for _, w := range p.words() {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.text)
	}
	if p.suffix != "" {
		b.WriteString(" " + p.suffix)
	}
	return b.String()
}

// read takes the name parts where both given and family name are there, else
// the whole name, else whatever part there is.
func read(s claims.Set) person {
	given, family := s[claims.GivenName], s[claims.FamilyName]
	if family == "" {
		family = strings.TrimSpace(s[claims.PaternalName] + " " + s[claims.MaternalName])
	}
	var p person
	switch {
	case given != "" && family != "":
		p = fromParts(given+" "+s[claims.MiddleName], family)
	case s[claims.Name] != "":
		p = fromWhole(s[claims.Name])
	default:
		p = fromParts(given+" "+s[claims.MiddleName], family)
	}
	if c := canonicalSuffix(text.Fold(s[claims.Suffix])); c != "" {
		p.suffix = c
	}
	return p
}

// fromWhole reads "Ada King Lovelace", "LOVELACE, ADA KING" and the
// machine-readable "LOVELACE<<ADA<KING".
func fromWhole(s string) person {
	if family, given, ok := strings.Cut(s, "<<"); ok {
		return fromParts(strings.ReplaceAll(given, "<", " "), strings.ReplaceAll(family, "<", " "))
	}
	if before, after, ok := strings.Cut(s, ","); ok && !strings.Contains(after, ",") {
		rest := text.Fold(after)
		if c := canonicalSuffix(rest); c != "" {
			p := fromWhole(before) // "Sammy Davis, Jr."
			p.suffix = c
			return p
		}
		if rest != "" && text.Fold(before) != "" {
			return fromParts(after, before)
		}
	}
	p := person{given: wordsOf(s)}
	p.given, p.suffix = cutSuffix(dropTitles(p.given))
	return p
}

func fromParts(given, family string) person {
	p := person{given: dropTitles(wordsOf(given)), family: wordsOf(family)}
	var fromGiven string
	p.given, fromGiven = cutSuffix(p.given)
	p.family, p.suffix = cutSuffix(p.family)
	if p.suffix == "" {
		p.suffix = fromGiven
	}
	p.parts = len(p.given) > 0 && len(p.family) > 0
	if !p.parts { // one part only: its words may be anything
		p.given, p.family = p.words(), nil
	}
	return p
}

func wordsOf(s string) []word {
	plain := text.Tokens(s)
	icao := plain
	if alt := text.FoldICAO(s); alt != strings.Join(plain, " ") {
		// Both folds split at the same places, so the words pair up.
		if f := strings.Fields(alt); len(f) == len(plain) {
			icao = f
		}
	}
	out := make([]word, 0, min(len(plain), maxWords))
	for i, t := range plain {
		if isPlaceholder(t) {
			continue
		}
		if len(out) == maxWords {
			break
		}
		w := word{text: t, script: text.ScriptsOf(t), particle: isParticle(t)}
		if w.script == 0 { // a number is no name
			continue
		}
		if icao[i] != t {
			w.icao = icao[i]
		}
		out = append(out, w)
	}
	return out
}

// isPlaceholder reports what documents print where a person has no given or no
// family name.
func isPlaceholder(t string) bool {
	switch t {
	case "fnu", "lnu", "xxx", "xxxx", "nmn", "nmi":
		return true
	}
	return false
}

func isParticle(t string) bool {
	switch t {
	case "van", "von", "vom", "zu", "zum", "zur", "der", "den", "dem", "het", "ten", "ter", "te", "op", "de", "del", "della", "di", "da", "do",
		"dos", "das", "du", "des", "la", "las", "le", "les", "lo", "los", "y", "e", "i", "al", "el", "ul", "bin", "ibn", "bint", "ben", "abu", "umm", "af", "av", "san":
		return true
	}
	return false
}

// dropTitles drops forms of address in front, as long as a name is left.
func dropTitles(w []word) []word {
	for len(w) > 1 {
		switch w[0].text {
		case "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "herr", "frau", "sr", "sra", "mme", "mlle":
			w = w[1:]
			continue
		}
		return w
	}
	return w
}

// cutSuffix takes a generational suffix off the end, as long as a name is left.
func cutSuffix(w []word) ([]word, string) {
	if len(w) < 2 {
		return w, ""
	}
	if c := canonicalSuffix(w[len(w)-1].text); c != "" {
		return w[:len(w)-1], c
	}
	return w, ""
}

// canonicalSuffix knows the suffixes that tell generations apart. A lone "i" or
// "v" is left out: it is far more often an initial.
func canonicalSuffix(t string) string {
	switch t {
	case "jr", "junior", "jnr":
		return "jr"
	case "sr", "senior", "snr":
		return "sr"
	case "ii", "2nd":
		return "ii"
	case "iii", "3rd":
		return "iii"
	case "iv", "4th":
		return "iv"
	}
	return ""
}

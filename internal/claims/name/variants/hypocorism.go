package variants

// The strength of a likeness between a full name and a pet form nobody has
// listed, by the way the pet form is made.
const (
	clipLong    = 0.88 // Alex, Benj: the first four letters and more
	clipShort   = 0.82 // Ben, Nat: the first three
	sure        = 0.87 // Juanito, Benjy: a long stem and an ending made for it
	likely      = 0.8  // Danny, Rafa: three letters, or an ending of full names too
	loose       = 0.65 // an ending that wants the whole name, after a part of it
	shortStem   = 0.6  // Misha, Kasia: two letters and an ending
	tailLong    = 0.75 // Lupe, Nando: the end, four letters and more
	tailShort   = 0.65 // Beth has four, Ana three
	tailStem    = 0.62 // Tony, Lenka: letters from the middle, and an ending
	doubled     = 0.55 // Jojo, Lulu: one syllable twice
	contraction = 0.52 // Beto: some letters left out

	ownName    = 0.55 // times that, when the pet form is a full name as well
	longestPet = 12   // letters; longer words are no pet forms
)

// Hypocorism returns how much one name looks like a pet form of the other, by
// the ways in which languages make pet forms: clipping the name to its first or
// last syllables, and adding diminutive endings to what is left. It is for pairs
// that Nickname does not list. .85 and more is near certain, from .5 plausible,
// 0 not plausible. Names that differ as those of a man and a woman do (Paul and
// Paula) get 0, and two full names (Martin and Martina, Julia and Juliana) little.
func Hypocorism(a, b string) float64 {
	var x, y buffer
	ka, kb := petSpelling(&x, a), petSpelling(&y, b)
	if len(ka) < 2 || len(kb) < 2 || string(ka) == string(kb) || genders(ka, kb) {
		return 0
	}
	listedA, listedB := listed(a), listed(b)
	score := 0.0
	if len(kb) <= len(ka)+3 {
		score = discount(petOf(ka, kb), listedA, listedB)
	}
	if len(ka) <= len(kb)+3 {
		score = max(score, discount(petOf(kb, ka), listedB, listedA))
	}
	return score
}

// listing is what the tables know of a word.
type listing struct{ full, pet bool }

func listed(s string) listing {
	var b buffer
	t := nicknames()
	pet := t.pet.find(petSpelling(&b, s)).more()
	key := spelling(&b, s)
	full := t.formal.find(key).more() || t.given.forms.find(key).more() || !pet && GivenRank(s) > 0
	return listing{full, pet}
}

// discount lowers the score of a pet form that is a full name as well, or that
// is listed as the pet form of other names than this listed one.
func discount(score float64, full, pet listing) float64 {
	if pet.full || pet.pet && full.full {
		return score * ownName
	}
	return score
}

// petOf scores pet as a pet form of full; both are keys.
func petOf(full, pet []byte) float64 {
	if len(full) < 3 || len(pet) > longestPet {
		return 0
	}
	return max(clip(full, pet), withEnding(full, pet), tail(full, pet), twice(full, pet), contract(full, pet))
}

// clip: the pet form is the beginning of the name.
func clip(full, pet []byte) float64 {
	if len(full) < len(pet)+2 || !startsWith(full, pet) {
		return 0
	}
	switch {
	case len(pet) >= 4:
		return clipLong
	case len(pet) == 3:
		return clipShort
	}
	return shortStem
}

// withEnding: the pet form is the beginning of the name and a diminutive ending.
func withEnding(full, pet []byte) float64 {
	best := 0.0
	for _, e := range endings {
		stem, ok := cut(pet, e.text, 2)
		if !ok || !startsWith(full, stem) || len(stem)+e.beyond > len(full) || e.sex.against(full) {
			continue
		}
		whole := wholeName(full[len(stem):])
		switch {
		case len(stem) >= 3 && e.whole && !whole:
			best = max(best, loose)
		case len(stem) >= 4 || len(stem) == 3 && whole:
			best = max(best, e.score)
		case len(stem) == 3:
			best = max(best, min(e.score, likely))
		case e.short:
			best = max(best, shortStem)
		}
	}
	return best
}

// wholeName reports whether what a stem leaves of a name is an inflection at
// most: nothing, a vowel (Ana), a vowel and s (Carlos, Jonas).
func wholeName(rest []byte) bool {
	return len(rest) == 0 || vowel(rest[0]) && (len(rest) == 1 || len(rest) == 2 && rest[1] == 's')
}

// tail: the pet form is the end of the name, or its middle and an ending.
func tail(full, pet []byte) float64 {
	if len(full) < len(pet)+1 {
		return 0
	}
	if n := len(full) - len(pet); endsWith(full[n:], pet) {
		if len(pet) >= 4 {
			return tailLong
		}
		if len(pet) == 3 {
			return tailShort
		}
	}
	for _, e := range endings {
		stem, ok := cut(pet, e.text, 3)
		if ok && len(e.text) <= 3 && !e.sex.against(full) && inside(full, stem) {
			return tailStem
		}
	}
	return 0
}

// twice: the pet form is one syllable of the name, said twice.
func twice(full, pet []byte) float64 {
	if len(pet) == 4 && pet[0] == pet[2] && pet[1] == pet[3] && (startsWith(full, pet[:2]) || inside(full, pet[:2])) {
		return doubled
	}
	return 0
}

// contract: the pet form keeps the order of the name's letters and its first
// letter or its end, and leaves the rest out.
func contract(full, pet []byte) float64 {
	if len(pet) < 3 || len(pet) > 6 || len(full) < len(pet)+1 {
		return 0
	}
	i := 0
	for _, c := range full {
		if i < len(pet) && alike(c, pet[i]) {
			i++
		}
	}
	if i < len(pet) {
		return 0
	}
	sameEnd := endsWith(full[len(full)-2:], pet[len(pet)-2:])
	if full[0] == pet[0] || sameEnd {
		return contraction
	}
	return 0
}

// alike treats letters as one that pet forms exchange: Nick and Nicholas.
func alike(a, b byte) bool { return a == b || class(a) == class(b) }

func class(c byte) byte {
	switch c {
	case 'k', 'q':
		return 'c'
	case 'y':
		return 'i'
	case 'z':
		return 's'
	case 'w':
		return 'v'
	}
	return c
}

func startsWith(s, p []byte) bool {
	if len(p) > len(s) {
		return false
	}
	for i, c := range p {
		if !alike(c, s[i]) {
			return false
		}
	}
	return true
}

func endsWith(s, p []byte) bool { return len(s) == len(p) && startsWith(s, p) }

// inside reports whether p stands in s after its first letter.
func inside(s, p []byte) bool {
	for i := 1; i+len(p) <= len(s); i++ {
		if startsWith(s[i:], p) {
			return true
		}
	}
	return false
}

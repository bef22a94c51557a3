package variants

// maxWord bounds the words that are looked up, in bytes: longer ones are no names.
const maxWord = 40

// buffer holds the key of one word: a letter becomes two at most.
type buffer [2 * maxWord]byte

// spelling writes the word without the choices that transliterations make
// differently (Khadija and Hadija stay apart, but Yuri, Yury and Yurii, Sarah
// and Sara, Youssef and Yusef, Katja and Katya, Alexei and Aleksei agree). The
// rules are those on which the romanisations of ICAO 9303, BGN/PCGN and ISO 9
// and the English, French and German press spellings differ. Endings that tell
// a man's name from a woman's stay.
func spelling(b *buffer, s string) []byte {
	if len(s) > maxWord {
		return nil
	}
	k := b[:0]
	for i := 0; i < len(s); i++ {
		var skip int
		k, skip = spell(k, s, i)
		i += skip
	}
	if n := len(k); n > 3 && k[n-1] == 'i' && k[n-2] == 'e' {
		k[n-2] = 'i' // Sergey, Sergei, Sergej, Sergi
		k = k[:n-1]
	}
	return k
}

// spell appends the key of the letter at s[i] and says how many further
// letters it has used up.
func spell(k []byte, s string, i int) ([]byte, int) {
	c, next, rest := s[i], at(s, i+1), s[i:]
	switch c {
	case 'p':
		if next == 'h' {
			return put(k, 'f'), 1
		}
	case 't':
		switch {
		case hasPrefix(rest, "tsch"):
			return append(k, 'c', 'h'), 3
		case hasPrefix(rest, "tch"):
			return append(k, 'c', 'h'), 2
		case next == 'h':
			return put(k, 't'), 1
		}
	case 's':
		if hasPrefix(rest, "sch") {
			return append(k, 's', 'h'), 2
		}
	case 'c', 'q':
		return spellC(k, s, i)
	case 'x':
		if len(k) > 0 {
			return append(k, 'k', 's'), 0
		}
	case 'y', 'j':
		return spellY(k, s, i)
	case 'w':
		if len(k) == 0 && len(s) > 4 || len(k) > 0 && next != 0 && (!vowel(k[len(k)-1]) || !vowel(next)) {
			return put(k, 'v'), 0
		}
	case 'o':
		if next == 'o' || next == 'u' {
			return put(k, 'u'), 1
		}
	case 'e':
		if next == 'e' {
			if i+2 == len(s) || rest == "een" {
				return append(k, 'e', 'e'), 1 // Renee is not Rene, Colleen not Colin
			}
			return put(k, 'i'), 1
		}
	case 'l':
		if rest == "lle" {
			return append(k, 'l', 'l', 'e'), 2 // Danielle is not Daniele
		}
	case 'h':
		if silentH(k, s, i) {
			return k, 0
		}
		return append(k, 'h'), 0
	}
	return put(k, c), 0
}

// spellC is spell for c and q.
func spellC(k []byte, s string, i int) ([]byte, int) {
	next := at(s, i+1)
	soft := next == 'e' || next == 'i' || next == 'y'
	switch {
	case s[i] == 'q':
		if after := at(s, i+2); next == 'u' && (after == 'e' || after == 'i') {
			return put(k, 'k'), 1
		}
	case next == 'h':
		return append(k, 'c', 'h'), 1
	case next == 'k':
		return put(k, 'k'), 1
	case soft:
		return put(k, 'c'), 0
	}
	return put(k, 'k'), 0
}

// spellY is spell for y and j, which are i unless they begin a word; j between
// vowels may be the English one (Najib), so it stays.
func spellY(k []byte, s string, i int) ([]byte, int) {
	next := at(s, i+1)
	if len(k) == 0 {
		return append(k, s[i]), 0
	}
	last := k[len(k)-1]
	if s[i] == 'y' || next == 0 && vowel(last) || vowel(next) && (last == 'i' || !vowel(last)) {
		return put(k, 'i'), 0
	}
	return put(k, 'j'), 0
}

// silentH reports an h that transliterations add or drop: after a at the
// end (Sarah) and between g or r and a vowel (Ghassan, Rhoda).
func silentH(k []byte, s string, i int) bool {
	if len(k) == 0 {
		return false
	}
	last, next := k[len(k)-1], at(s, i+1)
	return next == 0 && last == 'a' || (last == 'g' || last == 'r') && vowel(next)
}

// petSpelling is spelling with the further freedom that pet forms take: Suzy,
// Susie and Suzi, Cindy and Sindi agree.
func petSpelling(b *buffer, s string) []byte {
	k, _ := loosen(spelling(b, s))
	return k
}

// loosen turns a key of spelling into one of petSpelling, in place, and reports
// whether that changed it.
func loosen(k []byte) ([]byte, bool) {
	changed := false
	for i, c := range k {
		if i > 0 && c == 'z' || c == 'c' && i+1 < len(k) && (k[i+1] == 'i' || k[i+1] == 'e') {
			k[i] = 's'
			changed = true
		}
	}
	if n := len(k); n > 3 && k[n-1] == 'e' && (k[n-2] == 'i' || k[n-2] == 'e') {
		k[n-2] = 'i'
		return k[:n-1], true
	}
	return k, changed
}

// put appends a letter unless it doubles the last one.
func put(k []byte, c byte) []byte {
	if n := len(k); n > 0 && k[n-1] == c {
		return k
	}
	return append(k, c)
}

func at(s string, i int) byte {
	if i < len(s) {
		return s[i]
	}
	return 0
}

func hasPrefix(s, p string) bool { return len(s) >= len(p) && s[:len(p)] == p }

func vowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}

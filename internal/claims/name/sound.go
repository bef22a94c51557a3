package name

// skeleton writes the consonants of a word by sound into buf: what is left when
// vowels, which transliterations choose freely, and doubled letters are taken
// away. The first letter is kept by its class. Words of fewer than two
// consonants have none that says anything.
func skeleton(buf []byte, w string) []byte {
	buf = buf[:0]
	for i := 0; i < len(w); i++ {
		c, skip := soundAt(w, i)
		i += skip
		if c == 0 && i == 0 {
			c = 'a'
		}
		if c == 0 || len(buf) > 0 && buf[len(buf)-1] == c {
			continue
		}
		buf = append(buf, c)
	}
	return buf
}

// soundAt returns the class of the consonant at i, 0 for a vowel, and how many
// further letters belong to it.
func soundAt(w string, i int) (byte, int) {
	next := byte(0)
	if i+1 < len(w) {
		next = w[i+1]
	}
	switch c := w[i]; c {
	case 'a', 'e', 'i', 'o', 'u', 'y', 'w', 'h':
		return 0, 0
	case 'b', 'p':
		if c == 'p' && next == 'h' {
			return 'f', 1
		}
		return 'b', 0
	case 'v', 'f':
		return 'f', 0
	case 'd', 't':
		if c == 't' && (next == 's' || next == 'z') {
			return 's', 1
		}
		if c == 'd' && next == 'j' {
			return 'j', 1
		}
		return 'd', 0
	case 'c':
		switch next {
		case 'h':
			return 's', 1
		case 'e', 'i', 'y', 's', 'z':
			return 's', 0
		}
		return 'k', 0
	case 'k', 'q', 'x':
		if next == 'h' {
			return 'k', 1
		}
		return 'k', 0
	case 'g':
		return 'k', 0
	case 's', 'z':
		if next == 'h' {
			return 's', 1
		}
		return 's', 0
	default:
		return c, 0
	}
}

// soundAlike reports whether two words have the same consonants, at least two.
func soundAlike(a, b string) bool {
	var x, y [maxLetters]byte
	if len(a) > maxLetters || len(b) > maxLetters {
		return false
	}
	p, q := skeleton(x[:0], a), skeleton(y[:0], b)
	return len(p) > 2 && string(p) == string(q)
}

package script

// soundClass groups the Latin letters a to z by where in the mouth they are
// made, for letters that stand for each other in no table: labials p, dentals t,
// velars k, sibilants s, nasals n, liquids l, vowels v.
const soundClass = "vpktvpkkvsklnnvpklstvpvsvs"

const (
	nearConsonant  = 60  // a consonant for one made in the same place
	ownConsonant   = 100 // l for r, m for n: where a script merges them its table says so
	otherConsonant = 140 // any other
	never          = 1 << 20
)

// substitute is the price of reading a sound as a letter of another.
func (a *alphabet) substitute(sound, letter byte) int32 {
	x, y := soundClass[sound-'a'], soundClass[letter-'a']
	switch {
	case sound == letter:
		return 0
	case x == 'v' && y == 'v':
		return a.otherVowel
	case x == 'v' || y == 'v':
		return never
	case x != y:
		return otherConsonant
	case x == 'l' || x == 'n':
		return ownConsonant
	}
	return nearConsonant
}

// align returns the price of reading the letters from..to of the source as the
// Latin letters word, or never when it exceeds limit. cells[i][j] is the price
// of the first i letters as the first j.
func (s *Scorer) align(from, to int, word []byte, place []uint8, limit int32) int32 {
	n, width := to-from, len(word)+1
	s.cells = grow(s.cells, (n+1)*width)
	for i := range s.cells {
		s.cells[i] = never
	}
	s.cells[0] = 0
	for i := range n {
		nd := &s.source.nodes[from+i]
		row := s.cells[i*width : (i+1)*width]
		s.insert(row, nd.alpha, place, limit)
		s.step(i, nd, width, word, limit)
		for _, a := range s.source.arcsFrom(from + i) {
			if a.to <= to {
				follow(row, s.cells[(a.to-from)*width:], a.spelling, word, limit)
			}
		}
	}
	last := s.cells[n*width:]
	s.insert(last, s.source.nodes[to-1].alpha, place, limit)
	return last[len(word)]
}

// insert lets Latin letters answer to nothing.
func (s *Scorer) insert(row []int32, a *alphabet, place []uint8, limit int32) {
	for j, p := range place {
		if row[j] <= limit {
			row[j+1] = min(row[j+1], row[j]+a.insert[p])
		}
	}
}

// step leaves a letter out or reads it as a sound that no table gives it.
func (s *Scorer) step(i int, nd *node, width int, word []byte, limit int32) {
	row, next := s.cells[i*width:(i+1)*width], s.cells[(i+1)*width:]
	for j, c := range row {
		if c > limit {
			continue
		}
		next[j] = min(next[j], c+nd.skip)
		if j == len(word) || nd.sound == 0 {
			continue
		}
		price := nd.alpha.substitute(nd.sound, word[j])
		if i == 0 && j == 0 {
			price *= 2 // a name's first sound is the last to change
		}
		next[j+1] = min(next[j+1], c+price)
	}
}

// follow reads one arc in each of its spellings.
func follow(row, target []int32, spellings []spelling, word []byte, limit int32) {
	for j, c := range row {
		if c > limit {
			continue
		}
		rest := word[j:]
		for k := range spellings {
			sp := &spellings[k]
			n := len(sp.latin)
			if n > len(rest) || n > 0 && (sp.latin[0] != rest[0] || n > 1 && sp.latin != string(rest[:n])) {
				continue
			}
			target[j+n] = min(target[j+n], c+sp.cost)
		}
	}
}

func grow[T any](buf []T, n int) []T {
	if cap(buf) < n {
		return make([]T, n, 2*n)
	}
	return buf[:n]
}

package script

// A match pairs a run of source words with a run of Latin words, or leaves a
// source word alone (count 0).
type match struct {
	source, first, count int
	likeness, weight     float64
	initial              bool
}

const (
	maxJoin = 3   // words read as one at most: abu al khair
	clearly = .95 // a likeness that makes other ways to join words not worth a look

	initialLikeness = .7 // an initial for a name that begins with it
	initialWeight   = 60
)

// pairWords pairs the words of both names so that as much as possible agrees,
// each word used once, neighbours joined where that fits better.
func (s *Scorer) pairWords() {
	n, m := s.source.len(), s.target.len()
	s.best = grow(s.best, (n+1)<<m)
	s.choice = grow(s.choice, (n+1)<<m)
	s.known = grow(s.known, n*m*maxJoin*maxJoin)
	for i := range s.best {
		s.best[i] = -1
	}
	for i := range s.known {
		s.known[i].likeness = -1
	}
	s.search(0, 0)
}

// search returns the best sum of agreement of the source words from i on with
// the Latin words that are not in the set used.
func (s *Scorer) search(i, used int) float64 {
	n, m := s.source.len(), s.target.len()
	if i == n {
		return 0
	}
	at := i<<m | used
	if s.best[at] >= 0 {
		return s.best[at]
	}
	best, choice := s.search(i+1, used), match{source: 1}
	for a := 1; a <= maxJoin && i+a <= n; a++ {
		for j := range m {
			for b := 1; b <= maxJoin && j+b <= m && used>>j&(1<<b-1) == 0; b++ {
				p := s.pair(i, a, j, b)
				if p.likeness <= 0 {
					continue
				}
				if v := p.likeness*p.weight + s.search(i+a, used|(1<<b-1)<<j); v > best {
					best, choice = v, *p
				}
			}
		}
	}
	s.best[at], s.choice[at] = best, choice
	return best
}

// pair compares a source words from i with b Latin words from j, once.
func (s *Scorer) pair(i, a, j, b int) *match {
	p := &s.known[((i*maxJoin+a-1)*s.target.len()+j)*maxJoin+b-1]
	if p.likeness < 0 {
		*p = match{source: a, first: j, count: b}
		if a == 1 && b == 1 || !s.joinsInVain(i, a, j, b) {
			s.liken(p, i)
		}
	}
	return p
}

// joinsInVain reports whether one of the words agrees clearly on its own.
func (s *Scorer) joinsInVain(i, a, j, b int) bool {
	for x := range a {
		for y := range b {
			if s.pair(i+x, 1, j+y, 1).likeness >= clearly {
				return true
			}
		}
	}
	return false
}

// liken fills in how alike the words of a match are.
func (s *Scorer) liken(p *match, i int) {
	l, t := &s.source, &s.target
	from, to, start, end := l.words[i], l.words[i+p.source], t.words[p.first], t.words[p.first+p.count]
	p.likeness = 0
	if p.source+p.count > 2 && max(to-from, end-start) > maxLetters {
		return // words this long are not halves of one
	}
	if p.initial = s.isInitial(from, to, start, end); p.initial {
		p.likeness, p.weight = initialLikeness, initialWeight
		return
	}
	alpha := l.nodes[from].alpha
	source, target := l.weigh(from, to), t.weigh(start, end, alpha)
	p.weight = float64(source+target) / 2
	limit := int32(p.weight * alpha.half * tooFar)
	if p.weight > 0 && max(source, target)-min(source, target) <= 2*(limit+consonant) {
		price := s.align(from, to, t.letters[start:end], t.place[start:end], limit)
		p.likeness = alpha.likeness(price, p.weight)
	}
}

func (l *lattice) weigh(from, to int) int32 {
	sum := int32(0)
	for i := from; i < to; i++ {
		sum += l.nodes[i].weight
	}
	return sum
}

func (n *latinName) weigh(start, end int, a *alphabet) int32 {
	sum := int32(0)
	for k := start; k < end; k++ {
		w := a.insert[n.place[k]]
		if isVowel(n.letters[k]) {
			w = min(a.vowel, w+10)
		}
		sum += w
	}
	return sum
}

// isInitial reports whether one word is a single letter that the other can begin
// with. A single Chinese character is no initial, and a syllable is two letters.
func (s *Scorer) isInitial(from, to, start, end int) bool {
	if (end-start == 1) == (to-from == 1) || s.source.nodes[from].alpha == hanRead() {
		return false
	}
	for _, a := range s.source.arcsFrom(from) {
		for _, sp := range a.spelling {
			if sp.cost == 0 && sp.latin != "" && sp.latin[0] == s.target.letters[start] {
				return true
			}
		}
	}
	return false
}

package script

// How a pairing of words becomes a score. The weakest pair counts more than the
// mean: siblings share all but one word.
const (
	meanShare    = .45
	extraWord    = .05 // off for each word that only one side has
	extraUnique  = .2  // the same where an unspaced name must account for all
	extraLight   = .3  // the part of it for a particle
	extraAtMost  = .22
	givenMissing = .2 // off when the extra word is the first
	oneWord      = .72
	unpaired     = 350.0 // weight of two words that found no partner
)

// A tally adds up a pairing.
type tally struct {
	agreed, weight   float64
	weakest, initial float64 // likeness of the weakest word, and of the weakest initial
	pairs            int     // not counting initials
	alone, left      float64 // words without a partner in the source, in Latin
	first            bool    // one of them is the first of its name
}

// summarise follows the best pairing and scores it.
func (s *Scorer) summarise() float64 {
	n, m := s.source.len(), s.target.len()
	t, used := tally{weakest: 1, initial: 1}, 0
	for i := 0; i < n; {
		c := &s.choice[i<<m|used]
		if c.count == 0 {
			t.alone += extraPart(s.source.light[i])
			t.first = t.first || i == 0
			i++
			continue
		}
		t.add(c)
		used |= (1<<c.count - 1) << c.first
		i += c.source
	}
	for j := range m {
		if used>>j&1 == 0 {
			t.left += extraPart(isParticle(string(s.target.word(j))))
			t.first = t.first || j == 0
		}
	}
	if s.unspaced {
		return t.score(extraUnique)
	}
	return t.score(extraWord)
}

func (t *tally) add(c *match) {
	t.agreed += c.weight * c.likeness
	t.weight += c.weight
	if c.initial {
		t.initial = min(t.initial, c.likeness)
		return
	}
	t.weakest = min(t.weakest, c.likeness)
	t.pairs++
}

// score weighs the tally; each is what an extra word costs.
func (t *tally) score(each float64) float64 {
	if t.pairs == 0 {
		return 0
	}
	if t.pairs == 1 { // an initial is weak evidence beside a single name
		t.weakest = min(t.weakest, t.initial)
	}
	fewer := min(t.alone, t.left)
	if fewer >= 1 || fewer > 0 && t.pairs == 1 {
		t.weakest = 0
		t.weight += unpaired * max(1, fewer)
	}
	score := meanShare*t.agreed/t.weight + (1-meanShare)*t.weakest
	extra := max(t.alone, t.left) - fewer
	score -= min(extraAtMost, each*extra)
	if t.first && extra >= 1 {
		score -= givenMissing
	}
	if t.pairs == 1 && extra >= 1 && t.initial == 1 {
		score *= oneWord
	}
	return max(0, score)
}

func extraPart(light bool) float64 {
	if light {
		return extraLight
	}
	return 1
}

// isParticle reports words that a name may be written with or without.
func isParticle(word string) bool {
	switch word {
	case "al", "el", "ibn", "bin", "ben", "bint", "von", "van", "der", "den", "de", "la", "di", "da", "do", "dos", "du", "del", "of",
		"بن", "ابن", "بنت", "ال", "בן", "פון", "ואן", "דה", "фон", "ван", "де", "оглы", "кызы", "フォン", "ファン", "デ", "폰", "반", "데":
		return true
	}
	return false
}

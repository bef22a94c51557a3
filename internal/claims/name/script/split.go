package script

import "unicode/utf8"

// splits returns where an unspaced East Asian family name may end: after one,
// two or three syllables, the likeliest first; 0 leaves the words as they are.
// A name against a single Latin word is not split, nor is one with spaces.
func (s *Scorer) splits(words []string) []int {
	if len(words) > 1 || s.target.len() == 1 {
		return []int{0}
	}
	switch utf8.RuneCountInString(words[0]) {
	case 0, 1:
		return []int{0}
	case 2:
		return []int{1}
	case 3:
		return []int{1, 2}
	case 4:
		return []int{2, 1, 3, 0}
	}
	return []int{2, 3, 0}
}

// readHangul reads Korean: a name split after its family name by the rules for
// Korean names, words as they stand by those for foreign names too.
func (s *Scorer) readHangul(words []string, split int) {
	s.source.reset()
	s.unspaced = split > 0
	for _, w := range words {
		r := []rune(w)
		switch {
		case split > 0:
			s.addWord(hangulName(), string(r[:split]))
			s.addWord(hangulName(), string(r[split:]))
		default:
			s.addReadable(alphabetOf([]string{w}), w)
		}
	}
}

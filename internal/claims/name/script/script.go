// Package script compares person names that are written in different scripts,
// offline and without a dictionary of names.
//
// The words of the name in the other script are a chain of letters, and a table
// gives for each letter, and for runs of letters, the Latin spellings that
// romanisation standards and everyday use give it, each with a price. Aligning
// the chain with a Latin word finds the cheapest way to read one as the other;
// the price, in proportion to what the words weigh, says how alike they are.
package script

import (
	"slices"
	"strings"
)

// Methods by which names are compared.
const (
	byLetters    = "romanised letters"
	byConsonants = "consonant skeleton"
	byHangul     = "hangul syllables"
	byKana       = "kana syllables"
	byReadings   = "han readings"
	bySounds     = "han sounds"
	byNothing    = "none"
)

// Scorer compares names and keeps its working memory from one to the next. The
// zero value is ready; it is not for use by several goroutines at once.
type Scorer struct {
	source   lattice
	target   latinName
	unspaced bool // the source was one word and is split by rule
	letters  []rune
	cells    []int32
	known    []match
	best     []float64
	choice   []match
	readings map[hanKey][]spelling
}

// Score returns how alike two names in different scripts are, 0 to 1, and the
// way they were compared. Each name is a list of words, folded, Latin ones to a
// to z; at least one of the names is not Latin. Names that agree in everything
// score at most Most, 0 and "none" say that a script cannot be read.
//
// Words pair in any order, except that the first word counts as a given name
// where one is left over. Two names in the same script score at most
// SameScriptMost: those that sound alike need not be spelled alike.
func Score(a, b []string) (score float64, method string) {
	var s Scorer
	return s.Score(a, b)
}

// Bounds of the score.
const (
	Most           = .98 // one script never spells all that another does
	SameScriptMost = .84
	LastResortMost = .84 // scripts known by plain spellings only
)

// Names longer than this are cut: more words or letters than a person has.
const (
	maxWords   = 9
	maxLetters = 40
)

// Score is the function Score with the memory of s.
func (s *Scorer) Score(a, b []string) (score float64, method string) {
	a, b = a[:min(len(a), maxWords)], b[:min(len(b), maxWords)]
	x, y := alphabetOf(a), alphabetOf(b)
	if x == nil || y == nil {
		return 0, byNothing
	}
	if x.rank < y.rank || x.rank == y.rank && slices.Compare(a, b) < 0 {
		a, b, x, y = b, a, y, x
	}
	s.readTarget(b, x)
	if s.target.len() == 0 {
		return 0, byNothing
	}
	score, method = s.compare(a, x)
	switch {
	case x == y:
		score = min(score, SameScriptMost)
	case x == other():
		score = min(score, LastResortMost)
	}
	return min(score, Most), method
}

// readTarget reads the Latin side; words that are not Latin are romanised.
func (s *Scorer) readTarget(words []string, source *alphabet) {
	s.target.reset()
	if source == arabic() && !slices.ContainsFunc(words, notASCII) {
		s.target.addArabic(words)
		return
	}
	for _, w := range words {
		if notASCII(w) {
			spellings := Romanize(w)
			if len(spellings) == 0 {
				continue
			}
			w = spellings[0]
		}
		s.target.addWord(w)
	}
}

func notASCII(word string) bool {
	return strings.ContainsFunc(word, func(r rune) bool { return r >= 0x80 })
}

// compare tries the ways to read the source name and returns the best.
func (s *Scorer) compare(words []string, a *alphabet) (float64, string) {
	best, method := 0.0, a.method
	try := func(m string, most float64) {
		if s.source.len() == 0 {
			return
		}
		s.pairWords()
		if score := min(most, s.summarise()); score > best {
			best, method = score, m
		}
	}
	s.unspaced = false
	switch a {
	case hanRead():
		s.tryHan(words, try)
	case hangul():
		for _, split := range s.splits(words) {
			s.readHangul(words, split)
			try(byHangul, Most)
		}
	default:
		s.readLetters(words)
		try(a.method, Most)
	}
	return best, method
}

// readLetters reads words letter by letter. The Arabic abd, servant, makes one
// name with the word after it.
func (s *Scorer) readLetters(words []string) {
	s.source.reset()
	for i := 0; i < len(words); i++ {
		w := words[i]
		if w == "عبد" && i+1 < len(words) {
			i++
			w += words[i]
		}
		a := alphabetOf([]string{w})
		if a == kana() && s.target.isRomaji() {
			a = kanaName()
		}
		s.addReadable(a, w)
	}
}

// addReadable appends a word, if it can be read.
func (s *Scorer) addReadable(a *alphabet, w string) {
	if a != nil {
		s.addWord(a, w)
	}
}

func (s *Scorer) addWord(a *alphabet, w string) {
	s.letters = spell(s.letters[:0], a, w)
	s.letters = s.letters[:min(len(s.letters), maxLetters)]
	s.source.addWord(a, s.letters, isParticle(w))
}

package script

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"strings"
	"sync"
	"unicode/utf8"
)

// hanData is made by gen_han.go of the Unihan database (Unicode License v3).
//
//go:embed han.txt.gz
var hanData []byte

// hanChar are the readings of one character, each a list separated by spaces.
type hanChar struct {
	mandarin, cantonese, korean, japanese, vietnamese, simplified string
}

var hanChars = sync.OnceValue(readHanData)

func readHanData() map[rune]hanChar {
	zr, err := gzip.NewReader(bytes.NewReader(hanData))
	if err != nil {
		panic("broken build: " + err.Error())
	}
	text, err := io.ReadAll(zr)
	if err != nil {
		panic("broken build: " + err.Error())
	}
	out := make(map[rune]hanChar, bytes.Count(text, []byte{'\n'}))
	for line := range strings.Lines(string(text)) {
		var f [7]string
		for i := range f {
			f[i], line, _ = strings.Cut(strings.TrimSuffix(line, "\n"), ";")
		}
		for _, r := range f[0] {
			out[r] = hanChar{f[1], f[2], f[3], f[4], f[5], f[6]}
		}
	}
	return out
}

// A language reads the same characters in its own way.
type language int

const (
	mandarin language = iota
	cantonese
	korean
	japanese
	vietnamese
	languages
)

// tryHan reads a name in Chinese characters as a name of each language, all of
// it in the same one, and as a foreign name written by sound.
func (s *Scorer) tryHan(words []string, try func(method string, most float64)) {
	for lang := range languages {
		for _, split := range s.splits(words) {
			if s.readHan(words, lang, split) {
				try(byReadings, Most)
			}
		}
	}
	if most := s.trustInSound(words); most > 0 {
		s.unspaced = false
		s.readSounds(words)
		try(bySounds, most)
	}
}

const (
	longestChinese = 4   // letters of a name with a family name of two
	shortSoundMost = .84 // what a name no longer than that scores by sound
)

// trustInSound returns the most that a name scores by sound alone. Foreign names
// are spelled out in characters; a name as short as a Chinese one is more likely
// to be one, and by sound, with l for r and vowels to spare, it would agree with
// too much.
func (s *Scorer) trustInSound(words []string) float64 {
	letters, shortest := 0, maxLetters
	for _, w := range words {
		n := utf8.RuneCountInString(w)
		letters += n
		shortest = min(shortest, n)
	}
	switch {
	case letters > longestChinese:
		return Most
	case len(words) > 1 && shortest > 1, len(words) == 1 && s.target.len() == 1:
		return shortSoundMost
	}
	return 0
}

// readHan reads the words in one language and reports whether it can.
func (s *Scorer) readHan(words []string, lang language, split int) bool {
	s.source.reset()
	s.unspaced = split > 0
	for _, w := range words {
		if a := alphabetOf([]string{w}); a != hanRead() {
			s.addReadable(a, w)
			continue
		}
		r := []rune(w)
		r = r[:min(len(r), maxLetters)]
		if !s.addHan(r[:split], lang) || !s.addHan(r[split:], lang) {
			return false
		}
	}
	return true
}

// addHan appends characters as one word.
func (s *Scorer) addHan(word []rune, lang language) bool {
	if lang == korean {
		return s.addHanja(word)
	}
	l := &s.source
	for i, c := range word {
		if m := alphabetOfLetter(c); m == kana() {
			if lang != japanese {
				return false
			}
			s.addKana(c)
			continue
		}
		list := s.hanSpellings(hanKey{c, lang, i == 0 && l.len() == 0})
		if len(list) == 0 {
			return false
		}
		l.nodes = append(l.nodes, node{alpha: hanRead(), arcs: len(l.arcs), skip: syllable, weight: syllable})
		l.arcs = append(l.arcs, arc{len(l.nodes), list})
	}
	l.endWord(false)
	return true
}

// addKana appends one kana among Chinese characters: given names mix them.
func (s *Scorer) addKana(c rune) {
	s.letters = appendKana(s.letters[:0], string(c))
	for i := range s.letters {
		s.source.addLetter(kana(), s.letters, i)
	}
}

// syllable is the weight of a character whose readings are whole syllables.
const syllable = 200

// addHanja appends characters in Korean. Of several readings the last listed is
// the one for family names (金 is geum and Kim), the first that for the rest.
func (s *Scorer) addHanja(word []rune) bool {
	s.letters = s.letters[:0]
	for i, c := range word {
		readings := strings.Fields(hanChars()[c].korean)
		if len(readings) == 0 {
			return false
		}
		k := readings[0]
		if i == 0 && s.source.len() == 0 {
			k = readings[len(readings)-1]
		}
		for _, r := range k {
			s.letters = appendJamo(s.letters, r)
		}
	}
	s.source.addWord(hangulName(), s.letters, false)
	return true
}

// readSounds reads characters for their sound in Mandarin alone.
func (s *Scorer) readSounds(words []string) {
	s.source.reset()
	for _, w := range words {
		if a := alphabetOf([]string{w}); a != hanRead() {
			s.addReadable(a, w)
			continue
		}
		s.letters = s.letters[:0]
		for _, c := range w {
			reading, _, _ := strings.Cut(hanChars()[c].mandarin, " ")
			switch c { // in foreign names not their first reading
			case '什':
				reading = "shi"
			case '茜':
				reading = "xi"
			}
			for _, r := range reading {
				s.letters = append(s.letters, r)
			}
		}
		s.letters = s.letters[:min(len(s.letters), 2*maxLetters)]
		s.source.addWord(hanSound(), s.letters, false)
	}
}

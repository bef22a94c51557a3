package script

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A lattice holds a name's letters as a chain of nodes with arcs between them:
// an arc spans one letter or a few and carries their Latin spellings.
type lattice struct {
	nodes []node
	arcs  []arc
	words []int  // the node each word begins at, and the number of nodes
	light []bool // words that are particles
}

type arc struct {
	to       int
	spelling []spelling
}

// A node is one letter.
type node struct {
	alpha  *alphabet
	arcs   int   // index of the first arc that leaves here; they are contiguous
	sound  byte  // the first Latin letter of its first spelling, 0 when it is mute
	skip   int32 // price of leaving the letter unread
	weight int32
}

func (l *lattice) len() int { return len(l.words) - 1 }

func (l *lattice) reset() {
	l.nodes, l.arcs, l.light, l.words = l.nodes[:0], l.arcs[:0], l.light[:0], append(l.words[:0], 0)
}

// addWord appends a word given as letters of an alphabet.
func (l *lattice) addWord(a *alphabet, letters []rune, light bool) {
	for i := range letters {
		l.addLetter(a, letters, i)
	}
	l.endWord(light)
}

func (l *lattice) endWord(light bool) {
	if n := len(l.nodes); n > l.words[l.len()] {
		l.words = append(l.words, n)
		l.light = append(l.light, light)
	}
}

func (l *lattice) addLetter(a *alphabet, letters []rune, i int) {
	n := node{alpha: a, arcs: len(l.arcs), skip: consonant, weight: consonant}
	at := len(l.nodes)
	bound := 0 // length of an entry tied to this place: it replaces the general one
	for _, e := range a.table[letters[i]] {
		if (e.initial || e.final) && e.fits(letters, i) {
			bound = max(bound, len(e.letters))
		}
	}
	for _, e := range a.table[letters[i]] {
		if !e.fits(letters, i) || e.final == e.initial && len(e.letters) == bound {
			continue
		}
		l.arcs = append(l.arcs, arc{at + len(e.letters), e.spelling})
		if len(e.letters) == 1 && !e.final && !e.initial {
			n.learn(e.spelling)
		}
	}
	l.nodes = append(l.nodes, n)
}

// learn derives the node's own values from the letter's spellings.
func (n *node) learn(list []spelling) {
	for _, s := range list {
		if s.latin != "" {
			n.sound = s.latin[0]
			break
		}
	}
	if n.sound == 0 {
		n.skip, n.weight = 0, 0
		return
	}
	if isVowel(n.sound) {
		n.skip, n.weight = n.alpha.insert[loneVowel], n.alpha.vowel
		n.skip = max(n.skip, fullVowels[loneVowel])
	}
	for _, s := range list {
		if s.latin == "" {
			n.skip, n.weight = s.cost, min(n.weight, n.alpha.vowel)
			if s.cost == 0 {
				n.weight = 0
			}
		}
	}
}

// arcsFrom returns the arcs that leave a node.
func (l *lattice) arcsFrom(i int) []arc {
	end := len(l.arcs)
	if i+1 < len(l.nodes) {
		end = l.nodes[i+1].arcs
	}
	return l.arcs[l.nodes[i].arcs:end]
}

// spell appends the letters of a word as its alphabet's table names them.
func spell(out []rune, a *alphabet, word string) []rune {
	switch a {
	case kana(), kanaName():
		return appendKana(out, word)
	case hangul(), hangulName():
		for _, r := range word {
			out = appendJamo(out, r)
		}
		return out
	case thai():
		return appendThai(out, word)
	}
	start := len(out)
	for _, r := range word {
		r = indicLetter(plainLetter(unicode.ToLower(r)))
		if n := len(out); n > start && out[n-1] == r && !twice(r) {
			continue
		}
		if n := len(out); r != virama && n > start+1 && out[n-1] == virama && out[n-2] == r {
			out = out[:n-1] // a doubled consonant
			continue
		}
		if a.table[r] != nil {
			out = append(out, r)
		}
	}
	return out
}

// twice reports letters whose doubling is more than a long consonant: those are
// read once, as the Latin side is.
func twice(r rune) bool { return strings.ContainsRune("аеиоуוייويαειο", r) }

// plainLetter takes the accents off Greek letters; folded text has none.
func plainLetter(r rune) rune {
	const accented, plain = "άέήίόύώϊϋΐΰς", "αεηιουωιυιυσ"
	if i := strings.IndexRune(accented, r); i >= 0 {
		r, _ = utf8.DecodeRuneInString(plain[i:]) // each letter takes two bytes
	}
	return r
}

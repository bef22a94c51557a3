package script

import "strings"

// latinName is the Latin side: the letters of its words one after the other,
// doubled consonants written once, x as ks, Mc as mac.
type latinName struct {
	letters []byte
	place   []uint8 // place class of each letter
	words   []int   // where each word begins, and the end
}

func (n *latinName) len() int { return len(n.words) - 1 }

func (n *latinName) word(i int) []byte { return n.letters[n.words[i]:n.words[i+1]] }

func (n *latinName) reset() {
	n.letters, n.place, n.words = n.letters[:0], n.place[:0], append(n.words[:0], 0)
}

// addWord appends a word; what is not a letter is left out.
func (n *latinName) addWord(word string) {
	start := len(n.letters)
	if strings.HasPrefix(word, "mc") && len(word) > 3 {
		n.letters = append(n.letters, "mac"...)
		word = word[2:]
	}
	for i := range min(len(word), maxLetters) {
		c := word[i] | 0x20
		if c < 'a' || c > 'z' {
			continue
		}
		last := len(n.letters) - 1
		switch {
		case c == 'x':
			n.letters = append(n.letters, 'k', 's')
		case last >= start && n.letters[last] == c && c != 'e' && c != 'o' && len(word) > 2:
		default:
			n.letters = append(n.letters, c)
		}
	}
	if len(n.letters) == start {
		return
	}
	if start > 0 && n.letters[start] == n.letters[start-1] && n.place[start-1] != article {
		n.place[start-1] = doubled
	}
	for i := range n.letters[start:] {
		n.place = append(n.place, placeOf(n.letters[start:], i))
	}
	n.words = append(n.words, len(n.letters))
}

// addArabic appends the words of an Arabic name, reading the article and abd
// together with what follows them.
func (n *latinName) addArabic(words []string) {
	for i := 0; i < len(words); i++ {
		w, isAl := words[i], false
		for i+1 < len(words) {
			if isAl = isArticle(words[i], words[i+1]); !isAl && !isServant(w, words[i+1]) {
				break
			}
			i++
			w += words[i]
		}
		start := len(n.letters)
		n.addWord(w)
		if !strings.HasPrefix(w, "abd") && i > 0 && isArticle(words[i-1], words[i]) {
			for k := start; k < min(start+2, len(n.letters)); k++ {
				n.place[k] = article
			}
		}
	}
}

// isServant reports abd, abdul, abdel and the like before another word.
func isServant(w, next string) bool {
	return strings.HasPrefix(w, "abd") && len(w) <= len("abdel")+1 && len(next) > 1
}

// isArticle reports al, el, ul and the forms in which the l takes on the sound
// of the next word: ar rahman, ad din.
func isArticle(w, next string) bool {
	if len(w) != 2 || next == "" || strings.IndexByte("aeu", w[0]) < 0 {
		return false
	}
	return w[1] == 'l' || w[1] == next[0] && strings.IndexByte("dnrstz", w[1]) >= 0
}

func isVowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}

// isGlide reports a y that is spoken as a consonant, before a vowel.
func isGlide(w []byte, i int) bool { return w[i] == 'y' && i+1 < len(w) && isVowel(w[i+1]) }

func placeOf(w []byte, i int) uint8 {
	if isGlide(w, i) {
		return glide
	}
	if isVowel(w[i]) {
		return vowelPlace(w, i)
	}
	c, last := w[i], i == len(w)-1
	vowelNext := !last && isVowel(w[i+1])
	switch {
	case c == 'w':
		return glide
	case c == 'h' && (!vowelNext || i > 0 && !isVowel(w[i-1])):
		return silentH
	case c == 'h' && i == 0:
		return firstH
	case c == 'r' && i > 0 && !vowelNext:
		return softR
	case c == 'g' && !last && w[i+1] == 'h', c == 'k' && i == 0 && !last && w[1] == 'n':
		return silentG
	case last && i > 2 && strings.IndexByte("stdzp", c) >= 0:
		return finalConsonant
	}
	return plainConsonant
}

func vowelPlace(w []byte, i int) uint8 {
	switch {
	case w[i] == 'e' && i == len(w)-1 && i > 1:
		return finalE
	case i == 0:
		return firstVowel
	case isVowel(w[i-1]) && !isGlide(w, i-1):
		return nextVowel
	case i == len(w)-1:
		return finalVowel
	case strings.IndexByte("iou", w[i]) >= 0:
		return highVowel
	}
	return loneVowel
}

// latinTable reads Latin words among those of the other script.
const latinTable = `
a a
b b
c c | k
d d
e e
f f | ph
g g
h h
i i y
j j
k k c
l l
m m
n n
o o
p p
q q k
r r
s s
t t
u u
v v w
w w v
x ks
y y i
z z
`

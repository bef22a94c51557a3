package script

import "strings"

// kanaNameTable is for Japanese names: Hepburn, Kunrei, and the ways to write or
// leave out a long vowel, without the sounds of foreign words.
const kanaNameTable = `
a a
i i
u u
e e
o o
a- a aa ah
i- i ii
u- u uu
e- e ee ei
o- o oh ou oo
aa a aa
ii i ii
ou o ou oh oo
oo o oo oh
uu u uu
ei ei | e
- - h
k k
s s
S sh s
SY sh sy
t t
C ch t
CY ch ty
T ts t
n n
N n | m
Nn n nn
Nm m nm
h h
F f h
m m
y y
Y y
r r
w w
g g
z z
d d
b b
p p
J j z
JY j zy jy
V v b
Q - t
`

// isRomaji reports whether every Latin word is made of the syllables of Japanese.
func (n *latinName) isRomaji() bool {
	for i := range n.len() {
		if !isRomaji(n.word(i)) {
			return false
		}
	}
	return true
}

func isRomaji(w []byte) bool {
	for len(w) > 0 {
		k := 0
		for k < len(w) && strings.IndexByte("aiueo", w[k]) < 0 {
			k++
		}
		if !isOnset(string(w[:k]), k == len(w)) {
			return false
		}
		w = w[min(k+1, len(w)):]
	}
	return true
}

// isOnset reports whether consonants may stand before a vowel, or at the end:
// one consonant and y, after an n or an h that ends the syllable before.
func isOnset(c string, end bool) bool {
	if end {
		return c == "" || c == "n" || c == "h"
	}
	for _, tail := range [...]string{"n", "m", "h"} {
		if rest, ok := strings.CutPrefix(c, tail); ok && rest != "" && rest != "y" {
			c = rest
			break
		}
	}
	switch c {
	case "", "k", "s", "t", "n", "h", "m", "y", "r", "w", "g", "z", "d", "b", "p", "f", "j", "sh", "ch", "ts", "tch":
		return true
	}
	return len(c) == 2 && c[1] == 'y' && strings.IndexByte("kstnhmrgzbpj", c[0]) >= 0
}

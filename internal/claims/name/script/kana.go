package script

import (
	"strings"
	"sync"
)

// kanaTable spells the sounds that appendKana makes of kana: Hepburn first,
// then Kunrei (ISO 3602), then what katakana stands for in foreign names (the
// Japanese cabinet's rules for foreign words, 1991): v and b share ビ, l and r
// share ラ, th becomes s, the vowels u and o fill up consonants, and a long mark
// covers long vowels and the English r.
const kanaTable = `
a a | A er
i i | I
u u - | U o e
e e | E
o o | O - er
a- a ah aa ar er | ir ur ear A
i- i ee ea ie y ii | I
u- u oo uu ou | U ew ue
e- e a ai ay ei ee | E
o- o oh ou oo or au aw ow | O oa ore oor
ou o ou oh oo | au ow oa
oo o oo oh
uu u uu
ei ei a ai ay e | E
ai ai i y ei ie | igh ye
au au ou ow
ia ia ea ya | ear
ua ua wa
- - | h r e a
k k ~ c q | K
s s ~ th | S
S sh s | SH c
t t | T
C ch t | CH tu
T ts tz z | TS t
n n | N
h h ~ f | F KH r
F f h | F v KH
m m
y y ~ i j l
Y y ~ i - | j l
r r ~ l | R L
w w | W V ou u
g g | G
z z ~ s th | Z
d d | D
b b ~ v | B V
p p | P
J j z | J g di dge ge zh
V v b ~ w | V
N n | m ng
Nn n nn
Nm m nm
Q - | k t c p
ks x ks
ku k q c | ku qu
`

// kanaRows lists the katakana of a consonant with the vowels a, i, u, e, o.
const kanaRows = `- アイウエオ
k カキクケコ
s サ.スセソ
t タ..テト
n ナニヌネノ
h ハヒ.ヘホ
m マミムメモ
y ヤ.ユ.ヨ
r ラリルレロ
w ワヰ.ヱヲ
g ガギグゲゴ
z ザ.ズゼゾ
d ダヂヅデド
b バビブベボ
p パピプペポ
S .シ...
C .チ...
T ..ツ..
F ..フ..
J .ジ...
V ヷヸヴヹヺ
`

const smallVowels, smallY = "ァィゥェォ", "ャュョ"

// A mora is a kana's consonant (0 for none) and vowel.
type mora struct{ consonant, vowel rune }

// morae finds the consonant and vowel of a katakana letter.
var morae = sync.OnceValue(func() map[rune]mora {
	out := map[rune]mora{}
	for line := range strings.Lines(kanaRows) {
		row := []rune(strings.TrimSpace(line))
		c := row[0]
		if c == '-' {
			c = 0
		}
		for i, kana := range row[2:] {
			if kana != '.' {
				out[kana] = mora{c, rune("aiueo"[i])}
			}
		}
	}
	return out
})

// appendKana writes kana as the sounds of kanaTable: upper case for sh (S), ch
// (C), ts (T), f, j, v, the nasal (N), a doubled consonant (Q) and a glide (Y).
func appendKana(out []rune, word string) []rune {
	for _, r := range word {
		r = katakana(r)
		small, vowel := 0, rune(0)
		if i := strings.IndexRune(smallVowels, r); i >= 0 {
			small, vowel = 1, rune("aiueo"[i/len("ァ")])
		} else if i := strings.IndexRune(smallY, r); i >= 0 {
			small, vowel = 2, rune("auo"[i/len("ャ")])
		}
		n := len(out)
		switch {
		case small > 0 && n > 0 && strings.ContainsRune("iueo", out[n-1]):
			out = appendSmall(out, vowel, small == 2)
		case small == 1:
			out = append(out, vowel)
		case small == 2:
			out = append(out, 'y', vowel)
		case r == 'ー':
			out = append(out, '-')
		case r == 'ン':
			out = append(out, 'N')
		case r == 'ッ':
			out = append(out, 'Q')
		default:
			m, ok := morae()[r]
			if !ok {
				continue
			}
			if m.consonant != 0 {
				out = append(out, m.consonant)
			}
			out = append(out, m.vowel)
		}
	}
	return out
}

// appendSmall lets a small kana take the place of the vowel before it: フ and ァ
// are fa, キ and ャ kya, ウ and ィ wi, ク and ァ kwa.
func appendSmall(out []rune, vowel rune, glide bool) []rune {
	last := out[len(out)-1]
	out = out[:len(out)-1]
	before := rune(0)
	if len(out) > 0 {
		before = out[len(out)-1]
	}
	switch {
	case glide:
		out = append(out, 'Y')
	case last == 'u' && (before == 0 || before == 'k' || before == 'g' || strings.ContainsRune("aiueo-", before)):
		out = append(out, 'w')
	case last == 'i' && (before == 0 || strings.ContainsRune("aiueo-", before)):
		out = append(out, 'y')
	}
	return append(out, vowel)
}

// katakana turns hiragana into katakana, which Unicode lays out alike.
func katakana(r rune) rune {
	if r >= 'ぁ' && r <= 'ゖ' {
		return r + 'ァ' - 'ぁ'
	}
	return r
}

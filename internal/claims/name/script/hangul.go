package script

// hangulTable reads Hangul by its letters (conjoining jamo: first consonants,
// vowels, last consonants): Revised Romanisation (2000), McCune-Reischauer
// without its accents, the spellings people use for themselves (oo, ee,
// young), and the sounds the rules for foreign words (1986) map to a letter:
// f to ㅍ, v to ㅂ, th to ㅅ, z to ㅈ, the vowel ㅡ where Korean needs one.
const hangulTable = `
ᄀ g k | G K
ᄁ kk gg k g | K
ᄂ n | r l
ᄃ d t | D T
ᄄ tt dd t d
ᄅ r l n | R L
ᄆ m
ᄇ b p v | B V
ᄈ pp bb p b
ᄉ s sh th | S SH ch
ᄊ ss s | S
ᄋ -
ᄌ j ch z | J Z dj tj
ᄍ jj tch j ch z
ᄎ ch z ts | CH c Z
ᄏ k c q | K
ᄐ t | T
ᄑ p f ph v w | F P
ᄒ h j | H F -
ᅡ a | A ar
ᅢ ae ai e a | E
ᅣ ya ia | yah ja
ᅤ yae yai
ᅥ eo o u e | A er ur or ar oe
ᅦ e | E ai a ae
ᅧ yeo yo you yu ye | ia eo jo
ᅨ ye e ie yea | je
ᅩ o | O or au
ᅪ wa oa | ua oi va
ᅫ wae wai | we
ᅬ oe we oi wae | eu ue o
ᅭ yo | eo io eau jo
ᅮ u oo w wo woo wu ou | U
ᅯ wo weo wu won | wa wor
ᅰ we | ue
ᅱ wi ui wee | u ue y hui vi
ᅲ yu you yoo u ew | iu ue ju yw
ᅳ - | eu u e o
ᅴ ui eui yi ee | i e
ᅵ i ee yi y | I e
ᅡ이 ai i y ei ie | igh ye
ᅦ이 a ai ay ei ey | ae e ea
ᅩ우 o ow oa | ou
ᅡ우 ou ow au | ao
어$ er r or a | eo
ᆨ k g c | ck ch q
ᆩ k kk
ᆪ k ks
ᆫ n | nn
ᆬ n
ᆭ n
ᆮ t d
ᆯ l r | ll
ᆰ k lk g
ᆱ m lm
ᆲ l lb p
ᆶ l
ᆷ m
ᆸ p b f | v
ᆹ p ps
ᆺ t s th d | ts
ᆻ t ss s
ᆼ ng n
ᆫᄂ n nn
ᆯᄅ l r | L R
ᆷᄆ m
ᆨᄀ k g c
ᆸᄇ b p | v
ᆺᄉ s
ᆽ t j
ᆾ t ch
ᆿ k
ᇀ t th
ᇁ p
ᇂ h t
`

const (
	hangulFirst, hangulLast        = 0xAC00, 0xD7A3
	jamoLead, jamoVowel, jamoTrail = 0x1100, 0x1161, 0x11A7
	jamoPerLead, jamoPerVowel      = 588, 28
)

// withSurnames adds the spellings of family names, for the beginning of a word.
func withSurnames(t table) table {
	for _, entries := range parseTable(hangulSurnames, nil) {
		for _, e := range entries {
			e.initial = true
			t[e.letters[0]] = append(t[e.letters[0]], e)
		}
	}
	return t
}

// appendJamo takes a Hangul syllable apart (Unicode 3.12).
func appendJamo(out []rune, r rune) []rune {
	if r < hangulFirst || r > hangulLast {
		return append(out, r)
	}
	i := r - hangulFirst
	out = append(out, jamoLead+i/jamoPerLead, jamoVowel+i%jamoPerLead/jamoPerVowel)
	if t := i % jamoPerVowel; t > 0 {
		out = append(out, jamoTrail+t)
	}
	return out
}

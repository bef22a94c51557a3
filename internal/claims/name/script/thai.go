package script

import "strings"

// thaiTable reads Thai by the Royal Institute's general system (1999) and the
// older spellings names keep: v for ว, b and d at the end of a syllable, j for จ,
// r and n for ร.
const thaiTable = `
ก k g | c
ข kh k
ค kh k | c g
ฆ kh k g
ง ng | n
จ ch j | c t
ฉ ch
ช ch j | c t
ซ s z
ฌ ch
ญ y n | j
ฎ d t
ฏ t d
ฐ th t
ฑ th t d
ฒ th t d
ณ n
ด d t
ต t d
ถ th t
ท th t d
ธ th t d dh
น n
บ b p
ป p b
ผ ph p
ฝ f
พ ph p b
ฟ f
ภ ph p b bh
ม m
ย y i | j
ร r n l | -
รร an a un r
ฤ rue ri roe rit
ล l n | r
ว w v | ua u o
ศ s t | sh
ษ s t | sh
ส s t
ห h | -
ฬ l n
อ - o a | e u or
ฮ h
ะ a
ั a u
า a ar ah
ำ am um arm
ิ i
ี i ee
ึ ue u eu
ื ue u eu
ุ u oo
ู u oo
เ e a | -
แ ae a e
โ o
ใ ai
ไ ai i y
เา ao aw ow
เีย ia ea
เือ uea ua eua
เอ oe er
เิ oe er e
ัว ua
็ -
่ -
้ -
๊ -
๋ -
`

// thaiKiller silences the consonant it is written over.
const thaiKiller = '์'

// appendThai drops silenced consonants and puts the vowels that are written
// before a consonant, but spoken after it, behind it.
func appendThai(out []rune, word string) []rune {
	letters := []rune(word)
	for i := 0; i < len(letters); i++ {
		r := letters[i]
		switch {
		case r == thaiKiller:
			if n := len(out); n > 0 {
				out = out[:n-1]
			}
		case strings.ContainsRune("เแโใไ", r) && i+1 < len(letters):
			out = append(out, letters[i+1], r)
			i++
		default:
			out = append(out, r)
		}
	}
	return out
}

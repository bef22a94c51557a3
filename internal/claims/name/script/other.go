package script

import (
	"strconv"
	"strings"
)

// otherTable is the last resort for scripts without a table of their own: one
// plain spelling a letter, made from the letter's name in the Unicode Character
// Database (ETHIOPIC SYLLABLE HU is hu, KHMER LETTER KHA is kh). Each line is a
// run of code points with its first; a dash has no sound.
const otherTable = `
0780 h sh n r b lh k - v m f dh th l g ny s d z t y p j ch
0798 t h kh th z sh s d t z - gh q w a a i i u u e e o o
07b0 - n
0d81 - n h - a a ae ae i i u u ru ru lu lu e e ai o o au - -
0d99 - k kh g gh ng ng ch ch j jh ny gn nj t th d dh n nd th th d dh
0db1 n - nd p ph b bh m mb y r - l - - v sh sh s h l f - -
0dc9 - - - - - - a ae ae i i u - u - ru e e ai o o au l -
0e81 k kh - kh - gha ng c cha s - jha ny nya tta ttha dda ddha nna d t th th dha
0e99 n b p ph f ph f bha m y r - l - w sha ssa s h lla - h - a
0eb1 a a am i i u u u u - o l ny - - e ae o ai ai - - - -
1000 k kh g gh ng c ch j jh ny ny t th d dh n t th d dh n p ph b
1018 bh m y r l w s h l a - i i u u e - o au a a i i u
1030 u e ai - - - n - - - - y r w h s
1200 he hu hi ha he hi ho hwa le lu li la le li lo lwe he hu hi ha he hi ho hwe
1218 me mu mi ma me mi mo mwe se su si sa se si so swe re ru ri ra re ri ro rwe
1230 se su si sa se si so swe she shu shi sha she shi sho shwe qe qu qi qa qe qi qo qwa
1248 qwe - qwi qwa qwe qwi - - qe qu qi qa qe qi qo - qhwe - qhwi qhwa qhwe qhwi - -
1260 be bu bi ba be bi bo bwe ve vu vi va ve vi vo vwe te tu ti ta te ti to twe
1278 che chu chi cha che chi cho chwe he hu hi ha he hi ho hwa hwe - hwi hwa hwe hwi - -
1290 ne nu ni na ne ni no nwe nye nyu nyi nya nye nyi nyo nywe e u i a e i o we
12a8 ke ku ki ka ke ki ko kwa kwe - kwi kwa kwe kwi - - he hu hi ha he hi ho -
12c0 hwe - hwi hwa hwe hwi - - we wu wi wa we wi wo wwa e u i a e i o -
12d8 ze zu zi za ze zi zo zwe zhe zhu zhi zha zhe zhi zho zhwe ye yu yi ya ye yi yo ywa
12f0 de du di da de di do dwe de du di da de di do dwe je ju ji ja je ji jo jwe
1308 ge gu gi ga ge gi go gwa gwe - gwi gwa gwe gwi - - ge gu gi ga ge gi go gwa
1320 te tu ti ta te ti to twe che chu chi cha che chi cho chwe pe pu pi pa pe pi po pwe
1338 tse tsu tsi tsa tse tsi tso tswe tse tsu tsi tsa tse tsi tso tswa fe fu fi fa fe fi fo fwe
1350 pe pu pi pa pe pi po pwe rye mye fye
1780 k kh k kh ng ch ch ch ch ny d th d th n t th t th n b ph p ph
1798 m y r l v sh s s h l - a a i i u uk u uv ri ri li li e
17b0 ai o o au - - a i i u u u u ua oe ie ie e ae ai o au m h
`

// The code points otherTable lies within.
const otherFirst, otherLast = 0x0780, 0x17FF

func parseOther() table {
	t := table{}
	for line := range strings.Lines(otherTable) {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		start, err := strconv.ParseInt(fields[0], 16, 32)
		if err != nil {
			continue
		}
		for i, f := range fields[1:] {
			r := rune(start) + rune(i)
			t[r] = append(t[r], entry{letters: []rune{r}, spelling: parseSpellings([]string{f}, nil)})
		}
	}
	return t
}

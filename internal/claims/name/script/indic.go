package script

// indicTable reads Devanagari (Hunterian system, ISO 15919 without its accents,
// and the usual English spellings oo, ee, v and w). The other scripts of India are
// laid out alike in Unicode and are read through it: Bengali says o for a and b
// for v, Tamil writes voiced and unvoiced sounds with one letter. A consonant
// carries an a unless told otherwise.
const indicTable = `
अ a | o u
आ a aa | o
इ i e
ई i ee e
उ u o
ऊ u oo
ऋ ri r ru
ए e a ae
ऐ ai ei ae
ऍ e a
ऎ e
ऑ o a
ऒ o
ओ o
औ au ou ow
क k ka c ca q | ko g ga ck
ख kh kha k | kho
ग g ga | go gh
घ gh gha g | gho
ङ ng n
च ch cha c | cho s sa
छ chh ch chha cha
ज j ja z za g | jo
झ jh jha z j
ञ n ny na
ट t ta | d da to
ठ th tha t
ड d da r ra
ढ dh dha d rh
ण n na
त t ta th tha | to d da
थ th tha t | tho
द d da dh | do
ध dh dha d | dho
न n na | no
ऩ n na
प p pa | po b ba
फ ph f pha fa p | pho
ब b ba | bo v w
भ bh bha b v | bho
म m ma | mo
य y ya j ja | yo jo i
र r ra | ro
ऱ r ra
ल l la | lo
ळ l la
ऴ zh l la
व v va w wa b | o vo
श sh sha s | sho ch
ष sh sha s kh
स s sa c | so sh
ह h ha | ho -
ा a aa | o
ि i e
ी i ee e y
ु u o
ू u oo
ृ ri ru r
े e a ey | i
ै ai ei e ay
ॅ e a
ॆ e
ॉ o a
ॊ o
ो o
ौ au ou ow
ं n m
ँ n m -
ः h -
् -
़ -
ड़ d r
ढ़ dh rh
ज़ z j
फ़ f ph
क़ q k
ख़ kh k
ग़ g gh
क्ष ksh kshya kks x sh
ज्ञ gy gya jn jna dny
श्र shr sr
त्थ tth th
च्छ chh ch
द्ध ddh dh
क्ख kkh kh
ੰ n m
ੱ -
`

const (
	devanagari, malayalamEnd = 0x0900, 0x0D80
	indicBlock               = 0x80
	virama                   = '्' // takes the a from a consonant
)

// indicLetter returns the Devanagari letter in the same place of its block.
func indicLetter(r rune) rune {
	if r < devanagari || r >= malayalamEnd {
		return r
	}
	switch r { // letters with no counterpart
	case 'ੰ':
		return 'ं'
	case 'ੱ':
		return '्'
	}
	return devanagari + r%indicBlock
}

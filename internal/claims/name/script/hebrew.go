package script

// hebrewTable reads Hebrew: the Academy of the Hebrew Language's rules (2006)
// and ICAO 9303, and for foreign names the usual consonants: ט for t, ק for
// k, ת or ט for th, ג' צ' ז' (here without the mark) for j, ch, zh. The vowel
// letters א ה ו י ע may stand for any vowel or for none.
const hebrewTable = `
^א a e i o u | | | -
א - | a e o i u
אה$ a ah | e -
אי ai i ei ay ey y e ie ae
או o u au ou ow av af
ב b v | B w
ג g j | G J
ד D
דג j
ה h | -
ה$ a ah e eh | h o | | -
ו v w o u | ou oo au V -
וו w v | u ou
ז z s | Z ZH
ח ch h kh | KH
ט T
טש CH
י i y e j | I ei - a
יי ei ai ay ey ye y i j | ee ie a e
כ k ch kh c h | K KH
ך ch k kh h | K
ל L
מ m
ם m
נ N
ן N
ס S
ע - | a e o i u
פ p f ph | F
ף f p ph
צ ts tz z ch c | TS CH
ץ ts tz z ch c | TS CH
צי chi ci tsi
ק K
קס ks
ר R
ש sh s | SH S
ת t th | T
`

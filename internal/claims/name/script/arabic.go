package script

// arabicTable reads Arabic, Persian, Urdu and Pashto: ICAO 9303-3 section 6
// C, BGN/PCGN, ALA-LC and the French and English habits of the Arab world
// (dj, ou, ch, k or g for ق), and the letters that stand for foreign p, v, g
// and ch. ICAO's table puts an X before letters that plain Latin has no room
// for (XKH for خ); x is read as ks.
const arabicTable = `
ال al el ul l | - il ol a e u ar er ur
^الا al ala ela
^أل al el
^ا a e i o u | | | | | -
ا a e | - o i u aa ea ai au ae
آ a o ksa
أ a e i u o | -
إ i e a | - u
ؤ u o w | -
ئ - i y e | ai
ء - | a e
ى a e i ksay | ah y
ب b p | B
پ p | b
ت T
ث th s t ksth | z
ج j g dj | J zh c
چ ch | CH j
ح h | ch
خ kh h ch k kskh | KH
د D
ذ dh z d th ksdh
ر R
ز Z
ژ zh j | z
س S
ش sh ch kssh | SH
ص s c kss | ts z
ض d dh z ksdz | th
ط t th kst | T
ظ z dh d th ksz
ع - a o e u i
غ gh g | G j r k
ف f v ph | F
تش ch c cz tch tsch | CH ts
تس ts c z tz | TS
دج j dj
كس ks s
ييه$ ier ie iere | ye
ڤ v | f w
ق q k g c gh | K
ك K
ک K
گ g | G k
ل L
م m
ن N
ه h - | a e
ه$ h a ah e | | | -
ة a ah at e eh ksta ksah | h t et | | -
و w u o ou v oo | au ow U b | | | | | | -
ي y i ee e j | I ei ai ia | l | | | | | -
ی y i ee e j | I ei ai | a | | | | | -
یا ia ya ea
ي$ y i e ie | ee ey | | | a
وي oui ui wi owi oi oy
ٹ t
ڈ d
ڑ r d
ں n
ھ h -
ے e y ay ai i
ې e i
ۍ ai i y ay
ښ sh kh ks
ځ dz z j
څ ts s
ړ r
ډ d
ټ t
ڼ n
ږ zh g j
ۀ a eh
ہ h a -
ۃ a t
`

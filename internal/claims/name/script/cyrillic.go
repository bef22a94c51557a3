package script

// cyrillicTable reads Cyrillic: ICAO 9303-3 section 6 C, BGN/PCGN, ISO 9 and
// the scholarly system without its accents, and the passport tables of
// Ukraine (2010), Bulgaria (2009), Serbia (Gaj's alphabet), Belarus and
// Kazakhstan. The sounds take in foreign names that were spelled by ear;
// Polivanov's system for Japanese (ти chi, си shi, дзи ji) and Palladius' for
// Chinese (чж zh, цз z, ся xia) have rows of their own. Folded text has и for
// й and е for ё.
const cyrillicTable = `
а A
б B
в V
г g gh h | G
д D
дж J
е e ye je ie | E yo
ё yo e jo io o | oe eu
ж ZH
з Z
и I
й i y j | e -
аи ai ay aj ei i y | a e
еи ei ey ay ej | e a
ои oi oy oj | eu
уи ui uy uj
эи ei ay ai ey a | e
ий$ y iy ii i ij yi | ey
ый$ y yi yy i ij
ии$ y iy ii i ij yi | ey
ии iy ii yi ij i
ыи$ y yi yy i | iy ij
дз dz z j | zh ds
дзи ji zi dzi | gi
ти ti chi | tee tea thi ty
си si shi ksi ci | see sea sy hsi
ся sya sia sha ksia
сю syu siu shu ksu ksiu
сё syo sio sho
тя tya tia cha
тю tyu tiu chu tu
тё tyo tio cho
чж zh j ch
цз z j c ts ds
цю qiu ciu tsiu
ци qi tsi ci chi
хуэ hue hui
юй$ yu iu u
к K
кс ks
л L
ль l | lj ly
м m
н n ng gn | nj
нь n nj ny gn
о O
п P
р R
с S
т T
у U
ф F | th t
х KH
ц TS
ч CH
ш SH
щ shch sch sht sc shh | SH
ъ - a | u y
ы y i | e
ь - | i y j
э E
ю yu u iu ju | io eu ue y
я ya a ia ja | ea
ья ya ia ja ea
ье ye ie e ier
ьо io yo jo
і i y | e j
ї yi i ji
є ye ie je e
ґ g
ў u w v
ђ dj d j dz
ј j y i
љ lj l ly
њ nj n ny
ћ c ch t cj
џ dz dzh dj j
ѓ gj g dj
ѕ dz z
ќ kj k c
ә a ae e
ғ g gh
қ k q
ң n ng
ө o oe u
ұ u
ү u ue
һ h
җ j zh
ҳ h kh
ҷ j ch
ӣ i
ӯ u
ѣ e
`

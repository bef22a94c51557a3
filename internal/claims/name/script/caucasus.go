package script

// armenianTable reads Armenian: BGN/PCGN 1981 and ISO 9985, Eastern readings
// first, Western second.
const armenianTable = `
ա A
բ b p
գ g k
դ d t
ե e ye | E
զ z
է E
ը e y - | u
թ t th | T
ժ ZH
ի I
լ L
խ kh x | KH
ծ ts tz dz
կ k g | K
հ h
ձ dz ts
ղ gh l
ճ ch j
մ m
յ y h | i -
ն N
շ SH
ո o vo | O
ու u ou | U
չ CH
պ p b
ջ j ch
ռ R
ս S
վ V
տ t d
ր r
ց TS
ւ v w u
փ p | P
ք k | K
օ O
ֆ F
և ev yev ew
եւ ev yev ew
`

// georgianTable reads Georgian: the national system (2002), BGN/PCGN 1981 and
// ISO 9984, whose accents fold away.
const georgianTable = `
ა A
ბ b | B
გ g | G
დ D
ე E
ვ V
ზ Z
თ T
ი I
კ K
ლ L
მ m
ნ N
ო O
პ P
ჟ ZH
რ R
ს S
ტ T
უ U
ფ F p
ქ K
ღ gh g
ყ q k
შ SH
ჩ CH
ც TS
ძ dz z
წ TS
ჭ CH
ხ KH
ჯ J
ჰ h | H
`

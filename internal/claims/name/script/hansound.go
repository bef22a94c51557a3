package script

// hanSoundTable spells the sounds of Mandarin as they stand for foreign names
// (Xinhua's transcription tables): 尔 for a final r or l, 夫 for f and v, 斯 特 德
// 克 with a vowel that is not there.
const hanSoundTable = `
b b p v | B V
p p b | P B f
m m
f f v ph | F V w
d d t | D T th
t t d | T D
n n | N l
l l r | L R n
g g k gh c | G K j
k k c q ck | K
h h kh | KH g
j j g dj k | J K z i ch
q ch c k g | CH K ts j
x s sh h c | SH S KH
zh j z zh ch | J Z ZH
ch ch | CH
sh sh s | SH
r r j | l zh
z z ts s | Z J
c ts c z | TS s
s s th z | S
y y i j | - e
w w v | W V u o -
a A
o O
e e a o u - | E O
i I | -
u U | - w
v u ue | U I
er r l er el ar al or | le re - a u e
ai A ai | E I
ei E ei | I
ao ao o au ow | O A
ou O ou | U
n N | m ng
ng ng n | m
nn n
ngn n ng
nm m nm
an an en on | am
in in en ine im yn
en en an on un n ern | em
ang ang an on am
eng eng en an on um om
ing ing in yn ine | en
ong ong on om un
ian ian en an yan | in
uan uan on wan an
ie ie e i | E
ia ia a ja ea | A
iao iao io eo | O
iu iu ew u eo | U
ui ui ue wi we ey | E I
uo o uo or | O
ua ua wa | A
yi i y e ee | I E
wu u w oo ou o | U O
yu yu u you ju eu | U
`

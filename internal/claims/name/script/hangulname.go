package script

// hangulNameTable is for Korean names: the two systems and what people make of
// them, without the sounds of foreign words.
const hangulNameTable = `
ᄀ g k
ᄁ kk gg k g
ᄂ n | r
ᄃ d t
ᄄ tt dd t d
ᄅ r l n
ᄆ m
ᄇ b p
ᄈ pp bb p b
ᄉ s sh
ᄊ ss s
ᄋ -
ᄌ j ch | z
ᄍ jj tch j ch
ᄎ ch | c
ᄏ k
ᄐ t
ᄑ p
ᄒ h
ᅡ a ah | u
ᅢ ae ai e a ay
ᅣ ya
ᅤ yae yai
ᅥ eo o u e uh
ᅦ e | ae
ᅧ yeo yo you yu yuh
ᅨ ye | yae
ᅩ o oh
ᅪ wa
ᅫ wae wai
ᅬ oe oi wae | we
ᅭ yo
ᅮ u oo w wo woo wu ou
ᅯ wo weo won wu
ᅰ we
ᅱ wi ui wee | uee
ᅲ yu yoo you | u
ᅳ eu u | e
ᅴ ui eui yi ee | i
ᅵ i ee yi y
ᆨ k g | c ck
ᆩ k kk
ᆪ k
ᆫ n
ᆬ n
ᆭ n
ᆮ t d
ᆯ l r
ᆰ k lk
ᆱ m lm
ᆲ l p
ᆶ l
ᆷ m
ᆸ p b
ᆹ p
ᆺ t s
ᆻ t ss
ᆼ ng | | n
ᆫᄂ n
ᆯᄅ l r
ᆷᄆ m
ᆨᄀ k g
ᆸᄇ b p
ᆺᄉ s
ᆽ t j
ᆾ t ch
ᆿ k
ᇀ t
ᇁ p
ᇂ h
`

// hangulSurnames are the spellings bearers of a family name use, where they are
// not one of the systems above (National Institute of Korean Language, survey
// of the romanisation of family names).
const hangulSurnames = `
김 gim kim
이 i yi lee rhee li ri rhie
리 ri li lee rhee
박 bak pak park
최 choe choi
정 jeong chung jung chong cheong
강 gang kang
조 jo cho joe
윤 yun yoon
장 jang chang
임 im lim rim yim
림 rim lim im
오 o oh
서 seo suh so
신 sin shin
권 gwon kwon
황 hwang whang
안 an ahn
유 yu yoo you ryu
류 ryu yu yoo lyu
전 jeon jun chun chon
고 go ko koh
문 mun moon
손 son sohn
배 bae pae
백 baek paik paek back baik
허 heo huh hur ho
남 nam
심 sim shim
노 no noh roh rho ro
로 ro roh no
하 ha hah
주 ju joo choo chu
구 gu koo ku goo
우 u woo wu
나 na ra rha
라 ra na
지 ji chi jee
엄 eom um uhm
원 won
천 cheon chun chon
방 bang pang
현 hyeon hyun hyon
변 byeon byun pyon
염 yeom yum
여 yeo yuh
추 chu choo
석 seok suk
선 seon sun
설 seol sul
길 gil kil
연 yeon youn yun
위 wi wee
반 ban pan
금 geum keum kum
옥 ok
육 yuk yook
진 jin chin
어 eo uh
은 eun
편 pyeon pyun
용 yong
예 ye
남궁 namgung namkung namgoong
황보 hwangbo whangbo
제갈 jegal
사공 sagong
선우 seonu sunwoo sunu
독고 dokgo dokko tokko
서문 seomun suhmoon
동방 dongbang
`

package script

import "strings"

// hanKey is a character read in a language.
type hanKey struct {
	char  rune
	lang  language
	first bool // of a name: the family name
}

// maxReadings bounds what a Scorer keeps of the readings it has spelled out.
const maxReadings = 4096

// hanSpellings returns the Latin spellings of a character's readings.
func (s *Scorer) hanSpellings(k hanKey) []spelling {
	list, ok := s.readings[k]
	if !ok {
		if s.readings == nil || len(s.readings) >= maxReadings {
			s.readings = map[hanKey][]spelling{}
		}
		list = spellHan(k)
		s.readings[k] = list
	}
	return list
}

// Prices of a reading: of one that is not the character's first, and of one in
// another system than the first.
const (
	laterReading = 10 // in the family name, the first character
	otherReading = 40 // elsewhere
	otherSystem  = 5
)

func spellHan(k hanKey) []spelling {
	char := hanChars()[k.char]
	var list []spelling
	add := func(price int32, spellings ...string) {
		for _, s := range spellings {
			list = append(list, spelling{latin: strings.ReplaceAll(s, "x", "ks"), cost: price})
		}
	}
	switch k.lang {
	case mandarin:
		for i, p := range strings.Fields(char.mandarin) {
			price := int32(0)
			if i > 0 && k.first {
				price = laterReading
			} else if i > 0 {
				price = otherReading
			}
			p = strings.ReplaceAll(p, "v", "u")
			add(price, p)
			add(price+otherSystem, wadeGiles(p))
		}
	case cantonese:
		for p := range strings.FieldsSeq(char.cantonese) {
			add(otherSystem, hongKong(p)...)
		}
	case japanese:
		for p := range strings.FieldsSeq(char.japanese) {
			add(otherSystem, p)
			add(laterReading, voiced(p))
			if strings.HasSuffix(p, "ou") || strings.HasSuffix(p, "uu") {
				add(otherSystem, p[:len(p)-1], p[:len(p)-1]+"h")
			}
			if stem := wordStem(p); stem != "" {
				add(laterReading, stem, voiced(stem))
			}
		}
	case vietnamese:
		add(otherSystem, strings.Fields(char.vietnamese)...)
	}
	return list
}

// wordStem returns what names use of a Japanese adjective or verb: taka of takai,
// saki of saku, nao of naosu, or "".
func wordStem(p string) string {
	for _, ending := range [...]string{"shii", "ru", "su", "i"} {
		if stem, ok := strings.CutSuffix(p, ending); ok && len(stem) > 2 {
			return stem
		}
	}
	if stem, ok := strings.CutSuffix(p, "u"); ok && len(stem) > 1 {
		return stem + "i"
	}
	return ""
}

// voiced voices the first sound of a Japanese reading, as inside compounds:
// Yama-ta is Yamada.
func voiced(p string) string {
	for _, v := range [...][2]string{{"sh", "j"}, {"ch", "j"}, {"ts", "z"}, {"k", "g"}, {"s", "z"}, {"t", "d"}, {"h", "b"}, {"f", "b"}} {
		if rest, ok := strings.CutPrefix(p, v[0]); ok {
			return v[1] + rest
		}
	}
	return p
}

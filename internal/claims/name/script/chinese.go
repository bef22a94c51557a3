package script

import "strings"

// wadeGiles spells a pinyin syllable in Wade-Giles without its marks, as names
// from Taiwan have it (the table of ISO 7098's annex read backwards).
func wadeGiles(p string) string {
	initial := p[:max(0, strings.IndexAny(p, "aeiou"))]
	final := p[len(initial):]
	switch p {
	case "yan":
		return "yen"
	case "ye":
		return "yeh"
	case "you":
		return "yu"
	case "yi":
		return "i"
	case "er":
		return "erh"
	case "zi", "ci":
		return "tzu"
	case "si":
		return "szu"
	case "gui", "kui":
		return "kuei"
	case "ge", "ke":
		return "ko"
	case "he":
		return "ho"
	}
	return wadeInitial(initial) + wadeFinal(initial, final)
}

func wadeInitial(initial string) string {
	switch initial {
	case "b":
		return "p"
	case "d":
		return "t"
	case "g":
		return "k"
	case "j", "q", "zh":
		return "ch"
	case "x":
		return "hs"
	case "r":
		return "j"
	case "z", "c":
		return "ts"
	}
	return initial
}

func wadeFinal(initial, final string) string {
	switch final {
	case "i":
		if strings.HasSuffix(initial, "h") || initial == "r" {
			return "ih"
		}
	case "ong":
		return "ung"
	case "ian":
		return "ien"
	case "ie":
		return "ieh"
	case "ue":
		return "ueh"
	case "uo":
		if strings.Contains("d t n l zh ch r z c s", initial) {
			return "o"
		}
	}
	return final
}

// hongKong spells a jyutping syllable the ways Hong Kong's registers do (the
// government's customary romanisation has no rules, these are its habits).
func hongKong(p string) []string {
	initial := p[:max(0, strings.IndexAny(p, "aeiouy"))]
	final := strings.TrimPrefix(p, initial)
	var out []string
	for _, a := range hongKongInitials(initial) {
		for _, b := range hongKongFinals(final) {
			out = append(out, a+b)
		}
	}
	return append(out, p)
}

func hongKongInitials(initial string) []string {
	switch initial {
	case "z":
		return []string{"ch", "ts", "j"}
	case "c":
		return []string{"ch", "ts"}
	case "s":
		return []string{"s", "sh"}
	case "g":
		return []string{"k", "g"}
	case "gw":
		return []string{"kw", "gw"}
	case "d":
		return []string{"t", "d"}
	case "b":
		return []string{"p", "b"}
	case "j":
		return []string{"y", ""}
	}
	return []string{initial}
}

func hongKongFinals(final string) []string {
	switch final {
	case "aa":
		return []string{"a", "ah"}
	case "aau", "au":
		return []string{"au", "ow", "aw"}
	case "ou":
		return []string{"o", "ou", "u"}
	case "ei":
		return []string{"ei", "ee", "i", "ay"}
	case "i":
		return []string{"i", "ee", "ze"}
	case "u":
		return []string{"u", "oo"}
	case "yu":
		return []string{"yu", "u", "ue"}
	case "yun":
		return []string{"yuen", "uen", "un"}
	case "yut":
		return []string{"yut", "uet", "ut"}
	case "eoi":
		return []string{"ui", "oi"}
	case "eon":
		return []string{"un", "on"}
	case "eot":
		return []string{"ut"}
	case "oeng":
		return []string{"eung"}
	case "oek":
		return []string{"euk", "ok"}
	case "oe":
		return []string{"eu", "or"}
	case "o":
		return []string{"o", "or", "aw"}
	case "am", "an", "ang", "ak", "at", "ap":
		return []string{"u" + final[1:], "a" + final[1:]}
	case "un":
		return []string{"un", "oon"}
	}
	return []string{strings.ReplaceAll(final, "aa", "a")}
}

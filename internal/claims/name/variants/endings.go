package variants

// ending is a diminutive ending as petSpelling leaves it (y is i, z is s,
// letters single).
type ending struct {
	text   string
	score  float64 // after a stem of three letters and more
	beyond int     // letters the full name must have after the stem
	short  bool    // may follow a stem of two letters: Mi-sha, Ka-sia
	whole  bool    // wants the whole name, see wholeName
	sex    sex     // of the full names it can follow
}

// sex of a name as the Romance languages show it.
type sex byte

const (
	anyone sex = iota
	woman
	man
)

// against reports whether the last letter of the full name forbids the ending.
func (s sex) against(full []byte) bool {
	last := full[len(full)-1]
	return s == woman && last == 'o' || s == man && last == 'a'
}

// endings lists the diminutive endings of given names, by language.
var endings = [...]ending{
	// English, Dutch, German, French, Hungarian: Danny, Susie, Rudi, Feri, Lars
	{text: "i", score: sure, short: true, beyond: 1},
	{text: "s", score: 0.7, beyond: 2},
	{text: "li", score: sure, whole: true},
	{text: "el", score: likely, whole: true},
	{text: "l", score: likely, beyond: 1},
	{text: "le", score: likely, whole: true},
	{text: "erl", score: sure, whole: true},
	{text: "chen", score: sure, short: true, whole: true},
	{text: "lein", score: sure, whole: true},
	{text: "je", score: sure, whole: true},
	{text: "tje", score: sure, whole: true},
	{text: "tie", score: sure, whole: true},
	{text: "ke", score: likely, whole: true, short: true},
	{text: "eke", score: sure, whole: true},
	// Romance and Slavic clipping to an open syllable: Rafa, Nico, Marce
	{text: "a", score: likely, beyond: 1, sex: woman},
	{text: "o", score: likely, beyond: 1, sex: man},
	{text: "e", score: 0.7, beyond: 2},
	{text: "u", score: 0.7, beyond: 1},
	// Spanish, Portuguese, Italian, French: Juanito, Aninha, Carletto, Jeannot
	{text: "ito", score: sure, whole: true, sex: man},
	{text: "itos", score: sure, whole: true, sex: man},
	{text: "ita", score: sure, whole: true, sex: woman},
	{text: "cito", score: sure, whole: true, sex: man},
	{text: "sito", score: sure, whole: true, sex: man},
	{text: "cita", score: sure, whole: true, sex: woman},
	{text: "sita", score: sure, whole: true, sex: woman},
	{text: "ilo", score: sure, whole: true, sex: man},
	{text: "ila", score: sure, whole: true, sex: woman},
	{text: "inho", score: sure, whole: true, sex: man},
	{text: "inha", score: sure, whole: true, sex: woman},
	{text: "sinho", score: sure, whole: true, sex: man},
	{text: "sinha", score: sure, whole: true, sex: woman},
	{text: "ino", score: sure, whole: true, sex: man},
	{text: "ina", score: likely, whole: true, sex: woman},
	{text: "eto", score: sure, whole: true, sex: man},
	{text: "eta", score: likely, whole: true, sex: woman},
	{text: "elo", score: likely, whole: true, sex: man},
	{text: "ela", score: likely, whole: true, sex: woman},
	{text: "ucio", score: sure, whole: true, sex: man},
	{text: "ucia", score: sure, whole: true, sex: woman},
	{text: "uco", score: likely, whole: true, sex: man},
	{text: "et", score: likely, whole: true},
	{text: "ete", score: likely, whole: true},
	{text: "ot", score: likely, whole: true},
	{text: "on", score: likely, whole: true},
	{text: "in", score: likely, whole: true},
	// Polish, Czech, Slovak: Tomek, Basia, Zosienka, Honzicek
	{text: "ka", score: sure, short: true},
	{text: "ek", score: sure, short: true},
	{text: "ik", score: sure, short: true},
	{text: "ko", score: likely, short: true},
	{text: "cia", score: sure, short: true},
	{text: "sia", score: sure, short: true},
	{text: "sio", score: likely, short: true},
	{text: "us", score: likely, short: true},
	{text: "usia", score: sure, short: true},
	{text: "unia", score: sure, short: true},
	{text: "inka", score: sure},
	{text: "enka", score: sure, short: true},
	{text: "cek", score: sure, whole: true},
	{text: "icka", score: sure, whole: true},
	{text: "uska", score: sure, short: true},
	// Russian, Ukrainian, South Slavic: Misha, Kolya, Vanechka, Ivica
	{text: "sha", score: sure, short: true},
	{text: "usha", score: sure, short: true},
	{text: "asha", score: sure, short: true},
	{text: "ia", score: likely, short: true, beyond: 1},
	{text: "ochka", score: sure, short: true},
	{text: "echka", score: sure, short: true},
	{text: "ushka", score: sure, short: true},
	{text: "ica", score: sure, whole: true},
	{text: "ca", score: likely, short: true},
	{text: "cho", score: likely, whole: true},
	{text: "cha", score: likely, short: true},
	// Hungarian: Ferike, Marcsi, Juci
	{text: "ike", score: sure, whole: true},
	{text: "ika", score: sure, whole: true},
	{text: "si", score: likely, short: true},
	{text: "ci", score: likely, short: true},
	// Greek, Turkish, Finnish: Petrakis, Annoula, Mehmetcik
	{text: "akis", score: sure, whole: true},
	{text: "ula", score: sure, whole: true},
	{text: "itsa", score: sure, whole: true},
	{text: "cik", score: sure, whole: true},
	{text: "tu", score: likely},
	{text: "su", score: likely},
	{text: "ku", score: likely},
}

// genders reports whether two keys differ as a man's and a woman's form of one
// name do, or as its forms in two languages do: Paul and Paula, Mark and Marcus.
func genders(a, b []byte) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n >= 3 && (pairedEnding(a[n:], b[n:]) || pairedEnding(b[n:], a[n:]))
}

func pairedEnding(a, b []byte) bool {
	switch string(a) {
	case "":
		switch string(b) {
		case "a", "e", "ia", "ina", "ine", "ete", "eta", "ela", "le", "la", "lle", "ne", "na", "us", "os", "is", "o", "io", "as":
			return true
		}
	case "o", "os", "us", "e", "as", "is":
		return string(b) == "a" || string(b) == "ia"
	case "io", "ius", "ios", "i":
		return string(b) == "ia"
	case "er", "ro", "ros":
		return string(b) == "ra"
	}
	return false
}

package script

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A spelling is one way to write a letter, a group of letters or a sound in
// Latin, and what it costs to believe in it, in hundredths of a letter.
type spelling struct {
	latin string
	cost  int32
	loose bool // for reading only: no system writes it so
}

// groupCost is what each "|" in a table adds to the spellings after it.
const groupCost = 15

// An entry gives the spellings of one letter or of a run of letters.
type entry struct {
	letters  []rune
	initial  bool // only at the beginning of a word
	final    bool // only at its end
	spelling []spelling
}

// A table holds the entries of one script under their first letter.
type table map[rune][]entry

// parseTable reads lines "letters spelling spelling | dearer spelling". A
// dash is the empty spelling, upper case names a sound whose spellings are
// put in, those after "~" are for reading only, "^" before and "$" after the
// letters tie them to the ends of a word.
func parseTable(text string, sounds map[string][]spelling) table {
	t := table{}
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		e := entry{spelling: parseSpellings(fields[1:], sounds)}
		key := fields[0]
		if rest, ok := strings.CutPrefix(key, "^"); ok {
			key, e.initial = rest, true
		}
		if rest, ok := strings.CutSuffix(key, "$"); ok {
			key, e.final = rest, true
		}
		for _, r := range key {
			e.letters = appendJamo(e.letters, r)
		}
		t[e.letters[0]] = append(t[e.letters[0]], e)
	}
	return t
}

func parseSpellings(fields []string, sounds map[string][]spelling) []spelling {
	var out []spelling
	cost, loose := int32(0), false
	add := func(latin string, cost int32, loose bool) {
		for i := range out {
			if out[i].latin == latin {
				out[i].cost = min(out[i].cost, cost)
				return
			}
		}
		out = append(out, spelling{latin, cost, loose})
	}
	for _, f := range fields {
		r, _ := utf8.DecodeRuneInString(f)
		switch {
		case f == "|":
			cost += groupCost
		case f == "~":
			loose = true
		case f == "-":
			add("", cost, loose)
		case unicode.IsUpper(r):
			for i, s := range sounds[f] {
				add(s.latin, s.cost+cost, loose || i > 0)
			}
		default:
			add(f, cost, loose)
		}
	}
	return out
}

func parseSounds(text string) map[string][]spelling {
	out := map[string][]spelling{}
	for line := range strings.Lines(text) {
		if fields := strings.Fields(line); len(fields) > 1 {
			out[fields[0]] = parseSpellings(fields[1:], nil)
		}
	}
	return out
}

// soundSpellings says how the Latin orthographies of Europe write a sound, once
// accents are folded away and doubled letters are written once: English, German
// (sch, tsch, tz), French (ch, dj, ou, eau), Italian (gi, ci, zz), Polish (sz,
// cz, rz), Hungarian (cs, sz), and South Slavic, Czech and Turkish letters
// without their accents (s for sh, c for ch, z for zh).
const soundSpellings = `
P p | b
B b | p v
T t th | d dt
D d dh | t dt
K k c q ck | ch kh qu g cq | x
G g gh gu | k j
F f ph | v pf
V v w | f u b
W w v u ou | hu o wh
S s c sc | z sz ks sh ts th | zh
Z z s | c ts zh j
SH sh sch ch sz | s c sc sk si ti ks | j zh
CH ch tch c tsch cz cs | tz t ci sh | k
J j g dj dzh | gi dg dz z zh ch y
ZH zh j | z g s rz sh
TS ts z c tz | s cz ds
KH kh ch h | k j ks g gh
H h | j kh ch g -
L l | ll
M m
N n gn | kn ng ny
R r rh | wr
Y y i j | - e
A a ah | e o u ae ai ea
E e ae ea ai ei ay | a i oe eu ee
I i y ee ie ea | e ij ey j ei ai
O o au oh ow eau oa | a u ou aw oe
U u oo ou ue w | o eu ew uo oe v
`

// fits reports whether the entry is for the letters from i on.
func (e *entry) fits(letters []rune, i int) bool {
	end := i + len(e.letters)
	if e.initial && i > 0 || end > len(letters) || e.final && end < len(letters) {
		return false
	}
	return slices.Equal(letters[i:end], e.letters)
}

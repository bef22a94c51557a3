package name

import (
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims/name/script"
	"github.com/incodectl/incodectl/internal/claims/name/variants"
)

// How two words agree.
type how uint8

const (
	unlike how = iota
	equal
	spelt      // equal once special letters are written out
	cutOff     // one is the start of the other, where the field was full
	initials   // a letter and a word that starts with it
	nickname   // listed
	ownName    // listed, but both are full names: Anna and Hannah, Carl and Carla
	diminutive // by rule
	variant    // another transliteration or form of the same name
	families   // the same of surnames that tell families apart: Smith and Smyth, Zhu and Chu
	misread    // equal once look-alike digits are read as letters
	sound      // the same consonants
	letters    // by edit distance
	start      // one is the beginning of the other
	pairs      // by pairs of letters
)

var howNames = [...]string{
	unlike: "different", equal: "equal", spelt: "spelt_out", cutOff: "cut_off", initials: "initial", nickname: "nickname", ownName: "nickname_or_name",
	diminutive: "diminutive", variant: "variant", families: "variant_or_name", misread: "misread", sound: "sound", letters: "edit_distance", start: "prefix",
	pairs: "letter_pairs",
}

func (h how) String() string { return howNames[h] }

// What each way of agreeing is worth.
const (
	scoreSpelt    = 0.99
	scoreCut      = 0.97
	scoreInitial  = 0.93
	scoreNickname = 0.92
	scoreVariant  = 0.94
	scoreFamily   = 0.92 // SameSurname
	scoreFormal   = 0.80 // two nicknames of one name
	scoreCognate  = 0.82
	scoreSound    = 0.85
	scorePrefix   = 0.76
	scoreAlmost   = 0.94 // doubled letters, a silent h
	knownFactor   = 0.93 // two names that are both on the lists and not listed as one
	diceFloor     = 0.20 // given names alone, on no list: by pairs of letters
	diceFactor    = 0.65
	scoreGender   = 0.76 // at most, for given names of a man and a woman
)

const digits = "0123456789"

type agreement struct {
	score float64
	how   how
}

// words compares two words of a name.
func (c *Comparer) words(x, y *token) agreement {
	switch {
	case x.text == y.text:
		return agreement{1, equal}
	case x.script&y.script == 0 || x.script != y.script:
		return agreement{}
	case x.spells(y.text) || y.spells(x.text) || sharesForm(x, y), withoutNumber(x.text, y.text):
		return agreement{scoreSpelt, spelt}
	case x.cut && begins(y, x), y.cut && begins(x, y):
		return agreement{scoreCut, cutOff}
	case x.class == initial || y.class == initial:
		if x.class != y.class && (begins(x, y) || begins(y, x)) {
			return agreement{scoreInitial, initials}
		}
		return agreement{}
	case x.class == particle || y.class == particle:
		return c.smallWords(x, y)
	case !x.ascii || !y.ascii:
		return c.sameScript(x, y)
	}
	best := c.listed(x, y)
	if s := c.spelling(x, y); s.score > best.score {
		if best.score < scoreFamily || best.how == variant && s.score >= scoreAlmost {
			best = s
		}
		best.score = s.score // what is listed tells more than the letters
	}
	if c.doc.onlyGiven && c.dir.onlyGiven {
		if d := diceFloor + diceFactor*dice(x.text, y.text); d > best.score || best.how >= sound && best.score < scoreSound {
			best = agreement{d, pairs}
		}
	}
	if x.role != family && y.role != family && womansForm(x.text, y.text) {
		best.score = min(best.score, scoreGender) // also where a list has both: twins are named like this
	}
	return best
}

// dice is the share of neighbouring letters that two words have in common
// (Dice's coefficient). It tells short forms that are on no list from strangers
// a little better than edits do, which count what is cut off.
func dice(a, b string) float64 {
	if len(a) < 2 || len(b) < 2 {
		return 0
	}
	common, taken := 0, uint64(0)
	for i := range len(a) - 1 {
		for j := range min(len(b)-1, 64) {
			if taken&(1<<j) == 0 && a[i:i+2] == b[j:j+2] {
				taken |= 1 << j
				common++
				break
			}
		}
	}
	return 2 * float64(common) / float64(len(a)+len(b)-2)
}

// withoutNumber reports whether one word is the other without the digits behind
// it: a machine-readable zone has none in names (ICAO 9303-3, 4.6), and issuers
// leave out the printed ones.
func withoutNumber(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	rest, ok := strings.CutPrefix(a, b)
	return ok && len(b) > 2 && !strings.ContainsAny(b, digits) && strings.Trim(rest, digits) == ""
}

func sharesForm(x, y *token) bool { return slices.ContainsFunc(x.forms, y.spells) }

// begins reports whether one of the long word's spellings starts with the short.
func begins(long, short *token) bool {
	if strings.HasPrefix(long.text, short.text) {
		return true
	}
	for _, f := range long.forms {
		if strings.HasPrefix(f, short.text) {
			return true
		}
	}
	return false
}

// smallWords compares particles: spellings of the Arabic article and of "son
// of" agree, other particles only when they are equal.
func (c *Comparer) smallWords(x, y *token) agreement {
	if x.class != y.class {
		return agreement{}
	}
	if a := particleKind(x.text); a != 0 && a == particleKind(y.text) {
		return agreement{scoreVariant, variant}
	}
	return agreement{}
}

// Kinds of particles that have several spellings.
const (
	article = iota + 1 // al-, and what it becomes before some consonants
	sonOf
	fatherOf
	fromGerman
	fromRomance
)

func particleKind(t string) int {
	switch t {
	case "al", "el", "ul", "ur", "ud", "ad", "ar", "as", "at", "az", "es", "ed":
		return article
	case "bin", "ibn", "ben":
		return sonOf
	case "abu", "abou":
		return fatherOf
	case "van", "von", "vom":
		return fromGerman
	case "de", "di", "da", "do", "d", "of":
		return fromRomance
	}
	return 0
}

// sameScript compares words of one other script: letter by letter, and in the
// lists of names by their Latin spelling.
func (c *Comparer) sameScript(x, y *token) agreement {
	if script.Normalize(x.text) == script.Normalize(y.text) {
		return agreement{scoreSpelt, spelt}
	}
	best := agreement{c.measure.similarity(x.text, y.text), letters}
	p, q := script.Romanize(x.text), script.Romanize(y.text)
	if len(p) == 0 || len(q) == 0 {
		return best
	}
	got := c.listed(&token{text: p[0], role: x.role}, &token{text: q[0], role: y.role})
	if got.score > best.score {
		return got
	}
	return best
}

// listed looks the two words up in the lists of names.
func (c *Comparer) listed(x, y *token) agreement {
	best := agreement{}
	if x.role != family && y.role != family {
		switch {
		case variants.SameGiven(x.text, y.text), abbreviates(x.text, y.text), abbreviates(y.text, x.text):
			return agreement{scoreVariant, variant}
		case variants.Nickname(x.text, y.text):
			if genderPair(x.text, y.text) || variants.OwnNames(x.text, y.text) {
				return agreement{scoreNickname, ownName}
			}
			return agreement{scoreNickname, nickname}
		case variants.Cognate(x.text, y.text):
			best = agreement{scoreCognate, variant}
		case variants.ShareFormal(x.text, y.text):
			best = agreement{scoreFormal, nickname}
		}
		if s := variants.Hypocorism(x.text, y.text); s > best.score {
			best = agreement{s, diminutive}
		}
	}
	if x.role != given && y.role != given && best.score < scoreFamily && variants.SameSurname(x.text, y.text) {
		best = agreement{scoreFamily, variant}
		if max(x.letters, y.letters) <= shortWord || twoSurnames(x.text, y.text) {
			best.how = families
		}
	}
	return best
}

// spelling compares letters and sounds.
func (c *Comparer) spelling(x, y *token) agreement {
	best := agreement{c.measure.similarity(x.text, y.text), letters}
	for _, f := range x.forms {
		best.score = max(best.score, c.measure.similarity(f, y.text))
	}
	for _, f := range y.forms {
		best.score = max(best.score, c.measure.similarity(x.text, f))
	}
	if x.role != family && y.role != family && genderPair(x.text, y.text) {
		best.score = min(best.score, scoreGender)
	}
	if best.score >= scoreAlmost && (strings.ContainsAny(x.text, digits) || strings.ContainsAny(y.text, digits)) {
		best.how = misread // no name has a digit: it is a letter that was read wrongly
	}
	if best.score < scoreAlmost && twoNames(x, y) {
		best.score *= knownFactor
	}
	if best.score >= scoreSound {
		return best
	}
	if min(x.letters, y.letters) >= 6 && best.score > 0.5 && soundAlike(x.text, y.text) {
		return agreement{scoreSound, sound}
	}
	if short := min(len(x.text), len(y.text)); short >= 4 && best.score < scorePrefix && (begins(x, y) || begins(y, x)) {
		return agreement{scorePrefix, start}
	}
	return best
}

// twoSurnames reports two words that are both common as surnames.
func twoSurnames(a, b string) bool {
	return variants.SurnameRank(a) > 0 && variants.SurnameRank(b) > 0 && !sameMac(a, b)
}

// sameMac reports Mc written for Mac, which is an abbreviation.
func sameMac(a, b string) bool {
	x, mcA := strings.CutPrefix(a, "mc")
	y, mcB := strings.CutPrefix(b, "mc")
	return mcA && b == "mac"+x || mcB && a == "mac"+y
}

// twoNames reports two words that are both known as names of their part: then a
// letter more likely makes another name than a misspelling.
func twoNames(x, y *token) bool {
	return x.role != family && y.role != family && variants.GivenRank(x.text) > 0 && variants.GivenRank(y.text) > 0 ||
		(x.role == family || y.role == family) && variants.SurnameRank(x.text) > 0 && variants.SurnameRank(y.text) > 0
}

package name

import (
	"slices"
	"unicode/utf8"

	"github.com/incodectl/incodectl/internal/claims/text"
)

// Bounds of what is read of one side and of one part; the longest legal names
// stay below.
const (
	maxWords = 16
	maxBytes = 1 << 10
)

// role is the part of a name that a word stands in. Roles are hints: a word may
// agree with one of another role at a small cost.
type role uint8

const (
	anyRole role = iota // a whole name says nothing about its words
	given
	middle
	family
)

// class is what kind of word it is.
type class uint8

const (
	word      class = iota
	initial         // a single letter
	particle        // van, de, al, bin: never enough to agree on
	honorific       // shaykh, haji, mullah: a title that is also used as a name
)

// token is one folded word of a name.
type token struct {
	text    string   // plain fold
	forms   []string // other spellings of the same word; nil for most
	letters int      // runes of text
	role    role
	class   class
	script  text.Scripts
	ascii   bool
	cut     bool // the last word of a full machine-readable field: its end may be missing
}

// strong reports whether the word says who somebody is.
func (t *token) strong() bool { return t.class == word }

// spells reports whether s is one of the word's spellings.
func (t *token) spells(s string) bool { return slices.Contains(t.forms, s) }

// person is one side of a comparison.
type person struct {
	tokens            []token
	canonical         string // as shown, and compared for equality
	suffix            string // jr, sr, ii, iii, iv or ""
	parts             bool   // given and family names are told apart
	onlyGiven         bool   // nothing but a given name is known
	onlyFamily        bool   // nothing but a family name is known
	lastSurnameCounts bool   // of two surnames the last is the one in use
	placeholder       bool   // one says that the person has a single name
	clipped           bool   // it is longer than names are, and only its beginning is here
	dropped           bool   // a title was left out
	untold            bool   // titles and initials are all there is
	full              bool   // the machine-readable field is full: words may be missing
	scripts           text.Scripts
	mixed             bool // a word mixes look-alike alphabets
	strong            int  // words of class word
}

// alphabets are the scripts in which a single letter is an initial.
const alphabets = text.Latin | text.Greek | text.Cyrillic | text.Armenian | text.Georgian

func newToken(w string, s span) token {
	t := token{text: w, forms: s.forms, role: s.role, letters: len(w), ascii: true}
	for i := range len(w) {
		if w[i] >= utf8.RuneSelf {
			t.ascii = false
			t.letters = utf8.RuneCountInString(w)
			break
		}
	}
	t.script = text.Latin
	if !t.ascii {
		t.script = text.ScriptsOf(w)
	}
	switch {
	case t.letters == 1 && t.script&alphabets != 0:
		t.class = initial
	case isParticle(w):
		t.class = particle
	}
	return t
}

// describe fills in what is known of a person once the words are there.
func (p *person) describe() {
	hasGiven, hasFamily, words := false, false, 0
	for i := range p.tokens {
		t := &p.tokens[i]
		hasGiven = hasGiven || t.role == given
		hasFamily = hasFamily || t.role == family
		p.scripts |= t.script
		p.mixed = p.mixed || t.script.Mixed()
		if t.class == word {
			words++
		}
	}
	p.parts = hasGiven && hasFamily
	if !p.placeholder {
		p.onlyGiven, p.onlyFamily = hasGiven && !hasFamily, hasFamily && !hasGiven
	}
	if len(p.tokens) > 0 && p.tokens[0].class == particle && (p.tokens[0].role == given || words < 2) {
		p.tokens[0].class = word // Ben, Al and Van are names when they come first
		words++
	}
	if p.parts && !slices.ContainsFunc(p.tokens, func(t token) bool { return t.role == family && t.class != particle }) {
		// Van, Le and Al are surnames where there is no other.
		for i := range p.tokens {
			if t := &p.tokens[i]; t.role == family {
				t.class = word
				words++
			}
		}
	}
	for i := range p.tokens {
		if t := &p.tokens[i]; t.class == word && words > 2 && t.role != family && i < len(p.tokens)-1 && isHonorific(t.text) {
			t.class = honorific
			words--
		}
	}
	if words == 0 { // nothing but small words: then they are the name
		for i := range p.tokens {
			if t := &p.tokens[i]; t.class != initial {
				t.class = word
				words++
			}
		}
	}
	p.strong = words
}

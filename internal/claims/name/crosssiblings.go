package name

import (
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims/name/script"
	"github.com/incodectl/incodectl/internal/claims/name/variants"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// abjads leave vowels out; alphabetic scripts show in the last letter whether a
// name is a man's or a woman's.
const (
	abjads     = text.Arabic | text.Hebrew
	alphabetic = text.Cyrillic | text.Greek | text.Georgian | text.Armenian
)

// crossSiblings reports two names in different scripts that agree by sound but
// hold given names that brothers and sisters have: Иван and Ivana, ゆき and Yuko,
// عمر and Amir. How a script is read leaves too much open to tell them apart.
func (c *Comparer) crossSiblings(a, b *person) bool {
	if a.scripts == text.Latin {
		a, b = b, a
	}
	if b.scripts != text.Latin {
		return false
	}
	parts := a.parts && b.parts
	alike := women(a, parts) == women(b, parts) // then reading, which is dear, would find nothing
	for i := range a.tokens {
		x := &a.tokens[i]
		switch {
		case x.role == family:
		case x.script&^abjads == 0 && c.readOtherwise(a, b, x):
			return true
		case (x.script == text.Kana || x.script&^alphabetic == 0 && !alike) && c.soundsOtherwise(b, x):
			return true
		}
	}
	return false
}

// women counts the words that end as women's names do, all or those of the
// given name.
func women(p *person, parts bool) int {
	n := 0
	for i := range p.tokens {
		n += one((!parts || p.tokens[i].role != family) && endsInA(&p.tokens[i]))
	}
	return n
}

// readOtherwise reports a written name that is none of the Latin ones while one
// of those is a listed name that nothing on the written side stands for.
func (c *Comparer) readOtherwise(a, b *person, x *token) bool {
	other := false
	written := script.Normalize(x.text)
	for j := range b.tokens {
		y := &b.tokens[j]
		switch variants.ReadAs(written, y.text) {
		case variants.SameReading:
			return false
		case variants.OtherReading:
			level := len(a.tokens) == len(b.tokens) || x.role == given && y.role == given // else y may be half of a compound
			other = other || level && y.role != family && !slices.ContainsFunc(a.tokens, func(t token) bool {
				return variants.ReadAs(script.Normalize(t.text), y.text) == variants.SameReading
			})
		}
	}
	return other
}

// soundsOtherwise reports a written name whose nearest Latin one is the form of
// the other sex, or in kana has another vowel.
func (c *Comparer) soundsOtherwise(b *person, x *token) bool {
	best, read, near := 0.0, "", (*token)(nil)
	for _, r := range script.Romanize(x.text) {
		for j := range b.tokens {
			if s := c.measure.similarity(r, b.tokens[j].text); s > best {
				best, read, near = s, r, &b.tokens[j]
			}
		}
	}
	switch {
	case near == nil || near.role == family || read == near.text || best < agrees:
		return false
	case x.script == text.Kana:
		return vowelApart(read, near.text) && !strings.ContainsAny(near.text, foreignToKana)
	case x.role == anyRole && near.role == anyRole && variants.SameSurname(read, near.text):
		return false
	}
	return genderPair(read, near.text) && (read[len(read)-1] == 'a' || near.text[len(near.text)-1] == 'a')
}

// endsInA reports the letter that women's names end in, in any of the alphabets.
func endsInA(t *token) bool {
	for _, a := range [...]string{"a", "ah", "а", "я", "α", "ა", "ա"} {
		if strings.HasSuffix(t.text, a) {
			return true
		}
	}
	return false
}

// foreignToKana are letters that no romanisation of Japanese uses but for ch;
// kana only comes near the vowels of foreign names.
const foreignToKana = "lvxqc"

// vowelApart reports two words that differ in one vowel, y aside.
func vowelApart(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	apart := 0
	for i := range len(a) {
		if a[i] != b[i] {
			if apart++; !strings.Contains("aeiou", a[i:i+1]) || !strings.Contains("aeiou", b[i:i+1]) {
				return false
			}
		}
	}
	return apart == 1
}

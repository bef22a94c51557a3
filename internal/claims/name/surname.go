package name

import (
	"slices"

	"github.com/incodectl/incodectl/internal/claims"
)

// surnameMayGo reports whether a surname that only one side has may be left
// out. Where two surnames are known to be surnames, the first is the one that
// is kept (Spain and Latin America: paternal before maternal), in Portuguese
// names the last. Where the source does not tell surnames from given names, the
// word left over may as well be the only surname.
func (al *alignment) surnameMayGo(a, b *person) bool {
	if al.agreeing >= enoughWords {
		return true
	}
	p := a
	if al.extraInB {
		p = b
	}
	if al.extraFamilyGuessed {
		return false
	}
	return !al.extraFirstFamily || p.lastSurnameCounts
}

// surnameChanged reports given names that agree in full beside another surname.
func (al *alignment) surnameChanged() bool {
	return al.givenMin >= sure && (al.middleMin < 0 || al.middleMin >= sure) &&
		al.firstBy != initials && al.conflicts == 0 && !al.single && al.crossed == 0
}

// lastSurnameCounts reports whether a document comes from a country where the
// last surname is the one in use.
func lastSurnameCounts(s claims.Set) bool {
	switch s[claims.IssuingCountry] {
	case "PRT", "BRA", "PT", "BR", "AGO", "AO", "MOZ", "MZ", "CPV", "CV":
		return true
	}
	return false
}

// whichSurname says which of a document's two surnames the directory keeps,
// where the document prints them apart.
func (c *Comparer) whichSurname(doc, dir claims.Set, out *outcome) {
	paternal, maternal := doc[claims.PaternalName], doc[claims.MaternalName]
	i := slices.Index(out.reasons, claims.SurnameSubset)
	if paternal == "" || maternal == "" || i < 0 {
		return
	}
	c.reader.read(&c.dir, dir) // words were joined since, or another reading was tried
	p, m := c.hasWords(&c.dir, paternal), c.hasWords(&c.dir, maternal)
	switch {
	case p && !m:
		out.reasons[i] = claims.PaternalOnly
	case m && !p:
		out.reasons[i] = claims.MaternalOnly
		if !lastSurnameCounts(doc) {
			out.score = min(out.score, underMatch)
		}
	}
}

// hasWords reports whether the person has a strong word of this text.
func (c *Comparer) hasWords(p *person, s string) bool {
	c.reader.reset(&c.spare)
	c.reader.add(s, family)
	c.reader.finish(&c.spare)
	for i := range c.spare.tokens {
		for j := range p.tokens {
			x, y := &c.spare.tokens[i], &p.tokens[j]
			if x.strong() && (x.text == y.text || x.spells(y.text) || y.spells(x.text)) {
				return true
			}
		}
	}
	return false
}

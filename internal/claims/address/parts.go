package address

import (
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// parts is an address taken apart; every field is folded, empty when not known.
type parts struct {
	number string // house number with letter or range: 12a, 12-14, 1-2-3
	units  []unit // flat, floor, building
	box    string // number of a post office box

	name []string // what stands before the number: a building, a business
	core []string // name of the street, without kind, direction and filler
	kind string   // kind of street, spelt out
	dirs uint16   // set of directions of the street

	place    []string // dependent localities and whatever else stands behind the street
	locality []string
	region   region
	postal   postal
	country  string // ISO 3166-1, two letters

	// loose says that nothing shows where the street ends and the town begins,
	// so that core may hold words of the town as well.
	loose bool
	// open says the same of the end of core alone: no kind of street ends it.
	open bool
}

// read takes the structured parts where there are any, and the formatted
// address for what they lack.
func read(s claims.Set, country string) parts {
	var p parts
	formatted, street := s.First(claims.AddressFormatted, claims.Address), s[claims.AddressStreet]
	p.country = claims.Country(s[claims.AddressCountry])
	known := p.country
	if known == "" {
		known = country
	}
	p.postal = newPostal(s[claims.AddressPostalCode], known)
	toks := make([]token, 0, 24)
	if l := s[claims.AddressLocality]; l != "" {
		toks = tokenize(toks, l, 0)
		p.locality = townWords(toks)
	}
	if street != "" {
		r := reader{parts: &p, country: known, toks: tokenize(toks[:0], street, 0), street: true}
		r.run()
	}
	if formatted != "" && (street == "" || p.locality == nil && p.postal.code == "") {
		p.fill(readFormatted(formatted, known, toks[:0]))
	}
	if raw := s[claims.AddressRegion]; raw != "" {
		p.region = newRegion(text.Fold(raw), p.country)
	}
	return p
}

func readFormatted(s, country string, toks []token) parts {
	var p parts
	r := reader{parts: &p, country: country, toks: tokenize(toks, s, 0)}
	r.run()
	return p
}

// fill takes from q what p lacks; the lines of the street only as a whole.
func (p *parts) fill(q parts) {
	if p.number == "" && len(p.core) == 0 && p.box == "" {
		p.number, p.units, p.box, p.name, p.core = q.number, q.units, q.box, q.name, q.core
		p.kind, p.dirs, p.place, p.loose, p.open = q.kind, q.dirs, q.place, q.loose && p.locality == nil, q.open
		if p.locality != nil {
			p.place = append(p.place, q.locality...)
		}
	}
	if p.locality == nil {
		p.locality = q.locality
	}
	if p.postal.code == "" {
		p.postal = q.postal
	}
	if p.region.raw == "" {
		p.region = q.region
	}
	if p.country == "" {
		p.country = q.country
	}
}

// usable reports whether there is anything that tells two addresses apart; a
// country alone, which directories often carry, does not.
func (p *parts) usable() bool {
	return p.hasLine() || p.postal.code != "" || len(p.locality) > 0 || len(p.place) > 0
}

// hasLine reports whether there is a street, a house or a box.
func (p *parts) hasLine() bool {
	return len(p.core) > 0 || p.number != "" || p.box != "" || len(p.name) > 0 || len(p.units) > 0
}

// canonical is the normalised form: number, street and unit, town, region,
// postal code, country, separated by commas.
func (p *parts) canonical() string {
	b := make([]byte, 0, 96)
	word := func(s string) {
		if s == "" {
			return
		}
		if n := len(b); n > 0 && b[n-1] != ' ' {
			b = append(b, ' ')
		}
		b = append(b, s...)
	}
	words := func(list []string) {
		for _, s := range list {
			word(s)
		}
	}
	end := func() {
		if n := len(b); n > 0 && b[n-1] != ' ' {
			b = append(b, ", "...)
		}
	}
	words(p.name)
	word(p.number)
	p.eachDirection(word)
	words(p.core)
	word(p.kind)
	for _, u := range p.units {
		word(u.is.word())
		word(u.id)
	}
	if p.box != "" {
		word("po box")
		word(p.box)
	}
	end()
	words(p.place)
	end()
	words(p.locality)
	end()
	word(p.region.canonical())
	end()
	word(strings.ToUpper(p.postal.code))
	end()
	word(p.country)
	return strings.TrimSuffix(string(b), ", ")
}

var directionWords = [...]struct {
	bits uint8
	word string
}{
	{north, "north"},
	{south, "south"},
	{east, "east"},
	{west, "west"},
	{north | east, "northeast"},
	{north | west, "northwest"},
	{south | east, "southeast"},
	{south | west, "southwest"},
}

func (p *parts) eachDirection(do func(string)) {
	for _, d := range directionWords {
		if p.dirs&(1<<d.bits) != 0 {
			do(d.word)
		}
	}
}

// townWords are the words of a town, abbreviations spelt out.
func townWords(toks []token) []string {
	out := make([]string, 0, len(toks))
	for i := range toks {
		if t := &toks[i]; !t.used && t.s != "#" {
			out = append(out, townWord(t, i == 0 || t.seg != toks[i-1].seg))
		}
	}
	return out
}

func townWord(t *token, first bool) string {
	switch {
	case t.e == nil:
		return t.s
	case t.is(direction) && len(t.s) <= 2 && (first || len(t.s) == 2):
		return directionName(t.e.dirs)
	case t.is(plain) && (first || !t.is(strong)):
		return t.e.plain
	case t.is(weak):
		return t.e.kind
	}
	return t.s
}

func directionName(bits uint8) string {
	for _, d := range directionWords {
		if d.bits == bits {
			return d.word
		}
	}
	return ""
}

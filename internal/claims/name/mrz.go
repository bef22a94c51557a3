package name

import "strings"

// mrz reads the name field of a machine-readable zone: the primary identifier,
// "<<", the secondary one, with "<" between their words (ICAO 9303-3, 4.6).
func (r *reader) mrz(p *person, field string) {
	field = strings.TrimSpace(field[:min(len(field), maxBytes)])
	p.full = fullField(field)
	last, first, _ := strings.Cut(field, "<<")
	r.add(strings.ReplaceAll(first, "<", " "), given)
	r.add(strings.ReplaceAll(last, "<", " "), family)
}

// fullField reports a field whose last place holds a letter: it may have been
// cut off there. The fields of TD3, TD2 and TD1 documents have 39, 31 and 30
// places (ICAO 9303-4, 9303-6 and 9303-5).
func fullField(field string) bool {
	switch len(field) {
	case 39, 31, 30:
		return field[len(field)-1] != '<'
	}
	return false
}

// markCut marks the words that a full field may have shortened: the last one
// and, since a letter of the secondary identifier has to stay, the last one of
// the primary identifier before it.
func (p *person) markCut() {
	if !p.full {
		return
	}
	for i := range p.tokens {
		if i == len(p.tokens)-1 || p.tokens[i+1].role == family && p.tokens[i].role != family {
			t := &p.tokens[i]
			t.cut = true
			if t.class != word { // what looks like an initial or a particle is the rest of a name
				t.class = word
				p.strong++
			}
		}
	}
}

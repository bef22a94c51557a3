package address

import "strings"

import "github.com/incodectl/incodectl/internal/claims"

// reader takes the words of a printed address, or of the street lines of a
// structured one, apart into parts.
type reader struct {
	parts   *parts
	country string // the country if known, else a default
	toks    []token
	street  bool // the words are street lines: town and code are known elsewhere
}

// run reads from the outside in: what has a form of its own (country, postal
// code, region, units) is taken out first; the rest is street and town.
func (r *reader) run() {
	if len(r.toks) == 0 {
		return
	}
	if !r.street {
		r.takeCountry()
	}
	known := r.parts.country
	if known == "" {
		known = r.country
	}
	r.country = known
	if r.parts.postal.code == "" {
		r.parts.postal = findPostal(r.toks, known)
	}
	if !r.street || len(r.parts.locality) == 0 {
		r.takeRegion()
	}
	r.dropAttention()
	r.takeUnits()
	r.lines()
}

// takeCountry takes the country off the end: a part of its own, or a full name
// after the town.
func (r *reader) takeCountry() {
	last := len(r.toks) - 1
	first := last
	for first > 0 && r.toks[first-1].seg == r.toks[last].seg {
		first--
	}
	for i := max(first, last-3); i <= last; i++ {
		if i == 0 || hasDigit(r.toks[i].s) || i > first && last-i == 0 && len(r.toks[i].s) < 5 {
			continue
		}
		if i == first && i == last && len(r.toks[i].s) == 2 && !r.sureCountry(i) {
			continue
		}
		var name strings.Builder
		name.WriteString(r.toks[i].s)
		for _, t := range r.toks[i+1:] {
			name.WriteString(" " + t.s)
		}
		c := claims.Country(name.String())
		if c == "" || i > first && len(name.String()) < 5 {
			continue
		}
		r.parts.country = c
		r.toks = r.toks[:i]
		return
	}
}

// dropAttention drops the lines that name a person: c/o, attn.
func (r *reader) dropAttention() {
	for i := range r.toks {
		t := &r.toks[i]
		if i > 0 && r.toks[i-1].seg == t.seg || t.s != "co" && t.s != "attn" {
			continue
		}
		if r.toks[len(r.toks)-1].seg == t.seg {
			return // the only line there is
		}
		for k := i; k < len(r.toks) && r.toks[k].seg == t.seg; k++ {
			r.toks[k].used = true
		}
	}
}

// sureCountry tells CA the country from CA the state: a country stands behind a
// postal code or a region.
func (r *reader) sureCountry(i int) bool {
	if len(regions()[r.toks[i].s]) == 0 {
		return true
	}
	for k := i - 1; k > 0 && r.toks[k].seg+1 >= r.toks[i].seg; k-- {
		if hasDigit(r.toks[k].s) && r.toks[k].seg != r.toks[0].seg {
			return true
		}
	}
	return false
}

package name

import (
	"slices"
	"unicode/utf8"
)

// dropFillers drops placeholders and words without a letter.
func (r *reader) dropFillers(p *person) {
	kept := r.spans[:0]
	for _, s := range r.spans {
		w := r.word(s)
		switch {
		case isPlaceholder(string(w)):
			p.placeholder = true
		case !hasLetter(w):
		default:
			kept = append(kept, s)
		}
	}
	r.spans = kept
}

func hasLetter(w []byte) bool {
	for _, c := range w {
		if c >= utf8.RuneSelf || c < '0' || c > '9' {
			return true
		}
	}
	return false
}

// cutSuffix takes a generational suffix off the end of a part, as long as a
// name is left.
func (r *reader) cutSuffix(p *person) {
	for i := len(r.spans) - 1; i > 0; i-- {
		last := i == len(r.spans)-1 || r.spans[i+1].role == family && r.spans[i].role != family
		if !last {
			continue
		}
		c := canonicalSuffix(string(r.word(r.spans[i])))
		if c == "" && r.spans[i].role == family && r.spans[i-1].role == family {
			c = lineage(string(r.word(r.spans[i])))
		}
		if c != "" && len(r.spans) > 1 {
			if p.suffix == "" {
				p.suffix = c
			}
			r.spans = slices.Delete(r.spans, i, i+1)
		}
	}
}

// dropTitles drops forms of address in front and degrees behind, as long as a
// name is left.
func (r *reader) dropTitles(p *person) {
	for len(r.spans) > 1 && isTitle(string(r.word(r.spans[0]))) {
		if r.spans[0].role == given && r.spans[1].role == middle {
			r.spans[1].role = given
		}
		r.spans = slices.Delete(r.spans, 0, 1)
		p.dropped = true
	}
	for len(r.spans) > 1 && isDegree(string(r.word(r.spans[len(r.spans)-1]))) {
		r.spans = r.spans[:len(r.spans)-1]
		p.dropped = true
	}
}

// tells reports a word that is more than a title, a degree, a suffix or an
// initial.
func (r *reader) tells(s span) bool {
	w := string(r.word(s))
	return len(w) > 1 && !isTitle(w) && !isDegree(w) && canonicalSuffix(w) == ""
}

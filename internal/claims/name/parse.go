package name

import (
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// reader turns a claim set into a person; its buffers are used again and again.
type reader struct {
	folded  []byte
	spans   []span
	line    []byte
	clipped bool
	blank   bool // a part says that nothing is known
}

// span is a folded word while it is not yet known whether it belongs to the name.
type span struct {
	from, to int // in reader.folded
	role     role
	forms    []string
}

func (r *reader) word(s span) []byte { return r.folded[s.from:s.to] }

// read takes the name parts where both given and family name are there, else
// the whole name, else whatever part there is.
func (r *reader) read(p *person, s claims.Set) {
	r.reset(p)
	first, last := s[claims.GivenName], s[claims.FamilyName]
	paternal, maternal := "", ""
	if last == "" {
		paternal, maternal = s[claims.PaternalName], s[claims.MaternalName]
	}
	hasLast := last != "" || paternal != "" || maternal != ""
	if whole := s[claims.Name]; whole != "" && (first == "" || !hasLast) {
		r.whole(p, whole)
	} else {
		r.add(first, given)
		r.middles(s[claims.MiddleName])
		r.add(last, family)
		r.add(paternal, family)
		r.add(maternal, family)
	}
	if c := suffixOf(s[claims.Suffix]); c != "" {
		p.suffix = c
	}
	r.finish(p)
	p.lastSurnameCounts = lastSurnameCounts(s)
}

// readMRZ takes the name field of a machine-readable zone.
func (r *reader) readMRZ(p *person, field string) {
	r.reset(p)
	r.mrz(p, field)
	r.finish(p)
	p.markCut()
}

func (r *reader) reset(p *person) {
	*p = person{tokens: p.tokens[:0]}
	r.folded, r.spans, r.clipped, r.blank = r.folded[:0], r.spans[:0], false, false
}

func suffixOf(s string) string {
	if s == "" {
		return ""
	}
	var buf [16]byte
	return canonicalSuffix(string(text.AppendFold(buf[:0], s)))
}

// add appends the words of one part. The first word of a given name is the one
// a person goes by; the others count as middle names.
func (r *reader) add(s string, as role) {
	if s == "" {
		return
	}
	if len(s) > maxBytes {
		s, r.clipped = strings.ToValidUTF8(s[:maxBytes], ""), true
	}
	from := len(r.folded)
	r.folded = text.AppendFold(r.folded, s)
	if isBlank(string(r.folded[from:])) {
		r.folded, r.blank = r.folded[:from], true
		return
	}
	spellings := text.Spellings(s)
	index, start := 0, from
	for i := from; i <= len(r.folded); i++ {
		if i < len(r.folded) && r.folded[i] != ' ' {
			continue
		}
		if i > start {
			r.spans = append(r.spans, span{from: start, to: i, role: as, forms: formsOf(r.folded[start:i], spellings, index)})
			index++
		}
		start = i + 1
		if as == given {
			as = middle
		}
	}
	r.folded = append(r.folded, ' ')
}

// formsOf picks the word with this index out of each spelling of a text.
func formsOf(plain []byte, spellings []string, index int) []string {
	var out []string
	for _, s := range spellings {
		if w := strings.Fields(s); index < len(w) && w[index] != string(plain) {
			out = append(out, w[index])
		}
	}
	return out
}

// middles adds the middle names unless the given names end with them: some
// sources carry them in both places.
func (r *reader) middles(s string) {
	before, folded := len(r.spans), len(r.folded)
	r.add(s, middle)
	n := len(r.spans) - before
	if n == 0 || n >= before {
		return
	}
	for i := range n {
		if string(r.word(r.spans[before+i])) != string(r.word(r.spans[before-n+i])) {
			return
		}
	}
	r.spans, r.folded = r.spans[:before], r.folded[:folded]
}

// whole reads "Ada King Lovelock", "LOVELOCK, ADA KING", "Ada Lovelock, Jr.",
// "Ada Lovelock, Countess of X" and the machine-readable "LOVELOCK<<ADA<KING".
func (r *reader) whole(p *person, s string) {
	if strings.Contains(s, "<<") {
		r.mrz(p, s)
		return
	}
	before, after, ok := strings.Cut(s, ",")
	if !ok {
		r.add(s, anyRole)
		return
	}
	r.add(after, given)
	switch rest := len(r.spans); {
	case rest == 0:
		r.add(before, anyRole)
	case r.titled(p):
		r.spans, r.folded = r.spans[:0], r.folded[:0]
		r.add(before, anyRole)
	default:
		r.add(before, family)
		if len(r.spans) == rest {
			for i := range r.spans {
				r.spans[i].role = anyRole
			}
		}
	}
}

// titled reports whether what stands behind a comma is a suffix or a title and
// keeps the suffix.
func (r *reader) titled(p *person) bool {
	w := r.word(r.spans[0])
	if c := canonicalSuffix(string(w)); c != "" && len(r.spans) == 1 {
		p.suffix = c
		return true
	}
	if isDegree(string(w)) || len(r.spans) > 1 && isHonorific(string(w)) && string(r.word(r.spans[1])) == "of" {
		p.dropped = true
		return true
	}
	return false
}

// finish drops what is no part of the name and makes the tokens.
func (r *reader) finish(p *person) {
	r.dropFillers(p)
	r.cutSuffix(p)
	r.dropTitles(p)
	r.line = r.line[:0]
	if len(r.spans) > maxWords {
		r.spans, r.clipped = r.spans[:maxWords], true
	}
	p.clipped = r.clipped
	p.placeholder = p.placeholder || r.blank
	for i, s := range r.spans {
		if i > 0 {
			r.line = append(r.line, ' ')
		}
		r.line = append(r.line, r.word(s)...)
	}
	p.untold = len(r.spans) > 0 && !slices.ContainsFunc(r.spans, r.tells)
	n := len(r.line)
	if p.suffix != "" && n > 0 {
		r.line = append(append(r.line, ' '), p.suffix...)
	}
	p.canonical = string(r.line)
	at := 0
	for _, s := range r.spans {
		w := p.canonical[at : at+s.to-s.from]
		at += s.to - s.from + 1
		p.tokens = append(p.tokens, newToken(w, s))
	}
	p.describe()
}

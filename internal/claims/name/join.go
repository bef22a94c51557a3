package name

import (
	"slices"
	"strings"
)

// join glues neighbouring words of one side that the other side writes as one:
// van der Bilt and Vanderbilt, Mary Jane and Maryjane, Abd al Rahman and
// Abdurrahman. It reports whether it did.
//
// Afterwards the agreements of all words are in the table.
func (c *Comparer) join(a, b *person) bool {
	splitInitials(a, b)
	splitInitials(b, a)
	done := glue(a, b)
	done = glue(b, a) || done
	c.fill(a, b, false)
	done = c.joinAlike(a, b, false) || done
	return c.joinAlike(b, a, true) || done
}

// glue joins words of a whose letters together are a word of b.
func glue(a, b *person) bool {
	done := false
	for n := min(4, len(a.tokens)); n > 1; n-- {
		for i := 0; i+n <= len(a.tokens); i++ {
			for j := range b.tokens {
				y := &b.tokens[j]
				if makes(a.tokens[i:i+n], y.text) {
					a.merge(i, n, y.text, nil)
					done = true
					break
				}
			}
		}
	}
	return done
}

// makes reports whether the words written together are s.
func makes(words []token, s string) bool {
	if acrossParts(words) {
		return false
	}
	for i := range words {
		rest, ok := strings.CutPrefix(s, words[i].text)
		if !ok {
			return false
		}
		s = rest
	}
	return s == ""
}

// acrossParts reports words of which one is known to be a given name and another
// to be of the surname, if only a particle of it: nobody writes Jo Anna as Joanna
// when Anna is the surname. Abd is no name without what follows.
func acrossParts(words []token) bool {
	first, last := false, false
	for i := range words {
		t := &words[i]
		first = first || t.strong() && (t.role == given || t.role == middle)
		last = last || t.role == family
	}
	return first && last && !strings.HasPrefix(words[0].text, "abd")
}

// merge replaces n words from i by one.
func (p *person) merge(i, n int, text string, forms []string) {
	t := &p.tokens[i]
	for k := i + 1; k < i+n; k++ {
		o := &p.tokens[k]
		t.cut = t.cut || o.cut
		if t.role != given && o.role == given || t.role == anyRole {
			t.role = o.role
		}
	}
	was := 0
	for k := i; k < i+n; k++ {
		if p.tokens[k].strong() {
			was++
		}
	}
	t.text, t.forms, t.class, t.letters = text, forms, word, 0
	for range text {
		t.letters++
	}
	p.strong += 1 - was
	p.tokens = append(p.tokens[:i+1], p.tokens[i+n:]...)
}

// joinAlike joins words of a that together are nearly a word of b which has no
// good partner yet. It needs the agreements of all words and brings them up to
// date.
func (c *Comparer) joinAlike(a, b *person, swapped bool) bool {
	done := false
	for j := 0; j < len(b.tokens); j++ {
		y := &b.tokens[j]
		if y.class != word || y.letters < 5 || !y.ascii || c.bestOf(j, len(a.tokens), swapped) >= joinBefore {
			continue
		}
		if i, n, text := c.alike(a, b, j, swapped); n > 0 {
			a.merge(i, n, text, nil)
			c.fill(a, b, swapped)
			done = true
		}
	}
	return done
}

// A word that agrees this well with one word is not looked for in several; and
// several together must agree with it at least that well.
const (
	joinBefore = 0.96
	joinFrom   = 0.82
	joinSlack  = 0.1 // ... less this, since they leave no word over
)

// alike looks for two to four neighbours of a that together resemble word j of b.
func (c *Comparer) alike(a, b *person, j int, swapped bool) (at, n int, text string) {
	y := &b.tokens[j]
	best := max(joinFrom, c.bestOf(j, len(a.tokens), swapped)-joinSlack)
	for size := 2; size <= min(4, len(a.tokens)); size++ {
		for i := 0; i+size <= len(a.tokens); i++ {
			total := 0
			free := !acrossParts(a.tokens[i : i+size])
			for k := i; k < i+size; k++ {
				t := &a.tokens[k]
				total += t.letters
				free = free && t.ascii && (t.class != word || c.bestFor(k, len(b.tokens), swapped) < joinBefore)
			}
			if c.measure.price(a.tokens[i].text[0], y.text[0]) > costSound {
				continue // words that are run together keep their first letter
			}
			if slack := max(1, y.letters/4); !free || total-y.letters > slack || y.letters-total > slack {
				continue
			}
			c.line = c.line[:0]
			for k := i; k < i+size; k++ {
				c.line = append(c.line, a.tokens[k].text...)
			}
			if s := c.measure.similarity(string(c.line), y.text); s > best {
				best, at, n, text = s, i, size, string(c.line)
			}
		}
	}
	return at, n, text
}

// bestOf returns the best agreement of word j of the second person.
func (c *Comparer) bestOf(j, n int, swapped bool) float64 {
	best := 0.0
	for i := range n {
		best = max(best, c.at(i, j, swapped).score)
	}
	return best
}

// bestFor returns the best agreement of word i of the first person.
func (c *Comparer) bestFor(i, m int, swapped bool) float64 {
	best := 0.0
	for j := range m {
		best = max(best, c.at(i, j, swapped).score)
	}
	return best
}

// splitInitials takes initials that are written as one word apart where the
// other side has words that begin with them: JB Smith, Jeffrey Brian Smith.
func splitInitials(a, b *person) {
	t := &a.tokens[0]
	n := len(t.text)
	if t.class != word || !t.ascii || t.role == family || n < 2 || n > 3 || len(a.tokens) < 2 || len(b.tokens) <= n || len(a.tokens)+n > maxWords {
		return
	}
	for i := range n {
		if isVowel(rune(t.text[i])) || b.tokens[i].text[0] != t.text[i] || b.tokens[i].role == family {
			return
		}
	}
	if b.tokens[0].text == t.text {
		return
	}
	first := *t
	for i := range n - 1 {
		a.tokens = slices.Insert(a.tokens, i, first)
	}
	for i := range n {
		o := &a.tokens[i]
		o.text, o.letters, o.class, o.forms = first.text[i:i+1], 1, initial, nil
		if i > 0 && o.role == given {
			o.role = middle
		}
	}
	a.strong--
}

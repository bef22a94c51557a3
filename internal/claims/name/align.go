package name

import (
	"slices"

	"github.com/incodectl/incodectl/internal/claims/name/variants"
)

// pair is one word of each side, or a word without a partner.
type pair struct {
	x, y   *token // nil for none
	as     role   // what the pair is taken for
	got    agreement
	weight float64 // its share in the mean; for a word without a partner, its cost
	loose  bool    // a first name on one side and a middle name on the other
	leads  bool    // a word without a partner that is the first of its part
}

// factor lowers the similarity for a named cause.
type factor struct {
	why string
	by  float64
}

// alignment is the outcome of pairing two names word by word.
type alignment struct {
	pairs   []pair
	factors []factor

	mean    float64 // of the pairs, by weight
	weakest float64 // agreement of the worst strong word
	extra   float64 // factor for words that only one side has

	agreeing  int // pairs of strong words that agree well
	initials  int // pairs that agree by an initial only
	conflicts int // strong words left over on both sides
	firstBy   how // initials where the first name agrees by an initial only

	crossed, straight, straightFamily    int // pairs across and within given and family name
	extraFirst, extraMiddle, extraFamily int // strong words that one side has
	particles                            int // particles that one side has

	extraInB           bool // it is the second person who has more words
	extraFamilyGuessed bool // a missing word only stands where surnames stand
	extraFirstFamily   bool // the first of the surnames is missing
	firstKnown         bool // both are on the list of given names
	titleFirst         bool // a title stands where the first name should
	firstDiffers       bool // both sides say a first name, and these are two
	middleConflict     bool // initials or middle names on both sides that have nothing to do with each other
	givenTurned        bool // given names in another order
	familyTurned       bool // surnames in another order
	wholeTurned        bool // the last word of one whole name is the first of the other
	fatherTurned       bool // A bin B against B bin A
	givenNames         bool // every word of both is known as a given name
	reordered          bool // words of whole names stand in an order that no custom explains
	single, joined     bool

	givenMin, middleMin, familyMin float64 // worst agreement in a part, -1 without a pair
	familyMax                      float64
	surnames                       int // surnames that agree
}

func (al *alignment) factor(why string, by float64) {
	al.factors = append(al.factors, factor{why, by})
}

// align pairs the words of two names as assigned and measures the outcome.
func (c *Comparer) align(a, b *person) *alignment {
	al := &c.alignment
	*al = alignment{pairs: al.pairs[:0], factors: al.factors[:0], givenMin: -1, middleMin: -1, familyMin: -1}
	var used [maxWords]bool
	for i := range a.tokens {
		x := &a.tokens[i]
		j := int(c.partner[i])
		if j < 0 {
			al.pairs = append(al.pairs, pair{x: x, as: roleOf(a, i, nil), leads: leads(a, i)})
			continue
		}
		used[j] = true
		al.pairs = append(al.pairs, pair{
			x: x, y: &b.tokens[j], as: pairRole(a, b, i, j), got: c.table[i][j],
			loose: roleOf(a, i, nil) != roleOf(b, j, nil),
		})
	}
	for j := range b.tokens {
		if !used[j] {
			al.pairs = append(al.pairs, pair{y: &b.tokens[j], as: roleOf(b, j, nil), leads: leads(b, j)})
		}
	}
	al.givenTurned, al.familyTurned = c.turned(a, b, given), c.turned(a, b, family)
	al.fatherTurned = c.fatherTurned(a, b)
	al.wholeTurned = c.wholeTurned(a, b)
	al.givenNames = allGiven(a) && allGiven(b)
	al.reordered = !al.wholeTurned && !a.parts && !b.parts && c.outOfOrder(a, b)
	al.measure(a, b)
	return al
}

// leavesWords reports strong words without a partner.
func (al *alignment) leavesWords() bool {
	return slices.ContainsFunc(al.pairs, func(p pair) bool {
		return p.x == nil && p.y.strong() || p.y == nil && p.x.strong()
	})
}

// leads reports the first word of its part.
func leads(p *person, i int) bool { return i == 0 || p.tokens[i-1].role != p.tokens[i].role }

// turned reports that two words of a part, known to be of that part on both
// sides, stand in the other order.
func (c *Comparer) turned(a, b *person, part role) bool {
	last := -1
	for i := range a.tokens {
		j := int(c.partner[i])
		if j < 0 || !inPart(&a.tokens[i], part) || !inPart(&b.tokens[j], part) {
			continue
		}
		if j < last {
			return true
		}
		last = j
	}
	return false
}

// wholeTurned reports a whole name that stands the other way round: it begins
// with what the other ends with, or with what the other calls its family name.
func (c *Comparer) wholeTurned(a, b *person) bool {
	n, m := len(a.tokens)-1, len(b.tokens)-1
	if n < 1 || m < 1 {
		return false
	}
	first, last := c.partner[0], c.partner[n]
	switch x, y := a.tokens[0].role, b.tokens[0].role; {
	case x != anyRole && y != anyRole:
		return false
	case x == anyRole && y == anyRole:
		return int(first) == m || last == 0
	case x == anyRole:
		return first >= 0 && b.tokens[first].role == family && last >= 0 && b.tokens[last].role != family
	}
	for i := range a.tokens {
		if c.partner[i] == 0 && a.tokens[i].role != family || int(c.partner[i]) == m && a.tokens[i].role == family {
			return false
		}
	}
	return a.parts
}

// outOfOrder reports words that stand in another order.
func (c *Comparer) outOfOrder(a, b *person) bool {
	last := -1
	for i := range a.tokens {
		j := int(c.partner[i])
		if j < 0 {
			continue
		}
		if j < last {
			return true
		}
		last = j
	}
	return false
}

// allGiven reports a name of which every word is known as a given name, so that
// its order alone tells the given name from the surname.
func allGiven(p *person) bool {
	for i := range p.tokens {
		if t := &p.tokens[i]; t.strong() && !variants.IsGiven(t.text) {
			return false
		}
	}
	return true
}

// fatherTurned reports "A bin B" on one side and "B bin A" on the other: a man
// and his father, or his son.
func (c *Comparer) fatherTurned(a, b *person) bool {
	for i := 1; i+1 < len(a.tokens); i++ {
		if particleKind(a.tokens[i].text) != sonOf {
			continue
		}
		son, father := int(c.partner[i-1]), int(c.partner[i+1])
		if son == father+2 && father >= 0 && particleKind(b.tokens[father+1].text) == sonOf {
			return true
		}
	}
	return false
}

func inPart(t *token, part role) bool {
	return t.class == word && (t.role == part || part == given && t.role == middle)
}

// roleOf returns the role of word i: its own, else that of its partner, else by
// its place: the first word is a given name, the last a family name.
func roleOf(p *person, i int, partner *token) role {
	t := &p.tokens[i]
	switch {
	case t.role != anyRole:
		return t.role
	case partner != nil && partner.role != anyRole:
		return partner.role
	case len(p.tokens) == 1:
		return anyRole
	case i == len(p.tokens)-1:
		return family
	case i == 0:
		return given
	}
	return middle
}

// pairRole is what a pair is taken for: a guess gives way to what tells more.
func pairRole(a, b *person, i, j int) role {
	x, y := roleOf(a, i, &b.tokens[j]), roleOf(b, j, &a.tokens[i])
	switch {
	case x == y || y == anyRole || y == middle && x != anyRole:
		return x
	case x == anyRole || x == middle:
		return y
	}
	return anyRole
}

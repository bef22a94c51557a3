package name

// exactWords is how many words of the shorter side are assigned by trying all
// ways; beyond, the best pairs are taken first.
const exactWords = 6

// at returns the agreement of word i of the first with word j of the second
// person; swapped when the two were handed over the other way round.
func (c *Comparer) at(i, j int, swapped bool) *agreement {
	if swapped {
		i, j = j, i
	}
	return &c.table[i][j]
}

// fill compares every word with every word. Words that are equal are for each
// other: they are not compared with any others.
func (c *Comparer) fill(a, b *person, swapped bool) {
	if swapped {
		a, b = b, a
	}
	var doneA, doneB [maxWords]bool
	for i := range a.tokens {
		for j := range b.tokens {
			same := !doneA[i] && !doneB[j] && a.tokens[i].text == b.tokens[j].text
			doneA[i], doneB[j] = doneA[i] || same, doneB[j] || same
			c.table[i][j] = agreement{}
			if same {
				c.table[i][j] = agreement{1, equal}
			}
		}
	}
	for i := range a.tokens {
		for j := range b.tokens {
			if doneA[i] || doneB[j] {
				continue
			}
			c.table[i][j] = c.words(&a.tokens[i], &b.tokens[j])
			if c.table[i][j].how == initials && misplaced(a, b, i, j) {
				c.table[i][j] = agreement{}
			}
		}
	}
}

// value is what pairing two words is worth to the assignment: their agreement
// by weight, a little less across roles and out of order.
func (c *Comparer) value(a, b *person, i, j int) float64 {
	g := c.table[i][j].score
	x, y := &a.tokens[i], &b.tokens[j]
	if g <= 0 && (x.class != word || y.class != word) {
		return 0 // names are held against each other even when they share nothing
	}
	w := min(classWeight[x.class], classWeight[y.class])
	if crossed(x.role, y.role) {
		g -= 0.06
		if g < weak {
			g /= 4 // words that are unlike are held against those of their own part
		}
	} else if x.role != y.role && x.role != anyRole && y.role != anyRole {
		g -= 0.02
	}
	if i != j {
		g -= 0.005
	}
	return w * max(g, 0.001)
}

// crossed reports a given name on one side and a family name on the other.
func crossed(x, y role) bool {
	return x != anyRole && y != anyRole && (x == family) != (y == family)
}

// assign finds the partner of each word of a in b, -1 for none, so that the
// whole fits best.
func (c *Comparer) assign(a, b *person) {
	n, m := len(a.tokens), len(b.tokens)
	for i := range n {
		for j := range m {
			c.worth[i][j] = c.value(a, b, i, j)
		}
	}
	for i := range n {
		c.partner[i] = -1
	}
	switch {
	case n <= exactWords:
		c.assignExact(n, m, false)
	case m <= exactWords:
		c.assignExact(m, n, true)
	default:
		c.assignGreedy(n, m)
	}
}

// assignExact goes through the longer side word by word and keeps the best
// value for every set of words of the shorter side used so far.
func (c *Comparer) assignExact(short, long int, swapped bool) {
	sets := 1 << short
	prev, cur := &c.values[0], &c.values[1]
	for s := range sets {
		prev[s] = -1
	}
	prev[0] = 0
	for l := range long {
		for s := range sets {
			cur[s], c.choice[l][s] = prev[s], -1
			for k := range short {
				if s&(1<<k) == 0 || prev[s&^(1<<k)] < 0 {
					continue
				}
				v := c.worth[k][l]
				if swapped {
					v = c.worth[l][k]
				}
				if v > 0 && prev[s&^(1<<k)]+v > cur[s] {
					cur[s], c.choice[l][s] = prev[s&^(1<<k)]+v, int8(k)
				}
			}
		}
		prev, cur = cur, prev
	}
	best := 0
	for s := range sets {
		if prev[s] > prev[best] {
			best = s
		}
	}
	for l := long - 1; l >= 0; l-- {
		k := c.choice[l][best]
		if k < 0 {
			continue
		}
		best &^= 1 << k
		if swapped {
			c.partner[l] = k
		} else {
			c.partner[k] = int8(l)
		}
	}
}

func (c *Comparer) assignGreedy(n, m int) {
	var taken [maxWords]bool
	for {
		bi, bj, best := -1, -1, 0.0
		for i := range n {
			for j := range m {
				if c.partner[i] < 0 && !taken[j] && c.worth[i][j] > best {
					bi, bj, best = i, j, c.worth[i][j]
				}
			}
		}
		if bi < 0 {
			return
		}
		c.partner[bi], taken[bj] = int8(bj), true
	}
}

// misplaced reports an initial that would stand for a name of another part: the
// E of James E. Miller is not Evans.
func misplaced(a, b *person, i, j int) bool {
	if a.tokens[i].class != initial {
		a, b, i, j = b, a, j, i
	}
	if a.tokens[i].role == anyRole && i == len(a.tokens)-1 {
		return false // "Miller J": the last letter may be a given name
	}
	return crossed(roleOf(a, i, nil), roleOf(b, j, nil))
}

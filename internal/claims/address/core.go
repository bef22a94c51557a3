package address

// readStreet takes the words from from to to apart into directions, name and
// kind of the street; what follows the kind is a place. single says that the
// town may follow without a comma, numbered that the house number was before.
func (l *line) readStreet(from, to int, single, numbered bool) {
	to = l.cutCross(from, to, numbered)
	from = l.leadingDirection(from, to)
	first := l.firstUnused(from, to)
	if first < 0 {
		return
	}
	if l.isPrefix(first, to, numbered) {
		l.readPrefixed(first, to, single)
		return
	}
	k := l.kindAt(first, to, single)
	if k < 0 {
		l.parts.open = l.parts.loose
		l.coreWords(first, l.trailing(first, l.unitEnd(first, to)))
		l.place(l.unitEnd(first, to), to)
		return
	}
	l.parts.kind = l.toks[k].e.kind
	end := k + 1
	if l.toks[k].is(route) && k+1 < to && l.toks[k+1].num { // Highway 90, Loop 101
		l.coreWords(first, k)
		end = l.routeNumber(end, to)
	} else {
		l.coreWords(first, k)
	}
	l.place(l.behind(end, to, single), to)
}

// behind takes the directions behind the kind of street and returns where they
// end.
func (l *line) behind(end, to int, single bool) int {
	for end < to && !l.toks[end].used && l.toks[end].is(direction) && (len(l.toks[end].s) <= 2 || l.endsHere(end, to, single)) {
		l.parts.dirs |= 1 << l.toks[end].e.dirs
		end++
	}
	return end
}

// trailing takes the directions off the end of a name without a kind:
// Broadway N.
func (l *line) trailing(first, end int) int {
	for end-1 > first && !l.toks[end-1].used && l.toks[end-1].is(direction) && !l.toks[end-1].is(cardinal) && !l.parts.open {
		end--
		l.parts.dirs |= 1 << l.toks[end].e.dirs
		l.toks[end].used = true
	}
	return end
}

// endsHere keeps "West Hollywood" behind a street from losing its direction.
func (l *line) endsHere(i, to int, single bool) bool {
	return l.firstUnused(i+1, to) < 0 || i+1 < to && l.toks[i+1].used || !single && !l.parts.loose
}

// cutCross drops what says where the street crosses another, and what it is
// near: "20 Court St at Main St".
func (l *line) cutCross(from, to int, numbered bool) int {
	if !numbered {
		return to
	}
	words := 0
	for i := from; i < to; i++ {
		t := &l.toks[i]
		if t.used {
			continue
		}
		if t.is(cross) && words > 0 && l.firstUnused(i+1, to) >= 0 && (!t.is(weak) || l.street(from, i)) && !t.is(numberSign) {
			l.use(i, to)
			return i
		}
		words++
	}
	return to
}

// leadingDirection takes the directions before the name, if a name follows:
// North Avenue is called North.
func (l *line) leadingDirection(from, to int) int {
	for {
		i := l.firstUnused(from, to)
		if i >= 0 && l.southRead(i, to) {
			l.parts.dirs |= 1 << south
			return i + 1
		}
		if i < 0 || !l.toks[i].is(direction) || l.toks[i].is(cardinal) {
			return from
		}
		n := l.firstUnused(i+1, to)
		if n < 0 || l.toks[n].is(strong) && l.toks[n].s != "st" && !l.strongAt(n+1, to) || l.toks[n].is(strong) && l.firstUnused(n+1, to) < 0 {
			return from
		}
		bits := l.toks[i].e.dirs
		if m := &l.toks[n]; len(l.toks[i].s) == 1 && len(m.s) == 1 && m.is(direction) && bits|m.e.dirs > bits && l.firstUnused(n+1, to) >= 0 {
			bits |= m.e.dirs // N W for NW
			m.used = true
		}
		l.toks[i].used = true
		l.parts.dirs |= 1 << bits
		from = i + 1
	}
}

// strongAt reports whether the next word is a kind of street.
func (l *line) strongAt(i, to int) bool {
	n := l.firstUnused(i, to)
	return n == i && l.toks[n].is(strong)
}

// southRead repairs an S that was read as a 5 between house number and name.
func (l *line) southRead(i, to int) bool {
	n := l.firstUnused(i+1, to)
	if l.toks[i].s != "5" || l.parts.number == "" || n != i+1 || l.toks[n].num || l.toks[n].is(strong|weak|prefix|route) {
		return false
	}
	l.toks[i].used = true
	return true
}

// isPrefix reports whether the first word is a kind of street that stands
// before the name. A word that may as well stand behind one needs to be the
// only kind: Avenue B, but Court Street.
func (l *line) isPrefix(first, to int, numbered bool) bool {
	t := &l.toks[first]
	next := l.firstUnused(first+1, to)
	if next < 0 {
		return false
	}
	if t.is(route) && l.toks[next].num {
		return true
	}
	if !t.is(prefix) {
		return false
	}
	if !t.is(strong) && !t.is(weak) {
		return len(t.s) > 1 || t.s == "r" || !numbered
	}
	for i := next; i < to; i++ {
		if !l.toks[i].used && l.toks[i].is(strong) {
			return false
		}
	}
	return t.s != "place" && t.s != "square" || l.country == "FR" || l.country == "CA" || l.country == "BE" || l.country == "CH"
}

// readPrefixed reads "Calle de Alcala", "Avenue of the Oaks", "Highway 90 W".
func (l *line) readPrefixed(first, to int, single bool) {
	t := &l.toks[first]
	l.parts.kind, l.prefixed = t.e.before, true
	if t.is(route) && (t.e.before == "" || l.toks[first+1].num) {
		l.parts.kind = t.e.kind
	}
	t.used = true
	end := l.unitEnd(first+1, to)
	if t.is(route) && l.toks[first+1].num {
		end = l.routeNumber(first+1, to)
	}
	l.parts.open = l.parts.loose && end == to
	// A direction at the end is one of the street: Highway 90 West.
	last := end
	for last-1 > first && (l.toks[last-1].used || l.toks[last-1].is(direction) && !l.toks[last-1].is(cardinal) && l.firstUnused(first+1, last-1) >= 0) {
		last--
		if !l.toks[last].used {
			l.parts.dirs |= 1 << l.toks[last].e.dirs
			l.toks[last].used = true
		}
	}
	l.coreWords(first+1, end)
	l.place(l.behind(end, to, single), to)
}

// routeNumber takes the number of a highway as its name.
func (l *line) routeNumber(i, to int) int {
	for ; i < to; i++ {
		t := &l.toks[i]
		if t.used || !hasDigit(t.s) && len(t.s) > 1 || t.is(direction) {
			return i
		}
		l.addCore(t)
		t.used = true
		if hasDigit(t.s) {
			return i + 1
		}
	}
	return i
}

// unitEnd is where a unit between the words ends the street: what follows is a
// place.
func (l *line) unitEnd(from, to int) int {
	for i := from; i < to; i++ {
		if l.toks[i].used && i > from {
			return i
		}
	}
	return to
}

// kindAt finds the kind of street that ends the name: in a line of its own the
// last one, in a line that goes on with the town the first, together with any
// that follow directly (Square Drive). Without a sure kind, a word that names
// towns as well counts at the end.
func (l *line) kindAt(first, to int, single bool) int {
	found := -1
	words := 0
	end := l.unitEnd(first, to)
	for i := first; i < end; i++ {
		t := &l.toks[i]
		if t.used {
			continue
		}
		sure := t.is(strong) && words > 0 && (t.s != "st" || !l.saintly(i, end, single, found)) ||
			t.is(route) && words > 0 && (i+1 < to && l.toks[i+1].num && !l.toks[i+1].used || i+1 == end)
		if sure {
			if found >= 0 && (single || l.parts.loose) && found+1 != i {
				return found
			}
			found = i
		}
		words++
	}
	if found >= 0 {
		return found
	}
	words = 0
	for i := first; i < end; i++ {
		t := &l.toks[i]
		if t.used {
			continue
		}
		if words > 0 && t.is(weak) && (i+1 == end || !single && !l.parts.loose && l.toks[i+1].is(direction)) {
			return i
		}
		words++
	}
	return -1
}

// saintly tells St the saint from St the street: a saint has a name and a kind
// of street behind it.
func (l *line) saintly(i, to int, single bool, found int) bool {
	if single || l.parts.loose {
		return found >= 0 && found == i-1 && l.firstUnused(i+1, to) >= 0
	}
	n := 0
	for k := i + 1; k < to; k++ {
		if l.toks[k].used {
			continue
		}
		if n > 0 && l.toks[k].is(strong) {
			return true
		}
		n++
	}
	return false
}

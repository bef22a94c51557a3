package address

// line reads the part of an address that holds the street.
type line struct {
	*reader
	words    []string // backing of all lists of words of the address
	number   string   // house number found beside the street
	before   bool     // it stands before the street
	prefixed bool     // the kind of street stands before its name
}

// collect appends the unused words of a part of the address as those of a
// place.
func (l *line) collect(s span) []string {
	start := len(l.words)
	for i := s.first; i < s.end; i++ {
		t := &l.toks[i]
		if t.used || t.s == "#" {
			continue
		}
		l.words = append(l.words, townWord(t, i == s.first || l.toks[i-1].used))
	}
	return l.words[start:len(l.words):len(l.words)]
}

// read finds the house number and the street around it. single says that the
// whole address is this one line.
func (l *line) read(s span, single bool) {
	l.parts.number = l.number
	n := -1
	if l.number == "" {
		l.numberInWords(s)
		n = l.findNumber(s)
	}
	if n < 0 {
		l.readStreet(s.first, s.end, single, l.before)
		return
	}
	before, after := l.street(s.first, n), l.street(n+1, s.end)
	lead := l.firstUnused(s.first, n) < 0
	l.parts.number = l.houseNumber(n, lead || after && !before)
	switch {
	case lead:
		l.readStreet(n+1, s.end, single, true)
	case after && !before:
		l.parts.name = l.collect(span{s.first, n})
		l.use(s.first, n)
		l.readStreet(n+1, s.end, single, true)
	case !before && l.numberFirst() && l.firstUnused(n+1, s.end) >= 0:
		l.parts.name = l.collect(span{s.first, n})
		l.use(s.first, n)
		l.readStreet(n+1, s.end, single, true)
	default:
		if t := l.previous(n, s.first); t != nil && t.is(numberSign) && len(t.s) > 1 {
			t.used = true // Calle Mayor no 5
		}
		l.readStreet(s.first, n, false, false)
		l.place(n+1, s.end)
	}
}

// numberFirst lists countries that write the number before the street.
func (l *line) numberFirst() bool {
	switch l.country {
	case "US", "GB", "CA", "AU", "NZ", "IE", "FR", "LU", "ZA", "SG", "MY", "PH":
		return true
	}
	return false
}

func (l *line) firstUnused(from, to int) int {
	for i := from; i < to; i++ {
		if !l.toks[i].used && l.toks[i].s != "#" {
			return i
		}
	}
	return -1
}

func (l *line) use(from, to int) {
	for i := from; i < to; i++ {
		l.toks[i].used = true
	}
}

// street reports whether a kind of street stands among the words.
func (l *line) street(from, to int) bool {
	words := 0
	for i := from; i < to; i++ {
		t := &l.toks[i]
		if t.used || t.s == "#" {
			continue
		}
		switch {
		case t.is(strong) && words > 0, t.is(weak) && words > 0 && to == i+1, t.is(prefix) && words == 0, t.is(route):
			return true
		case t.e == nil:
			if _, _, ok := dict().suffixKind(t.s); ok {
				return true
			}
		}
		words++
	}
	return false
}

// place takes words behind the street: a short number or a letter is a flat,
// the rest a place.
func (l *line) place(from, to int) {
	start := len(l.words)
	for i := from; i < to; i++ {
		t := &l.toks[i]
		if t.used || t.s == "#" || t.is(numberSign) && len(t.s) > 1 {
			continue
		}
		if l.takeFloorDoor(t) {
			continue
		}
		if l.isDoor(i, from, to) {
			l.add(unitDoor, unitID(t.s))
			t.used = true
			continue
		}
		if l.isFloorOrdinal(i) || l.parts.number != "" && t.num && l.halfFollows(i) {
			l.add(unitFloor, floorID(t))
			t.used = true
			l.takeHalf(i)
			continue
		}
		if t.is(half) && len(t.s) > 2 && l.parts.number != "" && (t.s == "izq" || t.s == "dcha" || t.s == "izda") {
			l.add(unitDoor, t.e.half)
			t.used = true
			continue
		}
		l.words = append(l.words, townWord(t, i == from || l.toks[i-1].used))
	}
	l.parts.place = append(l.parts.place, l.words[start:len(l.words):len(l.words)]...)
}

// isFloorOrdinal knows a floor by its ending where it has no word: 3o, 2a.
func (l *line) isFloorOrdinal(i int) bool {
	if i < 0 {
		return false
	}
	t := &l.toks[i]
	return l.parts.number != "" && t.num && endsLikeFloor(t.s) && floorID(t) != ""
}

func endsLikeFloor(s string) bool {
	return len(s) <= 3 && len(s) > 1 && (s[len(s)-1] == 'o' || s[len(s)-1] == 'a')
}

// isDoor reports whether a word behind the street can only be a flat: a number,
// or a letter at the start or end.
func (l *line) isDoor(i, from, to int) bool {
	t := &l.toks[i]
	if len(l.parts.units) > 0 || l.parts.number == "" || l.isFloorOrdinal(i) || l.halfFollows(i) {
		return false
	}
	if t.num && !isOrdinal(t.s) {
		return len(t.s) <= 7
	}
	return len(t.s) == 1 && isLetter(t.s[0]) && (i == from || i+1 == to) && !t.is(direction)
}

package address

import "strings"

// findNumber returns the place of the house number: the first word if it is a
// number, else a number with a kind of street behind it, else the last that is
// not part of a name (Calle 10, Highway 90, 17. Juni).
func (l *line) findNumber(s span) int {
	found, words := -1, 0
	for i := s.first; i < s.end; i++ {
		t := &l.toks[i]
		if t.used || t.s == "#" {
			continue
		}
		if !t.num || isOrdinal(t.s) {
			if words == 0 && l.numberRead(i, s) {
				return i
			}
			if !t.is(numberSign) || len(t.s) == 1 {
				words++
			}
			continue
		}
		if words == 0 {
			if k := strings.IndexByte(t.s, '-'); k > 0 && isOrdinal(t.s[k+1:]) { // 4-2nd Street
				return i
			}
			return i
		}
		if prev := l.previous(i, s.first); prev != nil && words == 1 && prev.is(prefix|route) && !prev.is(numberSign) {
			if !prev.is(route) && l.firstUnused(i+1, s.end) < 0 && len(prev.s) > 3 && !prev.is(strong) && l.country != "" && l.country != "CO" && l.country != "MX" && l.country != "US" {
				found = i
			}
			continue
		} else if prev != nil && prev.is(route) {
			continue
		}
		if found >= 0 && (endsLikeFloor(t.s) || l.halfFollows(i) || l.floorBehind(found, i, s)) {
			continue
		}
		if found >= 0 && l.street(i+1, s.end) {
			continue
		}
		found = i
		if l.street(i+1, s.end) && !l.street(s.first, i) {
			return i
		}
	}
	return found
}

// numberInWords makes a number of the words a line begins with: "One Market
// Plaza", "quatre vingt douze". A single word other than one may as well be the
// name: Seven Sisters Road.
func (l *line) numberInWords(s span) {
	v, n, last := 0, 0, 0
	for i := s.first; i < s.end && l.toks[i].is(cardinal) && !l.toks[i].used && !l.toks[i].num; i++ {
		e := l.toks[i].e
		if last == 4 && e.num == 20 { // quatre-vingt
			v += 76
		} else {
			v += e.num
		}
		last = e.num
		n++
	}
	if n == 0 || n == 1 && l.toks[s.first].s != "one" || l.firstUnused(s.first+n, s.end) < 0 || v > 99 {
		return
	}
	for i := s.first; i < s.first+n; i++ {
		if w := l.toks[i].s; i+1 < s.first+n && len(w) > 2 && isOrdinalWord(w) {
			return
		}
		l.toks[i].used = true
	}
	t := &l.toks[s.first+n-1]
	t.s, t.num, t.used = itoa(v), true, false
}

func isOrdinalWord(w string) bool { return strings.HasSuffix(w, "th") || strings.HasSuffix(w, "rst") }

// numberRead repairs a house number at the start of a line in which a scanner
// took digits for letters: "l2", "1O2".
func (l *line) numberRead(i int, s span) bool {
	t := &l.toks[i]
	if len(t.s) > 5 || !hasDigit(t.s) || isOrdinal(t.s) || i+1 >= s.end {
		return false
	}
	b := []byte(t.s)
	for k, c := range b {
		switch c {
		case 'o':
			b[k] = '0'
		case 'i', 'l':
			b[k] = '1'
		case 's':
			b[k] = '5'
		default:
			if !isDigit(c) {
				return false
			}
		}
	}
	t.s, t.num = string(b), true
	return true
}

func (l *line) previous(i, first int) *token {
	for k := i - 1; k >= first; k-- {
		if !l.toks[k].used {
			return &l.toks[k]
		}
	}
	return nil
}

// halfFollows reports whether the number at i is that of a floor, as the half
// of the floor follows: "3 izq".
func (l *line) halfFollows(i int) bool {
	n := l.after(i)
	return n != nil && n.is(half) && len(n.s) > 2
}

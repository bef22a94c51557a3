package address

import "strings"

// houseNumber folds the number at i, with a letter or fraction that stands
// apart, and takes a flat out of numbers that carry one.
func (r *reader) houseNumber(i int, first bool) string {
	w := r.toks[i].s
	r.toks[i].used = true
	if n := r.after(i); n != nil && (r.isSuffix(i+1, first) || n.s == "1/2" || n.s == "bis" || n.s == "ter" || n.s == "quater") {
		n.used = true
		w += n.s
	}
	if k := strings.IndexByte(w, '-'); k > 0 && isOrdinal(w[k+1:]) { // 4-2nd Street
		r.parts.core = append(r.parts.core, w[k+1:][:digitsIn(w[k+1:])])
		w = w[:k]
	}
	if u, n, ok := r.splitUnit(w, first); ok {
		r.add(unitDoor, unitID(u))
		w = n
	}
	return trimNumber(w)
}

// isSuffix reports whether the letter at i belongs to the house number before
// it. Before a kind of street it is the name: 700 D Street.
func (r *reader) isSuffix(i int, first bool) bool {
	t := &r.toks[i]
	if len(t.s) != 1 || !isLetter(t.s[0]) || t.is(direction) || t.s == "y" || first && t.s == "r" {
		return false
	}
	n := r.after(i)
	if !first || n == nil || !n.is(strong) {
		return true
	}
	for k := i + 2; k < len(r.toks) && r.toks[k].seg == t.seg && !r.toks[k].used; k++ {
		if r.toks[k].is(strong) {
			return true // 12 A Court Street, 5 A St Johns Road
		}
	}
	return false
}

// after returns the unused word right behind i in the same part, nil for none;
// the word at i may be used.
func (r *reader) after(i int) *token {
	if i+1 < len(r.toks) && r.toks[i+1].seg == r.toks[i].seg && !r.toks[i+1].used {
		return &r.toks[i+1]
	}
	return nil
}

// splitUnit takes the flat out of a number with a slash: before the number in
// Australia and New Zealand (3/12), behind it where the number follows the
// street (12/3), before a hyphen in Canada (3-12). Elsewhere two numbers of the
// same parity that are close are the range of a long house.
func (r *reader) splitUnit(w string, first bool) (unit, number string, ok bool) {
	if r.country == "CA" && first {
		if u, n, found := strings.Cut(w, "-"); found && isNumber(u) && isNumber(n) {
			return u, n, true
		}
	}
	a, b, found := strings.Cut(w, "/")
	if !found || a == "" || b == "" || w == "1/2" || strings.HasSuffix(w, "1/2") {
		return "", "", false
	}
	if !first {
		if u, d, more := strings.Cut(b, "/"); more {
			r.add(unitBuilding, unitID(u))
			b = d
		}
		return b, a, true
	}
	switch r.country {
	case "AU", "NZ":
		return a, b, true
	case "US":
		return "", "", false
	}
	x, y := atoi(a), atoi(b)
	if y > x && y-x <= 20 && (y-x)%2 == 0 {
		return "", "", false
	}
	return a, b, isNumber(b)
}

func isNumber(s string) bool { return s != "" && isDigit(s[0]) }

func atoi(s string) int {
	v := 0
	for i := 0; i < len(s) && isDigit(s[i]) && v < 1e6; i++ {
		v = 10*v + int(s[i]-'0')
	}
	return v
}

func trimNumber(w string) string {
	if t := strings.TrimLeft(w, "0"); t != "" && isDigit(t[0]) {
		return t
	}
	return w
}

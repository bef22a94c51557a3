package address

import "strings"

// takeBox takes "PO Box 12", "Postfach 12", "apartado postal 12".
func (r *reader) takeBox(i int) bool {
	j := i
	for n := 0; n < 3 && r.next(i, j-i) != nil && isBoxPrefix(r.toks[j].s); n++ {
		j++
	}
	t := r.next(i, j-i)
	if t == nil || !t.is(box) || t.s == "box" && j == i {
		return false
	}
	j++
	for t = r.next(i, j-i); t != nil && (t.s == "postal" || t.is(filler) || t.s == "correos" || t.s == "#" || t.is(numberSign)); t = r.next(i, j-i) {
		j++
	}
	if t == nil || !hasDigit(t.s) {
		return false
	}
	r.parts.box = strings.TrimLeft(squeeze(t.s), "0")
	for k := i; k <= j; k++ {
		r.toks[k].used = true
	}
	return true
}

func isBoxPrefix(s string) bool {
	switch s {
	case "p", "o", "po", "post", "office", "gpo", "private", "locked", "caixa", "boite", "bp":
		return true
	}
	return false
}

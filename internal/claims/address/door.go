package address

import "strings"

// takeDoor takes "apt 4b", "# 12", "suites 105 and 107", "bldg 3", and the word
// for a flat alone.
func (r *reader) takeDoor(i int) bool {
	t := &r.toks[i]
	class := unitDoor
	switch {
	case (t.s == "#" || t.is(numberSign)) && r.numbersHouse(i):
		t.used = true
		return true
	case t.s == "#", t.is(door), t.s == "m" && r.country == "PL":
	case t.is(building):
		class = unitBuilding
	case t.is(numberSign) && len(t.s) > 1 && r.hasLeadingNumber(i):
	default:
		return r.takeGlued(i)
	}
	j := i + 1
	for n := r.next(i, j-i); n != nil && (n.s == "#" || n.is(numberSign) && len(n.s) > 1); n = r.next(i, j-i) {
		j++
	}
	n := r.next(i, j-i)
	if n == nil || !r.isUnitID(i, j) {
		return class == unitDoor && r.bareDoor(i)
	}
	var id strings.Builder
	id.WriteString(unitID(n.s))
	if u, house, ok := strings.Cut(n.s, "/"); ok && isNumber(u) && isNumber(house) && r.leads(i) && r.onlyNumber(j) && r.streetFollows(j) {
		r.add(class, unitID(u)) // Shop 4/100 George Street
		n.s, r.toks[i].used = house, true
		return true
	}
	for k := i; k <= j; k++ {
		r.toks[k].used = true
	}
	for j++; r.next(i, j-i) != nil && r.next(i, j-i).s == "and" && r.next(i, j-i+1) != nil && r.isUnitID(j, j+1); j += 2 {
		id.WriteString("+" + unitID(r.toks[j+1].s))
		r.toks[j].used, r.toks[j+1].used = true, true
	}
	r.add(class, id.String())
	if n := r.next(i, j-i); n != nil && n.is(direction) && r.next(i, j-i+1) == nil {
		n.used = true // "Suite 200 North"
	}
	return true
}

// numbersHouse reports whether a number sign stands before the house number: in
// Colombia it does where the street has a number as its name, "Carrera 7 #
// 71-21".
func (r *reader) numbersHouse(i int) bool {
	k := i
	for k > 0 && r.toks[k-1].seg == r.toks[i].seg {
		k--
	}
	if i != k+2 || !r.toks[k+1].num || !r.toks[k].is(prefix) {
		return false
	}
	switch r.toks[k].e.before {
	case "calle", "carrera", "avenida":
		return true
	}
	return false
}

// takeGlued takes a unit written as one word with its number: apt4b, ph1.
func (r *reader) takeGlued(i int) bool {
	t := &r.toks[i]
	n := leadingLetters(t.s)
	if t.e != nil || n < 2 || n == len(t.s) || !isDigit(t.s[n]) || len(t.s)-n-digitsIn(t.s[n:]) > 1 {
		return false
	}
	e := dict().words[t.s[:n]]
	if e == nil || e.is&door == 0 {
		return false
	}
	t.used = true
	r.add(unitDoor, unitID(t.s[n:]))
	return true
}

// isUnitID reports whether the word at j is the number of the unit named at i.
// A house number that follows "flat" is none: "Flat 12 High Street".
func (r *reader) isUnitID(i, j int) bool {
	t := &r.toks[j]
	if t.num || hasDigit(t.s) && !isOrdinal(t.s) {
		return !t.num || r.toks[i].s != "flat" || !r.leads(i) || !r.onlyNumber(j) || !r.streetFollows(j)
	}
	if len(t.s) == 1 {
		return t.s != "y" && t.s != "e"
	}
	return false
}

// leads reports whether nothing unused stands before i in its part.
func (r *reader) leads(i int) bool {
	for k := i - 1; k >= 0 && r.toks[k].seg == r.toks[i].seg; k-- {
		if !r.toks[k].used {
			return false
		}
	}
	return true
}

// onlyNumber reports whether no other word of the line has a number.
func (r *reader) onlyNumber(j int) bool {
	for k := range r.toks {
		if k != j && r.toks[k].num && !isOrdinal(r.toks[k].s) && !r.toks[k].used {
			return false
		}
	}
	return true
}

// streetFollows reports whether at most three words after j comes a kind of
// street: longer names are those of houses.
func (r *reader) streetFollows(j int) bool {
	for n := 1; n <= 3; n++ {
		t := r.next(j, n)
		if t == nil {
			return false
		}
		if n > 1 && t.is(strong) {
			return true
		}
	}
	return false
}

// bareDoor takes the word for a flat that has no number: "first floor flat".
func (r *reader) bareDoor(i int) bool {
	t := &r.toks[i]
	switch t.s {
	case "flat", "flats", "apartment", "apt", "penthouse", "ph":
	default:
		return false
	}
	if r.next(i, 1) == nil && r.next(i, -1) != nil && !r.toks[i-1].used && !r.toks[i-1].num {
		return false
	}
	t.used = true
	if t.s == "penthouse" || t.s == "ph" {
		r.add(unitFloor, "penthouse")
	}
	return true
}

// hasLeadingNumber reports whether the part of the address that i is in begins
// with a house number, or an earlier part does.
func (r *reader) hasLeadingNumber(i int) bool {
	for k := range i {
		if r.toks[k].num && !r.toks[k].used && !isOrdinal(r.toks[k].s) {
			return true
		}
	}
	return false
}

// takeAnnexe takes a house beside the house.
func (r *reader) takeAnnexe(i int) bool {
	t := &r.toks[i]
	switch t.s {
	case "annexe", "annex", "anx", "hinterhaus", "hh":
	default:
		return false
	}
	if t.s == "hh" && !r.afterNumber(i) {
		return false
	}
	t.used = true
	if n := r.next(i, 1); n != nil && n.s == "at" {
		n.used = true
	}
	r.add(unitAnnexe, "")
	return true
}

// unitID folds the number of a unit: without zeros in front and separators.
func unitID(s string) string {
	s = squeeze(s)
	if t := strings.TrimLeft(s, "0"); t != "" {
		return t
	}
	return s
}

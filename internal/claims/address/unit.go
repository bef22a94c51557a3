package address

import "strings"

// unitClass is what a unit is a part of: two numbers are compared only within
// one class.
type unitClass uint8

const (
	unitDoor     unitClass = iota // flat, suite, room, number sign
	unitFloor                     // a storey
	unitBuilding                  // building, block, staircase
	unitAnnexe
)

func (c unitClass) word() string {
	return [...]string{"unit", "floor", "building", "annexe"}[c]
}

// unit is a part of a house. id is empty where a flat has no number; floors
// that are several have several ids, joined by a plus.
type unit struct {
	is unitClass
	id string
}

// takeUnits takes floors and flats out of the words.
func (r *reader) takeUnits() {
	for i := 0; i < len(r.toks); i++ {
		if r.toks[i].used {
			continue
		}
		switch {
		case r.takeBox(i), r.takeFloor(i), r.takeStory(i), r.takeDoor(i), r.takeAnnexe(i):
		}
	}
}

// next returns the word n places after i in the same part of the address, nil
// for none.
func (r *reader) next(i, n int) *token {
	if i+n < 0 || i+n >= len(r.toks) || r.toks[i+n].seg != r.toks[i].seg || r.toks[i+n].used {
		return nil
	}
	return &r.toks[i+n]
}

func (r *reader) add(c unitClass, id string) {
	for _, u := range r.parts.units {
		if u.is == c && u.id == id {
			return
		}
	}
	if len(r.parts.units) < 4 {
		r.parts.units = append(r.parts.units, unit{c, id})
	}
}

// takeFloor takes "2nd floor", "first and second floors", "floor 2", "piso 3",
// "1 og", "ground floor".
func (r *reader) takeFloor(i int) bool {
	t := &r.toks[i]
	if t.is(floor) {
		if n := r.next(i, 1); n != nil && floorID(n) != "" && (n.num || n.is(cardinal)) && !isOrdinal(n.s) {
			r.add(unitFloor, floorID(n))
			t.used, n.used = true, true
			r.takeHalf(i + 1)
			return true
		}
		return false
	}
	id, j := floorID(t), i+1
	if id == "" {
		if t.s != "lower" && t.s != "upper" {
			return false
		}
		if n := r.next(i, 1); n == nil || n.s != "ground" {
			return false
		}
	}
	for n := r.next(i, j-i); n != nil && (n.s == "and" || floorID(n) != "" && (id == "" || r.toks[j-1].s == "and")); n = r.next(i, j-i) {
		if f := floorID(n); f != "" {
			id = joinIDs(id, f)
		}
		j++
	}
	n := r.next(i, j-i)
	if n == nil || !n.is(floor) || len(n.s) < 2 || n.is(plain) {
		return false
	}
	if m := r.next(i, j-i+1); t.num && allDigits(t.s) && (n.s == "piso" || n.s == "planta") && m != nil && m.num {
		return false // Calle Mayor 5 piso 3
	}
	if t.num && !isOrdinal(t.s) && (len(n.s) == 2 && r.country != "DE" && r.country != "AT" && n.s != "og") {
		return false
	}
	for k := i; k <= j; k++ {
		r.toks[k].used = true
	}
	r.add(unitFloor, id)
	r.takeHalf(j)
	return true
}

func joinIDs(a, b string) string {
	if a == "" {
		return b
	}
	return a + "+" + b
}

// floorID is the number of a floor, or the word for it.
func floorID(t *token) string {
	switch {
	case t.is(story):
		return t.e.story
	case t.is(cardinal):
		return itoa(t.e.num % 100)
	case t.num && len(t.s) <= 5 && !strings.ContainsAny(t.s, "/"):
		n := 0
		for n < len(t.s) && isDigit(t.s[n]) {
			n++
		}
		if rest := t.s[n:]; n > 0 && n <= 2 && (rest == "" || rest == "o" || rest == "a" || rest == "e" || isOrdinal(t.s)) {
			return strings.TrimLeft(t.s[:n], "0")
		}
	}
	return ""
}

// takeHalf takes what says which half of a floor it is: "left", "izq", "B".
func (r *reader) takeHalf(i int) {
	n := r.next(i, 1)
	if n == nil {
		return
	}
	switch {
	case n.is(half) && len(n.s) > 2:
		r.add(unitDoor, n.e.half)
		n.used = true
	case n.is(door):
	case n.num && endsLikeFloor(n.s) && floorBeforeDoor(r.parts.kind): // 3o 2a
		r.add(unitDoor, floorID(n))
		n.used = true
	case len(n.s) == 1 && isLetter(n.s[0]) && r.next(i, 2) == nil:
		r.add(unitDoor, n.s)
		n.used = true
	}
}

// takeStory takes a floor that has a name of its own: "basement", "rdc",
// "atico". Words that also name places need a flat beside them.
func (r *reader) takeStory(i int) bool {
	t := &r.toks[i]
	if !t.is(story) {
		return false
	}
	switch t.s {
	case "basement", "bsmt", "sotano", "erdgeschoss", "eg", "rdc", "terreo", "atico", "loft":
	case "bajo", "bajos", "principal", "pral", "parter", "parterre":
		if !r.afterNumber(i) {
			return false
		}
	default:
		n := r.next(i, 1)
		if n == nil || !n.is(door) || r.next(i, 2) != nil && floorID(r.next(i, 2)) != "" {
			return false
		}
	}
	t.used = true
	r.add(unitFloor, t.e.story)
	r.takeHalf(i)
	return true
}

// afterNumber reports whether a house number stands right before i.
func (r *reader) afterNumber(i int) bool { return i > 0 && r.toks[i-1].num }

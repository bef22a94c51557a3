package address

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// floorBeforeDoor lists the kinds of street of the countries that write floor
// and door behind the house number without a word.
func floorBeforeDoor(kind string) bool {
	switch kind {
	case "calle", "avenida", "paseo", "plaza", "ronda", "rambla", "carrer", "camino", "carretera", "travesia", "glorieta",
		"rua", "travessa", "praca", "largo", "estrada":
		return true
	}
	return false
}

// beginsFloorStreet reports whether a part of the address begins with such a
// kind of street.
func (r *reader) beginsFloorStreet(s span) bool {
	for i := s.first; i < s.end; i++ {
		if t := &r.toks[i]; !t.used {
			return t.is(prefix) && floorBeforeDoor(t.e.before)
		}
	}
	return false
}

// floorDoor takes floor and door apart that are written as one word: 3b, 3-b,
// 3-2. Floors have two digits at most.
func floorDoor(s string) (floor, door string, ok bool) {
	n := digitsIn(s)
	if n == 0 || n > 2 || n == len(s) {
		return "", "", false
	}
	door, apart := strings.CutPrefix(s[n:], "-")
	ok = len(door) == 1 && isLetter(door[0]) && door != "o" || apart && len(door) <= 2 && allDigits(door)
	return unitID(s[:n]), unitID(door), ok
}

// spellOrdinals writes the signs of ordinals as letters that end their word:
// "3.ºB" is "3o B". The degree sign is in use for them as well.
func spellOrdinals(s string) string {
	b := make([]byte, 0, len(s)+8)
	for _, c := range s {
		switch c {
		case 'º', '°', 'ª':
			b = append(bytes.TrimSuffix(b, []byte(".")), 'o', ' ')
			if c == 'ª' {
				b[len(b)-2] = 'a'
			}
		default:
			b = utf8.AppendRune(b, c)
		}
	}
	return string(b)
}

// takeFloorDoor takes such a word behind the house number.
func (r *reader) takeFloorDoor(t *token) bool {
	f, d, ok := floorDoor(t.s)
	_, hasFloor := unitOf(r.parts.units, unitFloor)
	_, hasDoor := unitOf(r.parts.units, unitDoor)
	if !ok || hasFloor || hasDoor || r.parts.number == "" || !floorBeforeDoor(r.parts.kind) {
		return false
	}
	t.used = true
	r.add(unitFloor, f)
	r.add(unitDoor, d)
	return true
}

// floorBehind reports whether the word at i is floor and door behind the house
// number found right before: "Mayor 5 3B".
func (r *reader) floorBehind(found, i int, s span) bool {
	if found < 0 || !r.beginsFloorStreet(s) {
		return false
	}
	for k := found + 1; k < i; k++ {
		if t := &r.toks[k]; !t.used && t.s != "bis" {
			return false
		}
	}
	_, _, ok := floorDoor(r.toks[i].s)
	return ok
}

// onlyFloorBehind reports whether nothing but a floor, and perhaps its door,
// stands behind the number at i in its part: "5 3B", "5 bis 3o B".
func (r *reader) onlyFloorBehind(i int, s span) bool {
	n := r.after(i)
	if n != nil && n.s == "bis" {
		i++
		n = r.after(i)
	}
	if n == nil || !n.num {
		return false
	}
	_, _, both := floorDoor(n.s)
	last := r.after(i + 1)
	switch {
	case last == nil:
		return both || endsLikeFloor(n.s)
	case i+3 < s.end, floorID(n) == "":
		return false
	}
	return len(last.s) == 1 && isLetter(last.s[0]) || last.is(half) || last.num && endsLikeFloor(last.s)
}

// asOneNumber returns units with floor and door as the number of one door where
// the other side has the same in one: floor 3 door B, and 3B. Which digits of a
// number without a letter are the floor, nobody can say.
func asOneNumber(units, other []unit) []unit {
	if len(units) != 2 || len(other) != 1 || other[0].is != unitDoor {
		return units
	}
	f, hasFloor := unitOf(units, unitFloor)
	d, hasDoor := unitOf(units, unitDoor)
	if !hasFloor || !hasDoor || f+d != other[0].id || allDigits(f+d) {
		return units
	}
	return other
}

// halfOrDoor reports whether the half of a floor and a letter may be the same
// door: Dto, dcha are shortened to D, Esq to E, izq to I. The letter may as well
// number the doors.
func halfOrDoor(a, b string) bool {
	if a != "l" && a != "r" {
		a, b = b, a
	}
	return a == "r" && b == "d" || a == "l" && (b == "e" || b == "i")
}

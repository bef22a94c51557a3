package address

import "strings"

// How two house numbers or units agree.
type agreement uint8

const (
	unknown  agreement = iota // missing on both sides
	equal                     // the same door
	partly                    // may be the same: a range, a floor without its flat
	oneSided                  // only one side has it
	differs
)

// numberAgreement compares house numbers as identifiers: one digit more is
// another door.
func numberAgreement(a, b string) (sim float64, method string, how agreement) {
	switch {
	case a == "" && b == "":
		return 0, "", unknown
	case a == "" || b == "":
		return 0.4, methodMissing, oneSided
	case a == b, squeeze(a) == squeeze(b) && !isRange(a) && !isRange(b):
		return 1, methodEqual, equal
	case digitsRead(a) == digitsRead(b):
		return 0.95, methodReadAlike, equal
	case inRange(a, b), inRange(b, a):
		return 0.75, "range", partly
	case readAlike(a, b):
		return 0.6, methodReadAlike, partly // 12b and 128: a suffix or a misread digit
	case swapped(a, b):
		return 0.5, "digits_swapped", partly
	case sameBase(a, b):
		return 0.5, "without_suffix", partly
	}
	return 0, methodDiffers, differs
}

// swapped reports whether two neighbouring digits of two long numbers are
// exchanged, the slip of a typist. In a short number it is as likely the house
// across the street.
func swapped(a, b string) bool {
	if len(a) != len(b) || len(a) < 3 || !allDigits(a) || !allDigits(b) {
		return false
	}
	i := 0
	for a[i] == b[i] {
		i++
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// digitsRead replaces letters that no house number ends in by the digits they
// are misread from.
func digitsRead(s string) string {
	if !strings.ContainsAny(s, "oil") {
		return s
	}
	b := []byte(s)
	for i, c := range b {
		switch c {
		case 'o':
			b[i] = '0'
		case 'i', 'l':
			b[i] = '1'
		}
	}
	return string(b)
}

func isRange(s string) bool {
	lo, hi, ok := strings.Cut(s, "-")
	return ok && isNumber(lo) && isNumber(hi) && atoi(hi) > atoi(lo) && atoi(hi)-atoi(lo) <= 40
}

// inRange reports whether the house b is one of the range a: 12-14, 21/23.
func inRange(a, b string) bool {
	i := strings.IndexAny(a, "-/")
	if i < 0 || strings.ContainsAny(b, "-/") {
		return false
	}
	lo, hi, v := atoi(a[:i]), atoi(a[i+1:]), atoi(b)
	return lo < hi && hi-lo <= 40 && lo <= v && v <= hi && (v-lo)%2 == 0 && digitsIn(b) == len(b)
}

// sameBase reports whether one of two numbers is the other with a letter or
// fraction: 12 and 12a.
func sameBase(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return allDigits(a) && strings.HasPrefix(b, a) && !isDigit(b[len(a)])
}

// suffixIsUnit reports whether the letter of one number is the flat of the
// other side: 12a, and flat A at 12.
func suffixIsUnit(number, other string, units []unit) bool {
	if len(units) != 1 || units[0].is != unitDoor || !allDigits(other) || !strings.HasPrefix(number, other) {
		return false
	}
	return len(number) > len(other) && number[len(other):] == units[0].id
}

// unitAgreement compares flats, floors and buildings, each with its like.
func unitAgreement(a, b []unit) (sim float64, method string, how agreement) {
	if len(a) == 0 && len(b) == 0 {
		return 0, "", unknown
	}
	if len(a) == 0 || len(b) == 0 {
		return 0.5, methodMissing, oneSided
	}
	a, b = asOneNumber(a, b), asOneNumber(b, a)
	sim, method, how = 1, methodEqual, equal
	common := 0
	for c := unitDoor; c <= unitAnnexe; c++ {
		x, inA := unitOf(a, c)
		y, inB := unitOf(b, c)
		switch {
		case !inA && !inB:
		case inA && inB:
			common++
			s, m, h := idAgreement(c, x, y)
			if h == differs && c == unitDoor && halfOrDoor(x, y) && sameFloor(a, b) {
				s, m, h = 0.6, "half_or_door", partly
			}
			if h == differs {
				return 0, methodDiffers, differs
			}
			if s < sim {
				sim, method, how = s, m, max(how, h)
			}
		case c == unitAnnexe:
			sim, method, how = min(sim, 0.5), methodMissing, oneSided
		default:
			if sim > 0.75 {
				sim, method = 0.75, "partly"
			}
			how = max(how, partly)
		}
	}
	if common == 0 {
		if len(a) == 1 && len(b) == 1 && a[0].id != b[0].id {
			return 0.5, methodMissing, oneSided // a flat here, a floor there
		}
		return 0.75, "partly", partly
	}
	return sim, method, how
}

// sameFloor reports whether both sides have a floor, and the same.
func sameFloor(a, b []unit) bool {
	x, inA := unitOf(a, unitFloor)
	y, inB := unitOf(b, unitFloor)
	return inA && inB && x == y
}

func unitOf(list []unit, c unitClass) (string, bool) {
	for _, u := range list {
		if u.is == c {
			return u.id, true
		}
	}
	return "", false
}

func idAgreement(c unitClass, a, b string) (float64, string, agreement) {
	switch {
	case a == b:
		return 1, methodEqual, equal
	case readAlike(a, b), digitsRead(a) == digitsRead(b):
		if digitsRead(a) == digitsRead(b) || hasLetter(a) && hasLetter(b) {
			return 0.95, methodReadAlike, equal
		}
		return 0.6, methodReadAlike, partly
	case c == unitFloor && floorsMeet(a, b):
		return 0.75, "same_floor", partly
	case c == unitDoor && sameFlat(a, b):
		return 0.75, "partly", partly
	}
	return 0, methodDiffers, differs
}

func hasLetter(s string) bool {
	for i := range len(s) {
		if isLetter(s[i]) {
			return true
		}
	}
	return false
}

// floorsMeet reports whether two floors can be the same: one list holds a floor
// of the other, and the top floor is any but the lowest.
func floorsMeet(a, b string) bool {
	if a == "top" || a == "penthouse" || a == "principal" {
		a, b = b, a
	}
	if b == "top" || b == "penthouse" || b == "principal" {
		return a != "0" && a != "-1" && !strings.Contains(a, "+")
	}
	for x := range strings.SplitSeq(a, "+") {
		for y := range strings.SplitSeq(b, "+") {
			if x == y {
				return true
			}
		}
	}
	return false
}

// sameFlat reports whether one number of several is the other.
func sameFlat(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	for x := range strings.SplitSeq(a, "+") {
		if x == b && x != a {
			return true
		}
	}
	return false
}

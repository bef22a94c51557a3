package address

import (
	"strings"

	"github.com/incodectl/incodectl/internal/claims/text"
)

// How a part agreed, in a step.
const (
	methodEqual     = "equal"
	methodCode      = "code_and_name"
	methodReadAlike = "read_alike" // letters and digits a scanner mixes up
	methodSpelling  = "spelling_folded"
	methodEdit      = "edit_distance"
	methodInitials  = "initials"
	methodDiffers   = "differs"
	methodMissing   = "one_side"
)

// wordSim returns how alike two folded words are, 0 when they are not. Words
// with a digit are numbers: they are equal or they are not.
func wordSim(a, b string) (float64, string) {
	switch {
	case a == b:
		return 1, methodEqual
	case isDirectionInitial(a, b) || isDirectionInitial(b, a):
		return 1, methodEqual
	case sameShort(a, b) || sameShort(b, a):
		return 0.97, "abbreviation"
	case len(a) > 1 && readAlike(a, b):
		return 0.95, methodReadAlike
	case hasDigit(a) && hasDigit(b):
		return 0, methodDiffers
	case vowelsFolded(a, b):
		return 0.97, methodSpelling
	}
	n, m := min(len(a), len(b)), max(len(a), len(b))
	if n < 3 {
		return 0, methodDiffers
	}
	limit := 1 + m/5
	if n <= 4 {
		limit = 1
	}
	d := distance(a, b, limit)
	if d > limit {
		return 0, methodDiffers
	}
	s := 1 - float64(d)/float64(m)
	if s < 0.6 {
		return 0, methodDiffers
	}
	return s, methodEdit
}

// isDirectionInitial reports whether a is the letter of the direction b.
func isDirectionInitial(a, b string) bool {
	if len(a) != 1 {
		return false
	}
	switch b {
	case "north", "south", "east", "west":
		return a[0] == b[0]
	}
	return false
}

// sameShort knows the pairs that have one abbreviation, which is easily spelt
// out wrongly: St for saint and street, Dr for doctor and drive.
func sameShort(a, b string) bool {
	return a == "saint" && b == "street" || a == "doctor" && b == "drive"
}

// readAlike reports whether two words of the same length differ only in letters
// and digits that scanners mix up. Two digits are never taken for each other.
func readAlike(a, b string) bool {
	if len(a) != len(b) || a == "" {
		return false
	}
	for i := range len(a) {
		if a[i] != b[i] && !looksLike(a[i], b[i]) {
			return false
		}
	}
	return true
}

// looksLike knows the letters and digits that look alike: O, Q, D and 0, I, L
// and 1, S and 5, B and 8, Z and 2, G, 6 and 9: what optical reading of print is
// known to mix up.
func looksLike(a, b byte) bool {
	if isDigit(b) || !isDigit(a) && b == 'l' {
		a, b = b, a
	}
	switch a {
	case '0':
		return b == 'o' || b == 'q' || b == 'd'
	case '1':
		return b == 'i' || b == 'l'
	case '5':
		return b == 's'
	case '8':
		return b == 'b'
	case '2':
		return b == 'z'
	case '6', '9':
		return b == 'g'
	case 'l':
		return b == 'i'
	}
	return false
}

// vowelsFolded reports whether two words differ only in umlauts that one of
// them spells out: Koenig and König.
func vowelsFolded(a, b string) bool {
	if len(a) == len(b) || !strings.Contains(a, "e") && !strings.Contains(b, "e") {
		return false
	}
	if len(a) < len(b) {
		a, b = b, a
	}
	i, j := 0, 0
	for i < len(a) {
		switch {
		case j < len(b) && a[i] == b[j]:
			i, j = i+1, j+1
		case a[i] == 'e' && i > 0 && strings.IndexByte("aou", a[i-1]) >= 0:
			i++
		default:
			return false
		}
	}
	return j == len(b)
}

// distance is text.Distance of two folded words; longer ones than any street
// has are cut.
func distance(a, b string, limit int) int {
	const most = 48
	var room [2][most]byte
	return text.DistanceOf(append(room[0][:0], a[:min(len(a), most)]...), append(room[1][:0], b[:min(len(b), most)]...), limit)
}

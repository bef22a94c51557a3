package address

import "strings"

// compareTowns compares the towns. A one-line address has its town somewhere
// among the last words. known is false when a side names none.
func compareTowns(a, b *parts) (sim float64, method string, known bool) {
	switch {
	case len(a.locality) > 0 && len(b.locality) > 0:
		if s, m := townSim(a.locality, b.locality); s >= 0.6 {
			return s, m, true
		}
		if within(a.locality, b.place) || within(b.locality, a.place) {
			return 0.85, "dependent_locality", true
		}
		if s, _ := townSim(a.place, b.place); s >= 0.8 {
			return 0.7, "dependent_locality", true
		}
		return 0, methodDiffers, true
	case len(a.locality) > 0:
		return townIn(a.locality, b)
	case len(b.locality) > 0:
		return townIn(b.locality, a)
	case len(a.place) > 0 && len(b.place) > 0:
		s, m := townSim(a.place, b.place)
		if s < 0.6 && overlap(a.place, b.place) {
			return 0.8, "dependent_locality", true
		}
		return s, m, true
	}
	if anyCJK(a.core) && anyCJK(b.core) { // the line begins with the town
		if s := cjkSim(a.core, b.core); s > 0 {
			return s, "among_words", true
		}
	}
	return 0, "", false
}

// townIn looks for a town among the last words of a one-line address.
func townIn(town []string, o *parts) (float64, string, bool) {
	if anyCJK(town) && anyCJK(o.core) {
		if strings.Contains(strings.Join(o.core, ""), strings.Join(town, "")) {
			return 1, "among_words", true
		}
		return 0, methodDiffers, true
	}
	if len(o.place) == 0 && (!o.loose || o.kind != "") {
		return 0, "", false
	}
	if within(town, o.place) || within(town, o.core) && o.loose {
		return 1, "among_words", true
	}
	s, m := townSim(town, o.place)
	return s, m, len(o.place) > 0
}

// townSim compares the words of two towns.
func townSim(a, b []string) (float64, string) {
	if len(a) == 0 || len(b) == 0 {
		return 0, methodDiffers
	}
	var bufA, bufB [96]byte
	s, t := glue(bufA[:0], a, ""), glue(bufB[:0], b, "")
	if string(s) == string(t) {
		return 1, methodEqual
	}
	x, y := withoutCity(a), withoutCity(b)
	if sameWords(x, y) {
		return 0.97, "city"
	}
	if isInitials(a, b) || isInitials(b, a) || isInitials(x, b) || isInitials(y, a) {
		return 0.9, methodInitials
	}
	if within(x, y) || within(y, x) {
		return 0.9, "part_of"
	}
	sim, method := nameSim(x, y)
	n := max(len(s), len(t))
	if d := distance(string(s), string(t), n/4); n >= 5 && d <= n/4 {
		if e := 1 - float64(d)/float64(n); e > sim {
			return e, methodEdit
		}
	}
	return sim, method
}

// withoutCity drops the words for a town at the end or start of its name.
func withoutCity(a []string) []string {
	for len(a) > 1 && isCityWord(a[len(a)-1]) {
		a = a[:len(a)-1]
	}
	return a
}

func isCityWord(w string) bool {
	switch w {
	case "city", "town", "township", "borough", "municipality", "twp", "cedex":
		return true
	}
	return false
}

func sameWords(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// isInitials reports whether a is one word of the initials of b: SF, NYC.
func isInitials(a, b []string) bool {
	if len(a) != 1 || len(a[0]) < 2 || len(a[0]) != len(b) {
		return false
	}
	for i, w := range b {
		if w == "" || w[0] != a[0][i] {
			return false
		}
	}
	return true
}

// within reports whether the words of a stand together in b.
func within(a, b []string) bool {
	for i := 0; len(a) > 0 && i+len(a) <= len(b); i++ {
		if sameWords(a, b[i:i+len(a)]) {
			return true
		}
	}
	return false
}

// overlap reports whether the first words of two places agree, or the last.
func overlap(a, b []string) bool {
	return a[0] == b[0] || a[len(a)-1] == b[len(b)-1]
}

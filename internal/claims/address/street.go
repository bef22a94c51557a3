package address

import (
	"slices"
	"strings"
)

// streetResult is how two streets agree.
type streetResult struct {
	sim       float64
	method    string
	kinds     bool // the kinds of street contradict each other
	dirs      bool // the directions contradict each other
	dirMissed bool // only one side has a direction
	moved     bool // the street of one side was found among the other's places
	numbered  bool // the name is a number: 5th Street
}

// compareStreets compares the names of the streets word by word and, where
// spaces differ, letter by letter, then their kinds and directions.
func compareStreets(a, b *parts) streetResult {
	x, y := trimTown(a, b), trimTown(b, a)
	r := streetResult{}
	r.sim, r.method = nameSim(x, y)
	if s, ok := leads(a, b, x, y); ok && s > r.sim {
		r.sim, r.method = s, "leading_words"
	}
	clash := numbersClash(x, y)
	if clash {
		r.sim, r.method = min(r.sim, 0.3), methodDiffers
	}
	if s := cjkSim(x, y); s > r.sim {
		r.sim, r.method = s, "part_of"
	}
	if r.sim < 1 && !clash {
		if s := lettersSim(a, b, x, y); s > r.sim {
			r.sim, r.method = s, methodEdit
		}
	}
	if r.sim < 0.6 {
		if s := max(foundIn(x, b), foundIn(y, a)); s > r.sim {
			r.sim, r.method, r.moved = 0.9*s, "lines_moved", true
		}
	}
	return r.withKind(a, b, x)
}

// withKind adds what kinds and directions say.
func (r streetResult) withKind(a, b *parts, core []string) streetResult {
	r.numbered = len(core) == 1 && hasDigit(core[0])
	r.kinds = a.kind != "" && b.kind != "" && a.kind != b.kind && !r.moved && !kindsAlike(a.kind, b.kind)
	if a.dirs != b.dirs && !r.moved && !(r.method == methodEdit && r.sim == 1) {
		switch {
		case a.dirs&^b.dirs != 0 && b.dirs&^a.dirs != 0:
			r.dirs = true
		default:
			r.dirMissed = true
		}
	}
	return r
}

// kindsAlike reports kinds that are misspellings or translations of each other.
func kindsAlike(a, b string) bool {
	switch a + " " + b {
	case "street calle", "calle street", "avenida avenue", "avenue avenida", "street rue", "rue street", "rua rue", "rue rua",
		"highway route", "route highway", "carretera highway", "highway carretera", "square place", "place square",
		"plaza square", "square plaza":
		return true
	}
	return false
}

// trimTown returns the name of p's street without the words that a one-line
// address can only have from the town or region that the other side names.
func trimTown(p, o *parts) []string {
	if !p.loose || len(p.core) < 2 || o.loose && o.locality == nil {
		return p.core
	}
	n := len(p.core)
	for n > 1 && isTownWord(p.core[n-1], o) && !has(o.core, p.core[n-1]) {
		n--
	}
	return p.core[:n]
}

func isTownWord(w string, o *parts) bool {
	return has(o.locality, w) || has(o.place, w) || w == o.region.raw || strings.Contains(o.region.raw, w) && len(w) > 2
}

func has(list []string, w string) bool {
	return slices.Contains(list, w)
}

// leads compares a one-line address without a kind of street, whose name may
// run on into the town: the words in front must agree.
func leads(a, b *parts, x, y []string) (float64, bool) {
	openA, openB := a.open, b.open
	if len(x) == 0 || len(y) == 0 || !openA && !openB || x[0] != y[0] {
		return 0, false
	}
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	switch {
	case n == len(x) && openB, n == len(y) && openA:
		return 0.95, true
	case openA && openB:
		return 0.85, true
	}
	return 0, false
}

// nameSim aligns two lists of words, each with its best counterpart. Titles
// that come and go count little.
func nameSim(x, y []string) (float64, string) {
	if len(x) == 0 || len(y) == 0 {
		return 0, methodDiffers
	}
	// The pairs are found greedily, so that the order must not depend on which
	// side is which.
	if len(x) > len(y) || len(x) == len(y) && slices.Compare(x, y) > 0 {
		x, y = y, x
	}
	var taken [maxWords]bool
	method := methodEqual
	total, got := 0.0, 0.0
	for _, w := range x {
		best, at, how := 0.0, -1, ""
		for j, o := range y {
			if taken[j] {
				continue
			}
			if s, m := wordSim(w, o); s > best {
				best, at, how = s, j, m
			}
		}
		total += wordWeight(w)
		if at < 0 {
			method = methodDiffers
			continue
		}
		taken[at] = true
		got += best * (wordWeight(w) + wordWeight(y[at])) / 2
		total += wordWeight(y[at])
		got += best * (wordWeight(w) + wordWeight(y[at])) / 2
		if best < 1 {
			method = how
		}
	}
	for j, o := range y {
		if !taken[j] {
			total += wordWeight(o)
			method = "extra_words"
		}
	}
	s := got / total
	if s < 1 && initialsOf(x, y) {
		return max(s, 0.85), methodInitials
	}
	return s, method
}

func wordWeight(w string) float64 {
	if isLight(w) {
		return 0.3
	}
	return 1
}

// initialsOf reports whether the shorter list is the longer with a run of words
// shortened to their initials: MLK and Martin Luther King.
func initialsOf(x, y []string) bool {
	for i, w := range x {
		if len(w) < 2 || len(w) > 4 || hasDigit(w) || has(y, w) {
			continue
		}
		for j := 0; j+len(w) <= len(y); j++ {
			ok := true
			for k := range len(w) {
				ok = ok && y[j+k] != "" && y[j+k][0] == w[k]
			}
			if ok && subset(x[:i], y[:j]) && subset(x[i+1:], y[j+len(w):]) {
				return true
			}
		}
	}
	return false
}

func subset(x, y []string) bool {
	for _, w := range x {
		if !has(y, w) && !isLight(w) {
			return false
		}
	}
	return true
}

// numbersClash reports whether the names hold different numbers: 45th and 46th
// Street are two streets, however alike.
func numbersClash(x, y []string) bool {
	a, b := false, false
	for _, w := range x {
		if hasDigit(w) {
			a = true
			for _, o := range y {
				if hasDigit(o) && (o == w || readAlike(o, w)) {
					return false
				}
			}
		}
	}
	for _, w := range y {
		b = b || hasDigit(w)
	}
	return a && b
}

// lettersSim compares the streets without their spaces, which scanners and
// typists lose or add.
func lettersSim(a, b *parts, x, y []string) float64 {
	var bufA, bufB [96]byte
	s, t := glue(bufA[:0], x, ""), glue(bufB[:0], y, "")
	if string(s) == string(t) || a.dirs != b.dirs && (a.dirs == 0 || b.dirs == 0) && sameWithDirections(a, b, s, t) {
		return 1
	}
	if a.kind != b.kind {
		s, t = glue(bufA[:0], x, a.kind), glue(bufB[:0], y, b.kind)
	}
	if string(s) == string(t) {
		return 1
	}
	n := max(len(s), len(t))
	if n < 6 {
		return 0
	}
	limit := n / 4
	d := distance(string(s), string(t), limit)
	if d > limit {
		return 0
	}
	return 1 - float64(d)/float64(n)
}

// sameWithDirections reports whether the names are equal with the direction
// written as part of one of them: North Point and Northpoint.
func sameWithDirections(a, b *parts, s, t []byte) bool {
	var buf [96]byte
	out := buf[:0]
	for _, p := range [...]*parts{a, b} {
		p.eachDirection(func(d string) { out = append(out, d...) })
	}
	if a.dirs == 0 {
		s, t = t, s
	}
	return string(append(out, s...)) == string(t)
}

func glue(b []byte, words []string, kind string) []byte {
	for _, w := range words {
		b = append(b, w...)
	}
	return append(b, kind...)
}

// foundIn looks for the street among the places of the other side: lines get
// swapped. All words must be there.
func foundIn(x []string, o *parts) float64 {
	if len(x) == 0 || len(o.place) == 0 && len(o.name) == 0 {
		return 0
	}
	sum := 0.0
	for _, w := range x {
		best := 0.0
		for _, list := range [...][]string{o.place, o.name} {
			for _, p := range list {
				s, _ := wordSim(w, p)
				best = max(best, s)
			}
		}
		if best < 0.8 {
			return 0
		}
		sum += best
	}
	return sum / float64(len(x))
}

package name

import (
	"strings"
	"sync"
)

// Costs of turning one word into another, in hundredths of a letter. They are
// lower where people, transliterations or scanners are known to differ.
const (
	costLetter    = 100
	costVowel     = 55 // a vowel for another: transliterations from Arabic, Russian, Korean
	costVowelGap  = 60 // a vowel more or less
	costDouble    = 25 // a letter written once or twice
	costH         = 45 // a silent h
	costSound     = 50 // letters that stand for the same sound: c and k, v and w
	costLookAlike = 60 // letters that scanners mix up: i and l, u and v
	costMisread   = 15 // a digit read for a letter it looks like: 0 for o
	costDigit     = 90 // a digit for another letter: in a name it is an error for certain
	costSwap      = 80 // neighbours exchanged
	costCluster   = 35 // rn for m, vv for w, cl for d, ph for f
	costShort     = 24 // for each letter of a short word, at least, once it differs
	costFirst     = 35 // on top, for an error in the first letter
)

// shortWord is the length up to which a word is short.
const shortWord = 4

// maxLetters bounds the letters of a word that are compared.
const maxLetters = 40

// costs is the price of one letter for another, indexed by symbol.
type costs [36][36]uint8

// symbol numbers a to z and 0 to 9; -1 for anything else.
func symbol(c rune) int {
	switch {
	case c >= 'a' && c <= 'z':
		return int(c - 'a')
	case c >= '0' && c <= '9':
		return int(c-'0') + 26
	}
	return -1
}

var letterCosts = sync.OnceValue(func() *costs {
	t := new(costs)
	for i := range t {
		for j := range t[i] {
			switch {
			case i == j:
			case i >= 26 || j >= 26:
				t[i][j] = costDigit
			default:
				t[i][j] = costLetter
			}
		}
	}
	set := func(cost uint8, groups ...string) {
		for _, g := range groups {
			for _, a := range g {
				for _, b := range g {
					x, y := symbol(a), symbol(b)
					if a != b && t[x][y] > cost {
						t[x][y] = cost
					}
				}
			}
		}
	}
	set(costVowel, "aeiouy")
	set(costLookAlike, "il", "ij", "ef", "uv", "vy", "ceo", "oqd", "cg", "hb", "hn", "mn", "ft", "bh", "pr", "kx", "nu", "rn")
	set(costSound, "ck", "kq", "cq", "sz", "vw", "gj", "jy", "iy", "bp", "dt", "gk", "fv", "cs", "ou", "ei", "uw", "xs", "xk", "hk", "bv", "jz", "gh")
	set(costMisread, "0o", "0q", "0d", "1i", "1l", "1t", "5s", "8b", "2z", "6g", "6b", "4a", "3e", "7t", "9g")
	return t
})

// differ returns the price of writing b for a.
func (t *costs) differ(a, b rune) int {
	if a == b {
		return 0
	}
	x, y := symbol(a), symbol(b)
	if x < 0 || y < 0 {
		return costLetter
	}
	return int(t[x][y])
}

// price is what one letter for another costs.
func (m *measure) price(a, b byte) int {
	if m.costs == nil {
		m.costs = letterCosts()
	}
	return m.costs.differ(rune(a), rune(b))
}

// gap returns the price of a letter that only one word has; before is the
// letter in front of it.
func gap(c, before rune) int {
	switch {
	case c == before:
		return costDouble
	case c == 'h':
		return costH
	case isVowel(c):
		return costVowelGap
	}
	return costLetter
}

func isVowel(c rune) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}

// cluster returns the price of two letters that look or sound like one, 0 for
// letters that do not.
func cluster(a, b, one rune) int {
	looks, vowels := false, false
	switch one {
	case 'm':
		looks = a == 'r' && b == 'n'
	case 'w':
		looks, vowels = a == 'v' && b == 'v', a == 'o' && b == 'u'
	case 'd':
		looks = a == 'c' && b == 'l'
	case 'f':
		looks = a == 'p' && b == 'h'
	case 'x':
		looks = a == 'k' && b == 's'
	case 'k':
		looks = a == 'c' && (b == 'k' || b == 'h')
	case 'u':
		vowels = a == 'o' && (b == 'u' || b == 'o')
	case 'i':
		vowels = a == 'e' && (b == 'e' || b == 'y') || a == 'i' && b == 'y'
	case 'c', 's', 'z', 'j':
		looks = a == 't' && (b == 's' || b == 'z') || a == 'd' && (b == 'z' || b == 'j') || a == 's' && (b == 'c' || b == 'h')
	}
	switch {
	case looks:
		return costCluster
	case vowels:
		return costSound
	}
	return 0
}

// measure holds the rows of the distance table.
type measure struct {
	costs *costs
	x, y  [maxLetters]rune
	rows  [3][maxLetters + 1]int
}

func load(dst *[maxLetters]rune, s string) []rune {
	n := 0
	for _, r := range s {
		if n == maxLetters {
			break
		}
		dst[n] = r
		n++
	}
	return dst[:n]
}

// similarity compares two words letter by letter: 1 for equal ones, less for
// each difference by its price, relative to the longer word.
func (m *measure) similarity(a, b string) float64 {
	if m.costs == nil {
		m.costs = letterCosts()
	}
	x, y := load(&m.x, a), load(&m.y, b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	longer := max(len(x), len(y))
	d := m.distance(x, y)
	if d == 0 {
		return 1
	}
	if m.costs.differ(x[0], y[0]) > costMisread {
		d += costFirst
	}
	if longer <= shortWord && d >= costVowel {
		d = max(d, costShort*longer) // a letter in Lee makes another name
	}
	return max(0, 1-float64(d)/float64(100*longer))
}

// genderPair reports two given names of which one looks like the woman's form
// of the other: they differ in the last vowel alone (Mario and Maria, Michel and
// Michele), or one ends in a and the other does not (Alexandra and Alexander).
// A silent h behind the a says nothing.
func genderPair(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	n := len(a) - 1
	x, y := a[n], b[len(b)-1]
	switch {
	case x == y || x == 'h' || y == 'h':
		return false
	case x == 'a' || y == 'a':
		return true
	}
	return isVowel(rune(x)) && (len(a) == len(b) && isVowel(rune(y)) && a[:n] == b[:n] || a[:n] == b)
}

// womansForm reports two given names of which one is the woman's form of the
// other by an ending that no spelling explains: Michel and Michelle, Julien and
// Julienne, Gabriele and Gabriella.
func womansForm(a, b string) bool {
	for _, e := range [...][2]string{{"el", "elle"}, {"el", "ella"}, {"el", "ela"}, {"ele", "elle"}, {"ele", "ella"}, {"ele", "ela"}, {"ien", "ienne"}, {"ean", "eanne"}, {"e", "ee"}} {
		for _, p := range [...][2]string{{a, b}, {b, a}} {
			man, ok := strings.CutSuffix(p[0], e[0])
			if woman, too := strings.CutSuffix(p[1], e[1]); ok && too && man == woman {
				return true
			}
		}
	}
	return false
}

// distance is the cheapest way from x to y by letters changed, added, dropped,
// swapped with their neighbour, or two for one.
func (m *measure) distance(x, y []rune) int {
	before, prev, cur := &m.rows[0], &m.rows[1], &m.rows[2]
	prev[0] = 0
	for i := range x {
		prev[i+1] = prev[i] + gap(x[i], behind(x, i))
	}
	for j := range y {
		cur[0] = prev[0] + gap(y[j], behind(y, j))
		for i := range x {
			d := prev[i] + m.costs.differ(x[i], y[j])
			d = min(d, prev[i+1]+gap(y[j], behind(y, j)), cur[i]+gap(x[i], behind(x, i)))
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] && x[i] != y[j] {
				d = min(d, before[i-1]+costSwap)
			}
			if i > 0 {
				if price := cluster(x[i-1], x[i], y[j]); price > 0 {
					d = min(d, prev[i-1]+price)
				}
			}
			if j > 0 {
				if price := cluster(y[j-1], y[j], x[i]); price > 0 {
					d = min(d, before[i]+price)
				}
			}
			cur[i+1] = d
		}
		before, prev, cur = prev, cur, before
	}
	return prev[len(x)]
}

func behind(w []rune, i int) rune {
	if i == 0 {
		return 0
	}
	return w[i-1]
}

// anotherName reports two words that differ as names do rather than as
// misspellings and misreadings do: one letter stands for another that scanners
// do not take it for (Hamad and Hamid, Lindberg and Lundberg, Nasir and Nazir),
// or one has a vowel more at its end (Karim and Karimi).
func anotherName(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(a) > len(b) {
		return len(a) == len(b)+1 && a[:len(b)] == b && isVowel(rune(a[len(b)])) && a[len(b)] != b[len(b)-1]
	}
	at := -1
	for i := range len(a) {
		if a[i] != b[i] {
			if at >= 0 {
				return false
			}
			at = i
		}
	}
	if at < 0 {
		return false
	}
	price := letterCosts().differ(rune(a[at]), rune(b[at]))
	return price == costVowel || price == costSound
}

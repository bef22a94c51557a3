package name

import (
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// kind is how two words agree, worst first.
type kind int

const (
	none    kind = iota
	similar      // one or two letters differ
	initial      // a single letter and a word beginning with it
	folded       // equal once ä is spelt ae, or split differently
	equal
)

var kindScore = [...]float64{none: 0, similar: 0.7, initial: 0.8, folded: 0.99, equal: 1}

// pairing is the outcome of pairing the words of two lists.
type pairing struct {
	a, b         []word
	to           []int // for each word of a the index in b, -1 without one
	kinds        []kind
	leftA, leftB int  // words without a partner
	joined       bool // words of one side were glued to fit the other
}

// pair pairs each word with the best partner, equal words first, so that no
// pair of unlike words takes the place of like ones. The shorter list becomes
// side a.
func pair(a, b []word) pairing {
	if len(a) > len(b) {
		a, b = b, a
	}
	p := pairing{a: a, b: b, to: make([]int, len(a)), kinds: make([]kind, len(a))}
	var taken [2 * maxWords]bool // given and family names together
	for i := range p.to {
		p.to[i] = -1
	}
	p.leftA, p.leftB = len(a), len(b)
	for _, want := range [...]kind{equal, folded, initial, similar} {
		for i := range a {
			if p.to[i] >= 0 {
				continue
			}
			for j := range b {
				if !taken[j] && agree(a[i], b[j], want) {
					p.to[i], p.kinds[i], taken[j] = j, want, true
					p.leftA--
					p.leftB--
					break
				}
			}
		}
	}
	return p
}

// agree reports whether two words agree in the wanted way.
func agree(a, b word, want kind) bool {
	switch want {
	case equal:
		return a.text == b.text
	case folded:
		return a.icao != "" && (a.icao == b.text || a.icao == b.icao) || b.icao != "" && b.icao == a.text
	case initial:
		return a.initial() != b.initial() && a.text[0] == b.text[0]
	case similar:
		if a.particle || b.particle || a.script != b.script {
			return false
		}
		_, ok := text.Similar(a.text, b.text)
		return ok
	}
	return false
}

// join glues neighbouring words of one side where the other side writes them as
// one: van der Bilt and Vanderbilt, Mary Jane and Maryjane, O Brien and O'Brien.
func join(a, b []word) ([]word, []word, bool) {
	a2, x := glue(a, b)
	b2, y := glue(b, a)
	return a2, b2, x || y
}

func glue(list, other []word) ([]word, bool) {
	for n := min(3, len(list)); n > 1; n-- {
		for i := 0; i+n <= len(list); i++ {
			var whole strings.Builder
			whole.WriteString(list[i].text)
			for _, w := range list[i+1 : i+n] {
				whole.WriteString(w.text)
			}
			for _, o := range other {
				if o.text == whole.String() {
					out := append(append([]word{}, list[:i]...), o)
					rest, _ := glue(list[i+n:], other)
					return append(out, rest...), true
				}
			}
		}
	}
	return list, false
}

// core drops particles, unless nothing else is there. The first given name
// always stays: Ben, Al and Van are names too.
func core(list []word, given bool) []word {
	keep := func(i int, w word) bool { return !w.particle || given && (i == 0 || len(w.text) == 1) }
	n := 0
	for i, w := range list {
		if keep(i, w) {
			n++
		}
	}
	if n == 0 || n == len(list) {
		return list
	}
	out := make([]word, 0, n)
	for i, w := range list {
		if keep(i, w) {
			out = append(out, w)
		}
	}
	return out
}

// outcome is a verdict in the making.
type outcome struct {
	verdict claims.Verdict
	score   float64
	reasons []claims.Reason
}

// better orders outcomes by verdict, then score.
func better(a, b outcome) bool {
	if x, y := rank(a.verdict), rank(b.verdict); x != y {
		return x > y
	}
	return a.score > b.score
}

func rank(v claims.Verdict) int {
	switch v {
	case claims.Match:
		return 2
	case claims.Review:
		return 1
	}
	return 0
}

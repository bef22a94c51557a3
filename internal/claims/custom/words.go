package custom

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// Bounds of what is held against each other word by word; anything longer is
// equal or it is not.
const (
	maxWords  = 64
	maxLength = 1024 // bytes of a folded text
)

// enough is the share of letters in words that agree from which a value that
// leaves words out is for review.
const enough = 2.0 / 3

// compareWords compares two folded texts that differ.
func compareWords(res claims.Result, explain bool) claims.Result {
	a, b := strings.Fields(res.Document), strings.Fields(res.Directory)
	var steps []claims.Step
	switch {
	case strings.Join(a, "") == strings.Join(b, ""):
		res = res.End(claims.Match, scoreJoined, claims.JoinedDifferently)
	case sameWords(a, b):
		res = res.End(claims.Match, scoreOrder, claims.WordOrderDiffer)
	case noScriptShared(res.Document, res.Directory):
		res = res.End(claims.Review, scoreScript, claims.ScriptDiffers)
	// A digit is never a misspelling: cost centre 4100 is not 4200.
	case digitsOf(res.Document) != digitsOf(res.Directory),
		max(len(a), len(b)) > maxWords, max(len(res.Document), len(res.Directory)) > maxLength:
		res = res.End(claims.Mismatch, 0, claims.TextDiffers)
	default:
		p := align(a, b)
		res = p.judge(res)
		steps = p.steps
	}
	if explain {
		res.Steps = append(steps, whole(res))
	}
	return res
}

func sameWords(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}

func noScriptShared(a, b string) bool {
	x, y := text.ScriptsOf(a), text.ScriptsOf(b)
	return x&y == 0 && x != 0 && y != 0
}

// alignment is how the words of two texts pair up.
type alignment struct {
	share    float64 // of the letters of both texts, how many agree, 0..1
	similar  bool    // some words agree but for a letter or two
	restA    int     // words without a partner
	restB    int
	steps    []claims.Step
	lettersA int
	lettersB int
}

// couple is two words that may be the same.
type couple struct {
	i, j  int
	score float64
}

// align pairs equal words first, then the most similar ones. Ties are broken by
// the words themselves, so that the sides can be swapped.
func align(a, b []string) alignment {
	var list []couple
	for i, x := range a {
		for j, y := range b {
			if s, ok := text.Similar(x, y); ok {
				list = append(list, couple{i, j, s})
			}
		}
	}
	key := func(c couple) (string, string) { return min(a[c.i], b[c.j]), max(a[c.i], b[c.j]) }
	slices.SortStableFunc(list, func(c, d couple) int {
		if c.score != d.score {
			if c.score > d.score {
				return -1
			}
			return 1
		}
		c1, c2 := key(c)
		d1, d2 := key(d)
		if n := strings.Compare(c1, d1); n != 0 {
			return n
		}
		return strings.Compare(c2, d2)
	})
	usedA, usedB := make([]bool, len(a)), make([]bool, len(b))
	out := alignment{restA: len(a), restB: len(b), lettersA: letters(a), lettersB: letters(b)}
	agree := 0.0
	for _, c := range list {
		if usedA[c.i] || usedB[c.j] {
			continue
		}
		usedA[c.i], usedB[c.j] = true, true
		out.restA--
		out.restB--
		out.similar = out.similar || c.score < 1
		agree += c.score * float64(letters(a[c.i:c.i+1])+letters(b[c.j:c.j+1]))
		out.steps = append(out.steps, step(a[c.i], b[c.j], c.score))
	}
	out.share = agree / float64(out.lettersA+out.lettersB)
	return out
}

func step(a, b string, score float64) claims.Step {
	method := "equal"
	if score < 1 {
		method = string(claims.SimilarSpelling)
	}
	return claims.Step{Part: "word", Document: a, Directory: b, Method: method, Score: score}
}

// judge turns an alignment into a verdict. Words that contradict each other are
// a mismatch however much else agrees: north and south make another team.
func (p *alignment) judge(res claims.Result) claims.Result {
	switch {
	case p.restA > 0 && p.restB > 0, p.share < enough:
		return res.End(claims.Mismatch, 0.49*p.share, claims.TextDiffers)
	case p.restA+p.restB > 0:
		res = res.End(claims.Review, graded(p.share), claims.WordsMissing)
	default:
		res = res.End(claims.Review, graded(p.share))
	}
	if p.similar {
		res.Reasons = append(res.Reasons, claims.SimilarSpelling)
	}
	return res
}

// graded maps a share from enough to 1 onto the scores of a review.
func graded(share float64) float64 { return 0.5 + 0.34*(share-enough)/(1-enough) }

func letters(words []string) int {
	n := 0
	for _, w := range words {
		n += utf8.RuneCountInString(w)
	}
	return n
}

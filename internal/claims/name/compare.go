// Package name compares names of people: word by word, with a named way of
// agreeing for each pair of words, the best assignment of words to words, and
// rules for what no similarity may settle.
package name

import (
	"sync"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/name/script"
)

// The score says how alike two names are and never contradicts the verdict: a
// match scores matchFloor or more, a review between reviewFloor and that. Only
// names that are equal word for word after folding score 1.
const (
	matchFloor  = 0.85
	reviewFloor = 0.5
	almost      = 0.99
	underMatch  = 0.84
	underReview = 0.49
)

// Options say what else is wanted or known.
type Options struct {
	// Explain asks for Result.Steps.
	Explain bool
}

// Comparer compares names and keeps its buffers between comparisons. It is not
// for concurrent use; the zero value is ready.
type Comparer struct {
	reader    reader
	measure   measure
	doc, dir  person
	spare     person
	scorer    script.Scorer
	table     [maxWords][maxWords]agreement
	worth     [maxWords][maxWords]float64
	partner   [maxWords]int8
	values    [2][1 << exactWords]float64
	choice    [maxWords][1 << exactWords]int8
	line      []byte
	alignment alignment
	explain   bool
	swapped   bool // the persons are compared the other way round
}

var pool = sync.Pool{New: func() any { return new(Comparer) }}

// Compare compares the name of a document with that of a directory record; see
// Comparer.Compare.
func Compare(doc, dir claims.Set, o Options) claims.Result {
	c := pool.Get().(*Comparer)
	defer pool.Put(c)
	return c.Compare(doc, dir, o)
}

// Compare compares the name of a document with that of a directory record.
func (c *Comparer) Compare(doc, dir claims.Set, o Options) claims.Result {
	c.explain = o.Explain
	res := claims.Result{Claim: claims.Name, Method: methodWords, Reasons: []claims.Reason{}}
	hasDoc, hasDir := present(doc), present(dir)
	if hasDoc && hasDir {
		out := c.readings(doc, dir)
		c.whichSurname(doc, dir, &out)
		c.contradiction(doc, &out)
		out.limits()
		return finish(res, out)
	}
	c.reader.read(&c.doc, doc)
	c.reader.read(&c.dir, dir)
	res.Document, res.Directory = c.doc.canonical, c.dir.canonical
	res, _ = res.Lacking(hasDoc, hasDir)
	return res
}

func present(s claims.Set) bool { return printed(s) || s[claims.MRZName] != "" }

func printed(s claims.Set) bool {
	return s.Has(claims.Name, claims.GivenName, claims.FamilyName, claims.PaternalName, claims.MaternalName)
}

func finish(res claims.Result, out outcome) claims.Result {
	res.Document, res.Directory = out.doc, out.dir
	if out.method != "" {
		res.Method = out.method
	}
	res.Reasons = append(res.Reasons, out.reasons...)
	res.Steps = out.steps
	res.Score, res.HeldBy = out.score, out.held
	switch {
	case out.invalid:
		res.Verdict, res.Score = claims.Invalid, 0
	case out.score >= matchFloor:
		res.Verdict = claims.Match
	case out.score >= reviewFloor:
		res.Verdict = claims.Review
	default:
		res.Verdict = claims.Mismatch
	}
	return res
}

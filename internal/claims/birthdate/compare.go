package birthdate

import (
	"slices"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
)

// Options of a comparison.
type Options struct {
	// Now bounds dates from above and settles the century of two-digit years;
	// zero leaves only fixed bounds.
	Now time.Time
	// DocumentLocale and DirectoryLocale say how a side writes dates: a locale
	// (en-US, de), or a country code in capitals. Empty leaves it to the side's
	// own locale or country.
	DocumentLocale, DirectoryLocale string
	Explain                         bool // fill Result.Steps
}

// Compare compares the birthdate claim. Equal dates match; dates that agree but
// for one slip, or as far as both are known, are for review, and anything else
// is a mismatch. See slip for the scores. A value in no accepted form is invalid.
func Compare(doc, dir claims.Set, o Options) claims.Result {
	res := claims.Result{Claim: claims.Birthdate, Method: "calendar date", Reasons: []claims.Reason{}}
	l, r := strings.TrimSpace(doc[claims.Birthdate]), strings.TrimSpace(dir[claims.Birthdate])
	var a, b value
	if l != "" {
		a = read(l, context{o.Now, orderOf(o.DocumentLocale, doc)})
		res.Document = a.shown(l)
	}
	if r != "" {
		b = read(r, context{o.Now, orderOf(o.DirectoryLocale, dir)})
		res.Directory = b.shown(r)
	}
	if res, lacks := res.Lacking(l != "", r != ""); lacks {
		return res
	}
	switch {
	case centuryApart(&a, &b):
		res = res.End(claims.Review, scoreCentury, claims.CenturyDiffers, claims.DateOutOfRange)
	case a.why != "" || b.why != "":
		return res.End(claims.Invalid, 0, a.why, b.why)
	default:
		res = settle(res, &a, &b)
	}
	if o.Explain {
		res.Steps = steps(res, &a, &b)
	}
	return res
}

// settle compares two values that were read.
func settle(res claims.Result, a, b *value) claims.Result {
	best := bestPair(a, b)
	x, y := a.dates[best.i], b.dates[best.j]
	res.Document, res.Directory = x.String(), y.String()
	score, why := best.score, best.why
	if score == 1 && (best.i >= a.likely || best.j >= b.likely) {
		score = scoreUnlikely
	}
	var note [4]claims.Reason
	if score >= claims.MatchFrom && (a.orders || b.orders) {
		note[0], score = claims.AmbiguousDate, scoreOneOrder
		if a.orders && b.orders && sameReadings(a, b) {
			score = scoreBothOrders
		}
	} else if a.orders || b.orders {
		note[0] = claims.AmbiguousDate
	}
	if a.century || b.century {
		note[1] = claims.CenturyAssumed
	}
	if a.custom || b.custom {
		note[2] = claims.DateOrderAssumed
	}
	verdict := claims.Mismatch
	switch {
	case score >= claims.MatchFrom:
		verdict = claims.Match
	case score >= claims.ReviewFrom:
		verdict = claims.Review
	case why[0] == claims.PartialDate:
		verdict = claims.Invalid // nothing that both sides know
	}
	return res.End(verdict, score, why[0], why[1], note[0], note[1], note[2])
}

// pair is how one reading of each side compares.
type pair struct {
	i, j  int
	score float64
	why   [2]claims.Reason
}

// bestPair returns the readings that agree best, the likelier ones first.
func bestPair(a, b *value) pair {
	best := pair{score: -1}
	for i, x := range a.dates[:a.n] {
		for j, y := range b.dates[:b.n] {
			if score, why := relate(x, y); score > best.score {
				best = pair{i, j, score, why}
			}
		}
	}
	return best
}

// sameReadings reports that what one side may mean the other may mean too.
func sameReadings(a, b *value) bool {
	for _, x := range a.dates[:a.n] {
		if !slices.Contains(b.dates[:b.n], x) {
			return false
		}
	}
	return a.n == b.n
}

// centuryApart reports a date nobody can have been born on that becomes the
// other side's when the century changes: 2085 for 1985.
func centuryApart(a, b *value) bool {
	switch {
	case a.why == claims.DateOutOfRange && b.why == "":
	case b.why == claims.DateOutOfRange && a.why == "":
	default:
		return false
	}
	for _, x := range a.dates[:a.n] {
		for _, y := range b.dates[:b.n] {
			if _, why := relate(x, y); why[0] == claims.CenturyDiffers {
				return true
			}
		}
	}
	return false
}

// shown is the likeliest date, or the value itself when it could not be read: a
// reviewer needs to see what was wrong with it.
func (v *value) shown(raw string) string {
	if v.why != "" {
		return raw
	}
	return v.dates[0].String()
}

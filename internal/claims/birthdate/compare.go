package birthdate

import (
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
)

// Options of a comparison.
type Options struct {
	Now time.Time // bounds dates from above; zero leaves only fixed bounds
}

// Compare compares the birthdate claim: equal is a match, the same date with
// day and month swapped or a partial date that agrees is for review, anything
// else a mismatch. A value in no accepted form is invalid.
func Compare(doc, dir claims.Set, o Options) claims.Result {
	res := claims.Result{Claim: claims.Birthdate, Method: "calendar date", Reasons: []claims.Reason{}}
	l, r := strings.TrimSpace(doc[claims.Birthdate]), strings.TrimSpace(dir[claims.Birthdate])
	end := func(v claims.Verdict, score float64, why ...claims.Reason) claims.Result {
		res.Verdict, res.Score = v, score
		for _, w := range why {
			if w != "" && (len(res.Reasons) == 0 || res.Reasons[0] != w) {
				res.Reasons = append(res.Reasons, w)
			}
		}
		return res
	}
	a, whyA := Date{}, claims.Reason("")
	b, whyB := a, whyA
	if l != "" {
		a, whyA = Parse(l, o.Now)
		res.Document = shown(a, whyA, l)
	}
	if r != "" {
		b, whyB = Parse(r, o.Now)
		res.Directory = shown(b, whyB, r)
	}
	switch {
	case l == "" && r == "":
		return end(claims.MissingID, 0, claims.MissingBoth)
	case l == "":
		return end(claims.MissingID, 0)
	case r == "":
		return end(claims.MissingDirectory, 0)
	case whyA != "" || whyB != "":
		return end(claims.Invalid, 0, whyA, whyB)
	case a.Partial() || b.Partial():
		return comparePartial(a, b, end)
	case a == b:
		return end(claims.Match, 1)
	case a.Year == b.Year && a.Month == b.Day && a.Day == b.Month:
		return end(claims.Review, 0.6, claims.DayMonthSwapped)
	}
	return end(claims.Mismatch, 0, claims.DateDiffers)
}

func comparePartial(a, b Date, end func(claims.Verdict, float64, ...claims.Reason) claims.Result) claims.Result {
	known := 0
	for _, p := range [...][2]int{{a.Year, b.Year}, {a.Month, b.Month}, {a.Day, b.Day}} {
		switch {
		case p[0] == 0 || p[1] == 0:
		case p[0] != p[1]:
			return end(claims.Mismatch, 0, claims.DateDiffers)
		default:
			known++
		}
	}
	if known == 0 {
		return end(claims.Invalid, 0, claims.PartialDate)
	}
	return end(claims.Review, 0.2+0.2*float64(known), claims.PartialDate)
}

// shown is the normalised date, or the value itself when it could not be read:
// a reviewer needs to see what was wrong with it.
func shown(d Date, why claims.Reason, raw string) string {
	if why != "" {
		return raw
	}
	return d.String()
}

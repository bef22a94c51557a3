package birthdate

import (
	"testing"

	"github.com/incodectl/incodectl/internal/claims/labelled"
)

// TestLabelledPairs holds precision and recall of a match, and that what is
// labelled for review is reviewed. The floors are a little below what is
// reached. The hint of a date is the country whose custom it follows.
func TestLabelledPairs(t *testing.T) {
	f := labelled.Measure(t, "dates", func(p labelled.Pair) labelled.Answer {
		res := Compare(set(p.Left.Raw["date"]), set(p.Right.Raw["date"]), Options{
			Now: now, DocumentLocale: p.Left.Raw["hint"], DirectoryLocale: p.Right.Raw["hint"],
		})
		return labelled.Answer{Score: res.Score, Verdict: res.Verdict}
	})
	e := f.Verdicts.Errors()
	t.Logf("%+v", e)
	if e.FalseMatch > 0 || e.SettledSame < 0.99 || f.Verdicts.Ambiguous.Review != f.Verdicts.Ambiguous.All() {
		t.Errorf("%+v, review %+v", e, f.Verdicts.Ambiguous)
	}
}

package phone

import (
	"testing"

	"github.com/incodectl/incodectl/internal/claims/labelled"
)

// TestLabelledPairs holds precision and recall of a match, and that what is
// labelled for review is reviewed. The floors are a little below what is
// reached. The region of a number is the country of its side.
func TestLabelledPairs(t *testing.T) {
	f := labelled.Measure(t, "phones", func(p labelled.Pair) labelled.Answer {
		res := Compare(at(p.Left.Raw["phone"], p.Left.Raw["region"]), at(p.Right.Raw["phone"], p.Right.Raw["region"]), Options{})
		return labelled.Answer{Score: res.Score, Verdict: res.Verdict}
	})
	e := f.Verdicts.Errors()
	t.Logf("%+v", e)
	if e.FalseMatch > 0 || e.SettledSame < 0.997 || f.Verdicts.Ambiguous.Review != f.Verdicts.Ambiguous.All() {
		t.Errorf("%+v, review %+v", e, f.Verdicts.Ambiguous)
	}
}

package email

import (
	"testing"

	"github.com/incodectl/incodectl/internal/claims/labelled"
)

// TestLabelledPairs holds precision and recall of a match. What is labelled for
// review are misspellings for the most part, which are another mailbox here.
func TestLabelledPairs(t *testing.T) {
	f := labelled.Measure(t, "emails", func(p labelled.Pair) labelled.Answer {
		res := Compare(set(p.Left.Raw["email"]), set(p.Right.Raw["email"]), Options{})
		return labelled.Answer{Score: res.Score, Verdict: res.Verdict}
	})
	e := f.Verdicts.Errors()
	t.Logf("%+v", e)
	if e.FalseMatch > 0 || e.SettledSame < 0.98 || f.Verdicts.Ambiguous.Match > 0 {
		t.Errorf("%+v, review %+v", e, f.Verdicts.Ambiguous)
	}
}

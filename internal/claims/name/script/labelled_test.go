package script

import (
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/labelled"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// TestLabelledPairs measures the comparison on labelled pairs of names in
// different scripts, where they are at hand. The floors are a little below what
// is reached.
func TestLabelledPairs(t *testing.T) {
	for _, tt := range []struct {
		file       string
		f1         float64 // at a threshold of .7
		falseMatch float64 // of different people scoring .85 or more
	}{
		{"names_crossscript_wikidata", .95, .005},
		{"names_un_crossscript", .97, .005},
		{"names_watchman_crossscript", 1, 0},
	} {
		f := labelled.Measure(t, tt.file, func(p labelled.Pair) labelled.Answer {
			left, right := p.Left.Raw["name"], p.Right.Raw["name"]
			score := 1.0 // in one script there is nothing for this package to do
			if text.ScriptsOf(left) != text.ScriptsOf(right) {
				score, _ = Score(text.Tokens(left), text.Tokens(right))
			} else if p.Label != "same" {
				score = 0
			}
			return labelled.Answer{Score: score, Verdict: claims.VerdictOf(score)}
		})
		f1, e := f.Curve().At(.7).F1, f.Verdicts.Errors()
		t.Logf("%s: F1 %.3f, %+v", tt.file, f1, e)
		if f1 < tt.f1 || e.FalseMatch > tt.falseMatch {
			t.Errorf("%s: F1 %.3f, want %.3f; false match %.4f, want %.4f", tt.file, f1, tt.f1, e.FalseMatch, tt.falseMatch)
		}
	}
}

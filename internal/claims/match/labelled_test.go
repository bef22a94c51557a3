package match

import (
	"math"
	"slices"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/labelled"
)

// screening are files labelled for sanctions lists, where the same person may
// go by any name: no identity check.
var screening = []string{"names_nomenklatura", "names_ofac", "names_un_alias"}

// TestPresetRates holds that the published error rates of the presets are those
// that are measured, on pairs of names like those of an identity check.
//
//	go test ./internal/claims/match -run TestPresetRates -v
func TestPresetRates(t *testing.T) {
	files := labelled.Files(t, "names_")
	files = slices.DeleteFunc(files, func(f string) bool { return slices.Contains(screening, f) })
	for _, preset := range Presets() {
		p, _ := PresetPolicy(preset.Name)
		var all labelled.Figures
		for _, file := range files {
			all.Add(labelled.Measure(t, file, func(pair labelled.Pair) labelled.Answer {
				out := p.outcome(claims.Name, pair.Left.Claims, pair.Right.Claims, opts)
				return labelled.Answer{Score: scoreIn(out), Verdict: out.Verdict}
			}))
		}
		e := all.Verdicts.Errors()
		t.Logf("%-9s false match %.2f%%, settled %.1f%%, false stop %.2f%%, review %.1f%%",
			preset.Name, 100*e.FalseMatch, 100*e.SettledSame, 100*e.FalseStop, 100*e.Review)
		for _, rate := range [][2]float64{{preset.FalseMatch, e.FalseMatch}, {preset.Settled, e.SettledSame}, {preset.FalseStop, e.FalseStop}} {
			if math.Abs(rate[0]-rate[1]) > 0.0005 {
				t.Errorf("%s: %.4f is published, %.4f measured", preset.Name, rate[0], rate[1])
			}
		}
	}
	p := Presets()[1]
	if p.FalseMatch > 0.01 || p.Settled < 0.65 || p.FalseStop > 0.01 {
		t.Errorf("%+v", p)
	}
}

// scoreIn is a score in the band of the verdict, which thresholds may move.
func scoreIn(c ClaimOutcome) float64 {
	switch c.Verdict {
	case claims.Match:
		return max(c.Score, 0.85)
	case claims.Review:
		return min(c.Score, 0.84)
	}
	return c.Score
}

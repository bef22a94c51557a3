package name

import (
	"math"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
)

// The steps must be enough to redo the score with a pencil.
func TestStepsAddUp(t *testing.T) {
	for _, tt := range []struct{ doc, dir string }{
		{"María José|García López", "Maria|García"},
		{"Ada King|Lovelock", "Ada K.|Lovelock"},
		{"Anna|Lovelock", "Anne|Lovelack"},
		{"Ana|García López", "Luis|García López"},
		{"A.|Lovelock", "Ada King|Lovelock"},
	} {
		r := Compare(n(tt.doc), n(tt.dir), Options{Explain: true})
		sum, weights, factor := 0.0, 0.0, 1.0
		mix, mean, calibrated := 0.0, 0.0, 0.0
		for _, s := range r.Steps {
			switch s.Part {
			case "factor":
				factor *= s.Score
			case "result":
				if s.Method == "calibrated" {
					calibrated = s.Score
				}
			case "similarity":
				if s.Method == "words_left_on_both_sides" {
					weights += s.Weight
					continue
				}
				mix += s.Score * s.Weight
				if s.Method == "mean" {
					mean = s.Score
				}
			default:
				if s.Document != "" && s.Directory != "" {
					sum += s.Score * s.Weight
					weights += s.Weight
				}
			}
		}
		if math.Abs(sum/weights-mean) > 1e-9 {
			t.Errorf("%v: the pairs' mean is %v, the steps say %v", tt, sum/weights, mean)
		}
		if got := calibrate(mix * factor); math.Abs(got-calibrated) > 1e-9 {
			t.Errorf("%v: redone %v, the steps say %v", tt, got, calibrated)
		}
		if last := r.Steps[len(r.Steps)-1]; !strings.Contains(last.Method, "limit") || last.Score != r.Score {
			t.Errorf("%v: the last step is %+v, the score %v", tt, last, r.Score)
		}
	}
}

func TestStepsOnlyWhenAskedFor(t *testing.T) {
	if r := Compare(n("Ada|Lovelock"), n("Ada|Bryant"), Options{}); r.Steps != nil {
		t.Errorf("steps without being asked: %v", r.Steps)
	}
	r := Compare(n("Ada|Lovelock"), n("ADA|LOVELOCK"), Options{Explain: true})
	if len(r.Steps) != 1 || r.Steps[0].Method != "equal" || r.Steps[0].Part != claims.Name {
		t.Errorf("equal names: %v", r.Steps)
	}
}

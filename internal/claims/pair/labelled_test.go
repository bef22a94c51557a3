package pair

import (
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims/labelled"
	"github.com/incodectl/incodectl/internal/claims/quality"
)

// floors are the F1 at a file's best threshold that full records must reach.
var floors = map[string]float64{
	"records_febrl1": 0.995, "records_febrl2": 0.995, "records_febrl3": 0.995, "records_febrl4": 0.997,
	"records_historical50k": 0.91, "records_splink_fake1000": 0.98,
}

// TestLabelledPairs measures the comparison on all labelled pairs and prints a
// table:
//
//	go test ./internal/claims/pair -run TestLabelledPairs -v
func TestLabelledPairs(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	names := map[string]quality.Curve{}
	t.Logf("%-28s %6s %7s %7s %7s %7s %8s %8s %8s", "file", "n", "bestF1", "P@R95", "AUC", "thr", "f-match", "f-stop", "review")
	for _, file := range labelled.Files(t, "") {
		f := labelled.Measure(t, file, func(p labelled.Pair) labelled.Answer {
			got := Compare(p.Left.Claims, p.Right.Claims, Options{Now: now})
			return labelled.Answer{Score: got.Score, Verdict: got.Verdict}
		})
		curve, e := f.Curve(), f.Verdicts.Errors()
		best, _ := curve.BestF1()
		precision, _ := curve.PrecisionAtRecall(0.95)
		auc, _ := curve.AUC()
		t.Logf("%-28s %6d %7.3f %7.3f %7.3f %7.3f %8.4f %8.4f %8.4f", file, len(f.Samples),
			best.F1, precision, auc, best.Threshold, e.FalseMatch, e.FalseStop, e.Review)
		if strings.HasPrefix(file, "names_") {
			names[file] = curve
		}
		if best.F1 < floors[file] {
			t.Errorf("%s: F1 %.4f is below %.4f", file, best.F1, floors[file])
		}
	}
	threshold, f1 := oneThreshold(names)
	t.Logf("names_* with one threshold %.3f: macro F1 %.3f over %d files", threshold, f1, len(names))
}

// oneThreshold returns the threshold with the best balanced accuracy over all
// curves, and the mean F1 there.
func oneThreshold(curves map[string]quality.Curve) (threshold, f1 float64) {
	best := -1.0
	for i := range 201 {
		at, balanced, sum := float64(i)/200, 0.0, 0.0
		for _, c := range curves {
			r := c.At(at)
			balanced += (r.Recall + 1 - r.FalseMatch) / 2
			sum += r.F1
		}
		if balanced > best {
			best, threshold, f1 = balanced, at, sum/float64(len(curves))
		}
	}
	return threshold, f1
}

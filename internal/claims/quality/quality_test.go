package quality

import (
	"math"
	"math/rand/v2"
	"testing"
)

// seven is small enough to work out by hand:
//
//	score      .9 .8 .8 .6 .6 .4 .2
//	same        y  y  n  y  n  n  y      4 same, 3 different
var seven = []Sample{{.9, true}, {.8, true}, {.8, false}, {.6, true}, {.6, false}, {.4, false}, {.2, true}}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-12 }

func TestAt(t *testing.T) {
	c := NewCurve(seven)
	if c.Same() != 4 || c.Different() != 3 {
		t.Fatalf("%d same, %d different", c.Same(), c.Different())
	}
	for _, tt := range []struct {
		threshold      float64
		tp, fp, fn, tn int
		precision      float64
		f1             float64
	}{
		{1, 0, 0, 4, 3, 0, 0},
		{.9, 1, 0, 3, 3, 1, 2. / 5},
		{.85, 1, 0, 3, 3, 1, 2. / 5},
		{.8, 2, 1, 2, 2, 2. / 3, 4. / 7},
		{.7, 2, 1, 2, 2, 2. / 3, 4. / 7},
		{.6, 3, 2, 1, 1, 3. / 5, 6. / 9},
		{.3, 3, 3, 1, 0, 3. / 6, 6. / 10},
		{.2, 4, 3, 0, 0, 4. / 7, 8. / 11},
		{0, 4, 3, 0, 0, 4. / 7, 8. / 11},
	} {
		r := c.At(tt.threshold)
		if r.TruePositive != tt.tp || r.FalsePositive != tt.fp || r.FalseNegative != tt.fn || r.TrueNegative != tt.tn {
			t.Errorf("at %v: %+v", tt.threshold, r)
		}
		if r.Threshold != tt.threshold || !near(r.Precision, tt.precision) || !near(r.F1, tt.f1) ||
			!near(r.Recall, float64(tt.tp)/4) || !near(r.FalseMatch, float64(tt.fp)/3) || !near(r.FalseStop, float64(tt.fn)/4) {
			t.Errorf("at %v: %+v", tt.threshold, r)
		}
	}
}

func TestBestF1(t *testing.T) {
	if r, ok := NewCurve(seven).BestF1(); !ok || r.Threshold != .2 || !near(r.F1, 8./11) {
		t.Errorf("%+v, %v", r, ok)
	}
	// Without the stray same pair at the bottom the best threshold is .6:
	// 3 of 3 found, 2 wrong, F1 6/8.
	if r, ok := NewCurve(seven[:6]).BestF1(); !ok || r.Threshold != .6 || !near(r.F1, 6./8) {
		t.Errorf("%+v, %v", r, ok)
	}
	// Equal F1 twice: the higher threshold, which lets fewer strangers in.
	tie := []Sample{{.9, true}, {.5, false}, {.4, false}, {.3, true}}
	if r, _ := NewCurve(tie).BestF1(); r.Threshold != .9 || !near(r.F1, 2./3) {
		t.Errorf("%+v", r)
	}
}

func TestPrecisionAtRecall(t *testing.T) {
	c := NewCurve(seven)
	for _, tt := range []struct{ recall, want float64 }{
		{0, 1},        // the best there is, at .9
		{.25, 1},      // at .9
		{.5, 2. / 3},  // at .8
		{.51, 3. / 5}, // at .6
		{.75, 3. / 5}, // at .6, not 3/6 at .4
		{.76, 4. / 7}, // only .2 finds that many
		{1, 4. / 7},
	} {
		if got, ok := c.PrecisionAtRecall(tt.recall); !ok || !near(got, tt.want) {
			t.Errorf("at recall %v: %v, want %v", tt.recall, got, tt.want)
		}
	}
}

func TestAUC(t *testing.T) {
	// Same against different, 12 encounters: .9 wins 3; .8 draws 1, wins 2;
	// .6 draws 1, wins 1; .2 wins none: 3 + 2.5 + 1.5 + 0 = 7.
	if auc, ok := NewCurve(seven).AUC(); !ok || !near(auc, 7./12) {
		t.Errorf("%v, %v", auc, ok)
	}
	if auc, _ := NewCurve([]Sample{{.9, true}, {.1, false}}).AUC(); auc != 1 {
		t.Errorf("perfect: %v", auc)
	}
	if auc, _ := NewCurve([]Sample{{.5, true}, {.5, false}}).AUC(); auc != .5 {
		t.Errorf("all equal: %v", auc)
	}
}

func TestOperatingPoints(t *testing.T) {
	c := NewCurve(seven)
	for _, tt := range []struct{ most, threshold float64 }{{0, .9}, {.3, .9}, {.34, .8}, {.7, .6}, {1, .2}} {
		if r, ok := c.AtFalseMatch(tt.most); !ok || r.Threshold != tt.threshold || r.FalseMatch > tt.most {
			t.Errorf("false match %v: %+v, want %v", tt.most, r, tt.threshold)
		}
	}
	for _, tt := range []struct{ most, threshold float64 }{{0, .2}, {.25, .6}, {.5, .8}, {.8, .9}} {
		if r, ok := c.AtFalseStop(tt.most); !ok || r.Threshold != tt.threshold || r.FalseStop > tt.most {
			t.Errorf("false stop %v: %+v, want %v", tt.most, r, tt.threshold)
		}
	}
	if r, ok := NewCurve([]Sample{{.9, false}, {.5, true}}).AtFalseMatch(.5); ok {
		t.Errorf("a stranger on top: %+v", r)
	}
}

// TestNothingToMeasure: without pairs of a kind there is no figure, and no NaN.
func TestNothingToMeasure(t *testing.T) {
	for _, samples := range [][]Sample{nil, {{.9, false}}} {
		c := NewCurve(samples)
		if r, ok := c.BestF1(); ok {
			t.Errorf("best F1 of %v: %+v", samples, r)
		}
		if p, ok := c.PrecisionAtRecall(.95); ok {
			t.Errorf("precision of %v: %v", samples, p)
		}
		if auc, ok := c.AUC(); ok {
			t.Errorf("AUC of %v: %v", samples, auc)
		}
		if r := c.At(.5); math.IsNaN(r.Precision + r.Recall + r.F1 + r.FalseMatch + r.FalseStop) {
			t.Errorf("rates of %v: %+v", samples, r)
		}
	}
	if _, ok := NewCurve([]Sample{{.9, true}}).AUC(); ok {
		t.Error("AUC without different people")
	}
}

func TestErrors(t *testing.T) {
	v := Verdicts{
		Same:      Tally{Match: 70, Review: 28, Mismatch: 2},
		Different: Tally{Match: 1, Review: 19, Mismatch: 180},
		Ambiguous: Tally{Review: 7},
	}
	want := Errors{FalseMatch: .005, FalseStop: .02, Review: 47. / 300, SettledSame: .7, SettledDifferent: .9}
	if got := v.Errors(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := (Verdicts{Ambiguous: Tally{Match: 3}}).Errors(); got != (Errors{}) {
		t.Errorf("no known truth: %+v", got)
	}
}

// TestAgainstCounting redoes the figures of random samples by their definition.
func TestAgainstCounting(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		samples := make([]Sample, 2+rnd.IntN(30))
		for i := range samples {
			samples[i] = Sample{Score: float64(rnd.IntN(8)) / 8, Same: rnd.IntN(2) == 0}
		}
		c := NewCurve(samples)
		wins, encounters, bestF1 := 0.0, 0.0, 0.0
		for _, a := range samples {
			tp, fp, fn := 0, 0, 0
			for _, b := range samples {
				switch {
				case b.Same && b.Score >= a.Score:
					tp++
				case b.Same:
					fn++
				case b.Score >= a.Score:
					fp++
				}
				if a.Same && !b.Same {
					encounters++
					switch {
					case a.Score > b.Score:
						wins++
					case a.Score == b.Score:
						wins += .5
					}
				}
			}
			if r := c.At(a.Score); r.TruePositive != tp || r.FalsePositive != fp || r.FalseNegative != fn {
				t.Fatalf("at %v of %v: %+v", a.Score, samples, r)
			}
			bestF1 = max(bestF1, 2*float64(tp)/math.Max(1, float64(2*tp+fp+fn)))
		}
		if auc, ok := c.AUC(); ok && !near(auc, wins/encounters) {
			t.Fatalf("AUC of %v: %v, want %v", samples, auc, wins/encounters)
		}
		if best, _ := c.BestF1(); !near(best.F1, bestF1) {
			t.Fatalf("best F1 of %v: %v, want %v", samples, best.F1, bestF1)
		}
	}
}

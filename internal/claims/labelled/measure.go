package labelled

import (
	"runtime"
	"sync"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/quality"
)

// Answer is what a comparison says of a pair.
type Answer struct {
	Score   float64
	Verdict claims.Verdict
}

// Figures say how often a comparison errs.
type Figures struct {
	Samples  []quality.Sample
	Verdicts quality.Verdicts
}

// Curve returns the figures by threshold.
func (f Figures) Curve() quality.Curve { return quality.NewCurve(f.Samples) }

// Add puts figures together, as of several files.
func (f *Figures) Add(o Figures) {
	f.Samples = append(f.Samples, o.Samples...)
	for _, p := range []struct{ to, from *quality.Tally }{
		{&f.Verdicts.Same, &o.Verdicts.Same}, {&f.Verdicts.Different, &o.Verdicts.Different}, {&f.Verdicts.Ambiguous, &o.Verdicts.Ambiguous},
	} {
		p.to.Match += p.from.Match
		p.to.Review += p.from.Review
		p.to.Mismatch += p.from.Mismatch
	}
}

// Measure compares all pairs of a file, on all processors. A score outside 0 to
// 1, or one that contradicts its verdict, fails the test.
func Measure(t testing.TB, file string, compare func(Pair) Answer) Figures {
	t.Helper()
	pairs := Read(t, file)
	answers := make([]Answer, len(pairs))
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(pairs); i += workers {
				answers[i] = compare(pairs[i])
			}
		})
	}
	wg.Wait()
	var f Figures
	for i, a := range answers {
		if !consistent(a) {
			t.Errorf("%s: %s at %v", pairs[i].ID, a.Verdict, a.Score)
		}
		f.count(pairs[i].Label, a)
	}
	return f
}

func (f *Figures) count(label string, a Answer) {
	tally := &f.Verdicts.Ambiguous
	switch label {
	case "same":
		tally = &f.Verdicts.Same
	case "different":
		tally = &f.Verdicts.Different
	}
	switch a.Verdict {
	case claims.Match:
		tally.Match++
	case claims.Review:
		tally.Review++
	default:
		tally.Mismatch++
	}
	if label != "review" {
		f.Samples = append(f.Samples, quality.Sample{Score: a.Score, Same: label == "same"})
	}
}

// consistent reports a score that lies in the band of its verdict.
func consistent(a Answer) bool {
	switch a.Verdict {
	case claims.Match, claims.Review, claims.Mismatch:
		return a.Score >= 0 && a.Score <= 1 && claims.VerdictOf(a.Score) == a.Verdict
	}
	return a.Score == 0
}

// Check holds the score of a result against its verdict, and its reasons against
// the vocabulary.
func Check(t testing.TB, r claims.Result) {
	t.Helper()
	if !consistent(Answer{r.Score, r.Verdict}) {
		t.Errorf("%s with score %v", r.Verdict, r.Score)
	}
	for _, w := range r.Reasons {
		if w.Text() == "" {
			t.Errorf("reason %q has no text", w)
		}
	}
}

package match

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/quality"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/output"
)

// evaluation is the report of "match evaluate". A figure that the pairs do not
// allow, such as an F1 without a pair that is the same person, is null.
type evaluation struct {
	Pairs    int `json:"pairs"`
	Unusable int `json:"unusable_lines"`
	slice
	// AtMatch are the rates at the line for a match, the score 0.85.
	AtMatch           quality.Rates    `json:"at_match"`
	BestF1            *quality.Rates   `json:"best_f1"`
	AUC               *float64         `json:"auc"`
	PrecisionAtRecall *float64         `json:"precision_at_recall_95"`
	Kinds             []slice          `json:"kinds,omitempty"`
	Thresholds        []quality.Rates  `json:"thresholds"`
	OperatingPoints   []operatingPoint `json:"operating_points"`
}

// slice is what the verdicts of some pairs come to.
type slice struct {
	Kind     string           `json:"kind,omitempty"`
	Verdicts quality.Verdicts `json:"verdicts"`
	Rates    quality.Errors   `json:"rates"`
}

// operatingPoint is the threshold that settles the most at a risk.
type operatingPoint struct {
	Line string  `json:"line"` // match: at or above it; mismatch: below it
	Risk float64 `json:"risk"` // the false-match or false-stop rate that is accepted
	// Threshold is null where no threshold keeps to the risk.
	Threshold *float64 `json:"threshold"`
	Settled   float64  `json:"settled"` // same people at or above it, or different ones below it, of all such
}

// matchLine is the score from which a pair is a match (package pair).
const matchLine = 0.85

// The risks for which a threshold is looked up.
var risks = [...]float64{0, 0.001, 0.005, 0.01, 0.05}

func evaluationOf(all []measured, unusable int) evaluation {
	e := evaluation{Pairs: len(all), Unusable: unusable}
	kinds := make(map[string]*slice)
	var samples []quality.Sample
	for _, m := range all {
		e.count(m)
		if m.kind != "" {
			if kinds[m.kind] == nil {
				kinds[m.kind] = &slice{Kind: m.kind}
			}
			kinds[m.kind].count(m)
		}
		if m.label != labelReview {
			samples = append(samples, quality.Sample{Score: m.score, Same: m.label == labelSame})
		}
	}
	e.Rates = e.Verdicts.Errors()
	for _, k := range slices.Sorted(maps.Keys(kinds)) {
		kinds[k].Rates = kinds[k].Verdicts.Errors()
		e.Kinds = append(e.Kinds, *kinds[k])
	}
	e.measure(quality.NewCurve(samples))
	return e
}

// measure fills in what depends on the scores.
func (e *evaluation) measure(c quality.Curve) {
	e.AtMatch = c.At(matchLine)
	e.BestF1 = known(c.BestF1())
	e.AUC = known(c.AUC())
	e.PrecisionAtRecall = known(c.PrecisionAtRecall(0.95))
	for i := 1; i <= 20; i++ {
		e.Thresholds = append(e.Thresholds, c.At(float64(i)/20))
	}
	for _, r := range risks {
		p := operatingPoint{Line: string(claims.Match), Risk: r}
		if at, ok := c.AtFalseMatch(r); ok && c.Same() > 0 {
			p.Threshold, p.Settled = &at.Threshold, at.Recall
		}
		e.OperatingPoints = append(e.OperatingPoints, p)
	}
	for _, r := range risks {
		p := operatingPoint{Line: string(claims.Mismatch), Risk: r}
		if at, ok := c.AtFalseStop(r); ok && c.Same() > 0 && c.Different() > 0 {
			p.Threshold, p.Settled = &at.Threshold, 1-at.FalseMatch
		}
		e.OperatingPoints = append(e.OperatingPoints, p)
	}
}

func known[T any](v T, ok bool) *T {
	if !ok {
		return nil
	}
	return &v
}

func (s *slice) count(m measured) {
	t := &s.Verdicts.Different
	switch m.label {
	case labelSame:
		t = &s.Verdicts.Same
	case labelReview:
		t = &s.Verdicts.Ambiguous
	}
	switch m.verdict {
	case claims.Match:
		t.Match++
	case claims.Review:
		t.Review++
	default:
		t.Mismatch++
	}
}

// showEvaluation writes the report: for scripts as one object, for a person as
// tables of kinds, thresholds and operating points, with rates in percent. CSV has
// room for one table, that of the thresholds, and rates as fractions, which
// spreadsheets and scripts calculate with.
func showEvaluation(f *cmdutil.Factory, e evaluation) error {
	switch f.Settings().Format {
	case output.CSV:
		return f.Render(thresholdList(fraction).View(e.Thresholds))
	case output.Table:
	default:
		return f.Render(output.Object(e, best(e)))
	}
	total := e.slice
	total.Kind = "all"
	if err := f.Render(kindList().View(append(e.Kinds, total))); err != nil {
		return err
	}
	f.IO.Notef("")
	if err := f.Render(thresholdList(percentage).View(e.Thresholds)); err != nil {
		return err
	}
	f.IO.Notef("")
	if err := f.Render(pointList().View(e.OperatingPoints)); err != nil {
		return err
	}
	f.IO.Notef("best F1 at threshold %s; AUC %s; precision at 95%% recall %s", best(e), figure(e.AUC), rateAt(e.PrecisionAtRecall))
	return nil
}

// best says the best F1 and its threshold.
func best(e evaluation) string {
	if e.BestF1 == nil {
		return "-"
	}
	return fmt.Sprintf("%.3f (F1 %s)", e.BestF1.Threshold, percentage(e.BestF1.F1))
}

func figure(v *float64) string {
	if v == nil {
		return "-"
	}
	return fmt.Sprintf("%.3f", *v)
}

func rateAt(v *float64) string {
	if v == nil {
		return "-"
	}
	return percentage(*v)
}

func percent(v float64, of int) string {
	if of == 0 {
		return "-"
	}
	return percentage(v)
}

func percentage(v float64) string { return fmt.Sprintf("%.2f%%", 100*v) }

func fraction(v float64) string { return fmt.Sprintf("%.4f", v) }

func kindList() output.List[slice] {
	count := func(title string, n func(slice) int) output.Column[slice] {
		return output.Column[slice]{Title: title, Right: true, Value: func(s slice) string { return strconv.Itoa(n(s)) }}
	}
	rate := func(title string, v func(quality.Errors) float64, of func(slice) int) output.Column[slice] {
		return output.Column[slice]{Title: title, Right: true, Value: func(s slice) string { return percent(v(s.Rates), of(s)) }}
	}
	same := func(s slice) int { return s.Verdicts.Same.All() }
	different := func(s slice) int { return s.Verdicts.Different.All() }
	both := func(s slice) int { return same(s) + different(s) }
	return output.List[slice]{Columns: []output.Column[slice]{
		{Title: "Kind", Value: func(s slice) string { return s.Kind }},
		count("Same", same),
		count("Different", different),
		rate("False match", func(e quality.Errors) float64 { return e.FalseMatch }, different),
		rate("False stop", func(e quality.Errors) float64 { return e.FalseStop }, same),
		rate("For review", func(e quality.Errors) float64 { return e.Review }, both),
		rate("Same settled", func(e quality.Errors) float64 { return e.SettledSame }, same),
		rate("Different settled", func(e quality.Errors) float64 { return e.SettledDifferent }, different),
		{Title: "Ambiguous", Right: true, Value: func(s slice) string { return ambiguous(s.Verdicts.Ambiguous) }},
	}}
}

// ambiguous says how many of the pairs labelled review were sent to review.
func ambiguous(t quality.Tally) string {
	if t.All() == 0 {
		return "-"
	}
	return fmt.Sprintf("%d of %d for review", t.Review, t.All())
}

func thresholdList(rate func(float64) string) output.List[quality.Rates] {
	column := func(title string, v func(quality.Rates) float64) output.Column[quality.Rates] {
		return output.Column[quality.Rates]{Title: title, Right: true, Value: func(r quality.Rates) string { return rate(v(r)) }}
	}
	return output.List[quality.Rates]{Columns: []output.Column[quality.Rates]{
		{Title: "Threshold", Right: true, Value: func(r quality.Rates) string { return fmt.Sprintf("%.2f", r.Threshold) }},
		column("Precision", func(r quality.Rates) float64 { return r.Precision }),
		column("Recall", func(r quality.Rates) float64 { return r.Recall }),
		column("F1", func(r quality.Rates) float64 { return r.F1 }),
		column("False match", func(r quality.Rates) float64 { return r.FalseMatch }),
		column("False stop", func(r quality.Rates) float64 { return r.FalseStop }),
	}}
}

func pointList() output.List[operatingPoint] {
	return output.List[operatingPoint]{Columns: []output.Column[operatingPoint]{
		{Title: "Line", Value: func(p operatingPoint) string { return p.Line }},
		{Title: "Risk at most", Right: true, Value: func(p operatingPoint) string { return percentage(p.Risk) }},
		{Title: "Threshold", Right: true, Value: func(p operatingPoint) string { return figure(p.Threshold) }},
		{Title: "Settled", Right: true, Value: func(p operatingPoint) string { return percentage(p.Settled) }},
	}}
}

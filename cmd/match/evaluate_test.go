package match

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/quality"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/output"
)

// five is small enough to count by hand.
var five = []measured{
	{score: 0.95, verdict: claims.Match, label: labelSame, kind: "a"},
	{score: 0.6, verdict: claims.Review, label: labelSame, kind: "a"},
	{score: 0.2, verdict: claims.Mismatch, label: labelSame, kind: "b"},
	{score: 0.9, verdict: claims.Match, label: labelDifferent, kind: "b"},
	{score: 0.1, verdict: claims.Mismatch, label: labelDifferent},
	{score: 0.7, verdict: claims.Review, label: labelReview, kind: "b"},
}

func TestEvaluationOf(t *testing.T) {
	e := evaluationOf(five, 2)
	if e.Pairs != 6 || e.Unusable != 2 {
		t.Errorf("%d pairs, %d unusable", e.Pairs, e.Unusable)
	}
	want := quality.Verdicts{
		Same: quality.Tally{Match: 1, Review: 1, Mismatch: 1}, Different: quality.Tally{Match: 1, Mismatch: 1}, Ambiguous: quality.Tally{Review: 1},
	}
	if e.Verdicts != want || e.Rates.FalseMatch != 0.5 || e.Rates.Review != 0.2 {
		t.Errorf("%+v %+v", e.Verdicts, e.Rates)
	}
	// The pair labelled review is in no rate: 3 same against 2 different.
	// 0.95 beats both, 0.6 and 0.2 one each: 4 of 6.
	if e.AUC == nil || *e.AUC < 0.666 || *e.AUC > 0.667 {
		t.Errorf("AUC %v", figure(e.AUC))
	}
	if e.AtMatch.TruePositive != 1 || e.AtMatch.FalsePositive != 1 || e.AtMatch.FalseNegative != 2 {
		t.Errorf("at the line for a match: %+v", e.AtMatch)
	}
	if e.BestF1 == nil || e.BestF1.Threshold != 0.2 { // 3 found, 1 wrong: F1 6/7
		t.Errorf("best F1 %+v", e.BestF1)
	}
	if len(e.Kinds) != 2 || e.Kinds[0].Kind != "a" || e.Kinds[1].Verdicts.Ambiguous.Review != 1 {
		t.Errorf("kinds %+v", e.Kinds)
	}
	if len(e.Thresholds) != 20 || e.Thresholds[0].Threshold != 0.05 || e.Thresholds[19].Threshold != 1 {
		t.Errorf("thresholds %+v", e.Thresholds)
	}
	first, last := e.OperatingPoints[0], e.OperatingPoints[len(e.OperatingPoints)-1]
	if first.Line != "match" || *first.Threshold != 0.95 || first.Settled < 0.33 || first.Settled > 0.34 {
		t.Errorf("without any false match: %+v", first)
	}
	if last.Line != "mismatch" || *last.Threshold != 0.2 || last.Settled != 0.5 {
		t.Errorf("with few false stops: %+v", last)
	}
}

func TestEvaluationOfNothing(t *testing.T) {
	doc, err := json.Marshal(evaluationOf(nil, 0))
	if err != nil {
		t.Fatal(err)
	}
	for _, null := range []string{`"best_f1":null`, `"auc":null`, `"precision_at_recall_95":null`, `"threshold":null`} {
		if !strings.Contains(string(doc), null) {
			t.Errorf("no %s in %s", null, doc)
		}
	}
}

func TestShowEvaluation(t *testing.T) {
	for format, want := range map[output.Format][]string{
		output.Table: {"b\t1\t1\t100.00%\t100.00%\t0.00%\t0.00%\t0.00%\t1 of 1 for review\n", "all\t3\t2\t", "0.85\t50.00%\t33.33%\t40.00%\t50.00%\t66.67%\n", "match\t0.00%\t0.950\t33.33%\n"},
		output.CSV:   {"Threshold,Precision,Recall,F1,False match,False stop\n", "\n0.85,0.5000"},
		output.JSON:  {`"false_match": 0.5`, `"kind": "a"`},
		output.Name:  {"0.200 (F1 85.71%)\n"},
	} {
		ios, _, out, _ := iostreams.Test()
		f := &cmdutil.Factory{IO: ios, Settings: func() cmdutil.Settings { return cmdutil.Settings{Format: format} }}
		if err := showEvaluation(f, evaluationOf(five, 0)); err != nil {
			t.Errorf("%s: %v", format, err)
		}
		for _, s := range want {
			// CSV writes its header in the case of fields.
			if !strings.Contains(strings.ToLower(out.String()), strings.ToLower(s)) {
				t.Errorf("%s: no %q in\n%s", format, s, out)
			}
		}
	}
}

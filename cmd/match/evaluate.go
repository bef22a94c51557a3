package match

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/pair"
	"github.com/incodectl/incodectl/internal/cmdutil"
)

type evaluateOptions struct{ pairsOptions }

func newCmdEvaluate(f *cmdutil.Factory, runF func(context.Context, *evaluateOptions) error) *cobra.Command {
	opts := &evaluateOptions{pairsOptions: pairsOptions{f: f}}
	if runF == nil {
		runF = runEvaluate
	}
	cmd := &cobra.Command{
		Use:   "evaluate --pairs FILE|-",
		Short: "Measure the comparison on pairs whose truth is known",
		Long: `Measure the comparison on pairs whose truth is known, for example to choose the
thresholds of a policy by your own records.

The file is that of "match compare" with a label on each line, and a kind where
the report shall be sliced by how the pairs came about:

  {"left": {...}, "right": {...}, "label": "same", "kind": "changed surname"}

A label is same, different or review. Pairs labelled review are those nobody
could tell: they count in no rate, and what became of them is shown.

  false match  different people called a match, of all different people
  false stop   the same person called a mismatch, of all same people
  for review   left to a person, of both

For every threshold the report shows what becomes of the pairs that score it or
more: precision, recall, F1, the false matches were it the line for a match, and
the false stops were it the line below which a person is stopped. -o json has
all of it. Only IDs and figures are shown, never values. Lines that cannot be
used are named on standard error and left out: exit code 5.`,
		Example: `  incodectl match evaluate --pairs labelled.jsonl
  incodectl match evaluate --pairs labelled.jsonl -o json`,
		Args: cmdutil.Exact(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := opts.check(); err != nil {
				return err
			}
			return runF(cmd.Context(), opts)
		},
	}
	opts.flags(cmd)
	return cmd
}

// measured is one labelled pair and what was made of it.
type measured struct {
	line    int
	score   float64
	verdict claims.Verdict
	label   string
	kind    string
	err     error
}

// The labels of a pair.
const (
	labelSame      = "same"
	labelDifferent = "different"
	labelReview    = "review"
)

func runEvaluate(ctx context.Context, opts *evaluateOptions) error {
	f := opts.f
	in, err := cmdutil.OpenInput(f, opts.pairs, "pairs")
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	t := startTally(f, "evaluate")
	defer t.stop()
	o := pair.Options{Now: f.Now(), Region: opts.country}
	var all []measured
	err = eachPair(ctx, in, opts.workers(),
		func(l pairLine) measured { return measure(l, o) },
		func(batch []measured) error {
			for _, m := range batch {
				t.add(m.line, m.verdict, m.err)
				if m.err == nil {
					all = append(all, m)
				}
			}
			return nil
		})
	if err != nil {
		return err
	}
	t.stop()
	if err := showEvaluation(f, evaluationOf(all, t.bad)); err != nil {
		return err
	}
	return t.end(opts.pairs)
}

// measure compares one labelled pair.
func measure(l pairLine, o pair.Options) measured {
	line, err := l.read()
	m := measured{line: l.number, label: line.Label, kind: line.Kind}
	switch {
	case err != nil:
		m.err = err
	case line.Label == "":
		m.err = errors.New("no label: want same, different or review")
	case line.Label != labelSame && line.Label != labelDifferent && line.Label != labelReview:
		m.err = fmt.Errorf("label %.40q: want same, different or review", line.Label)
	default:
		p := pair.Compare(line.Left, line.Right, o)
		m.score, m.verdict = p.Score, p.Verdict
	}
	return m
}

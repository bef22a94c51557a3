package match

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/pair"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/output"
)

type compareOptions struct {
	pairsOptions

	explain bool
	reveal  bool
}

func newCmdCompare(f *cmdutil.Factory, runF func(context.Context, *compareOptions) error) *cobra.Command {
	opts := &compareOptions{pairsOptions: pairsOptions{f: f}}
	if runF == nil {
		runF = runCompare
	}
	cmd := &cobra.Command{
		Use:   "compare --pairs FILE|-",
		Short: "Compare pairs of claims, without a directory or a policy",
		Long: `Compare pairs of claims, without a directory or a policy: how alike are these two
records, claim by claim and as a whole? Nothing is sent anywhere and nothing is
stored; the same input always gives the same answer.

Each line of the file is one pair as JSON, left the document, right the record:

  {"id": "1", "left": {"name": "...", "birthdate": "..."}, "right": {...}}

Claims have their OpenID Connect names; address is an object with formatted or
its parts, or one string; mrz_name is the name field of a machine-readable zone.
A claim of any other name is compared as text.

Each pair gives one line of JSON on standard output, in the order of the input,
whatever --output says: id, score (0 to 1), verdict (match, review or mismatch),
bits (the evidence the score rests on) and the claims. Where neither record has
a claim to compare the verdict is review, with the reason missing_both. A line
that cannot be used gives {"id", "line", "error"} instead and is named on
standard error; the others are compared all the same, and the exit code is 5.

Values are masked unless --reveal.`,
		Example: `  incodectl match compare --pairs pairs.jsonl > scores.jsonl
  incodectl match compare --pairs - --explain --reveal < pairs.jsonl`,
		Args: cmdutil.Exact(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := opts.check(); err != nil {
				return err
			}
			return runF(cmd.Context(), opts)
		},
	}
	opts.flags(cmd)
	cmd.Flags().BoolVar(&opts.explain, "explain", false, "add the steps of each comparison")
	cmd.Flags().BoolVar(&opts.reveal, "reveal", false, "do not mask the compared values")
	return cmd
}

// compared is the answer to one line.
type compared struct {
	id   json.RawMessage
	line int
	pair pair.Pair
	err  error
}

// view is what a line of output holds.
func (c compared) view() any {
	if c.err != nil {
		return struct {
			ID    json.RawMessage `json:"id"`
			Line  int             `json:"line"`
			Error string          `json:"error"`
		}{c.id, c.line, c.err.Error()}
	}
	v := struct {
		ID json.RawMessage `json:"id"`
		pair.Pair
		Reasons []claims.Reason `json:"reasons,omitempty"` // of the whole pair
	}{ID: c.id, Pair: c.pair}
	if len(c.pair.Claims) == 0 {
		v.Reasons = []claims.Reason{claims.MissingBoth}
	}
	return v
}

func runCompare(ctx context.Context, opts *compareOptions) error {
	f := opts.f
	in, err := cmdutil.OpenInput(f, opts.pairs, "pairs")
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	t := startTally(f, "compare")
	defer t.stop()
	o := pair.Options{Now: f.Now(), Region: opts.country, Explain: opts.explain}
	list := output.List[compared]{Object: compared.view}
	lines := output.Renderer{IO: f.IO, Format: output.JSONL}
	err = eachPair(ctx, in, opts.workers(),
		func(l pairLine) compared {
			line, err := l.read()
			c := compared{id: idOf(line, l), line: l.number, err: err}
			if err == nil {
				c.pair = pair.Compare(line.Left, line.Right, o)
				if !opts.reveal {
					c.pair = c.pair.Masked()
				}
			}
			return c
		},
		func(batch []compared) error {
			for _, c := range batch {
				t.add(c.line, c.pair.Verdict, c.err)
			}
			return lines.Render(list.View(batch))
		})
	if err != nil {
		return err
	}
	return t.end(opts.pairs)
}

// idOf is the pair's ID, or the number of its line when it has none.
func idOf(line pair.Line, l pairLine) json.RawMessage {
	if len(line.ID) > 0 {
		return line.ID
	}
	return json.RawMessage(strconv.Itoa(l.number))
}

// tally counts what was done with the lines and shows how far it has come.
type tally struct {
	f        *cmdutil.Factory
	progress *lineCounter
	done     int
	verdicts map[claims.Verdict]int
	bad      int
}

func startTally(f *cmdutil.Factory, label string) *tally {
	return &tally{f: f, progress: startLineCounter(f, label, "pair", "pairs"), verdicts: make(map[claims.Verdict]int)}
}

func (t *tally) stop() { t.progress.stop() }

// add counts one line, and names one that could not be used.
func (t *tally) add(line int, v claims.Verdict, err error) {
	if err == nil {
		t.done++
		t.verdicts[v]++
	} else {
		t.bad++
		if t.bad <= namedBadLines {
			t.f.IO.Warnf("line %d: %s", line, err.Error())
		}
	}
	t.progress.update(t.done + t.bad)
}

// end says what was done; lines that could not be used make it an error.
func (t *tally) end(path string) error {
	t.stop()
	if t.bad > namedBadLines {
		t.f.IO.Warnf("%d more lines could not be used", t.bad-namedBadLines)
	}
	t.f.IO.Notef("compared %s: %d match, %d review, %d mismatch", cmdutil.Count(t.done, "pair", "pairs"),
		t.verdicts[claims.Match], t.verdicts[claims.Review], t.verdicts[claims.Mismatch])
	if t.bad > 0 {
		return fault.New(fault.Partial, "%d of %s of %s could not be used", t.bad, cmdutil.Count(t.done+t.bad, "line", "lines"), inputName(path)).
			WithHint("the lines are named above; the other pairs were compared")
	}
	return nil
}

// inputName is how an input is called in a sentence.
func inputName(path string) string {
	if path == "-" {
		return "standard input"
	}
	return path
}

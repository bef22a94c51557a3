package match

import (
	"context"
	"encoding/json"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/cmd/match/decision"
	"github.com/incodectl/incodectl/internal/claims/document"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/verification"
)

// batchOptions are the flags of a match of many people at once.
type batchOptions struct {
	file   string
	format string
	failOn string
	jobs   int
}

func (o *batchOptions) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.file, "batch", "", "match many: `file` with a login hint and claims a line, JSON lines or CSV; - is standard input")
	cmd.Flags().StringVar(&o.format, "batch-format", batchAuto, "`format` of the batch: auto, jsonl or csv")
	cmd.Flags().StringVar(&o.failOn, "fail-on", "", "`decision` from which a batch ends with its exit code: soft_flag or hard_stop")
	cmd.Flags().IntVar(&o.jobs, "jobs", 0, "how many people of a batch to match at once (`n`; 0 means one for each processor)")
	_ = cmd.MarkFlagFilename("batch", "jsonl", "ndjson", "csv")
	for flag, values := range map[string][]string{
		"batch-format": {batchAuto, batchJSONL, batchCSV},
		"fail-on":      {string(match.OutcomeSoftFlag), string(match.OutcomeHardStop)},
	} {
		_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	}
}

// check refuses flags that cannot be right, also those that say something of a
// batch where there is none.
func (o *batchOptions) check(cmd *cobra.Command) error {
	for _, flag := range []string{"batch-format", "fail-on", "jobs"} {
		if o.file == "" && cmd.Flags().Changed(flag) {
			return fault.New(fault.Usage, "--%s is for --batch only", flag)
		}
	}
	switch {
	case o.format != batchAuto && o.format != batchJSONL && o.format != batchCSV:
		return fault.New(fault.Usage, "--batch-format %q: want auto, jsonl or csv", o.format)
	case o.failOn != "" && o.failOn != string(match.OutcomeSoftFlag) && o.failOn != string(match.OutcomeHardStop):
		return fault.New(fault.Usage, "--fail-on %q: want soft_flag or hard_stop", o.failOn)
	case o.jobs < 0:
		return fault.New(fault.Usage, "--jobs %d: want a positive number, or 0 for one for each processor", o.jobs)
	}
	if o.jobs == 0 {
		o.jobs = runtime.GOMAXPROCS(0)
	}
	return nil
}

// matched is the answer to one line.
type matched struct {
	line    int
	req     request
	outcome match.Outcome
	shown   decision.View
	err     error // of this line alone
	fatal   error // of all that follow, too
}

// view is what a line of output holds.
func (a matched) view() any {
	type head struct {
		Line int             `json:"line"`
		ID   json.RawMessage `json:"id,omitempty"`
		Hint string          `json:"login_hint,omitempty"`
	}
	h := head{a.line, a.req.id, a.req.hint}
	if a.err != nil {
		type problem struct {
			Code    fault.Code `json:"code"`
			Message string     `json:"message"`
			Hint    string     `json:"hint"`
		}
		return struct {
			head
			Error problem `json:"error"`
		}{h, problem{codeOf(a.err), a.err.Error(), fault.HintOf(a.err)}}
	}
	return struct {
		head
		decision.View
	}{h, a.shown}
}

// codeOf is the kind of what is wrong with a line; what has none is about how
// the line is written.
func codeOf(err error) fault.Code {
	if code := fault.CodeOf(err); code != fault.Internal {
		return code
	}
	return fault.Usage
}

// runBatch matches everybody in a file. A line that cannot be used, or whose
// login hint finds nobody or several, is answered with what is wrong with it.
func runBatch(ctx context.Context, opts *matchOptions) error {
	f, b := opts.f, opts.batch
	rules, err := opts.readPolicy()
	if err != nil {
		return err
	}
	in, err := cmdutil.OpenInput(f, b.file, "batch")
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	// Said once and not of every line: there is no such integration.
	m, err := opts.matcher(ctx, rules)
	if err != nil {
		return err
	}
	source, err := openBatch(in, b.file, b.format, document.Options{Now: f.Now()})
	if err != nil {
		return err
	}
	t := &batchTally{f: f, progress: startLineCounter(f, "match", "line", "lines"), outcomes: make(map[match.Outcome]int)}
	defer t.progress.stop()
	list := output.List[matched]{Object: matched.view}
	lines := output.Renderer{IO: f.IO, Format: output.JSONL}
	err = inOrder(ctx, b.jobs, source.next,
		func(l batchLine) matched { return opts.line(ctx, m, source, l) },
		func(batch []matched) error {
			whole, fatal := t.add(batch)
			if err := lines.Render(list.View(whole)); err != nil {
				return err
			}
			t.written += len(whole)
			return fatal
		})
	t.summary()
	if iostreams.IsBrokenPipe(err) {
		return t.closed()
	}
	if err != nil {
		return err
	}
	return t.end(b)
}

// line answers one line.
func (opts *matchOptions) line(ctx context.Context, m *verification.Matcher, source batchSource, l batchLine) matched {
	a := matched{line: l.number, err: l.err}
	if a.err == nil {
		a.req, a.err = source.read(l)
	}
	if a.err != nil {
		return a
	}
	var got verification.Answer
	if got, a.err = m.Match(ctx, a.req.hint, a.req.doc.Claims); a.err == nil {
		a.outcome = got.Decision.Outcome
		a.shown = decision.ViewOf(opts.f.Now(), got.Found, a.req.doc, opts.shown(got.Decision))
		return a
	}
	switch fault.CodeOf(a.err) {
	case fault.Usage, fault.NotFound, fault.Ambiguous, fault.Blocked:
		return a
	}
	a.fatal = a.err // the store, or an interrupt
	return a
}

// batchTally counts answers and shows how far it has come.
type batchTally struct {
	f        *cmdutil.Factory
	progress *lineCounter
	done     int
	bad      int
	written  int // lines of output
	outcomes map[match.Outcome]int
}

// add counts answers up to the first after which nothing can be answered.
func (t *batchTally) add(batch []matched) ([]matched, error) {
	for i, a := range batch {
		switch {
		case a.fatal != nil:
			return batch[:i], a.fatal
		case a.err != nil:
			if t.bad++; t.bad <= namedBadLines {
				t.f.IO.Warnf("line %d: %s", a.line, a.err.Error())
			}
		default:
			t.done++
			t.outcomes[a.outcome]++
		}
		t.progress.update(t.done + t.bad)
	}
	return batch, nil
}

// summary says what was decided.
func (t *batchTally) summary() {
	t.progress.stop()
	if t.bad > namedBadLines {
		t.f.IO.Warnf("%d more lines could not be used; each is answered with an error", t.bad-namedBadLines)
	}
	t.f.IO.Notef("matched %s: %d pass, %d soft_flag, %d hard_stop; could not be used: %d", cmdutil.Count(t.done, "person", "people"),
		t.outcomes[match.OutcomePass], t.outcomes[match.OutcomeSoftFlag], t.outcomes[match.OutcomeHardStop], t.bad)
}

// closed is how a batch ends whose reader went away, like head: what was decided
// about the rest nobody knows, so it must not look like one that went through.
// A fault of its own, since a broken pipe is none for commands with one answer.
func (t *batchTally) closed() error {
	return fault.New(fault.Partial, "the output was closed after %s", cmdutil.Count(t.written, "line", "lines")).
		WithHint("the lines behind it have no answer; write the output to a file to have them all")
}

// end is how a batch that came to its end ends.
func (t *batchTally) end(b batchOptions) error {
	flagged, stopped := t.outcomes[match.OutcomeSoftFlag], t.outcomes[match.OutcomeHardStop]
	switch {
	case t.bad > 0:
		return fault.New(fault.Partial, "%d of %s of %s could not be used", t.bad, cmdutil.Count(t.done+t.bad, "line", "lines"), inputName(b.file)).
			WithHint("each of them is answered with an error; the others were matched")
	case b.failOn != "" && stopped > 0:
		return &cmdutil.ExitError{Code: decision.ExitHardStop}
	case b.failOn == string(match.OutcomeSoftFlag) && flagged > 0:
		return &cmdutil.ExitError{Code: decision.ExitSoftFlag}
	}
	return nil
}

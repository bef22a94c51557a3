package audit

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/output"
)

type verifyOptions struct {
	f    *cmdutil.Factory
	head string
	file string
}

func newCmdVerify(f *cmdutil.Factory, runF func(context.Context, *verifyOptions) error) *cobra.Command {
	opts := &verifyOptions{f: f}
	if runF == nil {
		runF = runVerify
	}
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Verify that nobody changed the audit log",
		Long: `Verify that the audit log is as it was written: every entry is there, says what
it said, and follows the one before it. The first broken link is named.

The log proves by itself that nothing in it was changed alone. Whoever can write
to the store could still cut off its end, or make all of it anew: note the head
now and then in a place of its own, and have it found with --head. An export kept
elsewhere serves as well; --file verifies one.

Exit code 0: the log is intact. 7: it is broken. Any other: it could not be read.`,
		Example: `  incodectl audit verify
  incodectl audit verify -o name > head.txt           # note the head
  incodectl audit verify --head "$(cat head.txt)"     # it must still be on the chain
  incodectl audit verify --file audit.jsonl`,
		Args: cmdutil.Exact(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("head") && opts.head == "" {
				return fault.New(fault.Usage, "--head is empty").WithHint("%s", headHint)
			}
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().StringVar(&opts.head, "head", "", "a head noted earlier, a `hash`, which must be on the chain")
	cmd.Flags().StringVar(&opts.file, "file", "", "verify this export instead, a `file` or - for standard input")
	_ = cmd.MarkFlagFilename("file", "jsonl")
	return cmd
}

const headHint = "a head is the 64 hexadecimal digits that incodectl audit verify -o name prints"

func runVerify(ctx context.Context, opts *verifyOptions) error {
	f := opts.f
	head := strings.ToLower(strings.TrimSpace(opts.head))
	if opts.head != "" && (len(head) != 64 || strings.Trim(head, "0123456789abcdef") != "") {
		return fault.New(fault.Usage, "--head %q is no head", opts.head).
			WithHint("%s", headHint)
	}
	report, err := opts.verify(ctx, head)
	if err != nil {
		return err
	}
	if err := f.Render(reportView(report)); err != nil {
		return err
	}
	if err := report.Err(); err != nil {
		return err
	}
	if report.First > 1 {
		f.IO.Notef("it begins with entry %d; --head with the head of the part before joins the two", report.First)
	}
	f.IO.Successf("the audit log is intact")
	return nil
}

func (opts *verifyOptions) verify(ctx context.Context, head string) (audit.Report, error) {
	if opts.file != "" {
		in, err := cmdutil.OpenInput(opts.f, opts.file, "file")
		if err != nil {
			return audit.Report{}, err
		}
		defer func() { _ = in.Close() }()
		return audit.VerifyExport(in, head)
	}
	log, err := opts.f.Audit(ctx)
	if err != nil {
		return audit.Report{}, err
	}
	return log.Verify(ctx, head)
}

// reportView shows a report; its name is the head of an intact log.
func reportView(r audit.Report) output.View {
	name, intact, at, problem := r.Head, "yes", "", ""
	if r.Break != nil {
		name, intact = "", "no"
		at, problem = fmt.Sprint(r.Break.Seq), string(r.Break.Kind)+": "+r.Break.What
	}
	number := func(label string, n int64) output.Field { return output.Field{Label: label, Value: fmt.Sprint(n)} }
	return output.Object(r, name,
		output.Field{Label: "Intact", Value: intact},
		output.Field{Label: "Broken at", Value: at},
		output.Field{Label: "Problem", Value: problem},
		number("Entries", r.Entries), number("First", r.First), number("Last", r.Last),
		output.Field{Label: "Head", Value: r.Head})
}

package sessions

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/verification"
)

type reviewOptions struct {
	f       *cmdutil.Factory
	id      string
	approve bool
	reject  bool
	note    string
}

func newCmdReview(f *cmdutil.Factory, runF func(context.Context, *reviewOptions) error) *cobra.Command {
	opts := &reviewOptions{f: f}
	if runF == nil {
		runF = runReview
	}
	cmd := &cobra.Command{
		Use:   "review SESSION --approve|--reject",
		Short: "Approve or reject a session that was flagged",
		Long: `Approve or reject a session that waits for a reviewer. Approved, it succeeded and
the person is enrolled; rejected, it failed. Either is for good. Who decided, when
and the note are kept with the session; "sessions get" shows them and what was
flagged.

The note stays out of the audit log, but must not hold what nobody should read.`,
		Example: `  incodectl sessions review 66f1c0 --approve --note "nickname, checked by video call"
  incodectl sessions review 66f1c0 --reject`,
		Args:              cmdutil.Exact("SESSION"),
		ValidArgsFunction: cmdutil.CompleteSessions(f, 1, verification.PendingReview),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.id = args[0]
			if opts.approve == opts.reject {
				return fault.New(fault.Usage, "say --approve or --reject").
					WithHint("see what was flagged: incodectl sessions get %s", opts.id)
			}
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().BoolVar(&opts.approve, "approve", false, "this is the person: the session succeeded")
	cmd.Flags().BoolVar(&opts.reject, "reject", false, "this is not the person: the session failed")
	cmd.Flags().StringVar(&opts.note, "note", "", "`text` that says why")
	cmd.MarkFlagsMutuallyExclusive("approve", "reject")
	return cmd
}

func runReview(ctx context.Context, opts *reviewOptions) error {
	f := opts.f
	svc, err := f.Sessions(ctx)
	if err != nil {
		return err
	}
	s, err := svc.Review(ctx, opts.id, opts.approve, opts.note)
	if err != nil {
		return err
	}
	if opts.approve {
		f.IO.Successf("session %s is approved; %s is enrolled with identity %s", s.ID, s.LoginHint, s.IdentityID)
	} else {
		f.IO.Successf("session %s is rejected", s.ID)
	}
	return f.Render(output.Object(viewOf(s), s.ID, fields(s)...))
}

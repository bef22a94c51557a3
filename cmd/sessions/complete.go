package sessions

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/cmd/match/decision"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/verification"
)

type completeOptions struct {
	f       *cmdutil.Factory
	id      string
	input   cmdutil.ClaimFlags
	explain bool
	reveal  bool
}

func newCmdComplete(f *cmdutil.Factory, runF func(context.Context, *completeOptions) error) *cobra.Command {
	opts := &completeOptions{f: f}
	if runF == nil {
		runF = runComplete
	}
	cmd := &cobra.Command{
		Use:   "complete SESSION --claims FILE|-",
		Short: "Match the claims verified in a session and finish it",
		Long: `Match the claims verified in a session against the person's present directory
record, under the policy the session was requested with, and move the session on.

  pass       exit code 0    the session succeeded, and the person is enrolled
  soft_flag  exit code 10   it waits for a reviewer: incodectl sessions review
  hard_stop  exit code 11   it failed

The claims are given as for incodectl match: a file with OpenID Connect claims,
Incode's OCR data or a machine-readable zone, or flags, which other users of this
machine may see while the command runs. Verdicts and reasons are kept with the
session, no values of the document or the record. What is shown is masked unless
--reveal.

Only a local session takes claims. One that was requested from Incode is decided by
what Incode read from the document: incodectl sessions refresh.`,
		Example: `  incodectl sessions complete 66f1c0 --claims id.json
  incodectl sessions complete 66f1c0 --claims - -o json < id.json
  incodectl sessions complete 66f1c0 --name "Ada Lovelace" --birthdate 1990-12-10 --explain`,
		Args:              cmdutil.Exact("SESSION"),
		ValidArgsFunction: cmdutil.CompleteSessions(f, 1, verification.Pending),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.id = args[0]
			if len(opts.input.Given()) == 0 {
				return fault.New(fault.Usage, "there is nothing to match: no claims are given").
					WithHint("pass --claims FILE, or the claims one by one: --name, --birthdate, ...")
			}
			return runF(cmd.Context(), opts)
		},
	}
	opts.input.Add(cmd)
	cmd.Flags().BoolVar(&opts.explain, "explain", false, "list every step and weight")
	cmd.Flags().BoolVar(&opts.reveal, "reveal", false, "do not mask the compared values")
	return cmd
}

// completedView is a session after claims matching, with the decision in full.
type completedView struct {
	sessionView
	Match decision.View `json:"match"`
}

func runComplete(ctx context.Context, opts *completeOptions) error {
	f := opts.f
	doc, err := opts.input.Read(f)
	if err != nil {
		return err
	}
	svc, err := f.Sessions(ctx)
	if err != nil {
		return err
	}
	done, err := svc.Complete(ctx, opts.id, doc.Claims, match.Options{Now: f.Now(), Explain: opts.explain})
	if err != nil {
		return err
	}
	shown := done.Decision
	if !opts.reveal {
		shown = shown.Masked()
	}
	for _, note := range doc.Notes {
		f.IO.Warnf("document: %s", note)
	}
	s := done.Session
	if f.Settings().Format == output.Table {
		err = decision.ShowTable(f, done.Found, doc, shown)
	} else {
		v := completedView{sessionView: viewOf(s), Match: decision.ViewOf(f.Now(), done.Found, doc, shown)}
		err = f.Render(output.Object(v, s.ID, fields(s)...))
	}
	if err != nil {
		return err
	}
	if s.Result != nil && s.Result.RecordChanged {
		f.IO.Notef("the directory record has changed since the session was requested; the present one was compared")
	}
	switch s.State {
	case verification.Succeeded:
		f.IO.Successf("session %s succeeded; %s is enrolled with identity %s", s.ID, done.Found.User.Login, s.IdentityID)
	case verification.PendingReview:
		f.IO.Notef("session %s waits for a reviewer: incodectl sessions review %s --approve|--reject", s.ID, s.ID)
	default:
		f.IO.Notef("session %s %s: %s", s.ID, s.State, spaced(s.Reason))
	}
	return decision.Exit(shown.Outcome)
}

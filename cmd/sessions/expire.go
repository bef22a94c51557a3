package sessions

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/verification"
)

type expireOptions struct {
	f   *cmdutil.Factory
	ids []string
	yes bool
}

func newCmdExpire(f *cmdutil.Factory, runF func(context.Context, *expireOptions) error) *cobra.Command {
	opts := &expireOptions{f: f}
	if runF == nil {
		runF = runExpire
	}
	cmd := &cobra.Command{
		Use:   "expire SESSION...",
		Short: "End sessions that are not finished",
		Long: `End sessions that are not finished, also ones that wait for a reviewer. They count
as expired from then on and can be neither completed nor reviewed; a link Incode
has sent stays usable at Incode until its time is up, and leads to nothing here.

It says which sessions and asks, or takes --yes. If one of them cannot be expired,
none is.`,
		Example: `  incodectl sessions expire 66f1c0
  incodectl sessions list --state pending -o name | xargs -r incodectl sessions expire --yes`,
		Args:              cmdutil.AtLeastOne("SESSION"),
		ValidArgsFunction: cmdutil.CompleteSessions(f, 0, verification.Requested, verification.Pending, verification.PendingReview),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.ids = args
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().BoolVarP(&opts.yes, "yes", "y", false, "expire without asking")
	return cmd
}

func runExpire(ctx context.Context, opts *expireOptions) error {
	f := opts.f
	svc, err := f.Sessions(ctx)
	if err != nil {
		return err
	}
	doomed, err := find(ctx, svc, opts.ids)
	if err != nil {
		return err
	}
	what := cmdutil.Count(len(doomed), "session", "sessions")
	if !opts.yes {
		for _, s := range doomed {
			f.IO.Notef("this expires session %s of %s for %s, which is %s", s.ID, s.LoginHint, s.IntegrationName, s.State)
		}
		err := f.Agree(ctx, "Expire "+what+"?", cmdutil.Refusal("no session was expired").
			WithHint("see one: incodectl sessions get %s", doomed[0].ID))
		if err != nil {
			return err
		}
	}
	done := make([]verification.Session, 0, len(doomed))
	for _, s := range doomed {
		if s, err = svc.Expire(ctx, s.ID); err != nil {
			break
		}
		done = append(done, s)
	}
	if len(done) > 0 {
		f.IO.Successf("expired %s", cmdutil.Count(len(done), "session", "sessions"))
		if rerr := f.Render(list().View(done)); rerr != nil {
			return rerr
		}
	}
	if err != nil && len(done) > 0 {
		err = fault.Wrap(err, fault.Partial, "expired %d of %s", len(done), what)
	}
	return err
}

// find returns the named sessions, each once; all of them must be unfinished.
func find(ctx context.Context, svc *verification.Service, ids []string) ([]verification.Session, error) {
	var found []verification.Session
	for _, id := range ids {
		s, _, err := svc.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		if s.State.Final() {
			return nil, fault.New(fault.Conflict, "session %s is %s already; a finished session never changes", s.ID, s.State).
				WithHint("see what happened to it: incodectl sessions get %s", s.ID)
		}
		if !slices.ContainsFunc(found, func(o verification.Session) bool { return o.ID == s.ID }) {
			found = append(found, s)
		}
	}
	return found, nil
}

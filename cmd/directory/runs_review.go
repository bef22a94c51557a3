package directory

import (
	"context"
	"iter"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
)

func newCmdRunsReview(f *cmdutil.Factory, runF func(context.Context, *runOptions) error) *cobra.Command {
	cmd, opts := newCmdRun(f, runF, runRunsReview, &cobra.Command{
		Use:   "review RUN",
		Short: "Show what a stopped run would change, person by person",
		Long: `Show what a run that was stopped by a limit would change, person by person, in
the same form as "directory sync --dry-run": exactly what "runs apply" carries
out. Claims are masked unless --reveal.`,
		Example: `  incodectl directory runs review 66f1c0
  incodectl directory runs review 66f1c0 -o csv > changes.csv`,
	})
	cmd.Flags().BoolVar(&opts.reveal, "reveal", false, "do not mask claims")
	return cmd
}

func runRunsReview(ctx context.Context, opts *runOptions) error {
	f := opts.f
	dir, err := f.Directory(ctx)
	if err != nil {
		return err
	}
	return dir.Review(ctx, opts.run, directory.ChangeFilter{}, func(run directory.Run, changes iter.Seq2[directory.Change, error]) error {
		tellHeld(f, run)
		p := &plan{run: run, changes: changes}
		if err := showPlans(f, func(yield func(*plan) bool) { yield(p) }, true, opts.reveal); err != nil {
			return err
		}
		f.IO.Notef("carry it out: incodectl directory runs apply %[1]s; throw it away: incodectl directory runs discard %[1]s", run.ID)
		return p.err
	})
}

// tellHeld says on stderr what a run holds and why it was stopped.
func tellHeld(f *cmdutil.Factory, r directory.Run) {
	f.IO.Notef("run %s of %s (%s) would change: %s", r.ID, r.IntegrationName, stamp(r.StartedAt), changes(*wouldBe(r)))
	for _, b := range r.Exceeded {
		f.IO.Notef("over the limit of %s", breach(b))
	}
}

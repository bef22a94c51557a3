package directory

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
)

func newCmdRunsApply(f *cmdutil.Factory, runF func(context.Context, *runOptions) error) *cobra.Command {
	cmd, opts := newCmdRun(f, runF, runRunsApply, &cobra.Command{
		Use:   "apply RUN",
		Short: "Carry out what a stopped run would have changed",
		Long: `Carry out what a run that was stopped by a limit would have changed: exactly
what "runs review" shows. It says what that is and asks, or takes --yes.

It is refused (exit code 6) when the stored people, the scope or the mapping have
changed since: then sync again. Limits may change.`,
		Example: "  incodectl directory runs apply 66f1c0\n  incodectl directory runs apply 66f1c0 --yes -o json",
	})
	cmd.Flags().BoolVarP(&opts.yes, "yes", "y", false, "apply without asking")
	return cmd
}

func runRunsApply(ctx context.Context, opts *runOptions) error {
	f := opts.f
	dir, err := f.Directory(ctx)
	if err != nil {
		return err
	}
	run, err := dir.ApplyHeld(ctx, opts.run, func(run directory.Run) error {
		return opts.confirm(ctx, run, "Apply it, over the limit?", "not applied; the run is still held")
	})
	if err != nil {
		return err
	}
	f.IO.Successf("%s: applied run %s, changes: %s", run.IntegrationName, run.ID, changes(run.Counts))
	unread(f, run)
	if err := f.Render(runObject(run)); err != nil {
		return err
	}
	return partly(run)
}

// confirm says what a run holds and asks, unless that was answered by --yes.
func (opts *runOptions) confirm(ctx context.Context, run directory.Run, question, refusal string) error {
	if opts.yes {
		return nil
	}
	tellHeld(opts.f, run)
	return opts.f.Agree(ctx, question, cmdutil.Refusal("%s", refusal).
		WithHint("see it person by person: incodectl directory runs review %s", run.ID))
}

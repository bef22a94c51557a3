package directory

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
)

func newCmdRunsDiscard(f *cmdutil.Factory, runF func(context.Context, *runOptions) error) *cobra.Command {
	cmd, opts := newCmdRun(f, runF, runRunsDiscard, &cobra.Command{
		Use:   "discard RUN",
		Short: "Throw away what a stopped run would have changed",
		Long: `Throw away what a run that was stopped by a limit would have changed. Nothing in
the store changes; the run's record stays. It asks first, or takes --yes.`,
		Example: "  incodectl directory runs discard 66f1c0\n  incodectl directory runs discard 66f1c0 --yes",
	})
	cmd.Flags().BoolVarP(&opts.yes, "yes", "y", false, "discard without asking")
	return cmd
}

func runRunsDiscard(ctx context.Context, opts *runOptions) error {
	f := opts.f
	dir, err := f.Directory(ctx)
	if err != nil {
		return err
	}
	run, err := dir.Run(ctx, opts.run)
	if err != nil {
		return err
	}
	if run.Held { // otherwise there is nothing to ask, and DiscardHeld says why
		if err := opts.confirm(ctx, run, "Throw it away?", "not discarded; the run is still held"); err != nil {
			return err
		}
	}
	if run, err = dir.DiscardHeld(ctx, run.ID); err != nil {
		return err
	}
	f.IO.Successf("%s: discarded run %s; nothing was changed", run.IntegrationName, run.ID)
	return f.Render(runObject(run))
}

package directory

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
)

// runOptions is a command for one run.
type runOptions struct {
	f      *cmdutil.Factory
	run    string
	yes    bool
	reveal bool
}

// newCmdRun builds a command whose argument is a run.
func newCmdRun(f *cmdutil.Factory, runF, standard func(context.Context, *runOptions) error, cmd *cobra.Command) (*cobra.Command, *runOptions) {
	opts := &runOptions{f: f}
	if runF == nil {
		runF = standard
	}
	cmd.Args = cmdutil.Exact("RUN")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		opts.run = args[0]
		return runF(cmd.Context(), opts)
	}
	return cmd, opts
}

func newCmdRunsGet(f *cmdutil.Factory, runF func(context.Context, *runOptions) error) *cobra.Command {
	cmd, _ := newCmdRun(f, runF, runRunsGet, &cobra.Command{
		Use:     "get RUN",
		Aliases: []string{"show"},
		Short:   "Show the whole record of a run",
		Long: `Show the whole record of a run: what it read and how, what it changed or would
have changed, which limits it exceeded, who reviewed it, and every record that
could not be read.`,
		Example: "  incodectl directory runs get 66f1c0\n  incodectl directory runs get 66f1c0 -o json",
	})
	return cmd
}

func runRunsGet(ctx context.Context, opts *runOptions) error {
	dir, err := opts.f.Directory(ctx)
	if err != nil {
		return err
	}
	run, err := dir.Run(ctx, opts.run)
	if err != nil {
		return err
	}
	if run.Held {
		opts.f.IO.Notef("see what it would change: incodectl directory runs review %s", run.ID)
	}
	return opts.f.Render(runObject(run))
}

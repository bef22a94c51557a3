package directory

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

type runsOptions struct {
	f           *cmdutil.Factory
	integration string
	limit       int
}

func newCmdRunsList(f *cmdutil.Factory, runF func(context.Context, *runsOptions) error) *cobra.Command {
	opts := &runsOptions{f: f}
	if runF == nil {
		runF = runRuns
	}
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the sync runs, newest first",
		Long:  "List the sync runs, newest first, with what each changed. -o json has the whole record of each.",
		Example: `  incodectl directory runs list
  incodectl directory runs list --integration corp --limit 1 -o json`,
		Aliases: []string{"ls"},
		Args:    cmdutil.Exact(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	cmdutil.DirectoryFlag(f, cmd, &opts.integration, "only those of this `integration` (ID or name)")
	cmd.Flags().IntVar(&opts.limit, "limit", 20, "show at most `n`; 0 shows all")
	return cmd
}

// newCmdRuns lists the runs when it is called without a verb, and holds the
// verbs for one run.
func newCmdRuns(f *cmdutil.Factory, runF func(context.Context, *runsOptions) error) *cobra.Command {
	cmd := newCmdRunsList(f, runF)
	cmd.Use, cmd.Aliases = "runs", nil
	cmd.Short = "List the sync runs; review, apply or discard one that was stopped"
	cmd.Long = `List the sync runs, newest first, with what each changed, or deal with one of
them. On a terminal IDs and reasons are cut; -o json has the whole record of each.

A sync that a limit stopped has changed nothing. What it would have changed is
held until it is applied, discarded, or followed by another sync: "runs review"
shows it person by person, "runs apply" carries out exactly that.

RUN is a run's ID or the beginning of it, at least 4 digits.`
	cmd.Example = `  incodectl directory runs
  incodectl directory runs --integration corp --limit 1 -o json
  incodectl directory runs review 66f1c0
  incodectl directory runs apply 66f1c0`
	group := cmdutil.Group("", "", "")
	cmd.Args = group.Args
	cmd.SuggestionsMinimumDistance = group.SuggestionsMinimumDistance
	cmd.AddCommand(newCmdRunsList(f, runF), newCmdRunsGet(f, nil), newCmdRunsReview(f, nil), newCmdRunsApply(f, nil), newCmdRunsDiscard(f, nil))
	return cmd
}

func runRuns(ctx context.Context, opts *runsOptions) error {
	if opts.limit < 0 {
		return fault.New(fault.Usage, "--limit is negative")
	}
	dir, err := opts.f.Directory(ctx)
	if err != nil {
		return err
	}
	filter := directory.RunFilter{}
	if opts.limit > 0 {
		filter.Limit = opts.limit + 1 // one more, to know whether there are more
	}
	if opts.integration != "" {
		in, err := dir.Directory(ctx, opts.integration)
		if err != nil {
			return err
		}
		filter.IntegrationID = in.ID
	}
	runs, err := dir.Runs(ctx, filter)
	if err != nil {
		return err
	}
	if opts.limit > 0 && len(runs) > opts.limit {
		runs = runs[:opts.limit]
		opts.f.IO.Notef("showing the newest %d; --limit 0 shows all", opts.limit)
	}
	if len(runs) == 0 {
		opts.f.IO.Notef("no run is recorded yet; run: incodectl directory sync")
	}
	return opts.f.Render(runsView(opts.f, runs))
}

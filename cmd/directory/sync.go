package directory

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/output"
)

type syncOptions struct {
	f      *cmdutil.Factory
	refs   []string
	flags  syncFlags
	dryRun bool
	reveal bool
}

func newCmdSync(f *cmdutil.Factory, runF func(context.Context, *syncOptions) error) *cobra.Command {
	opts := &syncOptions{f: f}
	if runF == nil {
		runF = runSync
	}
	cmd := &cobra.Command{
		Use:   "sync [INTEGRATION...]",
		Short: "Bring the local store in line with the company directory",
		Long: `Bring the local store in line with the company directory: all directory
integrations, or those named by ID or name, up to four side by side.

People are fetched and staged beside the store, compared with it, and applied
in one transaction. A listing that fails, is cancelled or breaks off changes
nothing; its pages are kept for a day and the next sync goes on after them, a
full one after a full one. A dry run leaves them alone. Deactivated people stay,
marked inactive; who is no longer listed stays, marked missing, until "directory
purge".

A full sync reads the complete listing, a delta what changed since the last
sync. Without --mode it is a delta where the source can tell what changed and
the last full listing is younger than --full-every.

A sync that would deactivate or lose more people than --max-deactivations, or
change or remove values of more than --max-updates, changes nothing and is held
for review: see "directory runs review". A limit is a number of people (50), a
share of the active ones (10%, never fewer than 5 people), both (500,10%: what
is reached first) or none. The first sync of an integration has no limits.

--dry-run shows what a sync would change, person by person, and changes
nothing. Claims are masked unless --reveal.

Limits, --full-every, --concurrency and --max-api-share can also be set for an
integration ("integrations edit"); a flag counts for one sync only.

With one integration named, -o json prints its run's record; otherwise a list
of records. One that fails does not stop the others: exit code 5. Records that
cannot be read are skipped and named: exit code 5 too. Stopped by a limit, also
only one of several: exit code 7. Another sync of the only integration
named is running: exit code 8.`,
		Example: `  incodectl directory sync
  incodectl directory sync corp --dry-run
  incodectl directory sync corp --dry-run --reveal -o csv > changes.csv
  incodectl directory sync corp --full --max-deactivations 20%
  incodectl directory sync corp --concurrency 4 --max-api-share 25% -o json`,
		ValidArgsFunction: cmdutil.CompleteDirectories(f, 0),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.refs = args
			if err := opts.check(cmd); err != nil {
				return err
			}
			return runF(cmd.Context(), opts)
		},
	}
	opts.flags.add(cmd)
	cmd.Flags().BoolVar(&opts.dryRun, "dry-run", false, "show what would change, and change nothing")
	cmd.Flags().BoolVar(&opts.reveal, "reveal", false, "with --dry-run: do not mask claims")
	return cmd
}

func runSync(ctx context.Context, opts *syncOptions) error {
	f := opts.f
	dir, err := f.Directory(ctx)
	if err != nil {
		return err
	}
	targets, err := opts.targets(ctx, dir)
	if err != nil {
		return err
	}
	if opts.dryRun {
		return dryRun(ctx, opts, dir, targets)
	}
	s := newSyncer(opts, dir, targets)
	s.start(ctx)()
	runs := s.runs(!forReader(f))
	if len(runs) > 0 || !forReader(f) {
		if err := show(f, runs, len(opts.refs) == 1); err != nil {
			return err
		}
	}
	return s.verdict(ctx)
}

// forReader reports whether a person reads the result: the error tells them
// what a failed run's record would only repeat in zeros.
func forReader(f *cmdutil.Factory) bool { return f.Settings().Format == output.Table }

// targets resolves all names before the first sync begins.
func (opts *syncOptions) targets(ctx context.Context, dir *directory.Service) ([]integration.Integration, error) {
	if len(opts.refs) == 0 {
		return dir.NeedDirectories(ctx)
	}
	return named(ctx, dir, opts.refs)
}

// named resolves names and IDs, each integration once.
func named(ctx context.Context, dir *directory.Service, refs []string) ([]integration.Integration, error) {
	var targets []integration.Integration
	seen := make(map[string]bool)
	for _, ref := range refs {
		in, err := dir.Directory(ctx, ref)
		if err != nil {
			return nil, err
		}
		if !seen[in.ID] {
			seen[in.ID] = true
			targets = append(targets, in)
		}
	}
	return targets, nil
}

// show prints the runs: the only one asked for as an object, otherwise a list.
func show(f *cmdutil.Factory, runs []directory.Run, one bool) error {
	switch {
	case !one:
		return f.Render(runsView(f, runs))
	case len(runs) == 0: // it failed before there was a run to speak of
		return nil
	}
	return f.Render(runObject(runs[0]))
}

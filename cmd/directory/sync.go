package directory

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/output"
)

type syncOptions struct {
	f    *cmdutil.Factory
	refs []string
}

func newCmdSync(f *cmdutil.Factory, runF func(context.Context, *syncOptions) error) *cobra.Command {
	opts := &syncOptions{f: f}
	if runF == nil {
		runF = runSync
	}
	return &cobra.Command{
		Use:   "sync [INTEGRATION...]",
		Short: "Bring the local store in line with the company directory",
		Long: `Bring the local store in line with the company directory: all directory
integrations, or those named by ID or name.

People are fetched and staged beside the store, compared with it, and applied
in one transaction. A listing that fails, is cancelled or breaks off changes
nothing. Deactivated people stay, marked inactive; who is no longer listed
stays, marked missing.

With one integration named, -o json prints its run's record; otherwise a list
of records. One that fails does not stop the others: exit code 5. Records that
cannot be read are skipped and named: exit code 5 too.`,
		Example: `  incodectl directory sync
  incodectl directory sync corp -o json`,
		ValidArgsFunction: cmdutil.CompleteIntegrations(f, 0),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.refs = args
			return runF(cmd.Context(), opts)
		},
	}
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
	var runs []directory.Run
	var failed []error
	for i, in := range targets {
		if ctx.Err() != nil {
			failed = append(failed, interrupted(targets[i:]))
			break
		}
		run, err := syncOne(ctx, f, dir, in)
		if run.ID != "" && (err == nil || !forReader(f)) {
			runs = append(runs, run)
		}
		if err == nil {
			continue
		}
		if ctx.Err() != nil {
			failed = append(failed, interrupted(targets[i:]))
			break
		}
		failed = append(failed, err)
		if len(targets) > 1 {
			report(f, in, err)
		}
	}
	if len(runs) > 0 || !forReader(f) {
		if err := show(f, runs, len(opts.refs) == 1); err != nil {
			return err
		}
	}
	return verdict(ctx, targets, runs, failed)
}

// forReader reports whether a person reads the result: the error tells them
// what a failed run's record would only repeat in zeros.
func forReader(f *cmdutil.Factory) bool { return f.Settings().Format == output.Table }

// interrupted names what was not synced.
func interrupted(left []integration.Integration) error {
	names := make([]string, len(left))
	for i, in := range left {
		names[i] = in.Name
	}
	return fault.New(fault.Interrupted, "interrupted; not synced, and as before: %s", strings.Join(names, ", ")).
		WithHint("run it again: incodectl directory sync %s", strings.Join(names, " "))
}

// targets resolves all names before the first sync begins.
func (opts *syncOptions) targets(ctx context.Context, dir *directory.Service) ([]integration.Integration, error) {
	if len(opts.refs) == 0 {
		return dir.NeedDirectories(ctx)
	}
	var targets []integration.Integration
	seen := make(map[string]bool)
	for _, ref := range opts.refs {
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

func syncOne(ctx context.Context, f *cmdutil.Factory, dir *directory.Service, in integration.Integration) (directory.Run, error) {
	source, err := f.OpenSource(ctx, in)
	if err != nil {
		return directory.Run{}, err
	}
	m := &meter{bar: f.IO.StartProgress(in.Name, f.Now)}
	defer m.bar.Stop()
	run, err := dir.Sync(f.WithWaitNotice(ctx, m.wait), directory.SyncRequest{
		Integration: in, Source: source, Progress: m.progress,
	})
	m.bar.Stop()
	if err == nil {
		summary(f, run)
	}
	return run, err
}

// show prints the runs: the only one asked for as an object, otherwise a list.
func show(f *cmdutil.Factory, runs []directory.Run, one bool) error {
	switch {
	case !one:
		return f.Render(runsList().View(runs))
	case len(runs) == 0: // it failed before there was a run to speak of
		return nil
	}
	r := runs[0]
	return f.Render(output.Object(viewRun(r), r.ID, runFields(r)...))
}

// verdict turns what happened into the command's outcome.
func verdict(ctx context.Context, targets []integration.Integration, runs []directory.Run, failed []error) error {
	if ctx.Err() != nil && len(failed) > 0 {
		return failed[len(failed)-1]
	}
	switch {
	case len(failed) == 1 && len(targets) == 1:
		return failed[0]
	case len(failed) == len(targets) && sameCode(failed):
		return fault.New(fault.CodeOf(failed[0]), "all %d syncs failed, for the reasons above", len(failed))
	case len(failed) > 0:
		return fault.New(fault.Partial, "%d of %d syncs failed", len(failed), len(targets)).
			WithHint("what was synced is in the store; see incodectl directory runs")
	}
	var skipped []string
	for _, r := range runs {
		if r.Status == directory.RunPartial {
			skipped = append(skipped, r.IntegrationName)
		}
	}
	if len(skipped) > 0 {
		return fault.New(fault.Partial, "some records of %s could not be read; the others are synced", strings.Join(skipped, ", ")).
			WithHint("mend the records named above at the source; they are left as they were in the store")
	}
	return nil
}

func sameCode(errs []error) bool {
	for _, err := range errs[1:] {
		if fault.CodeOf(err) != fault.CodeOf(errs[0]) {
			return false
		}
	}
	return true
}

package declared

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/manifest"
	"github.com/incodectl/incodectl/internal/prompt"
)

// exitChanges is the answer of a dry run that was asked to fail on changes.
const exitChanges = 5

type applyOptions struct {
	f             *cmdutil.Factory
	file          string
	dryRun        bool
	failOnChanges bool
	prune         bool
	maxDeletions  int
	limited       bool // --max-deletions was given
	yes           bool
}

func newCmdApply(f *cmdutil.Factory, runF func(context.Context, *applyOptions) error) *cobra.Command {
	opts := &applyOptions{f: f}
	if runF == nil {
		runF = runApply
	}
	cmd := &cobra.Command{
		Use:   "apply -f FILE|-",
		Short: "Bring the profile in line with a file",
		Long: `Bring the integrations and workflows of the profile in line with a file, in YAML
or JSON, such as incodectl export writes: create what is missing, change what
differs, leave alone what is not declared. With --prune, delete what is not
declared. All of it is done or, when anything cannot be, nothing. Applied a second
time it changes nothing.

The result is the list of changes, before and after; none is an empty list. With
--dry-run everything is tried and nothing changed; with --fail-on-changes as well,
the exit code is 5 when there is anything to change, which is a check for drift.

At a terminal it shows the changes and asks. Elsewhere it goes ahead, except that
--yes is needed when something is deleted, when a directory is pointed at another
organisation, when a workflow in use gets another Configuration ID, and when a
stored secret goes while the variable named in its place is not set. Whoever
agrees, --prune deletes nothing by a file that declares no workflow and no
integration, and no more than --max-deletions.

A file holds no secrets, only the names of environment variables they are in:
secret: {env: NAME}. Things are known by their names, so a file cannot rename.`,
		Example: `  incodectl export > incodectl.yaml
  incodectl apply -f incodectl.yaml --dry-run
  incodectl apply -f incodectl.yaml --reason CHG-1234
  incodectl apply -f incodectl.yaml --prune --dry-run --fail-on-changes
  incodectl apply -f incodectl.yaml --prune --max-deletions 3 --yes -o json
  generate-config | incodectl apply -f -`,
		Args: cmdutil.Exact(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			opts.limited = cmd.Flags().Changed("max-deletions")
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().StringVarP(&opts.file, "file", "f", "", "`file` that declares the integrations and workflows; - is standard input")
	cmd.Flags().BoolVar(&opts.dryRun, "dry-run", false, "only show what would change")
	cmd.Flags().BoolVar(&opts.failOnChanges, "fail-on-changes", false, "with --dry-run, end with exit code 5 when anything would change")
	cmd.Flags().BoolVar(&opts.prune, "prune", false, "delete workflows and integrations that the file does not declare")
	cmd.Flags().IntVar(&opts.maxDeletions, "max-deletions", 0, "with --prune, change nothing when more than this `number` of things would be deleted (default any number)")
	cmd.Flags().BoolVarP(&opts.yes, "yes", "y", false, "go ahead without asking")
	_ = cmd.MarkFlagFilename("file", "yaml", "yml", "json")
	return cmd
}

func runApply(ctx context.Context, opts *applyOptions) error {
	f := opts.f
	o, err := opts.options()
	if err != nil {
		return err
	}
	m, err := opts.read()
	if err != nil {
		return err
	}
	svc, err := service(ctx, f)
	if err != nil {
		return err
	}
	plan, err := svc.Plan(ctx, m, o)
	if err != nil {
		return err
	}
	if opts.dryRun {
		return opts.rehearsed(ctx, svc, m, plan)
	}
	asked, err := opts.confirm(ctx, plan)
	if err != nil {
		return err
	}
	done, err := svc.Apply(ctx, m, plan, o)
	if err != nil && len(done.Changes) == 0 {
		return err
	}
	if len(done.Changes) == 0 {
		f.IO.Notef("no changes: profile %q is as %s declares it", f.Settings().Profile, m.File)
		return f.Render(view(f, done))
	}
	f.IO.Successf("applied %s to profile %q: %s", m.File, f.Settings().Profile, summary(done, "created", "changed", "deleted"))
	advise(ctx, f, svc, done)
	for _, name := range done.Unsynced() {
		f.IO.Notef("bring the people of %q here: incodectl directory sync %s", name, name)
	}
	if asked && atTerminal(f) {
		return err // it was shown before the question
	}
	if rerr := result(f, done); err == nil {
		err = rerr
	}
	return err
}

// options are the flags that decide what is changed.
func (opts *applyOptions) options() (manifest.Options, error) {
	o := manifest.Options{Prune: opts.prune}
	if opts.failOnChanges && !opts.dryRun {
		return o, fault.New(fault.Usage, "--fail-on-changes is for --dry-run").
			WithHint("check for drift: incodectl apply -f FILE --prune --dry-run --fail-on-changes")
	}
	if opts.limited {
		if opts.maxDeletions < 0 {
			return o, fault.New(fault.Usage, "--max-deletions %d: want 0 or more", opts.maxDeletions)
		}
		o.MaxDeletions = &opts.maxDeletions
	}
	return o, nil
}

// read reads the file.
func (opts *applyOptions) read() (*manifest.Manifest, error) {
	if opts.file == "" {
		return nil, fault.New(fault.Usage, "--file is missing").
			WithHint("name the file: incodectl apply -f incodectl.yaml; incodectl export writes one")
	}
	data, err := cmdutil.ReadFile(opts.f, opts.file, "file", manifest.MaxSize)
	if err != nil {
		return nil, err
	}
	name := opts.file
	if name == "-" {
		name = "standard input"
	}
	return manifest.Parse(data, name)
}

// rehearsed ends a dry run.
func (opts *applyOptions) rehearsed(ctx context.Context, svc *manifest.Service, m *manifest.Manifest, plan manifest.Plan) error {
	f := opts.f
	if len(plan.Changes) == 0 {
		f.IO.Notef("dry run, no changes: profile %q is as %s declares it", f.Settings().Profile, m.File)
		return f.Render(view(f, plan))
	}
	f.IO.Notef("dry run, nothing was changed in profile %q: %s", f.Settings().Profile, summary(plan, "to create", "to change", "to delete"))
	if !atTerminal(f) {
		impacts(f, plan)
	}
	if plan.Grave() {
		f.IO.Notef("without a terminal this needs --yes")
	}
	advise(ctx, f, svc, plan)
	if err := result(f, plan); err != nil || !opts.failOnChanges {
		return err
	}
	return &cmdutil.ExitError{Code: exitChanges}
}

// confirm shows the plan to whoever can be asked and asks, and reports whether it
// did. Where nobody can be, what is grave needs --yes.
func (opts *applyOptions) confirm(ctx context.Context, plan manifest.Plan) (asked bool, err error) {
	f := opts.f
	if opts.yes || len(plan.Changes) == 0 || !f.IO.CanPrompt() && !plan.Grave() {
		return false, nil
	}
	preview(f.IO.ErrColors(), plan, f.IO.Notef)
	f.IO.Notef("%s", summary(plan, "to create", "to change", "to delete"))
	q := prompt.Question{Label: "Apply these changes to profile " + f.Settings().Profile + "?", Flag: "yes"}
	if plan.Count(manifest.Delete) > 0 {
		q.Label = "deleting cannot be undone"
		return true, f.Prompt.TypeName(ctx, q, f.Settings().Profile)
	}
	yes, err := f.Prompt.Confirm(ctx, q)
	if err == nil && !yes {
		err = fault.New(fault.Confirmation, "nothing was changed")
	}
	return true, err
}

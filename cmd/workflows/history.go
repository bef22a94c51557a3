package workflows

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/workflow"
)

type historyOptions struct {
	f       *cmdutil.Factory
	ref     string
	version int // 0 lists them
}

func newCmdHistory(f *cmdutil.Factory, runF func(context.Context, *historyOptions) error) *cobra.Command {
	opts := &historyOptions{f: f}
	if runF == nil {
		runF = runHistory
	}
	cmd := &cobra.Command{
		Use:   "history WORKFLOW",
		Short: "List the policies a workflow had",
		Long: `List the policies a workflow had, newest first: since when, who set them, and what
they changed of the one before. A session names the version that decides it.
--version prints one of them, as a file that --policy takes.`,
		Example: `  incodectl workflows history sign-in
  incodectl workflows history sign-in --version 2 > before.yaml
  incodectl workflows edit sign-in --policy before.yaml`,
		Args:              cmdutil.Exact("WORKFLOW"),
		ValidArgsFunction: cmdutil.CompleteWorkflows(f, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.ref = args[0]
			if cmd.Flags().Changed("version") && opts.version < 1 {
				return fault.New(fault.Usage, "--version %d: versions are counted from 1", opts.version)
			}
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().IntVar(&opts.version, "version", 0, "print the policy of this version (`n`)")
	return cmd
}

// revision is a version of a policy as -o json shows it.
type revision struct {
	Version int                   `json:"version"`
	Since   time.Time             `json:"since"`
	By      string                `json:"by"`
	Changes []workflow.Difference `json:"changes"` // from the version before; none of the first
	Policy  match.Policy          `json:"policy"`
}

func runHistory(ctx context.Context, opts *historyOptions) error {
	f := opts.f
	svc, err := f.Workflows(ctx)
	if err != nil {
		return err
	}
	w, all, err := svc.History(ctx, opts.ref)
	if err != nil {
		return err
	}
	if opts.version > 0 {
		for _, r := range all {
			if r.Version == opts.version {
				return showPolicy(f, r.Policy)
			}
		}
		return fault.New(fault.NotFound, "the policy of workflow %q has no version %d", w.Name, opts.version).
			WithHint("it has %d to %d: incodectl workflows history %s", all[len(all)-1].Version, w.PolicyVersion, w.Name)
	}
	revisions, err := revisionsOf(all)
	if err != nil {
		return err
	}
	return f.Render(output.List[revision]{
		Columns: []output.Column[revision]{
			{Title: "Version", Right: true, Value: func(r revision) string { return strconv.Itoa(r.Version) }},
			{Title: "Since", Value: func(r revision) string { return r.Since.Format(time.RFC3339) }},
			{Title: "By", Value: func(r revision) string { return r.By }},
			{Title: "Changed", Value: changed},
		},
	}.View(revisions))
}

// revisionsOf compares each policy, newest first, with the one before.
func revisionsOf(all []workflow.PolicyRevision) ([]revision, error) {
	out := make([]revision, len(all))
	for i, r := range all {
		out[i] = revision{r.Version, r.Since.UTC(), r.By, []workflow.Difference{}, r.Policy}
		if i+1 < len(all) {
			var err error
			if out[i].Changes, err = workflow.Differences(all[i+1].Policy, r.Policy); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// changed says in one line what a version changed.
func changed(r revision) string {
	if len(r.Changes) == 0 {
		return "policy " + r.Policy.Name
	}
	parts := make([]string, len(r.Changes))
	for i, d := range r.Changes {
		parts[i] = d.String()
	}
	text := strings.Join(parts, "; ")
	if len(parts) > 1 { // a terminal may be too narrow for all of them
		text = strconv.Itoa(len(parts)) + " values: " + text
	}
	return text
}

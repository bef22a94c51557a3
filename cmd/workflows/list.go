package workflows

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/workflow"
)

type listOptions struct {
	f *cmdutil.Factory
}

func newCmdList(f *cmdutil.Factory, runF func(context.Context, *listOptions) error) *cobra.Command {
	opts := &listOptions{f: f}
	if runF == nil {
		runF = runList
	}
	return &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the workflows",
		Long:    "List the workflows of the profile in order of name. -o name prints the Configuration IDs.",
		Example: "  incodectl workflows list\n  incodectl workflows list -o json",
		Args:    cmdutil.Exact(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
}

// row is a workflow in the list.
type row struct {
	workflow.Workflow
	users []workflow.User
}

func runList(ctx context.Context, opts *listOptions) error {
	svc, err := opts.f.Workflows(ctx)
	if err != nil {
		return err
	}
	all, err := svc.List(ctx)
	if err != nil {
		return err
	}
	rows := make([]row, len(all))
	for i, w := range all {
		users, err := svc.Users(ctx, w.ID)
		if err != nil {
			return err
		}
		rows[i] = row{w, users}
	}
	return opts.f.RenderPaged(ctx, output.List[row]{
		Columns: []output.Column[row]{
			{Title: "Name", Value: func(r row) string { return r.Name }},
			{Title: "Configuration ID", Whole: true, Value: func(r row) string { return r.ConfigurationID }},
			{Title: "Policy", Extra: true, Value: func(r row) string { return r.Policy.Name }},
			{Title: "Version", Right: true, Extra: true, Value: func(r row) string { return strconv.Itoa(r.PolicyVersion) }},
			{Title: "Used by", Right: true, Value: func(r row) string { return strconv.Itoa(len(r.users)) }},
		},
		Name:   func(r row) string { return r.ConfigurationID },
		Object: func(r row) any { return viewOf(r.Workflow, r.users) },
		Empty:  "there are no workflows yet; create one: incodectl workflows create --name NAME --configuration-id ID",
	}.View(rows))
}

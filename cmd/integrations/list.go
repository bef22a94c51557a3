package integrations

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/output"
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
		Short:   "List the integrations",
		Long:    "List the integrations of the profile in order of name. -o name prints the Integration IDs.",
		Example: "  incodectl integrations list\n  incodectl integrations list -o json",
		Args:    cmdutil.Exact(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
}

func runList(ctx context.Context, opts *listOptions) error {
	svc, err := opts.f.Integrations(ctx)
	if err != nil {
		return err
	}
	all, err := svc.List(ctx)
	if err != nil {
		return err
	}
	return opts.f.Render(output.List[integration.Integration]{
		Columns: []output.Column[integration.Integration]{
			{Title: "ID", Value: func(in integration.Integration) string { return in.ID }},
			{Title: "Name", Value: func(in integration.Integration) string { return in.Name }},
			{Title: "Template", Value: func(in integration.Integration) string { return in.Template }},
			{Title: "Category", Value: func(in integration.Integration) string { return string(in.Category) }},
			{Title: "Updated", Value: func(in integration.Integration) string { return in.UpdatedAt.UTC().Format(time.RFC3339) }},
		},
		Name:   func(in integration.Integration) string { return in.ID },
		Object: func(in integration.Integration) any { return viewOf(in) },
		Empty:  "there are no integrations yet; create one: incodectl integrations create --help",
	}.View(all))
}

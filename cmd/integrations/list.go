package integrations

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/output"
)

type listOptions struct {
	f        *cmdutil.Factory
	category string // "" is all
}

func newCmdList(f *cmdutil.Factory, runF func(context.Context, *listOptions) error) *cobra.Command {
	opts := &listOptions{f: f}
	if runF == nil {
		runF = runList
	}
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the integrations",
		Long:    "List the integrations of the profile in order of name. -o name prints the Integration IDs.",
		Example: "  incodectl integrations list\n  incodectl integrations list --category iam\n  incodectl integrations list -o json",
		Args:    cmdutil.Exact(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	cmd.Flags().StringVar(&opts.category, "category", "", "only those of this `category`: "+strings.Join(categories(), ", "))
	_ = cmd.RegisterFlagCompletionFunc("category", cobra.FixedCompletions(categories(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func categories() []string {
	all := integration.Categories()
	names := make([]string, len(all))
	for i, c := range all {
		names[i] = string(c)
	}
	return names
}

func runList(ctx context.Context, opts *listOptions) error {
	if opts.category != "" && !slices.Contains(categories(), opts.category) {
		return fault.New(fault.Usage, "--category %q is none of %s", opts.category, strings.Join(categories(), ", "))
	}
	svc, err := opts.f.Integrations(ctx)
	if err != nil {
		return err
	}
	all, err := svc.List(ctx)
	if err != nil {
		return err
	}
	rows := make([]shown, 0, len(all))
	for _, in := range all {
		if opts.category != "" && string(in.Category) != opts.category {
			continue
		}
		row, err := show(ctx, svc, in)
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	return opts.f.RenderPaged(ctx, output.List[shown]{
		Columns: []output.Column[shown]{
			{Title: "ID", Whole: true, Value: func(in shown) string { return in.ID }},
			{Title: "Name", Value: func(in shown) string { return in.Name }},
			{Title: "Template", Value: func(in shown) string { return in.Template }},
			{Title: "Category", Extra: true, Value: func(in shown) string { return string(in.Category) }},
			{Title: "Updated", Extra: true, Value: func(in shown) string { return in.UpdatedAt.UTC().Format(time.RFC3339) }},
			{Title: "Workflow", Value: func(in shown) string { return nameOf(in.links.Workflow) }},
			{Title: "Directory", Value: func(in shown) string { return nameOf(in.links.Directory) }},
		},
		Name:   func(in shown) string { return in.ID },
		Object: func(in shown) any { return viewOf(in) },
		Empty:  "there are no such integrations yet; create one: incodectl integrations create --help",
	}.View(rows))
}

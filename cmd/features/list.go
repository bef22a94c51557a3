package features

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
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
		Short:   "List the features and whether they are enabled",
		Example: "  incodectl features list\n  incodectl features list -o json",
		Args:    cmdutil.Exact(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
}

func runList(ctx context.Context, opts *listOptions) error {
	svc, err := opts.f.Integrations(ctx)
	if err != nil {
		return err
	}
	return render(ctx, opts.f, svc)
}

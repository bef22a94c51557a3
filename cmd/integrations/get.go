package integrations

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
)

type getOptions struct {
	f   *cmdutil.Factory
	ref string
}

func newCmdGet(f *cmdutil.Factory, runF func(context.Context, *getOptions) error) *cobra.Command {
	opts := &getOptions{f: f}
	if runF == nil {
		runF = runGet
	}
	return &cobra.Command{
		Use:               "get INTEGRATION",
		Aliases:           []string{"show"},
		Short:             "Show one integration",
		Long:              "Show one integration, named by its ID or name. -o name prints its Integration ID.",
		Example:           "  incodectl integrations get corp\n  incodectl integrations get corp -o name",
		Args:              cmdutil.Exact("INTEGRATION"),
		ValidArgsFunction: cmdutil.CompleteIntegrations(f, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.ref = args[0]
			return runF(cmd.Context(), opts)
		},
	}
}

func runGet(ctx context.Context, opts *getOptions) error {
	svc, err := opts.f.Integrations(ctx)
	if err != nil {
		return err
	}
	in, err := svc.Get(ctx, opts.ref)
	if err != nil {
		return err
	}
	return opts.f.Render(object(in))
}

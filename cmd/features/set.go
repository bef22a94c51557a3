package features

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/output"
)

type setOptions struct {
	f    *cmdutil.Factory
	name string
	on   bool
}

// newCmdSet returns "enable" or "disable".
func newCmdSet(f *cmdutil.Factory, on bool, runF func(context.Context, *setOptions) error) *cobra.Command {
	opts := &setOptions{f: f, on: on}
	if runF == nil {
		runF = runSet
	}
	verb, short := "disable", "Record that a feature is not enabled"
	if on {
		verb, short = "enable", "Record that Incode has enabled a feature"
	}
	return &cobra.Command{
		Use:       verb + " FEATURE",
		Short:     short,
		Long:      short + " for the organisation, in this profile. Nothing is deleted by either.",
		Example:   "  incodectl features " + verb + " " + integration.FeatureEcosystem,
		Args:      cmdutil.Exact("FEATURE"),
		ValidArgs: []string{integration.FeatureEcosystem},
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.name = args[0]
			return runF(cmd.Context(), opts)
		},
	}
}

func runSet(ctx context.Context, opts *setOptions) error {
	svc, err := opts.f.Integrations(ctx)
	if err != nil {
		return err
	}
	if err := svc.SetFeature(ctx, opts.name, opts.on); err != nil {
		return err
	}
	all, err := svc.Features(ctx)
	if err != nil {
		return err
	}
	ft := all[slices.IndexFunc(all, func(ft integration.Feature) bool { return ft.Name == opts.name })]
	opts.f.IO.Successf("feature %s is %s in profile %q", ft.Name, state(ft), opts.f.Settings().Profile)
	if ft.Enabled {
		opts.f.IO.Notef("the organisation's client ID and secret for calls to Incode: incodectl credentials --help")
	}
	return opts.f.Render(output.Object(viewOf(ft), ft.Name,
		output.Field{Label: "Feature", Value: ft.Name}, output.Field{Label: "State", Value: state(ft)}))
}

package policy

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/output"
)

type presetsOptions struct {
	f *cmdutil.Factory
}

func newCmdPresets(f *cmdutil.Factory, runF func(context.Context, *presetsOptions) error) *cobra.Command {
	opts := &presetsOptions{f: f}
	if runF == nil {
		runF = runPresets
	}
	return &cobra.Command{
		Use:   "presets",
		Short: "List the presets and how often they err",
		Long: `List the presets and how often their comparison of names errs: how many of the
different people it calls a match, and how many of the same people it settles as
a match, or stops. What remains is for a person to review. The rates were
measured on labelled pairs that are hard on purpose; docs/claims-matching.md says
how. A birth date that must match as well makes false matches rarer by far.`,
		Example: "  incodectl match policy presets\n  incodectl match --login-hint ada --claims id.json --policy strict",
		Args:    cmdutil.Exact(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
}

func runPresets(_ context.Context, opts *presetsOptions) error {
	return opts.f.Render(output.List[match.Preset]{
		Columns: []output.Column[match.Preset]{
			{Title: "Preset", Value: func(p match.Preset) string { return p.Name }},
			{Title: "False match", Right: true, Value: func(p match.Preset) string { return percent(p.FalseMatch) }},
			{Title: "Settled", Right: true, Value: func(p match.Preset) string { return percent(p.Settled) }},
			{Title: "False stop", Right: true, Value: func(p match.Preset) string { return percent(p.FalseStop) }},
			{Title: "For", Value: func(p match.Preset) string { return p.About }},
		},
	}.View(match.Presets()))
}

func percent(share float64) string { return fmt.Sprintf("%.2f%%", 100*share) }

package policy

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/output"
)

type explainOptions struct {
	f   *cmdutil.Factory
	ref string
}

func newCmdExplain(f *cmdutil.Factory, runF func(context.Context, *explainOptions) error) *cobra.Command {
	opts := &explainOptions{f: f}
	if runF == nil {
		runF = runExplain
	}
	return &cobra.Command{
		Use:   "explain [FILE|PRESET|-]",
		Short: "Say in words what a policy does",
		Long: `Say in words what a policy does; without an argument the default policy. With
-o yaml the whole policy is printed as a file that --policy takes, every choice
spelt out: a good start for one of your own.`,
		Example: `  incodectl match policy explain
  incodectl match policy explain contractors.yaml
  incodectl match policy explain strict -o yaml > policy.yaml`,
		Args:              cmdutil.AtMostOne(),
		ValidArgsFunction: Complete,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				opts.ref = args[0]
			}
			return runF(cmd.Context(), opts)
		},
	}
}

func runExplain(_ context.Context, opts *explainOptions) error {
	p, err := Load(opts.f, opts.ref)
	if err != nil {
		return err
	}
	switch opts.f.Settings().Format {
	case output.YAML:
		text, err := p.YAML()
		if err != nil {
			return err
		}
		if _, err := opts.f.IO.Out.Write(text); err != nil && !iostreams.IsBrokenPipe(err) {
			return err
		}
		return nil
	case output.JSON, output.JSONL:
		return opts.f.Render(output.Object(struct {
			match.Policy
			Explanation []match.Explanation `json:"explanation"`
		}{p, p.Explain()}, p.Name))
	}
	return opts.f.Render(output.List[match.Explanation]{
		Columns: []output.Column[match.Explanation]{
			{Title: "For", Value: func(e match.Explanation) string { return e.For }},
			{Title: "Setting", Value: func(e match.Explanation) string { return e.Setting }},
			{Title: "Meaning", Value: func(e match.Explanation) string { return e.Meaning }},
		},
	}.View(p.Explain()))
}

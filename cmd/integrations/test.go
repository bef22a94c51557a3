package integrations

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/output"
)

// exitDoubtful is the exit code of a test that got through but found nobody.
const exitDoubtful = 5

type testOptions struct {
	f           *cmdutil.Factory
	ref         string
	redirectURI string
}

func newCmdTest(f *cmdutil.Factory, runF func(context.Context, *testOptions) error) *cobra.Command {
	opts := &testOptions{f: f}
	if runF == nil {
		runF = runTest
	}
	cmd := &cobra.Command{
		Use:   "test INTEGRATION",
		Short: "See whether an integration works",
		Long: `See whether an integration works. Nothing is stored.

Of a directory it authenticates and reads one page of people. Where that does not
work, the missing permission or role is named if the other side tells. Exit code
5: it got through, but sees nobody.

Of any other it looks, without asking anybody, at what a session needs: that the
workflow is there, that the directory is there and was synced (exit code 5 when
it was not), and with --redirect-uri that exactly this one is registered (exit
code 4 when it is not). What is unfinished, like a client secret that was never
generated, is noted and fails nothing.`,
		Example: `  incodectl integrations test corp
  incodectl integrations test portal --redirect-uri https://portal.corp.example/callback
  incodectl integrations test corp -o json`,
		Args:              cmdutil.Exact("INTEGRATION"),
		ValidArgsFunction: cmdutil.CompleteIntegrations(f, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.ref = args[0]
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().StringVar(&opts.redirectURI, "redirect-uri", "", "`URI` that must be registered with the integration")
	return cmd
}

type probeView struct {
	Integration string `json:"integration"`
	OK          bool   `json:"ok"`
	Scope       string `json:"scope"` // who is listed, in words
	directory.Probe
}

func runTest(ctx context.Context, opts *testOptions) error {
	f := opts.f
	svc, err := f.Integrations(ctx)
	if err != nil {
		return err
	}
	in, err := svc.Get(ctx, opts.ref)
	if err != nil {
		return err
	}
	if in.Category != integration.CategoryDirectory {
		return opts.checkUp(ctx, svc, in)
	}
	if opts.redirectURI != "" {
		return fault.New(fault.Usage, "a directory integration has no redirect URIs")
	}
	return opts.probe(ctx, in)
}

// probe asks a directory for its first page.
func (opts *testOptions) probe(ctx context.Context, in integration.Integration) error {
	f := opts.f
	source, err := f.OpenSource(ctx, in, cmdutil.SourceOptions{})
	if err != nil {
		return err
	}
	probe, err := source.Probe(ctx)
	if err != nil {
		return err
	}
	if probe.Warnings == nil {
		probe.Warnings = []string{}
	}
	v := probeView{Integration: in.Name, OK: probe.Users > 0, Scope: scope(in.Settings), Probe: probe}
	seen := fmt.Sprint(probe.Users)
	if probe.Total > 0 {
		seen = fmt.Sprintf("%d of %d", probe.Users, probe.Total)
	} else if probe.More {
		seen += " and more"
	}
	fields := []output.Field{{Label: "Integration", Value: in.Name}}
	if probe.Account != "" {
		fields = append(fields, output.Field{Label: "Authenticated as", Value: probe.Account})
	}
	fields = append(fields, output.Field{Label: "Scope", Value: v.Scope},
		output.Field{Label: "People on the first page", Value: seen})
	if err := f.Render(output.Object(v, in.ID, fields...)); err != nil {
		return err
	}
	for _, w := range probe.Warnings {
		f.IO.Warnf("%s", w)
	}
	if !v.OK {
		return &cmdutil.ExitError{Code: exitDoubtful}
	}
	f.IO.Successf("%q works", in.Name)
	return nil
}

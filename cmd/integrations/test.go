package integrations

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/output"
)

// exitDoubtful is the exit code of a test that got through but found nobody.
const exitDoubtful = 5

type testOptions struct {
	f   *cmdutil.Factory
	ref string
}

func newCmdTest(f *cmdutil.Factory, runF func(context.Context, *testOptions) error) *cobra.Command {
	opts := &testOptions{f: f}
	if runF == nil {
		runF = runTest
	}
	return &cobra.Command{
		Use:   "test INTEGRATION",
		Short: "Authenticate and read one page, to see that it works",
		Long: `Authenticate and read one page of people, to see that the integration works.
Where it does not, the missing permission or role is named if the other side
tells. Nothing is stored. Exit code 5: it got through, but sees nobody.`,
		Example:           "  incodectl integrations test corp\n  incodectl integrations test corp -o json",
		Args:              cmdutil.Exact("INTEGRATION"),
		ValidArgsFunction: cmdutil.CompleteIntegrations(f, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.ref = args[0]
			return runF(cmd.Context(), opts)
		},
	}
}

type probeView struct {
	Integration string `json:"integration"`
	OK          bool   `json:"ok"`
	Scope       string `json:"scope"` // who is listed, in words
	directory.Probe
}

func runTest(ctx context.Context, opts *testOptions) error {
	f := opts.f
	dir, err := f.Directory(ctx)
	if err != nil {
		return err
	}
	in, err := dir.Directory(ctx, opts.ref)
	if err != nil {
		return err
	}
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

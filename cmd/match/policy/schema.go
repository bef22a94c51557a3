package policy

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/iostreams"
)

type schemaOptions struct {
	f *cmdutil.Factory
}

func newCmdSchema(f *cmdutil.Factory, runF func(context.Context, *schemaOptions) error) *cobra.Command {
	opts := &schemaOptions{f: f}
	if runF == nil {
		runF = runSchema
	}
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of a policy file",
		Long: `Print the JSON Schema of a policy file (draft 2020-12), for editors that complete
and check while you type. Always JSON, whatever -o says.`,
		Example: "  incodectl match policy schema > policy.schema.json",
		Args:    cmdutil.Exact(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
}

func runSchema(_ context.Context, opts *schemaOptions) error {
	if _, err := opts.f.IO.Out.Write(match.Schema()); err != nil && !iostreams.IsBrokenPipe(err) {
		return err
	}
	return nil
}

package credentials

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/output"
)

type getOptions struct {
	f     *cmdutil.Factory
	ref   string // "" is the automatic integration
	field string
}

// fields are what --field can print, each from a view.
func fields() []struct {
	name  string
	value func(view) string
} {
	return []struct {
		name  string
		value func(view) string
	}{
		{"client_id", view.client},
		{"issuer", func(v view) string { return v.Issuer }},
		{"token_endpoint", func(v view) string { return v.TokenEndpoint }},
		{"integration_id", func(v view) string { return v.IntegrationID }},
	}
}

func fieldNames() []string {
	names := make([]string, 0, len(fields()))
	for _, f := range fields() {
		names = append(names, f.name)
	}
	return names
}

func newCmdGet(f *cmdutil.Factory, runF func(context.Context, *getOptions) error) *cobra.Command {
	opts := &getOptions{f: f}
	if runF == nil {
		runF = runGet
	}
	cmd := &cobra.Command{
		Use:     "get [INTEGRATION]",
		Aliases: []string{"show"},
		Short:   "Show a client ID",
		Long: `Show the client ID of an integration with what a program needs beside it: the
issuer and the token endpoint. It says whether there is a client secret, since
when and by whom; the secret itself cannot be shown.

-o name prints the client ID alone, --field another value alone.`,
		Example: `  incodectl credentials get
  incodectl credentials get sso -o name
  incodectl credentials get --field token_endpoint`,
		Args:              cmdutil.AtMostOne(),
		ValidArgsFunction: cmdutil.CompleteClients(f, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.ref = strings.Join(args, "")
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().StringVar(&opts.field, "field", "", "print this `field` alone: "+strings.Join(fieldNames(), ", "))
	_ = cmd.RegisterFlagCompletionFunc("field", cobra.FixedCompletions(fieldNames(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func runGet(ctx context.Context, opts *getOptions) error {
	f := opts.f
	i := slices.Index(fieldNames(), opts.field)
	if opts.field != "" && i < 0 {
		return fault.New(fault.Usage, "there is no field %q", opts.field).
			WithHint("use one of %s", strings.Join(fieldNames(), ", "))
	}
	svc, err := f.Credentials(ctx)
	if err != nil {
		return err
	}
	c, err := svc.Client(ctx, opts.ref)
	if err != nil {
		return err
	}
	v := viewOf(f, c)
	if i >= 0 {
		if integration.IsAddress(opts.field) {
			f.NoteAssumed()
		}
		_, err := io.WriteString(f.IO.Out, fields()[i].value(v)+"\n")
		return err
	}
	if f.Settings().Format != output.Name {
		f.NoteIssued()
		f.NoteAssumed()
	}
	return f.Render(output.Object(v, v.client(),
		output.Field{Label: "Integration", Value: v.Integration},
		output.Field{Label: "Integration ID", Value: v.IntegrationID},
		output.Field{Label: "Template", Value: v.Template},
		output.Field{Label: v.clientTitle(), Value: v.client()},
		output.Field{Label: "Issuer", Value: v.Issuer},
		output.Field{Label: "Token endpoint", Value: v.TokenEndpoint},
		output.Field{Label: "Client secret", Value: v.secretState()}))
}

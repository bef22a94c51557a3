package credentials

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/output"
)

type verifyOptions struct {
	f    *cmdutil.Factory
	ref  string
	file string
}

func newCmdVerify(f *cmdutil.Factory, runF func(context.Context, *verifyOptions) error) *cobra.Command {
	opts := &verifyOptions{f: f}
	if runF == nil {
		runF = runVerify
	}
	cmd := &cobra.Command{
		Use:   "verify [INTEGRATION]",
		Short: "Check a client secret",
		Long: `Read a client secret from standard input, or a file, and say whether it is the
present one of the integration. It exits with 0 when it is and with 4 when it is
not. The secret is never an argument: those are seen by every process.`,
		Example: `  incodectl credentials verify < secret.txt
  vault kv get -field=client_secret secret/incode | incodectl credentials verify sso`,
		Args:              cmdutil.AtMostSecretly(1),
		ValidArgsFunction: cmdutil.CompleteClients(f, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.ref = strings.Join(args, "")
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().StringVar(&opts.file, "secret-file", "", "read the client secret from this `file` instead of standard input")
	_ = cmd.MarkFlagFilename("secret-file")
	return cmd
}

func runVerify(ctx context.Context, opts *verifyOptions) error {
	f := opts.f
	svc, err := f.Credentials(ctx)
	if err != nil {
		return err
	}
	c, err := svc.Client(ctx, opts.ref) // before a secret is asked for
	if fault.Is(err, fault.NotFound) && opts.ref != "" {
		// Not repeated: somebody may have written the secret itself there.
		return fault.New(fault.NotFound, "there is no integration of that name").
			WithHint("the argument names an integration; the secret is piped in or read from --secret-file")
	}
	if err == nil {
		err = c.NeedSecret()
	}
	if err != nil {
		return err
	}
	v, err := cmdutil.ReadSecretToCheck(ctx, f, "Client secret", opts.file, "secret-file")
	if err != nil {
		return err
	}
	if c, err = svc.VerifyClientSecret(ctx, c.Integration.ID, v); err != nil {
		return err
	}
	f.IO.Successf("this is the client secret of %q", c.Integration.Name)
	shown := viewOf(f, c)
	return f.Render(output.Object(shown, shown.ClientID,
		output.Field{Label: "Integration", Value: shown.Integration},
		output.Field{Label: "Client ID", Value: shown.ClientID},
		output.Field{Label: "Client secret", Value: shown.secretState()}))
}

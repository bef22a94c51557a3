package integrations

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/prompt"
)

type setSecretOptions struct {
	f      *cmdutil.Factory
	ref    string
	secret cmdutil.SecretFlags
}

func newCmdSetSecret(f *cmdutil.Factory, runF func(context.Context, *setSecretOptions) error) *cobra.Command {
	opts := &setSecretOptions{f: f}
	if runF == nil {
		runF = runSetSecret
	}
	cmd := &cobra.Command{
		Use:   "set-secret INTEGRATION",
		Short: "Replace an integration's secret",
		Long: `Replace an integration's secret: the API token, client secret, private key or
certificate. It is read from standard input or a file, or asked for at a
terminal, and kept in the secret store. No command ever shows it again.

The client secret of an OpenID Connect client is generated instead: incodectl
credentials generate-secret.`,
		Example: `  incodectl integrations set-secret corp --secret-stdin < token.txt
  incodectl integrations set-secret corp --secret-file key.pem`,
		Args:              cmdutil.Exact("INTEGRATION"),
		ValidArgsFunction: cmdutil.CompleteIntegrations(f, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.ref = args[0]
			return runF(cmd.Context(), opts)
		},
	}
	opts.secret.Add(cmd)
	return cmd
}

func runSetSecret(ctx context.Context, opts *setSecretOptions) error {
	f := opts.f
	svc, err := f.Integrations(ctx)
	if err != nil {
		return err
	}
	in, err := svc.TakesSecret(ctx, opts.ref) // before a secret is asked for
	if err != nil {
		return err
	}
	v, err := opts.secret.Read(ctx, f)
	if err != nil {
		return err
	}
	if !opts.secret.Given() {
		if v, err = askSecret(ctx, f, prompt.Question{Label: "Secret of " + in.Name}, in.Settings); err != nil {
			return err
		}
	}
	in, from, err := svc.SetSecret(ctx, in.ID, v)
	if err != nil {
		return err
	}
	f.IO.Successf("the secret of %q is stored", in.Name)
	return f.Render(output.Object(map[string]string{"integration": in.Name, "integration_id": in.ID, "kept_in": string(from)}, in.ID,
		output.Field{Label: "Integration", Value: in.Name}, output.Field{Label: "Secret kept in", Value: string(from)}))
}

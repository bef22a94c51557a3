package credentials

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/output"
)

type revokeOptions struct {
	f   *cmdutil.Factory
	ref string
	yes bool
}

func newCmdRevoke(f *cmdutil.Factory, runF func(context.Context, *revokeOptions) error) *cobra.Command {
	opts := &revokeOptions{f: f}
	if runF == nil {
		runF = runRevoke
	}
	cmd := &cobra.Command{
		Use:   "revoke [INTEGRATION]",
		Short: "Revoke a client secret",
		Long: `Revoke the client secret of an integration without a new one, and remove it from
the secret store. What uses it stops working until one is generated. The client
ID stays. It asks first, or takes --yes.`,
		Example:           "  incodectl credentials revoke sso\n  incodectl credentials revoke --yes --reason 'left in a log'",
		Args:              cmdutil.AtMostOne(),
		ValidArgsFunction: cmdutil.CompleteClients(f, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.ref = strings.Join(args, "")
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().BoolVarP(&opts.yes, "yes", "y", false, "revoke without asking")
	return cmd
}

func runRevoke(ctx context.Context, opts *revokeOptions) error {
	f := opts.f
	svc, err := f.Credentials(ctx)
	if err != nil {
		return err
	}
	c, err := svc.Client(ctx, opts.ref)
	if err != nil {
		return err
	}
	if c.Secret != nil && !opts.yes { // otherwise there is nothing to ask
		if err := opts.confirm(ctx, c); err != nil {
			return err
		}
	}
	if c, err = svc.RevokeClientSecret(ctx, c.Integration.ID); err != nil {
		return err
	}
	f.IO.Successf("revoked the client secret of %q", c.Integration.Name)
	v := viewOf(f, credential.Client{Integration: c.Integration})
	return f.Render(output.Object(v, v.ClientID,
		output.Field{Label: "Integration", Value: v.Integration},
		output.Field{Label: "Client ID", Value: v.ClientID},
		output.Field{Label: "Client secret", Value: v.secretState()}))
}

func (opts *revokeOptions) confirm(ctx context.Context, c credential.Client) error {
	opts.f.IO.Notef("this revokes the client secret of integration %q, generated on %s by %s; what uses it stops working",
		c.Integration.Name, c.Secret.GeneratedAt.UTC().Format(time.RFC3339), c.Secret.GeneratedBy)
	return opts.f.Agree(ctx, fmt.Sprintf("Revoke the client secret of %q?", c.Integration.Name),
		cmdutil.Refusal("not revoked; the client secret of %q still works", c.Integration.Name))
}

package credentials

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/output"
)

type generateOptions struct {
	f          *cmdutil.Factory
	ref        string
	yes        bool
	secretOnly bool
	clipboard  cmdutil.ClipboardFlags
}

func newCmdGenerate(f *cmdutil.Factory, runF func(context.Context, *generateOptions) error) *cobra.Command {
	opts := &generateOptions{f: f}
	if runF == nil {
		runF = runGenerate
	}
	cmd := &cobra.Command{
		Use:   "generate-secret [INTEGRATION]",
		Short: "Generate a client secret, shown once",
		Long: `Generate the client secret of an integration. It is put into the secret store
under the integration's name and then shown, this once: no command shows it
again. Whoever loses it generates a new one.

If the integration has a client secret, the new one replaces it and the old one
stops working at once: it asks first, or takes --yes. On any error the old one
stays valid and nothing is shown, unless it is the showing that fails (exit code
5). Where the secret store cannot keep a secret, none is generated.`,
		Example: `  incodectl credentials generate-secret
  incodectl credentials generate-secret sso --copy
  incodectl credentials generate-secret --yes --secret-only | tr -d '\n' | vault kv put secret/incode client_secret=-`,
		Args:              cmdutil.AtMostOne(),
		ValidArgsFunction: cmdutil.CompleteClients(f, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.ref = strings.Join(args, "")
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().BoolVarP(&opts.yes, "yes", "y", false, "replace a client secret without asking")
	cmd.Flags().BoolVar(&opts.secretOnly, "secret-only", false, "print the client secret alone")
	opts.clipboard.AddCopy(cmd, "the client secret")
	cmd.MarkFlagsMutuallyExclusive("secret-only", "copy")
	return cmd
}

func runGenerate(ctx context.Context, opts *generateOptions) error {
	f := opts.f
	if err := opts.clipboard.Check(); err != nil {
		return err
	}
	if f.Settings().Format == output.Name && !opts.secretOnly {
		return fault.New(fault.Usage, "-o name would not show the client secret, and no other command can").
			WithHint("to print it alone: --secret-only; to print the client ID: incodectl credentials get -o name")
	}
	svc, err := f.Credentials(ctx)
	if err != nil {
		return err
	}
	c, err := svc.Client(ctx, opts.ref)
	if err != nil {
		return err
	}
	if c.Secret != nil && !opts.yes {
		if f.IO.CanPrompt() { // nobody is asked to replace what could not be
			if err := svc.CanKeep(ctx); err != nil {
				return err
			}
		}
		if err := opts.confirm(ctx, c); err != nil {
			return err
		}
	}
	made, err := svc.GenerateClientSecret(ctx, c.Integration.ID, c.Secret != nil || opts.yes)
	if err != nil {
		return err
	}
	f.IO.Successf("generated the client secret of %q in profile %q; it is kept in: %s", made.Integration.Name, f.Settings().Profile, made.KeptIn)
	if made.Replaced {
		f.IO.Notef("the former client secret no longer works")
	}
	f.NoteIssued()
	return opts.show(ctx, made)
}

func (opts *generateOptions) confirm(ctx context.Context, c credential.Client) error {
	opts.f.IO.Notef("integration %q has a client secret, generated on %s by %s; a new one replaces it and the old one stops working at once",
		c.Integration.Name, c.Secret.GeneratedAt.UTC().Format(time.RFC3339), c.Secret.GeneratedBy)
	return opts.f.Agree(ctx, fmt.Sprintf("Replace the client secret of %q?", c.Integration.Name),
		cmdutil.Refusal("not replaced; the client secret of %q still works", c.Integration.Name))
}

// generated is a new client secret as -o json shows it, this once.
type generated struct {
	view

	ClientSecret string `json:"client_secret,omitempty"`
	Replaced     bool   `json:"replaced"`
	KeptIn       string `json:"kept_in"`
	CopiedTo     string `json:"copied_to,omitempty"`
}

// show hands the secret over. Unlike elsewhere a reader who is gone is an error:
// there is no second time.
func (opts *generateOptions) show(ctx context.Context, made credential.NewClientSecret) error {
	f := opts.f
	lost := cmdutil.Lost{
		What: fmt.Sprintf("the client secret of %q is generated, but could not be shown", made.Integration.Name),
		Hint: fmt.Sprintf("generate another one: incodectl credentials generate-secret %s --yes", made.Integration.Name),
	}
	if opts.secretOnly {
		return f.PrintOnce(made.Value.Reveal()+"\n", lost)
	}
	v := generated{view: viewOf(f, made.Client), ClientSecret: made.Value.Reveal(), Replaced: made.Replaced, KeptIn: string(made.KeptIn)}
	if opts.clipboard.Copy {
		if v.CopiedTo = opts.clipboard.Put(ctx, f, made.Value, "the client secret"); v.CopiedTo != "" {
			v.ClientSecret = ""
		}
	}
	f.IO.Notef("this is the only time it is shown; store it in your secrets manager")
	object := output.Object(v, v.ClientID,
		output.Field{Label: "Integration", Value: v.Integration},
		output.Field{Label: v.clientTitle(), Value: v.client()},
		output.Field{Label: "Client secret", Value: v.ClientSecret},
		output.Field{Label: "Token endpoint", Value: v.TokenEndpoint},
		output.Field{Label: "Kept in", Value: v.KeptIn},
		output.Field{Label: "Copied to", Value: v.CopiedTo})
	if v.ClientSecret == "" { // whoever asked has it in the clipboard
		return f.Render(object)
	}
	return f.RenderOnce(object, lost)
}

package apikeys

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/verification"
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
		Use:   "revoke KEY",
		Short: "Revoke an API key for good",
		Long: `Revoke an API key, named by its name, ID or fingerprint, and remove it from the
secret store. All other keys stay valid.

It shows the open sessions that were requested with the key and asks first, or
takes --yes. Those sessions are cancelled: Incode aborts a running session whose
key is revoked.`,
		Example:           "  incodectl api-keys revoke jira\n  incodectl api-keys revoke jira --yes --reason 'left in a log'",
		Args:              cmdutil.Exact("KEY"),
		ValidArgsFunction: completeKeys(f),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.ref = args[0]
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
	r, err := svc.PreviewRevokeAPIKey(ctx, opts.ref)
	if fault.Is(err, fault.Conflict) {
		// What kept the revocation from removing the key may be over.
		if was, ferr := svc.ForgetRevoked(ctx, r.Key); ferr == nil && was {
			f.IO.Notef("removed what was left of API key %q", r.Key.Name)
		}
	}
	if err != nil {
		return err
	}
	if !opts.yes {
		tell(f, r)
		err := f.Agree(ctx, fmt.Sprintf("Revoke API key %q for good?", r.Key.Name),
			cmdutil.Refusal("not revoked; API key %q is still valid", r.Key.Name))
		if err != nil {
			return err
		}
	}
	done, err := svc.RevokeAPIKey(ctx, r)
	if err != nil {
		return err
	}
	f.IO.Successf("revoked API key %q; %s cancelled", done.Key.Name, cmdutil.Count(len(done.Sessions), "open session was", "open sessions were"))
	return f.Render(revoked(done))
}

// most is how many sessions a preview names; there may be thousands.
const most = 20

func tell(f *cmdutil.Factory, r credential.Revocation) {
	f.IO.Notef("this revokes API key %q (%s, ends in %s) of profile %q for good and cancels %s",
		r.Key.Name, r.Key.ID, r.Key.Hint, f.Settings().Profile,
		cmdutil.Count(len(r.Sessions), "open session that used it", "open sessions that used it"))
	for _, s := range r.Sessions[:min(most, len(r.Sessions))] {
		f.IO.Notef("  %s", line(s))
	}
	if more := len(r.Sessions) - most; more > 0 {
		f.IO.Notef("  and %d more: incodectl sessions list", more)
	}
}

func line(s verification.Session) string {
	return fmt.Sprintf("%s (%s, for %s)", s.ID, s.LoginHint, s.IntegrationName)
}

// stopped is a cancelled session as -o json shows it.
type stopped struct {
	ID          string `json:"id"`
	LoginHint   string `json:"login_hint"`
	Integration string `json:"integration"`
}

func revoked(r credential.Revocation) output.View {
	v := struct {
		view
		Cancelled []stopped `json:"cancelled_sessions"`
	}{viewOf(r.Key), make([]stopped, len(r.Sessions))}
	lines := make([]string, len(r.Sessions))
	for i, s := range r.Sessions {
		v.Cancelled[i] = stopped{s.ID, s.LoginHint, s.IntegrationName}
		lines[i] = line(s)
	}
	return output.Object(v, v.ID,
		output.Field{Label: "Name", Value: v.Name},
		output.Field{Label: "ID", Value: v.ID},
		output.Field{Label: "Revoked", Value: v.revoked()},
		output.Field{Label: "Sessions cancelled", Value: strings.Join(lines, "; ")})
}

package directory

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/output"
)

type getOptions struct {
	f           *cmdutil.Factory
	hint        string
	integration string
	reveal      bool
}

func newCmdGet(f *cmdutil.Factory, runF func(context.Context, *getOptions) error) *cobra.Command {
	opts := &getOptions{f: f}
	if runF == nil {
		runF = runGet
	}
	cmd := &cobra.Command{
		Use:     "get LOGIN_HINT",
		Aliases: []string{"show"},
		Short:   "Show one person: record, identity, sessions",
		Long: `Show one person: the record with all claims, the verified identity, the sessions
with their results, newest first, and which integrations would use this record.
It is for a reader: everything but the login is masked unless --reveal. Scripts
that need the record itself use "lookup".`,
		Example: "  incodectl directory get ada@corp.example\n  incodectl directory get 004711 --reveal",
		Args:    cmdutil.Exact("LOGIN_HINT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.hint = args[0]
			return runF(cmd.Context(), opts)
		},
	}
	cmdutil.DirectoryFlag(f, cmd, &opts.integration, "look only in this `integration` (ID or name)")
	cmd.Flags().BoolVar(&opts.reveal, "reveal", false, "do not mask claims")
	return cmd
}

func runGet(ctx context.Context, opts *getOptions) error {
	f := opts.f
	sessions, err := f.Sessions(ctx)
	if err != nil {
		return err
	}
	d, err := sessions.PersonDetail(ctx, opts.hint, opts.integration)
	if err != nil {
		return err
	}
	found := d.Found
	v := viewOf(found.User, found.Integration.Name, true)
	if !opts.reveal {
		maskPerson(&v)
	}
	now := f.Now()
	view := detailView{
		foundView: foundView{
			personView: v, MatchedBy: found.Kind,
			SyncedAt: optional(found.SyncedAt), AgeSeconds: seconds(now, found.SyncedAt),
			FullSyncNeeded: found.Integration.FullSyncNeeded,
		},
		enrollmentView: enrollmentOf(personOf(d)), Identity: identityOf(d.Identity), Sessions: visitsOf(d.Sessions), UsedBy: usersOf(d.UsedBy),
	}
	fields := append(v.fields(), output.Field{Label: "Data confirmed", Value: age(now, found.SyncedAt)})
	return f.Render(output.Object(view, v.Login, append(fields, view.fields()...)...))
}

// maskPerson hides everything but the login.
func maskPerson(v *personView) {
	v.Name = claims.Mask(claims.Name, v.Name)
	v.Email = claims.Mask(claims.Email, v.Email)
	v.EmployeeID = claims.Mask(claims.EmployeeID, v.EmployeeID)
	hints := make([]directory.Hint, len(v.Hints))
	for i, h := range v.Hints {
		hints[i] = h
		if h.Kind != directory.HintLogin {
			hints[i].Value = maskHint(h)
		}
	}
	v.Hints = hints
	v.Claims = claims.MaskSet(v.Claims)
}

func maskHint(h directory.Hint) string {
	if h.Kind == directory.HintEmployeeID {
		return claims.Mask(claims.EmployeeID, h.Value)
	}
	return claims.Mask(claims.Email, h.Value)
}

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
		Short:   "Show one person with all claims",
		Long: `Show one person with all claims, for a reader: everything but the login is
masked unless --reveal. Scripts that need the record itself use "lookup".`,
		Example: "  incodectl directory get ada@corp.example\n  incodectl directory get 004711 --reveal",
		Args:    cmdutil.Exact("LOGIN_HINT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.hint = args[0]
			return runF(cmd.Context(), opts)
		},
	}
	cmdutil.IntegrationFlag(f, cmd, &opts.integration, "look only in this `integration` (ID or name)")
	cmd.Flags().BoolVar(&opts.reveal, "reveal", false, "do not mask claims")
	return cmd
}

func runGet(ctx context.Context, opts *getOptions) error {
	f := opts.f
	dir, err := f.Directory(ctx)
	if err != nil {
		return err
	}
	found, err := dir.Lookup(ctx, opts.hint, opts.integration)
	if err != nil {
		return err
	}
	v := viewOf(found.User, found.Integration.Name, true)
	if !opts.reveal {
		maskPerson(&v)
	}
	now := f.Now()
	return f.Render(output.Object(foundView{
		personView: v, MatchedBy: found.Kind,
		SyncedAt: optional(found.SyncedAt), AgeSeconds: seconds(now, found.SyncedAt),
		FullSyncNeeded: found.Integration.FullSyncNeeded,
	}, v.Login, append(v.fields(), output.Field{Label: "Data confirmed", Value: age(now, found.SyncedAt)})...))
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

package directory

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/output"
)

type lookupOptions struct {
	f           *cmdutil.Factory
	hint        string
	integration string
}

func newCmdLookup(f *cmdutil.Factory, runF func(context.Context, *lookupOptions) error) *cobra.Command {
	opts := &lookupOptions{f: f}
	if runF == nil {
		runF = runLookup
	}
	cmd := &cobra.Command{
		Use:   "lookup --login-hint H",
		Short: "Find exactly the record a login hint stands for",
		Long: `Find exactly the record a login hint stands for, unmasked, with its integration
and the age of the data. A login hint is a login or UPN, an e-mail address, an
alias or an employee ID; case counts only in employee IDs.

Nobody answering is exit code 3, two people answering exit code 6; both are
named and never guessed between. People who are inactive or missing do not
compete with an active one, and are shown as what they are.`,
		Example: `  incodectl directory lookup --login-hint ada@corp.example -o json
  incodectl directory lookup --login-hint 004711 --integration corp`,
		Args: cmdutil.Exact(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	cmd.Flags().StringVar(&opts.hint, "login-hint", "", "the person's login `hint`: login, UPN, e-mail address, alias or employee ID")
	cmdutil.DirectoryFlag(f, cmd, &opts.integration, "look only in this `integration` (ID or name)")
	_ = cmd.MarkFlagRequired("login-hint")
	return cmd
}

// foundView is a looked-up person as -o json shows them.
type foundView struct {
	personView
	MatchedBy  directory.HintKind `json:"matched_by"`
	SyncedAt   *time.Time         `json:"synced_at"`   // when the data was last confirmed
	AgeSeconds *int64             `json:"age_seconds"` // null when never synced
	// FullSyncNeeded says why the record may be of another organisation.
	FullSyncNeeded string `json:"full_sync_needed,omitempty"`
}

func runLookup(ctx context.Context, opts *lookupOptions) error {
	f := opts.f
	dir, err := f.Directory(ctx)
	if err != nil {
		return err
	}
	found, err := dir.Lookup(ctx, opts.hint, opts.integration)
	if err != nil {
		return err
	}
	if why := found.Integration.FullSyncNeeded; why != "" {
		f.IO.Warnf("%s: %s; run a full sync", found.Integration.Name, why)
	}
	now := f.Now()
	v := viewOf(found.User, found.Integration.Name, true)
	fields := append(v.fields(),
		output.Field{Label: "Matched by", Value: string(found.Kind)},
		output.Field{Label: "Data confirmed", Value: age(now, found.SyncedAt)})
	return f.Render(output.Object(foundView{
		personView: v, MatchedBy: found.Kind,
		SyncedAt: optional(found.SyncedAt), AgeSeconds: seconds(now, found.SyncedAt),
		FullSyncNeeded: found.Integration.FullSyncNeeded,
	}, v.Login, fields...))
}

package apikeys

import (
	"context"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/output"
)

type listOptions struct {
	f      *cmdutil.Factory
	active bool
}

func newCmdList(f *cmdutil.Factory, runF func(context.Context, *listOptions) error) *cobra.Command {
	opts := &listOptions{f: f}
	if runF == nil {
		runF = runList
	}
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List the API keys",
		Long: `List the API keys of the profile, newest first, also revoked ones. A key itself
is never listed: only its fingerprint, the SHA-256, and its last four digits.
-o name prints the IDs.`,
		Example: "  incodectl api-keys list\n  incodectl api-keys list --active -o json",
		Args:    cmdutil.Exact(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	cmd.Flags().BoolVar(&opts.active, "active", false, "only keys in use")
	return cmd
}

func runList(ctx context.Context, opts *listOptions) error {
	svc, err := opts.f.Credentials(ctx)
	if err != nil {
		return err
	}
	keys, err := svc.APIKeys(ctx)
	if err != nil {
		return err
	}
	if opts.active {
		keys = slices.DeleteFunc(keys, credential.APIKey.Revoked)
	}
	return opts.f.RenderPaged(ctx, output.List[credential.APIKey]{
		Columns: []output.Column[credential.APIKey]{
			{Title: "Name", Value: func(k credential.APIKey) string { return k.Name }},
			{Title: "Ends in", Value: func(k credential.APIKey) string { return k.Hint }},
			{Title: "Fingerprint", Extra: true, Value: func(k credential.APIKey) string { return short(k.Fingerprint) }},
			{Title: "Created", Value: func(k credential.APIKey) string { return k.CreatedAt.UTC().Format(time.RFC3339) }},
			{Title: "By", Extra: true, Value: func(k credential.APIKey) string { return k.CreatedBy }},
			{Title: "Revoked", Value: func(k credential.APIKey) string { return viewOf(k).revoked() }},
		},
		Name:   func(k credential.APIKey) string { return k.ID },
		Object: func(k credential.APIKey) any { return viewOf(k) },
		Empty:  "there are no API keys; generate one: incodectl api-keys generate --name NAME",
	}.View(keys))
}

package integrations

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/prompt"
)

type deleteOptions struct {
	f   *cmdutil.Factory
	ref string
	yes bool
}

func newCmdDelete(f *cmdutil.Factory, runF func(context.Context, *deleteOptions) error) *cobra.Command {
	opts := &deleteOptions{f: f}
	if runF == nil {
		runF = runDelete
	}
	cmd := &cobra.Command{
		Use:     "delete INTEGRATION",
		Aliases: []string{"rm"},
		Short:   "Delete an integration for good",
		Long: `Delete an integration for good, with its synced people, its runs and its secret.

It shows what goes, then asks for the name to be typed, or takes --yes. This
cannot be undone: the Integration ID is never valid again, and anything that
still refers to it stops working. Mend such references first.`,
		Example:           "  incodectl integrations delete corp\n  incodectl integrations delete corp --yes",
		Args:              cmdutil.Exact("INTEGRATION"),
		ValidArgsFunction: cmdutil.CompleteIntegrations(f, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.ref = args[0]
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().BoolVarP(&opts.yes, "yes", "y", false, "delete without asking")
	return cmd
}

func runDelete(ctx context.Context, opts *deleteOptions) error {
	f := opts.f
	svc, err := f.Integrations(ctx)
	if err != nil {
		return err
	}
	doomed, err := svc.PreviewDelete(ctx, opts.ref)
	if err != nil {
		return err
	}
	in := doomed.Integration
	if !opts.yes {
		f.IO.Notef("this deletes integration %q (%s) of profile %q for good, with %s",
			in.Name, in.ID, f.Settings().Profile, strings.Join(losses(doomed), ", "))
		err := f.Prompt.TypeName(ctx, prompt.Question{Label: "deleting an integration cannot be undone", Flag: "yes"}, in.Name)
		if err != nil {
			return err
		}
	}
	grave, err := svc.Delete(ctx, doomed)
	if err != nil {
		return err
	}
	f.IO.Successf("deleted integration %q; its ID %s is never valid again", grave.Name, grave.ID)
	return f.Render(output.Object(map[string]any{
		"id": grave.ID, "name": grave.Name, "template": grave.Template,
		"deleted_at": grave.DeletedAt, "deleted_by": grave.DeletedBy, "users": doomed.Dependents.Users,
	}, grave.ID,
		output.Field{Label: "Deleted", Value: grave.ID},
		output.Field{Label: "Name", Value: grave.Name},
		output.Field{Label: "People removed", Value: fmt.Sprint(doomed.Dependents.Users)}))
}

func losses(d integration.Doomed) []string {
	lost := []string{
		cmdutil.Count(d.Dependents.Users, "synced person", "synced people"),
		cmdutil.Count(d.Dependents.Runs, "sync run", "sync runs"),
	}
	if d.Secret {
		lost = append(lost, "its secret")
	}
	return lost
}

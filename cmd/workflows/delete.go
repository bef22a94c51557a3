package workflows

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
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
		Use:     "delete WORKFLOW",
		Aliases: []string{"rm"},
		Short:   "Delete a workflow for good",
		Long: `Delete a workflow for good, with its policy and the history of it. Refused while
integrations are linked to it; they are named. Sessions that were requested keep
what they were requested with.

It shows what goes, then asks for the name to be typed, or takes --yes.`,
		Example:           "  incodectl workflows delete sign-in\n  incodectl workflows delete sign-in --yes",
		Args:              cmdutil.Exact("WORKFLOW"),
		ValidArgsFunction: cmdutil.CompleteWorkflows(f, 1),
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
	svc, err := f.Workflows(ctx)
	if err != nil {
		return err
	}
	doomed, err := svc.PreviewDelete(ctx, opts.ref)
	if err != nil {
		return err
	}
	if err := doomed.Refusal(); err != nil {
		return err
	}
	w := doomed.Workflow
	if !opts.yes {
		f.IO.Notef("this deletes workflow %q (Configuration ID %s) of profile %q for good, with %s of its policy",
			w.Name, w.ConfigurationID, f.Settings().Profile, cmdutil.Count(w.PolicyVersion, "version", "versions"))
		err := f.Prompt.TypeName(ctx, prompt.Question{Label: "deleting a workflow cannot be undone", Flag: "yes"}, w.Name)
		if err != nil {
			return err
		}
	}
	if err := svc.Delete(ctx, doomed); err != nil {
		return err
	}
	f.IO.Successf("deleted workflow %q; the Configuration ID %s stays Incode's and can be used again", w.Name, w.ConfigurationID)
	return f.Render(output.Object(map[string]any{
		"id": w.ID, "name": w.Name, "configuration_id": w.ConfigurationID, "policy_version": w.PolicyVersion,
	}, w.ConfigurationID,
		output.Field{Label: "Deleted", Value: w.ID},
		output.Field{Label: "Name", Value: w.Name},
		output.Field{Label: "Configuration ID", Value: w.ConfigurationID},
		output.Field{Label: "Policy versions removed", Value: strconv.Itoa(w.PolicyVersion)}))
}

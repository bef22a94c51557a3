package workflows

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/workflow"
)

type editOptions struct {
	f             *cmdutil.Factory
	ref           string
	name          string
	configuration string
	policy        policyFlags
	force         bool
}

func newCmdEdit(f *cmdutil.Factory, runF func(context.Context, *editOptions) error) *cobra.Command {
	opts := &editOptions{f: f}
	if runF == nil {
		runF = runEdit
	}
	cmd := &cobra.Command{
		Use:     "edit WORKFLOW",
		Aliases: []string{"update"},
		Short:   "Change a workflow or its policy",
		Long: `Change a workflow. Only what is named changes. Another policy is the next version
of it: it decides sessions requested from then on, while those requested before
keep theirs; the same policy again is no change.

--policy replaces the whole policy. --set and --unset change single values of it,
in the present one unless --policy is given too. Their paths are those of a policy
file: claims.birthdate.mode, email_domains.ignore_tags; of a group's rules
groups.contractors.claims.name.mode, a new group 'groups.contractors={preset: strict}'.

The Configuration ID of a workflow that integrations are linked to changes only
with --force: their new sessions are another workflow's from then on.`,
		Example: `  incodectl workflows edit sign-in --name sign-in-eu
  incodectl workflows edit sign-in --policy policy.yaml
  incodectl workflows edit sign-in --set claims.birthdate.mode=exact --unset claims.phone_number
  incodectl workflows edit sign-in --set preset=strict --reason "audit finding 12"`,
		Args:              cmdutil.Exact("WORKFLOW"),
		ValidArgsFunction: cmdutil.CompleteWorkflows(f, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.ref = args[0]
			for _, flag := range []string{"name", "configuration-id", "policy"} {
				if v := cmd.Flags().Lookup(flag); v.Changed && v.Value.String() == "" {
					return fault.New(fault.Usage, "--%s is empty", flag).WithHint("leave it out to keep what there is")
				}
			}
			return runF(cmd.Context(), opts)
		},
	}
	cmd.Flags().StringVar(&opts.name, "name", "", "new `name`")
	cmd.Flags().StringVar(&opts.configuration, "configuration-id", "", "new Configuration `ID`, or the address of the workflow's page")
	opts.policy.add(cmd)
	cmd.Flags().BoolVar(&opts.force, "force", false, "change the Configuration ID though integrations are linked")
	return cmd
}

// mostShown is how many changes of a policy are named one by one.
const mostShown = 20

func runEdit(ctx context.Context, opts *editOptions) error {
	f := opts.f
	svc, err := f.Workflows(ctx)
	if err != nil {
		return err
	}
	if err := svc.Gate(ctx); err != nil {
		return err
	}
	if opts.name == "" && opts.configuration == "" && !opts.policy.given() {
		return fault.New(fault.Usage, "nothing to change: no field is named").
			WithHint("name what to change: incodectl workflows edit --help")
	}
	p, err := opts.policy.read(f)
	if err != nil {
		return err
	}
	before, after, err := svc.Edit(ctx, opts.ref, workflow.EditRequest{
		Name: opts.name, ConfigurationID: opts.configuration, Policy: p,
		Set: opts.policy.set, Unset: opts.policy.unset, Force: opts.force,
	})
	if err != nil {
		return err
	}
	users, err := svc.Users(ctx, after.ID)
	if err != nil {
		return err
	}
	if err := report(f, before, after, users); err != nil {
		return err
	}
	return f.Render(object(after, users))
}

// report says what an edit did, and to whom.
func report(f *cmdutil.Factory, before, after workflow.Workflow, users []workflow.User) error {
	if after.Equal(before) {
		f.IO.Notef("workflow %q is like that already; nothing was changed", after.Name)
		return nil
	}
	f.IO.Successf("changed workflow %q in profile %q", after.Name, f.Settings().Profile)
	if after.ConfigurationID != before.ConfigurationID && len(users) > 0 {
		f.IO.Warnf("new sessions of %s have the Configuration ID %s from now on", workflow.Named(users), after.ConfigurationID)
	}
	if after.PolicyVersion == before.PolicyVersion {
		return nil
	}
	changes, err := workflow.Differences(before.Policy, after.Policy)
	if err != nil {
		return err
	}
	for i, d := range changes {
		if i == mostShown {
			f.IO.Notef("%d more changes: incodectl workflows history %s -o json", len(changes)-mostShown, after.Name)
			break
		}
		f.IO.Notef("%s", d)
	}
	f.IO.Notef("version %d of the policy decides sessions requested from now on", after.PolicyVersion)
	warn(f, after)
	return nil
}

package workflows

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/prompt"
	"github.com/incodectl/incodectl/internal/workflow"
)

type createOptions struct {
	f             *cmdutil.Factory
	name          string
	configuration string
	policy        policyFlags
}

func newCmdCreate(f *cmdutil.Factory, runF func(context.Context, *createOptions) error) *cobra.Command {
	opts := &createOptions{f: f}
	if runF == nil {
		runF = runCreate
	}
	cmd := &cobra.Command{
		Use:     "create",
		Aliases: []string{"new", "add"},
		Short:   "Create a workflow",
		Long: `Create a workflow: a name of your choice, the Configuration ID that Incode's
Dashboard shows in the opened workflow, or the address of that page, and a claims
policy. Without --policy it is the preset standard; whatever it is, all of it is
kept with the workflow, so that a change of the file or of a preset changes
nothing. At a terminal what is missing is asked for.`,
		Example: `  incodectl workflows create --name sign-in --configuration-id 65f0a1b2c3d4e5f60718293a
  incodectl workflows create --name sign-in --policy strict \
      --configuration-id https://dashboard.incode.com/workflows/65f0a1b2c3d4e5f60718293a
  incodectl workflows create --name helpdesk --configuration-id 65f0a1b2c3d4e5f60718293b \
      --set claims.birthdate.mode=exact --set 'groups.contractors={preset: strict}'`,
		Args: cmdutil.Exact(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	cmd.Flags().StringVar(&opts.name, "name", "", "`name` of your choice, unique in the profile")
	cmd.Flags().StringVar(&opts.configuration, "configuration-id", "", "Configuration `ID`, or the address of the workflow's page")
	opts.policy.add(cmd)
	return cmd
}

func runCreate(ctx context.Context, opts *createOptions) error {
	f := opts.f
	svc, err := f.Workflows(ctx)
	if err != nil {
		return err
	}
	if err := svc.Gate(ctx); err != nil {
		return err
	}
	p, err := opts.policy.read(f)
	if err != nil {
		return err
	}
	if err := opts.ask(ctx, svc); err != nil {
		return err
	}
	w, err := svc.Create(ctx, workflow.CreateRequest{
		Name: opts.name, ConfigurationID: opts.configuration, Policy: p, Set: opts.policy.set, Unset: opts.policy.unset,
	})
	if err != nil {
		return err
	}
	f.IO.Successf("created workflow %q in profile %q", w.Name, f.Settings().Profile)
	warn(f, w)
	f.IO.Notef("link an integration to it: incodectl integrations create TEMPLATE --workflow %s", w.Name)
	return f.Render(object(w, nil))
}

// ask asks for what is missing, or refuses where nobody can be asked.
func (opts *createOptions) ask(ctx context.Context, svc *workflow.Service) error {
	f := opts.f
	if !f.IO.CanPrompt() {
		switch {
		case opts.name == "" && opts.configuration == "":
			return missing("--name and --configuration-id are missing")
		case opts.name == "":
			return missing("--name is missing")
		case opts.configuration == "":
			return missing("--configuration-id is missing")
		}
		return nil
	}
	var err error
	if opts.name == "" {
		opts.name, err = f.Prompt.Input(ctx, prompt.Question{
			Label: "Name", Help: "a name of your choice", Flag: "name", Check: func(name string) error {
				if err := workflow.CheckName(name); err != nil {
					return err
				}
				if other, err := svc.Get(ctx, name); err == nil {
					return fault.New(fault.Conflict, "the name is taken by workflow %q", other.Name)
				}
				return nil
			},
		})
		if err != nil {
			return err
		}
	}
	if opts.configuration == "" {
		opts.configuration, err = f.Prompt.Input(ctx, prompt.Question{
			Label: "Configuration ID", Help: "from the opened workflow in Incode's Dashboard, or the address of that page",
			Flag: "configuration-id", Check: func(text string) error {
				_, err := workflow.ParseConfigurationID(text)
				return err
			},
		})
	}
	return err
}

func missing(what string) error {
	return fault.New(fault.Usage, "%s", what).
		WithHint("a workflow needs both: incodectl workflows create --name NAME --configuration-id ID")
}

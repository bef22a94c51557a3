package integrations

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/prompt"
)

type createOptions struct {
	f        *cmdutil.Factory
	template string // "" asks for it
	name     string
	flags    *fieldFlags
}

// newCmdCreate returns "create" with one subcommand per template, so that help
// and completion show just that template's fields.
func newCmdCreate(f *cmdutil.Factory, runF func(context.Context, *createOptions) error) *cobra.Command {
	if runF == nil {
		runF = runCreate
	}
	create := cmdutil.Group("create", "Create an integration from a template", `Create an integration from a template.

Without a template, at a terminal, everything is asked for. Nothing is saved
and no secret is stored unless every field is right. The Integration ID is
generated; -o name prints just it.`)
	create.Use = "create TEMPLATE"
	create.Example = "  incodectl integrations create okta-directory --help\n  incodectl integrations create entra-directory --help"
	create.Aliases = []string{"new", "add"}
	create.RunE = func(cmd *cobra.Command, _ []string) error {
		if !f.IO.CanPrompt() {
			return fault.New(fault.Usage, "TEMPLATE is missing").
				WithHint("see the templates: incodectl integrations templates\nthen: incodectl integrations create TEMPLATE --help")
		}
		return runF(cmd.Context(), &createOptions{f: f})
	}
	for _, t := range integration.Templates() {
		create.AddCommand(newCmdCreateFrom(f, t, runF))
	}
	return create
}

func newCmdCreateFrom(f *cmdutil.Factory, t integration.Template, runF func(context.Context, *createOptions) error) *cobra.Command {
	opts := &createOptions{f: f, template: t.ID}
	cmd := &cobra.Command{
		Use:   t.ID,
		Short: t.Title + ": " + t.Summary,
		Long:  t.Title + ": " + t.Summary + ".\nStatus: " + string(t.Status) + ".",
		Args:  cmdutil.Exact(),
		RunE:  func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	cmd.Flags().StringVar(&opts.name, "name", "", "`name` of your choice, unique in the profile")
	opts.flags = addFieldFlags(cmd, t.Fields)
	cmd.Example = examples[t.ID]
	return cmd
}

var examples = map[string]string{
	integration.OktaDirectory: `  # an API token, read from standard input
  incodectl integrations create okta-directory --name corp \
      --org-url https://corp.okta.com --auth token --secret-stdin < token.txt
  # an API Services app with a key pair, two groups, and the date of birth from a custom attribute
  incodectl integrations create okta-directory --name corp \
      --org-url https://corp.okta.com --auth private-key --client-id 0oa1abcd2EFGH3ijk4x7 \
      --key-id my-key --secret-file key.pem --group 00g1 --group 00g2 \
      --map birthdate=profile.dateOfBirth
  # only those a search finds, and a sync that stops before it deactivates more than 20 of them
  incodectl integrations create okta-directory --name sales \
      --org-url https://corp.okta.com --auth token --secret-stdin \
      --search 'profile.department eq "Sales"' --max-deactivations 20 < token.txt`,
	integration.EntraDirectory: `  # a client secret, read from standard input
  incodectl integrations create entra-directory --name corp-entra \
      --tenant-id 11111111-2222-3333-4444-555555555555 \
      --client-id 66666666-7777-8888-9999-000000000000 \
      --auth client-secret --secret-stdin \
      --map birthdate=onPremisesExtensionAttributes.extensionAttribute1 < secret.txt`,
	integration.BYODirectory: `  # coming soon; what there is now
  incodectl integrations templates`,
}

func runCreate(ctx context.Context, opts *createOptions) error {
	f := opts.f
	svc, err := f.Integrations(ctx)
	if err != nil {
		return err
	}
	if err := gate(ctx, f, svc); err != nil {
		return err
	}
	req, err := opts.request(ctx, svc)
	if err != nil {
		return err
	}
	in, from, err := svc.Create(ctx, req)
	if err != nil {
		return err
	}
	f.IO.Successf("created integration %q in profile %q", in.Name, f.Settings().Profile)
	if from != "" {
		f.IO.Notef("the secret is kept in: %s", string(from))
	}
	if scope(in.Settings) == everybody {
		f.IO.Notef("no groups were named: everybody the credential can see will be synced")
	}
	if !mapsBirthdate(in) {
		f.IO.Notef("no attribute is mapped to birthdate; matching needs one: --map birthdate=PATH")
		f.IO.Notef("see what there is to map: incodectl directory attributes %s", in.Name)
	}
	f.IO.Notef("next: incodectl integrations test %s, then incodectl directory sync %s", in.Name, in.Name)
	return f.Render(object(in))
}

func mapsBirthdate(in integration.Integration) bool {
	for _, pair := range in.Settings[integration.KeyMapping] {
		if claim, path, _ := strings.Cut(pair, "="); claim == "birthdate" && path != "" {
			return true
		}
	}
	return false
}

// gate lets a person at a terminal switch the feature on at the first create.
func gate(ctx context.Context, f *cmdutil.Factory, svc *integration.Service) error {
	err := svc.Gate(ctx)
	if !fault.Is(err, fault.FeatureDisabled) || !f.IO.CanPrompt() {
		return err
	}
	yes, perr := f.Prompt.Confirm(ctx, prompt.Question{
		Label: "The feature Integrations Ecosystem is off here. Has Incode enabled it for your organisation?",
		Help:  "an Incode representative enables it",
		Flag:  "features enable " + integration.FeatureEcosystem,
	})
	if perr != nil {
		return perr
	}
	if !yes {
		return err
	}
	return svc.SetFeature(ctx, integration.FeatureEcosystem, true)
}

// request collects what was given and asks for what is missing, if it can.
func (opts *createOptions) request(ctx context.Context, svc *integration.Service) (integration.CreateRequest, error) {
	f := opts.f
	req := integration.CreateRequest{Template: opts.template, Name: opts.name, Settings: integration.Settings{}}
	var err error
	if req.Template == "" {
		if req.Template, err = askTemplate(ctx, f.Prompt); err != nil {
			return req, err
		}
	}
	t, err := svc.Creatable(req.Template)
	if err != nil {
		return req, err
	}
	if opts.flags != nil {
		req.Settings = opts.flags.settings()
		if req.Secret, err = opts.flags.secret.Read(ctx, f); err != nil {
			return req, err
		}
	}
	if !f.IO.CanPrompt() || !incomplete(t, req.Name, req.Settings, req.Secret) {
		return req, nil
	}
	if req.Name == "" {
		req.Name, err = f.Prompt.Input(ctx, prompt.Question{
			Label: "Name", Help: "a name of your choice", Flag: "name", Check: nameChecker(ctx, svc),
		})
		if err != nil {
			return req, err
		}
	}
	req.Secret, err = ask(ctx, f, t, req.Settings, req.Secret)
	return req, err
}

// nameChecker refuses a bad or taken name at once. What else may be wrong with
// one, Create finds.
func nameChecker(ctx context.Context, svc *integration.Service) func(string) error {
	return func(name string) error {
		if err := integration.CheckName(name); err != nil {
			return err
		}
		if other, err := svc.Get(ctx, name); err == nil {
			return fault.New(fault.Conflict, "the name is taken by integration %q", other.Name)
		}
		return nil
	}
}

func askTemplate(ctx context.Context, p prompt.Prompter) (string, error) {
	options := make([]prompt.Option, 0, 3)
	for _, t := range integration.Templates() {
		o := prompt.Option{Value: t.ID, Title: t.Title}
		if t.Status != integration.StatusAvailable {
			o.Disabled = string(t.Status)
		}
		options = append(options, o)
	}
	return p.Select(ctx, prompt.Question{Label: "Template", Flag: "TEMPLATE"}, options)
}

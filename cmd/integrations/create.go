package integrations

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/prompt"
	"github.com/incodectl/incodectl/internal/secret"
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
generated; -o name prints just it.

Okta and Microsoft Entra are there twice. A directory integration (okta-directory,
entra-directory) supplies the people and their attributes that claims are
matched against; it has no workflow and never starts a session. An IAM
integration (okta-idv, okta-idp, entra-eam) is for authentication: it starts
sessions when people sign in or reset a credential, and has a workflow. Create
and sync the directory first.`)
	create.Use = "create TEMPLATE"
	create.Example = "  incodectl integrations create okta-directory --help\n  incodectl integrations create entra-directory --help\n  incodectl integrations create oidc --help"
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
	opts.flags = addFieldFlags(f, cmd, t.Fields)
	if t.Category == integration.CategoryDirectory {
		cmd.SetFlagErrorFunc(noWorkflow)
	}
	cmd.Example = examples[t.ID]
	return cmd
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
	if err := opts.tell(ctx, svc, in, from); err != nil {
		return err
	}
	v, err := object(ctx, f, svc, in)
	if err != nil {
		return err
	}
	return f.Render(v)
}

// tell says what is next for a new integration.
func (opts *createOptions) tell(ctx context.Context, svc *integration.Service, in integration.Integration, from secret.Origin) error {
	f := opts.f
	if from != "" {
		f.IO.Notef("the secret is kept in: %s", string(from))
	}
	if in.Category != integration.CategoryDirectory {
		if err := warnMissing(ctx, f, svc, in); err != nil {
			return err
		}
		advise(f, in)
		f.IO.Notef("next: incodectl integrations test %s", in.Name)
		return nil
	}
	if _, _, err := svc.Secret(ctx, in); in.Settings.Get(integration.KeySecretEnv) != "" && err != nil {
		f.IO.Warnf("%s", err.Error())
	}
	if scope(in.Settings) == everybody {
		f.IO.Notef("no groups were named: everybody the credential can see will be synced")
	}
	if !mapsBirthdate(in) {
		f.IO.Notef("no attribute is mapped to birthdate; matching needs one: --map birthdate=PATH")
		f.IO.Notef("see what there is to map: incodectl directory attributes %s", in.Name)
	}
	f.IO.Notef("next: incodectl integrations test %s, then incodectl directory sync %s", in.Name, in.Name)
	return nil
}

// warnMissing says which steps are missing before an integration can do its
// work, in order.
func warnMissing(ctx context.Context, f *cmdutil.Factory, svc *integration.Service, in integration.Integration) error {
	steps, err := svc.Missing(ctx, in)
	for _, s := range steps {
		f.IO.Warnf("%s", s.Message)
		f.IO.Hintf("%s", s.Hint)
	}
	return err
}

// noWorkflow explains to whoever gives a directory a workflow that it has none.
func noWorkflow(cmd *cobra.Command, err error) error {
	missing, ok := errors.AsType[*pflag.NotExistError](err)
	if ok && missing.GetSpecifiedName() == "workflow" {
		return fault.New(fault.Usage, "unknown flag: --workflow: %s", integration.NoWorkflow).
			WithHint("workflows belong to what starts sessions: incodectl integrations templates")
	}
	return cmd.Parent().FlagErrorFunc()(cmd, err)
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
	req.Secret, err = ask(ctx, f, svc, t, req.Settings, req.Secret)
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

package incode

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/endpoint"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/incode/connection"
	"github.com/incodectl/incodectl/internal/prompt"
	"github.com/incodectl/incodectl/internal/secret"
)

type connectOptions struct {
	f       *cmdutil.Factory
	request connection.Request
	secret  cmdutil.SecretFlags
	apiKey  string // file
	admin   string // file
	noCheck bool
}

func newCmdConnect(f *cmdutil.Factory, runF func(context.Context, *connectOptions) error) *cobra.Command {
	opts := &connectOptions{f: f}
	if runF == nil {
		runF = runConnect
	}
	cmd := &cobra.Command{
		Use:   "connect",
		Short: "Store the profile's credentials for Incode",
		Long: `Store the profile's credentials for Incode: the client ID and secret of OIDC
Client Credentials (Integrations > Custom in Incode's Dashboard) and an API key
(Configuration > API Keys). What is not passed is asked for at a terminal, also
whether they are of the demo or the production environment. An administrator's
token is needed only where the API key may not read sessions.

The client secret is tried before anything is kept, the API key by the first
request. The credentials go to the secret store, the rest to the profile's
section of the config file. They are sent to the addresses they were stored for
and no others: whoever connects to other ones passes the credentials again. What
is not passed otherwise stays, so that one credential can be replaced alone.`,
		Example: `  incodectl incode connect --client-id ID --environment production --secret-file secret.txt --api-key-file key.txt
  incodectl incode connect --api-key-file new-key.txt
  incodectl incode connect`,
		Args: cmdutil.Exact(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runF(cmd.Context(), opts) },
	}
	r := &opts.request
	cmd.Flags().StringVar(&r.ClientID, "client-id", "", "client `ID` of OIDC Client Credentials")
	cmd.Flags().StringVar(&r.Environment, "environment", "", "Incode's `environment`: demo, production (default \"demo\")")
	cmd.Flags().StringVar(&r.AuthURL, "auth-url", "", "`address` that gives out tokens, instead of the environment's own")
	cmd.Flags().StringVar(&r.APIURL, "api-url", "", "`address` of the API, instead of the environment's own")
	opts.secret.Add(cmd)
	cmd.Flags().StringVar(&opts.apiKey, "api-key-file", "", "read the API key from this `file`")
	cmd.Flags().StringVar(&opts.admin, "admin-token-file", "", "read an administrator's token from this `file`")
	cmd.Flags().BoolVar(&opts.noCheck, "no-check", false, "store the credentials without trying them")
	_ = cmd.MarkFlagFilename("api-key-file")
	_ = cmd.MarkFlagFilename("admin-token-file")
	_ = cmd.RegisterFlagCompletionFunc("environment", cobra.FixedCompletions(environments(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func environments() []string { return []string{"demo", "production"} }

// check brings the values of flags to their form, before anything is read.
func (opts *connectOptions) check() error {
	r := &opts.request
	if e := r.Environment; e != "" && e != "demo" && e != "production" {
		return fault.New(fault.Usage, "--environment is demo or production, not %q", e)
	}
	for flag, address := range map[string]*string{"auth-url": &r.AuthURL, "api-url": &r.APIURL} {
		if *address == "" {
			continue
		}
		u, err := endpoint.Parse(*address)
		if err != nil {
			return fault.Wrap(err, fault.Usage, "--%s", flag)
		}
		*address = u.String()
	}
	return nil
}

// read takes the credentials from where the flags say.
func (opts *connectOptions) read(ctx context.Context) (err error) {
	r := &opts.request
	if r.ClientSecret, err = opts.secret.Read(ctx, opts.f); err != nil {
		return err
	}
	for _, from := range []struct {
		flag, path string
		into       *secret.Value
	}{{"api-key-file", opts.apiKey, &r.APIKey}, {"admin-token-file", opts.admin, &r.AdminToken}} {
		if from.path == "" {
			continue
		}
		if *from.into, err = cmdutil.ReadSecretFile(from.path, from.flag); err != nil {
			return err
		}
	}
	return nil
}

func runConnect(ctx context.Context, opts *connectOptions) error {
	f := opts.f
	if err := opts.check(); err != nil {
		return err
	}
	svc, err := f.Incode(ctx)
	if err != nil {
		return err
	}
	if err := opts.read(ctx); err != nil {
		return err
	}
	if err := opts.ask(ctx, svc); err != nil {
		return err
	}
	draft, err := svc.Prepare(ctx, opts.request)
	if err != nil {
		return err
	}
	if err := svc.Connect(ctx, draft, !opts.noCheck); err != nil {
		return err
	}
	f.IO.Successf("profile %q %s Incode at %s", f.Settings().Profile, opts.verb(), draft.Credentials.APIURL)
	f.IO.Notef("%s", opts.tried())
	opts.warn(svc, draft)
	return f.Render(connected(f.Settings().Profile, draft))
}

func (opts *connectOptions) verb() string {
	if opts.noCheck {
		return "is set up for"
	}
	return "works with"
}

// tried says what the connection was made sure of. Incode has no request that only
// tries an API key.
func (opts *connectOptions) tried() string {
	if opts.noCheck {
		return "neither the client secret nor the API key was tried"
	}
	return "the client secret works: Incode gave an access token; the API key is tried by the first request"
}

// askEnvironment asks which environment is meant, where neither a flag nor a
// setting says it: credentials of the one are of no use in the other.
func (opts *connectOptions) askEnvironment(ctx context.Context) (err error) {
	r := &opts.request
	if !opts.f.IO.CanPrompt() || !opts.f.Settings().Incode.Assumed || r.Environment != "" || r.AuthURL != "" {
		return nil
	}
	r.Environment, err = opts.f.Prompt.Select(ctx, prompt.Question{
		Label: "Environment", Flag: "environment", Default: "demo", Help: "the one whose Dashboard issued the credentials",
	}, []prompt.Option{{Value: "demo", Title: "for trying out"}, {Value: "production", Title: "for real people"}})
	return err
}

// ask gets what is missing from whoever is at the terminal.
func (opts *connectOptions) ask(ctx context.Context, svc *connection.Service) error {
	if err := opts.askEnvironment(ctx); err != nil {
		return err
	}
	draft, err := svc.Prepare(ctx, opts.request)
	if err != nil {
		return err
	}
	p, r := opts.f.Prompt, &opts.request
	if draft.NeedsClientID() {
		r.ClientID, err = p.Input(ctx, prompt.Question{
			Label: "Client ID", Flag: "client-id", Help: "Integrations > Custom > OIDC Client Credentials in Incode's Dashboard", Check: notEmpty,
		})
		if err != nil {
			return err
		}
	}
	if draft.NeedsClientSecret() {
		if r.ClientSecret, err = p.Secret(ctx, prompt.Question{Label: "Client secret", Flag: "--secret-stdin or --secret-file"}); err != nil {
			return err
		}
	}
	if draft.NeedsAPIKey() {
		r.APIKey, err = p.Secret(ctx, prompt.Question{Label: "API key", Flag: "api-key-file", Help: "Configuration > API Keys in Incode's Dashboard"})
	}
	return err
}

func notEmpty(s string) error {
	if s == "" {
		return fault.New(fault.Usage, "it is needed")
	}
	return nil
}

// warn says which environment variables win over what was just stored.
func (opts *connectOptions) warn(svc *connection.Service, d connection.Draft) {
	in := svc.Settings()
	for _, one := range []struct {
		now  connection.Setting
		then string
	}{
		{in.Environment, d.Environment},
		{in.AuthURL, d.Credentials.AuthURL},
		{in.APIURL, d.Credentials.APIURL},
		{in.ClientID, d.Credentials.ClientID},
	} {
		if name, ok := environment(one.now.Source); ok && one.now.Value != one.then {
			opts.f.IO.Warnf("%s is set to %q and wins over what was stored", name, one.now.Value)
		}
	}
}

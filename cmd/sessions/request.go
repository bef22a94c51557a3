package sessions

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/cmd/match/decision"
	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/timespan"
	"github.com/incodectl/incodectl/internal/verification"
)

type requestOptions struct {
	f        *cmdutil.Factory
	validFor string
	notify   string
	request  verification.RequestOptions
}

func newCmdRequest(f *cmdutil.Factory, runF func(context.Context, *requestOptions) error) *cobra.Command {
	opts := &requestOptions{f: f}
	if runF == nil {
		runF = runRequest
	}
	cmd := &cobra.Command{
		Use:   "request --integration INTEGRATION --login-hint H",
		Short: "Request a verification session for a person",
		Long: `Request a verification session for a person, by Integration ID.

Before anything is sent it is made sure that the organisation feature is on, that
the integration exists, is no directory and has a workflow, and that the login
hint stands for exactly one active person in the directory the integration uses.

With Incode credentials in the profile (see incodectl incode) Incode is asked for
the session, once. The link it answers with opens the session for whoever has it:
it is printed, as the field "url" of -o json, and neither stored nor logged.
--notify has Incode send it to the person, to the e-mail address or phone number
on their directory record. If Incode does not answer, nobody knows whether it
made a session; the command then says so, ends with exit code 9, and does not ask
again by itself.

Without credentials, or with --local, it is a local session: nothing is sent, and
--notify notifies nobody. A script that must not end up with one says --incode.

-o name prints the session's ID alone.`,
		Example: `  incodectl sessions request --integration helpdesk --login-hint ada@corp.example
  incodectl sessions request --integration helpdesk --login-hint 004711 --notify sms --valid-for 1h
  id=$(incodectl sessions request --integration portal --login-hint ada --local -o name)`,
		Args: cmdutil.Exact(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := opts.check(); err != nil {
				return err
			}
			return runF(cmd.Context(), opts)
		},
	}
	r := &opts.request
	cmdutil.StartingFlag(f, cmd, &r.Integration, "the `integration` (ID or name) the session is for")
	cmd.Flags().StringVar(&r.LoginHint, "login-hint", "", "the person's login `hint`: login, UPN, e-mail address, alias or employee ID")
	cmd.Flags().StringVar(&opts.notify, "notify", "", "have Incode send the link to the person: `email` or sms")
	cmd.Flags().StringVar(&opts.validFor, "valid-for", timespan.String(verification.DefaultValidity), "how long the link is valid, a `span` from 1m to 7d")
	cmd.Flags().StringVar(&r.ExternalCustomerID, "external-customer-id", "", "your own `ID` for the session, handed on to Incode")
	cmd.Flags().StringVar(&r.APIKey, "api-key", "", "`name` of the API key a local session counts as requested with")
	cmd.Flags().BoolVar(&r.Local, "local", false, "send nothing, though the profile has Incode credentials")
	cmd.Flags().BoolVar(&r.Incode, "incode", false, "fail rather than make a local session where the profile has no Incode credentials")
	cmd.MarkFlagsMutuallyExclusive("local", "incode")
	cmd.MarkFlagsMutuallyExclusive("api-key", "incode")
	_ = cmd.MarkFlagRequired("integration")
	_ = cmd.MarkFlagRequired("login-hint")
	_ = cmd.RegisterFlagCompletionFunc("notify", cobra.FixedCompletions(
		[]string{string(verification.NotifyEmail), string(verification.NotifySMS)}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("api-key", func(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return f.APIKeyNames(cmd), cobra.ShellCompDirectiveNoFileComp
	})
	return cmd
}

// check reads the flags that are more than text.
func (opts *requestOptions) check() error {
	r := &opts.request
	switch r.Notify = verification.Notification(opts.notify); r.Notify {
	case verification.NotifyNone, verification.NotifyEmail, verification.NotifySMS:
	default:
		return fault.New(fault.Usage, "--notify %q: want email or sms", opts.notify)
	}
	var err error
	if r.ValidFor, err = timespan.Parse(opts.validFor); err != nil {
		return fault.Wrap(err, fault.Usage, "--valid-for")
	}
	if r.ValidFor < verification.MinValidity || r.ValidFor > verification.MaxValidity || r.ValidFor%time.Minute != 0 {
		return fault.New(fault.Usage, "--valid-for %s: want whole minutes from %s to %s", opts.validFor,
			timespan.String(verification.MinValidity), timespan.String(verification.MaxValidity))
	}
	if r.Local && r.Notify != verification.NotifyNone {
		return fault.New(fault.Usage, "--local and --notify cannot be used together: a local session has no link to send")
	}
	return nil
}

func runRequest(ctx context.Context, opts *requestOptions) error {
	f := opts.f
	svc, err := f.Sessions(ctx)
	if err != nil {
		return err
	}
	made, err := svc.Request(ctx, opts.request)
	s := made.Session
	if errors.Is(err, verification.ErrUnknown) && ctx.Err() != nil {
		// The error is said to be an interrupt and nothing else.
		f.IO.Warnf("whether Incode made session %s is unknown: look in its Dashboard; to try again, first run: incodectl sessions expire %s", s.ID, s.ID)
	}
	if errors.Is(err, verification.ErrUnknown) {
		// It is stored, so scripts get its ID.
		return errors.Join(err, f.Render(madeView(f, made)))
	}
	if err != nil {
		return err
	}
	f.IO.Successf("requested session %s for %s: %s of %s", s.ID, s.IntegrationName, made.Found.User.Login, made.Found.Integration.Name)
	if in := made.Found.Integration; len(s.Policy.Groups) > 0 && !mapsGroups(in) {
		f.IO.Warnf("the policy has rules for groups, but %s maps no groups: everybody of it gets the rules for everybody (incodectl integrations edit %s --map groups=PATH)", in.Name, in.Name)
	}
	if s.Origin == verification.Local && opts.request.Notify != verification.NotifyNone {
		f.IO.Warnf("nobody is notified: the profile has no Incode credentials")
	}
	switch {
	case s.Origin == verification.Local:
		f.IO.Notef("a local session: nothing is sent; bring the claims with: incodectl sessions complete %s --claims FILE", s.ID)
	case s.Notify != verification.NotifyNone:
		f.IO.Notef("Incode sends the link by %s; here it is shown once and not kept", s.Notify)
	case f.Settings().Format == output.Name:
		f.IO.Warnf("-o name leaves the link out, and it is not kept; use -o json, or --notify to have Incode send it")
	default:
		f.IO.Notef("give the link to nobody but the person: whoever has it can use it; it is shown once and not kept")
	}
	if made.URL == "" || s.Notify != verification.NotifyNone || f.Settings().Format == output.Name {
		return f.Render(madeView(f, made))
	}
	return f.RenderOnce(madeView(f, made), cmdutil.Lost{
		What: "session " + s.ID + " is requested, but its link could not be shown",
		Hint: "end it and request another: incodectl sessions expire " + s.ID,
	})
}

// madeView is a session that was just made, with its link if there is one.
func madeView(f *cmdutil.Factory, made verification.NewSession) output.View {
	s := made.Session
	v := requestedView{sessionView: viewOf(s), URL: optionalText(made.URL), Person: decision.PersonOf(f.Now(), made.Found)}
	shown := append([]output.Field{{Label: "Session", Value: s.ID}, {Label: "Link", Value: made.URL}}, fields(s)[1:]...)
	return output.Object(v, s.ID, append(shown, output.Field{Label: "Directory", Value: made.Found.Integration.Name})...)
}

// requestedView is a new session with its link, the only place where that is shown.
type requestedView struct {
	sessionView
	URL    *string         `json:"url"` // null of a local session
	Person decision.Person `json:"person"`
}

// mapsGroups reports whether the people of a directory come with their groups.
func mapsGroups(in integration.Integration) bool {
	m, err := directory.ParseMapping(in.Settings[integration.KeyMapping])
	return err == nil && m[claims.Groups] != ""
}

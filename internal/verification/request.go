package verification

import (
	"context"
	"strings"
	"time"
	"unicode"

	"github.com/incodectl/incodectl/internal/fault"
)

// maxCustomerID bounds an external customer ID in bytes.
const maxCustomerID = 256

// Request makes a session for one person and one integration. Everything that
// could be wrong is found before anything is made or sent, see preflight. Where
// the profile has Incode's credentials the session is stored as requested first,
// and only then asked for at Incode, see send; otherwise it is a local one.
//
// The error of a session that was stored comes with the session: ErrUnknown is in
// its chain when the session may exist at Incode, and then it stays requested.
func (s *Service) Request(ctx context.Context, o RequestOptions) (NewSession, error) {
	if err := o.complete(); err != nil {
		return NewSession{}, err
	}
	if err := s.Integrations.Gate(ctx); err != nil {
		return NewSession{}, err
	}
	incode, err := s.connect(ctx, o)
	if err != nil {
		return NewSession{}, err
	}
	if incode == nil {
		o.Notify = NotifyNone // nobody delivers anything
	}
	var made NewSession
	var ask OnboardingRequest
	err = s.Repo.Atomically(ctx, func(ctx context.Context) (err error) {
		p, err := s.preflight(ctx, o)
		if err != nil {
			return err
		}
		made.Found, ask = p.found, p.ask(o)
		made.Session, err = s.create(ctx, p, o, incode)
		return err
	})
	if err != nil {
		return NewSession{}, err
	}
	if incode == nil {
		return made, nil
	}
	return s.send(ctx, incode, made, ask)
}

// complete fills in what was left out and refuses what cannot be right.
func (o *RequestOptions) complete() error {
	o.LoginHint = strings.TrimSpace(o.LoginHint)
	if o.ValidFor == 0 {
		o.ValidFor = DefaultValidity
	}
	switch {
	case o.Integration == "":
		return fault.New(fault.Usage, "no integration is named").WithHint("name the one the session is for: --integration ID")
	case o.LoginHint == "":
		return fault.New(fault.Usage, "the login hint is empty").WithHint("pass the person's login, e-mail address or employee ID: --login-hint H")
	case o.ValidFor < MinValidity || o.ValidFor > MaxValidity || o.ValidFor%time.Minute != 0:
		return fault.New(fault.Usage, "a session cannot be valid for %s", o.ValidFor).
			WithHint("--valid-for takes whole minutes from 1m to 7d")
	case o.Notify != NotifyNone && o.Notify != NotifyEmail && o.Notify != NotifySMS:
		return fault.New(fault.Usage, "%q is no way to notify anybody", o.Notify).WithHint("--notify takes email or sms")
	case len(o.ExternalCustomerID) > maxCustomerID || strings.ContainsFunc(o.ExternalCustomerID, unicode.IsControl):
		return fault.New(fault.Usage, "the external customer ID is too long or has control characters").
			WithHint("it may have %d bytes", maxCustomerID)
	}
	return nil
}

// connect returns Incode's side, nil when the session is a local one.
func (s *Service) connect(ctx context.Context, o RequestOptions) (Onboarding, error) {
	if o.Incode {
		return s.needIncode(ctx)
	}
	if o.Local || s.Onboarding == nil {
		return nil, nil
	}
	incode, err := s.Onboarding(ctx)
	if err == nil && incode != nil && o.APIKey != "" {
		err = fault.New(fault.Usage, "this profile requests sessions with its own API key").
			WithHint("leave the key out, or request a local session")
	}
	return incode, err
}

// create stores the session as the pre-flight found it.
func (s *Service) create(ctx context.Context, p flight, o RequestOptions, incode Onboarding) (Session, error) {
	key, err := s.fingerprint(ctx, incode, o.APIKey)
	if err != nil {
		return Session{}, err
	}
	now := s.Now().UTC()
	origin, first := Local, Pending
	if incode != nil {
		origin, first = Incode, Requested
	}
	return s.move(ctx, Session{
		ID: s.NewID(), Origin: origin,
		IntegrationID: p.integration.ID, IntegrationName: p.integration.Name,
		WorkflowID: p.workflow.ID, WorkflowName: p.workflow.Name,
		ConfigurationID: p.workflow.ConfigurationID, Policy: p.workflow.Policy, PolicyVersion: p.workflow.PolicyVersion,
		LoginHint: o.LoginHint, DirectoryID: p.found.User.IntegrationID, ExternalID: p.found.User.ExternalID,
		RecordVersion: p.found.User.Version(),
		Notify:        o.Notify, ExternalCustomerID: o.ExternalCustomerID, APIKey: key,
		CreatedAt: now, ValidUntil: now.Add(o.ValidFor),
	}, step{action: actRequest, to: first, reason: ReasonRequested})
}

// fingerprint is that of the API key the session is requested with.
func (s *Service) fingerprint(ctx context.Context, incode Onboarding, ref string) (string, error) {
	switch {
	case incode != nil:
		return incode.KeyFingerprint(), nil
	case ref == "":
		return "", nil
	case s.Keys == nil:
		return "", fault.New(fault.NotFound, "there is no API key %q", ref).WithHint("see what there is: incodectl api-keys list")
	}
	return s.Keys(ctx, ref)
}

// ask is what Incode is asked for.
func (p flight) ask(o RequestOptions) OnboardingRequest {
	r := OnboardingRequest{
		IntegrationReference: p.reference(), LoginHint: o.LoginHint, ExternalCustomerID: o.ExternalCustomerID,
		Validity: o.ValidFor, Notify: o.Notify,
	}
	switch o.Notify {
	case NotifyEmail:
		r.Email = p.to
	case NotifySMS:
		r.Phone = p.to
	}
	return r
}

package verification

import (
	"cmp"
	"context"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/email"
	"github.com/incodectl/incodectl/internal/claims/phone"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/workflow"
)

// flight is what a request rests on, read in the transaction that makes the
// session.
type flight struct {
	integration integration.Integration
	workflow    workflow.Workflow
	found       directory.Found
	to          string // where the link is sent, "" when nowhere
}

// reference is the integration as Incode knows it.
func (p flight) reference() string {
	return cmp.Or(p.integration.Settings.Get(integration.KeyReference), p.integration.ID)
}

// preflight finds everything a session would fail on later: the integration
// exists, was not deleted and starts sessions; it has a workflow; the login hint
// stands for exactly one active person of a directory that has been synced; and
// the link can be delivered as it was asked.
func (s *Service) preflight(ctx context.Context, o RequestOptions) (flight, error) {
	var p flight
	var err error
	if p.integration, err = s.Integrations.Get(ctx, o.Integration); err != nil {
		return p, err
	}
	in := p.integration
	switch {
	case in.Category == integration.CategoryDirectory:
		return p, fault.New(fault.Usage, "integration %q is a directory, which never starts a session", in.Name).
			WithHint("name an IAM, helpdesk or custom integration: incodectl integrations list")
	case !startsSessions(in):
		return p, fault.New(fault.Usage, "integration %q holds client credentials and never starts a session", in.Name).
			WithHint("name an IAM, helpdesk or custom integration: incodectl integrations list")
	}
	if p.workflow, err = s.workflowOf(ctx, in); err != nil {
		return p, err
	}
	if p.found, err = s.personOf(ctx, in, o.LoginHint); err != nil {
		return p, err
	}
	p.to, err = deliverable(p.found, o.Notify)
	return p, err
}

// startsSessions reports whether sessions may be requested for an integration.
func startsSessions(in integration.Integration) bool {
	t, err := integration.TemplateByID(in.Template)
	return err == nil && t.Sessions
}

// workflowOf is the workflow of an integration that cannot do without.
func (s *Service) workflowOf(ctx context.Context, in integration.Integration) (workflow.Workflow, error) {
	ref := in.Settings.Get(integration.KeyWorkflow)
	if ref == "" {
		return workflow.Workflow{}, fault.New(fault.Blocked, "integration %q has no workflow, so no session can be decided", in.Name).
			WithHint("link one: incodectl integrations edit %s --workflow NAME", in.Name)
	}
	w, err := s.Workflows.Get(ctx, ref)
	if fault.Is(err, fault.NotFound) {
		return w, fault.New(fault.Blocked, "the workflow of integration %q is gone", in.Name).
			WithHint("link another: incodectl integrations edit %s --workflow NAME", in.Name)
	}
	return w, err
}

// personOf finds whom a login hint stands for in the directory the integration
// is linked to, or in all when it is linked to none.
func (s *Service) personOf(ctx context.Context, in integration.Integration, hint string) (directory.Found, error) {
	ref := in.Settings.Get(integration.KeyDirectory)
	if err := s.synced(ctx, in, ref); err != nil {
		return directory.Found{}, err
	}
	found, err := s.Directory.Lookup(ctx, hint, ref)
	if err != nil {
		return found, err
	}
	if err := fresh(found); err != nil {
		return found, err
	}
	return found, active(found)
}

// synced refuses where there is nobody to match claims against, and says which
// step is missing.
func (s *Service) synced(ctx context.Context, in integration.Integration, ref string) error {
	dirs, err := s.Directory.NeedDirectories(ctx)
	if err != nil {
		return err
	}
	if ref != "" {
		linked, err := s.Directory.Directory(ctx, ref)
		if gone(err) {
			return fault.Wrap(err, fault.Blocked, "the directory that integration %q is linked to is gone", in.Name).
				WithHint("link another: incodectl integrations edit %s --directory NAME", in.Name)
		}
		if err != nil {
			return err
		}
		dirs = []integration.Integration{linked}
	}
	names := make([]string, 0, len(dirs))
	for _, d := range dirs {
		_, err := s.Directory.Repo.LastApplied(ctx, d.ID)
		if err == nil {
			return nil
		}
		if !fault.Is(err, fault.NotFound) {
			return err
		}
		names = append(names, d.Name)
	}
	return fault.New(fault.Blocked, "nobody can be verified before a directory has been synced; never synced: %s", strings.Join(names, ", ")).
		WithHint("sync it first: incodectl directory sync %s", names[0])
}

// active refuses whoever left.
func active(found directory.Found) error {
	if u := found.User; u.State != directory.Active {
		return fault.New(fault.Blocked, "%s is %s in %s (%s there); only active people can be verified",
			u.Login, u.State, found.Integration.Name, u.SourceState).
			WithHint("if that has changed, sync first: incodectl directory sync %s", found.Integration.Name)
	}
	return nil
}

// deliverable is the address on the record to which a link is sent. Whoever gets
// the link can use it, so one that may be somebody else's is refused: more than
// an e-mail address, or a phone number that does not say its country.
func deliverable(found directory.Found, n Notification) (string, error) {
	claim := map[Notification]string{NotifyEmail: claims.Email, NotifySMS: claims.Phone}[n]
	if claim == "" {
		return "", nil
	}
	const hint = "leave --notify out and pass the link on yourself, or %s the attribute in the directory and sync"
	on := found.User.Claims[claim]
	if on == "" {
		return "", fault.New(fault.Blocked, "the record of %s in %s has no %s, so the link cannot be sent by %s",
			found.User.Login, found.Integration.Name, claim, n).WithHint(hint, "fill")
	}
	if n == NotifyEmail {
		if address, ok := email.Parse(on); ok {
			return address.String(), nil
		}
		return "", fault.New(fault.Blocked, "the %s on the record of %s in %s is no e-mail address, so the link cannot be sent there",
			claim, found.User.Login, found.Integration.Name).WithHint(hint, "mend")
	}
	if number, ok := phone.Dialled(on); ok {
		return number, nil
	}
	return "", fault.New(fault.Blocked, "the %s on the record of %s in %s is no number with its country code (+...), so the link might go to somebody else",
		claim, found.User.Login, found.Integration.Name).WithHint(hint, "mend")
}

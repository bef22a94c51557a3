package integration

import (
	"context"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// CreateRequest is what a new integration is made from.
type CreateRequest struct {
	Template string
	Name     string
	Settings Settings
	Secret   secret.Value
}

// Create validates everything, then stores the integration and its secret
// together: on any error neither is there. A secret that is not given may be
// in the integration's environment variable, where it stays.
func (s *Service) Create(ctx context.Context, req CreateRequest) (Integration, secret.Origin, error) {
	var from secret.Origin
	if err := s.Gate(ctx); err != nil {
		return Integration{}, "", err
	}
	given := !req.Secret.Empty()
	if !given {
		req.Secret, from = s.fromEnvironment(ctx, req)
	}
	in, err := s.prepare(ctx, req)
	if err != nil {
		return Integration{}, "", err
	}
	in.ID = s.NewID()
	in.CreatedAt = s.Now().UTC()
	in.UpdatedAt = in.CreatedAt
	if !given {
		return in, from, s.Repo.CreateIntegration(ctx, in, nil)
	}
	store, err := s.Secrets()
	if err != nil {
		return Integration{}, "", err
	}
	// Inside the transaction: the name is ours by then, so no other
	// integration's secret can be overwritten.
	err = s.Repo.CreateIntegration(ctx, in, func() (err error) {
		from, err = store.Set(ctx, in.Name, req.Secret)
		return err
	})
	if err != nil {
		if from != "" {
			_ = store.Delete(context.WithoutCancel(ctx), in.Name)
		}
		return Integration{}, "", err
	}
	return in, from, nil
}

// fromEnvironment returns the secret from the integration's environment
// variable. What some store still holds under the name is none of ours.
func (s *Service) fromEnvironment(ctx context.Context, req CreateRequest) (secret.Value, secret.Origin) {
	t, err := TemplateByID(req.Template)
	if err != nil || req.Name == "" || !t.NeedsSecret(req.Settings) {
		return secret.Value{}, ""
	}
	store, err := s.Secrets()
	if err != nil {
		return secret.Value{}, ""
	}
	v, from, err := store.Get(ctx, req.Name)
	if err != nil || from != secret.EnvOrigin(req.Name) {
		return secret.Value{}, ""
	}
	return v, from
}

// prepare does all of Create's validation and nothing else.
func (s *Service) prepare(ctx context.Context, req CreateRequest) (Integration, error) {
	t, err := s.Creatable(req.Template)
	if err != nil {
		return Integration{}, err
	}
	settings, err := t.Validate(req.Settings, req.Secret)
	if req.Name == "" {
		err = t.withProblem(err, "--name is missing")
	}
	if err != nil {
		return Integration{}, err
	}
	if err := s.checkName(ctx, req.Name, ""); err != nil {
		return Integration{}, err
	}
	in := Integration{Name: req.Name, Template: t.ID, Category: t.Category, Settings: settings}
	return in, s.check(in, req.Secret)
}

// Creatable returns a template that integrations can be created from.
func (s *Service) Creatable(id string) (Template, error) {
	t, err := TemplateByID(id)
	if err != nil {
		return t, err
	}
	if t.Status != StatusAvailable {
		return t, fault.New(fault.Usage, "%s (%s) is %s and cannot be created yet", t.Title, t.ID, t.Status).
			WithHint("see what is available: incodectl integrations templates")
	}
	return t, nil
}

// checkName refuses a bad or taken name. Two names that differ only in
// characters an environment variable cannot hold would share one variable,
// and so one secret would be sent to the wrong organisation.
func (s *Service) checkName(ctx context.Context, name, ownID string) error {
	if err := CheckName(name); err != nil {
		return err
	}
	all, err := s.Repo.Integrations(ctx)
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.ID != ownID && secret.EnvName(other.Name) == secret.EnvName(name) {
			return fault.New(fault.Conflict, "the name %q is taken by integration %q (%s)", name, other.Name, other.ID).
				WithHint("choose a name that differs in more than case and punctuation")
		}
	}
	return nil
}

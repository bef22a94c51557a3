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
func (s *Service) Create(ctx context.Context, req CreateRequest) (in Integration, from secret.Origin, err error) {
	undo := func() {}
	err = s.Repo.Atomically(ctx, func(ctx context.Context) (err error) {
		if err := s.Gate(ctx); err != nil {
			return err
		}
		v := req.Secret
		if v.Empty() {
			v, from = s.fromEnvironment(ctx, req)
		}
		if in, err = s.prepare(ctx, req, v); err != nil {
			return err
		}
		in.ID = s.NewID()
		in.CreatedAt = s.Now().UTC()
		in.UpdatedAt = in.CreatedAt
		if err := s.Repo.CreateIntegration(ctx, in, nil); err != nil {
			return err
		}
		if err := s.record(ctx, "create", nil, &in); err != nil || req.Secret.Empty() {
			return err
		}
		store, err := s.Secrets()
		if err != nil {
			return err
		}
		// Inside the transaction: the name is ours by then, so no other
		// integration's secret can be overwritten.
		from, undo, err = put(ctx, store, in.Name, req.Secret)
		return err
	})
	if err != nil {
		undo()
		return Integration{}, "", err
	}
	return in, from, nil
}

// fromEnvironment returns the secret from the integration's environment
// variable, or from the one that is named for it. What some store still holds
// under the name is none of ours.
func (s *Service) fromEnvironment(ctx context.Context, req CreateRequest) (secret.Value, secret.Origin) {
	t, err := TemplateByID(req.Template)
	if err != nil || req.Name == "" || !t.NeedsSecret(req.Settings) {
		return secret.Value{}, ""
	}
	if ref := req.Settings.Get(KeySecretEnv); ref != "" {
		v, from := s.variable(req.Name, ref)
		if from == "" {
			from = secret.Origin(ref) // where it will be
		}
		return v, from
	}
	return s.exported(ctx, req.Name)
}

// exported returns what is in an integration's own environment variable.
func (s *Service) exported(ctx context.Context, name string) (secret.Value, secret.Origin) {
	store, err := s.Secrets()
	if err != nil {
		return secret.Value{}, ""
	}
	v, from, err := store.Get(ctx, name)
	if err != nil || from != secret.EnvOrigin(name) {
		return secret.Value{}, ""
	}
	return v, from
}

// prepare does all of Create's validation and nothing else. v is the secret,
// wherever it comes from.
func (s *Service) prepare(ctx context.Context, req CreateRequest, v secret.Value) (Integration, error) {
	t, err := s.Creatable(req.Template)
	if err != nil {
		return Integration{}, err
	}
	given := v
	if req.Secret.Empty() && req.Settings.Get(KeySecretEnv) != "" {
		given = secret.Value{} // it is where the settings say, and not given beside them
	}
	settings, err := t.Validate(req.Settings, given)
	if err != nil && len(req.Settings[KeyWorkflow]) == 0 {
		if _, needs := t.Field(KeyWorkflow); needs {
			err = s.withoutWorkflows(ctx, err)
		}
	}
	if req.Name == "" {
		err = t.withProblem(err, "--name is missing")
	}
	if err != nil {
		return Integration{}, err
	}
	if err := s.checkName(ctx, req.Name, ""); err != nil {
		return Integration{}, err
	}
	if err := s.resolve(ctx, t, settings, nil); err != nil {
		return Integration{}, err
	}
	if err := s.checkReference(ctx, settings.Get(KeyReference), "", ""); err != nil {
		return Integration{}, err
	}
	in := Integration{Name: req.Name, Template: t.ID, Category: t.Category, Settings: settings}
	if t.OpenID && s.NewClientID != nil {
		in.ClientID = s.NewClientID()
	}
	return in, s.check(in, v)
}

// Creatable returns a template that integrations can be created from.
func (s *Service) Creatable(id string) (Template, error) {
	t, err := TemplateByID(id)
	if err != nil {
		return t, err
	}
	if t.Status == StatusAutomatic {
		return t, fault.New(fault.Usage, "%s (%s) is automatic: there is always one, and none can be created by hand", t.Title, t.ID).
			WithHint("see it: incodectl integrations get %s", t.ID)
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

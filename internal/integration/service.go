package integration

import (
	"context"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// Service is the lifecycle of integrations. Every method but the feature ones
// refuses while the organisation feature is off.
type Service struct {
	Repo    Repository
	Secrets func() (secret.Store, error) // opened only when a secret is touched
	Now     func() time.Time
	NewID   func() string // UUID v7
	Actor   string        // who makes the changes, like "ada@host"
	Profile string        // for messages
	// Check validates what only an adapter can: keys, certificates, mappings.
	// The secret is empty where it is not being set.
	Check func(in Integration, v secret.Value) error
}

// Gate returns fault.FeatureDisabled while the organisation feature is off.
func (s *Service) Gate(ctx context.Context) error {
	on, _, err := s.Repo.Feature(ctx, FeatureEcosystem)
	if err != nil || on {
		return err
	}
	return fault.New(fault.FeatureDisabled, "the organisation feature %q is off in profile %q", FeatureEcosystem, s.Profile).
		WithHint("an Incode representative enables it for your organisation; once it is on there, run: incodectl features enable %s",
			FeatureEcosystem)
}

// Catalogue returns the templates integrations can be created from.
func (s *Service) Catalogue(ctx context.Context) ([]Template, error) {
	if err := s.Gate(ctx); err != nil {
		return nil, err
	}
	return Templates(), nil
}

// List returns all integrations in order of name.
func (s *Service) List(ctx context.Context) ([]Integration, error) {
	if err := s.Gate(ctx); err != nil {
		return nil, err
	}
	return s.Repo.Integrations(ctx)
}

// Get finds an integration by ID or name. One that was deleted is
// fault.Deleted and says when.
func (s *Service) Get(ctx context.Context, idOrName string) (Integration, error) {
	if err := s.Gate(ctx); err != nil {
		return Integration{}, err
	}
	in, err := s.Repo.Integration(ctx, idOrName)
	if !fault.Is(err, fault.NotFound) {
		return in, err
	}
	graves, terr := s.Repo.Tombstones(ctx, idOrName)
	if terr != nil {
		return in, terr
	}
	if len(graves) > 0 {
		g := graves[0]
		return in, fault.New(fault.Deleted, "integration %q (%s) was deleted on %s by %s; its ID is never valid again",
			g.Name, g.ID, g.DeletedAt.UTC().Format(time.RFC3339), g.DeletedBy).
			WithHint("see what there is: incodectl integrations list")
	}
	return in, fault.New(fault.NotFound, "there is no integration %q", idOrName).
		WithHint("see what there is: incodectl integrations list")
}

// Secret returns an integration's secret; empty when its kind of
// authentication has none.
func (s *Service) Secret(ctx context.Context, in Integration) (secret.Value, secret.Origin, error) {
	t, err := TemplateByID(in.Template)
	if err != nil || !t.NeedsSecret(in.Settings) {
		return secret.Value{}, "", err
	}
	store, err := s.Secrets()
	if err != nil {
		return secret.Value{}, "", err
	}
	v, from, err := store.Get(ctx, in.Name)
	if fault.Is(err, fault.NotFound) {
		return v, "", fault.Wrap(err, fault.SecretUnavailable, "integration %q has no secret stored", in.Name).
			WithHint("store it: incodectl integrations set-secret %s --secret-stdin (or set %s)", in.Name, secret.EnvName(in.Name))
	}
	return v, from, err
}

// SetSecret replaces an integration's secret.
func (s *Service) SetSecret(ctx context.Context, idOrName string, v secret.Value) (Integration, secret.Origin, error) {
	in, err := s.Get(ctx, idOrName)
	if err != nil {
		return in, "", err
	}
	t, err := TemplateByID(in.Template)
	if err != nil {
		return in, "", err
	}
	switch {
	case !t.NeedsSecret(in.Settings):
		return in, "", fault.New(fault.Usage, "integration %q authenticates by %s and has no secret", in.Name, in.Settings.Get(KeyAuth))
	case v.Empty():
		return in, "", fault.New(fault.Usage, "the secret is empty").WithHint("pass it with --secret-stdin or --secret-file")
	}
	if err := s.check(in, v); err != nil {
		return in, "", err
	}
	store, err := s.Secrets()
	if err != nil {
		return in, "", err
	}
	from, err := store.Set(ctx, in.Name, v)
	return in, from, err
}

func (s *Service) check(in Integration, v secret.Value) error {
	if s.Check == nil {
		return nil
	}
	return s.Check(in, v)
}

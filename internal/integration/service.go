package integration

import (
	"context"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/audit"
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
	Audit   audit.Recorder
	// NewClientID makes the ID of an OpenID Connect client. Without it there is no
	// automatic integration either.
	NewClientID func() string
	// Getenv reads the environment, for secrets that are kept there.
	Getenv func(key string) string
	// Workflow finds a workflow by ID, Configuration ID or name; AnyWorkflow reports
	// whether there are any.
	Workflow    func(ctx context.Context, ref string) (Link, error)
	AnyWorkflow func(ctx context.Context) (bool, error)
	// AnyAPIKey reports whether there is an API key in use.
	AnyAPIKey func(ctx context.Context) (bool, error)
	// Note, if not nil, takes sentences for people.
	Note func(text string)
	// Synced reports whether a directory's people were ever brought here.
	Synced func(ctx context.Context, id string) (bool, error)
	// Leaving, if not nil, is called inside the transaction that deletes an
	// integration, before it is deleted: it stops what depends on it.
	Leaving func(ctx context.Context, in Integration) error
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
	all, err := s.Repo.Integrations(ctx)
	if err != nil {
		return nil, err
	}
	return s.withAutomatic(ctx, all)
}

// Get finds an integration by ID or name. One that was deleted is
// fault.Deleted and says when.
func (s *Service) Get(ctx context.Context, idOrName string) (Integration, error) {
	if err := s.Gate(ctx); err != nil {
		return Integration{}, err
	}
	idOrName = pasted(idOrName)
	in, err := s.Repo.Integration(ctx, idOrName)
	if fault.Is(err, fault.NotFound) && strings.EqualFold(idOrName, ClientCredentials) {
		if _, err := s.List(ctx); err != nil {
			return in, err
		}
		in, err = s.Repo.Integration(ctx, idOrName)
	}
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

// pasted is an ID or a name as it is stored: without the space that comes along
// with it, an ID in small letters. Otherwise the ID of a deleted integration
// would look like one that never was.
func pasted(idOrName string) string {
	idOrName = strings.TrimSpace(idOrName)
	if id := strings.ToLower(idOrName); guidPattern().MatchString(id) {
		return id
	}
	return idOrName
}

func (s *Service) check(in Integration, v secret.Value) error {
	if s.Check == nil {
		return nil
	}
	return s.Check(in, v)
}

package integration

import (
	"context"
	"slices"
	"time"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/fault"
)

// Feature is an organisation feature that Incode switches on per organisation.
type Feature struct {
	Name    string
	Title   string
	Summary string
	Enabled bool
	Since   time.Time // when it was last switched here; zero if never
}

// Features lists the known organisation features with their state.
func (s *Service) Features(ctx context.Context) ([]Feature, error) {
	all := features()
	for i := range all {
		var err error
		if all[i].Enabled, all[i].Since, err = s.Repo.Feature(ctx, all[i].Name); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// SetFeature records that a feature is on or off for the organisation. With the
// first one the automatic integration comes to be.
func (s *Service) SetFeature(ctx context.Context, name string, on bool) error {
	known := features()
	if !slices.ContainsFunc(known, func(f Feature) bool { return f.Name == name }) {
		return fault.New(fault.NotFound, "there is no feature %q", name).WithHint("see them all: incodectl features list")
	}
	return s.Repo.Atomically(ctx, func(ctx context.Context) error {
		was, _, err := s.Repo.Feature(ctx, name)
		if err != nil {
			return err
		}
		if err := s.Repo.SetFeature(ctx, name, on, s.Now().UTC()); err != nil {
			return err
		}
		if was != on && s.Audit != nil {
			c := audit.Change{Action: "feature.disable", Target: audit.Target{Kind: audit.TargetFeature, ID: name, Name: name}}
			if on {
				c.Action = "feature.enable"
			}
			c.Before, c.After = map[string]bool{"enabled": was}, map[string]bool{"enabled": on}
			if err := s.Audit.Record(ctx, c); err != nil {
				return err
			}
		}
		if !on || name != FeatureEcosystem {
			return nil
		}
		return s.automatic(ctx)
	})
}

func features() []Feature {
	return []Feature{{
		Name: FeatureEcosystem, Title: "Integrations Ecosystem",
		Summary: "integrations and the company directory",
	}}
}

package manifest

import (
	"context"
	"errors"
	"slices"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/workflow"
)

// Service brings a profile in line with a manifest. Everything is changed by the
// services of its kind, so that what they check is checked and what they log is
// logged.
type Service struct {
	Integrations *integration.Service
	Workflows    *workflow.Service
}

// Export declares what there is.
func (s *Service) Export(ctx context.Context) (*Manifest, error) {
	if err := s.Integrations.Gate(ctx); err != nil {
		return nil, err
	}
	p, err := s.present(ctx)
	if err != nil {
		return nil, err
	}
	return Of(p), nil
}

// present reads what there is, also while the organisation feature is off: a
// file may be what switches it on. It waits for nobody who writes meanwhile; what
// integrations are linked to is read after them, and so is there.
func (s *Service) present(ctx context.Context) (p Present, err error) {
	if p.Integrations, err = s.Integrations.Repo.Integrations(ctx); err != nil {
		return p, err
	}
	if p.Workflows, err = s.Workflows.Repo.Workflows(ctx); err != nil {
		return p, err
	}
	features, err := s.Integrations.Features(ctx)
	p.Features = make(map[string]bool, len(features))
	for _, f := range features {
		p.Features[f.Name] = f.Enabled
	}
	return p, err
}

// errRehearsed undoes a rehearsal.
var errRehearsed = errors.New("this was a rehearsal")

// Plan says what has to change and whether it can: the changes are made, in a
// transaction that is then undone. Nothing is changed.
func (s *Service) Plan(ctx context.Context, m *Manifest, o Options) (Plan, error) {
	plan, _, err := s.plan(ctx, m, o)
	if err != nil || len(plan.Changes) == 0 {
		return plan, err
	}
	err = s.Integrations.Repo.Atomically(ctx, func(ctx context.Context) error {
		var present Present
		var err error
		if plan, present, err = s.plan(ctx, m, o); err != nil {
			return err
		}
		if err := s.weigh(ctx, m, &plan); err != nil {
			return err
		}
		rehearsed := plan
		rehearsed.Changes = slices.Clone(plan.Changes)
		if err := s.carryOut(ctx, m, present, &rehearsed); err != nil {
			return err
		}
		return errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		err = nil
	}
	return plan, err
}

// plan compares without trying anything.
func (s *Service) plan(ctx context.Context, m *Manifest, o Options) (Plan, Present, error) {
	p, err := s.present(ctx)
	if err != nil {
		return Plan{}, p, err
	}
	if !slices.ContainsFunc(m.Features, func(f Feature) bool { return f.Name == integration.FeatureEcosystem }) {
		if err := s.Integrations.Gate(ctx); err != nil {
			return Plan{}, p, offByFile(err)
		}
	}
	plan, err := m.Plan(p, o)
	return plan, p, err
}

// offByFile adds to the error of a feature that is off that a file can say so.
func offByFile(err error) error {
	if !fault.Is(err, fault.FeatureDisabled) {
		return err
	}
	return fault.New(fault.FeatureDisabled, "%v", err).
		WithHint("%s\nor have the file switch it on: features: [%s]", fault.HintOf(err), integration.FeatureEcosystem)
}

// Apply makes the profile like the manifest, all of it or nothing, and returns
// what was changed. shown is the plan that somebody saw: when by now another one
// would be needed, nothing is changed and the error is fault.Conflict; when
// nothing is needed any more, that is fine. An error of what comes after the
// changes is returned beside them.
func (s *Service) Apply(ctx context.Context, m *Manifest, shown Plan, o Options) (Plan, error) {
	if len(shown.Changes) == 0 {
		return shown, nil
	}
	var plan Plan
	committed := false
	err := s.Integrations.Repo.Atomically(ctx, func(ctx context.Context) error {
		var present Present
		var err error
		if plan, present, err = s.plan(ctx, m, o); err != nil || len(plan.Changes) == 0 {
			return err
		}
		if err := s.weigh(ctx, m, &plan); err != nil {
			return err
		}
		if !plan.same(shown) {
			return fault.New(fault.Conflict, "the profile was changed meanwhile: other changes are needed now than those that were planned; nothing was changed").
				WithHint("run it again and look at the plan")
		}
		if err := s.carryOut(ctx, m, present, &plan); err != nil {
			return err
		}
		return s.Integrations.Repo.AfterCommit(ctx, func(context.Context) error {
			committed = true
			return nil
		})
	})
	if err != nil && !committed {
		return Plan{}, err
	}
	return plan, err
}

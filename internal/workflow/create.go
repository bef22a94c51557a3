package workflow

import (
	"context"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/claims/match"
)

// CreateRequest is what a new workflow is made from.
type CreateRequest struct {
	Name            string
	ConfigurationID string        // or the address of the workflow's page, see ParseConfigurationID
	Policy          *match.Policy // nil is the preset standard
	// Set and Unset change that policy, see Assign.
	Set, Unset []string
}

// Create stores a workflow with its first policy. A taken name or Configuration
// ID is fault.Conflict.
func (s *Service) Create(ctx context.Context, req CreateRequest) (Workflow, error) {
	w := Workflow{Name: req.Name, PolicyVersion: 1, Policy: match.DefaultPolicy()}
	if req.Policy != nil {
		w.Policy = *req.Policy
	}
	err := s.Repo.Atomically(ctx, func(ctx context.Context) (err error) {
		if err := s.Gate(ctx); err != nil {
			return err
		}
		if err := CheckName(w.Name); err != nil {
			return err
		}
		if w.ConfigurationID, err = ParseConfigurationID(req.ConfigurationID); err != nil {
			return err
		}
		if err := s.checkForeign(ctx, w.ConfigurationID); err != nil {
			return err
		}
		if w.Policy, err = settle(w.Policy, w.Name, req.Set, req.Unset); err != nil {
			return err
		}
		w.ID = s.NewID()
		w.CreatedAt = s.Now().UTC()
		w.UpdatedAt = w.CreatedAt
		if err := s.Repo.CreateWorkflow(ctx, w, s.Actor); err != nil {
			return err
		}
		after, err := logged(w)
		if err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Change{Action: "workflow.create", Target: target(w), After: after})
	})
	if err != nil {
		return Workflow{}, err
	}
	return w, nil
}

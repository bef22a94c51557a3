package workflow

import (
	"context"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/fault"
)

// Doomed is what a deletion would take away, and what stands against it.
type Doomed struct {
	Workflow Workflow
	Users    []User // integrations that are linked to it
}

// Refusal returns fault.Conflict while integrations are linked, naming them.
func (d Doomed) Refusal() error {
	if len(d.Users) == 0 {
		return nil
	}
	return fault.New(fault.Conflict, "workflow %q cannot be deleted: it is linked to %s", d.Workflow.Name, Named(d.Users)).
		WithHint("link them to another workflow first: incodectl integrations edit %s --workflow NAME", d.Users[0].Name)
}

// PreviewDelete shows what Delete would take away, for a person to agree to.
func (s *Service) PreviewDelete(ctx context.Context, ref string) (Doomed, error) {
	w, err := s.Get(ctx, ref)
	if err != nil {
		return Doomed{}, err
	}
	users, err := s.Repo.WorkflowUsers(ctx, w.ID)
	return Doomed{Workflow: w, Users: users}, err
}

// Delete removes a workflow and the history of its policy, unless an integration
// is linked to it by then. Sessions keep what they were requested with. It
// deletes only what was previewed: the same ID.
func (s *Service) Delete(ctx context.Context, d Doomed) error {
	return s.Repo.Atomically(ctx, func(ctx context.Context) error {
		now, err := s.PreviewDelete(ctx, d.Workflow.ID)
		if err != nil {
			return err
		}
		if err := now.Refusal(); err != nil {
			return err
		}
		if err := s.Repo.DeleteWorkflow(ctx, now.Workflow.ID); err != nil {
			return err
		}
		before, err := logged(now.Workflow)
		if err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Change{Action: "workflow.delete", Target: target(now.Workflow), Before: before})
	})
}

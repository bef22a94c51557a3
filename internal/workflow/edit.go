package workflow

import (
	"context"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/fault"
)

// EditRequest names what to change; everything else stays.
type EditRequest struct {
	Name            string        // "" keeps it
	ConfigurationID string        // "" keeps it; or an address, see ParseConfigurationID
	Policy          *match.Policy // nil keeps it
	// Set and Unset change the policy there is by then, see Assign, so that two
	// edits at once lose nothing.
	Set, Unset []string
	// Force changes the Configuration ID though integrations are linked.
	Force bool
}

// Edit changes what is named and never the ID. A changed policy gets the next
// version and decides new sessions at once; an equal one changes nothing. The
// Configuration ID of a linked workflow is fault.Conflict unless forced.
func (s *Service) Edit(ctx context.Context, ref string, req EditRequest) (before, after Workflow, err error) {
	err = s.Repo.Atomically(ctx, func(ctx context.Context) (err error) {
		if before, err = s.Get(ctx, ref); err != nil {
			return err
		}
		if after, err = before.edited(req); err != nil {
			return err
		}
		if after.Equal(before) {
			return nil
		}
		if after.ConfigurationID != before.ConfigurationID {
			if err := s.checkForeign(ctx, after.ConfigurationID); err != nil {
				return err
			}
			if err := s.checkUnused(ctx, before, req.Force); err != nil {
				return err
			}
		}
		after.UpdatedAt = s.Now().UTC()
		if err := s.Repo.UpdateWorkflow(ctx, after, s.Actor); err != nil {
			return err
		}
		was, is, err := loggedChange(before, after)
		if err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Change{Action: "workflow.edit", Target: target(before), Before: was, After: is})
	})
	return before, after, err
}

// edited applies a request to a copy.
func (w Workflow) edited(req EditRequest) (Workflow, error) {
	var err error
	after := w
	if req.Name != "" && req.Name != w.Name {
		if err := CheckName(req.Name); err != nil {
			return after, err
		}
		after.Name = req.Name
	}
	if req.ConfigurationID != "" {
		if after.ConfigurationID, err = ParseConfigurationID(req.ConfigurationID); err != nil {
			return after, err
		}
	}
	// A policy that does not name itself goes by the workflow's name, as long as
	// it has that.
	present := w.Policy
	if present.Name == w.Name {
		present.Name = after.Name
	}
	after.Policy = present
	if req.Policy == nil && len(req.Set)+len(req.Unset) == 0 {
		return after, nil
	}
	if req.Policy != nil {
		after.Policy = *req.Policy
	}
	if after.Policy, err = settle(after.Policy, after.Name, req.Set, req.Unset); err != nil {
		return after, err
	}
	if !equal(after.Policy, present) {
		after.PolicyVersion++
	}
	return after, nil
}

// checkUnused refuses another Configuration ID while integrations are linked,
// unless it is forced.
func (s *Service) checkUnused(ctx context.Context, w Workflow, force bool) error {
	users, err := s.Repo.WorkflowUsers(ctx, w.ID)
	if err != nil || len(users) == 0 || force {
		return err
	}
	return fault.New(fault.Conflict, "workflow %q is linked to %s: with another Configuration ID their new sessions would be another workflow's",
		w.Name, Named(users)).
		WithHint("if that is meant, add --force; or create a workflow with that ID and link them one by one: incodectl integrations edit %s --workflow NAME",
			users[0].Name)
}

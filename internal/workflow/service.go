package workflow

import (
	"context"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
)

// Get finds a workflow by ID, Configuration ID, name, or the address of its page
// in Incode's Dashboard.
func (s *Service) Get(ctx context.Context, ref string) (Workflow, error) {
	if err := s.Gate(ctx); err != nil {
		return Workflow{}, err
	}
	if strings.Contains(ref, "://") { // no name has that
		id, err := ParseConfigurationID(ref)
		if err != nil {
			return Workflow{}, err
		}
		ref = id
	}
	w, err := s.Repo.Workflow(ctx, ref)
	if fault.Is(err, fault.NotFound) {
		return w, fault.New(fault.NotFound, "there is no workflow %q", ref).
			WithHint("see what there is: incodectl workflows list")
	}
	return w, err
}

// List returns all workflows in order of name.
func (s *Service) List(ctx context.Context) ([]Workflow, error) {
	if err := s.Gate(ctx); err != nil {
		return nil, err
	}
	return s.Repo.Workflows(ctx)
}

// Users lists the integrations that are linked to a workflow, given by its ID,
// in order of name.
func (s *Service) Users(ctx context.Context, id string) ([]User, error) {
	if err := s.Gate(ctx); err != nil {
		return nil, err
	}
	return s.Repo.WorkflowUsers(ctx, id)
}

// History returns a workflow and all the policies it ever had, newest first.
func (s *Service) History(ctx context.Context, ref string) (Workflow, []PolicyRevision, error) {
	w, err := s.Get(ctx, ref)
	if err != nil {
		return w, nil, err
	}
	all, err := s.Repo.PolicyHistory(ctx, w.ID)
	return w, all, err
}

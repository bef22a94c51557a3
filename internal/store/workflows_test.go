package store

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/workflow"
)

// aWorkflow is one with the preset standard.
func aWorkflow(digit, name string) workflow.Workflow {
	return workflow.Workflow{
		ID: strings.Repeat(digit, 24), Name: name, ConfigurationID: strings.Repeat(digit, 23) + "f",
		Policy: match.DefaultPolicy(), PolicyVersion: 1, CreatedAt: day(1), UpdatedAt: day(1),
	}
}

func TestWorkflowVersions(t *testing.T) {
	s, _ := newStore(t)
	ctx := t.Context()
	w := aWorkflow("1", "Sign-In")
	if err := s.CreateWorkflow(ctx, w, "ada"); err != nil {
		t.Fatal(err)
	}
	// The same version again changes no policy; a lower one neither.
	strict, _ := match.PresetPolicy(match.PresetStrict)
	for _, version := range []int{1, 0} {
		w.Policy, w.PolicyVersion, w.Name = strict, version, "renamed"
		if err := s.UpdateWorkflow(ctx, w, "eve"); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Workflow(ctx, "RENAMED"); err != nil || got.PolicyVersion != 1 || got.Policy.Name != "standard" {
			t.Errorf("version %d: %+v, %v", version, got, err)
		}
	}
	w.PolicyVersion, w.UpdatedAt = 2, day(2)
	if err := s.UpdateWorkflow(ctx, w, "bob"); err != nil {
		t.Fatal(err)
	}
	all, err := s.PolicyHistory(ctx, w.ID)
	if err != nil || len(all) != 2 || all[0].Version != 2 || all[0].By != "bob" || all[0].Since != day(2) || all[1].By != "ada" {
		t.Errorf("got %+v, %v", all, err)
	}
	if all, err := s.PolicyHistory(ctx, "nobody"); err != nil || all == nil || len(all) != 0 {
		t.Errorf("got %+v, %v", all, err)
	}
}

func TestWorkflowUnknown(t *testing.T) {
	s, _ := newStore(t)
	ctx := t.Context()
	w := aWorkflow("1", "one")
	for name, err := range map[string]error{
		"update": s.UpdateWorkflow(ctx, w, "ada"),
		"delete": s.DeleteWorkflow(ctx, w.ID),
		"get":    func() error { _, err := s.Workflow(ctx, w.ID); return err }(),
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if all, err := s.Workflows(ctx); err != nil || all == nil || len(all) != 0 {
		t.Errorf("got %v, %v", all, err)
	}
}

// TestWorkflowFound: an ID wins over a Configuration ID, and that over a name.
func TestWorkflowFound(t *testing.T) {
	s, _ := newStore(t)
	ctx := t.Context()
	a, b, c := aWorkflow("1", "a"), aWorkflow("2", "b"), aWorkflow("3", "c")
	b.ConfigurationID = a.ID
	c.Name = b.ConfigurationID
	for _, w := range []workflow.Workflow{c, b, a} {
		if err := s.CreateWorkflow(ctx, w, "ada"); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := s.Workflow(ctx, a.ID); err != nil || got.ID != a.ID {
		t.Errorf("got %+v, %v", got, err)
	}
	if err := s.DeleteWorkflow(ctx, a.ID); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Workflow(ctx, a.ID); err != nil || got.ID != b.ID {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestWorkflowUsers(t *testing.T) {
	s, _ := newStore(t)
	ctx := t.Context()
	w := aWorkflow("1", "one")
	if users, err := s.WorkflowUsers(ctx, w.ID); err != nil || users == nil || len(users) != 0 {
		t.Errorf("got %v, %v", users, err)
	}
	for i, name := range []string{"zeta", "Beta", "alpha"} {
		in := integration.Integration{
			ID: corpID[:35] + string(rune('a'+i)), Name: name, Template: integration.API, Category: integration.CategoryCustom,
			Settings: integration.Settings{integration.KeyWorkflow: {map[bool]string{true: w.ID, false: "another"}[i < 2]}},
		}
		if err := s.CreateIntegration(ctx, in, nil); err != nil {
			t.Fatal(err)
		}
	}
	users, err := s.WorkflowUsers(ctx, w.ID)
	if err != nil || len(users) != 2 || users[0].Name != "Beta" || users[1].Name != "zeta" || users[0].ID != corpID[:35]+"b" {
		t.Errorf("got %v, %v", users, err)
	}
}

// TestWorkflowUndone: what fails in a larger transaction leaves neither a
// workflow nor a policy behind.
func TestWorkflowUndone(t *testing.T) {
	s, _ := newStore(t)
	ctx := t.Context()
	w := aWorkflow("1", "one")
	broken := errors.New("something else failed")
	err := s.Atomically(ctx, func(ctx context.Context) error {
		if err := s.CreateWorkflow(ctx, w, "ada"); err != nil {
			return err
		}
		if got, err := s.Workflow(ctx, "one"); err != nil || got.ID != w.ID {
			t.Errorf("in the transaction: %+v, %v", got, err)
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	if err := s.CreateWorkflow(ctx, w, "ada"); err != nil {
		t.Errorf("something was left: %v", err)
	}
}

// TestWorkflowPolicyDamaged: a stored policy that cannot be read decides nothing.
func TestWorkflowPolicyDamaged(t *testing.T) {
	s, _ := newStore(t)
	ctx := t.Context()
	w := aWorkflow("1", "one")
	if err := s.CreateWorkflow(ctx, w, "ada"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.ExecContext(ctx, `UPDATE workflow_policy SET policy = 'version: 9'`); err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]func() error{
		"get":     func() error { _, err := s.Workflow(ctx, "one"); return err },
		"list":    func() error { _, err := s.Workflows(ctx); return err },
		"history": func() error { _, err := s.PolicyHistory(ctx, w.ID); return err },
	} {
		if err := f(); err == nil || !strings.Contains(err.Error(), `the stored policy of workflow "one"`) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/workflow"
)

// selectWorkflow reads workflows with their present policy.
const selectWorkflow = `
	SELECT w.id, w.name, w.configuration_id, w.policy_version, w.created_at, w.updated_at, p.policy
	FROM workflow w JOIN workflow_policy p ON p.workflow_id = w.id AND p.version = w.policy_version `

// CreateWorkflow implements workflow.Repository.
func (s *Store) CreateWorkflow(ctx context.Context, w workflow.Workflow, by string) error {
	return s.write(ctx, "creating the workflow", func(tx *sql.Tx) error {
		if err := workflowTaken(ctx, tx, w); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `
			INSERT INTO workflow (id, name, name_folded, configuration_id, policy_version, created_at, updated_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			w.ID, w.Name, fold(w.Name), w.ConfigurationID, w.PolicyVersion, timeText(w.CreatedAt), timeText(w.UpdatedAt))
		if err != nil {
			return err
		}
		return addPolicy(ctx, tx, w, by)
	})
}

// UpdateWorkflow implements workflow.Repository.
func (s *Store) UpdateWorkflow(ctx context.Context, w workflow.Workflow, by string) error {
	return s.write(ctx, "updating the workflow", func(tx *sql.Tx) error {
		var version int
		err := tx.QueryRowContext(ctx, `SELECT policy_version FROM workflow WHERE id = $1`, w.ID).Scan(&version)
		if errors.Is(err, sql.ErrNoRows) {
			return noWorkflow(w.ID)
		}
		if err != nil {
			return err
		}
		if err := workflowTaken(ctx, tx, w); err != nil {
			return err
		}
		if w.PolicyVersion > version {
			if err := addPolicy(ctx, tx, w, by); err != nil {
				return err
			}
			version = w.PolicyVersion
		}
		_, err = tx.ExecContext(ctx, `
			UPDATE workflow SET name = $1, name_folded = $2, configuration_id = $3, policy_version = $4, updated_at = $5
			WHERE id = $6`, w.Name, fold(w.Name), w.ConfigurationID, version, timeText(w.UpdatedAt), w.ID)
		return err
	})
}

// addPolicy adds a workflow's policy to its history. One that goes by the
// workflow's name has none of its own, so that it follows when that changes.
func addPolicy(ctx context.Context, tx *sql.Tx, w workflow.Workflow, by string) error {
	if w.Policy.Name == w.Name {
		w.Policy.Name = ""
	}
	text, err := w.Policy.YAML()
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO workflow_policy (workflow_id, version, policy, since, set_by) VALUES ($1, $2, $3, $4, $5)`,
		w.ID, w.PolicyVersion, string(text), timeText(w.UpdatedAt), by)
	return err
}

// workflowTaken names the other workflow that has a name or a Configuration ID.
func workflowTaken(ctx context.Context, tx *sql.Tx, w workflow.Workflow) error {
	var name, configuration string
	err := tx.QueryRowContext(ctx, `
		SELECT name, configuration_id FROM workflow WHERE (name_folded = $1 OR configuration_id = $2) AND id <> $3
		ORDER BY CASE WHEN name_folded = $1 THEN 0 ELSE 1 END LIMIT 1`,
		fold(w.Name), w.ConfigurationID, w.ID).Scan(&name, &configuration)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	case fold(name) == fold(w.Name):
		return fault.New(fault.Conflict, "there is already a workflow named %q (names are compared ignoring case)", name).
			WithHint("choose another name; incodectl workflows list shows those in use")
	}
	return fault.New(fault.Conflict, "workflow %q has the Configuration ID %s already", name, configuration).
		WithHint("link integrations to that one, or change it: incodectl workflows edit %s", name)
}

func noWorkflow(ref string) error { return fault.New(fault.NotFound, "there is no workflow %q", ref) }

// Workflow implements workflow.Repository.
func (s *Store) Workflow(ctx context.Context, ref string) (workflow.Workflow, error) {
	row := s.reader(ctx).QueryRowContext(ctx, selectWorkflow+`
		WHERE w.id = $1 OR w.configuration_id = $1 OR w.name_folded = $1
		ORDER BY CASE WHEN w.id = $1 THEN 0 WHEN w.configuration_id = $1 THEN 1 ELSE 2 END LIMIT 1`, fold(ref))
	w, err := scanWorkflow(row)
	if errors.Is(err, sql.ErrNoRows) {
		return w, noWorkflow(ref)
	}
	return w, s.fail(err, "reading the workflow")
}

// Workflows implements workflow.Repository.
func (s *Store) Workflows(ctx context.Context) ([]workflow.Workflow, error) {
	all, err := collect(ctx, s.reader(ctx), scanWorkflow, selectWorkflow+`ORDER BY w.name_folded`)
	return all, s.fail(err, "listing the workflows")
}

func scanWorkflow(row scanner) (workflow.Workflow, error) {
	var w workflow.Workflow
	var created, updated, policy string
	err := row.Scan(&w.ID, &w.Name, &w.ConfigurationID, &w.PolicyVersion, &created, &updated, &policy)
	if err != nil {
		return workflow.Workflow{}, err
	}
	if w.Policy, err = storedPolicy(policy, w.Name); err != nil {
		return w, err
	}
	return w, times(timePair{created, &w.CreatedAt}, timePair{updated, &w.UpdatedAt})
}

// storedPolicy reads what addPolicy wrote of a workflow that has this name now.
func storedPolicy(text, name string) (match.Policy, error) {
	p, err := match.ParsePolicy([]byte(text), name)
	if err != nil {
		return p, fmt.Errorf("reading the stored policy of workflow %q: %w", name, err)
	}
	return p, nil
}

// PolicyHistory implements workflow.Repository.
func (s *Store) PolicyHistory(ctx context.Context, id string) ([]workflow.PolicyRevision, error) {
	all, err := collect(ctx, s.reader(ctx), scanRevision, `
		SELECT p.version, p.policy, p.since, p.set_by, w.name
		FROM workflow_policy p JOIN workflow w ON w.id = p.workflow_id
		WHERE p.workflow_id = $1 ORDER BY p.version DESC`, id)
	return all, s.fail(err, "reading the policies of the workflow")
}

func scanRevision(row scanner) (workflow.PolicyRevision, error) {
	var r workflow.PolicyRevision
	var policy, since, name string
	err := row.Scan(&r.Version, &policy, &since, &r.By, &name)
	if err != nil {
		return r, err
	}
	if r.Policy, err = storedPolicy(policy, name); err != nil {
		return r, err
	}
	return r, times(timePair{since, &r.Since})
}

// DeleteWorkflow implements workflow.Repository.
func (s *Store) DeleteWorkflow(ctx context.Context, id string) error {
	return s.write(ctx, "deleting the workflow", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM workflow_policy WHERE workflow_id = $1`, id); err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, `DELETE FROM workflow WHERE id = $1`, id)
		if err != nil {
			return err
		}
		switch n, err := res.RowsAffected(); {
		case err != nil:
			return err
		case n == 0:
			return noWorkflow(id)
		}
		return nil
	})
}

// WorkflowUsers implements workflow.Repository. Integrations are few, and their
// settings are looked at here rather than in SQL that only some databases have.
func (s *Store) WorkflowUsers(ctx context.Context, id string) ([]workflow.User, error) {
	all, err := s.Integrations(ctx)
	if err != nil {
		return nil, err
	}
	users := []workflow.User{}
	for _, in := range all {
		if in.Settings.Get(integration.KeyWorkflow) == id {
			users = append(users, workflow.User{ID: in.ID, Name: in.Name})
		}
	}
	return users, nil
}

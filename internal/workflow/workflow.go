// Package workflow manages workflows: a name, the Configuration ID by which
// Incode knows it, and the claims policy that decides its sessions. Every policy
// a workflow ever had is kept, because sessions keep the one they began with.
package workflow

import (
	"context"
	"time"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/claims/match"
)

// Workflow is a workflow with its present policy.
type Workflow struct {
	ID   string // 24 hex, generated, never reused
	Name string // unique per profile, ignoring case
	// ConfigurationID is Incode's ID of it: 24 lower-case hex, unique per profile.
	ConfigurationID string
	Policy          match.Policy
	PolicyVersion   int // 1, 2, 3 ...; raised with every change of the policy
	CreatedAt       time.Time
	UpdatedAt       time.Time
}

// PolicyRevision is one policy of a workflow's history.
type PolicyRevision struct {
	Version int
	Policy  match.Policy
	Since   time.Time
	By      string // who set it
}

// User is an integration that is linked to a workflow.
type User struct{ ID, Name string }

// Repository keeps workflows. The store implements it.
type Repository interface {
	// Atomically runs f in one transaction, see the store.
	Atomically(ctx context.Context, f func(ctx context.Context) error) error
	// CreateWorkflow stores a workflow with its first policy; a taken name or
	// Configuration ID is fault.Conflict and names the other.
	CreateWorkflow(ctx context.Context, w Workflow, by string) error
	// UpdateWorkflow replaces name, Configuration ID and UpdatedAt and, when
	// PolicyVersion is higher than the stored one, adds the policy to the history.
	UpdateWorkflow(ctx context.Context, w Workflow, by string) error
	// Workflow finds one by ID, Configuration ID, or name ignoring case; an ID
	// wins. fault.NotFound otherwise.
	Workflow(ctx context.Context, ref string) (Workflow, error)
	// Workflows lists all in order of name.
	Workflows(ctx context.Context) ([]Workflow, error)
	// PolicyHistory lists a workflow's policies, newest first.
	PolicyHistory(ctx context.Context, id string) ([]PolicyRevision, error)
	// DeleteWorkflow removes a workflow and its history; fault.NotFound.
	DeleteWorkflow(ctx context.Context, id string) error
	// WorkflowUsers lists the integrations linked to a workflow in order of name.
	WorkflowUsers(ctx context.Context, id string) ([]User, error)
}

// Service is the lifecycle of workflows. All of it refuses while the
// organisation feature is off.
type Service struct {
	Repo  Repository
	Gate  func(ctx context.Context) error // see integration.Service.Gate
	Audit audit.Recorder
	Actor string // who makes the changes, like "ada@host"
	Now   func() time.Time
	NewID func() string // 24 hex
}

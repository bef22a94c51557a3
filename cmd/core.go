package cmd

import (
	"context"
	"slices"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/incode/connection"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/verification"
	"github.com/incodectl/incodectl/internal/workflow"
)

// core is the services over one open store, joined to each other.
type core struct {
	integrations *integration.Service
	workflows    *workflow.Service
	directory    *directory.Service
	sessions     *verification.Service
	credentials  *credential.Service
	audit        *audit.Service
	incode       *connection.Service
}

// core opens the store and joins the services, once.
func (a *app) core(ctx context.Context) (*core, error) {
	s, err := a.open(ctx)
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.built != nil {
		return a.built, nil
	}
	who := a.actor()
	log := &audit.Log{Repo: s, Now: a.env.Now, Actor: who, Reason: a.config.Reason.Value}
	c := &core{audit: &audit.Service{Repo: s}}
	c.integrations = &integration.Service{
		Repo: s, Secrets: a.secretStore, Now: a.env.Now, NewID: newUUID, NewClientID: newClientID,
		Actor: who.Name, Profile: a.settings.Profile, Check: checkAdapter, Audit: log, Getenv: a.env.Getenv,
		Note: func(text string) { a.env.IO.Notef("%s", text) },
	}
	c.workflows = &workflow.Service{
		Repo: s, Gate: c.integrations.Gate, Audit: log, Actor: who.Name, Now: a.env.Now, NewID: newHexID,
	}
	c.integrations.Workflow = func(ctx context.Context, ref string) (integration.Link, error) {
		w, err := c.workflows.Get(ctx, ref)
		return integration.Link{ID: w.ID, Name: w.Name}, err
	}
	c.integrations.AnyWorkflow = func(ctx context.Context) (bool, error) {
		all, err := s.Workflows(ctx)
		return len(all) > 0, err
	}
	c.integrations.Synced = func(ctx context.Context, id string) (bool, error) {
		_, err := s.LastApplied(ctx, id)
		if fault.Is(err, fault.NotFound) {
			return false, nil
		}
		return err == nil, err
	}
	c.directory = &directory.Service{Repo: s, Integrations: c.integrations, Now: a.env.Now, NewRunID: newHexID, Audit: log}
	c.sessions = &verification.Service{
		Repo: s, Directory: c.directory, Integrations: c.integrations, Workflows: c.workflows, Audit: log,
		Actor: who.Name, Now: a.env.Now, NewID: newHexID, NewIdentity: newUUID, Onboarding: a.onboarding,
	}
	c.integrations.Leaving = c.sessions.IntegrationLeaving
	c.directory.Gone = c.sessions.PeopleGone
	c.credentials = &credential.Service{
		Repo: s, Integrations: c.integrations, Sessions: c.sessions, Secrets: a.secretStore, Audit: log,
		Profile: a.settings.Profile, Actor: who.Name, Now: a.env.Now, NewID: newHexID, Random: randomBytes,
	}
	c.integrations.AnyAPIKey = func(ctx context.Context) (bool, error) {
		keys, err := s.APIKeys(ctx)
		return slices.ContainsFunc(keys, func(k credential.APIKey) bool { return !k.Revoked() }), err
	}
	c.incode = a.connection(s, log)
	c.sessions.Keys = c.credentials.Keys
	a.built = c
	return c, nil
}

func (a *app) workflows(ctx context.Context) (*workflow.Service, error) {
	c, err := a.core(ctx)
	if err != nil {
		return nil, err
	}
	return c.workflows, nil
}

func (a *app) sessions(ctx context.Context) (*verification.Service, error) {
	c, err := a.core(ctx)
	if err != nil {
		return nil, err
	}
	return c.sessions, nil
}

func (a *app) credentials(ctx context.Context) (*credential.Service, error) {
	c, err := a.core(ctx)
	if err != nil {
		return nil, err
	}
	return c.credentials, nil
}

func (a *app) auditLog(ctx context.Context) (*audit.Service, error) {
	c, err := a.core(ctx)
	if err != nil {
		return nil, err
	}
	return c.audit, nil
}

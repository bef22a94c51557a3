package directory

import (
	"context"
	"time"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
)

// Service is the directory: sync, lookup and what is shown of it. All of it
// refuses while the organisation feature is off, through Integrations.
type Service struct {
	Repo         Repository
	Integrations *integration.Service
	Now          func() time.Time
	NewRunID     func() string // 24 hex
	// Audit, if not nil, logs what changes people: see the Changes of audit.go.
	Audit audit.Recorder
	// Gone, if not nil, is called inside the transaction that deletes people for
	// good, after they are deleted: it ends what depends on them.
	Gone func(ctx context.Context, people []Key) error
}

// ProviderOf returns the provider a directory template reads from.
func ProviderOf(template string) (Provider, bool) {
	switch template {
	case integration.OktaDirectory:
		return ProviderOkta, true
	case integration.EntraDirectory:
		return ProviderEntra, true
	default:
		return "", false
	}
}

// Directories lists the directory integrations.
func (s *Service) Directories(ctx context.Context) ([]integration.Integration, error) {
	all, err := s.Integrations.List(ctx)
	if err != nil {
		return nil, err
	}
	dirs := all[:0:0]
	for _, in := range all {
		if in.Category == integration.CategoryDirectory {
			dirs = append(dirs, in)
		}
	}
	return dirs, nil
}

// NeedDirectories lists the directory integrations for what cannot be done
// without one: fault.NotFound when there is none.
func (s *Service) NeedDirectories(ctx context.Context) ([]integration.Integration, error) {
	dirs, err := s.Directories(ctx)
	if err == nil && len(dirs) == 0 {
		err = fault.New(fault.NotFound, "there is no directory integration yet").
			WithHint("create one: incodectl integrations create okta-directory --help (or entra-directory)")
	}
	return dirs, err
}

// Directory finds one directory integration by ID or name.
func (s *Service) Directory(ctx context.Context, idOrName string) (integration.Integration, error) {
	in, err := s.Integrations.Get(ctx, idOrName)
	if err != nil {
		return in, err
	}
	if in.Category != integration.CategoryDirectory {
		return in, fault.New(fault.Usage, "integration %q is of category %s, not a directory", in.Name, in.Category).
			WithHint("list the directories: incodectl directory status")
	}
	return in, nil
}

// Person finds somebody by the source's ID, whatever they are called now:
// fault.NotFound when their record is gone.
func (s *Service) Person(ctx context.Context, integrationID, externalID string) (Found, error) {
	in, err := s.Directory(ctx, integrationID)
	if err != nil {
		return Found{}, err
	}
	people, err := s.Repo.People(ctx, in.ID, []string{externalID})
	if err != nil {
		return Found{}, err
	}
	if len(people) == 0 {
		return Found{}, fault.New(fault.NotFound, "integration %q has no person %q any more", in.Name, externalID)
	}
	at, err := s.syncedAt(ctx, in.ID)
	return Found{User: people[0], Integration: in, SyncedAt: at}, err
}

// Status is what is known of one directory integration.
type Status struct {
	Integration integration.Integration
	States      map[State]int
	LastRun     *Run // newest run of any outcome, nil when never run
	SyncedAt    time.Time
	FullAt      time.Time // when the last applied full listing began, zero if never
	// Delta says that the next sync can follow changes from where the last one
	// ended, unless the source no longer knows that place.
	Delta bool
	Held  *Run // the run that waits for review, nil when none does
	Kept  Kept // what an interrupted run left for the next one
}

// Status reports every directory integration.
func (s *Service) Status(ctx context.Context) ([]Status, error) {
	dirs, err := s.Directories(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]Status, 0, len(dirs))
	for _, in := range dirs {
		st := Status{Integration: in}
		if st.States, err = s.Repo.StateCounts(ctx, in.ID); err != nil {
			return nil, err
		}
		runs, err := s.Repo.Runs(ctx, RunFilter{IntegrationID: in.ID, Limit: 1})
		if err != nil {
			return nil, err
		}
		if len(runs) > 0 {
			st.LastRun = &runs[0]
		}
		held, err := s.Repo.Runs(ctx, RunFilter{IntegrationID: in.ID, Held: true, Limit: 1})
		if err != nil {
			return nil, err
		}
		if len(held) > 0 {
			st.Held = &held[0]
		}
		if st.Kept, err = s.Repo.Kept(ctx, in.ID); err != nil {
			return nil, err
		}
		if s.Now().Sub(st.Kept.Since) > resumable {
			st.Kept = Kept{} // the next run begins anew
		}
		at, err := s.Repo.Position(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		st.FullAt = at.FullAt
		st.Delta = at.Mark != "" && !at.FullAt.IsZero() && !at.Stale && in.FullSyncNeeded == "" && st.Kept.Mode != ModeFull
		if st.SyncedAt, err = s.syncedAt(ctx, in.ID); err != nil {
			return nil, err
		}
		all = append(all, st)
	}
	return all, nil
}

// syncedAt is when the integration's people were last confirmed, zero if never.
func (s *Service) syncedAt(ctx context.Context, integrationID string) (time.Time, error) {
	run, err := s.Repo.LastApplied(ctx, integrationID)
	if fault.Is(err, fault.NotFound) {
		return time.Time{}, nil
	}
	return run.FinishedAt, err
}

package directory

import (
	"context"
	"errors"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
)

// ModeFull is the mode of a run that reads the complete listing.
const ModeFull = "full"

// The phases a sync goes through, in order.
const (
	PhaseFetch = "fetch"
	PhasePlan  = "plan"
	PhaseApply = "apply"
)

// Progress is how far a sync has come.
type Progress struct {
	Phase  string
	People int // staged so far
	Total  int // people in the listing where the source says it, else 0
	Pages  int
}

// SyncRequest is one sync of one integration.
type SyncRequest struct {
	Integration integration.Integration
	Source      Source
	Progress    func(Progress) // may be nil; called from one goroutine at a time
}

// Sync reads the complete listing and brings the stored people in line with it:
// fetch, stage, plan, guard, apply. Whatever goes wrong before apply leaves the
// store as it was, and apply is one transaction. The run is recorded in every
// case and returned also beside an error, except for fault.Locked: then another
// sync is running, and this was none.
//
// A run some of whose records could not be read is applied for the others and
// returned without error, Status RunPartial.
func (s *Service) Sync(ctx context.Context, req SyncRequest) (Run, error) {
	run := Run{
		ID: s.NewRunID(), Mode: ModeFull, StartedAt: s.Now(), Fingerprint: req.Source.Fingerprint(),
		IntegrationID: req.Integration.ID, IntegrationName: req.Integration.Name,
		RecordErrors: []RecordError{},
	}
	err := s.sync(ctx, req, &run)
	switch {
	case err == nil:
		return run, nil
	case fault.Is(err, fault.Locked):
		return Run{}, err
	}
	run.Status, run.Error = statusOf(ctx, err), err.Error()
	if run.Status == RunCancelled {
		run.Error = "interrupted"
	}
	// What was only planned did not happen.
	run.Counts = Counts{Listed: run.Counts.Listed, Skipped: len(run.RecordErrors)}
	s.finish(&run)
	// The record of a cancelled run is still to be written.
	saving, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if serr := s.Repo.SaveRun(saving, run); serr != nil {
		err = errors.Join(err, serr)
	}
	return run, err
}

func (s *Service) finish(run *Run) {
	run.FinishedAt = s.Now()
	run.Duration = run.FinishedAt.Sub(run.StartedAt)
}

func statusOf(ctx context.Context, err error) RunStatus {
	switch {
	case ctx.Err() != nil || fault.Is(err, fault.Interrupted):
		return RunCancelled
	case fault.Is(err, fault.Blocked):
		return RunBlocked
	default:
		return RunFailed
	}
}

func (s *Service) sync(ctx context.Context, req SyncRequest, run *Run) error {
	provider, ok := ProviderOf(req.Integration.Template)
	if !ok {
		return fault.New(fault.Usage, "integration %q is no directory and cannot be synced", req.Integration.Name)
	}
	if err := s.Integrations.Gate(ctx); err != nil {
		return err
	}
	staging, err := s.Repo.OpenStaging(ctx, req.Integration.ID, run.Fingerprint)
	if err != nil {
		return err
	}
	defer func() { _ = staging.Close() }()
	if err := s.unchanged(ctx, req.Integration); err != nil {
		return err
	}

	report := func(phase string) {
		if req.Progress != nil {
			req.Progress(Progress{Phase: phase, People: run.Counts.Listed, Pages: run.Pages})
		}
	}
	f := fetch{req: req, run: run, staging: staging, stager: newStager(req.Integration.ID, provider)}
	if err := f.all(ctx); err != nil {
		return err
	}
	report(PhasePlan)
	plan, err := staging.Plan(ctx, f.complete())
	if err != nil {
		return err
	}
	run.Counts = plan.Counts
	run.Counts.Skipped = len(run.RecordErrors)
	if err := guard(plan); err != nil {
		return err
	}
	report(PhaseApply)
	run.Status = RunSucceeded
	if run.Counts.Skipped > 0 {
		run.Status = RunPartial
	}
	s.finish(run)
	return staging.Apply(ctx, plan, *run)
}

// unchanged makes sure that the source was opened with the settings that are
// stored now; from OpenStaging on, the store itself watches them.
func (s *Service) unchanged(ctx context.Context, in integration.Integration) error {
	now, err := s.Integrations.Get(ctx, in.ID)
	if err != nil {
		return err
	}
	if !now.Equal(in) {
		return fault.New(fault.Conflict, "integration %q was changed just now; nothing was changed", in.Name).
			WithHint("run the sync again")
	}
	return nil
}

// guard stops a plan that would do harm on the strength of a doubtful listing.
func guard(p Plan) error {
	if p.Counts.Listed > 0 {
		return nil
	}
	err := fault.New(fault.Blocked, "the source listed nobody, which is taken for a fault and not for an empty company; nothing was changed")
	return err.WithHint("check the credential's role and the groups in scope: incodectl integrations test NAME " +
		"(an Okta app without an admin role sees an empty list)")
}

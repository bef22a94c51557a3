package directory

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/guard"
	"github.com/incodectl/incodectl/internal/integration"
)

// The phases a sync goes through, in order.
const (
	PhaseFetch = "fetch"
	PhaseCheck = "check" // people who were not listed are looked up
	PhasePlan  = "plan"
	PhaseApply = "apply"
)

// resumable is how old pages may be that a run goes on with.
const resumable = 24 * time.Hour

// Progress is how far a sync has come.
type Progress struct {
	Phase  string
	People int // staged so far
	Total  int // people in the listing where the source says it, else 0
	Pages  int
}

// Limits are how much a run may change before a person has to look at it.
type Limits struct {
	Deactivations guard.Limit // deactivated and missing people
	Updates       guard.Limit // people of whom a value is changed or removed
}

// DefaultLimits are the limits where nothing else is set.
func DefaultLimits() Limits {
	deactivations, _ := guard.Parse(guard.DefaultDeactivations) // constants: a test parses them
	updates, _ := guard.Parse(guard.DefaultUpdates)
	return Limits{Deactivations: deactivations, Updates: updates}
}

// SyncRequest is one sync of one integration.
type SyncRequest struct {
	Integration integration.Integration
	Source      Source
	Mode        Mode
	FullEvery   time.Duration // see DefaultFullEvery, which 0 means
	Limits      Limits
	Strict      bool // a record that cannot be read fails the run
	NoResume    bool // do not go on with what an earlier run has staged
	Concurrency int  // see Read
	// Preview makes it a dry run: it is called with the run as it would be
	// recorded and what would change, and nothing is changed or recorded.
	Preview  func(Run, iter.Seq2[Change, error]) error
	Progress func(Progress) // may be nil; called from one goroutine at a time
}

// Sync brings the stored people in line with the source: fetch, stage, plan,
// guard, apply. Whatever goes wrong before apply leaves the store as it was, and
// apply is one transaction. Pages fetched before a failure are kept for the
// next run. The run is recorded in every case but a dry run's, and returned also
// beside an error, except for fault.Locked: then another sync is running, and
// this was none.
//
// A run some of whose records could not be read is applied for the others and
// returned without error, Status RunPartial. A run that exceeds a limit is
// fault.Blocked and held for review.
func (s *Service) Sync(ctx context.Context, req SyncRequest) (Run, error) {
	run := Run{
		ID: s.NewRunID(), StartedAt: s.Now(), Fingerprint: req.Source.Fingerprint(), Mode: ModeFull,
		IntegrationID: req.Integration.ID, IntegrationName: req.Integration.Name,
		RecordErrors: []RecordError{}, Notes: []string{},
	}
	err := s.sync(ctx, req, &run)
	switch {
	case err == nil:
		return run, nil
	case fault.Is(err, fault.Locked) && run.Pages == 0:
		return Run{}, err
	}
	run.Status, run.Error = statusOf(ctx, err), err.Error()
	if run.Status == RunCancelled {
		run.Error = "interrupted"
	}
	s.finish(&run)
	if run.Held || req.Preview != nil {
		return run, err // recorded already, or not to be
	}
	// What was only planned did not happen.
	run.Counts = Counts{Listed: run.Counts.Listed, Skipped: run.Counts.Skipped}
	// The record of a cancelled run is still to be written.
	saving, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if serr := s.Repo.SaveRun(saving, run); serr != nil && !fault.Is(serr, fault.NotFound) { // the integration is gone, and err says so
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

func (s *Service) sync(ctx context.Context, req SyncRequest, run *Run) (err error) {
	provider, ok := ProviderOf(req.Integration.Template)
	if !ok {
		return fault.New(fault.Usage, "integration %q is no directory and cannot be synced", req.Integration.Name)
	}
	if err := s.Integrations.Gate(ctx); err != nil {
		return err
	}
	staging, err := s.Repo.OpenStaging(ctx, req.Integration.ID)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, staging.Close()) }()
	if err := s.unchanged(ctx, req.Integration); err != nil {
		return err
	}
	before, err := s.Repo.Position(ctx, req.Integration.ID)
	if err != nil {
		return err
	}
	f := &fetch{req: req, run: run, repo: s.Repo, staging: staging, stager: newStager(req.Integration.ID, provider)}
	if err := s.fetch(ctx, f, before); err != nil {
		run.KeptPages = f.at.Pages
		return err
	}
	err = s.settle(ctx, f, before)
	if err == nil || run.Held || req.Preview != nil && fault.Is(err, fault.Blocked) {
		return err
	}
	// What was staged is not at fault when somebody pressed Ctrl-C, the disk is
	// full or the store is locked: the next run need not fetch it again. A
	// listing that was refused must not come back.
	if fault.Is(err, fault.Blocked) || fault.Is(err, fault.Conflict) || fault.Is(err, fault.NotFound) {
		return errors.Join(err, staging.Discard(context.WithoutCancel(ctx)))
	}
	run.KeptPages = f.at.Pages
	return err
}

// fetch stages everything the run needs, going on where an earlier run ended
// and turning a delta that cannot be had into a full listing.
func (s *Service) fetch(ctx context.Context, f *fetch, before Position) error {
	mode, why := choose(f.req, f.req.Integration, before, f.run.Fingerprint, s.Now())
	resume := !f.req.NoResume
	var since Mark // of the delta, also where a full listing takes its place
	if mode == ModeDelta {
		since = before.Mark
	}
	for {
		f.run.note(why)
		if err := f.begin(ctx, mode, since, resume, s.Now()); err != nil {
			return err
		}
		mode = f.read.Mode
		err := f.all(ctx)
		if err == nil {
			err = f.catchUp(ctx, s.Now())
		}
		if full, ok := errors.AsType[*FullNeeded](err); ok && (mode == ModeDelta || f.resumed) {
			mode, why, resume = ModeFull, "full from the beginning, because "+full.Why, false
			continue
		}
		if _, ok := errors.AsType[*CursorGone](err); ok && f.resumed {
			why, resume = "from the beginning, because the source no longer knows the place where the last run ended", false
			continue
		}
		if err != nil {
			return err
		}
		return f.reread(ctx, before.Unread)
	}
}

// settle plans what is staged, and applies it if nothing speaks against it.
func (s *Service) settle(ctx context.Context, f *fetch, before Position) error {
	run, staging := f.run, f.staging
	f.report(PhasePlan)
	plan, err := staging.Plan(ctx, f.complete())
	if err != nil {
		return err
	}
	if plan, err = f.confirm(ctx, plan); err != nil {
		return err
	}
	run.Counts = plan.Counts
	run.Counts.Skipped = f.at.Skipped
	for _, n := range f.at.Notes {
		run.note(n)
	}
	if more := f.at.Skipped - len(run.RecordErrors); more > 0 {
		run.note(fmt.Sprintf("%d more records could not be read than are named", more))
	}
	blocked := s.guard(ctx, f, plan, before)
	if blocked != nil && !fault.Is(blocked, fault.Blocked) {
		return blocked
	}
	s.finish(run)
	at := f.position(before)
	switch {
	case f.req.Preview != nil:
		err := f.preview(ctx, blocked)
		if f.resumed { // what an earlier run left stays for the next one
			return err
		}
		f.at = Checkpoint{} // so nothing is kept
		return errors.Join(err, staging.Discard(context.WithoutCancel(ctx)))
	case blocked != nil && len(run.Exceeded) == 0: // a listing that is not worth a review
		return blocked
	case blocked != nil:
		run.hold(blocked)
		if err := staging.Hold(ctx, plan, *run, at, s.recordHeld(*run)); err != nil {
			run.Held = false
			return err
		}
		return blocked
	}
	f.report(PhaseApply)
	run.Status = appliedStatus(*run)
	return staging.Apply(ctx, plan, *run, at, s.recordSync(*run))
}

// preview shows what would change.
func (f *fetch) preview(ctx context.Context, blocked error) error {
	f.run.Status = RunPlanned
	if blocked != nil {
		f.run.Status, f.run.Error = RunBlocked, blocked.Error()
	}
	if err := f.req.Preview(*f.run, f.staging.Changes(ctx, ChangeFilter{})); err != nil {
		return err
	}
	return blocked
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

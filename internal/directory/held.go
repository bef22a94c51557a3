package directory

import (
	"context"
	"errors"
	"iter"

	"github.com/incodectl/incodectl/internal/fault"
)

// Run returns one run by its ID or the beginning of it.
func (s *Service) Run(ctx context.Context, id string) (Run, error) {
	if err := s.Integrations.Gate(ctx); err != nil {
		return Run{}, err
	}
	return s.Repo.Run(ctx, id)
}

// Review shows what a blocked run would change, exactly as ApplyHeld will. It
// fails with fault.Conflict when the run holds nothing that could be applied.
func (s *Service) Review(ctx context.Context, id string, f ChangeFilter, show func(Run, iter.Seq2[Change, error]) error) error {
	return s.held(ctx, id, false, func(run Run, staging Staging, _ Plan, _ Position) error {
		return show(run, staging.Changes(ctx, f))
	})
}

// ApplyHeld carries out what a blocked run would have, if confirm, which may be
// nil, does not object. The store must not have moved on: fault.Conflict.
func (s *Service) ApplyHeld(ctx context.Context, id string, confirm func(Run) error) (Run, error) {
	var applied Run
	err := s.held(ctx, id, false, func(run Run, staging Staging, plan Plan, at Position) error {
		if confirm != nil {
			if err := confirm(run); err != nil {
				return err
			}
		}
		s.reviewed(&run)
		skipped := run.Counts.Skipped
		run.Counts = plan.Counts
		run.Counts.Skipped = skipped
		run.Status, run.Error, run.Planned = appliedStatus(run), "", nil
		applied = run
		return staging.Apply(ctx, plan, run, at, s.recordReview("directory.apply", run, run.Counts))
	})
	return applied, err
}

// DiscardHeld throws away what a blocked run holds.
func (s *Service) DiscardHeld(ctx context.Context, id string) (Run, error) {
	var discarded Run
	err := s.held(ctx, id, true, func(run Run, staging Staging, _ Plan, _ Position) error {
		s.reviewed(&run)
		run.Status = RunDiscarded
		discarded = run
		// The record first: a file without a run that holds it is cleaned up, a
		// run that holds nothing would be offered for review.
		err := s.Repo.Atomically(ctx, func(ctx context.Context) error {
			if err := s.Repo.SaveRun(ctx, run); err != nil {
				return err
			}
			return s.recordReview("directory.discard", run, planned(run))(ctx)
		})
		if err != nil {
			return err
		}
		return staging.Discard(ctx)
	})
	return discarded, err
}

func (s *Service) reviewed(run *Run) {
	run.Held, run.ReviewedAt, run.ReviewedBy = false, s.Now(), s.Integrations.Actor
}

func (s *Service) held(ctx context.Context, id string, toDiscard bool, do func(Run, Staging, Plan, Position) error) (err error) {
	run, err := s.Run(ctx, id)
	if err != nil {
		return err
	}
	if !run.Held {
		return fault.New(fault.Conflict, "run %s holds nothing: it is %s", run.ID, run.Status).
			WithHint("only a run that was stopped by a limit is held, until it is applied, discarded or followed by another sync: incodectl directory runs")
	}
	staging, plan, at, err := s.Repo.OpenHeld(ctx, run, toDiscard)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, staging.Close()) }()
	return do(run, staging, plan, at)
}

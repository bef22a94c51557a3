package directory

import (
	"context"
	"iter"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/integration"
)

// dryRun shows what syncs would change, in order of the targets, while those
// after the shown one are already being fetched.
func dryRun(ctx context.Context, opts *syncOptions, dir *directory.Service, targets []integration.Integration) error {
	s := newSyncer(opts, dir, targets)
	planned := make([]chan *plan, len(targets))
	for i := range planned {
		planned[i] = make(chan *plan)
	}
	s.preview = func(ctx context.Context, i int, run directory.Run, changes iter.Seq2[directory.Change, error]) error {
		p := &plan{run: run, changes: changes, shown: make(chan error, 1)}
		select {
		case planned[i] <- p:
			return <-p.shown // the changes are read from what the sync still holds
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	s.ended = func(i int) { close(planned[i]) }
	wait := s.start(ctx)
	inOrder := func(yield func(*plan) bool) {
		for i := range planned {
			p, ok := <-planned[i]
			if !ok {
				continue // it failed before there was a plan
			}
			s.foretell(p.run)
			more := yield(p)
			p.shown <- p.err
			if !more {
				return
			}
		}
	}
	err := showPlans(opts.f, inOrder, len(opts.refs) == 1, opts.reveal)
	for i := range planned {
		for p := range planned[i] { // nobody reads on, yet the syncs have to end and be summed up
			s.foretell(p.run)
			p.shown <- nil
		}
	}
	wait()
	if verr := s.verdict(ctx); verr != nil {
		return verr
	}
	return err
}

// foretell says on stderr what a dry run found.
func (s *syncer) foretell(r directory.Run) {
	s.words.Lock()
	defer s.words.Unlock()
	f := s.opts.f
	f.IO.Notef("%s: dry run, nothing is changed; %s, would change: %s", r.IntegrationName, listed(r), changes(r.Counts))
	notes(f, r)
	unread(f, r)
}

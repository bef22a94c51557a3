package directory

import (
	"context"
	"iter"
	"sync"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
)

// atOnce is how many integrations are synced side by side.
const atOnce = 4

// syncer syncs several integrations side by side.
type syncer struct {
	opts     *syncOptions
	dir      *directory.Service
	targets  []integration.Integration
	outcomes []outcome
	// preview, if not nil, makes dry runs of them; it is given the target's number.
	preview func(ctx context.Context, i int, run directory.Run, changes iter.Seq2[directory.Change, error]) error
	ended   func(i int) // may be nil

	opening sync.Mutex // a keyring asks one question at a time
	words   sync.Mutex // what is said of one sync stays together
}

// outcome is how one sync ended.
type outcome struct {
	run directory.Run // without an ID when there was none to speak of
	err error
}

func newSyncer(opts *syncOptions, dir *directory.Service, targets []integration.Integration) *syncer {
	return &syncer{opts: opts, dir: dir, targets: targets, outcomes: make([]outcome, len(targets))}
}

// start begins the syncs in order and returns a func that waits for all of them.
func (s *syncer) start(ctx context.Context) (wait func()) {
	var wg sync.WaitGroup
	wg.Go(func() {
		slots := make(chan struct{}, atOnce)
		for i := range s.targets {
			slots <- struct{}{}
			wg.Go(func() {
				defer func() { <-slots }()
				s.outcomes[i] = s.one(ctx, i)
				if s.ended != nil {
					s.ended(i)
				}
			})
		}
	})
	return wg.Wait
}

// one syncs one integration and says on stderr what became of it.
func (s *syncer) one(ctx context.Context, i int) (o outcome) {
	f, in := s.opts.f, s.targets[i]
	noted := false // a dry run's words are said before its end
	defer func() {
		if p := recover(); p != nil { // the others go on
			o.err = fault.New(fault.Internal, "syncing %q failed unexpectedly: %v", in.Name, p)
		}
		s.words.Lock()
		defer s.words.Unlock()
		switch {
		case o.err == nil && s.preview == nil:
			summary(f, o.run)
		case o.err == nil || ctx.Err() != nil:
		default:
			if !noted {
				notes(f, o.run)
			}
			if o.err = withKept(o.err, o.run); len(s.targets) > 1 {
				report(f, in, o.err)
			}
		}
	}()
	if err := ctx.Err(); err != nil {
		return outcome{err: err}
	}
	t, err := s.opts.flags.resolve(in.Settings)
	if err != nil {
		return outcome{err: fault.Wrap(err, fault.CodeOf(err), "integration %q", in.Name)}
	}
	mode, err := s.opts.flags.readMode()
	if err != nil {
		return outcome{err: err}
	}
	source, err := s.open(ctx, in, t)
	if err != nil {
		return outcome{err: err}
	}
	m := &meter{now: f.Now, bar: f.IO.StartProgress(in.Name, f.Now)}
	defer m.bar.Stop()
	req := directory.SyncRequest{
		Integration: in, Source: source, Progress: m.progress,
		Mode: mode, FullEvery: t.fullEvery, Limits: t.limits, Concurrency: t.concurrency,
		Strict: s.opts.flags.strict, NoResume: s.opts.flags.noResume,
	}
	if s.preview != nil {
		req.Preview = func(run directory.Run, changes iter.Seq2[directory.Change, error]) error {
			m.bar.Stop()
			noted = true
			return s.preview(ctx, i, run, changes)
		}
	}
	run, err := s.dir.Sync(f.WithWaitNotice(ctx, m.wait), req)
	return outcome{run: run, err: err}
}

func (s *syncer) open(ctx context.Context, in integration.Integration, t tuning) (directory.Source, error) {
	s.opening.Lock()
	defer s.opening.Unlock()
	return s.opts.f.OpenSource(ctx, in, cmdutil.SourceOptions{MaxShare: t.apiShare})
}

// runs returns the records, in order: of the syncs that went through, or of all.
func (s *syncer) runs(all bool) []directory.Run {
	var runs []directory.Run
	for _, o := range s.outcomes {
		if o.run.ID != "" && (all || o.err == nil) {
			runs = append(runs, o.run)
		}
	}
	return runs
}

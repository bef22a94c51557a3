package systemtest

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/sandbox"
)

// TestFaults syncs against every fault there is on every route, once and for
// good, and then without it.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, r := range routes() {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			var c clock
			s := r.connect(t, newWorld(t, worldOptions{users: 4*pageOfRoutes + 4, page: cmp.Or(r.pages, pageOfRoutes), changes: 2, now: c.now}))
			s.company.Deactivate(12) // who can come back
			s.limitTo(r.groups...)
			s.mustSync(t)
			s.request = func(q *directory.SyncRequest) {
				q.Mode, q.Concurrency = cmp.Or(r.mode, q.Mode), r.workers
			}
			day := func(t testing.TB, s *side) {
				t.Helper()
				if r.target == sandbox.TargetOkta { // a delta has who changed in a quarter of an hour before the last one
					c.ahead.Add(int64(20 * time.Minute))
				}
				r.day(t, s)
			}
			for _, k := range sandbox.FaultKinds() {
				if !slices.Contains(k.Targets, r.target) {
					continue
				}
				what, ok := r.rules[k.Kind]
				if !ok {
					t.Errorf("what must hold of the fault %s is not said", k.Kind)
					continue
				}
				f := strike{Fault: sandbox.Fault{Target: r.target, Kind: k.Kind, From: cmp.Or(what.from, r.from)}, path: r.path, workers: r.workers}
				if what.once != nil {
					f.Count = 1
					t.Run(string(k.Kind)+"/once", func(t *testing.T) { s.strike(t, day, f, *what.once) })
				}
				f.Count = what.count
				t.Run(string(k.Kind), func(t *testing.T) { s.strike(t, day, f, what.always) })
			}
		})
	}
}

// TestEndsTooSoon lets a listing end in the middle with an empty page, as when
// an admin role is taken away while it runs: once, which asking again gets
// over, and from then on.
func TestEndsTooSoon(t *testing.T) {
	t.Parallel()
	bothSides(t, worldOptions{users: 3*smallPage + 10}, func(t *testing.T, s *side) {
		f := strike{Fault: sandbox.Fault{Target: sandbox.TargetOkta, Kind: sandbox.FaultEmptyList}, path: at("/api/v1/users")}
		if s.in.Template == integration.EntraDirectory {
			f.Target, f.path = sandbox.TargetGraph, at("/v1.0/users")
		}
		s.mustSync(t)
		for f.From = 2; f.From <= 4; f.From++ {
			f.Count = 1
			s.strike(t, busyDay, f, completes())
			f.Count = 0
			s.strike(t, busyDay, f, fails(fault.Unavailable, "in the middle of the listing"))
		}
	})
}

// TestEndsWithNobody lets the only person of the last page leave just before
// it is asked for: such an end is as it should be.
func TestEndsWithNobody(t *testing.T) {
	t.Parallel()
	bothSides(t, worldOptions{users: 2*smallPage + 1}, func(t *testing.T, s *side) {
		s.mustSync(t)
		var asked atomic.Int32
		s.w.gate.Store(func(r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/users") && asked.Add(1) == 3 {
				s.company.Delete(2 * smallPage)
			}
		})
		run := s.mustSync(t)
		if run.Counts.Missing != 1 || run.Counts.Listed != 2*smallPage {
			t.Errorf("%+v", run.Counts)
		}
	})
}

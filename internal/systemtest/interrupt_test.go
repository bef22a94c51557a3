package systemtest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/sandbox"
)

// promptly fails a test whose call has not returned long after it should have.
// The limit only has to be far below what the call would wait otherwise.
func promptly(t *testing.T, what string, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	select {
	case <-done:
	case <-time.After(15 * time.Second):
		t.Fatalf("%s does not return", what)
	}
}

// TestCancel cancels a sync after each page, then the one that goes on with it
// in each later phase. The store stays as it was, no finished page is asked for
// again, and the last run has everything.
func TestCancel(t *testing.T) {
	t.Parallel()
	bothSides(t, worldOptions{users: 4*smallPage + 10}, func(t *testing.T, s *side) {
		s.mustSync(t)
		s.events(t)
		before := dump(t, s.w.path, "")
		cancelled := func(when string, kept int) {
			t.Helper()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			promptly(t, "a sync cancelled at "+when, func() {
				run, err := s.sync(ctx, t, func(p directory.Progress) {
					if p.Phase == when || fmt.Sprint(p.Phase, p.Pages) == when {
						cancel()
					}
				})
				if !errors.Is(err, context.Canceled) || run.Status != directory.RunCancelled || run.KeptPages != kept {
					t.Errorf("cancelled at %s: %s %v, %d pages are kept, want %d", when, run.Status, err, run.KeptPages, kept)
				}
			})
			if after := dump(t, s.w.path, ""); after != before {
				t.Errorf("cancelled at %s, the store was changed", when)
			}
			if last := s.lastRun(t); last.Status != directory.RunCancelled || last.KeptPages != kept || last.Error != "interrupted" {
				t.Errorf("recorded is %s (%s) with %d pages", last.Status, last.Error, last.KeptPages)
			}
		}
		listed, pages := 5, 5
		if s.in.Template == integration.EntraDirectory {
			pages++ // what changed meanwhile
		}
		s.request = func(r *directory.SyncRequest) { r.NoResume = true }
		cancelled(directory.PhaseCheck, pages)
		s.w.server.ClearRequests()
		for n := range listed - 1 {
			cancelled(fmt.Sprint(directory.PhaseFetch, n+1), n+1)
			s.request = nil
		}
		for _, phase := range []string{directory.PhasePlan, directory.PhaseApply} {
			cancelled(phase, pages)
		}
		run := s.mustSync(t)
		if run.ResumedPages != pages || run.Pages != pages || run.Counts.Changes() == 0 {
			t.Errorf("%d pages of %d were gone on with, %+v", run.ResumedPages, run.Pages, run.Counts)
		}
		asked := map[string]int{}
		for _, r := range s.w.server.Requests() {
			if path, query, _ := strings.Cut(r.Path, "?"); strings.HasSuffix(path, "/users") && !strings.Contains(query, "filter=") {
				asked[r.Path]++
			}
		}
		// A page waits while another is staged, and a third is under way: these two
		// are lost with a cancelled sync.
		for page, n := range asked {
			if n > 3 || len(asked) != listed {
				t.Errorf("of %d pages %s was asked for %d times", len(asked), page, n)
			}
		}
	})
}

// TestCancelWhileWaiting cancels a sync that waits: for an answer that does not
// come, and for a rate limit that resets in a minute.
func TestCancelWhileWaiting(t *testing.T) {
	t.Parallel()
	for _, what := range []string{"an answer", "the rate limit"} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			bothSides(t, worldOptions{users: 3 * smallPage}, func(t *testing.T, s *side) {
				s.mustSync(t)
				before := dump(t, s.w.path, "")
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if what == "an answer" {
					s.w.gate.Store(func(r *http.Request) {
						cancel()
						<-r.Context().Done() // the answer never comes
					})
				} else {
					target := sandbox.TargetOkta
					if s.in.Template == "entra-directory" {
						target = sandbox.TargetGraph
					}
					if err := s.w.server.Fault(sandbox.Fault{Target: target, Kind: sandbox.FaultRateLimitedMinute, From: 2}); err != nil {
						t.Fatal(err)
					}
					s.http = httpx.Options{Sleep: func(ctx context.Context, d time.Duration) error {
						if d < 30*time.Second {
							t.Errorf("asked to wait a minute, it waits %s", d)
						}
						cancel()
						<-ctx.Done() // a wait that only the caller can end
						return ctx.Err()
					}}
				}
				promptly(t, "a sync cancelled while waiting for "+what, func() {
					if run, err := s.sync(ctx, t, nil); !errors.Is(err, context.Canceled) || run.Status != directory.RunCancelled {
						t.Errorf("%s %v", run.Status, err)
					}
				})
				if dump(t, s.w.path, "") != before {
					t.Error("the store was changed")
				}
			})
		})
	}
}

// clock is a time source that can be put forward.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

// TestTokenExpires lets access tokens expire in the middle of a listing, with a
// client that knows the time and one whose clock stands still.
func TestTokenExpires(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dpop    bool
		connect func(t testing.TB, w *world) *side
	}{
		"okta":      {false, func(t testing.TB, w *world) *side { return w.oktaSide(t, okta.AuthPrivateKey) }},
		"okta dpop": {true, func(t testing.TB, w *world) *side { return w.oktaSide(t, okta.AuthPrivateKey) }},
		"entra":     {false, func(t testing.TB, w *world) *side { return w.entraSide(t) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var server clock
			var listed atomic.Int32
			w := newWorld(t, worldOptions{users: 5 * smallPage, sandbox: sandbox.Options{Now: server.now, RequireDPoP: c.dpop}})
			s := c.connect(t, w)
			w.gate.Store(func(r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "/users") && listed.Add(1) == 3 {
					server.ahead.Store(int64(61 * time.Minute)) // a token lives for an hour
				}
			})
			for _, own := range []func() time.Time{server.now, time.Now} {
				s.http.Now = own
				s.events(t)
				w.server.ClearRequests()
				listed.Store(0)
				run, err := s.sync(t.Context(), t, nil)
				if err != nil {
					t.Fatal(err)
				}
				s.equalsTruth(t)
				tokens := 0
				for _, r := range w.server.Requests() {
					if r.Method == http.MethodPost && r.Status == http.StatusOK {
						tokens++
					}
				}
				if run.Pages < 4 || tokens != 2 {
					t.Errorf("%d pages were read with %d tokens, want 2 tokens", run.Pages, tokens)
				}
				server.ahead.Store(0)
			}
		})
	}
}

// TestTwoSyncs runs two syncs at once: of one integration the second is turned
// away, of two integrations both succeed.
func TestTwoSyncs(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldOptions{users: 4 * smallPage})
	a, b := w.oktaSide(t, okta.AuthToken), w.entraSide(t)
	var second error
	once := sync.OnceFunc(func() {
		_, second = w.dirs.Sync(t.Context(), a.asked(t, nil))
	})
	if _, err := a.sync(t.Context(), t, func(directory.Progress) { once() }); err != nil {
		t.Fatal(err)
	}
	if !fault.Is(second, fault.Locked) {
		t.Errorf("a second sync of the same integration: %v", second)
	}
	if last := a.lastRun(t); last.Status != directory.RunSucceeded {
		t.Errorf("the newest run is %s (%s), though being turned away is no run", last.Status, last.Error)
	}
	a.equalsTruth(t)

	for range 4 {
		a.events(t)
		b.events(t)
		// Each waits for the other after its first page, so they do overlap.
		var meet sync.WaitGroup
		meet.Add(2)
		var both sync.WaitGroup
		for _, s := range []*side{a, b} {
			arrive := sync.OnceFunc(meet.Done)
			both.Go(func() {
				defer arrive() // also when it fails before its first page
				if _, err := s.sync(t.Context(), t, func(directory.Progress) { arrive(); meet.Wait() }); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		a.equalsTruth(t)
		b.equalsTruth(t)
	}
}

// TestTwoProcesses starts a sync in one process while another one has it under
// way: the second is turned away and readers are not. Interrupted, the first one
// says how to go on.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldOptions{users: 450, bigPages: true})
	s := w.oktaSide(t, okta.AuthToken)
	h := s.home(t, w.server.OktaToken())
	h.run(t, 0, "directory", "sync", s.in.Name)
	s.events(t)
	reached := make(chan struct{})
	var asked atomic.Int32
	w.gate.Store(func(r *http.Request) {
		if asked.Add(1) == 2 {
			close(reached)
			<-r.Context().Done() // the answer never comes
		}
	})
	first := h.start(t.Context(), t, "directory", "sync", s.in.Name, "--full")
	<-reached
	second := h.start(t.Context(), t, "directory", "sync", s.in.Name)
	if err := second.Wait(); second.ProcessState.ExitCode() != 8 || !strings.Contains(second.stderr.String(), "another sync of the integration") {
		t.Errorf("the second sync: %v\n%s", err, &second.stderr)
	}
	h.run(t, 0, "directory", "lookup", "--login-hint", w.okta.Person(0).Email)
	h.run(t, 0, "directory", "status")
	if err := first.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := first.Wait(); first.ProcessState.ExitCode() != 130 || !strings.Contains(first.stderr.String(), "1 page") {
		t.Errorf("the first sync: %v\n%s", err, &first.stderr)
	}
	if last := s.lastRun(t); last.Status != directory.RunCancelled || last.KeptPages != 1 {
		t.Errorf("recorded is %s, %d pages are kept", last.Status, last.KeptPages)
	}
	w.gate.Store(func(*http.Request) {})
	h.run(t, 0, "directory", "sync", s.in.Name, "--full")
	s.equalsTruth(t)
	if last := s.lastRun(t); last.ResumedPages != 1 {
		t.Errorf("%d pages were gone on with", last.ResumedPages)
	}
}

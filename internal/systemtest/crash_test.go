package systemtest

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/integration"
)

// How many pages can have been asked for and not be staged when a process is
// killed: one that is being staged, one that waits for it, and one that is on
// its way. Side by side, each of four workers has one on its way and as many
// wait for the rest.
const (
	nearOne  = 3
	nearFour = 3 + 2*4
)

// fewestKills is what the crash test has to come to.
const fewestKills = 200

// TestCrash kills syncing processes at every page of every kind of listing and
// at random moments of the rest, more than two hundred times, and demands each
// time that the store is as before or as after, that the next process goes on
// without fetching again what is staged, and that the end is as if nobody had
// been killed.
func TestCrash(t *testing.T) {
	t.Parallel()
	var kills atomic.Int32
	t.Cleanup(func() {
		if n := kills.Load(); n < fewestKills && !t.Failed() {
			t.Errorf("only %d processes were killed", n)
		}
		t.Logf("%d processes were killed", kills.Load())
	})
	for name, f := range map[string]func(t *testing.T, kills *atomic.Int32){
		"okta full":         crashOktaFull,
		"okta delta":        crashOktaDelta,
		"okta side by side": crashOktaSideBySide,
		"okta groups":       crashOktaGroups,
		"entra full":        func(t *testing.T, kills *atomic.Int32) { crashEntra(t, kills, "--full") },
		"entra delta":       func(t *testing.T, kills *atomic.Int32) { crashEntra(t, kills, "--delta") },
		"apply":             crashApply,
		"held":              crashHeld,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, &kills)
		})
	}
}

// crashWorld is one with pages of seven.
func crashWorld(t *testing.T, users int) *world {
	t.Helper()
	o := worldOptions{users: users, bigPages: true}
	o.sandbox.Wrap = func(next http.Handler) http.Handler { return tinyPages(next, 7) }
	return newWorld(t, o)
}

// pages kills at these pages, one process after another.
func pages(at ...int) (all []kill) {
	for _, n := range at {
		all = append(all, kill{page: n})
	}
	return all
}

// stir changes n people and hires one.
func (a *arena) stir(round, n int) {
	c := a.s.company
	for i := range min(n, c.Len()) {
		if p := c.Person(i); !p.Deleted {
			c.SetAttribute(i, "city", fmt.Sprintf("City %d", round))
			c.SetAttribute(i, "secondEmail", fmt.Sprintf("private%d.%d@mail.example", i, round))
		}
	}
	c.Add()
	c.Deactivate(10 + round%10)
	c.Reactivate(10 + (round+5)%10)
	c.Delete(20 + round)
}

func crashOktaFull(t *testing.T, kills *atomic.Int32) {
	s := crashWorld(t, 60).oktaSide(t, okta.AuthToken)
	a := newArena(t, s, s.w.server.OktaToken(), kills, nearOne, "--full")
	a.chain(t, pages(1, 2, 1, 3, 2, 1, 2, 1, 1, 1)) // the first sync ever
	for n := 1; n <= 9; n++ {
		a.stir(n, 9*n)
		a.chain(t, pages(n, 1, 2))
	}
}

func crashOktaDelta(t *testing.T, kills *atomic.Int32) {
	s := crashWorld(t, 60).oktaSide(t, okta.AuthToken)
	a := newArena(t, s, s.w.server.OktaToken(), kills, nearOne)
	a.chain(t, nil, "--full")
	for n := 1; n <= 9; n++ { // everybody changed a moment ago, and the log has who was deleted
		a.stir(n, 60)
		a.chain(t, pages(n, 1, 2), "--delta")
	}
}

func crashOktaSideBySide(t *testing.T, kills *atomic.Int32) {
	s := crashWorld(t, 140).oktaSide(t, okta.AuthToken)
	a := newArena(t, s, s.w.server.OktaToken(), kills, nearFour, "--full")
	a.chain(t, pages(4, 5, 6, 7), "--concurrency", "4")
	for n := 1; n <= 17; n += 2 {
		a.stir(n, 40)
		a.chain(t, pages(n, 3, 6, 9), "--concurrency", "4")
	}
}

func crashOktaGroups(t *testing.T, kills *atomic.Int32) {
	w := crashWorld(t, 120)
	s := w.oktaSide(t, okta.AuthToken)
	s.groups = []string{s.ids["Headquarters"], s.ids["Pilot"], s.ids["Contractors"]}
	settings := integration.Settings{
		integration.KeyOrgURL: {w.server.OktaURL()}, integration.KeyAuth: {integration.AuthToken},
		integration.KeyGroups: s.groups,
	}
	s.create(t, integration.OktaDirectory, settings, w.server.OktaToken())
	a := newArena(t, s, w.server.OktaToken(), kills, nearFour, "--full")
	for n := 1; n <= 5; n++ {
		a.stir(n, 30)
		a.chain(t, pages(n, 2, 4), "--concurrency", []string{"1", "4"}[n%2])
	}
}

func crashEntra(t *testing.T, kills *atomic.Int32, mode string) {
	s := crashWorld(t, 50).entraSide(t)
	a := newArena(t, s, s.w.server.ClientSecret(), kills, nearOne)
	a.chain(t, pages(3, 1, 2), "--full")
	for n := 1; n <= 8; n++ { // of a full run the last page is the replay
		a.stir(n, 50)
		a.chain(t, pages(n, 1, 2), mode)
	}
}

// crashApply kills at random moments, most of them while people are compared
// and written.
func crashApply(t *testing.T, kills *atomic.Int32) {
	w := newWorld(t, worldOptions{users: 350, bigPages: true})
	s := w.oktaSide(t, okta.AuthToken)
	a := newArena(t, s, w.server.OktaToken(), kills, nearOne)
	a.chain(t, nil, "--full")
	random := rand.New(rand.NewPCG(11, 7))
	for n := range 14 {
		a.stir(n, 350)
		begun := time.Now()
		a.calm.run(t, 0, "directory", "users", "--limit", "1")
		idle := time.Since(begun) // what a process takes that does nothing
		var moments []kill
		for range 4 {
			moments = append(moments, kill{after: idle + time.Duration(random.Int64N(int64(2*idle)+1))})
		}
		moments = append(moments, kill{log: 1 + int64(n)*60<<10})
		a.chain(t, moments, []string{"--full", "--delta"}[n%2])
	}
}

// crashHeld kills processes that hold a run for review, that sync beside one,
// and that apply one.
func crashHeld(t *testing.T, kills *atomic.Int32) {
	s := crashWorld(t, 80).oktaSide(t, okta.AuthToken)
	a := newArena(t, s, s.w.server.OktaToken(), kills, nearOne)
	a.chain(t, nil, "--full")
	random := rand.New(rand.NewPCG(12, 7))
	strict := []string{"directory", "sync", s.in.Name, "--max-api-share", "100%", "--max-deactivations", "0", "--full"}
	for round := range 6 {
		a.stir(round, 20)
		old := a.shape(t, s.w.path)
		a.calm.run(t, 0, append(slices.Clone(a.args), "--full")...)
		begun := time.Now()
		a.h.run(t, 7, strict...)
		took := time.Since(begun)
		run, changes := a.held(t)
		if run == "" || len(changes) == 0 {
			t.Fatal("a run over the limit holds nothing")
		}
		// Killed while it holds another: there is none, or one that is whole.
		for range 3 {
			a.killed(t, kill{after: took/2 + time.Duration(random.Int64N(int64(took)))}, strict...)
			if a.shape(t, s.w.path) != old {
				t.Fatal("a sync over its limit changed the store")
			}
			if now, again := a.held(t); now != "" {
				run = now
				sameChanges(t, again, changes)
			}
		}
		if now, _ := a.held(t); now == "" {
			a.h.run(t, 7, strict...)
			run, _ = a.held(t)
		}
		// Killed while it lists: what is held stays.
		a.killed(t, kill{page: 1 + round}, append(slices.Clone(a.args), "--full", "--no-resume")...)
		now, again := a.held(t)
		if now != run {
			t.Fatalf("held is %q after the kill of another sync, was %q", now, run)
		}
		sameChanges(t, again, changes)
		// Killed while it applies: all of it, or nothing of it.
		want := a.shape(t, a.path)
		for range 3 {
			a.killed(t, kill{after: took/3 + time.Duration(random.Int64N(int64(took)))}, "directory", "runs", "apply", run, "--yes")
			got := a.shape(t, s.w.path)
			switch now, again := a.held(t); {
			case got == old && now == run:
				sameChanges(t, again, changes)
			case got == want && now == "":
			default:
				t.Fatalf("neither applied nor held (%q):\n%s", now, firstDifference(got, want))
			}
			if got == want {
				break
			}
		}
		if now, _ := a.held(t); now != "" {
			a.h.run(t, 0, "directory", "runs", "apply", run, "--yes")
		}
		if got := a.shape(t, s.w.path); got != want {
			t.Fatalf("what was held and applied is not what a sync does:\n%s", firstDifference(got, want))
		}
		a.chain(t, nil, "--full") // nothing is left behind
	}
}

// held is the run that waits for review, "" for none, and what it would change.
func (a *arena) held(t *testing.T) (string, []directory.Change) {
	t.Helper()
	a.s.w.open(t)
	defer a.s.w.close(t)
	runs, err := a.s.w.store.Runs(t.Context(), directory.RunFilter{IntegrationID: a.s.in.ID})
	if err != nil {
		t.Fatal(err)
	}
	runs = slices.DeleteFunc(runs, func(r directory.Run) bool { return !r.Held })
	if len(runs) == 0 {
		return "", nil
	}
	if len(runs) > 1 {
		t.Fatalf("%d runs are held", len(runs))
	}
	m := modelSide{side: a.s}
	changes, err := m.review(t, runs[0].ID)
	if err != nil {
		// A file that is gone or another's is cleared away by this very call.
		if r, rerr := a.s.w.store.Run(t.Context(), runs[0].ID); rerr != nil || r.Held {
			t.Fatalf("a held run cannot be reviewed: %v", err)
		}
		return "", nil
	}
	return runs[0].ID, changes
}

package systemtest

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/guard"
	"github.com/incodectl/incodectl/internal/sandbox"
)

// The model test lets random things happen to two companies, one of which two
// integrations read, and to their syncs, and holds the store against what was
// true after every step. These variables make it longer, or begin with another
// seed:
//
//	INCODECTL_MODEL_SEEDS=50 INCODECTL_MODEL_FIRST=1000 INCODECTL_MODEL_STEPS=200 go test -run TestModel ./internal/systemtest
const (
	modelSeeds = "INCODECTL_MODEL_SEEDS"
	modelFirst = "INCODECTL_MODEL_FIRST"
	modelSteps = "INCODECTL_MODEL_STEPS"
	modelShown = "INCODECTL_MODEL_SHOWN" // steps that are shown of a failure
)

func setting(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestModel(t *testing.T) {
	t.Parallel()
	first, steps := setting(t, modelFirst, 1), setting(t, modelSteps, 60)
	for seed := range setting(t, modelSeeds, 8) {
		seed += first
		t.Run(fmt.Sprint("seed", seed), func(t *testing.T) {
			t.Parallel()
			m := newModel(t, uint64(seed)) //nolint:gosec // small
			t.Cleanup(func() {
				if t.Failed() {
					t.Logf("seed %d, the last of %d steps:\n%s", seed, len(m.steps), strings.Join(m.steps[max(0, len(m.steps)-setting(t, modelShown, 12)):], "\n"))
				}
			})
			for len(m.steps) < steps {
				m.step(t)
			}
			// Whatever happened: a full run, and then a delta, find nothing wrong.
			for _, s := range m.sides {
				if s.anybody() {
					m.sync(t, s, attempt{mode: directory.ModeFull, noResume: true, limits: unlimited()})
					m.sync(t, s, attempt{mode: directory.ModeDelta, limits: unlimited()})
				}
			}
			t.Logf("%d steps: %v", len(m.steps), m.count)
		})
	}
}

func unlimited() directory.Limits {
	return directory.Limits{Deactivations: guard.None(), Updates: guard.None()}
}

// attempt is one sync, and what happens while it runs.
type attempt struct {
	mode        directory.Mode
	concurrency int
	noResume    bool
	dry, strict bool
	limits      directory.Limits
	fault       *sandbox.Fault
	during      int    // the request at which the company changes; 0: it does not
	leap        int    // hours that pass then
	purge       bool   // then people are purged, at the page of at
	at          string // the phase, or the phase and page, of what follows
	cancel      bool
	crash       bool
}

func (a attempt) String() string {
	text := fmt.Sprintf("mode %q, concurrency %d, no-resume %v, dry %v, strict %v, limits %s and %s, change at request %d (+%dh)",
		a.mode, a.concurrency, a.noResume, a.dry, a.strict, a.limits.Deactivations, a.limits.Updates, a.during, a.leap)
	if a.at != "" {
		text += fmt.Sprintf(", at %s: cancel %v, crash %v, purge %v", a.at, a.cancel, a.crash, a.purge)
	}
	if a.fault != nil {
		text += fmt.Sprintf(", fault %+v", *a.fault)
	}
	return text
}

// step is one random step.
func (m *model) step(t *testing.T) {
	s := m.sides[m.rng.IntN(len(m.sides))]
	pauses := []time.Duration{0, time.Second, time.Second, time.Minute, time.Minute, 9 * time.Minute, 40 * time.Minute, 5 * time.Hour, 26 * time.Hour}
	m.clock.add(pauses[m.rng.IntN(len(pauses))])
	for range m.rng.IntN(5) {
		m.mutate(m.chronicles[m.rng.IntN(len(m.chronicles))])
	}
	switch n := m.rng.IntN(100); {
	case n < 8:
		m.rescope(s)
		m.say("%s: scope %+v, mapping %v", s.name, s.scope, s.mapping)
	case n < 12:
		m.reopen(t)
		m.say("reopened")
	case n < 18:
		m.purge(t, s)
	case n < 50 && s.held != nil:
		m.settle(t, s)
	default:
		if s.anybody() {
			m.sync(t, s, m.attempt(s))
		}
	}
}

func (m *model) say(format string, args ...any) {
	m.steps = append(m.steps, fmt.Sprintf("%d: ", len(m.steps))+fmt.Sprintf(format, args...))
}

// rescope changes what a side asks for.
func (m *model) rescope(s *modelSide) {
	s.moved = true
	if m.chance(30) {
		switch key := []string{"phone_number", "employee_id", "middle_name"}[m.rng.IntN(3)]; {
		case m.chance(50):
			s.mapping[key] = ""
		default:
			delete(s.mapping, key)
		}
		return
	}
	switch m.rng.IntN(5) {
	case 0:
		s.scope = scope{groups: []string{"Product Area"}}
	case 1:
		s.scope = scope{groups: []string{"Engineering", "Pilot"}}
	case 2:
		s.scope = scope{department: "Sales"}
	default:
		s.scope = scope{}
	}
}

// attempt makes one up.
func (m *model) attempt(s *modelSide) attempt {
	a := attempt{limits: unlimited(), concurrency: 1 + 3*m.rng.IntN(2)}
	a.mode = []directory.Mode{directory.ModeAuto, directory.ModeDelta, directory.ModeFull}[m.rng.IntN(3)]
	a.noResume, a.strict = m.chance(10), m.chance(10)
	switch m.rng.IntN(10) {
	case 0:
		a.dry = true
	case 1, 2:
		a.limits.Deactivations = count(m.rng.IntN(2))
		if m.chance(50) {
			a.limits.Updates = count(m.rng.IntN(2))
		}
	}
	if m.chance(40) {
		a.during = 1 + m.rng.IntN(8)
		if m.chance(20) {
			a.leap = 1
		}
	}
	switch n := m.rng.IntN(10); {
	case n < 3:
		a.fault = m.fault(s, &a)
	case n < 6:
		phases := []string{directory.PhasePlan, directory.PhaseApply, directory.PhaseCheck}
		if a.at = phases[m.rng.IntN(3)]; m.chance(75) {
			a.at = fmt.Sprint(directory.PhaseFetch, 1+m.rng.IntN(8))
		}
		switch m.rng.IntN(5) {
		case 0, 1:
			a.cancel = true
		case 2, 3:
			a.crash = true
		default:
			a.purge = true
		}
	}
	return a
}

func count(n int) guard.Limit {
	l, _ := guard.Parse(strconv.Itoa(n)) // a number
	return l
}

// fault makes up one that a run either gets over or fails of; which of the two
// is for TestFaults to say.
func (m *model) fault(s *modelSide, a *attempt) *sandbox.Fault {
	kinds := []sandbox.FaultKind{
		sandbox.FaultEmptyPage, sandbox.FaultEmptyBody, sandbox.FaultNoContent, sandbox.FaultTruncated, sandbox.FaultHTML, sandbox.FaultReset,
		sandbox.FaultRateLimited, sandbox.FaultRateLimitedBare, sandbox.FaultRetryLong, sandbox.FaultStatus500, sandbox.FaultStatus503,
		sandbox.FaultUnauthorized, sandbox.FaultForbidden, sandbox.FaultDuplicate, sandbox.FaultVanish, sandbox.FaultClockAhead,
		sandbox.FaultClockBehind, sandbox.FaultNextSelf, sandbox.FaultCycle, sandbox.FaultOtherHost, sandbox.FaultCursorGone,
		sandbox.FaultEmptyList, sandbox.FaultOmit,
	}
	f := &sandbox.Fault{Target: sandbox.TargetOkta, From: 1 + m.rng.IntN(8), Count: m.rng.IntN(2)}
	if s.isOkta() {
		kinds = append(kinds, sandbox.FaultJoinedLink, sandbox.FaultNoProfile)
	} else {
		f.Target = sandbox.TargetGraph
		kinds = append(kinds, sandbox.FaultNoValue, sandbox.FaultNullElement, sandbox.FaultWrongType, sandbox.FaultSelectLost,
			sandbox.FaultNoEnabled, sandbox.FaultDeltaGone, sandbox.FaultDeltaNotFound, sandbox.FaultThrottleWarning)
	}
	f.Kind = kinds[m.rng.IntN(len(kinds))]
	switch f.Kind {
	case sandbox.FaultEmptyList, sandbox.FaultOmit:
		// A listing that leaves people out shows it when they are looked up; a delta
		// that does shows nothing.
		if s.moved || s.scope.department != "" { // then looking up asks the same index
			f.Kind = sandbox.FaultReset
			return f
		}
		a.mode, a.noResume, a.during = directory.ModeFull, true, 0
		if !s.isOkta() {
			f.Path = "/v1.0/users"
		}
	}
	return f
}

// sync makes an attempt and checks what came of it.
func (m *model) sync(t *testing.T, s *modelSide, a attempt) {
	t.Helper()
	before, people, version := m.rows(t), s.stored(t), s.version(t)
	span := readSpan{from: s.past.now(), scope: s.scope, mapping: maps.Clone(s.mapping)}
	index, purging := len(m.steps), a.purge
	m.say("%s: %s", s.name, a)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	snapshot := ""
	request := directory.SyncRequest{
		Integration: s.in, Source: s.source(t, m.clock.now), Mode: a.mode, Limits: a.limits, Strict: a.strict,
		NoResume: a.noResume, Concurrency: a.concurrency,
		Progress: func(p directory.Progress) {
			if a.at == "" || a.at != p.Phase && a.at != fmt.Sprint(p.Phase, p.Pages) {
				return
			}
			switch {
			case a.crash && snapshot == "":
				snapshot = m.photograph(t)
				cancel()
			case a.cancel:
				cancel()
			case a.purge:
				a.purge = false
				m.purged(t, s)
				before, people, version = m.rows(t), s.stored(t), s.version(t)
			}
		},
	}
	var preview []directory.Change
	if a.dry {
		request.Preview = func(_ directory.Run, changes iter.Seq2[directory.Change, error]) error {
			for c, err := range changes {
				if err != nil {
					return err
				}
				preview = append(preview, c)
			}
			return nil
		}
	}
	if a.during > 0 {
		var asked atomic.Int32
		m.gate.Store(func(*http.Request) {
			if int(asked.Add(1)) == a.during {
				m.mutate(s.past)
				m.clock.add(time.Duration(a.leap) * time.Hour)
			}
		})
	}
	if a.fault != nil {
		if err := m.server.Fault(*a.fault); err != nil {
			t.Fatal(err)
		}
	}
	run, err := m.dirs.Sync(ctx, request)
	m.server.ClearFaults()
	m.gate.Store(func(*http.Request) {})
	s.past.lost()
	if snapshot != "" {
		m.rewind(t, snapshot)
	}
	m.steps[index] += fmt.Sprintf("\n\t%s %s, pages %d (%d resumed), %+v, %v %v", run.Mode, run.Status, run.Pages, run.ResumedPages, run.Counts, err, run.Notes)
	if run.ResumedPages == 0 {
		s.began = span.from
	}
	span.from, span.to, span.mode = min(s.began, span.from), s.past.now(), run.Mode
	after := m.rows(t)
	for _, other := range m.sides {
		if other != s && (after.people[other.in.ID] != before.people[other.in.ID] || after.place[other.in.ID] != before.place[other.in.ID]) {
			t.Fatalf("a sync of %s changed %s", s.name, other.name)
		}
	}
	if a.fault != nil && a.fault.Kind == sandbox.FaultOmit {
		s.lags = true
	}
	applied := err == nil && !a.dry && snapshot == ""
	if !applied && (after.people[s.in.ID] != before.people[s.in.ID] || after.place[s.in.ID] != before.place[s.in.ID]) {
		t.Fatalf("a run that is %s (%v) changed the store", run.Status, err)
	}
	if snapshot == "" && !a.dry {
		if last := s.lastRun(t); last.ID != run.ID || last.Status != run.Status {
			t.Fatalf("recorded is %s, the run is %s", last.Status, run.Status)
		}
	}
	smooth := a.fault == nil && !a.cancel && !a.crash && !a.strict && a.limits == unlimited()
	if smooth && err != nil && (!purging || !fault.Is(err, fault.Conflict)) {
		t.Fatalf("nothing was in the way: %v", err)
	}
	m.count[string(run.Mode)+" "+string(run.Status)]++
	if run.ResumedPages > 0 {
		m.count["resumed"]++
	}
	now := s.stored(t)
	// A System Log that is refused costs whom it would have named, until the next
	// full run; a clock that is behind leaves them to the next delta.
	deaf := run.Mode == directory.ModeDelta && (s.deaf || s.noLogs ||
		slices.ContainsFunc(run.Notes, func(n string) bool { return strings.Contains(n, "System Log") }))
	late := a.fault != nil && a.fault.Kind == sandbox.FaultClockBehind
	switch {
	case applied:
		s.deaf = deaf || late
		s.follows(t, run, span, people, now)
		s.deaf = deaf
		s.counted(t, run, people, now, version, before.people[s.in.ID], after.people[s.in.ID])
		s.moved = false
		s.lags = s.lags && (run.Mode != directory.ModeFull || a.fault != nil)
		if s.held != nil {
			s.gone(t, s.held.run.ID)
			s.held = nil
		}
	case a.dry && run.Status == directory.RunPlanned && snapshot == "" && err == nil:
		planned(t, run, preview)
	case run.Held && snapshot == "":
		if s.held != nil {
			s.gone(t, s.held.run.ID)
		}
		changes, err := s.review(t, run.ID)
		if err != nil {
			t.Fatal(err)
		}
		planned(t, run, changes)
		s.held = &heldModel{run: run, changes: changes, span: span, deaf: deaf, late: late}
	}
}

// planned fails unless a plan shows what it counts, in order.
func planned(t *testing.T, run directory.Run, changes []directory.Change) {
	t.Helper()
	order := []directory.Action{directory.ActionMissing, directory.ActionDeactivate, directory.ActionReactivate, directory.ActionUpdate, directory.ActionAdd}
	var counts directory.Counts
	place := -1
	for _, c := range changes {
		at := slices.Index(order, c.Action)
		if at < place {
			t.Fatalf("%s comes after %s", c.Action, order[place])
		}
		place = at
		n := []*int{&counts.Missing, &counts.Deactivated, &counts.Reactivated, &counts.Updated, &counts.Added}[at]
		*n++
	}
	want := run.Counts
	if run.Planned != nil {
		want = *run.Planned
	}
	want.Listed, want.Unchanged, want.Skipped = 0, 0, 0
	if counts != want {
		t.Fatalf("the plan counts %+v and shows %+v", want, counts)
	}
}

// settle reviews, applies or discards what is held.
func (m *model) settle(t *testing.T, s *modelSide) {
	t.Helper()
	h := s.held
	before, people, version := m.rows(t), s.stored(t), s.version(t)
	changes, err := s.review(t, h.run.ID)
	m.say("%s: review of %s, stale %v: %v", s.name, h.run.ID, h.stale, err)
	if h.stale != fault.Is(err, fault.Conflict) || !h.stale && err != nil {
		t.Fatalf("the review of a held run, stale %v: %v", h.stale, err)
	}
	if !h.stale {
		sameChanges(t, changes, h.changes)
	}
	same := func() {
		if after := m.rows(t); after.people[s.in.ID] != before.people[s.in.ID] || after.place[s.in.ID] != before.place[s.in.ID] {
			t.Fatal("the store was changed")
		}
	}
	same()
	switch {
	case m.chance(20):
		return
	case m.chance(30):
		run, err := m.dirs.DiscardHeld(t.Context(), h.run.ID)
		m.say("%s: discarded", s.name)
		if err != nil || run.Status != directory.RunDiscarded {
			t.Fatalf("%s %v", run.Status, err)
		}
		same()
	case h.stale:
		if _, err := m.dirs.ApplyHeld(t.Context(), h.run.ID, nil); !fault.Is(err, fault.Conflict) {
			t.Fatalf("a stale plan is applied: %v", err)
		}
		same()
		return
	default:
		run, err := m.dirs.ApplyHeld(t.Context(), h.run.ID, nil)
		m.say("%s: applied %+v %v", s.name, run.Counts, err)
		if err != nil {
			t.Fatal(err)
		}
		now, after := s.stored(t), m.rows(t)
		didExactly(t, h.changes, people, now)
		s.deaf = h.deaf || h.late
		s.follows(t, run, h.span, people, now)
		s.deaf = h.deaf
		s.counted(t, run, people, now, version, before.people[s.in.ID], after.people[s.in.ID])
		s.moved = true // perhaps: the scope may be another since
		m.count["reviewed"]++
	}
	s.gone(t, h.run.ID)
	s.held = nil
}

// purge is a step that purges.
func (m *model) purge(t *testing.T, s *modelSide) {
	t.Helper()
	before, people := m.rows(t), s.stored(t)
	gone := m.purged(t, s)
	m.say("%s: purged %d", s.name, gone)
	after, now := m.rows(t), s.stored(t)
	for id, u := range people {
		if _, there := now[id]; !there && u.State != directory.Missing {
			t.Fatalf("%s (%s) was purged", id, u.State)
		}
	}
	if len(people)-len(now) != gone || (after.place[s.in.ID] != before.place[s.in.ID]) != (gone > 0) {
		t.Fatalf("%d people were purged and %d are gone", gone, len(people)-len(now))
	}
	s.hintsAgree(t, now)
	s.keysAgree(t, now)
}

// purged purges some of those who are missing long enough.
func (m *model) purged(t *testing.T, s *modelSide) int {
	t.Helper()
	cut := m.clock.now().Add(-time.Duration(m.rng.IntN(30)) * time.Hour)
	var keys []directory.Key
	long := 0
	for id, u := range s.stored(t) {
		if u.State == directory.Missing && u.MissingSince.Before(cut) {
			long++
		}
		keys = append(keys, directory.Key{IntegrationID: s.in.ID, ExternalID: id})
	}
	n, err := m.dirs.Purge(t.Context(), keys, cut)
	if err != nil || n != long {
		t.Fatalf("%d of %d people were purged: %v", n, long, err)
	}
	if n > 0 && s.held != nil {
		s.held.stale = true
	}
	m.count["purged"] += n
	return n
}

// photograph copies the data folder as it is: what a process killed now leaves.
func (m *model) photograph(t *testing.T) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(to, os.DirFS(filepath.Dir(m.path))); err != nil {
		t.Error(err) // not the test's goroutine
	}
	return to
}

// rewind puts a copy in the place of the data folder.
func (m *model) rewind(t *testing.T, snapshot string) {
	t.Helper()
	m.close(t)
	dir := filepath.Dir(m.path)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(snapshot, dir); err != nil {
		t.Fatal(err)
	}
	m.reopen(t)
	m.count["crashed"]++
}

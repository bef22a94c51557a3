package directory_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/guard"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/store"
)

// script is a Source that does what a test wrote down. Its full listing has
// numbered pages, whose cursors are the numbers.
type script struct {
	fingerprint string
	full        []directory.Page
	delta       []directory.Page
	deltaErr    error
	failAt      int // page of the full listing that cannot be had, counted from 1
	cursorGone  bool
	check       map[string]directory.Presence
	checkErr    error

	reads   []directory.Read
	fetched []int // pages of full listings that were handed out
	checked []string
}

var errNetwork = fault.New(fault.Unavailable, "the network is gone")

func (s *script) Fingerprint() string { return "print" + s.fingerprint }

func (s *script) Probe(context.Context) (directory.Probe, error) { return directory.Probe{}, nil }

func (s *script) Attributes(context.Context, int) ([]directory.Attribute, error) { return nil, nil }

func (s *script) Check(_ context.Context, ids []string) ([]directory.Presence, directory.Cost, error) {
	s.checked = append(s.checked, ids...)
	var out []directory.Presence
	for _, id := range ids {
		p, known := s.check[id]
		if !known {
			p = directory.Presence{Gone: "deleted"}
		}
		p.ExternalID = id
		out = append(out, p)
	}
	return out, directory.Cost{Requests: len(ids)}, s.checkErr
}

func (s *script) Pages(_ context.Context, r directory.Read) iter.Seq2[directory.Page, error] {
	s.reads = append(s.reads, r)
	return func(yield func(directory.Page, error) bool) {
		if r.Mode == directory.ModeDelta {
			for _, p := range s.delta {
				if !yield(p, nil) {
					return
				}
			}
			if s.deltaErr != nil {
				yield(directory.Page{}, s.deltaErr)
			}
			return
		}
		from := 0
		if r.From != "" {
			from, _ = strconv.Atoi(string(r.From))
			if s.cursorGone {
				yield(directory.Page{}, &directory.CursorGone{Err: errors.New("it is too old")})
				return
			}
		}
		for i := from; i < len(s.full); i++ {
			if s.failAt == i+1 {
				yield(directory.Page{Cost: directory.Cost{Requests: 5, Retries: 4}}, errNetwork)
				return
			}
			s.fetched = append(s.fetched, i+1)
			p := s.full[i]
			p.Cost = directory.Cost{Requests: 1, Bytes: 100}
			p.Next = directory.Cursor(strconv.Itoa(i + 1))
			if i == len(s.full)-1 {
				p.Last, p.Mark = true, "mark"
			}
			if !yield(p, nil) {
				return
			}
		}
	}
}

// staff makes n people, p0 and on.
func staff(n int) []directory.Record {
	var all []directory.Record
	for i := range n {
		all = append(all, named(fmt.Sprintf("p%d", i), "ACTIVE"))
	}
	return all
}

func named(id, state string) directory.Record {
	r := person(id, id+"@corp.example", "", "", state)
	r.Claims = claims.Set{claims.GivenName: "given " + id, claims.Birthdate: "1990-01-02"}
	return r
}

// paged cuts people into pages.
func paged(people []directory.Record, size int) []directory.Page {
	var out []directory.Page
	for some := range slices.Chunk(people, size) {
		out = append(out, directory.Page{Records: some})
	}
	return out
}

func (w world) request(source directory.Source) directory.SyncRequest {
	return directory.SyncRequest{Integration: w.in["okta"], Source: source, Limits: directory.DefaultLimits()}
}

// must syncs, which has to succeed.
func (w world) must(t *testing.T, req directory.SyncRequest) directory.Run {
	t.Helper()
	run, err := w.Sync(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// states is everybody by state.
func (w world) states(t *testing.T) map[directory.State]int {
	t.Helper()
	states, err := w.Repo.StateCounts(t.Context(), "id-okta")
	if err != nil {
		t.Fatal(err)
	}
	return states
}

func noted(r directory.Run, part string) bool {
	return slices.ContainsFunc(r.Notes, func(n string) bool { return strings.Contains(n, part) })
}

func TestDeltaAfterFull(t *testing.T) {
	w := newWorld(t)
	s := &script{full: paged(staff(10), 4)}
	run := w.must(t, w.request(s))
	if run.Mode != directory.ModeFull || !run.First || !noted(run, "no limit applied") || run.Counts.Added != 10 || run.Pages != 3 {
		t.Fatalf("the first run: %+v", run)
	}
	s.delta = []directory.Page{
		{Records: []directory.Record{named("p1", "DEPROVISIONED"), named("new", "ACTIVE")}, Next: "x"},
		{Removed: []directory.Removal{{ExternalID: "p2", Why: "deleted"}, {ExternalID: "stranger", Why: "deleted"}}, Next: "y"},
		{Records: []directory.Record{named("other", "ACTIVE"), named("p3", "SUSPENDED")}, OnlyKnown: true, Last: true, Mark: "later"},
	}
	run = w.must(t, w.request(s))
	want := directory.Counts{Listed: 4, Added: 1, Deactivated: 2, Missing: 1}
	if run.Mode != directory.ModeDelta || s.reads[1].Since != "mark" {
		t.Errorf("the second run is %s since %q", run.Mode, s.reads[1].Since)
	}
	run.Counts.Listed = want.Listed // whether somebody out of scope counts is the store's to say
	if run.Counts != want {
		t.Errorf("counts %+v, want %+v", run.Counts, want)
	}
	if got := w.states(t); got[directory.Active] != 8 || got[directory.Inactive] != 2 || got[directory.Missing] != 1 {
		t.Errorf("states %v", got)
	}
	if at, err := w.Repo.Position(t.Context(), "id-okta"); err != nil || at.Mark != "later" || !at.FullAt.Equal(now) {
		t.Errorf("position %+v, %v", at, err)
	}
}

func TestADeltaThatCannotBeHadBecomesAFullRun(t *testing.T) {
	w := newWorld(t)
	s := &script{full: paged(staff(10), 4)}
	w.must(t, w.request(s))
	s.delta = []directory.Page{{Records: []directory.Record{named("p1", "DEPROVISIONED")}, Next: "x"}}
	s.deltaErr = &directory.FullNeeded{Why: "the state is 7 days old"}
	req := w.request(s)
	req.Mode = directory.ModeDelta
	run := w.must(t, req)
	if run.Mode != directory.ModeFull || !noted(run, "7 days old") || run.Counts.Deactivated != 0 || run.Pages != 3 {
		t.Errorf("%+v", run)
	}
}

func TestResume(t *testing.T) {
	w := newWorld(t)
	s := &script{full: paged(staff(10), 2), failAt: 4, delta: []directory.Page{{Last: true, Mark: "mark"}}}
	run, err := w.Sync(t.Context(), w.request(s))
	if !fault.Is(err, fault.Unavailable) || run.KeptPages != 3 || run.Pages != 3 || run.Requests != 8 {
		t.Fatalf("%+v, %v", run, err)
	}
	if len(w.states(t)) != 0 {
		t.Fatal("half a listing is in the store")
	}
	s.failAt = 0
	run = w.must(t, w.request(s))
	if !slices.Equal(s.fetched, []int{1, 2, 3, 4, 5}) {
		t.Errorf("pages fetched: %v", s.fetched)
	}
	if run.Pages != 5 || run.ResumedPages != 3 || run.Counts.Added != 10 || run.Requests != 5 {
		t.Errorf("%+v", run)
	}
}

func TestResumeBeginsAnew(t *testing.T) {
	tests := []struct {
		name   string
		change func(*world, *script, *directory.SyncRequest)
		note   string
	}{
		{"asked to", func(_ *world, _ *script, r *directory.SyncRequest) { r.NoResume = true }, ""},
		{"another scope", func(_ *world, s *script, _ *directory.SyncRequest) { s.fingerprint = "2" }, "from the beginning"},
		{"the cursor is gone", func(_ *world, s *script, _ *directory.SyncRequest) { s.cursorGone = true }, "no longer knows the place"},
		{"too old", func(w *world, _ *script, _ *directory.SyncRequest) {
			*w.at = now.Add(25 * time.Hour)
		}, "from the beginning"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			s := &script{full: paged(staff(10), 2), failAt: 4, delta: []directory.Page{{Last: true, Mark: "mark"}}}
			if _, err := w.Sync(t.Context(), w.request(s)); err == nil {
				t.Fatal("no error")
			}
			s.failAt, s.fetched = 0, nil
			req := w.request(s)
			tt.change(&w, s, &req)
			run := w.must(t, req)
			if !slices.Equal(s.fetched, []int{1, 2, 3, 4, 5}) || run.ResumedPages != 0 || run.Counts.Added != 10 {
				t.Errorf("pages %v, %+v", s.fetched, run)
			}
			if tt.note != "" && !noted(run, tt.note) {
				t.Errorf("notes %q", run.Notes)
			}
		})
	}
}

func TestAResumedListingCatchesUp(t *testing.T) {
	w := newWorld(t)
	s := &script{full: paged(staff(10), 2), failAt: 4, delta: []directory.Page{{Last: true, Mark: "mark"}}}
	if _, err := w.Sync(t.Context(), w.request(s)); err == nil {
		t.Fatal("no error")
	}
	s.failAt = 0
	s.delta = []directory.Page{{Records: []directory.Record{named("p0", "DEPROVISIONED")}, Last: true, Mark: "later"}}
	*w.at = now.Add(2 * time.Hour)
	run := w.must(t, w.request(s))
	if got := w.states(t); got[directory.Inactive] != 1 || run.Counts.Added != 10 {
		t.Errorf("who was deactivated since the first page: %v, %+v", got, run)
	}
	at, err := w.Repo.Position(t.Context(), "id-okta")
	if err != nil || at.Mark != "later" || !at.FullAt.Equal(now) {
		t.Errorf("position %+v, %v", at, err)
	}
}

// TestAnOvertakenListing: while a listing is fresh, a change that takes another
// full one costs none of its pages, and is left to the next run.
func TestAnOvertakenListing(t *testing.T) {
	for after, want := range map[time.Duration][]int{time.Minute: {1, 2, 3, 4, 5}, time.Hour: {1, 2, 3, 4, 5, 1, 2, 3, 4, 5}} {
		w := newWorld(t)
		s := &script{full: paged(staff(10), 2), failAt: 4, deltaErr: &directory.FullNeeded{Why: "the group changed"}}
		if _, err := w.Sync(t.Context(), w.request(s)); err == nil {
			t.Fatal("no error")
		}
		s.failAt = 0
		*w.at = now.Add(after)
		run := w.must(t, w.request(s))
		if !slices.Equal(s.fetched, want) || run.Counts.Added != 10 || !noted(run, "the group changed") {
			t.Errorf("after %s pages %v, notes %q, %+v", after, s.fetched, run.Notes, run.Counts)
		}
		at, err := w.Repo.Position(t.Context(), "id-okta")
		if err != nil || at.Mark != "mark" {
			t.Errorf("after %s: position %+v, %v", after, at, err)
		}
	}
}

// TestAResumedDeltaCatchesUp: a delta that was staged to its end some time ago is
// not the latest word.
func TestAResumedDeltaCatchesUp(t *testing.T) {
	w := newWorld(t)
	s := &script{full: paged(staff(10), 2), delta: []directory.Page{{Records: []directory.Record{named("p1", "SUSPENDED")}, Last: true, Mark: "delta"}}}
	w.must(t, w.request(s))
	ctx, cancel := context.WithCancel(t.Context())
	req := w.request(s)
	req.Progress = func(p directory.Progress) {
		if p.Phase == directory.PhaseApply {
			cancel()
		}
	}
	if run, err := w.Sync(ctx, req); err == nil || run.KeptPages != 1 {
		t.Fatalf("%v, %+v", err, run)
	}
	s.reads = nil
	s.delta = []directory.Page{{Records: []directory.Record{named("p2", "SUSPENDED")}, Last: true, Mark: "later"}}
	*w.at = now.Add(2 * time.Hour)
	run := w.must(t, w.request(s))
	if run.Counts.Deactivated != 2 || run.ResumedPages != 1 || len(s.reads) != 1 || s.reads[0].Since != "delta" {
		t.Errorf("%+v, read %+v", run, s.reads)
	}
}

func TestStrict(t *testing.T) {
	w := newWorld(t)
	people := staff(6)
	people[3].SourceState = "ON_HOLIDAY"
	s := &script{full: paged(people, 2)}
	req := w.request(s)
	req.Strict = true
	run, err := w.Sync(t.Context(), req)
	if !fault.Is(err, fault.Internal) || !strings.Contains(err.Error(), "p3") || run.Status != directory.RunFailed || len(w.states(t)) != 0 {
		t.Fatalf("%+v, %v", run, err)
	}
	// Mended at the source, the run goes on.
	s.full = paged(staff(6), 2)
	s.delta = []directory.Page{{Last: true, Mark: "mark"}}
	if run = w.must(t, req); run.ResumedPages != 1 || run.Counts.Added != 6 {
		t.Errorf("%+v", run)
	}
}

func TestUnreadableRecordsAreFollowedInDeltas(t *testing.T) {
	w := newWorld(t)
	people := staff(6)
	people[3].SourceState = "ON_HOLIDAY"
	s := &script{full: paged(people, 2), delta: []directory.Page{{Last: true, Mark: "m2"}}}
	s.check = map[string]directory.Presence{"p3": {Unreadable: "still on holiday"}}
	w.must(t, w.request(s))
	run := w.must(t, w.request(s))
	if run.Mode != directory.ModeDelta || run.Status != directory.RunPartial || !slices.Equal(s.checked, []string{"p3"}) {
		t.Fatalf("%+v, checked %v", run, s.checked)
	}
	back := named("p3", "ACTIVE")
	s.check["p3"] = directory.Presence{Record: &back}
	if run = w.must(t, w.request(s)); run.Status != directory.RunSucceeded || run.Counts.Added != 1 || w.states(t)[directory.Active] != 6 {
		t.Errorf("%+v", run)
	}
	if run = w.must(t, w.request(s)); len(s.checked) != 2 {
		t.Errorf("asked again for somebody who could be read: %v, %+v", s.checked, run)
	}
}

func TestUnreadableStrangersAreNobodysBusiness(t *testing.T) {
	w := newWorld(t)
	s := &script{full: paged(staff(6), 2)}
	w.must(t, w.request(s))
	s.delta = []directory.Page{{
		Records: []directory.Record{named("stranger", "ON_HOLIDAY"), named("p1", "ON_HOLIDAY")},
		Skipped: []directory.RecordError{{Reason: "no id"}}, OnlyKnown: true, Last: true, Mark: "m2",
	}}
	run := w.must(t, w.request(s))
	if run.Status != directory.RunPartial || len(run.RecordErrors) != 1 || run.RecordErrors[0].ExternalID != "p1" {
		t.Errorf("%+v", run)
	}
	if at, err := w.Repo.Position(t.Context(), "id-okta"); err != nil || at.Mark != "m2" {
		t.Errorf("position %+v, %v", at, err)
	}
}

func TestWhoIsDeactivatedIsSoWhateverElseCannotBeRead(t *testing.T) {
	unread := func(id, state string) directory.RecordError {
		return directory.RecordError{ExternalID: id, Reason: "a number where a text belongs", SourceState: state}
	}
	bad := []directory.RecordError{unread("p1", "DEPROVISIONED"), unread("p2", "ACTIVE"), unread("p3", "ON_HOLIDAY"), unread("new", "SUSPENDED")}
	for _, mode := range []directory.Mode{directory.ModeFull, directory.ModeDelta} {
		w := newWorld(t)
		s := &script{full: paged(staff(6), 10), delta: []directory.Page{{Skipped: bad, Last: true, Mark: "m2"}}}
		w.must(t, w.request(s))
		people := slices.DeleteFunc(staff(6), func(r directory.Record) bool { return strings.Contains("p1 p2 p3", r.ExternalID) })
		s.full = []directory.Page{{Records: people, Skipped: bad}}
		req := w.request(s)
		req.Mode = mode
		run := w.must(t, req)
		if run.Mode != mode || run.Status != directory.RunPartial || run.Counts.Deactivated != 1 || run.Counts.Skipped != 4 || run.Counts.Missing != 0 {
			t.Errorf("%s: %+v", mode, run)
		}
		found, err := w.Lookup(t.Context(), "p1@corp.example", "")
		if err != nil || found.User.State != directory.Inactive || found.User.SourceState != "DEPROVISIONED" || found.User.Claims[claims.Birthdate] == "" {
			t.Errorf("%s: %+v, %v", mode, found.User, err)
		}
		if got := w.states(t); got[directory.Active] != 5 || got[directory.Inactive] != 1 {
			t.Errorf("%s: %v", mode, got)
		}
		// Mended at the source, and back.
		s.full = paged(staff(6), 10)
		req.Mode = directory.ModeFull
		if run = w.must(t, req); run.Counts.Reactivated != 1 || run.Counts.Changes() != 1 {
			t.Errorf("%s: %+v", mode, run)
		}
	}
}

func TestADryRunLeavesWhatAnInterruptedRunHasKept(t *testing.T) {
	w := newWorld(t)
	s := &script{full: paged(staff(10), 2), failAt: 4, delta: []directory.Page{{Last: true, Mark: "mark"}}}
	if _, err := w.Sync(t.Context(), w.request(s)); err == nil {
		t.Fatal("no error")
	}
	s.failAt = 0
	req := w.request(s)
	req.Preview = func(directory.Run, iter.Seq2[directory.Change, error]) error { return nil }
	w.must(t, req)
	if run := w.must(t, w.request(s)); run.Counts.Added != 10 || !slices.Equal(s.fetched, []int{1, 2, 3, 4, 5}) {
		t.Errorf("pages %v, %+v", s.fetched, run)
	}
}

func TestAnInterruptedFullSyncIsGoneOnWithThoughADeltaWouldDo(t *testing.T) {
	w := newWorld(t)
	s := &script{full: paged(staff(10), 2), delta: []directory.Page{{Last: true, Mark: "mark"}}}
	w.must(t, w.request(s))
	s.failAt, s.fetched = 4, nil
	req := w.request(s)
	req.Mode = directory.ModeFull
	if _, err := w.Sync(t.Context(), req); err == nil {
		t.Fatal("no error")
	}
	s.failAt = 0
	run := w.must(t, w.request(s))
	if run.Mode != directory.ModeFull || run.ResumedPages != 3 || !slices.Equal(s.fetched, []int{1, 2, 3, 4, 5}) || !noted(run, "begun to read everybody") {
		t.Errorf("pages %v, %+v", s.fetched, run)
	}
	if run = w.must(t, w.request(s)); run.Mode != directory.ModeDelta {
		t.Errorf("%+v", run)
	}
	// Who asks for a delta gets one.
	s.failAt = 4
	if _, err := w.Sync(t.Context(), req); err == nil {
		t.Fatal("no error")
	}
	req.Mode = directory.ModeDelta
	if run = w.must(t, req); run.Mode != directory.ModeDelta {
		t.Errorf("%+v", run)
	}
}

func TestWhoIsNotListedIsLookedUpFirst(t *testing.T) {
	w := newWorld(t)
	s := &script{full: paged(staff(10), 4)}
	w.must(t, w.request(s))
	lagging := named("p9", "ACTIVE")
	s.full = paged(staff(7), 4)
	s.check = map[string]directory.Presence{"p9": {Record: &lagging}, "p8": {Unreadable: "no state"}}
	req := w.request(s)
	req.Mode = directory.ModeFull
	run := w.must(t, req)
	if got := w.states(t); got[directory.Active] != 9 || got[directory.Missing] != 1 || run.Counts.Missing != 1 {
		t.Errorf("states %v, %+v", got, run)
	}
	if !noted(run, "1 person was left out") || run.Status != directory.RunPartial {
		t.Errorf("notes %q, %s", run.Notes, run.Status)
	}

	s.checkErr = fault.New(fault.Unauthorized, "no permission")
	s.full = paged(staff(5), 4)
	if run, err := w.Sync(t.Context(), req); !fault.Is(err, fault.Unauthorized) || run.Status != directory.RunFailed {
		t.Errorf("%+v, %v", run, err)
	}
	if got := w.states(t); got[directory.Missing] != 1 {
		t.Errorf("somebody who could not be looked up was taken for gone: %v", got)
	}
}

func TestGuardHoldsReviewsApplies(t *testing.T) {
	w := newWorld(t)
	s := &script{full: paged(staff(100), 40)}
	w.must(t, w.request(s))
	s.full = paged(staff(89), 40)
	req := w.request(s)
	req.Mode = directory.ModeFull
	run, err := w.Sync(t.Context(), req)
	if !fault.Is(err, fault.Blocked) || !run.Held || run.Status != directory.RunBlocked || run.Planned.Missing != 11 || run.Counts.Missing != 0 {
		t.Fatalf("%+v, %v", run, err)
	}
	want := guard.Breach{Limit: guard.Deactivations, Set: "500,10%", Allowed: 10, Would: 11, Base: 100}
	if len(run.Exceeded) != 1 || run.Exceeded[0] != want {
		t.Errorf("exceeded %+v", run.Exceeded)
	}
	for _, part := range []string{"11 people would go", "500,10% of 100 active", "p89@corp.example", "and 6 more", "before anything was changed"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not in %q", part, err)
		}
	}
	if !strings.Contains(fault.HintOf(err), "runs review "+run.ID) {
		t.Errorf("hint %q", fault.HintOf(err))
	}
	if got := w.states(t); got[directory.Active] != 100 {
		t.Fatalf("a blocked run changed the store: %v", got)
	}

	var shown []string
	if err := w.Review(t.Context(), run.ID, directory.ChangeFilter{}, func(_ directory.Run, changes iter.Seq2[directory.Change, error]) error {
		for c, err := range changes {
			if err != nil {
				return err
			}
			shown = append(shown, string(c.Action)+" "+c.ExternalID)
		}
		return nil
	}); err != nil || len(shown) != 11 || shown[0] != "missing p89" {
		t.Fatalf("review: %v, %v", shown, err)
	}
	refuse := errors.New("no")
	if _, err := w.ApplyHeld(t.Context(), run.ID, func(directory.Run) error { return refuse }); !errors.Is(err, refuse) {
		t.Errorf("apply without consent: %v", err)
	}
	applied, err := w.ApplyHeld(t.Context(), run.ID, nil)
	if err != nil || applied.Status != directory.RunSucceeded || applied.Counts.Missing != 11 || applied.ReviewedAt.IsZero() {
		t.Fatalf("%+v, %v", applied, err)
	}
	if got := w.states(t); got[directory.Active] != 89 || got[directory.Missing] != 11 {
		t.Errorf("states %v", got)
	}
	if stored, err := w.Run(t.Context(), run.ID); err != nil || stored.Held || stored.Status != directory.RunSucceeded {
		t.Errorf("%+v, %v", stored, err)
	}
	if _, err := w.ApplyHeld(t.Context(), run.ID, nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("applied twice: %v", err)
	}
	// The next run is a delta from where the held one ended.
	s.delta = []directory.Page{{Last: true, Mark: "m2"}}
	if next := w.must(t, w.request(s)); next.Mode != directory.ModeDelta {
		t.Errorf("%+v", next)
	}
}

func TestAHeldRunIsRefusedOnceTheStoreHasMovedOn(t *testing.T) {
	w := newWorld(t)
	s := &script{full: paged(staff(100), 40)}
	w.must(t, w.request(s))
	req := w.request(s)
	req.Mode = directory.ModeFull
	s.full = paged(staff(80), 40)
	held, err := w.Sync(t.Context(), req)
	if !fault.Is(err, fault.Blocked) {
		t.Fatal(err)
	}
	s.full = paged(staff(99), 40)
	w.must(t, req)
	if _, err := w.ApplyHeld(t.Context(), held.ID, nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("%v", err)
	}
	if got := w.states(t); got[directory.Active] != 99 {
		t.Errorf("states %v", got)
	}
}

func TestAHeldRunMayBeAppliedUnderOtherLimits(t *testing.T) {
	for key, refused := range map[string]bool{integration.KeyMaxDeactivations: false, integration.KeySearch: true} {
		w := newWorld(t)
		s := &script{full: paged(staff(100), 40)}
		w.must(t, w.request(s))
		req := w.request(s)
		req.Mode = directory.ModeFull
		s.full = paged(staff(80), 40)
		held, _ := w.Sync(t.Context(), req)
		in := w.in["okta"]
		in.Settings = integration.Settings{key: {"20%"}}
		if err := w.Repo.(*store.Store).UpdateIntegration(t.Context(), in, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := w.ApplyHeld(t.Context(), held.ID, nil); refused != fault.Is(err, fault.Conflict) {
			t.Errorf("after a change of %s: %v", key, err)
		}
	}
}

func TestDiscardHeld(t *testing.T) {
	w := newWorld(t)
	s := &script{full: paged(staff(100), 40)}
	w.must(t, w.request(s))
	req := w.request(s)
	req.Mode = directory.ModeFull
	s.full = paged(staff(80), 40)
	held, _ := w.Sync(t.Context(), req)
	run, err := w.DiscardHeld(t.Context(), held.ID)
	if err != nil || run.Status != directory.RunDiscarded || run.Held {
		t.Fatalf("%+v, %v", run, err)
	}
	if _, err := w.ApplyHeld(t.Context(), held.ID, nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("%v", err)
	}
	s.fetched = nil
	s.full = paged(staff(100), 40)
	if next := w.must(t, req); next.ResumedPages != 0 || len(s.fetched) != 3 {
		t.Errorf("went on with a discarded listing: %v, %+v", s.fetched, next)
	}
}

func TestGuardOnUpdates(t *testing.T) {
	w := newWorld(t)
	s := &script{full: paged(staff(20), 40)}
	w.must(t, w.request(s))
	req := w.request(s)
	req.Mode = directory.ModeFull

	more := staff(20)
	for i := range more {
		more[i].Claims = claims.Set{claims.GivenName: more[i].Claims[claims.GivenName], claims.Birthdate: "1990-01-02", claims.Phone: "1"}
	}
	s.full = paged(more, 40)
	if run := w.must(t, req); run.Counts.Updated != 20 { // nothing is lost
		t.Errorf("%+v", run)
	}
	blank := staff(20)
	for i := range blank {
		delete(blank[i].Claims, claims.Birthdate)
		blank[i].Claims[claims.Phone] = "1"
	}
	s.full = paged(blank, 40)
	run, err := w.Sync(t.Context(), req)
	if !fault.Is(err, fault.Blocked) || !strings.Contains(err.Error(), "birthdate removed (20)") || run.Exceeded[0].Limit != guard.Updates {
		t.Fatalf("%+v, %v", run, err)
	}
	req.Limits.Updates = guard.None()
	if run := w.must(t, req); run.Counts.Updated != 20 {
		t.Errorf("%+v", run)
	}
}

func TestPreview(t *testing.T) {
	w := newWorld(t)
	s := &script{full: paged(staff(20), 40)}
	w.must(t, w.request(s))
	changed := staff(19)
	changed[0].Claims = claims.Set{claims.GivenName: "Neu"}
	s.full = paged(append(changed, named("new", "ACTIVE")), 40)
	req := w.request(s)
	req.Mode = directory.ModeFull
	var shown []string
	req.Preview = func(run directory.Run, changes iter.Seq2[directory.Change, error]) error {
		shown = append(shown, string(run.Status))
		for c, err := range changes {
			if err != nil {
				return err
			}
			for _, fc := range c.Fields() {
				if c.Action == directory.ActionUpdate {
					shown = append(shown, fmt.Sprint(c.ExternalID, " ", fc))
				}
			}
			if c.Action != directory.ActionUpdate {
				shown = append(shown, string(c.Action)+" "+c.ExternalID)
			}
		}
		return nil
	}
	run, err := w.Sync(t.Context(), req)
	want := []string{"planned", "missing p19", "p0 {birthdate 1990-01-02 }", "p0 {given_name given p0 Neu}", "add new"}
	if err != nil || run.Status != directory.RunPlanned || !slices.Equal(shown, want) {
		t.Fatalf("%v, %+v, %q", err, run, shown)
	}
	runs, err := w.Runs(t.Context(), directory.RunFilter{})
	if got := w.states(t); err != nil || len(runs) != 1 || got[directory.Active] != 20 {
		t.Errorf("a dry run left a trace: %d runs, %v, %v", len(runs), got, err)
	}

	s.full = paged(staff(3), 40)
	shown = nil
	run, err = w.Sync(t.Context(), req)
	if !fault.Is(err, fault.Blocked) || run.Held || len(shown) != 18 {
		t.Errorf("%v, %+v, %q", err, run, shown)
	}
	if got := w.states(t); got[directory.Active] != 20 {
		t.Errorf("%v", got)
	}
}

func TestPurge(t *testing.T) {
	w := newWorld(t)
	s := &script{full: paged(staff(10), 4)}
	w.must(t, w.request(s))
	s.full = paged(staff(8), 4)
	req := w.request(s)
	req.Mode = directory.ModeFull
	w.must(t, req)
	filter := directory.Filter{State: directory.Missing, MissingBefore: now}
	if n, err := w.Repo.CountUsers(t.Context(), filter); err != nil || n != 0 {
		t.Errorf("%d are missing since before now, %v", n, err)
	}
	later := now.Add(time.Hour)
	keys := []directory.Key{{IntegrationID: "id-okta", ExternalID: "p8"}, {IntegrationID: "id-okta", ExternalID: "p1"}}
	n, err := w.Purge(t.Context(), keys, later)
	if err != nil || n != 1 {
		t.Errorf("%d purged, %v; p1 is there and must stay", n, err)
	}
	if got := w.states(t); got[directory.Active] != 8 || got[directory.Missing] != 1 {
		t.Errorf("%v", got)
	}
	if _, err := w.Lookup(t.Context(), "p8@corp.example", ""); !fault.Is(err, fault.NotFound) {
		t.Errorf("somebody purged is still found: %v", err)
	}
}

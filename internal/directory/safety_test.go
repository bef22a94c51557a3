package directory_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// markless is a source that cannot tell what changed since a moment.
type markless struct{ *script }

func (m markless) Pages(ctx context.Context, r directory.Read) iter.Seq2[directory.Page, error] {
	return func(yield func(directory.Page, error) bool) {
		for p, err := range m.script.Pages(ctx, r) {
			p.Mark = ""
			if !yield(p, err) {
				return
			}
		}
	}
}

// TestOldPagesWithoutAMark: where nothing tells what changed since the first
// pages were read, they are only gone on with while they are fresh. Whoever was
// deactivated or let in again meanwhile would be applied as they were.
func TestOldPagesWithoutAMark(t *testing.T) {
	for after, want := range map[time.Duration]struct {
		fetched []int
		active  int
	}{
		time.Minute: {[]int{1, 2, 3, 4, 5}, 10},
		time.Hour:   {[]int{1, 2, 3, 4, 5, 1, 2, 3, 4, 5}, 9},
	} {
		w := newWorld(t)
		s := &script{full: paged(staff(10), 2), failAt: 4}
		if _, err := w.Sync(t.Context(), w.request(markless{s})); err == nil {
			t.Fatal("no error")
		}
		s.failAt = 0
		s.full[0].Records[1] = named("p1", "SUSPENDED") // was read as active
		*w.at = now.Add(after)
		run := w.must(t, w.request(markless{s}))
		if !slices.Equal(s.fetched, want.fetched) || w.states(t)[directory.Active] != want.active {
			t.Errorf("after %s pages %v, %v, notes %q", after, s.fetched, w.states(t), run.Notes)
		}
	}
}

// TestAListingInPlaceOfADeltaIsGoneOnWith: what was fetched because a delta could
// not be had is not fetched again only because a delta is tried first.
func TestAListingInPlaceOfADeltaIsGoneOnWith(t *testing.T) {
	w := newWorld(t)
	s := &script{full: paged(staff(10), 2)}
	w.must(t, w.request(s))
	s.deltaErr, s.failAt, s.fetched = &directory.FullNeeded{Why: "the state is 7 days old"}, 4, nil
	run, err := w.Sync(t.Context(), w.request(s))
	if err == nil || run.Mode != directory.ModeFull || run.KeptPages != 3 {
		t.Fatalf("%+v, %v", run, err)
	}
	s.deltaErr, s.delta = nil, []directory.Page{{Records: []directory.Record{named("p1", "SUSPENDED")}, Last: true, Mark: "later"}}
	s.failAt, s.reads = 0, nil
	s.full[4].Records = s.full[4].Records[:1]
	s.check = map[string]directory.Presence{}
	run = w.must(t, w.request(s))
	if !slices.Equal(s.fetched, []int{1, 2, 3, 4, 5}) || run.Mode != directory.ModeFull || run.ResumedPages != 3 || !noted(run, "full, because") {
		t.Errorf("pages %v, %+v", s.fetched, run)
	}
	if run.Counts.Missing != 1 || run.Counts.Deactivated != 1 || len(s.reads) != 2 || s.reads[0].Since != "" || s.reads[1].Since != "mark" {
		t.Errorf("%+v, read %+v", run.Counts, s.reads)
	}
	if at, err := w.Repo.Position(t.Context(), "id-okta"); err != nil || at.Mark != "later" {
		t.Errorf("position %+v, %v", at, err)
	}
}

// TestStrictBeginsAnew: what an earlier run could not read may be mended by now,
// which kept pages would never show.
func TestStrictBeginsAnew(t *testing.T) {
	w := newWorld(t)
	people := staff(6)
	people[1].SourceState = "ON_HOLIDAY"
	s := &script{full: paged(people, 2), failAt: 3, delta: []directory.Page{{Last: true, Mark: "mark"}}}
	if run, err := w.Sync(t.Context(), w.request(s)); err == nil || run.KeptPages != 2 {
		t.Fatalf("%+v, %v", run, err)
	}
	s.full, s.failAt = paged(staff(6), 2), 0
	req := w.request(s)
	req.Strict = true
	run := w.must(t, req)
	if run.ResumedPages != 0 || run.Counts.Added != 6 || !noted(run, "--strict") {
		t.Errorf("%+v", run)
	}
}

// TestEndlessRecordErrors: a run's record stays one that can be read, says how
// many there were, and counts nobody twice.
func TestEndlessRecordErrors(t *testing.T) {
	w := newWorld(t)
	const bad = 3000
	people := staff(bad + 2)
	for i := range bad {
		people[i].SourceState = strings.Repeat("ON_HOLIDAY", 1000)
	}
	s := &script{full: paged(people, 500), failAt: 7, delta: []directory.Page{{Records: people[:1], Last: true, Mark: "mark"}}}
	if run, err := w.Sync(t.Context(), w.request(s)); err == nil || run.Counts.Skipped != bad {
		t.Fatalf("%+v, %v", run.Counts, err)
	}
	s.failAt = 0
	run := w.must(t, w.request(s))
	if run.Status != directory.RunPartial || run.Counts.Skipped != bad || run.Counts.Added != 2 {
		t.Errorf("%s, %+v", run.Status, run.Counts)
	}
	if len(run.RecordErrors) != 1000 || !noted(run, "2000 more") {
		t.Errorf("%d are named, notes %q", len(run.RecordErrors), run.Notes)
	}
	if n := len(run.RecordErrors[0].Reason); n > 200 {
		t.Errorf("a reason has %d bytes", n)
	}
}

// TestNobodyReadable: a listing of nothing but unreadable records is no listing
// of nobody, and not to be applied either.
func TestNobodyReadable(t *testing.T) {
	w := newWorld(t)
	people := staff(3)
	for i := range people {
		people[i].SourceState = fmt.Sprint("state", i)
	}
	run, err := w.Sync(t.Context(), w.request(&script{full: paged(people, 2)}))
	if !fault.Is(err, fault.Blocked) || !strings.Contains(err.Error(), "none of the 3") || run.Status != directory.RunBlocked || run.Held {
		t.Errorf("%+v, %v", run, err)
	}
}

// TestEndlessAliases: hints stay distinct and in order however many there are,
// and what that takes grows with their number and not with its square.
func TestEndlessAliases(t *testing.T) {
	w := newWorld(t)
	one := named("p1", "ACTIVE")
	const many = 400_000
	for i := range many {
		one.Aliases = append(one.Aliases, fmt.Sprintf("A%d@corp.example", i/2)) // each twice
	}
	run := w.must(t, w.request(&script{full: []directory.Page{{Records: []directory.Record{one}}}}))
	if run.Counts.Added != 1 {
		t.Errorf("%+v", run.Counts)
	}
	hits, err := w.Repo.FindByHint(t.Context(), []directory.Hint{{Kind: directory.HintAlias, Value: fmt.Sprintf("a%d@corp.example", many/2-1)}}, "")
	if err != nil || len(hits) != 1 || len(hits[0].User.Hints) != many/2+1 || hits[0].User.Hints[0].Kind != directory.HintLogin {
		t.Errorf("%d people, %v", len(hits), err)
	}
}

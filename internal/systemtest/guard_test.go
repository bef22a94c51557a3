package systemtest

import (
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/guard"
)

// limited makes the next syncs keep to limits.
func limited(t *testing.T, deactivations, updates string) func(*directory.SyncRequest) {
	t.Helper()
	var l directory.Limits
	var err error
	if l.Deactivations, err = guard.Parse(deactivations); err != nil {
		t.Fatal(err)
	}
	if l.Updates, err = guard.Parse(updates); err != nil {
		t.Fatal(err)
	}
	return func(r *directory.SyncRequest) { r.Limits = l }
}

// active is how many active people are stored.
func (s *side) active(t *testing.T) (n int) {
	t.Helper()
	for _, u := range s.stored(t) {
		if u.State == directory.Active {
			n++
		}
	}
	return n
}

// depart lets n active people go: every other one is deactivated, the rest deleted.
func (s *side) depart(t *testing.T, n int) {
	t.Helper()
	for i := s.company.Len() - 1; n > 0 && i >= 0; i-- {
		p := s.company.Person(i)
		if p.Deleted || s.oracle(&p).State != directory.Active {
			continue
		}
		if n--; n%2 == 0 {
			s.company.Delete(i)
		} else {
			s.company.Deactivate(i)
		}
	}
	if n > 0 {
		t.Fatal("not enough people")
	}
}

// blocked syncs, which has to be stopped and held, and to say so.
func (s *side) blocked(t *testing.T, words ...string) directory.Run {
	t.Helper()
	before := dump(t, s.w.path, "")
	run, err := s.sync(t.Context(), t, nil)
	if !fault.Is(err, fault.Blocked) || run.Status != directory.RunBlocked || !run.Held {
		t.Fatalf("%s %v", run.Status, err)
	}
	if dump(t, s.w.path, "") != before {
		t.Error("a blocked run changed the store")
	}
	for _, w := range append(words, "before anything was changed") {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%q does not say %q", err, w)
		}
	}
	for _, w := range []string{run.ID, "directory runs review", "directory runs apply"} {
		if !strings.Contains(fault.HintOf(err), w) {
			t.Errorf("the hint %q does not say %q", fault.HintOf(err), w)
		}
	}
	if last := s.lastRun(t); last.ID != run.ID || !last.Held || last.Planned == nil || len(last.Exceeded) == 0 || last.Counts.Changes() != 0 {
		t.Errorf("recorded is %+v", last)
	}
	return run
}

// TestLimits lets as many people go as a limit allows, then one more.
func TestLimits(t *testing.T) {
	t.Parallel()
	bothSides(t, worldOptions{users: 150}, func(t *testing.T, s *side) {
		first, err := s.sync(t.Context(), t, nil)
		if err != nil || !first.First || !strings.Contains(strings.Join(first.Notes, ";"), "no limit applied") {
			t.Fatalf("the first sync: %v, first %v, notes %q", err, first.First, first.Notes)
		}
		for _, l := range []struct {
			set     string
			allowed func(active int) int
		}{
			{"10%", func(active int) int { return active / 10 }},
			{"7", func(int) int { return 7 }},
			{"6,50%", func(int) int { return 6 }},
		} {
			s.request = limited(t, l.set, "none")
			n := l.allowed(s.active(t))
			s.depart(t, n)
			if run := s.mustSync(t); run.Counts.Missing+run.Counts.Deactivated != n {
				t.Errorf("%s: %+v, want %d to go", l.set, run.Counts, n)
			}
			base := s.active(t)
			n = l.allowed(base) + 1
			s.depart(t, n)
			run := s.blocked(t, "would go (", " missing)", "and ", "more")
			if b := run.Exceeded[0]; b.Would != n || b.Allowed != n-1 || b.Base != base || b.Limit != guard.Deactivations || run.ActiveBefore != base {
				t.Errorf("%s: %+v, want %d of %d", l.set, b, n, base)
			}
			s.request = nil
			s.mustSync(t)
		}
	})
}

// TestSmallCompany lets two of ten people go, which a tenth alone would stop,
// and then most of them.
func TestSmallCompany(t *testing.T) {
	t.Parallel()
	bothSides(t, worldOptions{users: 10}, func(t *testing.T, s *side) {
		s.request = limited(t, guard.DefaultDeactivations, guard.DefaultUpdates)
		s.mustSync(t)
		s.depart(t, 2)
		s.mustSync(t)
		s.depart(t, guard.Floor+1)
		s.blocked(t, "the limit is 5 (500,10% of ")
	})
}

// TestBrokenMapping takes an attribute away from everybody at the source: no
// value is lost before somebody has looked.
func TestBrokenMapping(t *testing.T) {
	t.Parallel()
	bothSides(t, worldOptions{users: 40}, func(t *testing.T, s *side) {
		s.mustSync(t)
		s.request = limited(t, guard.DefaultDeactivations, guard.DefaultUpdates)
		for i := range 21 {
			s.company.SetAttribute(i, "lastName", "")
		}
		run := s.blocked(t, "would be changed or removed", "family_name removed (21)")
		if run.Exceeded[0].Limit != guard.Updates || run.Planned.Updated != 21 {
			t.Errorf("%+v, planned %+v", run.Exceeded, run.Planned)
		}
	})
}

// shown is what the review of a run shows.
func (s *side) shown(t *testing.T, id string) (all []directory.Change) {
	t.Helper()
	err := s.w.dirs.Review(t.Context(), id, directory.ChangeFilter{}, func(_ directory.Run, changes iter.Seq2[directory.Change, error]) error {
		for c, err := range changes {
			if err != nil {
				return err
			}
			all = append(all, c)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestReviewedApply blocks a run, changes the source once more, and applies what
// was shown and nothing else. What came later comes with the next sync.
func TestReviewedApply(t *testing.T) {
	t.Parallel()
	for _, mode := range []directory.Mode{directory.ModeFull, directory.ModeDelta} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			bothSides(t, worldOptions{users: 60}, func(t *testing.T, s *side) {
				s.mustSync(t)
				strict := limited(t, "3", "none")
				s.request = func(r *directory.SyncRequest) { strict(r); r.Mode = mode }
				s.depart(t, 4)
				s.company.SetAttribute(20, "city", "Elsewhere")
				s.company.Add()
				run := s.blocked(t)
				changes, want, before := s.shown(t, run.ID), s.truth(nil), s.stored(t)
				if len(changes) != 6 || run.Planned.Changes() != 6 {
					t.Errorf("shown are %d changes, planned %+v", len(changes), run.Planned)
				}
				s.company.Restore(59)
				s.company.Delete(21)
				s.company.SetAttribute(20, "city", "Again elsewhere")
				applied, err := s.w.dirs.ApplyHeld(t.Context(), run.ID[:10], nil)
				if err != nil || applied.Status != directory.RunSucceeded || applied.Counts.Changes() != 6 || applied.Held || applied.ReviewedBy != "test" {
					t.Fatalf("%+v %v", applied, err)
				}
				s.equals(t, want)
				if got := changesBetween(before, s.stored(t)); got.Changes() != len(changes) {
					t.Errorf("%+v was applied, shown were %d", got, len(changes))
				}
				if _, err := s.w.dirs.ApplyHeld(t.Context(), run.ID, nil); !fault.Is(err, fault.Conflict) {
					t.Errorf("applied twice: %v", err)
				}
				s.mustSync(t)
			})
		})
	}
}

// TestHeldThenMovedOn refuses to apply what was held before another sync changed
// the people it is about, and lets it be discarded.
func TestHeldThenMovedOn(t *testing.T) {
	t.Parallel()
	bothSides(t, worldOptions{users: 40}, func(t *testing.T, s *side) {
		s.mustSync(t)
		s.request = limited(t, "0", "none")
		s.depart(t, 1)
		run := s.blocked(t)
		s.request = nil
		s.company.SetAttribute(1, "city", "Elsewhere")
		s.mustSync(t)
		before := dump(t, s.w.path, "")
		if _, err := s.w.dirs.ApplyHeld(t.Context(), run.ID, nil); !fault.Is(err, fault.Conflict) || fault.HintOf(err) == "" {
			t.Errorf("applied: %v", err)
		}
		if dump(t, s.w.path, "") != before {
			t.Error("the store was changed")
		}
		s.request = limited(t, "0", "none")
		s.depart(t, 1)
		run = s.blocked(t)
		if got, err := s.w.dirs.DiscardHeld(t.Context(), run.ID); err != nil || got.Status != directory.RunDiscarded {
			t.Errorf("%s %v", got.Status, err)
		}
		s.request = nil
		s.mustSync(t)
		s.tidy(t)
	})
}

// TestHeldIntegrationDeleted deletes the integration of a held run: nothing of
// it stays, and the run cannot be applied.
func TestHeldIntegrationDeleted(t *testing.T) {
	t.Parallel()
	bothSides(t, worldOptions{users: 40}, func(t *testing.T, s *side) {
		s.mustSync(t)
		s.request = limited(t, "0", "none")
		s.depart(t, 2)
		run := s.blocked(t)
		doomed, err := s.w.dirs.Integrations.PreviewDelete(t.Context(), s.in.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.w.dirs.Integrations.Delete(t.Context(), doomed); err != nil {
			t.Fatal(err)
		}
		if _, err := s.w.dirs.ApplyHeld(t.Context(), run.ID, nil); !fault.Is(err, fault.NotFound) {
			t.Errorf("applied: %v", err)
		}
		if n := len(s.stored(t)); n != 0 {
			t.Errorf("%d people are left", n)
		}
		s.tidy(t)
	})
}

// tidy checks that nothing but the store and locks is in its folder.
func (s *side) tidy(t *testing.T) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(s.w.path))
	if err != nil {
		t.Fatal(err)
	}
	base := filepath.Base(s.w.path)
	for _, e := range entries {
		name := e.Name()
		if !slices.Contains([]string{base, base + "-wal", base + "-shm"}, name) && !strings.HasSuffix(name, ".lock") {
			t.Errorf("left behind in the data folder: %s", name)
		}
	}
}

package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
)

// hold stages a listing, plans it and holds it for review.
func hold(t *testing.T, s *Store, people []directory.Staged) (directory.Run, directory.Plan, []directory.Change) {
	t.Helper()
	st, err := stage(t.Context(), s, corpID, people)
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, st)
	p := planOf(t, st, true)
	changes := changesOf(t, st, directory.ChangeFilter{})
	r := runAt(s.now(), corpID)
	r.Status = directory.RunBlocked
	if err := st.Hold(t.Context(), p, r, heldPosition(), nil); err != nil {
		t.Fatal(err)
	}
	// Nothing is left that could be gone on with or applied.
	if err := st.Apply(t.Context(), p, r, directory.Position{}, nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("applied what is held: %v", err)
	}
	if _, err := os.Stat(s.stagingPath(corpID)); err == nil {
		t.Error("the staging file is still there")
	}
	r.Held = true
	return r, p, changes
}

func heldPosition() directory.Position {
	return directory.Position{Fingerprint: "fp", Mark: "held mark", FullAt: day(2), Unread: []string{"x", "y"}}
}

func changesOf(t *testing.T, st directory.Staging, f directory.ChangeFilter) (changes []directory.Change) {
	t.Helper()
	for c, err := range st.Changes(t.Context(), f) {
		if err != nil {
			t.Fatal(err)
		}
		changes = append(changes, c)
	}
	return changes
}

// openHeld opens what a run holds, with how that ended.
func openHeld(t *testing.T, s *Store, r directory.Run, toDiscard bool) (directory.Staging, directory.Plan, directory.Position, error) {
	t.Helper()
	st, p, at, err := s.OpenHeld(t.Context(), r, toDiscard)
	if err == nil {
		t.Cleanup(func() { _ = st.Close() })
	} else if st != nil {
		t.Errorf("a staging area beside %v", err)
	}
	return st, p, at, err
}

// holdsNothing checks that a run is recorded as one that holds nothing and that
// no file is left.
func holdsNothing(t *testing.T, s *Store, id string) {
	t.Helper()
	if r, err := s.Run(t.Context(), id); err != nil || r.Held {
		t.Errorf("run %s is recorded as held: %v", id, err)
	}
	if left, err := filepath.Glob(s.path + ".held-*"); err != nil || len(left) != 0 {
		t.Errorf("files are left: %v %v", left, err)
	}
}

func TestHeldIsAppliedAsShown(t *testing.T) {
	s, clock := newStore(t)
	mustSync(t, s, corpID, employees(corpID, 50))
	clock.t = day(2)
	// Some are unchanged, so that they are not in the file.
	listing := append(employees(corpID, 20), employee(corpID, 21, renamed), employee(corpID, 22, inactive), employee(corpID, 99))
	before := all(t, s, corpID)
	held, planned, changes := hold(t, s, listing)
	if got := all(t, s, corpID); !reflect.DeepEqual(got, before) {
		t.Error("holding changed people")
	}
	if got, err := s.Run(t.Context(), held.ID); err != nil || !reflect.DeepEqual(got, held) {
		t.Errorf("recorded %+v, want %+v, %v", got, held, err)
	}
	if len(changes) != planned.Counts.Changes() || len(changes) != 31 {
		t.Errorf("%d changes of %+v", len(changes), planned.Counts)
	}

	// Reviewed by another process, days later.
	clock.t = day(5)
	again := openAt(t, s.path, clock)
	st, p, at, err := openHeld(t, again, held, false)
	if err != nil || p != planned || !reflect.DeepEqual(at, heldPosition()) {
		t.Fatalf("%+v %+v %v", p, at, err)
	}
	if _, err := s.OpenStaging(t.Context(), corpID); !fault.Is(err, fault.Locked) {
		t.Errorf("a sync may run beside the review: %v", err)
	}
	if got := changesOf(t, st, directory.ChangeFilter{}); !reflect.DeepEqual(got, changes) {
		t.Errorf("reviewed\n%+v\nplanned\n%+v", got, changes)
	}
	if _, _, err := st.Begin(t.Context(), fullListing()); err == nil {
		t.Error("a listing begun in what is held")
	}
	if err := st.Put(t.Context(), directory.Batch{People: employees(corpID, 1)}); err == nil {
		t.Error("staged into what is held")
	}
	r := held
	r.Status, r.ReviewedBy = directory.RunSucceeded, "ada"
	if err := st.Apply(t.Context(), p, r, at, nil); err != nil {
		t.Fatal(err)
	}
	mustClose(t, st)
	holdsNothing(t, s, held.ID)
	after := all(t, s, corpID)
	for _, c := range changes {
		want := content(c.After)
		if c.Action == directory.ActionMissing {
			want = content(c.Before)
			want.State = directory.Missing
		}
		got := after[c.ExternalID]
		if !reflect.DeepEqual(content(&got), want) {
			t.Errorf("%s %s: %+v", c.Action, c.ExternalID, got)
		}
		delete(before, c.ExternalID)
		delete(after, c.ExternalID)
	}
	if !reflect.DeepEqual(before, after) {
		t.Error("more was changed than was shown")
	}
	if got, err := s.Position(t.Context(), corpID); err != nil || !reflect.DeepEqual(got, heldPosition()) {
		t.Errorf("%+v %v", got, err)
	}
	if got, err := s.Run(t.Context(), held.ID); err != nil || got.Status != directory.RunSucceeded || got.ReviewedBy != "ada" || got.Held {
		t.Errorf("%+v %v", got, err)
	}
	if _, _, _, err := openHeld(t, s, held, false); !fault.Is(err, fault.NotFound) {
		t.Errorf("opened after it was applied: %v", err)
	}
	indexIsRight(t, s, "after a held plan was applied")
}

func TestHeldIsRefusedWhenTheStoreMovedOn(t *testing.T) {
	for name, meanwhile := range map[string]func(*testing.T, *Store) error{
		"people": func(t *testing.T, s *Store) error {
			_, err := s.db.ExecContext(t.Context(), bumpVersion, corpID)
			return err
		},
		"settings": func(t *testing.T, s *Store) error {
			in, err := s.Integration(t.Context(), corpID)
			in.Settings = integration.Settings{"org_url": {"https://elsewhere.okta.example"}}
			return errors.Join(err, s.UpdateIntegration(t.Context(), in, nil))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := newStore(t)
			mustSync(t, s, corpID, employees(corpID, 20))
			r, p, _ := hold(t, s, employees(corpID, 3))
			opened, _, _, err := openHeld(t, s, r, false)
			if err != nil {
				t.Fatal(err)
			}
			before := all(t, s, corpID)
			if err := meanwhile(t, s); err != nil {
				t.Fatal(err)
			}
			if err := opened.Apply(t.Context(), p, r, directory.Position{}, nil); !fault.Is(err, fault.Conflict) {
				t.Errorf("applied: %v", err)
			}
			for _, err := range opened.Changes(t.Context(), directory.ChangeFilter{}) {
				if !fault.Is(err, fault.Conflict) {
					t.Errorf("shown: %v", err)
				}
			}
			mustClose(t, opened)
			if _, _, _, err := openHeld(t, s, r, false); !fault.Is(err, fault.Conflict) || fault.HintOf(err) == "" {
				t.Errorf("opened: %v", err)
			}
			if !reflect.DeepEqual(all(t, s, corpID), before) {
				t.Error("people were changed")
			}
			// It can still be discarded.
			st, _, _, err := openHeld(t, s, r, true)
			if err != nil {
				t.Fatal(err)
			}
			if err := st.Discard(t.Context()); err != nil {
				t.Fatal(err)
			}
			mustClose(t, st)
			holdsNothing(t, s, r.ID)
		})
	}
}

func TestOneHeldRunAnIntegration(t *testing.T) {
	s, clock := newStore(t)
	mustSync(t, s, corpID, employees(corpID, 20))
	first, _, _ := hold(t, s, employees(corpID, 3))
	clock.t = day(2)
	second, plan, _ := hold(t, s, employees(corpID, 4))
	if r, err := s.Run(t.Context(), first.ID); err != nil || r.Held {
		t.Errorf("the first is still held: %v", err)
	}
	if _, _, _, err := openHeld(t, s, first, false); !fault.Is(err, fault.NotFound) {
		t.Errorf("the first can be opened: %v", err)
	}
	st, p, _, err := openHeld(t, s, second, false)
	if err != nil || p != plan {
		t.Fatalf("%+v %v", p, err)
	}
	mustClose(t, st)
	// A sync of another integration leaves it alone, one of this makes it void.
	mustSync(t, s, otherID, employees(otherID, 2))
	if r, err := s.Run(t.Context(), second.ID); err != nil || !r.Held {
		t.Errorf("%+v %v", r, err)
	}
	mustSync(t, s, corpID, employees(corpID, 20))
	holdsNothing(t, s, second.ID)
}

func TestHeldGoesWithTheIntegration(t *testing.T) {
	s, _ := newStore(t)
	hold(t, s, employees(corpID, 3))
	if err := s.DeleteIntegration(t.Context(), integration.Tombstone{ID: corpID, Name: "Corp", DeletedAt: day(3)}); err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(s.path + ".*" + corpID + "*"); err != nil || len(left) != 0 {
		t.Errorf("files are left: %v %v", left, err)
	}
	// Also when a sync is running, which then clears up when it ends.
	st, err := begin(t.Context(), s, otherID, fullListing())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteIntegration(t.Context(), integration.Tombstone{ID: otherID, Name: "Other", DeletedAt: day(3)}); err != nil {
		t.Fatal(err)
	}
	mustClose(t, st)
	if left, err := filepath.Glob(s.path + ".staging-*"); err != nil || len(left) != 0 {
		t.Errorf("files are left: %v %v", left, err)
	}
}

// What a crash between two steps leaves is cleared up by the next run.
func TestHalfHeld(t *testing.T) {
	exec := func(query string) func(*testing.T, *Store, directory.Run) {
		return func(t *testing.T, s *Store, _ directory.Run) {
			if _, err := s.db.ExecContext(t.Context(), query); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, crash := range map[string]func(*testing.T, *Store, directory.Run){
		"the file is gone": func(t *testing.T, s *Store, _ directory.Run) {
			if err := removeFiles(s.heldPath(corpID)); err != nil {
				t.Fatal(err)
			}
		},
		"the file is damaged": func(t *testing.T, s *Store, _ directory.Run) {
			if err := os.WriteFile(s.heldPath(corpID), []byte("text"), 0o600); err != nil {
				t.Fatal(err)
			}
		},
		"the record was never written": exec(`DELETE FROM sync_run WHERE held = 1`),
		"the record says otherwise": func(t *testing.T, s *Store, r directory.Run) {
			r.Held = false
			if err := s.SaveRun(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		},
		"the file is of another run": func(t *testing.T, s *Store, r directory.Run) {
			r.ID = fmt.Sprintf("%024x", 7)
			if err := s.SaveRun(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			exec(`DELETE FROM sync_run WHERE id <> '`+r.ID+`'`)(t, s, r) // IDs are random: nothing less tells them apart
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, next := range []string{"open", "begin"} {
				s, _ := newStore(t)
				r, _, _ := hold(t, s, employees(corpID, 3))
				crash(t, s, r)
				switch next {
				case "open":
					if _, _, _, err := openHeld(t, s, r, false); !fault.Is(err, fault.NotFound) || fault.HintOf(err) == "" {
						t.Errorf("opened: %v", err)
					}
				case "begin":
					mustClose(t, mustBegin(t, s, fullListing()))
				}
				runs, err := s.Runs(t.Context(), directory.RunFilter{})
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range runs {
					holdsNothing(t, s, r.ID)
				}
				if left, err := filepath.Glob(s.path + ".held-*"); err != nil || len(left) != 0 {
					t.Errorf("%s: files are left: %v %v", next, left, err)
				}
			}
		})
	}
}

// TestHoldFails: when the run cannot be recorded, nothing is held, what was held
// before still is, and the listing can be gone on with.
func TestHoldFails(t *testing.T) {
	s, clock := newStore(t)
	mustSync(t, s, corpID, employees(corpID, 20))
	first, _, _ := hold(t, s, employees(corpID, 3))
	clock.t = day(2)
	st, err := stage(t.Context(), s, corpID, employees(corpID, 4))
	if err != nil {
		t.Fatal(err)
	}
	p := planOf(t, st, true)
	if _, err := s.db.ExecContext(t.Context(), `CREATE TRIGGER no_run BEFORE INSERT ON sync_run BEGIN SELECT RAISE(ABORT, 'refused'); END`); err != nil {
		t.Fatal(err)
	}
	if err := st.Hold(t.Context(), p, runAt(clock.t, corpID), directory.Position{}, nil); err == nil {
		t.Error("held without a record")
	}
	mustClose(t, st)
	if _, err := s.db.ExecContext(t.Context(), `DROP TRIGGER no_run`); err != nil {
		t.Fatal(err)
	}
	if opened, _, _, err := openHeld(t, s, first, false); err != nil {
		t.Errorf("what was held is not any more: %v", err)
	} else {
		mustClose(t, opened)
	}
	l := fullListing()
	l.MaxAge = 100 * time.Hour
	if _, at, why := resume(t, s, l); at.Pages != 1 || why != "" {
		t.Errorf("%+v %q", at, why)
	}
}

func TestChangesInOrder(t *testing.T) {
	s, clock := newStore(t)
	ids := func(letter string) (people []directory.Staged) {
		for _, n := range []string{"3", "1", "2"} {
			people = append(people, person(corpID, letter+n))
		}
		return people
	}
	with := func(letter string, change func(*directory.User)) (people []directory.Staged) {
		for _, p := range ids(letter) {
			people = append(people, person(corpID, p.User.ExternalID, change))
		}
		return people
	}
	concat := func(lists ...[]directory.Staged) (all []directory.Staged) {
		for _, l := range lists {
			all = append(all, l...)
		}
		return all
	}
	mustSync(t, s, corpID, concat(ids("m"), ids("d"), with("r", inactive), ids("u"), ids("same")))
	stored := all(t, s, corpID)
	clock.t = day(2)
	st, err := stage(t.Context(), s, corpID, concat(ids("a"), with("u", renamed), ids("r"), with("d", inactive), ids("same")))
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, st)
	removed := []directory.Removal{{ExternalID: "m2", Why: "deleted, can be restored"}, {ExternalID: "nobody", Why: "deleted"}}
	if err := st.Put(t.Context(), directory.Batch{Removed: removed}); err != nil {
		t.Fatal(err)
	}
	for _, err := range st.Changes(t.Context(), directory.ChangeFilter{}) {
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("changes without a plan: %v", err)
		}
	}
	planOf(t, st, true)
	for name, c := range map[string]struct {
		filter directory.ChangeFilter
		want   string
	}{
		"all":      {directory.ChangeFilter{}, "m1 m2 m3 d1 d2 d3 r1 r2 r3 u1 u2 u3 a1 a2 a3"},
		"limit":    {directory.ChangeFilter{Limit: 1}, "m1 d1 r1 u1 a1"},
		"one kind": {directory.ChangeFilter{Actions: []directory.Action{directory.ActionUpdate}, Limit: 2}, "u1 u2"},
		"two":      {directory.ChangeFilter{Actions: []directory.Action{directory.ActionAdd, directory.ActionMissing}}, "m1 m2 m3 a1 a2 a3"},
	} {
		got := ""
		for i, ch := range changesOf(t, st, c.filter) {
			if i > 0 {
				got += " "
			}
			got += ch.ExternalID
			old, was := stored[ch.ExternalID]
			if was != (ch.Before != nil) || was && !reflect.DeepEqual(*ch.Before, old) {
				t.Errorf("%s before: %+v", ch.ExternalID, ch.Before)
			}
			why := map[string]string{"m2": "deleted, can be restored"}[ch.ExternalID]
			if ch.Why != why || (ch.After == nil) != (ch.Action == directory.ActionMissing) {
				t.Errorf("%+v", ch)
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	// Stopping early leaves nothing open.
	for range 3 * maxConns {
		for _, err := range st.Changes(t.Context(), directory.ChangeFilter{}) {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
	}
}

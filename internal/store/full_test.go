package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// noSpace checks what is said when a disk is full.
func noSpace(t *testing.T, doing string, err error) {
	t.Helper()
	if !strings.Contains(fmt.Sprint(err), "no space left") || !strings.Contains(fault.HintOf(err), "free some space") {
		t.Errorf("%s: %v (%s)", doing, err, fault.HintOf(err))
	}
}

// TestDiskFullWhileStaging: the page that does not fit is not staged, those
// before it are, and a later run goes on from them.
func TestDiskFullWhileStaging(t *testing.T) {
	s, _ := newStore(t)
	st := mustBegin(t, s, fullListing())
	people := employees(corpID, 4*pageSize)
	if err := putPages(t.Context(), st, people[:2*pageSize], 0); err != nil {
		t.Fatal(err)
	}
	db := st.(*staging).db
	var pages int
	if err := db.QueryRowContext(t.Context(), `PRAGMA page_count`).Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), fmt.Sprintf(`PRAGMA max_page_count = %d`, pages+5)); err != nil {
		t.Fatal(err)
	}
	noSpace(t, "staging", putPages(t.Context(), st, people, 2))
	mustClose(t, st)
	st, at, why := resume(t, s, fullListing())
	if at.Pages != 2 || why != "" {
		t.Fatalf("%+v %q", at, why)
	}
	if err := putPages(t.Context(), st, people, 2); err != nil {
		t.Fatal(err)
	}
	if p := planOf(t, st, true); p.Counts != (directory.Counts{Listed: len(people), Added: len(people)}) {
		t.Errorf("%+v", p.Counts)
	}
}

// cramped opens a store that may not grow by more than a few pages.
func cramped(t *testing.T, path string, c *clock, more int) *Store {
	t.Helper()
	s := openAt(t, path, c)
	var pages int
	if err := s.db.QueryRowContext(t.Context(), `PRAGMA page_count`).Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if err := s.db.Close(); err != nil {
		t.Fatal(err)
	}
	var err error
	if s.db, err = sql.Open("sqlite", dsn(path, append(storePragmas(s.wait), fmt.Sprintf("max_page_count(%d)", pages+more)))); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestDiskFullWhileApplying: wherever the space ends, all is as it was, nothing
// stays locked, and the same staging can be applied when there is space again.
func TestDiskFullWhileApplying(t *testing.T) {
	for _, more := range []int{0, 10, 60, 150} {
		t.Run(fmt.Sprint(more), func(t *testing.T) {
			made, c := newStore(t)
			mustSync(t, made, corpID, employees(corpID, 500))
			before, runs := all(t, made, corpID), 1
			position, err := made.Position(t.Context(), corpID)
			if err != nil {
				t.Fatal(err)
			}
			s := cramped(t, made.path, c, more)
			people := employees(corpID, 2000, version("new"))
			st, err := stage(t.Context(), s, corpID, people)
			if err != nil {
				t.Fatal(err)
			}
			p := planOf(t, st, true)
			noSpace(t, "applying", st.Apply(t.Context(), p, runAt(day(2), corpID), directory.Position{Mark: "new"}, nil))
			if got := all(t, made, corpID); !reflect.DeepEqual(got, before) {
				t.Error("people were changed")
			}
			if got, err := made.Position(t.Context(), corpID); err != nil || !reflect.DeepEqual(got, position) {
				t.Errorf("the position was changed: %+v %v", got, err)
			}
			if got, err := made.Runs(t.Context(), directory.RunFilter{}); err != nil || len(got) != runs {
				t.Errorf("%d runs %v", len(got), err)
			}
			indexIsRight(t, made, "after a full disk")
			if err := made.SetFeature(t.Context(), "x", true, day(1)); err != nil {
				t.Errorf("the store is locked: %v", err)
			}
			mustClose(t, st)
			st, at, why := resume(t, made, fullListing())
			if !at.Last || why != "" {
				t.Fatalf("%+v %q", at, why)
			}
			p = planOf(t, st, true)
			if err := st.Apply(t.Context(), p, runAt(day(2), corpID), directory.Position{}, nil); err != nil || p.Counts.Updated != 500 || p.Counts.Added != 1500 {
				t.Errorf("%+v %v", p.Counts, err)
			}
		})
	}
}

// TestReadOnlyStore: that the store cannot be written is said before anything
// is fetched.
func TestReadOnlyStore(t *testing.T) {
	made, c := newStore(t)
	s := openAt(t, made.path, c)
	if err := s.db.Close(); err != nil {
		t.Fatal(err)
	}
	var err error
	if s.db, err = sql.Open("sqlite", dsn(made.path, storePragmas(s.wait), "mode=ro")); err != nil {
		t.Fatal(err)
	}
	st, err := s.OpenStaging(t.Context(), corpID)
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, st)
	if _, _, err := st.Begin(t.Context(), fullListing()); !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "cannot be written") {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(s.stagingPath(corpID)); err == nil {
		t.Error("a staging file was made")
	}
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write anywhere")
	}
	s, _ := newStore(t)
	dir := filepath.Dir(s.path)
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.Chmod(dir, 0o700) }()
	if _, err := s.OpenStaging(t.Context(), corpID); !fault.Is(err, fault.Usage) || fault.HintOf(err) == "" {
		t.Errorf("%v", err)
	}
}

// TestAppliesQueue: integrations that sync side by side in one process wait for
// each other, however long that takes, and stop waiting when told.
func TestAppliesQueue(t *testing.T) {
	made, c := newStore(t)
	s, err := Open(t.Context(), made.path, Options{Now: c.now, LockWait: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	var all sync.WaitGroup
	for _, id := range []string{corpID, otherID} {
		all.Go(func() {
			for round := range 3 {
				if _, err := syncPeople(t.Context(), s, id, employees(id, 2000, version(fmt.Sprint(round)))); err != nil {
					t.Errorf("%s: %v", id, err)
				}
			}
		})
	}
	all.Wait()
	s.turn <- struct{}{} // somebody writes for a long time
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := s.SetFeature(ctx, "x", true, day(1)); !fault.Is(err, fault.Unavailable) {
		t.Errorf("waited: %v", err)
	}
	<-s.turn
}

package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// resume opens a staging again and begins the same listing.
func resume(t *testing.T, s *Store, l directory.Listing) (directory.Staging, directory.Checkpoint, string) {
	t.Helper()
	st, err := s.OpenStaging(t.Context(), corpID)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	at, why, err := st.Begin(t.Context(), l)
	if err != nil {
		t.Fatal(err)
	}
	return st, at, why
}

func mustClose(tb testing.TB, st directory.Staging) {
	tb.Helper()
	if err := st.Close(); err != nil {
		tb.Fatal(err)
	}
}

// leave stages a page of changed people and closes the staging.
func leave(t *testing.T, s *Store, l directory.Listing) directory.Checkpoint {
	t.Helper()
	at := directory.Checkpoint{
		StartedAt: s.now().UTC(), Cursor: "next", Blind: true, People: 3, Pages: 1, Total: 9, Notes: []string{"a note"},
		Cost: directory.Cost{Requests: 2, Retries: 1, Bytes: 3, Waited: time.Second},
	}
	st := mustBegin(t, s, l)
	unread := []directory.RecordError{{ExternalID: "x", Reason: "bad"}, {Reason: "no id"}}
	if err := st.Put(t.Context(), directory.Batch{People: employees(corpID, 3, renamed), Unread: unread, At: at}); err != nil {
		t.Fatal(err)
	}
	mustClose(t, st)
	at.Unread = unread
	return at
}

func TestResumeKeepsTheCheckpoint(t *testing.T) {
	for _, l := range []directory.Listing{fullListing(), deltaListing()} {
		s, clock := newStore(t)
		mustSync(t, s, corpID, employees(corpID, 10))
		want := leave(t, s, l)
		clock.t = clock.t.Add(time.Hour)
		if _, at, why := resume(t, s, l); why != "" || !reflect.DeepEqual(at, want) {
			t.Errorf("%s: %q\ngot  %+v\nwant %+v", l.Mode, why, at, want)
		}
	}
}

// What does not belong together is not mixed, and it is said why.
func TestNotResumed(t *testing.T) {
	type change func(*testing.T, *Store, *clock, *directory.Listing)
	sql := func(query string) change {
		return func(t *testing.T, s *Store, _ *clock, _ *directory.Listing) { execStaging(t, s, query) }
	}
	spoil := func(how func(path string) error) change {
		return func(t *testing.T, s *Store, _ *clock, _ *directory.Listing) {
			if err := how(s.stagingPath(corpID)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, c := range map[string]struct {
		change change
		why    string
	}{
		"not wanted":        {func(_ *testing.T, _ *Store, _ *clock, l *directory.Listing) { l.Resume = false }, "new start"},
		"other fingerprint": {func(_ *testing.T, _ *Store, _ *clock, l *directory.Listing) { l.Fingerprint = "other" }, "mapped"},
		"other mode": {func(_ *testing.T, _ *Store, _ *clock, l *directory.Listing) {
			l.Mode, l.Since = directory.ModeDelta, "m"
		}, "full one"},
		"too old": {func(_ *testing.T, _ *Store, c *clock, _ *directory.Listing) { c.t = c.t.Add(time.Hour + time.Second) }, "older than"},
		"future":  {func(_ *testing.T, _ *Store, c *clock, _ *directory.Listing) { c.t = c.t.Add(-time.Second) }, "future"},
		"people changed": {func(t *testing.T, s *Store, _ *clock, _ *directory.Listing) {
			if _, err := s.db.ExecContext(t.Context(), bumpVersion, corpID); err != nil {
				t.Fatal(err)
			}
		}, "stored people"},
		"another run applied": {func(t *testing.T, s *Store, _ *clock, _ *directory.Listing) {
			if _, err := s.db.ExecContext(t.Context(), `UPDATE sync_position SET applied = applied + 1`); err != nil {
				t.Fatal(err)
			}
		}, "stored people"},
		"another version's": {sql(`PRAGMA user_version = 99`), "another version"},
		"no salt":           {sql(`UPDATE listing SET salt = x''`), "damaged"},
		"checkpoint":        {sql(`UPDATE listing SET checkpoint = '{'`), "damaged"},
		"unknown digest":    {sql(`INSERT INTO page (unchanged) VALUES (x'0102030405060708')`), "damaged"},
		"half a digest":     {sql(`INSERT INTO page (unchanged) VALUES (x'010203')`), "damaged"},
		"no table":          {sql(`DROP TABLE staged`), "damaged"},
		"no database":       {spoil(func(p string) error { return os.WriteFile(p, []byte(strings.Repeat("text ", 900)), 0o600) }), "damaged"},
		"cut short":         {spoil(func(p string) error { return os.Truncate(p, 4096*3) }), "damaged"},
		"overwritten": {spoil(func(p string) error {
			f, err := os.OpenFile(p, os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			if _, err := f.WriteAt([]byte(strings.Repeat("\xff", 9000)), 4096*2); err != nil {
				return err
			}
			return f.Close()
		}), "damaged"},
		"empty file": {spoil(func(p string) error { return os.Truncate(p, 0) }), ""},
	} {
		t.Run(name, func(t *testing.T) {
			s, clock := newStore(t)
			mustSync(t, s, corpID, employees(corpID, 10))
			clock.t = day(2)
			leave(t, s, fullListing())
			l := fullListing()
			c.change(t, s, clock, &l)
			st, at, why := resume(t, s, l)
			if !reflect.DeepEqual(at, directory.Checkpoint{}) || !strings.Contains(why, c.why) || (why == "") != (c.why == "") {
				t.Errorf("%+v %q", at, why)
			}
			// Nothing of it is left, and the new listing is as good as any.
			if err := putPages(t.Context(), st, employees(corpID, 10), 0); err != nil {
				t.Fatal(err)
			}
			if p := planOf(t, st, l.Mode == directory.ModeFull); p.Counts != (directory.Counts{Listed: 10, Unchanged: 10}) {
				t.Errorf("%+v", p.Counts)
			}
		})
	}
}

// execStaging changes the staging file behind the store's back.
func execStaging(t *testing.T, s *Store, query string) {
	t.Helper()
	st := &staging{store: s}
	if err := st.openFile(s.stagingPath(corpID)); err != nil {
		t.Fatal(err)
	}
	if _, err := st.db.ExecContext(t.Context(), query); err != nil {
		t.Fatal(err)
	}
	if err := st.closeFile(); err != nil {
		t.Fatal(err)
	}
}

// A run without a page leaves nothing to be spoken of.
func TestNothingToResume(t *testing.T) {
	s, _ := newStore(t)
	mustClose(t, mustBegin(t, s, fullListing()))
	l := fullListing()
	l.Fingerprint = "other"
	if _, at, why := resume(t, s, l); at.Pages != 0 || why != "" {
		t.Errorf("%+v %q", at, why)
	}
}

// A staging begins again as often as a run needs to.
func TestBeginAgain(t *testing.T) {
	s, _ := newStore(t)
	mustSync(t, s, corpID, employees(corpID, 10))
	st := mustBegin(t, s, deltaListing())
	if err := st.Put(t.Context(), directory.Batch{People: employees(corpID, 2, renamed), At: directory.Checkpoint{Pages: 1}}); err != nil {
		t.Fatal(err)
	}
	l := fullListing()
	if at, why, err := st.Begin(t.Context(), l); err != nil || at.Pages != 0 || !strings.Contains(why, "delta") {
		t.Fatalf("%+v %q %v", at, why, err)
	}
	if err := putPages(t.Context(), st, employees(corpID, 9), 0); err != nil {
		t.Fatal(err)
	}
	if p := planOf(t, st, true); p.Counts != (directory.Counts{Listed: 9, Unchanged: 9, Missing: 1}) {
		t.Errorf("%+v", p.Counts)
	}
	if at, why, err := st.Begin(t.Context(), l); err != nil || at.Pages != 1 || !at.Last || why != "" {
		t.Errorf("%+v %q %v", at, why, err)
	}
	if p := planOf(t, st, true); p.Counts != (directory.Counts{Listed: 9, Unchanged: 9, Missing: 1}) {
		t.Errorf("%+v", p.Counts)
	}
	l.Mode = directory.ModeAuto
	if _, _, err := st.Begin(t.Context(), l); err == nil {
		t.Error("begun without a mode")
	}
}

func TestDiscard(t *testing.T) {
	s, _ := newStore(t)
	leave(t, s, fullListing())
	st, at, _ := resume(t, s, fullListing())
	if at.Pages != 1 {
		t.Fatalf("%+v", at)
	}
	for range 2 {
		if err := st.Discard(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if left, err := filepath.Glob(s.path + ".staging-*.db*"); err != nil || len(left) != 0 {
		t.Errorf("files are left: %v %v", left, err)
	}
	if err := st.Put(t.Context(), directory.Batch{}); !fault.Is(err, fault.Conflict) {
		t.Errorf("staged into nothing: %v", err)
	}
	if at, why, err := st.Begin(t.Context(), fullListing()); err != nil || at.Pages != 0 || why != "" {
		t.Errorf("%+v %q %v", at, why, err)
	}
}

// TestPurgeDuringAListing: a purge changes nobody who is present, so it does
// not cost the listing; somebody else's change of those does.
func TestPurgeDuringAListing(t *testing.T) {
	s, clock := newStore(t)
	mustSync(t, s, corpID, employees(corpID, 10))
	clock.t = day(2)
	mustSync(t, s, corpID, employees(corpID, 8))
	clock.t = day(40)
	st := mustBegin(t, s, fullListing())
	if err := putPages(t.Context(), st, employees(corpID, 7), 0); err != nil {
		t.Fatal(err)
	}
	gone := directory.Key{IntegrationID: corpID, ExternalID: employee(corpID, 9).User.ExternalID}
	if purged, err := s.Purge(t.Context(), []directory.Key{gone}, clock.t); err != nil || len(purged) != 1 {
		t.Fatal(purged, err)
	}
	if p := planOf(t, st, true); p.Counts != (directory.Counts{Listed: 7, Unchanged: 7, Missing: 1}) {
		t.Errorf("%+v", p.Counts)
	}
	_, err := s.db.ExecContext(t.Context(), `UPDATE directory_user SET hash = x'00' WHERE external_id = $1`, employee(corpID, 3).User.ExternalID)
	if err != nil {
		t.Fatal(err)
	}
	if p, err := st.Plan(t.Context(), false); !fault.Is(err, fault.Conflict) {
		t.Errorf("planned with people who are not as they were: %+v %v", p.Counts, err)
	}
}

// TestResumeAtEachPage ends and goes on after every page, in full listings
// and in deltas, and compares with a run that was not disturbed.
func TestResumeAtEachPage(t *testing.T) {
	now := employees(corpID, 7*pageSize)
	for i := range now {
		if i%9 == 0 {
			now[i] = employee(corpID, i, version("new"))
		}
	}
	now = now[:len(now)-pageSize/2]
	for _, l := range []directory.Listing{fullListing(), deltaListing()} {
		end := func(stops bool) (directory.Counts, map[string]directory.User) {
			s, clock := newStore(t)
			mustSync(t, s, corpID, employees(corpID, 7*pageSize))
			clock.t = day(2)
			st := mustBegin(t, s, l)
			for page := 0; page*pageSize < len(now); page++ {
				if err := putPages(t.Context(), st, now[:min((page+1)*pageSize, len(now))], page); err != nil {
					t.Fatal(err)
				}
				if stops {
					mustClose(t, st)
					var at directory.Checkpoint
					if st, at, _ = resume(t, s, l); at.Pages != page+1 {
						t.Fatalf("after page %d: %+v", page, at)
					}
				}
			}
			p := planOf(t, st, l.Mode == directory.ModeFull)
			if err := st.Apply(context.WithoutCancel(t.Context()), p, runAt(clock.t, corpID), directory.Position{}, nil); err != nil {
				t.Fatal(err)
			}
			return p.Counts, all(t, s, corpID)
		}
		counts, people := end(false)
		again, same := end(true)
		if counts != again || !reflect.DeepEqual(people, same) || counts.Updated == 0 || (counts.Missing == 0) == (l.Mode == directory.ModeFull) {
			t.Errorf("%s: %+v and, disturbed, %+v", l.Mode, counts, again)
		}
	}
}

// TestNotResumableOnceApplied: a file that could not be removed is no listing.
func TestNotResumableOnceApplied(t *testing.T) {
	s, _ := newStore(t)
	people := employees(corpID, 10)
	mustSync(t, s, corpID, people)
	st, err := stage(t.Context(), s, corpID, people)
	if err != nil {
		t.Fatal(err)
	}
	copyOf := readFiles(t, s.stagingPath(corpID))
	if err := st.Apply(t.Context(), planOf(t, st, true), runAt(day(2), corpID), directory.Position{}, nil); err != nil {
		t.Fatal(err)
	}
	if err := st.Apply(t.Context(), directory.Plan{Complete: true}, runAt(day(2), corpID), directory.Position{}, nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("applied twice: %v", err)
	}
	mustClose(t, st)
	for path, data := range copyOf {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, at, why := resume(t, s, fullListing()); at.Pages != 0 || !strings.Contains(why, "stored people") {
		t.Errorf("%+v %q", at, why)
	}
}

// readFiles reads a database with its journal.
func readFiles(t *testing.T, path string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(fmt.Errorf("copying the staging file: %w", err))
		}
		files[path+suffix] = data
	}
	return files
}

package store

import (
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/integration"
)

// mustKeep returns what is kept of an integration.
func mustKeep(t *testing.T, s *Store, integrationID string) directory.Kept {
	t.Helper()
	k, err := s.Kept(t.Context(), integrationID)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestKept looks at a listing while it comes in, which does not disturb it, and
// after it broke off, was gone on with, and was applied.
func TestKept(t *testing.T) {
	s, clock := newStore(t)
	clock.t = day(3)
	people := employees(corpID, 4*pageSize)
	nothing := directory.Kept{}
	if got := mustKeep(t, s, corpID); got != nothing {
		t.Errorf("never synced: %+v", got)
	}
	st := mustBegin(t, s, fullListing())
	if got := mustKeep(t, s, corpID); got != nothing {
		t.Errorf("without a page: %+v", got)
	}
	for page := 1; page <= 3; page++ {
		if err := putPages(t.Context(), st, people[:page*pageSize], page-1); err != nil {
			t.Fatal(err)
		}
		want := directory.Kept{Mode: directory.ModeFull, Pages: page, People: page * pageSize, Since: day(3)}
		if got := mustKeep(t, s, corpID); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
	mustClose(t, st)
	clock.t = day(3).Add(1)
	if got := mustKeep(t, s, corpID); got.Pages != 3 || !got.Since.Equal(day(3)) {
		t.Errorf("after it broke off: %+v", got)
	}
	if got := mustKeep(t, s, otherID); got != nothing {
		t.Errorf("of another integration: %+v", got)
	}
	st, at, why := resume(t, s, fullListing())
	if at.Pages != 3 || why != "" {
		t.Fatalf("%+v %q", at, why)
	}
	if err := putPages(t.Context(), st, people, 3); err != nil {
		t.Fatal(err)
	}
	if err := st.Apply(t.Context(), planOf(t, st, true), runAt(clock.t, corpID), directory.Position{}, nil); err != nil {
		t.Fatal(err)
	}
	mustClose(t, st)
	if got := mustKeep(t, s, corpID); got != nothing {
		t.Errorf("after it was applied: %+v", got)
	}
	leave(t, s, deltaListing())
	if got := mustKeep(t, s, corpID); got.Mode != directory.ModeDelta || got.Pages != 1 || got.People != 3 {
		t.Errorf("of a delta: %+v", got)
	}
}

// TestNothingKept: what no run goes on with, and what cannot be looked at, is not
// shown as kept, and is left as it is.
func TestNothingKept(t *testing.T) {
	spoil := func(how func(path string) error) func(*testing.T, *Store) {
		return func(t *testing.T, s *Store) {
			if err := how(s.stagingPath(corpID)); err != nil {
				t.Fatal(err)
			}
		}
	}
	staged := func(query string) func(*testing.T, *Store) {
		return func(t *testing.T, s *Store) { execStaging(t, s, query) }
	}
	stored := func(query string) func(*testing.T, *Store) {
		return func(t *testing.T, s *Store) {
			if _, err := s.db.ExecContext(t.Context(), query); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, change := range map[string]func(*testing.T, *Store){
		"another version's":   staged(`PRAGMA user_version = 3`),
		"never finished":      staged(`PRAGMA user_version = 0`),
		"checkpoint":          staged(`UPDATE listing SET checkpoint = '{'`),
		"no listing":          staged(`DELETE FROM listing`),
		"no table":            staged(`DROP TABLE listing`),
		"people changed":      stored(bumpVersion[:strings.Index(bumpVersion, " WHERE")]),
		"another run applied": stored(`UPDATE sync_position SET applied = applied + 1`),
		"other settings": func(t *testing.T, s *Store) {
			editSettings(t, s, integration.Settings{"org_url": {"https://other.okta.example"}})
		},
		"empty file":  spoil(func(p string) error { return os.Truncate(p, 0) }),
		"cut short":   spoil(func(p string) error { return os.Truncate(p, 4096) }),
		"no database": spoil(func(p string) error { return os.WriteFile(p, []byte(strings.Repeat("text ", 900)), 0o600) }),
		"folder":      spoil(func(p string) error { return errors.Join(removeFiles(p), os.Mkdir(p, 0o700)) }),
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := newStore(t)
			mustSync(t, s, corpID, employees(corpID, 10))
			leave(t, s, fullListing())
			if got := mustKeep(t, s, corpID); got.Pages != 1 {
				t.Fatalf("%+v", got)
			}
			change(t, s)
			if got := mustKeep(t, s, corpID); got != (directory.Kept{}) {
				t.Errorf("%+v", got)
			}
			if _, err := os.Stat(s.stagingPath(corpID)); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestKeptWhileLocked: a look does not wait for whoever has the file to himself.
func TestKeptWhileLocked(t *testing.T) {
	s, _ := newStore(t)
	leave(t, s, fullListing())
	st := &staging{store: s}
	if err := st.openFile(s.stagingPath(corpID)); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{`PRAGMA locking_mode = EXCLUSIVE`, `UPDATE listing SET since = ''`} {
		if _, err := st.db.ExecContext(t.Context(), query); err != nil {
			t.Fatal(err)
		}
	}
	if got := mustKeep(t, s, corpID); got != (directory.Kept{}) {
		t.Errorf("%+v", got)
	}
	if err := st.closeFile(); err != nil {
		t.Fatal(err)
	}
	if got := mustKeep(t, s, corpID); got.Pages != 1 {
		t.Errorf("%+v", got)
	}
}

// TestKeptAfterAKill: a run that was killed is not recorded, but what it has left
// is seen, and is gone on with after it was looked at.
func TestKeptAfterAKill(t *testing.T) {
	s, _ := newStore(t)
	const n = 3 * pageSize
	h := startHelper(t, "stage", s.path, corpID, n, "new")
	h.until(t, "staged")
	h.kill()
	if got := mustKeep(t, s, corpID); got.Mode != directory.ModeFull || got.Pages != 3 || got.People != n || got.Since.IsZero() {
		t.Errorf("%+v", got)
	}
	if runs, err := s.Runs(t.Context(), directory.RunFilter{}); err != nil || len(runs) != 0 {
		t.Errorf("%+v %v", runs, err)
	}
	startHelper(t, "apply", s.path, corpID, n, "new").wait(t)
	if got := oneVersion(t, s, corpID, n); got != "new" {
		t.Error(got)
	}
	if got := mustKeep(t, s, corpID); got != (directory.Kept{}) {
		t.Errorf("%+v", got)
	}
}

// editSettings gives the integration other settings.
func editSettings(t *testing.T, s *Store, settings integration.Settings) {
	t.Helper()
	in, err := s.Integration(t.Context(), corpID)
	if err != nil {
		t.Fatal(err)
	}
	in.Settings = settings
	if err := s.UpdateIntegration(t.Context(), in, nil); err != nil {
		t.Fatal(err)
	}
}

// TestStalePosition: a position is stale while those settings differ that decide
// who is listed, and they only.
func TestStalePosition(t *testing.T) {
	s, _ := newStore(t)
	mustSync(t, s, corpID, employees(corpID, 3))
	want, err := s.Position(t.Context(), corpID)
	if err != nil || want.Stale {
		t.Fatalf("%+v %v", want, err)
	}
	const url = "https://corp.okta.example"
	for _, c := range []struct {
		settings integration.Settings
		stale    bool
	}{
		{integration.Settings{"org_url": {url}, "groups": {"Staff"}}, true},
		{integration.Settings{"org_url": {url}, integration.KeyMaxUpdates: {"5%"}}, false},
		{integration.Settings{"org_url": {url}, "search": {`status eq "ACTIVE"`}}, true},
		{integration.Settings{"org_url": {url}, "mapping": {"birthdate=dob"}}, true},
		{integration.Settings{"org_url": {url}}, false},
		{integration.Settings{"org_url": {url}, "mapping": {"birthdate=born"}}, true},
	} {
		editSettings(t, s, c.settings)
		want.Stale = c.stale
		if got, err := s.Position(t.Context(), corpID); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%v: %+v %v", c.settings, got, err)
		}
	}
	mustSync(t, s, corpID, employees(corpID, 3))
	if got, err := s.Position(t.Context(), corpID); err != nil || got.Stale {
		t.Errorf("after another sync: %+v %v", got, err)
	}
}

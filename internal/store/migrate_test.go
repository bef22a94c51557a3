package store

import (
	"database/sql"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
)

// later is a step after the present ones, so that there is an earlier version
// to come from also while the schema has only one.
func later() []migration {
	return append(migrations(), migration{"later.sql", "CREATE TABLE later (x TEXT); INSERT INTO later VALUES ('once')"})
}

func TestMigrateFromEveryVersion(t *testing.T) {
	all := later()
	for from := 1; from < len(all); from++ {
		path := filepath.Join(t.TempDir(), "store.db")
		old, err := open(t.Context(), path, Options{Now: time.Now}, all[:from])
		if err != nil {
			t.Fatal(err)
		}
		if err := old.SetFeature(t.Context(), "kept", true, day(2)); err != nil {
			t.Fatal(err)
		}
		if err := old.Close(); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 4 { // also several at once
			wg.Go(func() {
				s, err := open(t.Context(), path, Options{Now: time.Now}, all)
				if err != nil {
					t.Error(err)
					return
				}
				defer func() { _ = s.Close() }()
				var n int
				if err := s.db.QueryRowContext(t.Context(), "SELECT count(*) FROM later").Scan(&n); err != nil || n != 1 {
					t.Errorf("from %d: the step ran %d times, %v", from, n, err)
				}
				if v, err := versionOf(t.Context(), s.db); err != nil || v != len(all) {
					t.Errorf("from %d: version %d, %v", from, v, err)
				}
				if on, since, err := s.Feature(t.Context(), "kept"); err != nil || !on || !since.Equal(day(2)) {
					t.Errorf("from %d: data lost: %v %v %v", from, on, since, err)
				}
			})
		}
		wg.Wait()
	}
}

func TestMigrationThatFailsChangesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s := openAt(t, path, &clock{day(1)})
	bad := append(migrations(), migration{"bad.sql", "CREATE TABLE half (x TEXT); CREATE TABL oops"})
	if _, err := open(t.Context(), path, Options{Now: time.Now}, bad); err == nil || !strings.Contains(err.Error(), "bad.sql") {
		t.Fatal(err)
	}
	var n int
	err := s.db.QueryRowContext(t.Context(), "SELECT count(*) FROM sqlite_schema WHERE name = 'half'").Scan(&n)
	if err != nil || n != 0 {
		t.Errorf("half a migration is in the store: %d, %v", n, err)
	}
	if v, err := versionOf(t.Context(), s.db); err != nil || v != len(migrations()) {
		t.Errorf("version %d, %v", v, err)
	}
}

// The version that counts may be in the WAL only, not yet in the file.
func TestNewerSchemaInTheWAL(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	newer, err := open(t.Context(), path, Options{Now: time.Now}, migrations())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = newer.Close() }()
	if err := newer.migrate(t.Context(), later()); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, Options{Now: time.Now}); !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "newer") {
		t.Error(err)
	}
}

func TestManyOpenANewStoreAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "er", "store.db")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			s, err := Open(t.Context(), path, Options{Now: time.Now})
			if err != nil {
				t.Error(err)
				return
			}
			defer func() { _ = s.Close() }()
			if err := s.write(t.Context(), "counting", func(tx *sql.Tx) error {
				_, err := tx.ExecContext(t.Context(), `INSERT INTO feature VALUES ('n', 1, '') ON CONFLICT (name) DO UPDATE SET enabled = enabled + 1`)
				return err
			}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	s := openAt(t, path, &clock{day(1)})
	var n int
	if err := s.db.QueryRowContext(t.Context(), "SELECT enabled FROM feature").Scan(&n); err != nil || n != 8 {
		t.Errorf("%d of 8 wrote to the same store, %v", n, err)
	}
}

package store

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
)

func TestOpenCreatesPrivateFiles(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("file modes mean nothing here")
	}
	s, _ := newStore(t)
	st, err := stage(t.Context(), s, corpID, employees(corpID, 10))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	dir := filepath.Dir(s.path)
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder: %v %v", info.Mode(), err)
	}
	seen := map[string]bool{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		seen[e.Name()] = true
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", e.Name(), info.Mode())
		}
	}
	for _, name := range []string{"store.db", "store.db-wal", "store.db-shm", "store.db.staging-" + corpID + ".db"} {
		if !seen[name] {
			t.Errorf("%s was not there to be looked at, only %v", name, seen)
		}
	}
	if seen["store.db.new"] {
		t.Error("the unfinished file is left over")
	}
}

func TestOpenTightensTheModeOfOurs(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("file modes mean nothing here")
	}
	c := &clock{day(1)}
	path := filepath.Join(t.TempDir(), "store.db")
	if err := openAt(t, path, c).Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	openAt(t, path, c)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// A path may contain what means something in a URI.
func TestOpenHostilePath(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a?b#c%41 ü'")
	if runtime.GOOS == "windows" {
		t.Skip("no such file names here")
	}
	c := &clock{day(1)}
	s := openAt(t, filepath.Join(dir, "s&mode=ro.db"), c)
	if err := s.SetFeature(t.Context(), "x", true, day(1)); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "s&mode=ro.db")); err != nil {
		t.Error(err)
	}
}

// snapshot describes every file of a folder by name, size, time and content.
func snapshot(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		fmt.Fprintf(&b, "%s %d %v %v %x\n", d.Name(), info.Size(), info.ModTime(), info.Mode(), sha256.Sum256(content))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// exec runs SQL on a file of its own.
func execSQL(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", fileURI(path))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	for _, q := range statements {
		if _, err := db.ExecContext(t.Context(), q); err != nil {
			t.Fatal(q, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestOpenLeavesOtherFilesUntouched(t *testing.T) {
	ours := func(t *testing.T, path string) {
		s := openAt(t, path, &clock{day(1)})
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	write := func(content string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, c := range map[string]struct {
		make func(t *testing.T, path string)
		want string
	}{
		"text":         {write("dear diary\n" + strings.Repeat("x", 5000)), "not an incodectl store"},
		"short":        {write("x"), "not an incodectl store"},
		"empty":        {write(""), "empty file"},
		"header alone": {write("SQLite format 3\x00"), "not an incodectl store"},
		"zeros":        {write(strings.Repeat("\x00", 8192)), "not an incodectl store"},
		"foreign": {func(t *testing.T, path string) {
			execSQL(t, path, "CREATE TABLE integration (id TEXT)", "INSERT INTO integration VALUES ('theirs')")
		}, "another program's"},
		"foreign WAL": {func(t *testing.T, path string) {
			execSQL(t, path, "PRAGMA journal_mode = WAL", "PRAGMA application_id = 42", "CREATE TABLE x (y)")
		}, "another program's"},
		"newer": {func(t *testing.T, path string) {
			ours(t, path)
			execSQL(t, path, "PRAGMA user_version = 99")
		}, "newer incodectl"},
		"folder": {func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, "not a regular file"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "store.db")
			c.make(t, path)
			before := snapshot(t, dir)
			s, err := Open(t.Context(), path, Options{Now: time.Now})
			if err == nil {
				_ = s.Close()
				t.Fatal("opened")
			}
			if !fault.Is(err, fault.Usage) || fault.HintOf(err) == "" {
				t.Errorf("code %s, hint %q", fault.CodeOf(err), fault.HintOf(err))
			}
			if msg := err.Error(); !strings.Contains(msg, c.want) || !strings.Contains(msg, path) {
				t.Errorf("%q does not say %q and the path", msg, c.want)
			}
			if after := snapshot(t, dir); after != before {
				t.Errorf("changed from\n%sto\n%s", before, after)
			}
		})
	}
}

// A store of ours whose inside is damaged is refused when the damage is met: at
// the latest when it is read from.
func TestDamagedStore(t *testing.T) {
	s, c := newStore(t)
	mustSync(t, s, corpID, employees(corpID, 500))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(s.path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < len(content); i++ {
		content[i] = byte(i * 7)
	}
	if err := os.WriteFile(s.path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	damaged, err := Open(t.Context(), s.path, Options{Now: c.now})
	if err == nil {
		t.Cleanup(func() { _ = damaged.Close() })
		_, err = damaged.Integrations(t.Context())
	}
	if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "damaged") || fault.HintOf(err) == "" {
		t.Errorf("%v (%s)", err, fault.HintOf(err))
	}
}

func TestOpenReadOnly(t *testing.T) {
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		t.Skip("modes do not stop this user")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "store.db")
	if err := openAt(t, path, &clock{day(1)}).Close(); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{path, dir} {
		info, err := os.Stat(p)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(p, info.Mode().Perm()&^0o222); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
	s, err := Open(t.Context(), path, Options{Now: time.Now})
	if err == nil {
		err = s.SetFeature(t.Context(), "x", true, day(1))
		_ = s.Close()
	}
	if !fault.Is(err, fault.Usage) || fault.HintOf(err) == "" {
		t.Errorf("existing store: %v (%s)", err, fault.HintOf(err))
	}
	if _, err := Open(t.Context(), filepath.Join(dir, "new.db"), Options{Now: time.Now}); !fault.Is(err, fault.Usage) || fault.HintOf(err) == "" {
		t.Errorf("new store: %v (%s)", err, fault.HintOf(err))
	}
}

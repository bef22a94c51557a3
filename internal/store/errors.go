package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"modernc.org/sqlite" // also registers the driver
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/incodectl/incodectl/internal/fault"
)

// codeBusy is the primary code of a lock held by another connection.
const codeBusy = sqlite3.SQLITE_BUSY

// needsWriting is what to do about a store that cannot be opened or written. Who
// reads it, too, says so to the others in a file beside it (SQLite, "Write-Ahead
// Logging", 5: read-only databases).
const needsWriting = "the file, those beside it (-wal, -shm) and their folder must be readable and writable for you, even for a command that only reads; INCODECTL_DATA_DIR chooses another folder"

// fail turns what SQLite says into words: what was being done, why it failed
// and what to do next. Faults and nil pass through.
func (s *Store) fail(err error, doing string) error { return failure(err, s.path, doing) }

func failure(err error, path, doing string) error {
	if err == nil || isFault(err) {
		return err
	}
	if outOfSpace(err, path) {
		return fault.Wrap(err, fault.Internal, "%s: no space left for the store %s", doing, path).
			WithHint("nothing was changed; free some space on that disk and try again: a little is needed even for reading")
	}
	switch primaryCode(err) {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fault.Wrap(err, fault.Locked, "%s: the store %s is locked by another process", doing, path).
			WithHint("wait for the other incodectl to finish and try again")
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return fault.Wrap(err, fault.Usage, "%s: the store %s cannot be written", doing, path).
			WithHint("%s", needsWriting)
	case sqlite3.SQLITE_CANTOPEN:
		return fault.Wrap(err, fault.Usage, "%s: the store %s cannot be opened", doing, path).
			WithHint("%s", needsWriting)
	case sqlite3.SQLITE_CORRUPT:
		return fault.Wrap(err, fault.Usage, "%s: the store %s is damaged", doing, path).
			WithHint("keep a copy of the file, then restore a backup or move it away and start afresh with a full sync")
	case sqlite3.SQLITE_NOTADB:
		return notOurs(path, "it is not an SQLite database")
	case sqlite3.SQLITE_IOERR:
		return fault.Wrap(err, fault.Internal, "%s: reading or writing the store %s failed", doing, path).
			WithHint("check the disk and its free space; a store on a network drive is not safe")
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return fault.Wrap(err, fault.Unavailable, "%s took too long", doing)
	case errors.Is(err, context.Canceled), primaryCode(err) == sqlite3.SQLITE_INTERRUPT:
		return fault.Wrap(err, fault.Interrupted, "%s", doing)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// fail turns what SQLite says of the staging file, or of both files together,
// into words. A full disk or a damaged staging file is nothing that befell the
// store.
func (st *staging) fail(err error, doing string) error {
	if err == nil || isFault(err) {
		return err
	}
	if outOfSpace(err, st.store.path) {
		return fault.Wrap(err, fault.Internal, "%s: no space left beside the store %s", doing, st.store.path).
			WithHint("the stored people are as they were, and finished pages are kept; free some space on that disk and run the sync again")
	}
	switch primaryCode(err) {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		if st.damaged() {
			return fault.Wrap(err, fault.Internal, "%s: the staging file %s is damaged", doing, st.path).
				WithHint("the stored people are as they were; run the sync again, which begins anew")
		}
	}
	return st.store.fail(err, doing)
}

// damaged reports whether the staging file is no longer whole.
func (st *staging) damaged() bool {
	db, err := sql.Open("sqlite", dsn(st.path, []string{busyTimeout(st.store.wait)}, "mode=ro"))
	if err != nil {
		return false
	}
	defer func() { _ = db.Close() }() // it only reads
	var check string
	err = db.QueryRow(`PRAGMA quick_check(1)`).Scan(&check)
	return check != "" && check != "ok" || primaryCode(err) == sqlite3.SQLITE_CORRUPT || primaryCode(err) == sqlite3.SQLITE_NOTADB
}

// extendedCode returns SQLite's extended result code, 0 for any other error.
func extendedCode(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code()
	}
	return 0
}

// primaryCode returns SQLite's primary result code, 0 for any other error.
func primaryCode(err error) int { return extendedCode(err) & 0xff }

// isFault reports whether err already is what the caller should see.
func isFault(err error) bool {
	_, ok := errors.AsType[*fault.Error](err)
	return ok
}

// notOurs refuses a file that somebody else may need.
func notOurs(path, why string) error {
	return fault.New(fault.Usage, "%s is not an incodectl store: %s", path, why).
		WithHint("the file was left as it is; move it away, or choose another data folder with INCODECTL_DATA_DIR")
}

// isUnique reports whether err is a violated UNIQUE or PRIMARY KEY constraint.
func isUnique(err error) bool {
	code := extendedCode(err)
	return code == sqlite3.SQLITE_CONSTRAINT_UNIQUE || code == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
}

// isForeignKey reports whether err is a reference to a row that is not there.
func isForeignKey(err error) bool { return extendedCode(err) == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY }

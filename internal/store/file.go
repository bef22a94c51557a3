package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/gofrs/flock"

	"github.com/incodectl/incodectl/internal/fault"
)

// applicationID marks a file as ours in its header ("incd"; SQLite file
// format 1.3.17). It never changes.
const applicationID = 0x696e6364

const (
	fileMode fs.FileMode = 0o600
	dirMode  fs.FileMode = 0o700
)

// ensureFile makes sure that the file at path is one of our stores, without
// touching one that is not, and returns its absolute path.
func ensureFile(ctx context.Context, path string, steps []migration) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", fault.Wrap(err, fault.Usage, "finding the store %s", path)
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := createFile(ctx, path, steps); err != nil {
			return "", err
		}
		info, err = os.Stat(path)
	}
	if err != nil {
		return "", unreachable(err, path)
	}
	if !info.Mode().IsRegular() {
		return "", notOurs(path, "it is not a regular file")
	}
	if err := inspect(ctx, path, steps); err != nil {
		return "", err
	}
	if info.Mode().Perm()&^fileMode != 0 && runtime.GOOS != "windows" {
		if err := os.Chmod(path, fileMode); err != nil {
			return "", unreachable(err, path)
		}
	}
	return path, nil
}

// unreachable is what the operating system says of the store at path, or of a
// file beside it.
func unreachable(err error, path string) error {
	if outOfSpace(err, path) {
		return failure(err, path, "opening the store")
	}
	return fault.Wrap(err, fault.Usage, "the store %s cannot be reached", path).WithHint("%s", needsWriting)
}

// createFile makes a new store under another name and renames it to path only
// when it is complete. So whatever is found at path was either made whole by an
// incodectl or is none of our business, and a crash leaves nothing to guess at.
// Of several processes one creates the file and the others use it.
func createFile(ctx context.Context, path string, steps []migration) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), dirMode); err != nil {
		return unreachable(err, path)
	}
	lock := flock.New(path+".lock", flock.SetPermissions(fileMode))
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return unreachable(err, path)
	}
	// The lock file stays: removing it would let two processes hold "the" lock.
	defer func() { _ = lock.Close() }()
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil // made meanwhile; or unreachable, which the caller sees next
	}
	fresh := path + ".new"
	if err := freshFile(fresh); err != nil {
		return unreachable(err, path)
	}
	defer func() { err = errors.Join(err, removeFiles(fresh)) }()
	if err := initialise(ctx, fresh, steps); err != nil {
		return failure(err, path, "creating the store")
	}
	if err := os.Rename(fresh, path); err != nil {
		return unreachable(err, path)
	}
	return nil
}

// freshFile creates an empty private file, discarding an older one. It exists
// before SQLite opens it because SQLite would use the umask; the files SQLite
// puts beside it take over its mode.
func freshFile(path string) error {
	if err := removeFiles(path); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode)
	if err != nil {
		return err
	}
	return f.Close()
}

// removeFiles removes a database with what SQLite keeps beside it.
func removeFiles(path string) error {
	var errs []error
	for _, suffix := range []string{"", "-journal", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// initialise writes schema and marks in one rollback-journal transaction, so
// that they are in the file itself, and only then switches to WAL.
func initialise(ctx context.Context, path string, steps []migration) (err error) {
	db, err := sql.Open("sqlite", dsn(path, nil))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // no effect after Commit
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
		return err
	}
	if err := apply(ctx, tx, steps); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "PRAGMA journal_mode = WAL")
	return err
}

// inspect looks at the marks in the file's header without changing a byte of
// the file or its folder: immutable means no lock, no journal, no recovery.
// It goes through SQLite because opening and closing the file ourselves would
// drop the POSIX locks another Store of this process holds on it.
// writable_schema keeps SQLite from comparing the header with the file's size,
// which do not agree while another process is writing back its WAL.
func inspect(ctx context.Context, path string, steps []migration) error {
	db, err := sql.Open("sqlite", dsn(path, []string{"writable_schema(1)"}, "mode=ro", "immutable=1"))
	if err != nil {
		return failure(err, path, "opening the store")
	}
	defer func() { _ = db.Close() }()
	var id, version int
	err = db.QueryRowContext(ctx, "SELECT a.application_id, v.user_version FROM pragma_application_id AS a, pragma_user_version AS v").Scan(&id, &version)
	if err != nil {
		return failure(err, path, "opening the store")
	}
	if id != applicationID {
		return notOurs(path, "it is another program's SQLite database, or an empty file")
	}
	return checkVersion(path, version, steps)
}

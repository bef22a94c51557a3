package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"sync"

	"github.com/gofrs/flock"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// stagingSchema is the staging file's. People are appended in the order of
// arrival, which costs the same for every order of ids; diff holds everybody
// listed once, with the place of the last version and what it changes.
// listing says what was read and how far, for a run that goes on from there.
const stagingSchema = `
	CREATE TABLE listing (fingerprint TEXT NOT NULL, cursor TEXT NOT NULL, pages INTEGER NOT NULL);
	CREATE TABLE staged (
		seq          INTEGER PRIMARY KEY,
		external_id  TEXT NOT NULL,
		state        TEXT NOT NULL,
		hash         BLOB NOT NULL,
		source_state TEXT NOT NULL,
		login        TEXT NOT NULL,
		hints        TEXT NOT NULL,
		record       TEXT NOT NULL
	);
	CREATE TABLE kept (external_id TEXT PRIMARY KEY) WITHOUT ROWID;
	CREATE TABLE diff (
		external_id TEXT PRIMARY KEY,
		seq         INTEGER,          -- NULL for the missing, who were not listed
		action      TEXT NOT NULL,    -- add, update, deactivate, reactivate, missing, none
		back        INTEGER NOT NULL  -- 1 when stored as missing and now listed
	) WITHOUT ROWID;`

// staging is one listing waiting to be planned and applied.
type staging struct {
	store         *Store
	integrationID string
	settings      string // the integration's when the listing began
	path          string
	lock          *flock.Flock
	db            *sql.DB
	many, one     *sql.Stmt
	encoder       encoder

	planned *directory.Plan // nil until Plan, and again after another Put
	close   func() error
}

func (s *Store) stagingPath(integrationID string) string {
	return s.path + ".staging-" + filepath.Base(integrationID) + ".db"
}

// stagingLock dies with its process, so a crashed run never blocks the next.
func (s *Store) stagingLock(integrationID string) *flock.Flock {
	return flock.New(s.path+".staging-"+filepath.Base(integrationID)+".lock", flock.SetPermissions(fileMode))
}

// OpenStaging implements directory.Repository. What a crashed run left behind
// is discarded.
func (s *Store) OpenStaging(ctx context.Context, integrationID, fingerprint string) (directory.Staging, error) {
	st := &staging{store: s, integrationID: integrationID, path: s.stagingPath(integrationID)}
	var name string
	err := s.db.QueryRowContext(ctx, `SELECT name, settings FROM integration WHERE id = $1`, integrationID).Scan(&name, &st.settings)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, noIntegration(integrationID)
	}
	if err != nil {
		return nil, s.fail(err, "starting to sync")
	}
	st.lock = s.stagingLock(integrationID)
	locked, err := st.lock.TryLock()
	if err != nil {
		return nil, unreachable(err, s.path)
	}
	if !locked {
		_ = st.lock.Close() // nothing is held
		return nil, fault.New(fault.Locked, "another sync of the integration %q is running", name).
			WithHint("wait for it to finish; incodectl directory runs shows how it went")
	}
	st.close = sync.OnceValue(st.release)
	if err := st.create(ctx, fingerprint); err != nil {
		return nil, errors.Join(failure(err, st.path, "creating the staging file"), st.Close())
	}
	return st, nil
}

// create makes the staging file. Its transactions must survive a killed
// process but need not survive a power cut, hence synchronous OFF.
func (st *staging) create(ctx context.Context, fingerprint string) error {
	if err := freshFile(st.path); err != nil {
		return unreachable(err, st.path)
	}
	pragmas := []string{busyTimeout(st.store.wait), "synchronous(OFF)", "journal_mode(TRUNCATE)"}
	var err error
	if st.db, err = sql.Open("sqlite", dsn(st.path, pragmas)); err != nil {
		return err
	}
	st.db.SetMaxOpenConns(1)
	if _, err := st.db.ExecContext(ctx, stagingSchema); err != nil {
		return err
	}
	if _, err := st.db.ExecContext(ctx, `INSERT INTO listing VALUES ($1, '', 0)`, fingerprint); err != nil {
		return err
	}
	if st.many, err = st.db.PrepareContext(ctx, insertStaged(rowsPerInsert)); err != nil {
		return err
	}
	st.one, err = st.db.PrepareContext(ctx, insertStaged(1))
	return err
}

// Close implements directory.Staging.
func (st *staging) Close() error { return st.close() }

func (st *staging) release() error {
	st.planned = nil
	var errs []error
	if st.db != nil {
		errs = append(errs, st.db.Close())
	}
	errs = append(errs, removeFiles(st.path), st.lock.Close())
	return failure(errors.Join(errs...), st.path, "removing the staging file")
}

// discardStaging removes the staging files of a deleted integration, unless a
// sync that is still running does so itself when it ends.
func (s *Store) discardStaging(integrationID string) error {
	lock := s.stagingLock(integrationID)
	locked, err := lock.TryLock()
	if err != nil || !locked {
		_ = lock.Close() // nothing is held
		return nil
	}
	// The ID is never used again, so nobody can be waiting for this lock file.
	err = errors.Join(removeFiles(s.stagingPath(integrationID)), lock.Close(), os.Remove(lock.Path()))
	return failure(err, s.path, "removing staged people of the deleted integration")
}

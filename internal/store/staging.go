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

// staging is one listing waiting to be planned and applied, or one that a
// blocked run has planned and holds.
type staging struct {
	store         *Store
	integrationID string
	settings      string // the integration's when the listing began
	path          string // of the file; empty when nothing is staged
	heldBy        string // the run that holds the file; empty for a listing
	lock          *flock.Flock
	close         func() error

	// Of a listing that has begun.
	db        *sql.DB
	many, one *sql.Stmt
	encoder   encoder
	full      bool
	version   int64  // of the stored people when the listing began
	known     *known // nil in a delta

	planned *directory.Plan // nil until Plan, and again after another Put
}

// stagingPath is where the listing of an integration is staged.
func (s *Store) stagingPath(integrationID string) string {
	return s.path + stagingInfix + filepath.Base(integrationID) + ".db"
}

// heldPath is where the listing is that a blocked run holds.
func (s *Store) heldPath(integrationID string) string {
	return s.path + heldInfix + filepath.Base(integrationID) + ".db"
}

// What follows the store's name in the names of the files beside it.
const (
	stagingInfix = ".staging-"
	heldInfix    = ".held-"
)

// stagingLock dies with its process, so a crashed run never blocks the next.
func (s *Store) stagingLock(integrationID string) *flock.Flock {
	return flock.New(s.path+stagingInfix+filepath.Base(integrationID)+".lock", flock.SetPermissions(fileMode))
}

// OpenStaging implements directory.Repository.
func (s *Store) OpenStaging(ctx context.Context, integrationID string) (directory.Staging, error) {
	st, err := s.lockStaging(ctx, integrationID)
	if err != nil {
		return nil, err // not a staging that is nil
	}
	return st, nil
}

func (s *Store) lockStaging(ctx context.Context, integrationID string) (*staging, error) {
	st := &staging{store: s, integrationID: integrationID}
	var name, settings string
	err := s.reader(ctx).QueryRowContext(ctx, `SELECT name, settings FROM integration WHERE id = $1`, integrationID).Scan(&name, &settings)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, noIntegration(integrationID)
	}
	if err == nil {
		st.settings, err = listedSettings(settings)
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
	return st, nil
}

// noListing refuses what takes a listing that has begun and is not yet applied.
func noListing() error {
	return fault.New(fault.Conflict, "nothing is staged; nothing was changed").WithHint("run the sync again")
}

// Discard implements directory.Staging. The run that holds what is thrown away
// holds nothing any more.
func (st *staging) Discard(ctx context.Context) error {
	if st.path == "" {
		return nil
	}
	const doing = "discarding what is staged"
	err := errors.Join(st.closeFile(), removeFiles(st.path))
	if err != nil {
		return st.fail(err, doing)
	}
	st.path = ""
	if st.heldBy == "" {
		return nil
	}
	return st.store.write(ctx, doing, func(tx *sql.Tx) error { return releaseRuns(ctx, tx, st.integrationID, "") })
}

// closeFile closes the staging file, which stays.
func (st *staging) closeFile() error {
	st.planned, st.known = nil, nil
	if st.db == nil {
		return nil
	}
	err := st.db.Close()
	st.db, st.many, st.one = nil, nil, nil
	return err
}

// Close implements directory.Staging.
func (st *staging) Close() error { return st.close() }

func (st *staging) release() error {
	err := st.fail(st.closeFile(), "closing the staging file")
	st.path = ""
	err = errors.Join(err, st.lock.Close())
	// Whoever deletes the integration meanwhile leaves the files to us.
	ctx, cancel := context.WithTimeout(context.Background(), st.store.wait)
	defer cancel()
	var gone bool
	row := st.store.db.QueryRowContext(ctx, `SELECT NOT EXISTS (SELECT 1 FROM integration WHERE id = $1)`, st.integrationID)
	if row.Scan(&gone) == nil && gone {
		err = errors.Join(err, st.store.discardStaging(st.integrationID))
	}
	return err
}

// discardStaging removes the files of a deleted integration, unless a sync that
// is still running does so itself when it ends.
func (s *Store) discardStaging(integrationID string) error {
	lock := s.stagingLock(integrationID)
	locked, err := lock.TryLock()
	if err != nil || !locked {
		_ = lock.Close() // nothing is held
		return nil
	}
	// The ID is never used again, so nobody can be waiting for this lock file.
	err = errors.Join(removeFiles(s.stagingPath(integrationID)), removeFiles(s.heldPath(integrationID)),
		lock.Close(), os.Remove(lock.Path()))
	return failure(err, s.path, "removing staged people of the deleted integration")
}

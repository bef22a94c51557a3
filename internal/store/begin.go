package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/incodectl/incodectl/internal/directory"
)

// Begin implements directory.Staging.
func (st *staging) Begin(ctx context.Context, l directory.Listing) (directory.Checkpoint, string, error) {
	if st.heldBy != "" || l.Mode != directory.ModeFull && l.Mode != directory.ModeDelta {
		return directory.Checkpoint{}, "", fmt.Errorf("staging cannot begin with a listing in mode %q", l.Mode)
	}
	at, why, err := st.begin(ctx, &begun{Listing: l, began: st.store.now().UTC()})
	if err != nil {
		err = errors.Join(st.fail(err, "preparing to stage people"), st.closeFile())
		st.path = ""
		return directory.Checkpoint{}, "", err
	}
	return at, why, nil
}

func (st *staging) begin(ctx context.Context, l *begun) (at directory.Checkpoint, why string, err error) {
	s := st.store
	if err := errors.Join(st.closeFile(), s.tidy(ctx, st.integrationID), s.writable(ctx)); err != nil {
		return at, "", err
	}
	// One snapshot, so that the digests are of the version that is noted.
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return at, "", err
	}
	defer func() { _ = tx.Rollback() }() // it only reads
	if l.version, err = st.versionNow(ctx, tx); err != nil {
		return at, "", err
	}
	if l.applied, err = appliedRuns(ctx, tx, st.integrationID); err != nil {
		return at, "", err
	}
	if why, err = st.resume(ctx, tx, l); err != nil {
		return at, "", err
	}
	if st.db == nil {
		if err := st.create(ctx, l); err != nil {
			return at, "", err
		}
		if err := st.prepare(ctx, tx, l); err != nil {
			return at, "", err
		}
	}
	return l.at, why, nil
}

// prepare makes ready for pages: the digests of who is stored, and the statements.
func (st *staging) prepare(ctx context.Context, tx *sql.Tx, l *begun) (err error) {
	st.full, st.version = l.Mode == directory.ModeFull, l.version
	if st.full {
		key, ok := keyOf(l.salt)
		if !ok {
			return errDamaged
		}
		if st.known, err = loadKnown(ctx, tx, st.integrationID, key); err != nil {
			return err
		}
	}
	if st.many, err = st.db.PrepareContext(ctx, insertStaged(rowsPerInsert, 1)); err != nil {
		return err
	}
	st.one, err = st.db.PrepareContext(ctx, insertStaged(1, 1))
	return err
}

// writable makes sure, before anything is fetched, that the store can be
// written. Who holds the lock at the moment does not matter.
func (s *Store) writable(ctx context.Context) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	if err := setBusyTimeout(ctx, conn, 0); err != nil {
		return err
	}
	defer func() { _ = setBusyTimeout(context.WithoutCancel(ctx), conn, s.wait) }()
	if _, err := conn.ExecContext(ctx, `DELETE FROM sync_run WHERE id = ''`); primaryCode(err) != codeBusy {
		return err
	}
	return nil
}

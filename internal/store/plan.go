package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// diffListed classifies everybody listed. Of a person listed twice the last
// one counts: bare columns beside max() come from its row
// (https://sqlite.org/lang_select.html#bareagg).
const diffListed = `
	INSERT INTO staging.diff (external_id, seq, action, back)
	SELECT s.external_id, s.seq,
		CASE WHEN u.external_id IS NULL THEN 'add'
			WHEN u.state = 'active' AND s.state = 'inactive' THEN 'deactivate'
			WHEN u.state <> 'active' AND s.state = 'active' THEN 'reactivate'
			WHEN u.state <> s.state OR u.hash <> s.hash THEN 'update'
			ELSE 'none' END,
		CASE WHEN u.state = 'missing' THEN 1 ELSE 0 END
	FROM (SELECT external_id, max(seq) AS seq, state, hash FROM staging.staged GROUP BY external_id) AS s
	LEFT JOIN directory_user AS u ON u.integration_id = $1 AND u.external_id = s.external_id`

// countListed counts what diffListed found.
const countListed = `
	SELECT count(*),
		count(*) FILTER (WHERE action = 'add'),
		count(*) FILTER (WHERE action = 'update'),
		count(*) FILTER (WHERE action = 'deactivate'),
		count(*) FILTER (WHERE action = 'reactivate'),
		count(*) FILTER (WHERE action = 'none'),
		count(*) FILTER (WHERE back = 1)
	FROM staging.diff`

// diffMissing adds those stored and not listed, not even unreadably.
const diffMissing = `
	INSERT INTO staging.diff (external_id, seq, action, back)
	SELECT u.external_id, NULL, 'missing', 0 FROM directory_user AS u
	WHERE u.integration_id = $1 AND u.state <> 'missing'
		AND NOT EXISTS (SELECT 1 FROM staging.diff AS d WHERE d.external_id = u.external_id)
		AND NOT EXISTS (SELECT 1 FROM staging.kept AS k WHERE k.external_id = u.external_id)`

// Plan implements directory.Staging. It reads the store in one snapshot and
// writes only to the staging file, so nobody has to wait for it.
func (st *staging) Plan(ctx context.Context, complete bool) (directory.Plan, error) {
	st.planned = nil
	p := directory.Plan{Complete: complete, At: st.store.now().UTC()}
	err := st.attached(ctx, func(conn *sql.Conn) error {
		tx, err := conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // deferred: takes no lock on the store
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }() // no effect after Commit
		if p.Base, err = st.version(ctx, tx); err != nil {
			return err
		}
		if err := st.diff(ctx, tx, &p); err != nil {
			return err
		}
		return tx.Commit()
	})
	if err != nil {
		return directory.Plan{}, st.store.fail(err, "planning the sync")
	}
	st.planned = &p
	return p, nil
}

// diff fills the staging file's diff and the plan's counts.
func (st *staging) diff(ctx context.Context, tx *sql.Tx, p *directory.Plan) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM staging.diff`); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, diffListed, st.integrationID); err != nil {
		return err
	}
	c, back := &p.Counts, 0
	err := tx.QueryRowContext(ctx, countListed).
		Scan(&c.Listed, &c.Added, &c.Updated, &c.Deactivated, &c.Reactivated, &c.Unchanged, &back)
	if err != nil {
		return err
	}
	states, err := stateCounts(ctx, tx, st.integrationID)
	if err != nil {
		return err
	}
	p.ActiveBefore = states[directory.Active]
	// When as many stored people were listed as are present, nobody is missing
	// and the search for them, a good part of an uneventful plan, is spared.
	present, seen := states[directory.Active]+states[directory.Inactive], c.Listed-c.Added-back
	if !p.Complete || seen == present {
		return nil
	}
	res, err := tx.ExecContext(ctx, diffMissing, st.integrationID)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	c.Missing = int(n)
	return err
}

// version returns the version of the stored people. An integration that was
// deleted or pointed elsewhere since the listing began is fault.Conflict: the
// people listed are not its people.
func (st *staging) version(ctx context.Context, tx *sql.Tx) (int64, error) {
	var version int64
	var settings string
	err := tx.QueryRowContext(ctx, `SELECT people_version, settings FROM integration WHERE id = $1`, st.integrationID).
		Scan(&version, &settings)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fault.New(fault.Conflict, "the integration was deleted while it was syncing; nothing was changed")
	}
	if err == nil && settings != st.settings {
		return 0, fault.New(fault.Conflict, "the integration's settings were changed while it was syncing; nothing was changed").
			WithHint("run the sync again")
	}
	return version, err
}

// attached calls f with a connection to the store that also sees the staging
// file, as "staging". ATTACH does not work inside a transaction, and a
// connection that has attached a file does not go back to the pool.
func (st *staging) attached(ctx context.Context, f func(*sql.Conn) error) error {
	conn, err := st.store.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() {
		_ = conn.Raw(func(any) error { return driver.ErrBadConn }) // closes it
		_ = conn.Close()
	}()
	// mode=rw: a file that is gone must not be taken for an empty listing.
	if _, err := conn.ExecContext(ctx, `ATTACH DATABASE $1 AS staging`, fileURI(st.path)+"?mode=rw"); err != nil {
		return err
	}
	return f(conn)
}

package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
)

// diffStaged classifies everybody staged by the last word on them: bare columns
// beside max() come from its row (https://sqlite.org/lang_select.html#bareagg).
// Who was only ever listed as OnlyKnown, or is removed, counts where they are
// present. Work is in proportion to what is staged, not to the stored people.
const diffStaged = `
	INSERT INTO staging.diff (external_id, seq, action, present, listed)
	SELECT s.external_id, s.seq,
		CASE WHEN s.state = 'removed' THEN 'missing'
			WHEN u.external_id IS NULL THEN 'add'
			WHEN u.state = 'active' AND s.state = 'inactive' THEN 'deactivate'
			WHEN u.state <> 'active' AND s.state = 'active' THEN 'reactivate'
			WHEN u.state <> s.state OR u.hash <> s.hash THEN 'update'
			ELSE 'none' END,
		CASE WHEN u.state IN ('active', 'inactive') THEN 1 ELSE 0 END,
		s.listed
	FROM (SELECT external_id, max(seq) AS seq, state, hash, CASE WHEN sum(listed) > 0 THEN 1 ELSE 0 END AS listed
		FROM staging.staged GROUP BY external_id) AS s
	LEFT JOIN directory_user AS u ON u.integration_id = $1 AND u.external_id = s.external_id
	WHERE u.state IN ('active', 'inactive') OR s.listed = 1 AND s.state <> 'removed'`

// spareUnread takes back that somebody is gone whom a later page has, if only
// as a record that cannot be read.
const spareUnread = `
	DELETE FROM staging.diff WHERE action = 'missing' AND EXISTS (
		SELECT 1 FROM staging.unread AS n WHERE n.external_id = diff.external_id AND n.after >= diff.seq)`

// countDiff counts what was found so far.
const countDiff = `
	SELECT count(*) FILTER (WHERE action <> 'missing'),
		count(*) FILTER (WHERE action = 'add'),
		count(*) FILTER (WHERE action = 'update'),
		count(*) FILTER (WHERE action = 'deactivate'),
		count(*) FILTER (WHERE action = 'reactivate'),
		count(*) FILTER (WHERE action = 'missing'),
		count(*) FILTER (WHERE action = 'none'),
		count(*) FILTER (WHERE present = 1)
	FROM staging.diff`

// Plan implements directory.Staging. It reads the store in one snapshot and
// writes only to the staging file, so nobody has to wait for it.
func (st *staging) Plan(ctx context.Context, complete bool) (directory.Plan, error) {
	if st.db == nil {
		return directory.Plan{}, noListing()
	}
	st.planned = nil
	p := directory.Plan{Complete: complete, At: st.store.now().UTC()}
	err := st.attached(ctx, func(conn *sql.Conn) error {
		tx, err := conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // deferred: takes no lock on the store
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }() // no effect after Commit
		if p.Base, err = st.versionNow(ctx, tx); err != nil {
			return err
		}
		if err := st.diff(ctx, tx, &p); err != nil {
			return err
		}
		return tx.Commit()
	})
	if err != nil {
		return directory.Plan{}, st.fail(err, "planning the sync")
	}
	st.planned = &p
	return p, nil
}

// diff fills the staging file's diff and the plan's counts.
func (st *staging) diff(ctx context.Context, tx *sql.Tx, p *directory.Plan) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM staging.diff`); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, diffStaged, st.integrationID); err != nil {
		return err
	}
	seen, err := st.settleSeen(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, spareUnread); err != nil {
		return err
	}
	c, present := &p.Counts, 0
	err = tx.QueryRowContext(ctx, countDiff).
		Scan(&c.Listed, &c.Added, &c.Updated, &c.Deactivated, &c.Reactivated, &c.Missing, &c.Unchanged, &present)
	if err != nil {
		return err
	}
	c.Listed += seen
	c.Unchanged += seen
	if !st.full {
		return nil
	}
	missing, err := st.findMissing(ctx, tx, p, seen+present)
	c.Missing += missing
	return err
}

// listedSettings takes of an integration's stored settings those that decide who is
// listed; a limit may change while a listing waits for review.
func listedSettings(settings string) (string, error) {
	var all integration.Settings
	if err := json.Unmarshal([]byte(settings), &all); err != nil {
		return "", fmt.Errorf("reading an integration's settings: %w", err)
	}
	return jsonText(all.Listed())
}

// versionNow returns the version of the stored people. An integration that was
// deleted or pointed elsewhere since the listing began is fault.Conflict: the
// people listed are not its people.
func (st *staging) versionNow(ctx context.Context, tx *sql.Tx) (int64, error) {
	var version int64
	var settings string
	err := tx.QueryRowContext(ctx, `SELECT people_version, settings FROM integration WHERE id = $1`, st.integrationID).
		Scan(&version, &settings)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fault.New(fault.Conflict, "the integration was deleted while it was syncing; nothing was changed")
	}
	if err == nil {
		settings, err = listedSettings(settings)
	}
	if err == nil && settings != st.settings {
		return 0, fault.New(fault.Conflict, "the integration's settings were changed since the listing began; nothing was changed").
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

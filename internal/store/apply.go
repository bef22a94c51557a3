package store

import (
	"context"
	"database/sql"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// The statements of an apply, in order. They walk the diff in key order, which
// is also the order of the rows they write; CROSS JOIN keeps SQLite to it. Hints
// of known people are replaced only where they differ from the stored ones,
// which is to be seen only before putPeople; those of new people come after it,
// because then they can be read in key order.
//
// The digit is cut off bytes, because substr of a text ends at a NUL, and a hint
// cut short would answer for somebody else.
const (
	dropHints = `
		DELETE FROM login_hint WHERE (value, integration_id, external_id) IN (
			SELECT CAST(substr(CAST(h.value AS BLOB), 2) AS TEXT), u.integration_id, u.external_id
			FROM staging.diff AS d
			CROSS JOIN staging.staged AS s ON s.seq = d.seq
			CROSS JOIN directory_user AS u ON u.integration_id = $1 AND u.external_id = d.external_id
			CROSS JOIN json_each(u.hints) AS h
			WHERE d.action IN ('update', 'deactivate', 'reactivate') AND u.hints <> s.hints)`

	replaceHints = `
		INSERT INTO login_hint (value, integration_id, external_id, kind)
		SELECT CAST(substr(CAST(h.value AS BLOB), 2) AS TEXT), $1, d.external_id, CAST(substr(h.value, 1, 1) AS INTEGER)
		FROM staging.diff AS d
		CROSS JOIN staging.staged AS s ON s.seq = d.seq
		CROSS JOIN directory_user AS u ON u.integration_id = $1 AND u.external_id = d.external_id
		CROSS JOIN json_each(s.hints) AS h
		WHERE d.action IN ('update', 'deactivate', 'reactivate') AND u.hints <> s.hints
		ORDER BY 1
		ON CONFLICT DO NOTHING`

	addHints = `
		INSERT INTO login_hint (value, integration_id, external_id, kind)
		SELECT CAST(substr(CAST(h.value AS BLOB), 2) AS TEXT), $1, d.external_id, CAST(substr(h.value, 1, 1) AS INTEGER)
		FROM staging.diff AS d
		CROSS JOIN directory_user AS u ON u.integration_id = $1 AND u.external_id = d.external_id
		CROSS JOIN json_each(u.hints) AS h
		WHERE d.action = 'add'
		ORDER BY 1
		ON CONFLICT DO NOTHING`

	putPeople = `
		INSERT INTO directory_user (integration_id, external_id, state, source_state, login, hash, hints, record,
			created_at, updated_at, missing_since)
		SELECT $1, d.external_id, s.state, s.source_state, s.login, s.hash, s.hints, s.record, $2, $2, ''
		FROM staging.diff AS d CROSS JOIN staging.staged AS s ON s.seq = d.seq
		WHERE d.action IN ('add', 'update', 'deactivate', 'reactivate')
		ON CONFLICT (integration_id, external_id) DO UPDATE SET
			state = excluded.state, source_state = excluded.source_state, login = excluded.login,
			hash = excluded.hash, hints = excluded.hints, record = excluded.record,
			updated_at = excluded.updated_at, missing_since = excluded.missing_since`

	// The record and the hints stay, so that a lookup can say since when the person is missing.
	markMissing = `
		UPDATE directory_user SET state = 'missing', missing_since = $2, updated_at = $2
		WHERE integration_id = $1 AND external_id IN (SELECT external_id FROM staging.diff WHERE action = 'missing')`

	bumpVersion = `UPDATE integration SET people_version = people_version + 1 WHERE id = $1`
	fullSynced  = `UPDATE integration SET full_sync_needed = '' WHERE id = $1 AND full_sync_needed <> ''`
)

// Apply implements directory.Staging.
func (st *staging) Apply(ctx context.Context, p directory.Plan, r directory.Run, at directory.Position, then func(context.Context) error) error {
	if err := st.isPlanned(p); err != nil {
		return err
	}
	const doing = "applying the sync"
	r.Held = false
	err := st.store.inTurn(ctx, doing, func() error {
		return st.attached(ctx, func(conn *sql.Conn) error {
			return st.store.writeOn(ctx, conn, doing, func(tx *sql.Tx) error {
				if err := st.isBase(ctx, tx, p); err != nil {
					return err
				}
				if err := st.change(ctx, tx, p); err != nil {
					return err
				}
				if err := savePosition(ctx, tx, st.integrationID, st.settings, at); err != nil {
					return err
				}
				if err := releaseRuns(ctx, tx, st.integrationID, ""); err != nil {
					return err
				}
				if err := putRun(ctx, tx, r); err != nil {
					return err
				}
				return runIn(ctx, tx, then)
			})
		})
	})
	if err != nil {
		return st.fail(err, doing)
	}
	// It is done. A file that cannot be removed now is not gone on with, because
	// a run was applied since, and goes when the next one begins.
	path := st.path
	st.path = ""
	_ = st.closeFile()
	_ = removeFiles(path)
	_ = removeFiles(st.store.heldPath(st.integrationID))
	return nil
}

// runIn calls the caller's step, if there is one, with a context that carries
// the transaction of a staged listing.
func runIn(ctx context.Context, tx *sql.Tx, step func(context.Context) error) error {
	if step == nil {
		return nil
	}
	return run(func() error { return step(context.WithValue(ctx, txKey{}, tx)) })
}

// isPlanned refuses a plan that is not of what is staged.
func (st *staging) isPlanned(p directory.Plan) error {
	if st.path == "" {
		return noListing()
	}
	if st.planned == nil || st.planned.Base != p.Base || st.planned.Complete != p.Complete {
		return fault.New(fault.Conflict, "the plan is not of what is staged; nothing was changed")
	}
	return nil
}

// isBase refuses a plan that was made from other people than those stored now.
func (st *staging) isBase(ctx context.Context, tx *sql.Tx, p directory.Plan) error {
	version, err := st.versionNow(ctx, tx)
	if err != nil {
		return err
	}
	if version != p.Base {
		return fault.New(fault.Conflict, "the stored people changed since the sync was planned; nothing was changed").
			WithHint("run the sync again")
	}
	return nil
}

// change writes the rows that differ, and no other. The index of people is
// brought in line before what it was made of is gone, for those who are added
// when they have a number.
func (st *staging) change(ctx context.Context, tx *sql.Tx, p directory.Plan) error {
	c := st.planned.Counts
	id, at := st.integrationID, timeText(p.At)
	existing := c.Updated+c.Deactivated+c.Reactivated > 0
	exec := func(query string, args ...any) func() error {
		return func() error {
			_, err := tx.ExecContext(ctx, query, args...)
			return err
		}
	}
	var last int64 // number of the person added last, before this
	for _, step := range []struct {
		needed bool
		do     func() error
	}{
		{c.Changes() > 0, func() error { return rebuildKeys(ctx, tx) }},
		{existing || c.Missing > 0, func() error { return reindex(ctx, tx, changedPeople, id) }},
		{c.Added > 0, func() (err error) { last, err = lastPerson(ctx, tx); return err }},
		{existing, exec(dropHints, id)},
		{existing, exec(replaceHints, id)},
		{existing || c.Added > 0, exec(putPeople, id, at)},
		{c.Added > 0, exec(addHints, id)},
		{c.Added > 0, func() error { return reindex(ctx, tx, allPeople, id, last) }},
		{c.Missing > 0, exec(markMissing, id, at)},
		{c.Changes() > 0, exec(bumpVersion, id)},
		{st.full && p.Complete, exec(fullSynced, id)},
	} {
		if !step.needed {
			continue
		}
		if err := step.do(); err != nil {
			return err
		}
	}
	return nil
}

package store

import (
	"context"
	"database/sql"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/blocking"
)

// match_key is an index of active people by what a document may have in common
// with them. It is made of the stored records alone, so it can always be made
// anew: match_index says by which version of the keys it was made.

// idBits is the width of directory_user.id in an entry of match_key; the key
// has the other bits of a positive 64-bit number.
const idBits = 63 - blocking.Bits

// idMask is the part of an entry that is the person.
const idMask = 1<<idBits - 1

// dropKeys removes the keys of an integration's people. The mask is idMask.
const dropKeys = `
	DELETE FROM match_key WHERE entry & 134217727 IN (SELECT id FROM directory_user WHERE integration_id = $1)`

// entryOf returns the row of match_key that says that a person has a key.
func entryOf(k blocking.Key, salt, id int64) int64 { return (int64(k)^salt)<<idBits | id }

// saltOf keeps the people of two integrations apart: what is looked up is
// looked up in one of them.
func saltOf(integrationID string) int64 { return int64(blocking.Salt(integrationID)) }

// changedPeople are the people a sync changes, as they are and as they will be,
// but for those it adds; the record of who is not active is ”.
const changedPeople = `
	SELECT u.id, CASE WHEN u.state = 'active' THEN u.record ELSE '' END,
		CASE WHEN s.state = 'active' THEN s.record ELSE '' END
	FROM staging.diff AS d
	CROSS JOIN directory_user AS u ON u.integration_id = $1 AND u.external_id = d.external_id
	LEFT JOIN staging.staged AS s ON s.seq = d.seq
	WHERE d.action IN ('update', 'deactivate', 'reactivate', 'missing')`

// allPeople are the active people of an integration with a number above $2: those
// who were just added, or, above 0, all.
const allPeople = `
	SELECT u.id, '', u.record FROM directory_user AS u WHERE u.id > $2 AND u.integration_id = $1 AND u.state = 'active'`

// lastPerson returns the highest number a person has; who is added later gets a
// higher one (https://sqlite.org/autoinc.html).
func lastPerson(ctx context.Context, tx *sql.Tx) (id int64, err error) {
	err = tx.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM directory_user`).Scan(&id)
	return id, err
}

// reindex brings match_key in line with what the query says of an integration's people.
func reindex(ctx context.Context, tx *sql.Tx, query, integrationID string, args ...any) error {
	rows, err := tx.QueryContext(ctx, query, append([]any{integrationID}, args...)...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells what went wrong
	w := keyWriter{tx: tx, salt: saltOf(integrationID), claims: claims.Set{}}
	for rows.Next() {
		var id int64
		var from, to string
		if err := rows.Scan(&id, &from, &to); err != nil {
			return err
		}
		if err := w.change(ctx, id, from, to); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return w.flush(ctx)
}

const selectIndexVersion = `SELECT version FROM match_index`

// indexVersion returns the version of the keys in match_key.
func indexVersion(ctx context.Context, q rowQuerier) (version int, err error) {
	err = q.QueryRowContext(ctx, selectIndexVersion).Scan(&version)
	return version, err
}

// rebuildKeys makes match_key anew if it was made by another version.
func rebuildKeys(ctx context.Context, tx *sql.Tx) error {
	version, err := indexVersion(ctx, tx)
	if err != nil || version == blocking.Version {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM match_key`); err != nil {
		return err
	}
	ids, err := integrationIDs(ctx, tx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := reindex(ctx, tx, allPeople, id, 0); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, `UPDATE match_index SET version = $1`, blocking.Version)
	return err
}

func integrationIDs(ctx context.Context, tx *sql.Tx) ([]string, error) {
	rows, err := tx.QueryContext(ctx, `SELECT id FROM integration ORDER BY id`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells what went wrong
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

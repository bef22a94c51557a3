package store

import (
	"context"
	"database/sql"

	"github.com/incodectl/incodectl/internal/directory"
)

// presentPeople are an integration's people who are not missing. Two ways lead
// to them: the unary plus keeps SQLite from an index and makes it read the table
// from end to end, several times as fast a person as by the index of people,
// which jumps about in it; but the table has the people of all integrations.
const (
	presentInTable = `SELECT external_id, hash, state FROM directory_user WHERE +integration_id = $1 AND +state <> 'missing'`
	presentByIndex = `SELECT external_id, hash, state FROM directory_user INDEXED BY directory_user_state
		WHERE integration_id = $1 AND state IN ('active', 'inactive')`
)

// jump is how much longer it takes to find a person by an index than to read
// one in passing.
const jump = 8

// eachPresent calls do for all n people of an integration who are not missing.
// hash is only good until do returns.
func eachPresent(ctx context.Context, tx *sql.Tx, integrationID string, n int, do func(externalID string, hash []byte, state directory.State) error) error {
	last, err := lastPerson(ctx, tx)
	if err != nil {
		return err
	}
	query := presentInTable
	if int64(n)*jump < last { // last is how many people there are in all, and a little more
		query = presentByIndex
	}
	rows, err := tx.QueryContext(ctx, query, integrationID)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells what went wrong
	var id string
	var hash sql.RawBytes
	var state directory.State
	for rows.Next() {
		if err := rows.Scan(&id, &hash, &state); err != nil {
			return err
		}
		if err := do(id, hash, state); err != nil {
			return err
		}
	}
	return rows.Err()
}

// countPresent counts those.
func countPresent(ctx context.Context, q querier, integrationID string) (int, error) {
	states, err := stateCounts(ctx, q, integrationID)
	return states[directory.Active] + states[directory.Inactive], err
}

// loadKnown reads the digests of all people who are not missing.
func loadKnown(ctx context.Context, tx *sql.Tx, integrationID string, key [2]uint64) (*known, error) {
	n, err := countPresent(ctx, tx, integrationID)
	if err != nil {
		return nil, err
	}
	k := newKnown(key, n)
	if n > 0 {
		err = eachPresent(ctx, tx, integrationID, n, func(id string, hash []byte, state directory.State) error {
			k.add(k.digest(k.who(id), hash, state))
			return nil
		})
	}
	k.sort()
	return k, err
}

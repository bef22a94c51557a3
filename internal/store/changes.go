package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/incodectl/incodectl/internal/directory"
)

// actions are what a plan does, in the order in which it is shown.
func actions() []directory.Action {
	return []directory.Action{
		directory.ActionMissing, directory.ActionDeactivate, directory.ActionReactivate, directory.ActionUpdate, directory.ActionAdd,
	}
}

// selectChanges reads one action's people, as stored and as staged. Of somebody
// removed the staged row has the reason.
const selectChanges = `
	SELECT d.external_id, u.id IS NOT NULL,
		coalesce(u.state, ''), coalesce(u.source_state, ''), coalesce(u.login, ''), coalesce(u.hints, ''), coalesce(u.record, ''),
		coalesce(u.created_at, ''), coalesce(u.updated_at, ''), coalesce(u.missing_since, ''),
		coalesce(s.state, ''), coalesce(s.source_state, ''), coalesce(s.login, ''), coalesce(s.hints, ''), coalesce(s.record, '')
	FROM staging.diff AS d
	LEFT JOIN directory_user AS u ON u.integration_id = $1 AND u.external_id = d.external_id
	LEFT JOIN staging.staged AS s ON s.seq = d.seq
	WHERE d.action = $2 ORDER BY d.external_id`

// errEnough ends a loop over rows whose consumer wants no more.
var errEnough = errors.New("enough")

// Changes implements directory.Staging.
func (st *staging) Changes(ctx context.Context, f directory.ChangeFilter) iter.Seq2[directory.Change, error] {
	return func(yield func(directory.Change, error) bool) {
		err := st.changes(ctx, f, func(c directory.Change) error {
			if !yield(c, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(directory.Change{}, st.fail(err, "reading what the sync would change"))
		}
	}
}

func (st *staging) changes(ctx context.Context, f directory.ChangeFilter, do func(directory.Change) error) error {
	if st.path == "" || st.planned == nil {
		return noListing()
	}
	return st.attached(ctx, func(conn *sql.Conn) error {
		tx, err := conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }() // it only reads
		if err := st.isBase(ctx, tx, *st.planned); err != nil {
			return err
		}
		for _, a := range actions() {
			if len(f.Actions) > 0 && !slices.Contains(f.Actions, a) {
				continue
			}
			query := selectChanges
			if f.Limit > 0 {
				query += fmt.Sprintf(` LIMIT %d`, f.Limit)
			}
			err := each(ctx, tx, query, func(rows *sql.Rows) error {
				c, err := st.scanChange(rows, a)
				if err != nil {
					return err
				}
				return do(c)
			}, st.integrationID, string(a))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// scanChange reads one row of selectChanges.
func (st *staging) scanChange(rows *sql.Rows, a directory.Action) (directory.Change, error) {
	c := directory.Change{Action: a}
	var before, after userRow
	var stored bool
	b, n := &before.user, &after.user
	err := rows.Scan(&c.ExternalID, &stored,
		&b.State, &b.SourceState, &b.Login, &before.hints, &before.record, &before.created, &before.updated, &before.missing,
		&n.State, &n.SourceState, &n.Login, &after.hints, &after.record)
	if err != nil {
		return c, err
	}
	for _, u := range []*directory.User{b, n} {
		u.IntegrationID, u.ExternalID = st.integrationID, c.ExternalID
	}
	if stored {
		u, err := before.decode()
		if err != nil {
			return c, err
		}
		c.Before = &u
	}
	if a == directory.ActionMissing {
		c.Why = n.SourceState
		return c, nil
	}
	u, err := after.decode()
	c.After = &u
	return c, err
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
)

// Purge implements directory.Repository. Missing people have no match keys, so
// that none can be left of them.
func (s *Store) Purge(ctx context.Context, people []directory.Key, before time.Time) (purged []directory.Key, err error) {
	if len(people) == 0 {
		return nil, nil
	}
	err = s.write(ctx, "deleting missing people", func(tx *sql.Tx) error {
		p, err := newPurge(ctx, tx, timeText(before))
		if err != nil {
			return err
		}
		touched := make(map[string]bool)
		for _, k := range people {
			gone, err := p.person(ctx, k)
			if err != nil {
				return err
			}
			if gone {
				purged = append(purged, k)
				touched[k.IntegrationID] = true
			}
		}
		for id := range touched {
			if _, err := tx.ExecContext(ctx, bumpVersion, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return purged, nil
}

// purge deletes people one by one in a transaction, whose end closes the statements.
type purge struct {
	before              string
	find, hints, forget *sql.Stmt
}

func newPurge(ctx context.Context, tx *sql.Tx, before string) (*purge, error) {
	p := &purge{before: before}
	for _, q := range []struct {
		into *(*sql.Stmt)
		text string
	}{
		{&p.find, `SELECT u.id FROM directory_user AS u WHERE u.integration_id = $1 AND u.external_id = $2 AND ` + fmt.Sprintf(missingBefore, 3)},
		{&p.hints, `
			DELETE FROM login_hint WHERE (value, integration_id, external_id) IN (
				SELECT CAST(substr(CAST(h.value AS BLOB), 2) AS TEXT), u.integration_id, u.external_id
				FROM directory_user AS u CROSS JOIN json_each(u.hints) AS h WHERE u.id = $1)`},
		{&p.forget, `DELETE FROM directory_user WHERE id = $1`},
	} {
		var err error
		if *q.into, err = tx.PrepareContext(ctx, q.text); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// person deletes somebody who is missing since before the time, with the hints.
func (p *purge) person(ctx context.Context, k directory.Key) (gone bool, err error) {
	var id int64
	err = p.find.QueryRowContext(ctx, k.IntegrationID, k.ExternalID, p.before).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil // back, purged already, or never there
	}
	if err != nil {
		return false, err
	}
	if _, err = p.hints.ExecContext(ctx, id); err != nil {
		return false, err
	}
	_, err = p.forget.ExecContext(ctx, id)
	return err == nil, err
}

package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/incodectl/incodectl/internal/directory"
)

// Position implements directory.Repository.
func (s *Store) Position(ctx context.Context, integrationID string) (directory.Position, error) {
	var p directory.Position
	var fullAt, unread, then, now string
	err := s.reader(ctx).QueryRowContext(ctx, `
		SELECT p.fingerprint, p.mark, p.full_at, p.unread, p.settings, i.settings
		FROM sync_position AS p JOIN integration AS i ON i.id = p.integration_id
		WHERE p.integration_id = $1`, integrationID).
		Scan(&p.Fingerprint, &p.Mark, &fullAt, &unread, &then, &now)
	if errors.Is(err, sql.ErrNoRows) {
		return directory.Position{}, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(unread), &p.Unread)
	}
	if err == nil {
		err = times(timePair{fullAt, &p.FullAt})
	}
	if err == nil {
		now, err = listedSettings(now)
		p.Stale = now != then
	}
	return p, s.fail(err, "reading how far the last sync came")
}

// savePosition stores how far an apply has brought the store, and with which
// settings of those that decide who is listed.
func savePosition(ctx context.Context, tx *sql.Tx, integrationID, settings string, p directory.Position) error {
	unread, err := jsonText(append([]string{}, p.Unread...)) // a list, also when nil
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO sync_position (integration_id, applied, fingerprint, mark, full_at, unread, settings)
		VALUES ($1, 1, $2, $3, $4, $5, $6)
		ON CONFLICT (integration_id) DO UPDATE SET applied = sync_position.applied + 1, fingerprint = excluded.fingerprint,
			mark = excluded.mark, full_at = excluded.full_at, unread = excluded.unread,
			settings = excluded.settings`,
		integrationID, p.Fingerprint, string(p.Mark), timeText(p.FullAt), unread, settings)
	if err != nil {
		return fmt.Errorf("storing the position: %w", err)
	}
	return nil
}

// appliedRuns returns how many runs were applied. A listing that was staged
// before the last of them is not gone on with.
func appliedRuns(ctx context.Context, q rowQuerier, integrationID string) (n int64, err error) {
	err = q.QueryRowContext(ctx, `SELECT applied FROM sync_position WHERE integration_id = $1`, integrationID).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return n, err
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Feature implements integration.Repository. One that was never switched is off.
func (s *Store) Feature(ctx context.Context, name string) (enabled bool, since time.Time, err error) {
	var at string
	err = s.reader(ctx).QueryRowContext(ctx, `SELECT enabled, since FROM feature WHERE name = $1`, name).Scan(&enabled, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return false, time.Time{}, nil
	}
	if err == nil {
		since, err = timeOf(at)
	}
	return enabled, since, s.fail(err, "reading the organisation features")
}

// SetFeature implements integration.Repository. Setting what is set already keeps the date.
func (s *Store) SetFeature(ctx context.Context, name string, enabled bool, at time.Time) error {
	return s.write(ctx, "switching the feature", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO feature (name, enabled, since) VALUES ($1, $2, $3)
			ON CONFLICT (name) DO UPDATE SET enabled = excluded.enabled, since = excluded.since
			WHERE feature.enabled <> excluded.enabled`, name, enabled, timeText(at))
		return err
	})
}

package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// runRecord is a run as stored: with the durations its own JSON leaves out.
type runRecord struct {
	directory.Run
	DurationNS int64 `json:"duration_ns"`
	WaitedNS   int64 `json:"waited_ns"`
}

// SaveRun implements directory.Repository.
func (s *Store) SaveRun(ctx context.Context, r directory.Run) error {
	return s.write(ctx, "recording the sync run", func(tx *sql.Tx) error { return insertRun(ctx, tx, r) })
}

func insertRun(ctx context.Context, tx *sql.Tx, r directory.Run) error {
	if r.RecordErrors == nil {
		r.RecordErrors = []directory.RecordError{}
	}
	record, err := jsonText(runRecord{Run: r, DurationNS: int64(r.Duration), WaitedNS: int64(r.Waited)})
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO sync_run (id, integration_id, status, started_at, record) VALUES ($1, $2, $3, $4, $5)`,
		r.ID, r.IntegrationID, string(r.Status), timeText(r.StartedAt), record)
	switch {
	case isForeignKey(err):
		return fault.Wrap(err, fault.NotFound, "the integration %q of this run is gone", r.IntegrationName)
	case isUnique(err):
		return fault.Wrap(err, fault.Conflict, "the run %s is recorded already", r.ID)
	}
	return err
}

// Runs implements directory.Repository.
func (s *Store) Runs(ctx context.Context, f directory.RunFilter) ([]directory.Run, error) {
	query, args := `SELECT record FROM sync_run`, []any{}
	if f.IntegrationID != "" {
		query, args = query+` WHERE integration_id = $1`, append(args, f.IntegrationID)
	}
	query += ` ORDER BY started_at DESC, id DESC`
	if f.Limit > 0 {
		args = append(args, f.Limit)
		query += fmt.Sprintf(` LIMIT $%d`, len(args))
	}
	runs, err := collect(ctx, s.db, scanRun, query, args...)
	return runs, s.fail(err, "listing the sync runs")
}

// LastApplied implements directory.Repository.
func (s *Store) LastApplied(ctx context.Context, integrationID string) (directory.Run, error) {
	r, err := scanRun(s.db.QueryRowContext(ctx, `
		SELECT record FROM sync_run WHERE integration_id = $1 AND status IN ($2, $3)
		ORDER BY started_at DESC, id DESC LIMIT 1`,
		integrationID, string(directory.RunSucceeded), string(directory.RunPartial)))
	if errors.Is(err, sql.ErrNoRows) {
		return r, fault.New(fault.NotFound, "the integration was never synced")
	}
	return r, s.fail(err, "reading the last sync run")
}

func scanRun(row scanner) (directory.Run, error) {
	var text string
	if err := row.Scan(&text); err != nil {
		return directory.Run{}, err
	}
	var r runRecord
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return r.Run, fmt.Errorf("reading a recorded run: %w", err)
	}
	r.Duration, r.Waited = time.Duration(r.DurationNS), time.Duration(r.WaitedNS)
	return r.Run, nil
}

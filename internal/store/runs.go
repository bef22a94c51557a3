package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
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
	return s.write(ctx, "recording the sync run", func(tx *sql.Tx) error { return putRun(ctx, tx, r) })
}

// putRun records a run or replaces its record.
func putRun(ctx context.Context, tx *sql.Tx, r directory.Run) error {
	lists(&r)
	record, err := jsonText(runRecord{Run: r, DurationNS: int64(r.Duration), WaitedNS: int64(r.Waited)})
	if err != nil {
		return err
	}
	held := 0
	if r.Held {
		held = 1
	}
	res, err := tx.ExecContext(ctx, `
		INSERT INTO sync_run (id, integration_id, status, started_at, held, record) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE SET status = excluded.status, started_at = excluded.started_at, held = excluded.held,
			record = excluded.record
		WHERE sync_run.integration_id = excluded.integration_id`,
		r.ID, r.IntegrationID, string(r.Status), timeText(r.StartedAt), held, record)
	if isForeignKey(err) {
		return fault.New(fault.NotFound, "the integration %q of this run is gone", r.IntegrationName)
	}
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return fault.New(fault.Conflict, "the run %s is one of another integration", r.ID)
}

// lists makes lists that are nil empty ones, as they are in JSON.
func lists(r *directory.Run) {
	if r.RecordErrors == nil {
		r.RecordErrors = []directory.RecordError{}
	}
	if r.Notes == nil {
		r.Notes = []string{}
	}
}

// Runs implements directory.Repository.
func (s *Store) Runs(ctx context.Context, f directory.RunFilter) ([]directory.Run, error) {
	query, args := `SELECT record FROM sync_run WHERE 1 = 1`, []any{}
	if f.IntegrationID != "" {
		query, args = query+` AND integration_id = $1`, append(args, f.IntegrationID)
	}
	if f.Held {
		query += ` AND held = 1`
	}
	query += ` ORDER BY started_at DESC, id DESC`
	if f.Limit > 0 {
		args = append(args, f.Limit)
		query += fmt.Sprintf(` LIMIT $%d`, len(args))
	}
	runs, err := collect(ctx, s.reader(ctx), scanRun, query, args...)
	return runs, s.fail(err, "listing the sync runs")
}

// runPrefix is how much of a run's ID has to be given.
const runPrefix = 4

// Run implements directory.Repository. An ID is digits and letters a to f, so
// that those that begin alike lie between the beginning and the same with a g.
func (s *Store) Run(ctx context.Context, id string) (directory.Run, error) {
	id = strings.ToLower(strings.TrimSpace(id))
	if len(id) < runPrefix || strings.Trim(id, "0123456789abcdef") != "" {
		return directory.Run{}, fault.New(fault.NotFound, "there is no run %q", id).
			WithHint("an ID has 24 hexadecimal digits, of which the first %d may be enough: incodectl directory runs", runPrefix)
	}
	found, err := collect(ctx, s.reader(ctx), scanRun, `
		SELECT record FROM sync_run WHERE id >= $1 AND id < $1 || 'g' ORDER BY id LIMIT 2`, id)
	switch {
	case err != nil:
		return directory.Run{}, s.fail(err, "reading the sync run")
	case len(found) == 0:
		return directory.Run{}, fault.New(fault.NotFound, "there is no run %q", id).
			WithHint("incodectl directory runs lists them")
	case len(found) > 1 && found[0].ID != id:
		return directory.Run{}, fault.New(fault.Ambiguous, "several runs begin with %q, among them %s and %s", id, found[0].ID, found[1].ID).
			WithHint("give more of the ID; incodectl directory runs lists them")
	}
	return found[0], nil
}

// LastApplied implements directory.Repository.
func (s *Store) LastApplied(ctx context.Context, integrationID string) (directory.Run, error) {
	r, err := scanRun(s.reader(ctx).QueryRowContext(ctx, `
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
	lists(&r.Run)
	return r.Run, nil
}

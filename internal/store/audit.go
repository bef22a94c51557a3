package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/fault"
)

// AppendAudit implements audit.Repository.
func (s *Store) AppendAudit(ctx context.Context, next func(last audit.Entry) (audit.Entry, error)) error {
	return s.write(ctx, "writing the audit log", func(tx *sql.Tx) error { return appendAudit(ctx, tx, next) })
}

func appendAudit(ctx context.Context, tx *sql.Tx, next func(last audit.Entry) (audit.Entry, error)) error {
	last, err := lastAudit(ctx, tx)
	if err != nil {
		return err
	}
	e, err := next(last)
	if err != nil {
		return err
	}
	line, err := e.Line()
	if err != nil {
		return err
	}
	c := audit.ColumnsOf(e)
	_, err = tx.ExecContext(ctx, `
		INSERT INTO audit_entry (seq, at, action, target_kind, target_id, target_name, entry) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		c.Seq, timeText(c.At), c.Action, string(c.TargetKind), c.TargetID, c.TargetName, string(line))
	return err
}

// lastAudit returns the newest entry, the zero Entry if there is none. What
// would follow one that is broken could never be proved to be true.
func lastAudit(ctx context.Context, tx *sql.Tx) (audit.Entry, error) {
	var seq int64
	var line string
	err := tx.QueryRowContext(ctx, `SELECT seq, entry FROM audit_entry ORDER BY seq DESC LIMIT 1`).Scan(&seq, &line)
	if errors.Is(err, sql.ErrNoRows) {
		return audit.Entry{}, nil
	}
	if err != nil {
		return audit.Entry{}, err
	}
	return auditOf(seq, line)
}

func auditOf(seq int64, line string) (audit.Entry, error) {
	var e audit.Entry
	if err := json.Unmarshal([]byte(line), &e); err != nil || e.Seq != seq {
		return e, brokenEntry(err, seq)
	}
	return e, nil
}

func brokenEntry(err error, seq int64) error {
	return fault.Wrap(err, fault.Blocked, "entry %d of the audit log is not as it was written", seq).
		WithHint("see what is wrong: incodectl audit verify")
}

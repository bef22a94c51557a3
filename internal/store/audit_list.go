package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strings"

	"github.com/incodectl/incodectl/internal/audit"
)

// Audit implements audit.Repository. Entries are read as they are consumed;
// other calls of the store may be made meanwhile.
func (s *Store) Audit(ctx context.Context, f audit.Filter) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) {
		cond, args := auditWhere(f)
		order := " ORDER BY seq DESC"
		if f.Oldest {
			order = " ORDER BY seq"
		}
		target, actor, n := fold(f.Target), fold(f.Actor), 0
		err := each(ctx, s.reader(ctx), `SELECT seq, target_id, target_name, entry FROM audit_entry`+cond+order, func(rows *sql.Rows) error {
			var seq int64
			var id, name, line string
			if err := rows.Scan(&seq, &id, &name, &line); err != nil {
				return err
			}
			if f.Target != "" && id != f.Target && fold(name) != target {
				return nil
			}
			e, err := auditOf(seq, line)
			if err != nil {
				return err
			}
			if !strings.Contains(fold(e.Actor.Name), actor) && !strings.Contains(fold(e.Actor.By), actor) {
				return nil
			}
			if n++; !yield(e, nil) || n == f.Limit {
				return errEnough
			}
			return nil
		}, args...)
		if err != nil && err != errEnough {
			yield(audit.Entry{}, s.fail(err, "reading the audit log"))
		}
	}
}

// auditWhere returns the part of a filter that SQL decides, with its arguments.
func auditWhere(f audit.Filter) (string, []any) {
	var conds []string
	var args []any
	add := func(cond string, values ...any) {
		places := make([]any, len(values))
		for i, v := range values {
			args = append(args, v)
			places[i] = len(args)
		}
		conds = append(conds, fmt.Sprintf(cond, places...))
	}
	if f.Action != "" { // a dot is followed by nothing that sorts after a slash
		add("(action = $%d OR action > $%d AND action < $%d)", f.Action, f.Action+".", f.Action+"/")
	}
	if f.Kind != "" {
		add("target_kind = $%d", string(f.Kind))
	}
	if !f.Since.IsZero() {
		add("at >= $%d", timeText(f.Since))
	}
	if !f.Until.IsZero() {
		add("at < $%d", timeText(f.Until))
	}
	if f.After > 0 {
		add("seq > $%d", f.After)
	}
	if len(conds) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(conds, " AND "), args
}

// AuditRows implements audit.Repository. A time that timeText did not write is
// the zero time, which differs from that of every entry.
func (s *Store) AuditRows(ctx context.Context, from int64) iter.Seq2[audit.Row, error] {
	return func(yield func(audit.Row, error) bool) {
		// Whatever somebody may have put there must come out to be looked at: SQLite
		// takes anything, also nothing, for a number. What is no text is told apart
		// from the same bytes as a text, because a filter does so too.
		const query = `
			SELECT CASE typeof(seq) WHEN 'integer' THEN seq ELSE -1 END,
				CASE typeof(at) WHEN 'text' THEN at ELSE '' END,
				CASE typeof(action) WHEN 'text' THEN action ELSE 'no text' END,
				CASE typeof(target_kind) WHEN 'text' THEN target_kind ELSE 'no text' END,
				CASE typeof(target_id) WHEN 'text' THEN target_id ELSE 'no text' END,
				CASE typeof(target_name) WHEN 'text' THEN target_name ELSE 'no text' END,
				CAST(entry AS TEXT)
			FROM audit_entry WHERE seq >= $1 OR seq IS NULL ORDER BY seq`
		err := each(ctx, s.reader(ctx), query, func(rows *sql.Rows) error {
			var at string
			r := audit.Row{Columns: &audit.Columns{}}
			c := r.Columns
			if err := rows.Scan(&c.Seq, &at, &c.Action, &c.TargetKind, &c.TargetID, &c.TargetName, &r.Line); err != nil {
				return err
			}
			if t, err := timeOf(at); err == nil && timeText(t) == at {
				c.At = t
			}
			if !yield(r, nil) {
				return errEnough
			}
			return nil
		}, from)
		if err != nil && err != errEnough {
			yield(audit.Row{}, s.fail(err, "reading the audit log"))
		}
	}
}

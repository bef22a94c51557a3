package store

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/verification"
)

// sessionPrefix is how much of a session's ID has to be given.
const sessionPrefix = 4

// Session implements verification.Repository. An ID is digits and letters a to
// f, so that those that begin alike lie between the beginning and the same with a g.
func (s *Store) Session(ctx context.Context, id string) (verification.Session, error) {
	id = strings.ToLower(strings.TrimSpace(id))
	if len(id) < sessionPrefix || strings.Trim(id, "0123456789abcdef") != "" {
		return verification.Session{}, fault.New(fault.NotFound, "there is no session %q", id).
			WithHint("an ID has 24 hexadecimal digits, of which the first %d may be enough: incodectl sessions list", sessionPrefix)
	}
	found, err := collect(ctx, s.reader(ctx), scanSession, `
		SELECT `+sessionColumns+` FROM session WHERE id >= $1 AND id < $1 || 'g' ORDER BY id LIMIT 2`, id)
	switch {
	case err != nil:
		return verification.Session{}, s.fail(err, "reading the session")
	case len(found) == 0:
		return verification.Session{}, fault.New(fault.NotFound, "there is no session %q", id).
			WithHint("see what there is: incodectl sessions list")
	case len(found) > 1 && found[0].ID != id:
		return verification.Session{}, fault.New(fault.Ambiguous, "several sessions begin with %q, among them %s and %s", id, found[0].ID, found[1].ID).
			WithHint("give more of the ID; incodectl sessions list shows them")
	}
	return found[0], nil
}

// Sessions implements verification.Repository. They are read as they are
// consumed, from one snapshot.
func (s *Store) Sessions(ctx context.Context, f verification.SessionFilter) iter.Seq2[verification.Session, error] {
	return func(yield func(verification.Session, error) bool) {
		cond, args := sessionsWhere(f)
		query := `SELECT ` + sessionColumns + ` FROM session` + cond + ` ORDER BY created_at DESC, id DESC`
		if f.Limit > 0 {
			args = append(args, f.Limit)
			query += fmt.Sprintf(` LIMIT $%d`, len(args))
		}
		if err := s.eachSession(ctx, query, args, yield); err != nil {
			yield(verification.Session{}, s.fail(err, "listing the sessions"))
		}
	}
}

func (s *Store) eachSession(ctx context.Context, query string, args []any, yield func(verification.Session, error) bool) error {
	rows, err := s.reader(ctx).QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells what went wrong
	for rows.Next() {
		v, err := scanSession(rows)
		if err != nil {
			return err
		}
		if !yield(v, nil) {
			return nil
		}
	}
	return rows.Err()
}

// CountSessions implements verification.Repository.
func (s *Store) CountSessions(ctx context.Context, f verification.SessionFilter) (n int, err error) {
	cond, args := sessionsWhere(f)
	err = s.reader(ctx).QueryRowContext(ctx, `SELECT count(*) FROM session`+cond, args...).Scan(&n)
	return n, s.fail(err, "counting the sessions")
}

// lapsedState is the state of a session at a time, by the number of its argument.
const lapsedState = `CASE WHEN state IN ('requested', 'pending') AND valid_until <> '' AND valid_until <= $%d THEN 'expired' ELSE state END`

// sessionsWhere is a filter as SQL, with its arguments.
func sessionsWhere(f verification.SessionFilter) (string, []any) {
	var conds []string
	var args []any
	arg := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	for _, is := range []struct{ column, value string }{
		{"integration_id", f.IntegrationID},
		{"directory_id", f.DirectoryID},
		{"external_id", f.ExternalID},
		{"api_key", f.APIKey},
		{"json_extract(record, '$.origin')", string(f.Origin)},
		{"json_extract(record, '$.interview_id')", f.InterviewID},
	} {
		if is.value != "" {
			conds = append(conds, is.column+" = "+arg(is.value))
		}
	}
	switch who := f.Person; {
	case f.LoginHint != "" && who.ExternalID != "":
		conds = append(conds, "(login_hint = "+arg(f.LoginHint)+
			" OR directory_id = "+arg(who.IntegrationID)+" AND external_id = "+arg(who.ExternalID)+")")
	case f.LoginHint != "":
		conds = append(conds, "login_hint = "+arg(f.LoginHint))
	}
	if len(f.States) > 0 {
		state := "state"
		if !f.Now.IsZero() {
			arg(timeText(f.Now))
			state = fmt.Sprintf(lapsedState, len(args))
		}
		marks := make([]string, len(f.States))
		for i, st := range f.States {
			marks[i] = arg(string(st))
		}
		conds = append(conds, state+" IN ("+strings.Join(marks, ", ")+")")
	}
	if !f.Since.IsZero() {
		conds = append(conds, "created_at >= "+arg(timeText(f.Since)))
	}
	if !f.Until.IsZero() {
		conds = append(conds, "created_at < "+arg(timeText(f.Until)))
	}
	if !f.LapsedAt.IsZero() {
		conds = append(conds, "state IN ('requested', 'pending') AND valid_until <> '' AND valid_until <= "+arg(timeText(f.LapsedAt)))
	}
	if len(conds) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(conds, " AND "), args
}

// SessionsByDay implements verification.Repository.
func (s *Store) SessionsByDay(ctx context.Context, since, now time.Time) ([]verification.DayCount, error) {
	days, err := collect(ctx, s.reader(ctx), func(row scanner) (verification.DayCount, error) {
		var d verification.DayCount
		var day string
		err := row.Scan(&day, &d.State, &d.N)
		if err == nil {
			d.Day, err = time.Parse(time.DateOnly, day)
		}
		return d, err
	}, `SELECT substr(created_at, 1, 10), `+fmt.Sprintf(lapsedState, 1)+`, count(*)
		FROM session WHERE created_at >= $2 GROUP BY 1, 2 ORDER BY 1, 2`, timeText(now), timeText(since))
	return days, s.fail(err, "counting the sessions by day")
}

package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/verification"
)

// sessionRecord is what of a session has no column of its own. Who it is about
// is in columns alone, so that it can be taken out.
type sessionRecord struct {
	Reason             string                    `json:"reason"`
	Origin             verification.Origin       `json:"origin"`
	IntegrationName    string                    `json:"integration_name"`
	WorkflowID         string                    `json:"workflow_id"`
	WorkflowName       string                    `json:"workflow_name"`
	ConfigurationID    string                    `json:"configuration_id"`
	Policy             match.Policy              `json:"policy"`
	PolicyVersion      int                       `json:"policy_version"`
	RecordVersion      string                    `json:"record_version"`
	Notify             verification.Notification `json:"notify,omitempty"`
	ExternalCustomerID string                    `json:"external_customer_id,omitempty"`
	InterviewID        string                    `json:"interview_id,omitempty"`
	IncodeStatus       string                    `json:"incode_status,omitempty"`
	IncodeScore        string                    `json:"incode_score,omitempty"`
	UpdatedAt          time.Time                 `json:"updated_at"`
	FinishedAt         time.Time                 `json:"finished_at,omitzero"`
	IdentityID         string                    `json:"identity_id,omitempty"`
	Result             *verification.Result      `json:"result,omitempty"`
}

func sessionText(v verification.Session) (string, error) {
	return jsonText(sessionRecord{
		Reason: v.Reason, Origin: v.Origin, IntegrationName: v.IntegrationName,
		WorkflowID: v.WorkflowID, WorkflowName: v.WorkflowName, ConfigurationID: v.ConfigurationID,
		Policy: v.Policy, PolicyVersion: v.PolicyVersion, RecordVersion: v.RecordVersion,
		Notify: v.Notify, ExternalCustomerID: v.ExternalCustomerID,
		InterviewID: v.InterviewID, IncodeStatus: v.IncodeStatus, IncodeScore: v.IncodeScore,
		UpdatedAt: v.UpdatedAt, FinishedAt: v.FinishedAt, IdentityID: v.IdentityID, Result: v.Result,
	})
}

const sessionColumns = `id, version, state, integration_id, directory_id, external_id, login_hint, api_key, created_at, valid_until, record`

func scanSession(row scanner) (verification.Session, error) {
	var v verification.Session
	var created, until, text string
	err := row.Scan(&v.ID, &v.Version, &v.State, &v.IntegrationID, &v.DirectoryID, &v.ExternalID, &v.LoginHint, &v.APIKey,
		&created, &until, &text)
	if err != nil {
		return v, err
	}
	var r sessionRecord
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return v, fmt.Errorf("reading session %s: %w", v.ID, err)
	}
	v.Reason, v.Origin, v.IntegrationName = r.Reason, r.Origin, r.IntegrationName
	v.WorkflowID, v.WorkflowName, v.ConfigurationID = r.WorkflowID, r.WorkflowName, r.ConfigurationID
	v.Policy, v.PolicyVersion, v.RecordVersion = r.Policy, r.PolicyVersion, r.RecordVersion
	v.Notify, v.ExternalCustomerID = r.Notify, r.ExternalCustomerID
	v.InterviewID, v.IncodeStatus, v.IncodeScore = r.InterviewID, r.IncodeStatus, r.IncodeScore
	v.UpdatedAt, v.FinishedAt, v.IdentityID, v.Result = r.UpdatedAt, r.FinishedAt, r.IdentityID, r.Result
	return v, times(timePair{created, &v.CreatedAt}, timePair{until, &v.ValidUntil})
}

// CreateSession implements verification.Repository.
func (s *Store) CreateSession(ctx context.Context, v verification.Session, e verification.Event) error {
	text, err := sessionText(v)
	if err != nil {
		return err
	}
	return s.write(ctx, "storing the session", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO session (`+sessionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			v.ID, v.Version, string(v.State), v.IntegrationID, v.DirectoryID, v.ExternalID, v.LoginHint, v.APIKey,
			timeText(v.CreatedAt), timeText(v.ValidUntil), text)
		if err != nil {
			return err
		}
		return putEvent(ctx, tx, e)
	})
}

// MoveSession implements verification.Repository.
func (s *Store) MoveSession(ctx context.Context, v verification.Session, e verification.Event) error {
	return s.write(ctx, "moving the session", func(tx *sql.Tx) error {
		if err := putSession(ctx, tx, v, v.Version-1); err != nil {
			return err
		}
		return putEvent(ctx, tx, e)
	})
}

// NoteSession implements verification.Repository.
func (s *Store) NoteSession(ctx context.Context, v verification.Session) error {
	return s.write(ctx, "noting the session's progress", func(tx *sql.Tx) error {
		return putSession(ctx, tx, v, v.Version)
	})
}

// putSession replaces what of a session can change, if it is at a version still.
// A finished one is not found.
func putSession(ctx context.Context, tx *sql.Tx, v verification.Session, at int) error {
	text, err := sessionText(v)
	if err != nil {
		return err
	}
	res, err := tx.ExecContext(ctx, `
		UPDATE session SET version = $1, state = $2, valid_until = $3, record = $4
		WHERE id = $5 AND version = $6 AND state IN ('requested', 'pending', 'pending_review')`,
		v.Version, string(v.State), timeText(v.ValidUntil), text, v.ID, at)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return fault.New(fault.Conflict, "session %s was changed by somebody else meanwhile", v.ID).
		WithHint("see what happened to it: incodectl sessions get %s", v.ID)
}

func putEvent(ctx context.Context, tx *sql.Tx, e verification.Event) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO session_event (session_id, seq, at, actor, from_state, to_state, reason, note)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		e.SessionID, e.Seq, timeText(e.At), e.Actor, string(e.From), string(e.To), e.Reason, e.Note)
	return err
}

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
		{"login_hint", f.LoginHint},
		{"api_key", f.APIKey},
		{"json_extract(record, '$.origin')", string(f.Origin)},
	} {
		if is.value != "" {
			conds = append(conds, is.column+" = "+arg(is.value))
		}
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

// Events implements verification.Repository.
func (s *Store) Events(ctx context.Context, sessionID string) ([]verification.Event, error) {
	events, err := collect(ctx, s.reader(ctx), func(row scanner) (verification.Event, error) {
		var e verification.Event
		var at string
		if err := row.Scan(&e.SessionID, &e.Seq, &at, &e.Actor, &e.From, &e.To, &e.Reason, &e.Note); err != nil {
			return e, err
		}
		return e, times(timePair{at, &e.At})
	}, `SELECT session_id, seq, at, actor, from_state, to_state, reason, note FROM session_event WHERE session_id = $1 ORDER BY seq`, sessionID)
	return events, s.fail(err, "reading what happened to the session")
}

// PutIdentity implements verification.Repository.
func (s *Store) PutIdentity(ctx context.Context, id verification.Identity) (stands verification.Identity, err error) {
	err = s.write(ctx, "storing the identity", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO identity (id, directory_id, external_id, enrolled_at, session_id, last_verified) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (directory_id, external_id) DO UPDATE SET last_verified = max(identity.last_verified, excluded.last_verified)`,
			id.ID, id.DirectoryID, id.ExternalID, timeText(id.EnrolledAt), id.SessionID, timeText(id.LastVerified))
		if err != nil {
			return err
		}
		stands, err = scanIdentity(tx.QueryRowContext(ctx, identityOf, id.DirectoryID, id.ExternalID))
		return err
	})
	return stands, err
}

const identityOf = `
	SELECT id, directory_id, external_id, enrolled_at, session_id, last_verified FROM identity
	WHERE directory_id = $1 AND external_id = $2`

// Identity implements verification.Repository.
func (s *Store) Identity(ctx context.Context, directoryID, externalID string) (verification.Identity, error) {
	id, err := scanIdentity(s.reader(ctx).QueryRowContext(ctx, identityOf, directoryID, externalID))
	if errors.Is(err, sql.ErrNoRows) {
		return id, fault.New(fault.NotFound, "the person has no identity yet")
	}
	return id, s.fail(err, "reading the identity")
}

func scanIdentity(row scanner) (verification.Identity, error) {
	var id verification.Identity
	var enrolled, verified string
	if err := row.Scan(&id.ID, &id.DirectoryID, &id.ExternalID, &enrolled, &id.SessionID, &verified); err != nil {
		return id, err
	}
	return id, times(timePair{enrolled, &id.EnrolledAt}, timePair{verified, &id.LastVerified})
}

package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
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

package verification

import (
	"cmp"
	"context"

	"github.com/incodectl/incodectl/internal/audit"
)

// The actions of the audit log. A session that lapses or is cancelled while
// something else was asked for is logged as that.
const (
	actRequest  = "session.request"
	actComplete = "session.complete"
	actReview   = "session.review"
	actExpire   = "session.expire"
	actCancel   = "session.cancel"
	actRefresh  = "session.refresh"
)

// step is one move as a method asks for it.
type step struct {
	action string
	to     State
	reason string
	note   string // of a reviewer; in the event, never in the audit log
	// change sets what else the move brings, nil when nothing.
	change func(*Session)
}

// move takes a session one step on, with its event and its audit entry. It is
// called in a transaction in which the session was read.
func (s *Service) move(ctx context.Context, was Session, st step) (Session, error) {
	next, e, err := was.Move(st.to, st.reason, st.note, s.Actor, s.Now())
	if err != nil {
		return was, err
	}
	if st.change != nil {
		st.change(&next)
	}
	if was.State == "" {
		err = s.Repo.CreateSession(ctx, next, e)
	} else {
		err = s.Repo.MoveSession(ctx, next, e)
	}
	if err != nil {
		return was, err
	}
	c := audit.Change{Action: st.action, Target: target(next), After: logged(next)}
	if was.State == "" {
		c.After = loggedWhole(next)
	} else {
		c.Before = logged(was)
	}
	return next, s.Audit.Record(ctx, c)
}

// target is a session in the audit log; its login hint is what people look for.
func target(s Session) audit.Target {
	return audit.Target{Kind: audit.TargetSession, ID: s.ID, Name: s.LoginHint}
}

// logged is what the audit log says of every move, before and after: who reads an
// entry need not look for the one that made the session.
func logged(s Session) map[string]any {
	m := map[string]any{
		"state": s.State, "reason": s.Reason,
		"integration": s.IntegrationName, "integration_id": s.IntegrationID, "login_hint": s.LoginHint,
	}
	if s.Result != nil {
		m["decision"] = s.Result.Decision
	}
	if s.IdentityID != "" {
		m["identity_id"] = s.IdentityID
	}
	return m
}

// loggedWhole is what the audit log says of a new session, with what it pins.
func loggedWhole(s Session) map[string]any {
	m := logged(s)
	for key, value := range map[string]string{
		"origin": string(s.Origin), "workflow": s.WorkflowName, "workflow_id": s.WorkflowID, "configuration_id": s.ConfigurationID,
		"directory_id": s.DirectoryID, "external_id": s.ExternalID, "notify": string(s.Notify), "api_key": s.APIKey,
	} {
		if value != "" {
			m[key] = value
		}
	}
	m["policy_version"], m["valid_until"] = s.PolicyVersion, s.ValidUntil
	return m
}

// settled runs f in one transaction. A stop that f returns is an answer: what
// was written stands, and the stop is returned after.
func (s *Service) settled(ctx context.Context, f func(ctx context.Context) (stop, err error)) error {
	var stop error
	err := s.Repo.Atomically(ctx, func(ctx context.Context) (err error) {
		stop, err = f(ctx)
		return err
	})
	return cmp.Or(err, stop)
}

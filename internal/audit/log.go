package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Log records changes in a repository on behalf of one actor.
type Log struct {
	Repo   Repository
	Now    func() time.Time
	Actor  Actor
	Reason string // of the command, "" when none was given
}

// Record implements Recorder.
func (l *Log) Record(ctx context.Context, c Change) error {
	before, err := object(c.Before)
	if err != nil {
		return err
	}
	after, err := object(c.After)
	if err != nil {
		return err
	}
	reason := c.Why
	if reason == "" {
		reason = l.Reason
	}
	return l.Repo.AppendAudit(ctx, func(last Entry) (Entry, error) {
		e := Entry{
			Seq: last.Seq + 1, At: l.Now().UTC(), Actor: l.Actor.clean(), Action: c.Action, Target: c.Target.clean(),
			Before: before, After: after, Reason: clean(reason, mostReason), Prev: last.Hash,
		}
		if last.Seq == 0 {
			e.Prev = genesis
		}
		var err error
		e.Hash, err = e.Sum()
		return e, err
	})
}

func (a Actor) clean() Actor {
	a.Name, a.By = clean(a.Name, mostName), clean(a.By, mostName)
	return a
}

// clean leaves ID and name as they are, if they can be written: it is by them
// that the thing is found.
func (t Target) clean() Target {
	t.ID, t.Name = strings.ToValidUTF8(t.ID, "\uFFFD"), cut(strings.ToValidUTF8(t.Name, "\uFFFD"), mostName)
	return t
}

// object is a description of a change as JSON; nil, also one in a pointer or a
// map that is nil, is none.
func object(v any) (json.RawMessage, error) {
	if v == nil {
		return nil, nil
	}
	data, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("describing a change for the audit log: %w", err)
	}
	if bytes.Equal(data, []byte("null")) {
		return nil, nil
	}
	return data, nil
}

package audit_test

import (
	"context"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/audit"
)

var start = time.Date(2026, 3, 1, 9, 0, 0, 123456789, time.FixedZone("CET", 3600))

// memory is a repository of lines, as a store keeps them.
type memory struct{ rows []audit.Row }

func (m *memory) AppendAudit(_ context.Context, next func(audit.Entry) (audit.Entry, error)) error {
	var last audit.Entry
	if n := len(m.rows); n > 0 {
		last = audit.MustParse(m.rows[n-1].Line)
	}
	e, err := next(last)
	if err != nil {
		return err
	}
	line, err := e.Line()
	if err != nil {
		return err
	}
	c := audit.ColumnsOf(audit.MustParse(string(line)))
	m.rows = append(m.rows, audit.Row{Line: string(line), Columns: &c})
	return nil
}

func (m *memory) Audit(context.Context, audit.Filter) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) {
		for _, r := range m.rows {
			if !yield(audit.MustParse(r.Line), nil) {
				return
			}
		}
	}
}

func (m *memory) AuditRows(_ context.Context, from int64) iter.Seq2[audit.Row, error] {
	return func(yield func(audit.Row, error) bool) {
		for _, r := range m.rows {
			if r.Columns.Seq >= from && !yield(r, nil) {
				return
			}
		}
	}
}

// copied is the same log, to be spoiled.
func (m *memory) copied() *memory {
	out := &memory{}
	for _, r := range m.rows {
		c := *r.Columns
		out.rows = append(out.rows, audit.Row{Line: r.Line, Columns: &c})
	}
	return out
}

// logged is a log of n changes.
func logged(t *testing.T, n int) *memory {
	t.Helper()
	m := &memory{}
	at := start
	l := &audit.Log{Repo: m, Now: func() time.Time { return at }, Actor: audit.Actor{Kind: audit.ActorUser, Name: "ada@desk"}, Reason: "because <&>"}
	for i := range n {
		at = start.Add(time.Duration(i) * time.Minute)
		err := l.Record(t.Context(), audit.Change{
			Action: "workflow.edit",
			Target: audit.Target{Kind: audit.TargetWorkflow, ID: fmt.Sprintf("w%d", i), Name: "Prüfung <b> \u2028 日本"},
			Before: map[string]any{"name": "old", "limit": 1.5}, After: map[string]any{"name": "new & <i>", "limit": nil},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return m
}

func verified(t *testing.T, m *memory, head string) audit.Report {
	t.Helper()
	r, err := (&audit.Service{Repo: m}).Verify(t.Context(), head)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

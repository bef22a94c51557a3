package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// logOf is a log of ada's on a store.
func logOf(s *Store) *audit.Log {
	return &audit.Log{Repo: s, Now: s.now, Actor: audit.Actor{Kind: audit.ActorUser, Name: "ada@desk"}}
}

// logAll logs a change an hour: of workflows by ada, of integrations by a job.
func logAll(t *testing.T, s *Store, c *clock, n int) {
	t.Helper()
	l := logOf(s)
	for i := range n {
		c.t = day(1).Add(time.Duration(i) * time.Hour)
		change := audit.Change{
			Action: "workflow.edit", Target: audit.Target{Kind: audit.TargetWorkflow, ID: fmt.Sprintf("w%d", i), Name: "Prüfung"},
			After: map[string]int{"n": i},
		}
		l.Actor = audit.Actor{Kind: audit.ActorUser, Name: "ada@desk"}
		if i%2 == 1 {
			change.Action = "integration.create"
			change.Target = audit.Target{Kind: audit.TargetIntegration, ID: corpID, Name: "Corp"}
			l.Actor = audit.Actor{Kind: audit.ActorCI, Name: "github-actions:corp/x#1", By: "Straße"}
		}
		if err := l.Record(t.Context(), change); err != nil {
			t.Fatal(err)
		}
	}
}

func seqs(t *testing.T, s *Store, f audit.Filter) (out []int64) {
	t.Helper()
	for e, err := range s.Audit(t.Context(), f) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, e.Seq)
	}
	return out
}

func verify(t *testing.T, s *Store) audit.Report {
	t.Helper()
	r, err := (&audit.Service{Repo: s}).Verify(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAuditFilters(t *testing.T) {
	s, c := newStore(t)
	if got := seqs(t, s, audit.Filter{}); got != nil {
		t.Errorf("%v", got)
	}
	logAll(t, s, c, 6)
	hour := func(n int) time.Time { return day(1).Add(time.Duration(n) * time.Hour) }
	for _, tt := range []struct {
		f    audit.Filter
		want []int64
	}{
		{audit.Filter{}, []int64{6, 5, 4, 3, 2, 1}},
		{audit.Filter{Oldest: true}, []int64{1, 2, 3, 4, 5, 6}},
		{audit.Filter{Limit: 2}, []int64{6, 5}},
		{audit.Filter{Action: "workflow.edit"}, []int64{5, 3, 1}},
		{audit.Filter{Action: "workflow"}, []int64{5, 3, 1}},
		{audit.Filter{Action: "work"}, nil},
		{audit.Filter{Action: "workflow."}, nil},
		{audit.Filter{Kind: audit.TargetIntegration}, []int64{6, 4, 2}},
		{audit.Filter{Target: corpID}, []int64{6, 4, 2}},
		{audit.Filter{Target: "CORP"}, []int64{6, 4, 2}},
		{audit.Filter{Target: "PRÜFUNG"}, []int64{5, 3, 1}},
		{audit.Filter{Target: "Corp", Kind: audit.TargetWorkflow}, nil},
		{audit.Filter{Target: "Cor"}, nil},
		{audit.Filter{Actor: "ADA"}, []int64{5, 3, 1}},
		{audit.Filter{Actor: "strasse"}, []int64{6, 4, 2}},
		{audit.Filter{Actor: "github-actions:", Limit: 1, Oldest: true}, []int64{2}},
		{audit.Filter{Since: hour(3)}, []int64{6, 5, 4}},
		{audit.Filter{Until: hour(3)}, []int64{3, 2, 1}},
		{audit.Filter{Since: hour(1).In(time.FixedZone("x", 7200)), Until: hour(2)}, []int64{2}},
		{audit.Filter{After: 4}, []int64{6, 5}},
		{audit.Filter{Action: "integration", Actor: "ada"}, nil},
	} {
		if got := seqs(t, s, tt.f); !slices.Equal(got, tt.want) {
			t.Errorf("%+v: %v, want %v", tt.f, got, tt.want)
		}
	}
	if r := verify(t, s); !r.Intact || r.Entries != 6 {
		t.Errorf("%+v", r.Break)
	}
	for range 2 * maxConns {
		for _, err := range s.Audit(t.Context(), audit.Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			break // and no connection is lost
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range s.Audit(ctx, audit.Filter{}) {
		if !fault.Is(err, fault.Interrupted) && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
}

// TestAuditIsAppendOnly holds that a slip is refused by the store itself, and
// that who goes round that is found.
func TestAuditIsAppendOnly(t *testing.T) {
	for _, query := range []string{`UPDATE audit_entry SET action = 'x' WHERE seq = 2`, `DELETE FROM audit_entry WHERE seq = 4`} {
		s, c := newStore(t)
		logAll(t, s, c, 4)
		if _, err := s.db.ExecContext(t.Context(), query); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: %v", query, err)
		}
	}
	for query, seq := range map[string]int64{
		`UPDATE audit_entry SET action = 'x' WHERE seq = 2`:                  2,
		`UPDATE audit_entry SET at = at || ' ' WHERE seq = 3`:                3,
		`UPDATE audit_entry SET target_kind = '' WHERE seq = 1`:              1,
		`UPDATE audit_entry SET target_id = CAST('x' AS BLOB) WHERE seq = 2`: 2,
		// Unlike any text, so a filter would not find the entry any more.
		`UPDATE audit_entry SET action = CAST(action AS BLOB) WHERE seq = 2`:                                                      2,
		`UPDATE audit_entry SET at = CAST(at AS BLOB) WHERE seq = 3`:                                                              3,
		`UPDATE audit_entry SET target_kind = CAST(target_kind AS BLOB) WHERE seq = 4`:                                            4,
		`UPDATE audit_entry SET target_name = 'y' WHERE seq = 2`:                                                                  2,
		`UPDATE audit_entry SET entry = replace(entry, 'ada@', 'eve@') WHERE seq = 3`:                                             3,
		`UPDATE audit_entry SET entry = x'00ff' WHERE seq = 3`:                                                                    3,
		`UPDATE audit_entry SET seq = 9 WHERE seq = 2`:                                                                            2,
		`UPDATE audit_entry SET seq = NULL WHERE seq = 2`:                                                                         1,
		`UPDATE audit_entry SET seq = 'four' WHERE seq = 4`:                                                                       4,
		`UPDATE audit_entry SET seq = -3 WHERE seq = 4`:                                                                           1,
		`DELETE FROM audit_entry WHERE seq = 1`:                                                                                   1,
		`DELETE FROM audit_entry WHERE seq = 3`:                                                                                   3,
		`INSERT INTO audit_entry SELECT 0, at, action, target_kind, target_id, target_name, entry FROM audit_entry WHERE seq = 1`: 1,
	} {
		s, c := newStore(t)
		logAll(t, s, c, 4)
		for _, q := range []string{`DROP TRIGGER audit_entry_no_update`, `DROP TRIGGER audit_entry_no_delete`, query} {
			if _, err := s.db.ExecContext(t.Context(), q); err != nil {
				t.Fatal(q, err)
			}
		}
		if r := verify(t, s); r.Intact || r.Break.Seq != seq {
			t.Errorf("%s: %+v %+v", query, r, r.Break)
		}
	}
}

// TestAuditAfterABrokenOne holds that nothing is chained to what cannot be read.
func TestAuditAfterABrokenOne(t *testing.T) {
	for _, query := range []string{
		`UPDATE audit_entry SET entry = 'what' WHERE seq = 3`, `UPDATE audit_entry SET seq = 7 WHERE seq = 3`,
	} {
		s, c := newStore(t)
		logAll(t, s, c, 3)
		for _, q := range []string{`DROP TRIGGER audit_entry_no_update`, query} {
			if _, err := s.db.ExecContext(t.Context(), q); err != nil {
				t.Fatal(err)
			}
		}
		err := logOf(s).Record(t.Context(), audit.Change{Action: "a.b"})
		if !fault.Is(err, fault.Blocked) || !strings.Contains(fault.HintOf(err), "audit verify") {
			t.Errorf("%s: %v", query, err)
		}
	}
	for _, entry := range []string{"what", "{}", `{"seq":1,"action":"a.b"}`} {
		s, c := newStore(t)
		logAll(t, s, c, 3)
		for _, q := range []string{`DROP TRIGGER audit_entry_no_update`, `UPDATE audit_entry SET entry = '` + entry + `' WHERE seq = 2`} {
			if _, err := s.db.ExecContext(t.Context(), q); err != nil {
				t.Fatal(err)
			}
		}
		var last error
		for _, err := range s.Audit(t.Context(), audit.Filter{}) {
			last = err
		}
		if !fault.Is(last, fault.Blocked) || !strings.Contains(last.Error(), "entry 2") {
			t.Errorf("%s: %v", entry, last)
		}
	}
}

// TestAuditConcurrently holds that the chain is one whoever writes at once, and
// that what is undone is not in it.
func TestAuditConcurrently(t *testing.T) {
	s, c := newStore(t)
	other := openAt(t, s.path, c)
	undone := errors.New("undone")
	var wg sync.WaitGroup
	for i, st := range []*Store{s, other, s, other} {
		wg.Go(func() {
			for n := range 25 {
				err := st.Atomically(t.Context(), func(ctx context.Context) error {
					if err := logOf(st).Record(ctx, audit.Change{Action: "workflow.edit", After: []int{i, n}}); err != nil {
						return err
					}
					if n%5 == 4 {
						return undone
					}
					return nil
				})
				if err != nil && err != undone {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if r := verify(t, s); !r.Intact || r.Entries != 80 {
		t.Errorf("%+v %+v", r, r.Break)
	}
}

// TestStagedTransactions holds that a sync and what is logged of it happen
// together or not at all.
func TestStagedTransactions(t *testing.T) {
	s, c := newStore(t)
	mustSync(t, s, corpID, employees(corpID, 10))
	c.t = day(2)
	broken := errors.New("the log is full")
	logged := func(err error) func(context.Context) error {
		return func(ctx context.Context) error {
			if rerr := logOf(s).Record(ctx, audit.Change{Action: "directory.sync"}); rerr != nil {
				return rerr
			}
			return err
		}
	}
	st, err := stage(t.Context(), s, corpID, employees(corpID, 8))
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, st)
	before := all(t, s, corpID)
	run := runAt(s.now(), corpID)
	p := planOf(t, st, true)
	for _, do := range []func(func(context.Context) error) error{
		func(then func(context.Context) error) error {
			return st.Apply(t.Context(), p, run, directory.Position{}, then)
		},
		func(then func(context.Context) error) error {
			return st.Hold(t.Context(), p, run, directory.Position{}, then)
		},
	} {
		if err := do(logged(broken)); !errors.Is(err, broken) {
			t.Errorf("%v", err)
		}
		if _, err := s.Run(t.Context(), run.ID); !fault.Is(err, fault.NotFound) || len(seqs(t, s, audit.Filter{})) != 0 {
			t.Errorf("the run or its entry stayed: %v", err)
		}
		if after := all(t, s, corpID); len(after) != len(before) {
			t.Error("people changed")
		}
		// Hold closes the file it cannot keep; what is staged is gone on with.
		if st, err = restage(t, s, st); err != nil {
			t.Fatal(err)
		}
		p = planOf(t, st, true)
	}
	if err := st.Apply(t.Context(), p, run, directory.Position{}, logged(nil)); err != nil {
		t.Fatal(err)
	}
	if got := seqs(t, s, audit.Filter{Action: "directory"}); len(got) != 1 || !verify(t, s).Intact {
		t.Errorf("%v", got)
	}
	if got, err := s.Run(t.Context(), run.ID); err != nil || got.ID != run.ID {
		t.Errorf("%v", err)
	}
}

// restage closes a staging and opens it again at its last page.
func restage(t *testing.T, s *Store, st directory.Staging) (directory.Staging, error) {
	t.Helper()
	if err := st.Close(); err != nil {
		return nil, err
	}
	again, err := s.OpenStaging(t.Context(), corpID)
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { _ = again.Close() })
	at, why, err := again.Begin(t.Context(), fullListing())
	if err == nil && at.Pages == 0 {
		err = errors.New("the pages are gone: " + why)
	}
	return again, err
}

package verification_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/verification"
)

// atOnce calls f from many goroutines over several handles of the store, as
// several processes would, and returns when all are done.
func (w *world) atOnce(n int, f func(s *verification.Service, i int)) {
	w.t.Helper()
	handles := []*verification.Service{w.Service}
	for range 4 {
		s, _ := w.open()
		handles = append(handles, s)
	}
	var wait sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wait.Go(func() {
			<-start
			f(handles[i%len(handles)], i)
		})
	}
	close(start)
	wait.Wait()
}

// TestOneWins: of many that decide the same session exactly one does.
func TestOneWins(t *testing.T) {
	w := newWorld(t)
	for round := range 5 {
		s := w.request("mara")
		var won, lost atomic.Int32
		w.atOnce(20, func(svc *verification.Service, i int) {
			var err error
			if i%4 == 3 {
				_, err = svc.Expire(t.Context(), s.ID)
			} else {
				_, err = svc.Complete(t.Context(), s.ID, document([]string{pass, stop}[i%2]), match.Options{})
			}
			switch {
			case err == nil:
				won.Add(1)
			case fault.Is(err, fault.Conflict):
				lost.Add(1)
			default:
				t.Error(err)
			}
		})
		got, events := w.stored(s.ID)
		if won.Load() != 1 || lost.Load() != 19 || len(events) != 2 || !got.State.Final() {
			t.Errorf("round %d: %d won, %d lost, %s after %d events", round, won.Load(), lost.Load(), got.State, len(events))
		}
	}
}

// TestNothingIsLost: many request and complete at once; all of it is there, each
// ID once, and each change is in the audit log.
func TestNothingIsLost(t *testing.T) {
	w := newWorld(t)
	const n = 40
	var ids sync.Map
	w.atOnce(n, func(svc *verification.Service, i int) {
		made, err := svc.Request(t.Context(), verification.RequestOptions{Integration: "desk", LoginHint: "mara@corp.example"})
		if err == nil {
			_, err = svc.Complete(t.Context(), made.Session.ID, document(pass), match.Options{})
		}
		if err != nil {
			t.Error(i, err)
			return
		}
		if _, twice := ids.LoadOrStore(made.Session.ID, i); twice {
			t.Errorf("%s was given twice", made.Session.ID)
		}
	})
	identities := map[string]bool{}
	all := w.sessions(verification.SessionFilter{})
	for _, s := range all {
		got, events := w.stored(s.ID)
		if got.State != verification.Succeeded || len(events) != 2 {
			t.Errorf("%+v", got)
		}
		identities[got.IdentityID] = true
	}
	if len(all) != n || len(identities) != 1 {
		t.Errorf("%d sessions, identities %v", len(all), identities)
	}
}

// TestDeletedMidway: an integration is deleted while others request and complete
// for it. Nothing is decided for it after, and nothing is left open.
func TestDeletedMidway(t *testing.T) {
	for round := range 4 {
		w := newWorld(t)
		var deleted atomic.Bool
		w.atOnce(25, func(svc *verification.Service, i int) {
			if i == 12 {
				ints := svc.Directory.Integrations
				doomed, err := ints.PreviewDelete(t.Context(), "desk")
				if err == nil {
					_, err = ints.Delete(t.Context(), doomed)
				}
				if err != nil {
					t.Error(err)
				}
				deleted.Store(true)
				return
			}
			before := deleted.Load()
			made, err := svc.Request(t.Context(), verification.RequestOptions{Integration: w.desk.ID, LoginHint: "mara@corp.example"})
			if err == nil {
				_, err = svc.Complete(t.Context(), made.Session.ID, document(pass), match.Options{})
			}
			if before && !fault.Is(err, fault.Deleted) || err != nil && !fault.Is(err, fault.Deleted) && !fault.Is(err, fault.Conflict) {
				t.Errorf("round %d: %v", round, fmt.Sprint(before, err))
			}
		})
		for _, s := range w.sessions(verification.SessionFilter{}) {
			if got, _ := w.stored(s.ID); got.State != verification.Succeeded && got.Reason != verification.ReasonDeleted {
				t.Errorf("round %d: %s (%s)", round, got.State, got.Reason)
			}
		}
	}
}

package verification_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/verification"
)

// documented is the machine as docs/sessions.md draws it, written out a second
// time: a slip in the one shows in the other.
var documented = map[[2]verification.State][]string{
	{"", verification.Requested}:                         {"requested"},
	{"", verification.Pending}:                           {"requested"},
	{verification.Requested, verification.Requested}:     {"outcome_unknown"},
	{verification.Requested, verification.Pending}:       {"accepted"},
	{verification.Requested, verification.Failed}:        {"refused", "not_sent"},
	{verification.Requested, verification.Expired}:       {"link_expired", "expired_by_hand"},
	{verification.Requested, verification.Cancelled}:     {"integration_gone", "person_gone", "api_key_revoked"},
	{verification.Pending, verification.PendingReview}:   {"claims_flagged", "score_warn"},
	{verification.Pending, verification.Succeeded}:       {"claims_matched"},
	{verification.Pending, verification.Failed}:          {"claims_stopped", "score_fail", "incode_rejected"},
	{verification.Pending, verification.Expired}:         {"link_expired", "expired_by_hand", "incode_expired"},
	{verification.Pending, verification.Cancelled}:       {"integration_gone", "person_gone", "api_key_revoked"},
	{verification.PendingReview, verification.Succeeded}: {"approved"},
	{verification.PendingReview, verification.Failed}:    {"rejected"},
	{verification.PendingReview, verification.Expired}:   {"expired_by_hand"},
	{verification.PendingReview, verification.Cancelled}: {"integration_gone", "person_gone", "api_key_revoked"},
}

func reasons() []string {
	all := []string{"", "anything"}
	for _, list := range documented {
		all = append(all, list...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// TestMoves: of all steps there are, exactly the documented ones can be made.
func TestMoves(t *testing.T) {
	for _, from := range append([]verification.State{"", "nonsense"}, verification.States()...) {
		for _, to := range append([]verification.State{"", "nonsense"}, verification.States()...) {
			for _, reason := range reasons() {
				was := verification.Session{ID: "0123", State: from, Version: 3, Reason: "before"}
				next, e, err := was.Move(to, reason, "note", "ada@host", now)
				if may := slices.Contains(documented[[2]verification.State{from, to}], reason); may != (err == nil) {
					t.Errorf("%q -> %q (%s): %v", from, to, reason, err)
				}
				if err != nil {
					if !fault.Is(err, fault.Conflict) || next.State != from || next.Version != 3 || next.Reason != "before" || e != (verification.Event{}) {
						t.Errorf("%q -> %q (%s): a refused move left %+v, %+v, %v", from, to, reason, next, e, err)
					}
					continue
				}
				want := verification.Event{SessionID: "0123", Seq: 4, At: now, Actor: "ada@host", From: from, To: to, Reason: reason, Note: "note"}
				if e != want || next.State != to || next.Version != 4 || next.Reason != reason || next.FinishedAt.IsZero() == to.Final() {
					t.Errorf("%q -> %q (%s): %+v, %+v", from, to, reason, next, e)
				}
			}
		}
	}
}

// TestRandomWalks: whatever is asked in whatever order, the events are a chain
// from nothing to the state, and nothing follows a final one.
func TestRandomWalks(t *testing.T) {
	reached, why, states := map[verification.State]int{}, reasons(), verification.States()
	for seed := range uint64(500) {
		rng := rand.New(rand.NewPCG(seed, 5))
		s := verification.Session{ID: "0123"}
		var events []verification.Event
		at := now
		for range 200 {
			at = at.Add(time.Second)
			to, reason := states[rng.IntN(len(states))], why[rng.IntN(len(why))]
			next, e, err := s.Move(to, reason, "", "ada@host", at)
			if err != nil {
				continue
			}
			if s.State.Final() || next.ID != s.ID {
				t.Fatalf("seed %d: %+v became %+v", seed, s, next)
			}
			s, events = next, append(events, e)
		}
		if len(events) > 0 {
			checkEvents(t, s, events)
		}
		reached[s.State]++
	}
	for _, state := range states {
		if state.Final() && reached[state] == 0 {
			t.Errorf("no walk ended as %s: %v", state, reached)
		}
	}
}

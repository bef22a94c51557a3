package store

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/verification"
)

// sessionOf is a session with everything set, and its first event.
func sessionOf(n int, change ...func(*verification.Session)) (verification.Session, verification.Event) {
	strict, _ := match.PresetPolicy(match.PresetStrict)
	policy := match.DefaultPolicy()
	policy.Groups = []match.Group{{Group: "board", Rules: strict.Rules}}
	at := day(2).Add(time.Duration(n) * time.Minute)
	s := verification.Session{
		ID: fmt.Sprintf("%08x%016x", uint32(n)*2654435761, n), Origin: verification.Incode,
		IntegrationID: otherID, IntegrationName: "Desk", WorkflowID: "w1", WorkflowName: "standard",
		ConfigurationID: "0123456789abcdef01234567", Policy: policy, PolicyVersion: 3,
		LoginHint: "Ada@corp.example", DirectoryID: corpID, ExternalID: "ada", RecordVersion: "fedcba9876543210",
		Notify: verification.NotifySMS, ExternalCustomerID: "customer", APIKey: "fingerprint",
		InterviewID: "i1", IncodeStatus: "ONBOARDING_FINISHED", IncodeScore: "OK",
		CreatedAt: at, ValidUntil: at.Add(10 * time.Minute),
		Result: &verification.Result{
			Decision: match.OutcomeSoftFlag, Rule: "claim_soft_flag", Reasons: []string{"name_review"}, RecordVersion: "0123",
			Claims: []verification.ClaimVerdict{{Claim: "name", Verdict: "review", Effect: "soft_flag", Score: 0.5536354166666667, Reasons: []string{"initial"}}},
		},
	}
	for _, f := range change {
		f(&s)
	}
	s, e, err := s.Move(verification.Pending, verification.ReasonRequested, "", "ada@host", at)
	if err != nil {
		panic(err)
	}
	return s, e
}

func putNew(tb testing.TB, s *Store, n int, change ...func(*verification.Session)) verification.Session {
	tb.Helper()
	v, e := sessionOf(n, change...)
	if err := s.CreateSession(tb.Context(), v, e); err != nil {
		tb.Fatal(err)
	}
	return v
}

func mustMove(tb testing.TB, s *Store, v verification.Session, to verification.State, reason string) verification.Session {
	tb.Helper()
	next, e, err := v.Move(to, reason, "a note", "bob@host", v.CreatedAt.Add(time.Minute))
	if err == nil {
		err = s.MoveSession(tb.Context(), next, e)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return next
}

func every[T any](tb testing.TB, seq iter.Seq2[T, error]) []T {
	tb.Helper()
	var all []T
	for v, err := range seq {
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, v)
	}
	return all
}

func TestSessionRoundTrip(t *testing.T) {
	s, _ := newStore(t)
	v := putNew(t, s, 1)
	got, err := s.Session(t.Context(), strings.ToUpper(v.ID[:4]))
	if err != nil || !reflect.DeepEqual(got, v) {
		t.Errorf("%v\n%+v\nwant\n%+v", err, got, v)
	}
	got.IncodeScore, got.UpdatedAt = "WARN", day(3)
	if err := s.NoteSession(t.Context(), got); err != nil {
		t.Fatal(err)
	}
	moved := mustMove(t, s, got, verification.Failed, verification.ReasonStopped)
	if got, err = s.Session(t.Context(), v.ID); err != nil || !reflect.DeepEqual(got, moved) {
		t.Errorf("%v\n%+v\nwant\n%+v", err, got, moved)
	}
	events, err := s.Events(t.Context(), v.ID)
	if err != nil || len(events) != 2 || events[1].Note != "a note" || events[1].From != verification.Pending || events[1].To != verification.Failed ||
		events[1].Actor != "bob@host" || events[1].Seq != 2 || !events[1].At.Equal(v.CreatedAt.Add(time.Minute)) || events[0].From != "" {
		t.Errorf("%+v %v", events, err)
	}
}

// TestSessionIsGuarded: who comes with another version than the stored one, or
// to a finished session, changes nothing, not even past the code.
func TestSessionIsGuarded(t *testing.T) {
	s, _ := newStore(t)
	v := putNew(t, s, 1)
	won, wonEvent, _ := v.Move(verification.Succeeded, verification.ReasonMatched, "", "ada@host", day(3))
	lost, lostEvent, _ := v.Move(verification.Failed, verification.ReasonStopped, "", "bob@host", day(3))
	if err := s.MoveSession(t.Context(), won, wonEvent); err != nil {
		t.Fatal(err)
	}
	for about, err := range map[string]error{
		"the same step":  s.MoveSession(t.Context(), won, wonEvent),
		"another step":   s.MoveSession(t.Context(), lost, lostEvent),
		"an old note":    s.NoteSession(t.Context(), v),
		"a present note": s.NoteSession(t.Context(), won),
	} {
		if !fault.Is(err, fault.Conflict) || fault.HintOf(err) == "" {
			t.Errorf("%s: %v", about, err)
		}
	}
	for _, query := range []string{
		`UPDATE session SET state = 'pending'`,
		`UPDATE session SET version = 9`,
		`UPDATE session_event SET note = 'x'`,
		`DELETE FROM session_event`,
	} {
		if _, err := s.db.ExecContext(t.Context(), query); err == nil {
			t.Errorf("%s was carried out", query)
		}
	}
	if got, err := s.Session(t.Context(), v.ID); err != nil || !reflect.DeepEqual(got, won) {
		t.Errorf("%+v %v", got, err)
	}
	before := putNew(t, s, 3)
	review := mustMove(t, s, before, verification.PendingReview, verification.ReasonFlagged)
	lost, lostEvent, _ = before.Move(verification.Failed, verification.ReasonStopped, "", "bob@host", day(3))
	for about, err := range map[string]error{"a step": s.MoveSession(t.Context(), lost, lostEvent), "a note": s.NoteSession(t.Context(), before)} {
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("%s from an old version: %v", about, err)
		}
	}
	if got, err := s.Session(t.Context(), review.ID); err != nil || !reflect.DeepEqual(got, review) {
		t.Errorf("%+v %v", got, err)
	}
	dup, e := sessionOf(1)
	if err := s.CreateSession(t.Context(), dup, e); err == nil {
		t.Error("an ID was used twice")
	}
	// A move whose event cannot be stored leaves the session where it was.
	open := putNew(t, s, 2)
	next, e, _ := open.Move(verification.Expired, verification.ReasonByHand, "", "ada@host", day(3))
	e.Seq = 1
	if err := s.MoveSession(t.Context(), next, e); err == nil {
		t.Error("moved without its event")
	}
	if got, _ := s.Session(t.Context(), open.ID); got.State != verification.Pending {
		t.Errorf("%+v", got)
	}
}

func TestSessionByPrefix(t *testing.T) {
	s, _ := newStore(t)
	for i, id := range []string{"aaaa00000000000000000001", "aaaa00000000000000000002", "abcd00000000000000000003"} {
		putNew(t, s, i, func(v *verification.Session) { v.ID = id })
	}
	for id, code := range map[string]fault.Code{
		"abcd": "", "aaaa00000000000000000002": "", "aaaa": fault.Ambiguous, "aaa": fault.NotFound, "ffff": fault.NotFound,
		"": fault.NotFound, "ab%d": fault.NotFound, "Desk": fault.NotFound,
	} {
		_, err := s.Session(t.Context(), id)
		if fault.CodeOf(err) != code || err != nil && fault.HintOf(err) == "" {
			t.Errorf("%q: %v", id, err)
		}
	}
}

// TestSessionFilters compares the SQL with the same said in Go.
func TestSessionFilters(t *testing.T) {
	s, _ := newStore(t)
	rng := rand.New(rand.NewPCG(1, 2))
	var all []verification.Session
	for n := range 120 {
		v := putNew(t, s, n, func(v *verification.Session) {
			v.IntegrationID = []string{"i1", "i2"}[rng.IntN(2)]
			v.DirectoryID, v.ExternalID = []string{"d1", "d2"}[rng.IntN(2)], []string{"x", "y"}[rng.IntN(2)]
			v.LoginHint = []string{"ada", "Ada"}[rng.IntN(2)]
			v.APIKey = []string{"", "k1"}[rng.IntN(2)]
			v.Origin = []verification.Origin{verification.Local, verification.Incode}[rng.IntN(2)]
			if rng.IntN(5) == 0 {
				v.ValidUntil = time.Time{}
			}
		})
		switch rng.IntN(4) {
		case 0:
			v = mustMove(t, s, v, verification.Succeeded, verification.ReasonMatched)
		case 1:
			v = mustMove(t, s, v, verification.PendingReview, verification.ReasonFlagged)
		}
		all = append(all, v)
	}
	slices.Reverse(all) // newest first
	at := func(n int) time.Time { return day(2).Add(time.Duration(n) * time.Minute) }
	for about, tt := range map[string]struct {
		f    verification.SessionFilter
		want func(v verification.Session) bool
	}{
		"all":         {verification.SessionFilter{}, func(verification.Session) bool { return true }},
		"integration": {verification.SessionFilter{IntegrationID: "i1"}, func(v verification.Session) bool { return v.IntegrationID == "i1" }},
		"directory":   {verification.SessionFilter{DirectoryID: "d1"}, func(v verification.Session) bool { return v.DirectoryID == "d1" }},
		"person": {verification.SessionFilter{DirectoryID: "d1", ExternalID: "x"}, func(v verification.Session) bool {
			return v.DirectoryID == "d1" && v.ExternalID == "x"
		}},
		"hint":   {verification.SessionFilter{LoginHint: "Ada"}, func(v verification.Session) bool { return v.LoginHint == "Ada" }},
		"key":    {verification.SessionFilter{APIKey: "k1"}, func(v verification.Session) bool { return v.APIKey == "k1" }},
		"origin": {verification.SessionFilter{Origin: verification.Local}, func(v verification.Session) bool { return v.Origin == verification.Local }},
		"period": {verification.SessionFilter{Since: at(10), Until: at(20)}, func(v verification.Session) bool {
			return !v.CreatedAt.Before(at(10)) && v.CreatedAt.Before(at(20))
		}},
		"stored states": {verification.SessionFilter{States: []verification.State{verification.Pending, verification.PendingReview}}, func(v verification.Session) bool {
			return v.State == verification.Pending || v.State == verification.PendingReview
		}},
		"open now": {verification.SessionFilter{States: []verification.State{verification.Pending}, Now: at(60)}, func(v verification.Session) bool {
			return v.At(at(60)).State == verification.Pending
		}},
		"expired now": {verification.SessionFilter{States: []verification.State{verification.Expired}, Now: at(60), IntegrationID: "i2"}, func(v verification.Session) bool {
			return v.At(at(60)).State == verification.Expired && v.IntegrationID == "i2"
		}},
		"lapsed": {verification.SessionFilter{LapsedAt: at(60), APIKey: "k1"}, func(v verification.Session) bool {
			return v.Lapsed(at(60)) && v.APIKey == "k1"
		}},
	} {
		t.Run(about, func(t *testing.T) {
			want := slices.DeleteFunc(slices.Clone(all), func(v verification.Session) bool { return !tt.want(v) })
			got := every(t, s.Sessions(t.Context(), tt.f))
			if !reflect.DeepEqual(got, want) || len(want) == 0 {
				t.Errorf("%d sessions, want %d", len(got), len(want))
			}
			tt.f.Limit = 3
			if n, err := s.CountSessions(t.Context(), tt.f); err != nil || n != len(want) {
				t.Errorf("counted %d, want %d, %v", n, len(want), err)
			}
			if got := every(t, s.Sessions(t.Context(), tt.f)); !reflect.DeepEqual(got, want[:min(3, len(want))]) {
				t.Errorf("limited: %d", len(got))
			}
		})
	}
	days, err := s.SessionsByDay(t.Context(), at(30), at(60))
	if err != nil {
		t.Fatal(err)
	}
	want := map[verification.State]int{}
	for _, v := range all {
		if !v.CreatedAt.Before(at(30)) {
			want[v.At(at(60)).State]++
		}
	}
	got := map[verification.State]int{}
	for _, d := range days {
		got[d.State] += d.N
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestIdentity(t *testing.T) {
	s, _ := newStore(t)
	if _, err := s.Identity(t.Context(), corpID, "ada"); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
	first := verification.Identity{ID: "one", DirectoryID: corpID, ExternalID: "ada", EnrolledAt: day(2), SessionID: "s1", LastVerified: day(2)}
	if got, err := s.PutIdentity(t.Context(), first); err != nil || got != first {
		t.Errorf("%+v %v", got, err)
	}
	later := verification.Identity{ID: "two", DirectoryID: corpID, ExternalID: "ada", EnrolledAt: day(4), SessionID: "s2", LastVerified: day(4)}
	want := first
	want.LastVerified = day(4)
	if got, err := s.PutIdentity(t.Context(), later); err != nil || got != want {
		t.Errorf("%+v %v", got, err)
	}
	later.LastVerified = day(3) // never back
	if got, err := s.PutIdentity(t.Context(), later); err != nil || got != want {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := s.PutIdentity(t.Context(), verification.Identity{ID: "three", DirectoryID: otherID, ExternalID: "ada"}); err != nil {
		t.Error(err)
	}
	if err := s.Forget(t.Context(), corpID, []string{"ada", "nobody"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Identity(t.Context(), corpID, "ada"); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
	if _, err := s.Identity(t.Context(), otherID, "ada"); err != nil {
		t.Error(err)
	}
}

// TestForget: a finished session says no longer who it was about, an open one is
// left alone.
func TestForget(t *testing.T) {
	s, _ := newStore(t)
	done := mustMove(t, s, putNew(t, s, 1), verification.Failed, verification.ReasonStopped)
	open := putNew(t, s, 2)
	other := mustMove(t, s, putNew(t, s, 3, func(v *verification.Session) { v.ExternalID = "bob" }), verification.Failed, verification.ReasonStopped)
	blank := done
	blank.LoginHint, blank.ExternalID, blank.ExternalCustomerID = "", "", ""
	check := func(want ...verification.Session) {
		t.Helper()
		for _, w := range want {
			if got, err := s.Session(t.Context(), w.ID); err != nil || !reflect.DeepEqual(got, w) {
				t.Errorf("%v\n%+v\nwant\n%+v", err, got, w)
			}
		}
	}
	for _, who := range [][]string{{}, {"nobody"}} {
		if err := s.Forget(t.Context(), corpID, who); err != nil {
			t.Fatal(err)
		}
		check(done, open, other)
	}
	if err := s.Forget(t.Context(), corpID, []string{"ada"}); err != nil {
		t.Fatal(err)
	}
	check(blank, open, other)
	if err := s.Forget(t.Context(), corpID, nil); err != nil {
		t.Fatal(err)
	}
	other.LoginHint, other.ExternalID, other.ExternalCustomerID = "", "", ""
	check(blank, open, other)
	if err := s.Atomically(t.Context(), func(ctx context.Context) error {
		return s.Forget(ctx, "nowhere", nil)
	}); err != nil {
		t.Error(err)
	}
}

// TestSessionOfInterview: that of an interview is found without reading the others.
func TestSessionOfInterview(t *testing.T) {
	s, _ := newStore(t)
	for n := range 20 {
		putNew(t, s, n, func(v *verification.Session) { v.InterviewID = fmt.Sprintf("i%d", n) })
	}
	f := verification.SessionFilter{InterviewID: "i7"}
	if got := every(t, s.Sessions(t.Context(), f)); len(got) != 1 || got[0].InterviewID != "i7" {
		t.Errorf("%+v", got)
	}
	cond, args := sessionsWhere(f)
	steps, err := collect(t.Context(), s.reader(t.Context()), func(row scanner) (step string, err error) {
		var id, parent, unused int
		return step, row.Scan(&id, &parent, &unused, &step)
	}, `EXPLAIN QUERY PLAN SELECT id FROM session`+cond, args...)
	if err != nil || len(steps) != 1 || !strings.Contains(steps[0], "session_interview") {
		t.Errorf("%q %v", steps, err)
	}
}

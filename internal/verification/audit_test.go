package verification_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/verification"
)

// memory records changes, and can refuse to.
type memory struct {
	changes []audit.Change
	refuse  error
}

func (m *memory) Record(_ context.Context, c audit.Change) error {
	m.changes = append(m.changes, c)
	return m.refuse
}

// TestEveryMoveIsLogged: one entry a move, with identifiers and nothing else of
// anybody.
func TestEveryMoveIsLogged(t *testing.T) {
	w := live(t)
	log := &memory{}
	w.Audit = log
	local, err := w.Request(t.Context(), verification.RequestOptions{Integration: "desk", LoginHint: "mara@corp.example", Local: true})
	w.must(err)
	a, b, c := local.Session, w.request("mara"), w.request("nils")
	_, err = w.complete(a.ID, flag)
	w.must(err)
	_, err = w.Review(t.Context(), a.ID, true, "planted-note")
	w.must(err)
	w.incode.progress[b.InterviewID] = verification.Progress{Status: "ONBOARDING_FINISHED", Score: "OK", Finished: true, Document: []byte(pass)}
	w.must(w.Refresh(t.Context(), []string{b.ID}, read, func(verification.Refreshed) {}))
	_, err = w.Expire(t.Context(), c.ID)
	w.must(err)
	d := w.request("nils")
	_, err = w.Cancel(t.Context(), verification.SessionFilter{APIKey: "profile-key"}, verification.ReasonKeyRevoked)
	w.must(err)
	want := []string{
		"session.request a", "session.request b", "session.request b", "session.request c", "session.request c",
		"session.complete a", "session.review a", "session.refresh b", "session.refresh b", "session.expire c",
		"session.request d", "session.request d", "session.cancel d",
	}
	names := map[string]string{a.ID: "a", b.ID: "b", c.ID: "c", d.ID: "d"}
	var got []string
	for _, change := range log.changes {
		got = append(got, change.Action+" "+names[change.Target.ID])
		if change.Target.Kind != audit.TargetSession || !strings.HasSuffix(change.Target.Name, "@corp.example") {
			t.Errorf("%+v", change.Target)
		}
		text, err := json.Marshal([]any{change.Before, change.After})
		w.must(err)
		for _, planted := range []string{"planted-note", "Lindqvist", "1990-05-13", "secret-link", `"Mara"`} {
			if strings.Contains(string(text), planted) {
				t.Errorf("%s is in %s", planted, text)
			}
		}
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	last, err := json.Marshal(log.changes[len(log.changes)-1])
	w.must(err)
	for _, part := range []string{`"Before":{"integration":"desk",`, `"state":"pending"}`, `"reason":"api_key_revoked"`, `"state":"cancelled"`, `"integration":"desk"`, `"login_hint":"nils@corp.example"`} {
		if !strings.Contains(string(last), part) {
			t.Errorf("%s is not in %s", part, last)
		}
	}
}

// TestNothingWithoutItsEntry: what cannot be logged is not done.
func TestNothingWithoutItsEntry(t *testing.T) {
	w := newWorld(t)
	s := w.request("mara")
	refused := errors.New("the log is full")
	w.Audit = &memory{refuse: refused}
	if _, err := w.complete(s.ID, pass); !errors.Is(err, refused) {
		t.Error(err)
	}
	if _, err := w.Expire(t.Context(), s.ID); !errors.Is(err, refused) {
		t.Error(err)
	}
	made, err := w.Request(t.Context(), verification.RequestOptions{Integration: "desk", LoginHint: "mara@corp.example"})
	if !errors.Is(err, refused) || made.Session.ID != "" {
		t.Errorf("%+v %v", made, err)
	}
	if got, _ := w.stored(s.ID); got.State != verification.Pending || len(w.sessions(verification.SessionFilter{})) != 1 {
		t.Errorf("%+v", got)
	}
	if _, err := w.repo.Identity(t.Context(), w.corp.ID, "mara"); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
}

// meddling does something before each transaction.
type meddling struct {
	verification.Repository
	before func(n int)
	n      int
}

func (m *meddling) Atomically(ctx context.Context, f func(ctx context.Context) error) error {
	m.n++
	m.before(m.n)
	return m.Repository.Atomically(ctx, f)
}

// TestRecordChangesMidway: nothing is decided on a record that is no longer the
// person's by the time it is written.
func TestRecordChangesMidway(t *testing.T) {
	w := newWorld(t)
	rename := func(given string) {
		w.people[0].Claims = claims.Set{claims.GivenName: given, claims.FamilyName: "Lindqvist", claims.Birthdate: "1990-05-13"}
		w.clock.forward(time.Second)
		w.sync()
	}
	s := w.request("mara")
	w.Repo = &meddling{Repository: w.repo, before: func(n int) {
		if n == 2 { // read and evaluated; not written yet
			rename("Gwendolyn")
		}
	}}
	done, err := w.complete(s.ID, "Gwendolyn")
	w.must(err)
	if done.Session.State != verification.Succeeded || done.Found.User.Claims[claims.GivenName] != "Gwendolyn" || !done.Session.Result.RecordChanged ||
		done.Session.Result.RecordVersion != done.Found.User.Version() {
		t.Errorf("%+v %+v", done.Session, done.Session.Result)
	}
	w.Repo = w.repo
	s = w.request("mara")
	w.Repo = &meddling{Repository: w.repo, before: func(n int) { rename(strings.Repeat("x", n)) }}
	_, err = w.complete(s.ID, "Gwendolyn")
	wants(t, "a record that never rests", err, fault.Conflict)
	if got, _ := w.stored(s.ID); got.State != verification.Pending {
		t.Errorf("%+v", got)
	}
}

// TestStoredBeforeSent: whoever is killed while Incode is being asked leaves a
// session that says so, and no lock.
func TestStoredBeforeSent(t *testing.T) {
	w := live(t)
	asked := false
	w.incode.answer = func() (verification.OnboardingLink, error) {
		asked = true
		_, other := w.open()
		for s, err := range other.Sessions(t.Context(), verification.SessionFilter{}) {
			w.must(err)
			if s.State != verification.Requested || s.Reason != verification.ReasonRequested || s.InterviewID != "" {
				t.Errorf("%+v", s)
			}
			checkEventsOf(t, other.Events, s)
		}
		w.must(other.SetFeature(t.Context(), "another", true, now)) // a write waits for nobody
		return verification.OnboardingLink{InterviewID: "i1", URL: "https://x.example"}, nil
	}
	w.request("mara")
	if !asked {
		t.Error("not asked")
	}
}

func checkEventsOf(t *testing.T, events func(context.Context, string) ([]verification.Event, error), s verification.Session) {
	t.Helper()
	all, err := events(t.Context(), s.ID)
	if err != nil {
		t.Fatal(err)
	}
	checkEvents(t, s, all)
}

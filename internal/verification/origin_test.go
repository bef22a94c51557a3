package verification_test

import (
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/verification"
)

// TestIncodeSessionNotFromAFile: what Incode runs is decided by what Incode read,
// whatever claims somebody brings, in time or late.
func TestIncodeSessionNotFromAFile(t *testing.T) {
	w := live(t)
	s := w.request("mara")
	for _, given := range []string{pass, stop} {
		_, err := w.complete(s.ID[:8], given)
		wants(t, given, err, fault.Conflict)
		if hint := fault.HintOf(err); hint != "read it from there: incodectl sessions refresh "+s.ID {
			t.Errorf("hint: %s", hint)
		}
	}
	w.clock.forward(time.Hour)
	_, err := w.complete(s.ID, pass)
	wants(t, "late", err, fault.Conflict)
	if got, events := w.stored(s.ID); got.State != verification.Pending || len(events) != 2 {
		t.Errorf("%+v", got) // the person may have finished in time
	}
	// A finished one says that it is.
	_, err = w.Expire(t.Context(), s.ID)
	w.must(err)
	_, err = w.complete(s.ID, pass)
	if wants(t, "finished", err, fault.Conflict); !strings.Contains(err.Error(), "already expired") {
		t.Error(err)
	}
}

// TestLocalSessionNotifiesNobody: what nobody delivers is neither kept nor checked.
func TestLocalSessionNotifiesNobody(t *testing.T) {
	w := newWorld(t)
	for _, who := range []string{"mara", "nils"} { // nils has no address
		made, err := w.Request(t.Context(), verification.RequestOptions{
			Integration: "desk", LoginHint: who + "@corp.example", Notify: verification.NotifyEmail,
		})
		w.must(err)
		if s, _ := w.stored(made.Session.ID); made.Session.Notify != "" || s.Notify != "" || s.Origin != verification.Local {
			t.Errorf("%+v", s)
		}
	}
}

// TestAgainWithoutTheIntegration: nobody is sent to what was deleted.
func TestAgainWithoutTheIntegration(t *testing.T) {
	w := newWorld(t)
	s := w.request("mara")
	_, err := w.Cancel(t.Context(), verification.SessionFilter{IntegrationID: w.desk.ID}, verification.ReasonDeleted)
	w.must(err)
	_, err = w.complete(s.ID, pass)
	wants(t, "completed", err, fault.Conflict)
	if hint := fault.HintOf(err); !strings.HasSuffix(hint, ": incodectl integrations list") || strings.Contains(hint, w.desk.ID) {
		t.Errorf("hint: %s", hint)
	}
}

// TestListByHint: a login hint finds the sessions of whom it stands for now, and
// those it was typed for. Where it stands for nobody the text alone decides.
func TestListByHint(t *testing.T) {
	w := newWorld(t)
	mara := w.request("mara")
	w.clock.forward(time.Second)
	nils := w.request("nils")
	list := func(hint string, want ...verification.Session) {
		t.Helper()
		got := w.sessions(verification.SessionFilter{LoginHint: hint})
		for i := range min(len(got), len(want)) {
			if got[i].ID != want[i].ID {
				t.Errorf("%s: %+v", hint, got[i])
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: %d sessions", hint, len(got))
		}
	}
	list("mara@corp.example", mara)
	list(" MARA@corp.example", mara)
	list("nobody@corp.example")
	w.people[0].Login, w.people[0].Claims[claims.Email] = "mara.l@corp.example", "mara.l@corp.example"
	w.clock.forward(time.Second)
	w.sync()
	list("mara.l@corp.example", mara)
	list("mara@corp.example", mara) // as it was typed
	// The address is somebody else's now: theirs, and the one it was typed for.
	w.people[1].Login, w.people[1].Email = "mara@corp.example", "mara@corp.example"
	w.clock.forward(time.Second)
	w.sync()
	list("mara@corp.example", nils, mara)
	list("nils@corp.example", nils)
	w.clock.forward(time.Second)
	if n, err := w.repo.CountSessions(t.Context(), verification.SessionFilter{LoginHint: "mara@corp.example"}); err != nil || n != 1 {
		t.Errorf("the store alone finds %d, %v", n, err)
	}
}

// TestMovesAreLoggedAsDifferences: an entry says what the move changed, and what
// was there before is there before.
func TestMovesAreLoggedAsDifferences(t *testing.T) {
	w := newWorld(t)
	log := &memory{}
	w.Audit = log
	s := w.request("mara")
	_, err := w.complete(s.ID, flag)
	w.must(err)
	_, err = w.Review(t.Context(), s.ID, false, "")
	w.must(err)
	last := log.changes[2]
	before, after := last.Before.(map[string]any), last.After.(map[string]any)
	for key, now := range after {
		if was, had := before[key]; !had || (was != now) != (key == "state" || key == "reason") {
			t.Errorf("%s: %v -> %v", key, was, now)
		}
	}
	if before["state"] != verification.PendingReview || after["state"] != verification.Failed {
		t.Errorf("%+v", last)
	}
}

package verification_test

import (
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/verification"
)

func (w *world) refresh(id string) {
	w.t.Helper()
	w.must(w.Refresh(w.t.Context(), []string{id}, read, func(r verification.Refreshed) { w.must(r.Err) }))
}

// TestDoubtOutlivesTheRefresh: what Incode said of a session bears on the claims
// that it reads later, and nobody else's claims get around it.
func TestDoubtOutlivesTheRefresh(t *testing.T) {
	for about, tt := range map[string]struct {
		score, given string
		state        verification.State
	}{
		"a warning":         {"WARN", pass, verification.PendingReview},
		"a warning, a flag": {"WARN", flag, verification.PendingReview},
		"a warning, a stop": {"WARN", stop, verification.Failed},
		"fine":              {"OK", pass, verification.Succeeded},
	} {
		t.Run(about, func(t *testing.T) {
			w := live(t)
			s := w.request("mara")
			said := verification.Progress{Status: "ONBOARDING_FINISHED", Score: tt.score, Finished: true}
			w.incode.progress[s.InterviewID] = said // without a document
			w.refresh(s.ID)
			_, err := w.complete(s.ID, pass)
			wants(t, "brought by hand", err, fault.Conflict)
			if s, _ = w.stored(s.ID); s.State != verification.Pending || s.IncodeScore != tt.score {
				t.Fatalf("%+v", s)
			}
			said.Document = []byte(tt.given)
			w.incode.progress[s.InterviewID] = said
			w.refresh(s.ID)
			if s, _ = w.stored(s.ID); s.State != tt.state {
				t.Errorf("%s (%s), want %s", s.State, s.Reason, tt.state)
			}
		})
	}
}

// TestApprovingWhatIncodeRejected: a reviewer here does not overrule Incode's
// rejection, and may still reject.
func TestApprovingWhatIncodeRejected(t *testing.T) {
	for about, later := range map[string]verification.Progress{
		"rejected":  {Status: "MANUAL_REVIEW_REJECTED", Score: "WARN", Finished: true},
		"failed":    {Status: "ONBOARDING_FINISHED", Score: "FAIL", Finished: true},
		"by a hand": {Status: "ONBOARDING_FINISHED", Score: "MANUAL_FAIL", Finished: true},
	} {
		t.Run(about, func(t *testing.T) {
			w := live(t)
			s := w.request("mara")
			w.incode.progress[s.InterviewID] = verification.Progress{
				Status: "ONBOARDING_FINISHED", Score: "MANUAL_PENDING", Finished: true, Document: []byte(pass),
			}
			w.refresh(s.ID)
			w.incode.progress[s.InterviewID] = later
			w.refresh(s.ID)
			after, err := w.Review(t.Context(), s.ID, true, "")
			wants(t, "approve", err, fault.Blocked)
			if after.State != verification.PendingReview {
				t.Errorf("%+v", after)
			}
			if after, err = w.Review(t.Context(), s.ID, false, ""); err != nil || after.State != verification.Failed {
				t.Errorf("%+v %v", after, err)
			}
		})
	}
}

// TestOneInterviewOneSession: an interview decides one session. Incode naming
// that of another is no answer to go by.
func TestOneInterviewOneSession(t *testing.T) {
	w := live(t)
	w.incode.answer = func() (verification.OnboardingLink, error) {
		return verification.OnboardingLink{InterviewID: "one", URL: "https://x.example"}, nil
	}
	again := func(who string, want verification.State) {
		t.Helper()
		made, err := w.Request(t.Context(), verification.RequestOptions{Integration: "desk", LoginHint: who + "@corp.example"})
		if want == verification.Pending {
			w.must(err)
		} else {
			wants(t, who, err, fault.Unknown)
		}
		if s, _ := w.stored(made.Session.ID); s.State != want || (made.URL != "") != (want == verification.Pending) || (s.InterviewID != "") != (want == verification.Pending) {
			t.Errorf("%s: %s (%s), interview %q, URL %q", who, s.State, s.Reason, s.InterviewID, made.URL)
		}
	}
	first := w.request("mara")
	again("mara", verification.Requested) // the same person, while it is open
	again("nils", verification.Requested)
	w.incode.progress["one"] = verification.Progress{Status: "ONBOARDING_FINISHED", Score: "OK", Finished: true, Document: []byte(pass)}
	w.refresh(first.ID)
	again("mara", verification.Requested) // it has been used
	again("nils", verification.Requested)

	// A link of which nothing came may be told again, to the same person.
	w.incode.answer = func() (verification.OnboardingLink, error) {
		return verification.OnboardingLink{InterviewID: "two", URL: "https://x.example"}, nil
	}
	w.request("mara")
	w.clock.forward(time.Hour)
	again("nils", verification.Requested)
	again("mara", verification.Pending)
}

// TestHintsArePastedSafely: what an error suggests means what it says, whatever
// the integration is called by now and whatever the login hint holds.
func TestHintsArePastedSafely(t *testing.T) {
	w := newWorld(t)
	for login, word := range map[string]string{
		"mara@corp.example":         "mara@corp.example",
		"o'brien@corp.example":      `'o'\''brien@corp.example'`,
		"a$(reboot);b@corp.example": `'a$(reboot);b@corp.example'`,
	} {
		w.people[0].Login = login
		w.sync()
		made, err := w.Request(t.Context(), verification.RequestOptions{Integration: "desk", LoginHint: login})
		w.must(err)
		_, err = w.Expire(t.Context(), made.Session.ID)
		w.must(err)
		_, err = w.complete(made.Session.ID, pass)
		wants(t, login, err, fault.Conflict)
		want := "request a new one: incodectl sessions request --integration " + w.desk.ID + " --login-hint " + word
		if got := fault.HintOf(err); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

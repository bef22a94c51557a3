package verification_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/verification"
)

// live is a world whose profile has credentials for Incode.
func live(t *testing.T) *world {
	w := newWorld(t)
	w.incode = &incode{progress: map[string]verification.Progress{}}
	return w
}

func TestRequestAtIncode(t *testing.T) {
	w := live(t)
	w.people[0].Claims[claims.Phone] = "+14155550123"
	w.sync()
	made, err := w.Request(t.Context(), verification.RequestOptions{
		Integration: "desk", LoginHint: " mara@corp.example ", Notify: verification.NotifySMS, ValidFor: time.Hour, ExternalCustomerID: "c7",
	})
	w.must(err)
	want := verification.OnboardingRequest{
		IntegrationReference: "their-reference", LoginHint: "mara@corp.example", ExternalCustomerID: "c7",
		Validity: time.Hour, Notify: verification.NotifySMS, Phone: "+14155550123",
	}
	if len(w.incode.asked) != 1 || w.incode.asked[0] != want {
		t.Errorf("%+v", w.incode.asked)
	}
	s, events := w.stored(made.Session.ID)
	if made.URL == "" || s.State != verification.Pending || s.Origin != verification.Incode || s.InterviewID != "interview1" ||
		s.APIKey != "profile-key" || len(events) != 2 || events[0].To != verification.Requested || !s.ValidUntil.Equal(now.Add(time.Hour)) {
		t.Errorf("%+v %+v", s, events)
	}
	if _, err := w.Request(t.Context(), verification.RequestOptions{Integration: "desk", LoginHint: "mara@corp.example", APIKey: "k"}); !fault.Is(err, fault.Usage) {
		t.Error(err)
	}
	local, err := w.Request(t.Context(), verification.RequestOptions{Integration: "desk", LoginHint: "mara@corp.example", Local: true})
	if err != nil || local.Session.Origin != verification.Local || local.URL != "" || len(w.incode.asked) != 1 {
		t.Errorf("%+v %v", local, err)
	}
}

// TestRequestOutcomes: what is known of a request after each way it can end.
func TestRequestOutcomes(t *testing.T) {
	for about, tt := range map[string]struct {
		answer func() (verification.OnboardingLink, error)
		cancel bool
		state  verification.State
		reason string
		code   fault.Code
	}{
		"refused": {
			answer: func() (l verification.OnboardingLink, err error) {
				return l, fault.New(fault.Unauthorized, "no").WithHint("mend it")
			},
			state: verification.Failed, reason: verification.ReasonRefused, code: fault.Unauthorized,
		},
		"asked to slow down": {
			answer: func() (l verification.OnboardingLink, err error) {
				return l, fault.New(fault.RateLimited, "wait").WithHint("wait")
			},
			state: verification.Failed, reason: verification.ReasonRefused, code: fault.RateLimited,
		},
		"not reached": {
			answer: func() (l verification.OnboardingLink, err error) {
				return l, fault.New(fault.Unavailable, "no route").WithHint("look at the network")
			},
			state: verification.Failed, reason: verification.ReasonNotSent, code: fault.Unavailable,
		},
		"cut": {
			answer: func() (l verification.OnboardingLink, err error) { return l, errCut },
			state:  verification.Requested, reason: verification.ReasonUnknown, code: fault.Unknown,
		},
		"no interview in the answer": {
			answer: func() (l verification.OnboardingLink, err error) {
				return verification.OnboardingLink{URL: "https://x.example"}, nil
			},
			state: verification.Requested, reason: verification.ReasonUnknown, code: fault.Unknown,
		},
		"interrupted": {
			answer: func() (l verification.OnboardingLink, err error) { return l, context.Canceled },
			cancel: true, state: verification.Requested, reason: verification.ReasonUnknown, code: fault.Unknown,
		},
	} {
		t.Run(about, func(t *testing.T) {
			w := live(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			w.incode.answer = func() (verification.OnboardingLink, error) {
				if tt.cancel {
					cancel()
				}
				return tt.answer()
			}
			made, err := w.Request(ctx, verification.RequestOptions{Integration: "desk", LoginHint: "mara@corp.example"})
			wants(t, about, err, tt.code)
			s, _ := w.stored(made.Session.ID)
			if s.State != tt.state || s.Reason != tt.reason || made.URL != "" || len(w.incode.asked) != 1 {
				t.Errorf("%s (%s), url %q, asked %d times", s.State, s.Reason, made.URL, len(w.incode.asked))
			}
			if unknown := errors.Is(err, verification.ErrUnknown); unknown != (tt.reason == verification.ReasonUnknown) {
				t.Errorf("%v", err)
			}
			if tt.state == verification.Requested {
				_, err := w.complete(s.ID, pass)
				wants(t, "complete", err, fault.Conflict)
				if !strings.Contains(fault.HintOf(err), "sessions expire") {
					t.Error(fault.HintOf(err))
				}
				w.must(w.Refresh(t.Context(), nil, read, func(verification.Refreshed) { t.Error("asked about it") }))
				if got, err := w.Expire(t.Context(), s.ID); err != nil || got.State != verification.Expired {
					t.Errorf("%+v %v", got, err)
				}
			}
		})
	}
}

// TestRequestOvertaken: the integration is deleted while Incode is being asked.
func TestRequestOvertaken(t *testing.T) {
	w := live(t)
	w.incode.answer = func() (verification.OnboardingLink, error) {
		doomed, err := w.services.PreviewDelete(t.Context(), "desk")
		w.must(err)
		_, err = w.services.Delete(t.Context(), doomed)
		w.must(err)
		return verification.OnboardingLink{InterviewID: "i", URL: "https://x.example"}, nil
	}
	made, err := w.Request(t.Context(), verification.RequestOptions{Integration: "desk", LoginHint: "mara@corp.example"})
	wants(t, "overtaken", err, fault.Conflict)
	if !strings.Contains(err.Error(), "the link Incode made is not to be used") {
		t.Error(err)
	}
	if s, _ := w.stored(made.Session.ID); s.State != verification.Cancelled || made.URL != "" {
		t.Errorf("%+v %q", s, made.URL)
	}
}

// TestLinkIsNotKept: the link is in no file of the store.
func TestLinkIsNotKept(t *testing.T) {
	w := live(t)
	s := w.request("mara")
	found := false
	files, err := filepath.Glob(w.path + "*")
	w.must(err)
	for _, name := range files {
		data, err := os.ReadFile(name)
		w.must(err)
		found = found || bytes.Contains(data, []byte(s.ID))
		if bytes.Contains(data, []byte("secret-link")) {
			t.Errorf("%s has the link", name)
		}
	}
	if !found {
		t.Errorf("%v do not have the session", files)
	}
}

func TestRefresh(t *testing.T) {
	doc := func(given string) []byte { return []byte(given) }
	finished := func(score, given string) verification.Progress {
		return verification.Progress{Status: "ONBOARDING_FINISHED", Score: score, Finished: true, Document: doc(given)}
	}
	for about, tt := range map[string]struct {
		progress verification.Progress
		late     bool
		state    verification.State
		reason   string
		code     fault.Code // of the error, "" when none
	}{
		"not begun":              {verification.Progress{Status: "UNKNOWN"}, false, verification.Pending, verification.ReasonAccepted, ""},
		"not begun in time":      {verification.Progress{Status: "UNKNOWN"}, true, verification.Expired, verification.ReasonTime, ""},
		"on the way":             {verification.Progress{Status: "ID_VALIDATION_FINISHED", Document: doc(pass)}, false, verification.Pending, verification.ReasonAccepted, ""},
		"not finished, well":     {verification.Progress{Status: "ID_VALIDATION_FINISHED", Score: "OK", Document: doc(pass)}, false, verification.Pending, verification.ReasonAccepted, ""},
		"not finished, ill":      {verification.Progress{Status: "ID_VALIDATION_FINISHED", Score: "FAIL", Document: doc(pass)}, false, verification.Pending, verification.ReasonAccepted, ""},
		"finished, all well":     {finished("OK", pass), false, verification.Succeeded, verification.ReasonMatched, ""},
		"finished in time":       {finished("OK", pass), true, verification.Succeeded, verification.ReasonMatched, ""},
		"somebody else":          {finished("OK", stop), false, verification.Failed, verification.ReasonStopped, ""},
		"doubtful claims":        {finished("OK", flag), false, verification.PendingReview, verification.ReasonFlagged, ""},
		"warned, claims pass":    {finished("WARN", pass), false, verification.PendingReview, verification.ReasonScoreWarn, ""},
		"warned, claims flagged": {finished("WARN", flag), false, verification.PendingReview, verification.ReasonFlagged, ""},
		"warned, somebody else":  {finished("WARN", stop), false, verification.Failed, verification.ReasonStopped, ""},
		"manual":                 {finished("MANUAL_PENDING", pass), false, verification.PendingReview, verification.ReasonScoreWarn, ""},
		"a score nobody knows":   {finished("SPLENDID", pass), false, verification.PendingReview, verification.ReasonScoreWarn, ""},
		"failed":                 {finished("FAIL", pass), false, verification.Failed, verification.ReasonScoreFail, ""},
		"failed, no document":    {verification.Progress{Finished: true, Score: "FAIL"}, false, verification.Failed, verification.ReasonScoreFail, ""},
		"no document yet":        {verification.Progress{Finished: true, Score: "OK"}, true, verification.Pending, verification.ReasonAccepted, ""},
		"no score yet":           {verification.Progress{Finished: true, Document: doc(pass)}, false, verification.Pending, verification.ReasonAccepted, ""},
		"rejected at Incode":     {verification.Progress{Status: "MANUAL_REVIEW_REJECTED", Finished: true, Score: "OK", Document: doc(pass)}, false, verification.Failed, verification.ReasonIncodeRejected, ""},
		"expired at Incode":      {verification.Progress{Status: "EXPIRED"}, false, verification.Expired, verification.ReasonIncodeExpired, ""},
		"unreadable":             {finished("OK", "broken"), false, verification.Pending, verification.ReasonAccepted, fault.Usage},
	} {
		t.Run(about, func(t *testing.T) {
			w := live(t)
			s := w.request("mara")
			w.incode.progress[s.InterviewID] = tt.progress
			if tt.late {
				w.clock.forward(time.Hour)
			}
			var told []verification.Refreshed
			w.must(w.Refresh(t.Context(), nil, read, func(r verification.Refreshed) { told = append(told, r) }))
			got, _ := w.stored(s.ID)
			if len(told) != 1 || told[0].Before != verification.Pending || fault.CodeOf(told[0].Err) != tt.code || told[0].Session.State != tt.state {
				t.Errorf("%+v", told)
			}
			if got.State != tt.state || got.Reason != tt.reason || got.IncodeStatus != tt.progress.Status || got.IncodeScore != tt.progress.Score {
				t.Errorf("%s (%s) %q %q", got.State, got.Reason, got.IncodeStatus, got.IncodeScore)
			}
			if decided := got.Result != nil; decided != (tt.progress.Finished && got.State != verification.Pending && got.Reason != verification.ReasonScoreFail && got.Reason != verification.ReasonIncodeRejected) {
				t.Errorf("%+v", got.Result)
			}
		})
	}
}

// TestRefreshNamed: one that cannot be read keeps none of the others back.
func TestRefreshNamed(t *testing.T) {
	w := live(t)
	a, b := w.request("mara"), w.request("nils")
	w.incode.progress[b.InterviewID] = verification.Progress{Status: "UNKNOWN"}
	local, err := w.Request(t.Context(), verification.RequestOptions{Integration: "desk", LoginHint: "mara@corp.example", Local: true})
	w.must(err)
	var codes []fault.Code
	w.must(w.Refresh(t.Context(), []string{a.ID, local.Session.ID, b.ID[:12], b.ID}, read, func(r verification.Refreshed) {
		codes = append(codes, fault.CodeOf(r.Err))
	}))
	if len(codes) != 3 || codes[0] != fault.Unavailable || codes[1] != fault.Conflict || codes[2] != "" {
		t.Errorf("%v", codes)
	}
	if err := w.Refresh(t.Context(), []string{"0000"}, read, nil); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
	// A reviewer sees what Incode says by now; the decision stays theirs.
	c := w.request("mara")
	w.incode.progress[c.InterviewID] = verification.Progress{Status: "ONBOARDING_FINISHED", Finished: true, Score: "OK", Document: []byte(flag)}
	w.refresh(c.ID)
	w.incode.progress[c.InterviewID] = verification.Progress{Status: "MANUAL_REVIEW_REJECTED", Finished: true, Score: "FAIL"}
	w.must(w.Refresh(t.Context(), []string{c.ID}, read, func(r verification.Refreshed) { w.must(r.Err) }))
	if got, _ := w.stored(c.ID); got.State != verification.PendingReview || got.IncodeStatus != "MANUAL_REVIEW_REJECTED" {
		t.Errorf("%+v", got)
	}
	w.incode = nil
	wants(t, "no credentials", w.Refresh(t.Context(), nil, read, nil), fault.SecretUnavailable)
}

// TestNotifyReachesThePerson: a link is sent to one address that is certainly
// meant, or not at all.
func TestNotifyReachesThePerson(t *testing.T) {
	for _, tt := range []struct {
		by       verification.Notification
		on, want string
	}{
		{verification.NotifySMS, "+1 415 555 0123", "+14155550123"},
		{verification.NotifySMS, "+44 (0)20 7946 0958", "+442079460958"},
		{verification.NotifySMS, "415 555 0123", ""}, // in which country?
		{verification.NotifySMS, "+1 415 555 0123 ext. 5", ""},
		{verification.NotifySMS, "ask at the desk", ""},
		{verification.NotifyEmail, "Mara <Mara@corp.example>", "mara@corp.example"},
		{verification.NotifyEmail, "mara@corp.example, eve@evil.example", ""},
		{verification.NotifyEmail, "mara@corp.example;eve@evil.example", ""},
		{verification.NotifyEmail, "mara", ""},
	} {
		t.Run(tt.on, func(t *testing.T) {
			w := live(t)
			w.people[0].Claims[claims.Email], w.people[0].Claims[claims.Phone] = "", ""
			w.people[0].Claims[map[verification.Notification]string{
				verification.NotifySMS: claims.Phone, verification.NotifyEmail: claims.Email,
			}[tt.by]] = tt.on
			w.sync()
			_, err := w.Request(t.Context(), verification.RequestOptions{Integration: "desk", LoginHint: "mara@corp.example", Notify: tt.by})
			if tt.want == "" {
				wants(t, tt.on, err, fault.Blocked)
				if len(w.incode.asked) != 0 || len(w.sessions(verification.SessionFilter{})) != 0 {
					t.Error("it was requested all the same")
				}
				return
			}
			w.must(err)
			if got := w.incode.asked[0]; got.Email+got.Phone != tt.want {
				t.Errorf("sent to %q %q, want %q", got.Email, got.Phone, tt.want)
			}
		})
	}
}

// TestRefreshAtOnce: of many that refresh a session, one moves it, and to all it
// is no failure.
func TestRefreshAtOnce(t *testing.T) {
	w := live(t)
	w.sync()
	made := w.request("mara")
	w.incode.progress[made.InterviewID] = verification.Progress{Status: "ONBOARDING_FINISHED", Score: "OK", Finished: true, Document: []byte(pass)}
	var mu sync.Mutex
	var group sync.WaitGroup
	moved := 0
	for range 8 {
		svc, _ := w.open()
		group.Go(func() {
			err := svc.Refresh(t.Context(), []string{made.ID}, read, func(r verification.Refreshed) {
				mu.Lock()
				defer mu.Unlock()
				if r.Err != nil || r.Session.State != verification.Succeeded {
					t.Errorf("%s: %v", r.Session.State, r.Err)
				}
				if r.Moved {
					moved++
				}
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if moved != 1 {
		t.Errorf("%d of them say that they moved it", moved)
	}
}

// TestOnlyThroughIncode: where a local session would be no use, it is not made.
func TestOnlyThroughIncode(t *testing.T) {
	w := newWorld(t)
	w.sync()
	o := verification.RequestOptions{Integration: "desk", LoginHint: "mara@corp.example", Incode: true}
	_, err := w.Request(t.Context(), o)
	wants(t, "without credentials", err, fault.SecretUnavailable)
	if left := w.sessions(verification.SessionFilter{}); len(left) != 0 {
		t.Errorf("%+v", left)
	}
	w.incode = &incode{}
	if made, err := w.Request(t.Context(), o); err != nil || made.Session.Origin != verification.Incode {
		t.Errorf("%+v %v", made, err)
	}
}

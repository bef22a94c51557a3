package verification_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/verification"
)

func TestCompleteAndReview(t *testing.T) {
	w := newWorld(t)
	for _, tt := range []struct {
		given    string
		state    verification.State
		reason   string
		decision string
	}{
		{pass, verification.Succeeded, verification.ReasonMatched, "pass"},
		{flag, verification.PendingReview, verification.ReasonFlagged, "soft_flag"},
		{stop, verification.Failed, verification.ReasonStopped, "hard_stop"},
	} {
		s := w.request("mara")
		if s.State != verification.Pending || s.Origin != verification.Local || s.ConfigurationID != "0123456789abcdef01234567" || s.PolicyVersion != 1 {
			t.Fatalf("%+v", s)
		}
		done, err := w.complete(s.ID[:10], tt.given)
		if err != nil {
			t.Fatal(err)
		}
		got, events := w.stored(s.ID)
		if got.State != tt.state || got.Reason != tt.reason || string(got.Result.Decision) != tt.decision || len(events) != 2 {
			t.Errorf("%s: %s (%s), %+v", tt.given, got.State, got.Reason, got.Result)
		}
		if (got.State == verification.Succeeded) != (got.IdentityID != "") || got.Result.RecordChanged || len(got.Result.Claims) == 0 {
			t.Errorf("%s: identity %q, %+v", tt.given, got.IdentityID, got.Result)
		}
		if string(done.Decision.Outcome) != tt.decision || done.Found.User.ExternalID != "mara" || done.Session.ID != s.ID {
			t.Errorf("%+v", done)
		}
		text, _ := json.Marshal(got.Result)
		for _, value := range []string{"Lindqvist", "1990-05-13", "Boris"} {
			if strings.Contains(string(text), value) {
				t.Errorf("%s is kept in %s", value, text)
			}
		}
		if got.State.Final() {
			_, err := w.complete(s.ID, pass)
			wants(t, "again", err, fault.Conflict)
		}
	}

	review := w.sessions(verification.SessionFilter{States: []verification.State{verification.PendingReview}})[0]
	_, err := w.complete(review.ID, pass)
	wants(t, "complete in review", err, fault.Conflict)
	if !strings.Contains(fault.HintOf(err), "sessions review") {
		t.Error(fault.HintOf(err))
	}
	_, err = w.Review(t.Context(), review.ID, true, "bell\a")
	if !fault.Is(err, fault.Usage) {
		t.Error(err)
	}
	first, err := w.repo.Identity(t.Context(), w.corp.ID, "mara")
	w.must(err)
	w.clock.forward(time.Hour)
	got, err := w.Review(t.Context(), review.ID, true, "saw her on video")
	w.must(err)
	stored, events := w.stored(review.ID)
	if got.State != verification.Succeeded || stored.IdentityID != first.ID || events[2].Note != "saw her on video" || events[2].Actor != "ada@host" {
		t.Errorf("%+v %+v", got, events)
	}
	again, err := w.repo.Identity(t.Context(), w.corp.ID, "mara")
	w.must(err)
	if again.ID != first.ID || again.SessionID != first.SessionID || !again.EnrolledAt.Equal(first.EnrolledAt) || !again.LastVerified.Equal(w.clock.now()) {
		t.Errorf("%+v, before %+v", again, first)
	}
	_, err = w.Review(t.Context(), review.ID, false, "")
	wants(t, "review twice", err, fault.Conflict)
	pending := w.request("nils")
	_, err = w.Review(t.Context(), pending.ID, true, "")
	wants(t, "review of a pending one", err, fault.Conflict)
	if !strings.Contains(fault.HintOf(err), "sessions complete") {
		t.Error(fault.HintOf(err))
	}
}

func TestReject(t *testing.T) {
	w := newWorld(t)
	s := w.request("mara")
	_, err := w.complete(s.ID, flag)
	w.must(err)
	w.people[0].SourceState = "SUSPENDED"
	w.sync()
	_, err = w.Review(t.Context(), s.ID, true, "")
	wants(t, "approve somebody who left", err, fault.Blocked)
	if got, _ := w.stored(s.ID); got.State != verification.PendingReview {
		t.Errorf("%+v", got)
	}
	got, err := w.Review(t.Context(), s.ID, false, "")
	w.must(err)
	if got.State != verification.Failed || got.Reason != verification.ReasonRejected || got.IdentityID != "" {
		t.Errorf("%+v", got)
	}
	if _, err := w.repo.Identity(t.Context(), w.corp.ID, "mara"); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
}

func TestPreflight(t *testing.T) {
	w := newWorld(t)
	w.integrate("unlinked", integration.Helpdesk, integration.Settings{integration.KeyWorkflow: {"flow"}})
	w.integrate("flowless", integration.Helpdesk, nil)
	w.integrate("lost", integration.Helpdesk, integration.Settings{integration.KeyWorkflow: {"gone"}})
	empty := w.integrate("empty", integration.EntraDirectory, nil)
	w.integrate("nobody", integration.API, integration.Settings{integration.KeyWorkflow: {"flow"}, integration.KeyDirectory: {empty.ID}})
	w.integrate("orphan", integration.API, integration.Settings{integration.KeyWorkflow: {"flow"}, integration.KeyDirectory: {"nowhere"}})
	dead := w.integrate("dead", integration.API, integration.Settings{integration.KeyWorkflow: {"flow"}})
	w.must(w.repo.DeleteIntegration(t.Context(), integration.Tombstone{ID: dead.ID, Name: dead.Name, Template: dead.Template, DeletedAt: now}))
	ask := func(change func(*verification.RequestOptions)) error {
		o := verification.RequestOptions{Integration: "desk", LoginHint: "mara@corp.example"}
		change(&o)
		made, err := w.Request(t.Context(), o)
		if (err == nil) != (made.Session.ID != "") {
			t.Errorf("%+v: %+v, %v", o, made, err)
		}
		return err
	}
	if err := ask(func(o *verification.RequestOptions) { o.Integration = "unlinked" }); err != nil {
		t.Error(err)
	}
	if err := ask(func(o *verification.RequestOptions) { o.Notify = verification.NotifyEmail }); err != nil {
		t.Error(err)
	}
	for about, tt := range map[string]struct {
		change func(*verification.RequestOptions)
		code   fault.Code
	}{
		"a directory":          {func(o *verification.RequestOptions) { o.Integration = "corp" }, fault.Usage},
		"client credentials":   {func(o *verification.RequestOptions) { o.Integration = integration.ClientCredentials }, fault.Usage},
		"no such integration":  {func(o *verification.RequestOptions) { o.Integration = "elsewhere" }, fault.NotFound},
		"deleted, by ID":       {func(o *verification.RequestOptions) { o.Integration = dead.ID }, fault.Deleted},
		"no workflow":          {func(o *verification.RequestOptions) { o.Integration = "flowless" }, fault.Blocked},
		"workflow gone":        {func(o *verification.RequestOptions) { o.Integration = "lost" }, fault.Blocked},
		"never synced":         {func(o *verification.RequestOptions) { o.Integration = "nobody" }, fault.Blocked},
		"its directory gone":   {func(o *verification.RequestOptions) { o.Integration = "orphan" }, fault.Blocked},
		"nobody":               {func(o *verification.RequestOptions) { o.LoginHint = "nobody@corp.example" }, fault.NotFound},
		"inactive":             {func(o *verification.RequestOptions) { o.LoginHint = "olga@corp.example" }, fault.Blocked},
		"no hint":              {func(o *verification.RequestOptions) { o.LoginHint = " " }, fault.Usage},
		"no integration":       {func(o *verification.RequestOptions) { o.Integration = "" }, fault.Usage},
		"no such notification": {func(o *verification.RequestOptions) { o.Notify = "pigeon" }, fault.Usage},
		"too short":            {func(o *verification.RequestOptions) { o.ValidFor = time.Second }, fault.Usage},
		"half a minute":        {func(o *verification.RequestOptions) { o.ValidFor = 90 * time.Second }, fault.Usage},
		"too long":             {func(o *verification.RequestOptions) { o.ValidFor = 8 * 24 * time.Hour }, fault.Usage},
		"negative":             {func(o *verification.RequestOptions) { o.ValidFor = -time.Minute }, fault.Usage},
		"no such key":          {func(o *verification.RequestOptions) { o.APIKey = "none" }, fault.NotFound},
		"control characters":   {func(o *verification.RequestOptions) { o.ExternalCustomerID = "a\x1b[0m" }, fault.Usage},
	} {
		t.Run(about, func(t *testing.T) { wants(t, about, ask(tt.change), tt.code) })
	}
	w.corp.FullSyncNeeded = "the org URL changed"
	w.must(w.repo.UpdateIntegration(t.Context(), w.corp, nil))
	wants(t, "another organisation's people", ask(func(*verification.RequestOptions) {}), fault.Blocked)
	before := len(w.sessions(verification.SessionFilter{}))
	w.must(w.services.SetFeature(t.Context(), integration.FeatureEcosystem, false))
	wants(t, "feature off", ask(func(*verification.RequestOptions) {}), fault.FeatureDisabled)
	_, err := w.complete("0123", pass)
	wants(t, "feature off", err, fault.FeatureDisabled)
	w.must(w.services.SetFeature(t.Context(), integration.FeatureEcosystem, true))
	if after := len(w.sessions(verification.SessionFilter{})); after != before || before != 2 {
		t.Errorf("%d sessions, before %d", after, before)
	}
}

// TestNoDirectory: which step is missing.
func TestNoDirectory(t *testing.T) {
	w := newWorld(t)
	w.integrate("unlinked", integration.Helpdesk, integration.Settings{integration.KeyWorkflow: {"flow"}})
	s := w.request("mara")
	w.must(w.repo.Atomically(t.Context(), func(ctx context.Context) error {
		if err := w.IntegrationLeaving(ctx, w.corp); err != nil {
			return err
		}
		return w.repo.DeleteIntegration(ctx, integration.Tombstone{ID: w.corp.ID, Name: w.corp.Name, Template: w.corp.Template, DeletedAt: now})
	}))
	_, err := w.Request(t.Context(), verification.RequestOptions{Integration: "unlinked", LoginHint: "mara@corp.example"})
	wants(t, "no directory", err, fault.NotFound)
	if _, _, _, err := w.Enrollment(t.Context(), verification.EnrollmentFilter{}); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
	got, _ := w.stored(s.ID)
	if got.State != verification.Cancelled || got.Reason != verification.ReasonPersonGone || got.LoginHint != "" || got.ExternalID != "" {
		t.Errorf("%+v", got)
	}
}

// TestPinned: what a session was requested with stays, whatever changes later.
func TestPinned(t *testing.T) {
	w := newWorld(t)
	before := w.request("mara")
	other := w.flows["flow"]
	other.ConfigurationID, other.PolicyVersion = "ffffffffffffffffffffffff", 2
	other.Policy.Claims = nil // compares nothing: hard_stop
	w.flows["flow"] = other
	after := w.request("mara")
	if after.ConfigurationID != other.ConfigurationID || after.PolicyVersion != 2 {
		t.Errorf("%+v", after)
	}
	done, err := w.complete(before.ID, pass)
	w.must(err)
	if s := done.Session; s.State != verification.Succeeded || s.ConfigurationID != "0123456789abcdef01234567" || s.PolicyVersion != 1 {
		t.Errorf("%+v", s)
	}
	done, err = w.complete(after.ID, pass)
	w.must(err)
	if done.Session.State != verification.Failed {
		t.Errorf("%+v", done.Session)
	}
}

// TestPresentRecord: claims are matched with the record as it is now.
func TestPresentRecord(t *testing.T) {
	w := newWorld(t)
	s := w.request("mara")
	w.people[0].Claims = claims.Set{claims.GivenName: "Bo", claims.FamilyName: "Lindqvist", claims.Birthdate: "1990-05-13"}
	w.sync()
	done, err := w.complete(s.ID, "Bo")
	w.must(err)
	if got := done.Session; got.State != verification.Succeeded || !got.Result.RecordChanged || got.Result.RecordVersion == got.RecordVersion {
		t.Errorf("%+v %+v", got, got.Result)
	}
	left := w.request("mara")
	w.people[0].SourceState = "DEPROVISIONED"
	w.sync()
	if done, err = w.complete(left.ID, "Bo"); err != nil || done.Session.State != verification.Failed || done.Session.Result.Rule != "user_inactive" {
		t.Errorf("%+v %v", done.Session.Result, err)
	}
}

func TestLapse(t *testing.T) {
	w := newWorld(t)
	a, b, c := w.request("mara"), w.request("mara"), w.request("nils")
	w.clock.forward(verification.DefaultValidity)
	pending := []verification.State{verification.Pending}
	if got := w.sessions(verification.SessionFilter{States: pending}); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	for _, s := range w.sessions(verification.SessionFilter{States: []verification.State{verification.Expired}}) {
		if s.State != verification.Expired || s.Reason != verification.ReasonTime {
			t.Errorf("%+v", s)
		}
	}
	shown, events, err := w.Get(t.Context(), a.ID)
	if err != nil || shown.State != verification.Expired || len(events) != 1 {
		t.Errorf("%+v %v", shown, err)
	}
	if got, _ := w.stored(a.ID); got.State != verification.Pending {
		t.Error("a reader wrote")
	}
	_, err = w.complete(a.ID, pass)
	wants(t, "too late", err, fault.Conflict)
	if got, _ := w.stored(a.ID); got.State != verification.Expired || got.Reason != verification.ReasonTime {
		t.Errorf("%+v", got)
	}
	if got, err := w.Expire(t.Context(), b.ID); err != nil || got.Reason != verification.ReasonTime {
		t.Errorf("%+v %v", got, err)
	}
	_, err = w.Expire(t.Context(), b.ID)
	wants(t, "expire twice", err, fault.Conflict)
	if got, err := w.Cancel(t.Context(), verification.SessionFilter{LoginHint: "nils@corp.example"}, verification.ReasonKeyRevoked); err != nil || len(got) != 0 {
		t.Errorf("%+v %v", got, err)
	}
	if got, _ := w.stored(c.ID); got.State != verification.Expired {
		t.Errorf("%+v", got)
	}
	d := w.request("nils")
	if got, err := w.Expire(t.Context(), d.ID); err != nil || got.Reason != verification.ReasonByHand {
		t.Errorf("%+v %v", got, err)
	}
}

// TestDeletedIntegration: its sessions stop, those of its people too.
func TestDeletedIntegration(t *testing.T) {
	w := newWorld(t)
	open, inReview, done := w.request("mara"), w.request("mara"), w.request("mara")
	_, err := w.complete(inReview.ID, flag)
	w.must(err)
	_, err = w.complete(done.ID, pass)
	w.must(err)
	doomed, err := w.services.PreviewDelete(t.Context(), "desk")
	w.must(err)
	_, err = w.services.Delete(t.Context(), doomed)
	w.must(err)
	for _, s := range []verification.Session{open, inReview} {
		if got, _ := w.stored(s.ID); got.State != verification.Cancelled || got.Reason != verification.ReasonDeleted {
			t.Errorf("%+v", got)
		}
	}
	if got, _ := w.stored(done.ID); got.State != verification.Succeeded || got.ExternalID != "mara" {
		t.Errorf("%+v", got)
	}
	_, err = w.complete(open.ID, pass)
	wants(t, "complete after", err, fault.Conflict)
	_, err = w.Request(t.Context(), verification.RequestOptions{Integration: w.desk.ID, LoginHint: "mara@corp.example"})
	wants(t, "request after", err, fault.Deleted)
}

// TestDeletedBehind: what went without the sessions being told stops them when
// they are next touched.
func TestDeletedBehind(t *testing.T) {
	w := newWorld(t)
	a, b := w.request("mara"), w.request("mara")
	_, err := w.complete(b.ID, flag)
	w.must(err)
	w.must(w.repo.DeleteIntegration(t.Context(), integration.Tombstone{ID: w.desk.ID, Name: "desk", Template: w.desk.Template, DeletedAt: now}))
	_, err = w.complete(a.ID, pass)
	wants(t, "complete", err, fault.Deleted)
	_, err = w.Review(t.Context(), b.ID, true, "")
	wants(t, "review", err, fault.Deleted)
	for _, s := range []verification.Session{a, b} {
		if got, _ := w.stored(s.ID); got.State != verification.Cancelled || got.Reason != verification.ReasonDeleted {
			t.Errorf("%+v", got)
		}
	}
}

func TestPurge(t *testing.T) {
	w := newWorld(t)
	o := verification.RequestOptions{Integration: "desk", LoginHint: "mara@corp.example", ExternalCustomerID: "customer-7"}
	done, err := w.Request(t.Context(), o)
	w.must(err)
	_, err = w.complete(done.Session.ID, pass)
	w.must(err)
	open, err := w.Request(t.Context(), o)
	w.must(err)
	stays := w.request("nils")
	w.people = w.people[1:]
	w.sync()
	w.clock.forward(time.Minute)
	n, err := w.Directory.Purge(t.Context(), []directory.Key{{IntegrationID: w.corp.ID, ExternalID: "mara"}, {IntegrationID: w.corp.ID, ExternalID: "nils"}}, w.clock.now())
	if err != nil || n != 1 {
		t.Fatal(n, err)
	}
	for id, state := range map[string]verification.State{done.Session.ID: verification.Succeeded, open.Session.ID: verification.Cancelled} {
		got, _ := w.stored(id)
		if got.State != state || got.LoginHint != "" || got.ExternalID != "" || got.ExternalCustomerID != "" || got.DirectoryID != w.corp.ID {
			t.Errorf("%+v", got)
		}
	}
	if _, err := w.repo.Identity(t.Context(), w.corp.ID, "mara"); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
	if got, _ := w.stored(stays.ID); got.State != verification.Pending || got.LoginHint != "nils@corp.example" {
		t.Errorf("%+v", got)
	}
}

func TestEnrollment(t *testing.T) {
	w := newWorld(t)
	check := func(want map[string]verification.Enrollment) {
		t.Helper()
		f := verification.EnrollmentFilter{}
		people, total, names, err := w.Enrollment(t.Context(), f)
		w.must(err)
		counts := make(map[verification.Enrollment]int)
		all := collect(t, people)
		for _, p := range all {
			counts[p.Enrollment]++
			if p.Enrollment != want[p.ExternalID] || (p.IdentityID == "") == (p.Enrollment == verification.EnrollmentStands) {
				t.Errorf("%s is %s, want %s", p.ExternalID, p.Enrollment, want[p.ExternalID])
			}
			d, err := w.PersonDetail(t.Context(), p.Login, "")
			if err != nil || d.Enrollment != p.Enrollment || len(d.Sessions) != p.Sessions || len(d.UsedBy) != 1 {
				t.Errorf("%+v %v", d, err)
			}
		}
		if len(all) != 3 || total != 3 || names[w.corp.ID] != "corp" {
			t.Errorf("%d of %d, %v", len(all), total, names)
		}
		sums, err := w.EnrollmentCounts(t.Context(), "corp")
		w.must(err)
		for _, e := range verification.Enrollments() {
			f.Enrollment = e
			_, n, _, err := w.Enrollment(t.Context(), f)
			if err != nil || n != counts[e] || sums[e] != n {
				t.Errorf("%s: %d, counted %d, %d, %v", e, counts[e], n, sums[e], err)
			}
		}
	}
	not := verification.NotEnrolled
	check(map[string]verification.Enrollment{"mara": not, "nils": not, "olga": not})
	a := w.request("mara")
	w.request("nils")
	check(map[string]verification.Enrollment{"mara": verification.EnrollPending, "nils": verification.EnrollPending, "olga": not})
	_, err := w.complete(a.ID, flag)
	w.must(err)
	w.clock.forward(verification.DefaultValidity)
	check(map[string]verification.Enrollment{"mara": verification.EnrollInReview, "nils": not, "olga": not})
	b := w.request("mara")
	_, err = w.complete(b.ID, pass)
	w.must(err)
	check(map[string]verification.Enrollment{"mara": verification.EnrollmentStands, "nils": not, "olga": not})
	c := w.request("mara") // a failure later takes nothing away
	_, err = w.complete(c.ID, stop)
	w.must(err)
	check(map[string]verification.Enrollment{"mara": verification.EnrollmentStands, "nils": not, "olga": not})
	days, err := w.Daily(t.Context(), now.Add(-time.Hour))
	w.must(err)
	got := map[verification.State]int{}
	for _, d := range days {
		if !d.Day.Equal(now.Truncate(24 * time.Hour)) {
			t.Errorf("%+v", d)
		}
		got[d.State] += d.N
	}
	if got[verification.Expired] != 1 || got[verification.Succeeded] != 1 || got[verification.Failed] != 1 || got[verification.PendingReview] != 1 {
		t.Errorf("%v", days)
	}
	if _, err := w.PersonDetail(t.Context(), "mara@corp.example", "desk"); !fault.Is(err, fault.Usage) {
		t.Error(err)
	}
}

// TestPersonDetail: who they are, what was verified, and who would use it.
func TestPersonDetail(t *testing.T) {
	w := newWorld(t)
	elsewhere := w.integrate("elsewhere", integration.EntraDirectory, nil)
	w.integrate("unlinked", integration.API, integration.Settings{integration.KeyWorkflow: {"flow"}})
	w.integrate("other", integration.API, integration.Settings{integration.KeyWorkflow: {"flow"}, integration.KeyDirectory: {elsewhere.ID}})
	first := w.request("mara")
	_, err := w.complete(first.ID, pass)
	w.must(err)
	w.request("nils")
	w.clock.forward(time.Minute)
	second := w.request("mara")
	w.clock.forward(verification.DefaultValidity)
	d, err := w.PersonDetail(t.Context(), "MARA@corp.example", "corp")
	w.must(err)
	var used []string
	for _, in := range d.UsedBy {
		used = append(used, in.Name)
	}
	if strings.Join(used, " ") != "desk unlinked" {
		t.Errorf("used by %v", used)
	}
	if len(d.Sessions) != 2 || d.Sessions[0].ID != second.ID || d.Sessions[0].State != verification.Expired || d.Sessions[1].ID != first.ID {
		t.Errorf("%+v", d.Sessions)
	}
	if d.Found.User.ExternalID != "mara" || d.Identity == nil || d.Identity.SessionID != first.ID || d.Enrollment != verification.EnrollmentStands {
		t.Errorf("%+v %+v", d.Found.User, d.Identity)
	}
	if _, err := w.PersonDetail(t.Context(), "nobody", ""); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
}

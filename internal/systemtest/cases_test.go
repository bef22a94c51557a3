package systemtest

import (
	"iter"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/entra"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/sandbox"
	"github.com/incodectl/incodectl/internal/secret"
)

// onPage calls do when page n of a listing is asked for.
func (s *side) onPage(n int32, do func()) {
	var asked atomic.Int32
	s.w.gate.Store(func(r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/users") && asked.Add(1) == n {
			do()
		}
	})
}

// TestListedAgainOtherwise changes somebody of the first page, who is then on
// the second one too: the last word counts.
func TestListedAgainOtherwise(t *testing.T) {
	t.Parallel()
	bothSides(t, worldOptions{users: 3 * pageOfRoutes, page: pageOfRoutes}, func(t *testing.T, s *side) {
		target, path := sandbox.TargetOkta, "/api/v1/users"
		if s.in.Template == integration.EntraDirectory {
			target, path = sandbox.TargetGraph, "/v1.0/users"
		}
		if err := s.w.server.Fault(sandbox.Fault{Target: target, Kind: sandbox.FaultDuplicate, Path: path, From: 2, Count: 1}); err != nil {
			t.Fatal(err)
		}
		const last = pageOfRoutes - 1
		s.onPage(2, func() { s.company.SetAttribute(last, "lastName", "Married") })
		if run := s.mustSync(t); run.Counts.Added != 3*pageOfRoutes {
			t.Errorf("%+v", run.Counts)
		}
		if got := s.user(t, last).Claims["family_name"]; got != "Married" {
			t.Errorf("the family name is %q", got)
		}
	})
}

// TestVanishesBetweenPages deletes somebody of the second page while the first
// one is read, and somebody of the first page while the second one is.
func TestVanishesBetweenPages(t *testing.T) {
	t.Parallel()
	bothSides(t, worldOptions{users: 3 * pageOfRoutes, page: pageOfRoutes}, func(t *testing.T, s *side) {
		s.mustSync(t)
		s.onPage(2, func() { s.company.Delete(pageOfRoutes + 2) })
		if run := s.mustSync(t); run.Counts.Missing != 1 {
			t.Errorf("%+v", run.Counts)
		}
		s.onPage(2, func() { s.company.Delete(2) })
		run, err := s.sync(t.Context(), t, nil)
		if err != nil {
			t.Fatal(err)
		}
		// Graph says what changed while a listing went on; at Okta the next one does.
		want := directory.Active
		if s.in.Template == integration.EntraDirectory {
			want = directory.Missing
		}
		if got := s.user(t, 2).State; got != want || run.Status != directory.RunSucceeded {
			t.Errorf("who was deleted after being listed is %s, want %s (%s)", got, want, run.Status)
		}
		s.mustSync(t)
	})
}

// TestClockSkew follows changes from one delta to the next while the clocks of
// the source's front ends and of this machine are off by ten minutes, one way and
// the other. Nothing may be lost.
func TestClockSkew(t *testing.T) {
	t.Parallel()
	var c clock
	bothSides(t, worldOptions{users: 2 * pageOfRoutes, page: pageOfRoutes, now: c.now}, func(t *testing.T, s *side) {
		target := sandbox.TargetOkta
		if s.in.Template == integration.EntraDirectory {
			target = sandbox.TargetGraph
		}
		s.company.Deactivate(12)
		s.mustSync(t)
		s.request = delta
		for i, skew := range []sandbox.FaultKind{
			sandbox.FaultClockAhead, "", sandbox.FaultClockBehind, "", sandbox.FaultClockAhead, sandbox.FaultClockBehind, "",
			sandbox.FaultClockBehind, sandbox.FaultClockAhead, sandbox.FaultClockAhead, "", sandbox.FaultClockBehind, sandbox.FaultClockBehind, "",
		} {
			c.ahead.Add(int64(time.Duration(1+i%4*7) * time.Minute)) // within and beyond the overlap
			s.w.dirs.Now = func() time.Time { return time.Now().Add(time.Duration(i%3-1) * 10 * time.Minute) }
			before := s.stored(t)
			s.events(t)
			if skew != "" {
				if err := s.w.server.Fault(sandbox.Fault{Target: target, Kind: skew}); err != nil {
					t.Fatal(err)
				}
			}
			run, err := s.sync(t.Context(), t, nil)
			s.w.server.ClearFaults()
			if err != nil || run.Status != directory.RunSucceeded {
				t.Fatalf("delta %d with %s: %s %v", i, skew, run.Status, err)
			}
			if skew == "" {
				s.equalsTruth(t)
			} else {
				s.asNowOrBefore(t, s.stored(t), before)
			}
		}
	})
}

// TestCursorForgotten goes on with a listing whose place the source no longer
// knows: it begins anew by itself, and says so.
func TestCursorForgotten(t *testing.T) {
	t.Parallel()
	bothSides(t, worldOptions{users: 3 * pageOfRoutes, page: pageOfRoutes}, func(t *testing.T, s *side) {
		target, path := sandbox.TargetOkta, "/api/v1/users"
		if s.in.Template == integration.EntraDirectory {
			target, path = sandbox.TargetGraph, "/v1.0/users"
		}
		strike := func(f sandbox.Fault) {
			t.Helper()
			s.w.server.ClearFaults()
			f.Target, f.Path = target, path
			if err := s.w.server.Fault(f); err != nil {
				t.Fatal(err)
			}
		}
		strike(sandbox.Fault{Kind: sandbox.FaultForbidden, From: 3})
		if run, err := s.sync(t.Context(), t, nil); !fault.Is(err, fault.Unauthorized) || run.KeptPages != 2 {
			t.Fatalf("%d pages are kept: %v", run.KeptPages, err)
		}
		strike(sandbox.Fault{Kind: sandbox.FaultCursorGone, Count: 1})
		run := s.mustSync(t)
		if notes := strings.Join(run.Notes, ";"); run.ResumedPages != 0 || run.Counts.Listed != 3*pageOfRoutes ||
			!strings.Contains(notes, "from the beginning, because the source no longer knows the place") {
			t.Errorf("%d pages resumed, %+v, notes %q", run.ResumedPages, run.Counts, notes)
		}
	})
}

// TestRemovedAndRestored follows what Graph's delta says of people who are
// deleted, with and without a way back.
func TestRemovedAndRestored(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldOptions{users: 2 * pageOfRoutes, page: pageOfRoutes, changes: 2})
	s, c := w.entraSide(t), w.entra
	s.mustSync(t)
	first := s.user(t, 3)
	s.request = delta
	// why is what a dry run says of who would go.
	why := func() (all []string) {
		t.Helper()
		r := s.asked(t, nil)
		r.Preview = func(_ directory.Run, changes iter.Seq2[directory.Change, error]) error {
			for c, err := range changes {
				if err != nil {
					return err
				}
				all = append(all, string(c.Action)+" "+c.Why)
			}
			return nil
		}
		if run, err := w.dirs.Sync(t.Context(), r); err != nil || run.Status != directory.RunPlanned {
			t.Fatalf("%s %v", run.Status, err)
		}
		return all
	}
	said := func(want ...string) {
		t.Helper()
		if got := why(); !slices.Equal(got, want) {
			t.Errorf("Graph said %q, want %q", got, want)
		}
	}
	c.Delete(3)
	said("missing deleted, can be restored")
	s.changed(t, directory.Counts{Missing: 1})
	c.Restore(3)
	said("reactivate ")
	s.changed(t, directory.Counts{Reactivated: 1})
	if back := s.user(t, 3); !back.CreatedAt.Equal(first.CreatedAt) {
		t.Errorf("somebody restored is somebody new: %+v", back)
	}
	c.Delete(4)
	c.Restore(4) // before anybody has asked
	said()
	s.changed(t, directory.Counts{})
	c.Delete(5)
	s.changed(t, directory.Counts{Missing: 1})
	c.Erase(5) // the same person is removed once more
	said()
	c.Erase(6)
	said("missing deleted")
	s.changed(t, directory.Counts{Missing: 1})
	i := c.Add()
	c.Erase(i) // was never seen
	said()
	s.changed(t, directory.Counts{})
}

// TestSingleOnlyProperty maps a claim to what Graph serves for one user at a
// time only: that is refused before anything is asked for.
func TestSingleOnlyProperty(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldOptions{users: 1})
	server := w.server
	_, err := entra.New(entra.Options{
		TenantID: server.TenantID(), ClientID: server.ClientID(), Auth: entra.AuthClientSecret, Secret: secret.New(server.ClientSecret()),
		AuthorityURL: server.AuthorityURL(), GraphURL: server.GraphURL(), Mapping: directory.Mapping{"birthdate": "birthday"},
	})
	if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "birthday") || fault.HintOf(err) == "" {
		t.Errorf("%v", err)
	}
	if asked := server.Requests(); len(asked) != 0 {
		t.Errorf("asked: %+v", asked)
	}
}

// TestExitCodes runs the command against faults that end in different ways.
func TestExitCodes(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldOptions{users: 20})
	s := w.oktaSide(t, okta.AuthToken)
	h := s.home(t, w.server.OktaToken())
	for _, c := range []struct {
		kind   sandbox.FaultKind
		args   string
		code   int
		words  string // on stderr, without case
		status directory.RunStatus
	}{
		{sandbox.FaultHTML, "", 8, "a web page", directory.RunFailed},
		{sandbox.FaultRetryLong, "", 8, "asks to wait 2m30s", directory.RunFailed},
		{sandbox.FaultForbidden, "", 4, "read-only administrator", directory.RunFailed},
		{sandbox.FaultUnauthorized, "", 4, "set-secret", directory.RunFailed},
		{sandbox.FaultEmptyList, "", 7, "listed nobody", directory.RunBlocked},
		{sandbox.FaultNoProfile, "--strict", 1, "--strict makes that fatal", directory.RunFailed},
		{sandbox.FaultNoProfile, "", 5, "could not be read", directory.RunPartial},
		{sandbox.FaultBigNumber, "", 0, "", directory.RunSucceeded},
	} {
		if err := w.server.Fault(sandbox.Fault{Target: sandbox.TargetOkta, Kind: c.kind}); err != nil {
			t.Fatal(err)
		}
		args := append([]string{"directory", "sync", s.in.Name, "--full", "--no-resume"}, strings.Fields(c.args)...)
		p := h.start(t.Context(), t, args...)
		_ = p.Wait() // the exit code is looked at
		w.server.ClearFaults()
		words := strings.ToLower(p.stderr.String())
		if code := p.ProcessState.ExitCode(); code != c.code || !strings.Contains(words, c.words) {
			t.Errorf("%s %s: exit code %d, want %d with %q\n%s", c.kind, c.args, code, c.code, c.words, words)
		}
		if last := s.lastRun(t); last.Status != c.status {
			t.Errorf("%s %s: recorded is %s, want %s", c.kind, c.args, last.Status, c.status)
		}
	}
}

package systemtest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/sandbox"
)

// strike is a fault and where it strikes.
type strike struct {
	sandbox.Fault
	path    func(s *side) string // its Path, which may depend on the day
	workers int                  // requests of a sync under way at once
}

// strike changes the directory, syncs against the fault, and syncs again
// without it.
func (s *side) strike(t *testing.T, day func(testing.TB, *side), f strike, want expect) {
	t.Helper()
	day(t, s)
	before, people, truth := dump(t, s.w.path, ""), s.stored(t), s.truth(s.scope)
	server := s.w.server
	server.ClearRequests()
	f.Path = f.path(s)
	if err := server.Fault(f.Fault); err != nil {
		t.Fatal(err)
	}
	run, err := s.sync(t.Context(), t, nil)
	server.ClearFaults()
	if run.Status != want.status {
		t.Errorf("the run is %s (%v), want %s", run.Status, err, want.status)
	}
	s.recorded(t, run, err, want)
	switch want.status {
	case directory.RunSucceeded, directory.RunPartial:
		if err != nil {
			t.Fatal(err)
		}
		s.applied(t, f.Fault, run, want, people, truth)
	default:
		if fault.CodeOf(err) != want.code || !strings.Contains(fmt.Sprint(err), want.words) {
			t.Errorf("the error is %q of kind %q, want %q of kind %q", err, fault.CodeOf(err), want.words, want.code)
		}
		if fault.HintOf(err) == "" {
			t.Errorf("nothing is said about what to do next: %v", err)
		}
		if after := dump(t, s.w.path, ""); after != before {
			t.Error("the store was changed by a sync that failed")
		}
	}
	if want.retried && (run.Retries == 0 || run.Waited == 0) {
		t.Errorf("%d retries are recorded, and %s waited", run.Retries, run.Waited)
	}
	s.nothingElsewhere(t, run, err)
	s.goesOn(t, f, run, want)
}

// recorded checks the record of a run.
func (s *side) recorded(t *testing.T, run directory.Run, err error, want expect) {
	t.Helper()
	last := s.lastRun(t)
	if last.ID != run.ID || last.Status != run.Status || (last.Error == "") != (err == nil) {
		t.Errorf("recorded is %+v", last)
	}
	mode := s.asked(t, nil).Mode
	if want.full {
		mode = directory.ModeFull
	}
	if last.Mode != mode {
		t.Errorf("recorded is a %s run, want a %s one", last.Mode, mode)
	}
	if all := strings.Join(last.Notes, "; "); !strings.Contains(all, want.note) || want.note == "" && all != "" {
		t.Errorf("the notes are %q, want %q", all, want.note)
	}
	if want.status == directory.RunFailed && (last.KeptPages != last.Pages || last.Counts.Changes() != 0) {
		t.Errorf("of %d pages %d are kept, and %+v counted", last.Pages, last.KeptPages, last.Counts)
	}
	if sent := len(s.w.server.Requests()); last.Requests > sent || last.Requests == 0 || last.Bytes == 0 && last.Pages > 0 {
		t.Errorf("%d requests and %d bytes are recorded, the source saw %d requests", last.Requests, last.Bytes, sent)
	}
}

// applied checks a run that got over the fault.
func (s *side) applied(t *testing.T, f sandbox.Fault, run directory.Run, want expect, before, truth map[string]directory.User) {
	t.Helper()
	after := s.stored(t)
	counted := run.Counts
	counted.Listed, counted.Unchanged, counted.Skipped = 0, 0, 0
	if real := changesBetween(before, after); counted != real {
		t.Errorf("counted is %+v, but the store changed by %+v", counted, real)
	}
	switch {
	case want.status == directory.RunPartial:
		s.asRead(t, run, want, before)
	case want.late || want.lost:
		s.asNowOrBefore(t, after, before, truth)
	default:
		s.asListed(t, f, run)
	}
}

// changesBetween counts how the stored people changed.
func changesBetween(before, after map[string]directory.User) directory.Counts {
	var c directory.Counts
	for id, now := range after {
		old, known := before[id]
		switch {
		case !known:
			c.Added++
		case now.State == directory.Missing && old.State != directory.Missing:
			c.Missing++
		case now.State == directory.Active && old.State != directory.Active:
			c.Reactivated++
		case now.State == directory.Inactive && old.State == directory.Active:
			c.Deactivated++
		case now.State != old.State || differs(now, old) != "":
			c.Updated++
		}
	}
	return c
}

// asListed checks a run that has all of the truth. One fault changes what is
// listed.
func (s *side) asListed(t *testing.T, f sandbox.Fault, run directory.Run) {
	t.Helper()
	want := s.truth(s.scope)
	if f.Kind == sandbox.FaultBigNumber {
		for id, u := range s.stored(t) {
			if w, listed := want[id]; listed && u.Claims["badge"] == "9007199254740993" {
				w.Claims["badge"] = u.Claims["badge"]
			}
		}
	}
	s.equals(t, want)
	if f.Target != sandbox.TargetToken && run.Counts.Changes() == 0 {
		t.Error("the changes of the directory are not in the run's record")
	}
}

// asNowOrBefore checks a run from which the source hid something: everybody is
// as they are, or as they were before the sync or the last change.
func (s *side) asNowOrBefore(t *testing.T, after map[string]directory.User, before ...map[string]directory.User) {
	t.Helper()
	truth := s.truth(s.scope)
	for id, g := range after {
		_, listed := truth[id]
		right := !listed && g.State == directory.Missing
		for _, people := range append(before, truth) {
			as, known := people[id]
			right = right || known && differs(g, as) == ""
		}
		if !right {
			t.Errorf("%s is neither as it was nor as it is: %+v", id, g)
		}
	}
}

// asRead checks a run in which some people could not be read: they are named
// and left alone.
func (s *side) asRead(t *testing.T, run directory.Run, want expect, before map[string]directory.User) {
	t.Helper()
	if n := len(run.RecordErrors); n == 0 || want.skips > 0 && n != want.skips || run.Counts.Skipped != n {
		t.Fatalf("skipped are %+v, counted %d, want %d", run.RecordErrors, run.Counts.Skipped, want.skips)
	}
	truth := s.truth(s.scope)
	for _, e := range run.RecordErrors {
		if e.Reason == "" || want.blind != (e.ExternalID == "") {
			t.Errorf("a skipped person is named %+v", e)
		}
		if old, known := before[e.ExternalID]; known {
			truth[e.ExternalID] = old
		} else {
			delete(truth, e.ExternalID)
		}
	}
	if want.blind && run.Mode == directory.ModeFull {
		if run.Counts.Missing != 0 {
			t.Errorf("%d people are taken for missing by a run that could not read who is there", run.Counts.Missing)
		}
		for id, old := range before {
			if _, listed := truth[id]; !listed {
				truth[id] = old
			}
		}
	}
	got := s.stored(t)
	for id, u := range truth {
		if g, ok := got[id]; !ok {
			t.Errorf("%s is not in the store", id)
		} else if d := differs(g, u); d != "" {
			t.Errorf("%s: %s", id, d)
		}
	}
	for id, u := range got {
		if _, listed := truth[id]; !listed && u.State != directory.Missing {
			t.Errorf("%s is not in the directory and %s in the store", id, u.State)
		}
	}
}

// goesOn syncs without the fault: at once everything is right, and what the
// struck run had staged is not asked for again.
func (s *side) goesOn(t *testing.T, f strike, struck directory.Run, want expect) {
	t.Helper()
	first := pagesAsked(s.w.server.Requests())
	s.w.server.ClearRequests()
	if want.lost {
		defer func(asked func(*directory.SyncRequest)) { s.request = asked }(s.request)
		s.request = nil
	}
	run := s.mustSync(t)
	kept := struck.KeptPages
	if want.anew {
		kept = 0
	}
	if run.ResumedPages != kept {
		t.Errorf("%d pages were kept, and %d gone on with (%q)", struck.KeptPages, run.ResumedPages, run.Notes)
	}
	if want.status != directory.RunFailed || want.anew {
		return
	}
	again := pagesAsked(s.w.server.Requests())
	if run.Mode == directory.ModeFull { // what has changed since is asked for by any that goes on
		again = slices.DeleteFunc(again, func(page string) bool { return strings.Contains(page, "/delta?") })
	}
	twice := 0
	for i, page := range first {
		if slices.Contains(again, page) {
			twice++
			if f.workers <= 1 && i < kept {
				t.Errorf("page %d was staged and is asked for again: %s", i+1, page)
			}
		}
	}
	if twice > len(first)-kept {
		t.Errorf("of %d pages asked for %d were staged, and %d are asked for again", len(first), kept, twice)
	}
}

// pagesAsked are the pages of listings that were asked for, in order, each once.
func pagesAsked(requests []sandbox.Request) []string {
	var pages []string
	for _, r := range requests {
		path, _, _ := strings.Cut(r.Path, "?")
		last := path[strings.LastIndexByte(path, '/')+1:]
		listing := slices.Contains([]string{"users", "delta", "logs", "microsoft.graph.user"}, last) && r.Method == http.MethodGet
		for _, aside := range []string{"sortBy=", "limit=1&", "top=1&", "deltatoken=latest"} {
			listing = listing && !strings.Contains(r.Path+"&", aside)
		}
		if listing && !slices.Contains(pages, r.Path) {
			pages = append(pages, r.Path)
		}
	}
	return pages
}

// nothingElsewhere checks that no other host was talked to and that no
// credential got into what is kept and shown.
func (s *side) nothingElsewhere(t *testing.T, run directory.Run, err error) {
	server := s.w.server
	for _, r := range server.Requests() {
		if "http://"+r.Host != server.OktaURL() {
			t.Errorf("a request went to %s with %s", r.Host, r.Auth)
		}
	}
	text := fmt.Sprint(run.Error, err, fault.HintOf(err), run.RecordErrors, run.Notes)
	for _, credential := range []string{server.OktaToken(), server.ClientSecret(), "eyJ"} {
		if strings.Contains(text, credential) {
			t.Errorf("a credential is in %q", text)
		}
	}
}

// events is a day in the company: somebody is hired, one leaves, one comes
// back, one is deleted, one moves, one marries.
func (s *side) events(t testing.TB) {
	t.Helper()
	c := s.company
	pick := func(what string, f func(p *sandbox.Person) bool) int {
		// From the end, so that the first pages stay as they are.
		for i := c.Len() - 1; i >= 0; i-- {
			if p := c.Person(i); !p.Deleted && f(&p) {
				return i
			}
		}
		t.Fatalf("nobody is left who %s", what)
		return 0
	}
	leaver := pick("can leave", func(p *sandbox.Person) bool { return p.Status == sandbox.StatusActive })
	back := pick("can come back", func(p *sandbox.Person) bool { return p.Status == sandbox.StatusDeprovisioned })
	c.Deactivate(leaver)
	c.Reactivate(back)
	gone := pick("can be deleted", func(p *sandbox.Person) bool { return p.Index != leaver && p.Index != back })
	c.Delete(gone)
	s.gone = gone
	hired := c.Add()
	p := c.Person(hired)
	c.SetLogin(hired, fmt.Sprintf("New.Login%d@%s", hired, c.Domain()))
	c.SetAttribute(hired-1, "city", fmt.Sprintf("City %d", hired))
	c.SetAttribute(10+hired%20, "lastName", "Newname"+p.EmployeeID)
	c.SetAttribute(10+hired%20, "middleName", "")
}

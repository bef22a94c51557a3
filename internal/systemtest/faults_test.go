package systemtest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/sandbox"
)

// expect is what must come of a sync that meets a fault.
type expect struct {
	status directory.RunStatus
	code   fault.Code // of the error
	words  string     // in the error
	skips  int        // people who cannot be read, where status is partial
	blind  bool       // not even their ids can be read, so nobody may be missing
}

func completes() expect { return expect{status: directory.RunSucceeded} }

func fails(code fault.Code, words string) expect {
	return expect{status: directory.RunFailed, code: code, words: words}
}

func skips(n int) expect { return expect{status: directory.RunPartial, skips: n} }

// rule is what must hold of one fault at one target.
type rule struct {
	from   int // request it strikes first; 0 means the second, at token endpoints the first
	once   expect
	always expect
}

func same(e expect) rule { return rule{once: e, always: e} }

// passing are the rules of what a retry gets over, and what remains when it
// does not pass.
func passing(code fault.Code, words string) rule {
	return rule{once: completes(), always: fails(code, words)}
}

// everywhere are the rules of the faults that all endpoints have alike.
func everywhere() map[sandbox.FaultKind]rule {
	limited := passing(fault.RateLimited, "still limits the rate after 5 attempts")
	failing := passing(fault.Unavailable, "failed 5 times")
	return map[sandbox.FaultKind]rule{
		sandbox.FaultReset:             passing(fault.Unavailable, "the connection to"),
		sandbox.FaultRateLimited:       limited,
		sandbox.FaultRateLimitedBare:   limited,
		sandbox.FaultRateLimitedPast:   limited,
		sandbox.FaultRateLimitedMinute: limited,
		sandbox.FaultRetryFractional:   limited,
		sandbox.FaultRetryLong:         same(fails(fault.RateLimited, "asks to wait 2m30s")),
		sandbox.FaultStatus500:         failing,
		sandbox.FaultStatus502:         failing,
		sandbox.FaultStatus503:         failing,
		sandbox.FaultClockAhead:        same(completes()),
		sandbox.FaultClockBehind:       same(completes()),
	}
}

func with(base, more map[sandbox.FaultKind]rule) map[sandbox.FaultKind]rule {
	maps.Copy(base, more)
	return base
}

func oktaRules() map[sandbox.FaultKind]rule {
	unusable := func(why string) rule { return same(fails(fault.Unavailable, why)) }
	return with(everywhere(), map[sandbox.FaultKind]rule{
		sandbox.FaultJoinedLink:   same(completes()),
		sandbox.FaultNextSelf:     unusable("its next page is the page itself"),
		sandbox.FaultCycle:        {from: 3, once: fails(fault.Unavailable, "in circles"), always: fails(fault.Unavailable, "in circles")},
		sandbox.FaultEmptyPage:    passing(fault.Unavailable, "pages in a row without anybody"),
		sandbox.FaultEmptyBody:    unusable("the answer is empty"),
		sandbox.FaultNoContent:    unusable("(204"),
		sandbox.FaultEmptyList:    {from: 1, once: nobody(), always: nobody()},
		sandbox.FaultTruncated:    unusable("cut off or damaged"),
		sandbox.FaultHTML:         unusable("a web page"),
		sandbox.FaultUnauthorized: same(fails(fault.Unauthorized, "Okta refused the API token")),
		sandbox.FaultForbidden:    same(fails(fault.Unauthorized, "may not read users")),
		sandbox.FaultNoProfile:    {once: skips(1), always: skips(3)},
		sandbox.FaultBigNumber:    same(completes()),
		sandbox.FaultDuplicate:    same(completes()),
		sandbox.FaultVanish:       same(completes()),
		sandbox.FaultOtherHost:    unusable("its next page is at another address"),
	})
}

func graphRules() map[sandbox.FaultKind]rule {
	unusable := func(why string) rule { return same(fails(fault.Unavailable, why)) }
	circles := unusable("goes round in circles")
	null := func(n int) expect { return expect{status: directory.RunPartial, skips: n, blind: true} }
	return with(everywhere(), map[sandbox.FaultKind]rule{
		sandbox.FaultNextSelf:     circles,
		sandbox.FaultCycle:        {from: 3, once: circles.once, always: circles.once},
		sandbox.FaultEmptyPage:    passing(fault.Unavailable, "pages in a row without anybody"),
		sandbox.FaultEmptyBody:    unusable("it is empty"),
		sandbox.FaultNoContent:    unusable("it is empty"),
		sandbox.FaultEmptyList:    {from: 1, once: nobody(), always: nobody()},
		sandbox.FaultTruncated:    unusable("cannot be used"),
		sandbox.FaultHTML:         unusable("a web page"),
		sandbox.FaultUnauthorized: passing(fault.Unauthorized, "refused the access token"),
		sandbox.FaultForbidden:    same(fails(fault.Unauthorized, "a permission is missing")),
		sandbox.FaultDuplicate:    same(completes()),
		sandbox.FaultVanish:       same(completes()),
		sandbox.FaultNoValue:      unusable("no list of users"),
		sandbox.FaultNullElement:  {once: null(1), always: null(3)},
		sandbox.FaultWrongType:    {once: skips(1), always: skips(3)},
		sandbox.FaultOtherHost:    unusable("the access token is not sent there"),
		sandbox.FaultSelectLost:   same(fails(fault.Unauthorized, "nobody's state is known")),
		sandbox.FaultNoEnabled:    same(fails(fault.Unauthorized, "nobody's state is known")),
	})
}

func nobody() expect {
	return expect{status: directory.RunBlocked, code: fault.Blocked, words: "listed nobody"}
}

// tokenRules are of both token endpoints.
func tokenRules(refused string) map[sandbox.FaultKind]rule {
	bad := same(fails(fault.Unavailable, "token"))
	return with(everywhere(), map[sandbox.FaultKind]rule{
		sandbox.FaultEmptyBody: bad, sandbox.FaultNoContent: bad, sandbox.FaultTruncated: bad, sandbox.FaultHTML: bad,
		sandbox.FaultUnauthorized: same(fails(fault.Unauthorized, refused)),
	})
}

// TestFaults syncs against every fault there is, once and for good, at every
// endpoint it exists for.
func TestFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rules  map[sandbox.FaultKind]rule
		target sandbox.Target
		side   func(t *testing.T, w *world) *side
	}{
		"okta": {oktaRules(), sandbox.TargetOkta, func(t *testing.T, w *world) *side {
			return w.oktaSide(t, okta.AuthToken)
		}},
		"graph": {graphRules(), sandbox.TargetGraph, func(t *testing.T, w *world) *side { return w.entraSide(t) }},
		"okta's token endpoint": {tokenRules("client_assertion"), sandbox.TargetToken, func(t *testing.T, w *world) *side {
			return w.oktaSide(t, okta.AuthPrivateKey)
		}},
		"entra's token endpoint": {tokenRules("expired"), sandbox.TargetToken, func(t *testing.T, w *world) *side {
			return w.entraSide(t)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := c.side(t, newWorld(t, worldOptions{users: 3*smallPage + 10}))
			s.mustSync(t)
			for _, k := range sandbox.FaultKinds() {
				if !slices.Contains(k.Targets, c.target) {
					continue
				}
				r, ok := c.rules[k.Kind]
				if !ok {
					t.Errorf("what must hold of the fault %s is not said", k.Kind)
					continue
				}
				f := sandbox.Fault{Target: c.target, Kind: k.Kind, From: r.from, Count: 1}
				if f.From == 0 && c.target != sandbox.TargetToken {
					f.From = 2
				}
				if c.target == sandbox.TargetGraph {
					f.Path = "/v1.0/users" // the count of users is asked for in between
				}
				t.Run(string(k.Kind)+"/once", func(t *testing.T) { s.strike(t, f, r.once) })
				f.Count = 0
				t.Run(string(k.Kind)+"/always", func(t *testing.T) { s.strike(t, f, r.always) })
			}
		})
	}
}

// TestEndsTooSoon lets a listing end in the middle with an empty page, as when
// an admin role is taken away while it runs: once, which asking again gets
// over, and from then on.
func TestEndsTooSoon(t *testing.T) {
	t.Parallel()
	bothSides(t, worldOptions{users: 3*smallPage + 10}, func(t *testing.T, s *side) {
		f := sandbox.Fault{Target: sandbox.TargetOkta, Kind: sandbox.FaultEmptyList}
		if s.in.Template == integration.EntraDirectory {
			f.Target, f.Path = sandbox.TargetGraph, "/v1.0/users"
		}
		s.mustSync(t)
		for f.From = 2; f.From <= 4; f.From++ {
			f.Count = 1
			s.strike(t, f, completes())
			f.Count = 0
			s.strike(t, f, fails(fault.Unavailable, "in the middle of the listing"))
		}
	})
}

// TestEndsWithNobody lets the only person of the last page leave just before
// it is asked for: such an end is as it should be.
func TestEndsWithNobody(t *testing.T) {
	t.Parallel()
	bothSides(t, worldOptions{users: 2*smallPage + 1}, func(t *testing.T, s *side) {
		s.mustSync(t)
		var asked atomic.Int32
		s.w.gate.Store(func(r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/users") && asked.Add(1) == 3 {
				s.company.Delete(2 * smallPage)
			}
		})
		run := s.mustSync(t)
		if run.Counts.Missing != 1 || run.Counts.Listed != 2*smallPage {
			t.Errorf("%+v", run.Counts)
		}
	})
}

// strike changes the directory, syncs against the fault, and syncs again
// without it.
func (s *side) strike(t *testing.T, f sandbox.Fault, want expect) {
	s.events(t)
	before, people := dump(t, s.w.path, ""), s.stored(t)
	s.w.server.ClearRequests()
	if err := s.w.server.Fault(f); err != nil {
		t.Fatal(err)
	}
	run, err := s.sync(t.Context(), t, nil)
	s.w.server.ClearFaults()
	if run.Status != want.status {
		t.Errorf("the run is %s (%v), want %s", run.Status, err, want.status)
	}
	if last := s.lastRun(t); last.ID != run.ID || last.Status != run.Status || (last.Error == "") != (err == nil) {
		t.Errorf("recorded is %+v", last)
	}
	switch want.status {
	case directory.RunSucceeded:
		if err != nil {
			t.Fatal(err)
		}
		s.asListed(t, f, run)
	case directory.RunPartial:
		if err != nil {
			t.Fatal(err)
		}
		s.asRead(t, run, want, people)
	default:
		if fault.CodeOf(err) != want.code || !strings.Contains(err.Error(), want.words) {
			t.Errorf("the error is %q of kind %q, want %q of kind %q", err, fault.CodeOf(err), want.words, want.code)
		}
		if fault.HintOf(err) == "" {
			t.Errorf("nothing is said about what to do next: %v", err)
		}
		if after := dump(t, s.w.path, ""); after != before {
			t.Error("the store was changed by a sync that failed")
		}
	}
	s.nothingElsewhere(t, run, err)
	s.mustSync(t)
}

// asListed checks a run that got over the fault. One fault changes what is listed.
func (s *side) asListed(t *testing.T, f sandbox.Fault, run directory.Run) {
	want := s.truth(nil)
	if f.Kind == sandbox.FaultBigNumber {
		n := 0
		for id, u := range s.stored(t) {
			if u.Claims["badge"] == "9007199254740993" {
				n++
				want[id].Claims["badge"] = u.Claims["badge"]
			}
		}
		if n == 0 {
			t.Error("no digit of a big number may be lost")
		}
	}
	s.equals(t, want)
	if f.Target != sandbox.TargetToken && run.Counts.Changes() == 0 {
		t.Error("the changes of the directory are not in the run's record")
	}
}

// asRead checks a run in which some people could not be read: they are named
// and left alone.
func (s *side) asRead(t *testing.T, run directory.Run, want expect, before map[string]directory.User) {
	if len(run.RecordErrors) != want.skips || run.Counts.Skipped != want.skips {
		t.Fatalf("skipped are %+v, want %d", run.RecordErrors, want.skips)
	}
	truth := s.truth(nil)
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
	if want.blind {
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

// nothingElsewhere checks that no other host was talked to and that no
// credential got into what is kept and shown.
func (s *side) nothingElsewhere(t *testing.T, run directory.Run, err error) {
	server := s.w.server
	for _, r := range server.Requests() {
		if "http://"+r.Host != server.OktaURL() {
			t.Errorf("a request went to %s with %s", r.Host, r.Auth)
		}
	}
	text := fmt.Sprint(run.Error, err, fault.HintOf(err), run.RecordErrors)
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
	hired := c.Add()
	p := c.Person(hired)
	c.SetLogin(hired, fmt.Sprintf("New.Login%d@%s", hired, c.Domain()))
	c.SetAttribute(hired-1, "city", fmt.Sprintf("City %d", hired))
	c.SetAttribute(10+hired%40, "lastName", "Newname"+p.EmployeeID)
	c.SetAttribute(10+hired%40, "middleName", "")
}

package entra

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/httpx"
	"github.com/incodectl/incodectl/internal/sandbox"
	"github.com/incodectl/incodectl/internal/secret"
)

// world is a tenant of the sandbox and a source of it.
func world(t *testing.T, size int, change func(*Options, *sandbox.Server)) (*sandbox.Company, *sandbox.Server, *Source) {
	t.Helper()
	company := sandbox.NewCompany(sandbox.CompanyOptions{Users: size, Seed: 7})
	server, err := sandbox.Start(t.Context(), sandbox.Options{Entra: company})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	o := Options{
		TenantID: server.TenantID(), ClientID: server.ClientID(), Auth: AuthClientSecret, Secret: secret.New(server.ClientSecret()),
		AuthorityURL: server.AuthorityURL(), GraphURL: server.GraphURL(),
		HTTP: httpx.Options{Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }},
	}
	if change != nil {
		change(&o, server)
	}
	return company, server, source(t, o)
}

// people applies pages as a store would: who is there afterwards.
type people map[string]directory.Record

func (p people) apply(pages []directory.Page) {
	for _, page := range pages {
		for _, g := range page.Removed {
			delete(p, g.ExternalID)
		}
		for _, r := range page.Records {
			if _, known := p[r.ExternalID]; known || !page.OnlyKnown {
				p[r.ExternalID] = r
			}
		}
	}
}

// upstream are the states of everybody the company has.
func upstream(c *sandbox.Company) map[string]string {
	out := map[string]string{}
	for i := range c.Len() {
		if p := c.Person(i); !p.Deleted {
			out[p.GraphID] = stateDisabled
			if p.Status.Enabled() {
				out[p.GraphID] = stateEnabled
			}
		}
	}
	return out
}

// compare reports whether what was read is what the company has, among those
// who count.
func (p people) compare(t *testing.T, when string, want map[string]string) {
	t.Helper()
	for id, state := range want {
		if got, ok := p[id]; !ok || got.SourceState != state {
			t.Errorf("%s: %s is %q, not %q", when, id, got.SourceState, state)
		}
	}
	for id := range p {
		if _, ok := want[id]; !ok {
			t.Errorf("%s: %s is still there", when, id)
		}
	}
}

// TestSandboxFollowsChanges changes people during a listing and after it.
func TestSandboxFollowsChanges(t *testing.T) {
	t.Parallel()
	c, _, s := world(t, 2500, nil)
	var pages []directory.Page
	for p, err := range s.Pages(t.Context(), directory.Read{Mode: directory.ModeFull}) {
		if err != nil {
			t.Fatal(err)
		}
		if pages = append(pages, p); len(pages) == 1 {
			c.Delete(3)
			c.Erase(4)
			c.Deactivate(5)
			c.Delete(2400)
			c.Delete(6)
			c.Restore(6)
		}
	}
	stored := people{}
	stored.apply(pages)
	stored.compare(t, "after the listing", upstream(c))

	mark := pages[len(pages)-1].Mark
	for round := range 3 {
		c.Reactivate(5)
		c.Delete(10 + round)
		c.Restore(9 + round)
		c.SetAttribute(20+round, "department", "Moved")
		c.Erase(30 + round)
		pages, err := read(t, s, directory.Read{Mode: directory.ModeDelta, Since: mark})
		if err != nil {
			t.Fatal(err)
		}
		if stored.apply(pages); len(pages) > 2 {
			t.Errorf("%d pages for a few changes", len(pages))
		}
		stored.compare(t, fmt.Sprintf("after delta %d", round+1), upstream(c))
		mark = pages[len(pages)-1].Mark
	}

	checked, _, err := s.Check(t.Context(), []string{c.Person(1).GraphID, c.Person(30).GraphID})
	if err != nil || checked[0].Record == nil || checked[1].Gone != whyDeleted {
		t.Errorf("%+v, %v", checked, err)
	}
}

// TestSandboxGroups follows groups, whose members are nested twice.
func TestSandboxGroups(t *testing.T) {
	t.Parallel()
	c, _, s := world(t, 1500, func(o *Options, server *sandbox.Server) {
		o.Groups = []string{server.GroupIDs().Graph["Headquarters"], server.GroupIDs().Graph["Pilot"]}
	})
	pages, err := collect(t, s, "")
	if err != nil {
		t.Fatal(err)
	}
	stored := people{}
	stored.apply(pages)
	inside, outside := -1, -1
	for i := range c.Len() {
		if _, in := stored[c.Person(i).GraphID]; in && i > 10 && inside < 0 {
			inside = i
		} else if !in && outside < 0 {
			outside = i
		}
	}
	if inside < 0 || outside < 0 {
		t.Fatalf("%d people are in scope", len(stored))
	}
	r := directory.Read{Mode: directory.ModeDelta, Since: pages[len(pages)-1].Mark}
	c.Deactivate(inside)
	c.Deactivate(outside)
	changes, err := read(t, s, r)
	if err != nil {
		t.Fatal(err)
	}
	size := len(stored)
	if stored.apply(changes); len(stored) != size || stored[c.Person(inside).GraphID].SourceState != stateDisabled {
		t.Errorf("%d people, %+v", len(stored), changes)
	}

	c.SetMember("Design", outside, true) // nested in a group that is nested in one in scope
	r.Since = changes[len(changes)-1].Mark
	_, err = read(t, s, r)
	if _, full := errors.AsType[*directory.FullNeeded](err); !full {
		t.Error(err)
	}
	c.SetMember("Pilot", inside, false)
	checked, _, err := s.Check(t.Context(), []string{c.Person(outside).GraphID, c.Person(0).GraphID})
	if err != nil || checked[0].Record == nil || checked[1].Record == nil {
		t.Errorf("%+v, %v", checked, err)
	}
	c.SetMember("Design", outside, false)
	if checked, _, err = s.Check(t.Context(), []string{c.Person(outside).GraphID}); err != nil || checked[0].Gone != whyOutOfScope {
		t.Errorf("%+v, %v", checked, err)
	}
}

func TestSandboxFilter(t *testing.T) {
	t.Parallel()
	for _, expression := range []string{"department eq 'Sales'", "department ne 'Sales'", "(department eq 'Sales' or department eq 'Design') and accountEnabled eq true"} {
		c, _, s := world(t, 2500, func(o *Options, _ *sandbox.Server) { o.Filter = expression })
		pages, err := collect(t, s, "")
		if err != nil {
			t.Fatal(expression, err)
		}
		want := map[string]string{}
		for id, state := range upstream(c) {
			i, _ := c.Find(id)
			p := c.Person(i)
			sales := p.Department == "Sales"
			if expression == "department eq 'Sales'" && sales || expression == "department ne 'Sales'" && !sales ||
				expression[0] == '(' && (sales || p.Department == "Design") && state == stateEnabled {
				want[id] = state
			}
		}
		stored := people{}
		stored.apply(pages)
		stored.compare(t, expression, want)
		if len(want) < 50 || pages[len(pages)-1].Mark != "" {
			t.Errorf("%s: %d people, mark %q", expression, len(want), pages[len(pages)-1].Mark)
		}
		for id := range want {
			checked, _, err := s.Check(t.Context(), []string{id})
			if err != nil || checked[0].Record == nil {
				t.Errorf("%s: %+v, %v", expression, checked, err)
			}
			break
		}
	}
}

// TestSandboxFaults: whatever goes wrong at every other request, a listing
// either fails or has everybody, and a delta never has somebody gone who is not.
func TestSandboxFaults(t *testing.T) {
	t.Parallel()
	for _, kind := range sandbox.FaultKinds() {
		if !slices.Contains(kind.Targets, sandbox.TargetGraph) || kind.Kind == sandbox.FaultOmit || kind.Kind == sandbox.FaultVanish {
			continue // those leave people out as a lagging index does, which nothing on the way can see
		}
		t.Run(string(kind.Kind), func(t *testing.T) {
			t.Parallel()
			for _, from := range []int{1, 2, 3, 5} {
				c, server, s := world(t, 1100, nil)
				if err := server.Fault(sandbox.Fault{Target: sandbox.TargetGraph, Kind: kind.Kind, From: from, Every: 2, Count: 2}); err != nil {
					t.Fatal(err)
				}
				pages, err := collect(t, s, "")
				stored := people{}
				stored.apply(pages)
				// A listing of nobody is never believed.
				if err == nil && len(stored) > 0 {
					for _, p := range pages { // named ones are neither changed nor missing
						for _, sk := range p.Skipped {
							stored[sk.ExternalID] = directory.Record{}
						}
					}
					if _, blind := stored[""]; !blind {
						for id := range upstream(c) {
							if _, ok := stored[id]; !ok {
								t.Errorf("from %d: %s is left out without an error", from, id)
							}
						}
					}
				}
				if len(pages) == 0 || pages[len(pages)-1].Mark == "" {
					continue
				}
				c.Delete(7)
				c.Deactivate(8)
				gone := c.Person(7).GraphID
				changes, err := read(t, s, directory.Read{Mode: directory.ModeDelta, Since: pages[len(pages)-1].Mark})
				for _, p := range changes {
					for _, r := range p.Removed {
						if r.ExternalID != gone {
							t.Errorf("from %d: %s is said to be gone, %v", from, r.ExternalID, err)
						}
					}
				}
			}
		})
	}
}

func TestSandboxAttributes(t *testing.T) {
	t.Parallel()
	_, server, s := world(t, 300, nil)
	all, err := s.Attributes(t.Context(), 200)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"givenName", "department", "accountEnabled"} {
		if a := attribute(t, all, path); a.Sampled != 200 || a.Filled < 150 {
			t.Errorf("%+v", a)
		}
	}
	if a := attribute(t, all, server.ExtensionName("dateOfBirth")); a.Suggest != "birthdate" || a.Filled == 0 || a.Why != "" {
		t.Errorf("%+v", a)
	}
}

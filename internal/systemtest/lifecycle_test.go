package systemtest

import (
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/sandbox"
)

// bothSides runs a test against Okta and against Entra, each with a world of
// its own.
func bothSides(t *testing.T, o worldOptions, f func(t *testing.T, s *side)) {
	t.Helper()
	for name, connect := range map[string]func(t testing.TB, w *world) *side{
		"okta":  func(t testing.TB, w *world) *side { return w.oktaSide(t, okta.AuthToken) },
		"entra": func(t testing.TB, w *world) *side { return w.entraSide(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, connect(t, newWorld(t, o)))
		})
	}
}

// user is person i as stored.
func (s *side) user(t testing.TB, i int) directory.User {
	t.Helper()
	p := s.company.Person(i)
	u, ok := s.stored(t)[s.oracle(&p).ExternalID]
	if !ok {
		t.Fatalf("person %d is not in the store", i)
	}
	return u
}

// answers looks a hint up and demands person i.
func (s *side) answers(t testing.TB, hint string, i int, state directory.State) {
	t.Helper()
	found, err := s.w.dirs.Lookup(t.Context(), hint, s.in.ID)
	if err != nil {
		t.Fatalf("%s: %v", hint, err)
	}
	p := s.company.Person(i)
	if want := s.oracle(&p).ExternalID; found.User.ExternalID != want || found.User.State != state {
		t.Fatalf("%s leads to %s (%s), want %s (%s)", hint, found.User.ExternalID, found.User.State, want, state)
	}
}

func (s *side) refuses(t testing.TB, hint string, code fault.Code) {
	t.Helper()
	if found, err := s.w.dirs.Lookup(t.Context(), hint, s.in.ID); !fault.Is(err, code) {
		t.Fatalf("%s leads to %s (%v), want %s", hint, found.User.ExternalID, err, code)
	}
}

// changed syncs and demands these counts, apart from those of who stays.
func (s *side) changed(t testing.TB, want directory.Counts) {
	t.Helper()
	got := s.mustSync(t).Counts
	if sum := got.Added + got.Updated + got.Deactivated + got.Reactivated + got.Unchanged; sum != got.Listed {
		t.Fatalf("the counts do not add up: %+v", got)
	}
	got.Listed, got.Unchanged = 0, 0
	if got != want {
		t.Fatalf("the sync changed %+v, want %+v", got, want)
	}
}

// bothModes is bothSides in full runs and, from the second one on, in deltas.
func bothModes(t *testing.T, o worldOptions, f func(t *testing.T, s *side)) {
	t.Helper()
	for _, mode := range []directory.Mode{directory.ModeFull, directory.ModeDelta} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			bothSides(t, o, func(t *testing.T, s *side) {
				s.request = func(r *directory.SyncRequest) { r.Mode = mode }
				f(t, s)
			})
		})
	}
}

// TestLifeOfAPerson follows people through everything that happens to them.
func TestLifeOfAPerson(t *testing.T) {
	t.Parallel()
	bothModes(t, worldOptions{users: smallPage + 20}, func(t *testing.T, s *side) {
		c := s.company
		s.changed(t, directory.Counts{Added: c.Len()})
		first, before := s.user(t, 1), rows(t, s.w.path)
		s.changed(t, directory.Counts{})
		if rows(t, s.w.path) != before {
			t.Fatal("a sync without a change wrote rows")
		}
		mail := c.Person(1).Email
		s.answers(t, strings.ToUpper(mail)+" ", 1, directory.Active)
		s.answers(t, c.Person(1).EmployeeID, 1, directory.Active)

		c.Deactivate(1)
		s.changed(t, directory.Counts{Deactivated: 1})
		s.answers(t, mail, 1, directory.Inactive)
		c.Reactivate(1)
		s.changed(t, directory.Counts{Reactivated: 1})
		s.answers(t, mail, 1, directory.Active)

		c.Delete(1)
		s.changed(t, directory.Counts{Missing: 1})
		s.answers(t, mail, 1, directory.Missing)
		since := s.user(t, 1).MissingSince
		s.changed(t, directory.Counts{})
		if again := s.user(t, 1); !again.MissingSince.Equal(since) || again.Claims["given_name"] != first.Claims["given_name"] {
			t.Fatalf("somebody missing is missing anew: %+v", again)
		}
		c.Restore(1)
		s.changed(t, directory.Counts{Reactivated: 1})
		if back := s.user(t, 1); !back.CreatedAt.Equal(first.CreatedAt) {
			t.Fatalf("somebody restored is somebody new: %+v", back)
		}

		c.SetLogin(1, "Married."+c.Person(1).Login)
		c.SetEmail(1, "married@"+c.Domain())
		s.changed(t, directory.Counts{Updated: 1})
		s.answers(t, c.Person(1).Login, 1, directory.Active)
		s.refuses(t, mail, fault.NotFound)
	})
}

// TestAddressHandedOn gives the address of somebody who left to somebody new.
func TestAddressHandedOn(t *testing.T) {
	t.Parallel()
	bothModes(t, worldOptions{users: 15}, func(t *testing.T, s *side) {
		c := s.company
		s.mustSync(t)
		mail := c.Person(2).Email
		takeOver := func() int {
			i := c.Add()
			c.SetEmail(i, mail)
			c.SetLogin(i, mail)
			c.SetAttribute(i, "secondEmail", "")
			return i
		}
		c.Deactivate(2)
		second := takeOver()
		s.changed(t, directory.Counts{Added: 1, Deactivated: 1})
		s.answers(t, mail, second, directory.Active)

		c.Delete(2)
		c.Delete(second)
		third := takeOver()
		s.changed(t, directory.Counts{Added: 1, Missing: 2})
		s.answers(t, mail, third, directory.Active)

		fourth := takeOver()
		s.changed(t, directory.Counts{Added: 1})
		s.refuses(t, mail, fault.Ambiguous)
		c.Deactivate(fourth)
		s.changed(t, directory.Counts{Deactivated: 1})
		s.answers(t, mail, third, directory.Active)
	})
}

// TestGroupScope syncs groups, which overlap, and then other groups.
func TestGroupScope(t *testing.T) {
	t.Parallel()
	departments := func(names ...string) func(p *sandbox.Person) bool {
		return func(p *sandbox.Person) bool {
			return slices.Contains(names, p.Department)
		}
	}
	pilot := func(p *sandbox.Person) bool { return p.Index < 10 || p.Index%97 == 0 }
	bothSides(t, worldOptions{users: 4 * smallPage}, func(t *testing.T, s *side) {
		isOkta := s.in.Template == "okta-directory"
		for _, step := range []struct {
			groups []string
			member func(p *sandbox.Person) bool
		}{
			{[]string{"Engineering"}, departments("Engineering")},
			{[]string{"Design"}, departments("Design")},
			{[]string{"Engineering", "Pilot"}, func(p *sandbox.Person) bool { return departments("Engineering")(p) || pilot(p) }},
			{[]string{"Headquarters", "Design", "Alumni"}, departments("Engineering", "Design", "Product", "Sales")}, // nested
			{[]string{"Alumni", "Pilot"}, pilot},
			{nil, func(*sandbox.Person) bool { return true }},
		} {
			s.groups = nil
			for _, name := range step.groups {
				s.groups = append(s.groups, s.ids[name])
			}
			run, err := s.sync(t.Context(), t, nil)
			if err != nil {
				t.Fatalf("%v: %v", step.groups, err)
			}
			// Okta takes deactivated people out of their groups.
			want := s.truth(func(p *sandbox.Person) bool {
				return step.member(p) && (!isOkta || len(step.groups) == 0 || p.Status != sandbox.StatusDeprovisioned)
			})
			if run.Counts.Listed != len(want) || len(want) < 10 {
				t.Errorf("%v: %d people listed, want %d", step.groups, run.Counts.Listed, len(want))
			}
			s.equals(t, want)
		}
		s.groups = []string{s.ids["Alumni"]}
		before := dump(t, s.w.path, "")
		if _, err := s.sync(t.Context(), t, nil); !fault.Is(err, fault.Blocked) {
			t.Errorf("a group of nobody: %v", err)
		}
		s.groups = []string{strings.Replace(s.ids["Alumni"], s.ids["Alumni"][4:8], "0000", 1)}
		if _, err := s.sync(t.Context(), t, nil); !fault.Is(err, fault.NotFound) {
			t.Errorf("a group that is gone: %v", err)
		}
		if dump(t, s.w.path, "") != before {
			t.Error("a scope of nobody changed the store")
		}
	})
}

// TestGroupWithinGroup lists a group and then another whose members were all in
// the first: many pages have nobody new, and none of them is an empty page.
func TestGroupWithinGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldOptions{users: 260})
	s := w.oktaSide(t, okta.AuthToken)
	s.pages, s.groups = 1, []string{s.ids["Everyone"], s.ids["Headquarters"]}
	run, err := s.sync(t.Context(), t, nil)
	if err != nil {
		t.Fatal(err)
	}
	if run.Pages-run.Counts.Listed <= 100 {
		t.Errorf("only %d pages have nobody new", run.Pages-run.Counts.Listed)
	}
	s.equals(t, s.truth(func(p *sandbox.Person) bool { return p.Status != sandbox.StatusDeprovisioned }))
}

// TestMappingChange maps claims anew; records follow, people stay.
func TestMappingChange(t *testing.T) {
	t.Parallel()
	bothSides(t, worldOptions{users: smallPage + 20}, func(t *testing.T, s *side) {
		s.mustSync(t)
		n := s.company.Len()
		badge := s.mapping["badge"]
		s.mapping["badge"], s.mapping["phone_number"] = "", ""
		s.changed(t, directory.Counts{Updated: n})
		s.changed(t, directory.Counts{})
		delete(s.mapping, "phone_number")
		s.mapping["badge"] = badge
		s.changed(t, directory.Counts{Updated: n})
		s.mapping["employee_id"] = "" // no longer a login hint either
		s.changed(t, directory.Counts{Updated: n})
	})
}

// TestOthersAreLeftAlone syncs one integration while its twin, which lists the
// same people, and one at the other provider must keep every row.
func TestOthersAreLeftAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldOptions{users: smallPage + 20})
	a, b, c := w.oktaSide(t, okta.AuthToken), w.oktaSide(t, okta.AuthPrivateKey), w.entraSide(t)
	for _, s := range []*side{a, b, c} {
		s.mustSync(t)
	}
	rows := func(s *side) string { return dump(t, w.path, s.in.ID) }
	beforeB, beforeC := rows(b), rows(c)
	for range 5 {
		a.events(t)
		a.mustSync(t)
	}
	w.okta.Delete(3)
	if err := w.server.Fault(sandbox.Fault{Target: sandbox.TargetOkta, Kind: sandbox.FaultEmptyList}); err != nil {
		t.Fatal(err)
	}
	if _, err := a.sync(t.Context(), t, nil); !fault.Is(err, fault.Blocked) {
		t.Errorf("nobody listed: %v", err)
	}
	w.server.ClearFaults()
	a.mustSync(t)
	if rows(b) != beforeB || rows(c) != beforeC {
		t.Error("syncing one integration changed the people of another")
	}
	b.mustSync(t)
	c.mustSync(t)
}

// TestSizes syncs directories that fill their pages exactly, almost, and a
// little more, with pages as the vendors serve them.
func TestSizes(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 199, 200, 201, 998, 999, 1000, 2000} {
		bothSides(t, worldOptions{users: n, bigPages: true}, func(t *testing.T, s *side) {
			s.pages = 0 // the largest there are
			if n == 0 {
				run, err := s.sync(t.Context(), t, nil)
				if !fault.Is(err, fault.Blocked) || run.Status != directory.RunBlocked {
					t.Errorf("an empty directory: %s %v", run.Status, err)
				}
				return
			}
			s.changed(t, directory.Counts{Added: n})
			s.company.Deactivate(0)
			s.changed(t, directory.Counts{Deactivated: 1})
			s.changed(t, directory.Counts{})
			for i := range n {
				s.company.Delete(i)
			}
			before := dump(t, s.w.path, "")
			if _, err := s.sync(t.Context(), t, nil); !fault.Is(err, fault.Blocked) {
				t.Errorf("a directory that is suddenly empty: %v", err)
			}
			if dump(t, s.w.path, "") != before {
				t.Error("a directory that is suddenly empty changed the store")
			}
		})
	}
}

package store

import (
	"context"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
)

// Changes to a person, for readable tables.
func inactive(u *directory.User) { u.State, u.SourceState = directory.Inactive, "DEPROVISIONED" }
func renamed(u *directory.User)  { u.Claims = claims.Set{claims.GivenName: "Else"} }

// all returns an integration's stored people by external id.
func all(t *testing.T, s *Store, integrationID string) map[string]directory.User {
	t.Helper()
	people := map[string]directory.User{}
	for u, err := range s.Users(t.Context(), directory.Filter{IntegrationID: integrationID}) {
		if err != nil {
			t.Fatal(err)
		}
		people[u.ExternalID] = u
	}
	return people
}

// Every way from one stored state to what the next listing says.
func TestPlanTransitions(t *testing.T) {
	type people = []func(*directory.User)
	absent := people(nil)
	active, off := people{}, people{inactive}
	offRenamed, onRenamed := people{inactive, renamed}, people{renamed}
	one := directory.Counts{Listed: 1}
	count := func(f func(*directory.Counts)) directory.Counts { c := one; f(&c); return c }
	for name, c := range map[string]struct {
		history [][]func(*directory.User) // complete listings before; nil when not listed
		now     []func(*directory.User)
		want    directory.Counts
		state   directory.State
	}{
		"new active":                   {nil, active, count(func(c *directory.Counts) { c.Added = 1 }), directory.Active},
		"new inactive":                 {nil, off, count(func(c *directory.Counts) { c.Added = 1 }), directory.Inactive},
		"active same":                  {[][]func(*directory.User){active}, active, count(func(c *directory.Counts) { c.Unchanged = 1 }), directory.Active},
		"active changed":               {[][]func(*directory.User){active}, onRenamed, count(func(c *directory.Counts) { c.Updated = 1 }), directory.Active},
		"active to inactive":           {[][]func(*directory.User){active}, off, count(func(c *directory.Counts) { c.Deactivated = 1 }), directory.Inactive},
		"active to inactive, changed":  {[][]func(*directory.User){active}, offRenamed, count(func(c *directory.Counts) { c.Deactivated = 1 }), directory.Inactive},
		"active to missing":            {[][]func(*directory.User){active}, absent, directory.Counts{Missing: 1}, directory.Missing},
		"inactive same":                {[][]func(*directory.User){off}, off, count(func(c *directory.Counts) { c.Unchanged = 1 }), directory.Inactive},
		"inactive changed":             {[][]func(*directory.User){off}, offRenamed, count(func(c *directory.Counts) { c.Updated = 1 }), directory.Inactive},
		"inactive to active":           {[][]func(*directory.User){off}, active, count(func(c *directory.Counts) { c.Reactivated = 1 }), directory.Active},
		"inactive to missing":          {[][]func(*directory.User){off}, absent, directory.Counts{Missing: 1}, directory.Missing},
		"missing to active, same":      {[][]func(*directory.User){active, absent}, active, count(func(c *directory.Counts) { c.Reactivated = 1 }), directory.Active},
		"missing to active, changed":   {[][]func(*directory.User){active, absent}, onRenamed, count(func(c *directory.Counts) { c.Reactivated = 1 }), directory.Active},
		"missing to inactive":          {[][]func(*directory.User){active, absent}, off, count(func(c *directory.Counts) { c.Updated = 1 }), directory.Inactive},
		"missing to inactive, as once": {[][]func(*directory.User){off, absent}, off, count(func(c *directory.Counts) { c.Updated = 1 }), directory.Inactive},
		"missing still":                {[][]func(*directory.User){active, absent}, absent, directory.Counts{}, directory.Missing},
	} {
		t.Run(name, func(t *testing.T) {
			s, clock := newStore(t)
			// Somebody who stays, so that no listing is empty, and the same id elsewhere.
			stays := person(corpID, "stays")
			mustSync(t, s, otherID, []directory.Staged{person(otherID, "p")})
			elsewhere := all(t, s, otherID)
			listing := func(change []func(*directory.User)) []directory.Staged {
				if change == nil {
					return []directory.Staged{stays}
				}
				return []directory.Staged{stays, person(corpID, "p", change...)}
			}
			clock.t = day(2)
			mustSync(t, s, corpID, []directory.Staged{stays})
			for _, h := range c.history {
				clock.t = clock.t.AddDate(0, 0, 1)
				mustSync(t, s, corpID, listing(h))
			}
			before := all(t, s, corpID)
			clock.t = day(20)
			p := mustSync(t, s, corpID, listing(c.now))
			want := c.want
			want.Listed, want.Unchanged = want.Listed+1, want.Unchanged+1
			if p.Counts != want {
				t.Errorf("planned %+v, want %+v", p.Counts, want)
			}
			after := all(t, s, corpID)
			got, old := after["p"], before["p"]
			if got.State != c.state {
				t.Errorf("state %s, want %s", got.State, c.state)
			}
			checkDates(t, old, got, p.Counts.Changes() > 0)
			if !reflect.DeepEqual(before["stays"], after["stays"]) {
				t.Errorf("a bystander changed: %+v -> %+v", before["stays"], after["stays"])
			}
			if now := all(t, s, otherID); !reflect.DeepEqual(now, elsewhere) {
				t.Errorf("another integration changed: %+v -> %+v", elsewhere, now)
			}
			if again := mustPlan(t, s, listing(c.now)); again.Counts.Changes() != 0 {
				t.Errorf("a second run would change %+v", again.Counts)
			}
		})
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// checkDates compares what a sync on day 20 has left with what was there.
func checkDates(t *testing.T, old, got directory.User, changed bool) {
	t.Helper()
	created, updated, missing := old.CreatedAt, old.UpdatedAt, old.MissingSince
	if created.IsZero() {
		created = day(20)
	}
	if changed {
		updated, missing = day(20), time.Time{}
		if got.State == directory.Missing {
			missing = day(20)
		}
	}
	if !got.CreatedAt.Equal(created) || !got.UpdatedAt.Equal(updated) || !got.MissingSince.Equal(missing) {
		t.Errorf("created %v updated %v missing since %v, want %v %v %v",
			got.CreatedAt, got.UpdatedAt, got.MissingSince, created, updated, missing)
	}
}

func mustPlan(t *testing.T, s *Store, people []directory.Staged) directory.Plan {
	t.Helper()
	st, err := stage(t.Context(), s, people[0].User.IntegrationID, people)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	p, err := st.Plan(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestIncompleteListingMissesNobody(t *testing.T) {
	s, _ := newStore(t)
	mustSync(t, s, corpID, employees(corpID, 10))
	st, err := stage(t.Context(), s, corpID, employees(corpID, 3))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	p, err := st.Plan(t.Context(), false)
	if err != nil || p.Complete || p.Counts != (directory.Counts{Listed: 3, Unchanged: 3}) {
		t.Errorf("%+v %v", p, err)
	}
	// A caller cannot turn it into a complete one.
	p.Complete = true
	if err := st.Apply(t.Context(), p, runAt(day(2), corpID), directory.Position{}, nil); !fault.Is(err, fault.Conflict) {
		t.Error(err)
	}
}

func TestKeptPeopleAreNeitherChangedNorMissing(t *testing.T) {
	s, _ := newStore(t)
	mustSync(t, s, corpID, []directory.Staged{person(corpID, "a"), person(corpID, "b"), person(corpID, "c"), person(corpID, "d")})
	mustSync(t, s, corpID, []directory.Staged{person(corpID, "a"), person(corpID, "b"), person(corpID, "c")}) // d is missing
	before := all(t, s, corpID)
	st, err := stage(t.Context(), s, corpID, []directory.Staged{person(corpID, "a", renamed)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	unread := []directory.RecordError{{ExternalID: "b"}, {ExternalID: "d"}, {ExternalID: "unknown"}, {ExternalID: "b"}, {ExternalID: "a"}, {}}
	if err := st.Put(t.Context(), directory.Batch{Unread: unread}); err != nil {
		t.Fatal(err)
	}
	p, err := st.Plan(t.Context(), true)
	if err != nil || p.Counts != (directory.Counts{Listed: 1, Updated: 1, Missing: 1}) {
		t.Fatalf("%+v %v", p.Counts, err)
	}
	if err := st.Apply(t.Context(), p, runAt(day(2), corpID), directory.Position{}, nil); err != nil {
		t.Fatal(err)
	}
	after := all(t, s, corpID)
	for _, id := range []string{"b", "d"} {
		if !reflect.DeepEqual(before[id], after[id]) {
			t.Errorf("%s changed: %+v -> %+v", id, before[id], after[id])
		}
	}
	if after["c"].State != directory.Missing || len(after) != 4 {
		t.Errorf("%+v", after)
	}
}

func TestStagedTwiceCountsOnceAndTheLastWins(t *testing.T) {
	s, _ := newStore(t)
	ctx := t.Context()
	st := mustBegin(t, s, fullListing())
	for _, page := range [][]directory.Staged{
		{person(corpID, "a", inactive), person(corpID, "b"), person(corpID, "a", renamed)},
		{person(corpID, "b", inactive), person(corpID, "c")},
		{},
		{person(corpID, "c", renamed), person(corpID, "a")},
	} {
		if err := st.Put(ctx, directory.Batch{People: page}); err != nil {
			t.Fatal(err)
		}
	}
	p, err := st.Plan(ctx, true)
	if err != nil || p.Counts != (directory.Counts{Listed: 3, Added: 3}) {
		t.Fatalf("%+v %v", p, err)
	}
	if err := st.Apply(ctx, p, runAt(day(2), corpID), directory.Position{}, nil); err != nil {
		t.Fatal(err)
	}
	got := all(t, s, corpID)
	if got["a"].Claims[claims.GivenName] != "Given a" || got["b"].State != directory.Inactive || got["c"].Claims[claims.GivenName] != "Else" {
		t.Errorf("%+v", got)
	}
}

func TestPutRefusesWhatCannotBe(t *testing.T) {
	s, _ := newStore(t)
	st := mustBegin(t, s, fullListing())
	for name, bad := range map[string]directory.Staged{
		"another integration": person(otherID, "a"),
		"no id":               person(corpID, ""),
		"missing":             person(corpID, "a", func(u *directory.User) { u.State = directory.Missing }),
		"no state":            person(corpID, "a", func(u *directory.User) { u.State = "" }),
		"unknown hint":        person(corpID, "a", func(u *directory.User) { u.Hints = []directory.Hint{{Kind: "badge", Value: "1"}} }),
		"no hash":             {User: person(corpID, "a").User},
	} {
		if err := st.Put(t.Context(), directory.Batch{People: []directory.Staged{person(corpID, "good"), bad}}); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if p, err := st.Plan(t.Context(), true); err != nil || p.Counts.Listed != 0 {
		t.Errorf("half a page was staged: %+v %v", p.Counts, err)
	}
}

func TestUnchangedRunWritesNoPeople(t *testing.T) {
	s, clock := newStore(t)
	people := employees(corpID, 300)
	mustSync(t, s, corpID, people)
	// Any write to these tables from now on fails.
	for _, table := range []string{"directory_user", "login_hint", "match_key", "match_index", "integration"} {
		for _, op := range []string{"INSERT", "UPDATE", "DELETE"} {
			_, err := s.db.ExecContext(t.Context(), `CREATE TRIGGER no_`+op+table+` BEFORE `+op+` ON `+table+
				` BEGIN SELECT RAISE(ABORT, 'written'); END`)
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	clock.t = day(2)
	slices.Reverse(people)
	if p := mustSync(t, s, corpID, people); p.Counts != (directory.Counts{Listed: 300, Unchanged: 300}) {
		t.Errorf("%+v", p.Counts)
	}
	// The proof that the triggers would have told.
	clock.t = day(3)
	if _, err := syncPeople(t.Context(), s, corpID, people[1:]); err == nil {
		t.Error("a write was not noticed")
	}
	// And that a failed apply leaves everything, also the record of its run.
	if runs, err := s.Runs(t.Context(), directory.RunFilter{}); err != nil || len(runs) != 2 {
		t.Errorf("%d runs, %v", len(runs), err)
	}
	if counts, err := s.StateCounts(t.Context(), corpID); err != nil || counts[directory.Active] != 300 || len(counts) != 1 {
		t.Errorf("%v %v", counts, err)
	}
}

func TestHintsFollowThePerson(t *testing.T) {
	s, _ := newStore(t)
	with := func(hints ...directory.Hint) func(*directory.User) {
		return func(u *directory.User) { u.Hints = hints }
	}
	old, shared, fresh := directory.Hint{Kind: directory.HintEmail, Value: "old@x"}, directory.Hint{Kind: directory.HintAlias, Value: "both@x"},
		directory.Hint{Kind: directory.HintEmail, Value: "new@x"}
	strongerShared := directory.Hint{Kind: directory.HintLogin, Value: "both@x"}
	mustSync(t, s, corpID, []directory.Staged{person(corpID, "a", with(old, shared)), person(corpID, "b", with(shared))})
	mustSync(t, s, corpID, []directory.Staged{person(corpID, "a", with(strongerShared, fresh)), person(corpID, "b", with(shared))})
	find := func(h directory.Hint) (ids []string) {
		hits, err := s.FindByHint(t.Context(), []directory.Hint{h}, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, hit := range hits {
			ids = append(ids, hit.User.ExternalID)
		}
		return ids
	}
	for _, c := range []struct {
		hint directory.Hint
		want []string
	}{{old, nil}, {fresh, []string{"a"}}, {strongerShared, []string{"a"}}, {shared, []string{"b"}}} {
		if got := find(c.hint); !slices.Equal(got, c.want) {
			t.Errorf("%v finds %v, want %v", c.hint, got, c.want)
		}
	}
	// Missing people are still found, with the date.
	mustSync(t, s, corpID, []directory.Staged{person(corpID, "b", with(shared))})
	if got := find(fresh); !slices.Equal(got, []string{"a"}) || all(t, s, corpID)["a"].MissingSince.IsZero() {
		t.Errorf("a missing person is not found: %v", got)
	}
}

func TestApplyConflicts(t *testing.T) {
	for name, meanwhile := range map[string]func(context.Context, *Store) error{
		"people changed": func(ctx context.Context, s *Store) error {
			_, err := s.db.ExecContext(ctx, bumpVersion, corpID)
			return err
		},
		"settings changed": func(ctx context.Context, s *Store) error {
			in, err := s.Integration(ctx, corpID)
			if err != nil {
				return err
			}
			in.Settings = integration.Settings{"org_url": {"https://elsewhere.okta.example"}}
			return s.UpdateIntegration(ctx, in, nil)
		},
		"deleted": func(ctx context.Context, s *Store) error {
			return s.DeleteIntegration(ctx, integration.Tombstone{ID: corpID, Name: "Corp", DeletedAt: day(3)})
		},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := newStore(t)
			mustSync(t, s, corpID, employees(corpID, 20))
			st, err := stage(t.Context(), s, corpID, employees(corpID, 5, renamed))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = st.Close() }()
			p, err := st.Plan(t.Context(), true)
			if err != nil {
				t.Fatal(err)
			}
			if err := meanwhile(t.Context(), s); err != nil {
				t.Fatal(err)
			}
			before := all(t, s, corpID)
			if err := st.Apply(t.Context(), p, runAt(day(4), corpID), directory.Position{}, nil); !fault.Is(err, fault.Conflict) {
				t.Errorf("%v", err)
			}
			if _, err := st.Plan(t.Context(), true); name != "people changed" && !fault.Is(err, fault.Conflict) {
				t.Errorf("planning: %v", err)
			}
			if after := all(t, s, corpID); !reflect.DeepEqual(before, after) {
				t.Error("something was changed")
			}
			runs, err := s.Runs(t.Context(), directory.RunFilter{IntegrationID: corpID})
			if err != nil || len(runs) > 1 {
				t.Errorf("%d runs, %v", len(runs), err)
			}
		})
	}
}

func TestApplyWantsAPlanOfWhatIsStaged(t *testing.T) {
	s, _ := newStore(t)
	st, err := stage(t.Context(), s, corpID, employees(corpID, 5))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	if err := st.Apply(t.Context(), directory.Plan{Complete: true}, runAt(day(2), corpID), directory.Position{}, nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("without a plan: %v", err)
	}
	p, err := st.Plan(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Put(t.Context(), directory.Batch{People: employees(corpID, 6)}); err != nil {
		t.Fatal(err)
	}
	if err := st.Apply(t.Context(), p, runAt(day(2), corpID), directory.Position{}, nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("with a plan of before: %v", err)
	}
}

func TestStagingAfterClose(t *testing.T) {
	s, _ := newStore(t)
	st, err := stage(t.Context(), s, corpID, employees(corpID, 5))
	if err != nil {
		t.Fatal(err)
	}
	p, err := st.Plan(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := st.Apply(t.Context(), p, runAt(day(2), corpID), directory.Position{}, nil); err == nil {
		t.Error("applied after the end")
	}
	if p, err := st.Plan(t.Context(), true); err == nil {
		t.Errorf("planned after the end: %+v", p)
	}
	if err := st.Put(t.Context(), directory.Batch{People: employees(corpID, 5)}); err == nil {
		t.Error("staged after the end")
	}
	if _, err := os.Stat(s.stagingPath(corpID)); err != nil {
		t.Errorf("what was staged is not kept: %v", err)
	}
	mustSync(t, s, corpID, employees(corpID, 5)) // the lock is free again
}

func TestFullSyncNeededIsClearedByACompleteListing(t *testing.T) {
	s, _ := newStore(t)
	in, err := s.Integration(t.Context(), corpID)
	if err != nil {
		t.Fatal(err)
	}
	in.FullSyncNeeded = "the org URL changed"
	if err := s.UpdateIntegration(t.Context(), in, nil); err != nil {
		t.Fatal(err)
	}
	for _, complete := range []bool{false, true} {
		st, err := stage(t.Context(), s, corpID, employees(corpID, 3))
		if err != nil {
			t.Fatal(err)
		}
		p, err := st.Plan(t.Context(), complete)
		if err == nil {
			err = st.Apply(t.Context(), p, runAt(day(2+btoi(complete)), corpID), directory.Position{}, nil)
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Integration(t.Context(), corpID)
		if err != nil || (got.FullSyncNeeded == "") != complete {
			t.Errorf("complete %t: %q, %v", complete, got.FullSyncNeeded, err)
		}
	}
}

func TestApplyCancelled(t *testing.T) {
	s, _ := newStore(t)
	mustSync(t, s, corpID, employees(corpID, 50))
	before := all(t, s, corpID)
	st, err := stage(t.Context(), s, corpID, employees(corpID, 10_000, renamed))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	p, err := st.Plan(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	err = st.Apply(ctx, p, runAt(day(2), corpID), directory.Position{}, nil)
	if !fault.Is(err, fault.Interrupted) && !fault.Is(err, fault.Unavailable) {
		t.Errorf("%v", err)
	}
	if after := all(t, s, corpID); !reflect.DeepEqual(before, after) {
		t.Error("half an apply is in the store")
	}
	// The same staging is still good.
	if err := st.Apply(t.Context(), p, runAt(day(2), corpID), directory.Position{}, nil); err != nil {
		t.Error(err)
	}
}

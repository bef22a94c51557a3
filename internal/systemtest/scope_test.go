package systemtest

import (
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/sandbox"
)

// TestMembership follows somebody out of a group and back into it, in full runs
// and in deltas, which then turn into full ones. In Entra the group is in
// another, and that one in the scope.
func TestMembership(t *testing.T) {
	t.Parallel()
	for _, mode := range []directory.Mode{directory.ModeFull, directory.ModeDelta} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			var c clock
			bothSides(t, worldOptions{users: 80, now: c.now}, func(t *testing.T, s *side) {
				if s.limitTo("Engineering", "Pilot"); s.in.Template == integration.EntraDirectory {
					s.groups = []string{s.ids["Headquarters"]}
					s.scope = s.inGroups("Engineering", "Design", "Product", "Sales")
				}
				s.mustSync(t)
				s.request = func(r *directory.SyncRequest) { r.Mode = mode }
				i := 20
				for p := s.company.Person(i); p.Department != "Engineering" || p.Status != sandbox.StatusActive; p = s.company.Person(i) {
					i++
				}
				everybody := s.scope
				without := func(p *sandbox.Person) bool { return p.Index != i && everybody(p) }
				for _, step := range []struct {
					member bool
					scope  func(p *sandbox.Person) bool
					want   directory.Counts
				}{
					{false, without, directory.Counts{Missing: 1}},
					{true, everybody, directory.Counts{Reactivated: 1}},
					{false, without, directory.Counts{Missing: 1}},
				} {
					s.company.SetMember("Engineering", i, step.member)
					c.ahead.Add(int64(5 * time.Minute)) // Okta's groups are looked at a little further back
					s.scope = step.scope
					s.changed(t, step.want)
					if run := s.lastRun(t); run.Mode != directory.ModeFull ||
						(mode == directory.ModeDelta) != strings.Contains(strings.Join(run.Notes, ";"), "changed") {
						t.Errorf("a %s run, notes %q", run.Mode, run.Notes)
					}
				}
				// A change of attributes alone is no matter of the groups.
				s.company.SetAttribute(3, "city", "Elsewhere")
				s.company.SetAttribute(i, "city", "Elsewhere") // is no longer in scope
				s.mustSync(t)
				if run := s.lastRun(t); run.Mode != mode {
					t.Errorf("a %s run, notes %q", run.Mode, run.Notes)
				}
			})
		})
	}
}

// TestExpressionScope lists whom an expression finds, at the source: who comes,
// leaves and is deleted.
func TestExpressionScope(t *testing.T) {
	t.Parallel()
	bothSides(t, worldOptions{users: 120}, func(t *testing.T, s *side) {
		isOkta := s.in.Template == integration.OktaDirectory
		if s.search = "department eq 'Design'"; isOkta {
			s.search = `profile.department eq "Design"`
		}
		s.scope = func(p *sandbox.Person) bool { return p.Department == "Design" }
		first := s.mustSync(t)
		if n := len(s.stored(t)); n == 0 || n > 60 || first.Counts.Listed != n {
			t.Fatalf("%d people are stored, %+v", n, first.Counts)
		}
		var inside []int
		outside := -1
		for i := range s.company.Len() {
			p := s.company.Person(i)
			if p.Department == "Design" {
				inside = append(inside, i)
			} else if p.Status == sandbox.StatusActive {
				outside = i
			}
		}
		s.request = delta
		s.company.SetAttribute(inside[0], "city", "Elsewhere")
		s.company.SetAttribute(outside, "department", "Design")
		s.company.Delete(inside[1])
		run := s.mustSync(t)
		if want := map[bool]directory.Mode{true: directory.ModeDelta, false: directory.ModeFull}[isOkta]; run.Mode != want {
			t.Errorf("a %s run, notes %q", run.Mode, run.Notes)
		}
		s.company.SetAttribute(inside[2], "department", "Sales")
		if isOkta { // keeps their place until a full listing
			if run, err := s.sync(t.Context(), t, nil); err != nil || run.Mode != directory.ModeDelta || run.Counts.Missing != 0 {
				t.Errorf("%+v %v", run, err)
			}
			s.request = nil
		}
		if run := s.mustSync(t); run.Counts.Missing != 1 {
			t.Errorf("%+v", run.Counts)
		}
	})
}

// TestScopesSideBySide syncs two integrations with the same directory and other
// groups. Each sees who leaves its own groups, and keeps its hands off the other.
func TestScopesSideBySide(t *testing.T) {
	t.Parallel()
	for name, connect := range map[string]func(t testing.TB, w *world) *side{"okta": oktaByToken, "entra": entraBySecret} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, worldOptions{users: 100})
			a, b := connect(t, w), connect(t, w)
			a.limitTo("Engineering")
			b.limitTo("Design", "Pilot")
			a.mustSync(t)
			b.mustSync(t)
			for i := 10; i < 97; i++ { // everybody leaves but the pilots
				a.company.SetMember("Engineering", i, false)
			}
			pilots := func(p *sandbox.Person) bool { return p.Index < 10 || p.Index >= 97 }
			engineers := a.scope
			a.scope = func(p *sandbox.Person) bool { return engineers(p) && pilots(p) }
			before := dump(t, w.path, b.in.ID)
			if a.mustSync(t).Counts.Missing == 0 {
				t.Error("nobody has left")
			}
			if dump(t, w.path, b.in.ID) != before {
				t.Error("syncing one integration changed the people of the other")
			}
			b.mustSync(t)
		})
	}
}

// TestResumeElsewhere breaks a listing off and lists something else then: other
// groups, another mapping. Nothing of the first one may be believed.
func TestResumeElsewhere(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(s *side){
		"groups":  func(s *side) { s.limitTo("Engineering") },
		"mapping": func(s *side) { s.mapping["badge"] = "" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bothSides(t, worldOptions{users: 5 * pageOfRoutes, page: pageOfRoutes}, func(t *testing.T, s *side) {
				s.mustSync(t)
				people := rows(t, s.w.path)
				target, path := sandbox.TargetOkta, "/api/v1/users"
				if s.in.Template == integration.EntraDirectory {
					target, path = sandbox.TargetGraph, "/v1.0/users"
				}
				if err := s.w.server.Fault(sandbox.Fault{Target: target, Kind: sandbox.FaultForbidden, Path: path, From: 4}); err != nil {
					t.Fatal(err)
				}
				if run, err := s.sync(t.Context(), t, nil); !fault.Is(err, fault.Unauthorized) || run.KeptPages != 3 {
					t.Fatalf("%d pages are kept: %v", run.KeptPages, err)
				}
				s.w.server.ClearFaults()
				if rows(t, s.w.path) != people {
					t.Error("half a listing changed the store")
				}
				change(s)
				run := s.mustSync(t)
				if notes := strings.Join(run.Notes, ";"); run.ResumedPages != 0 || !strings.Contains(notes, "what is listed, or how it is mapped, was changed") {
					t.Errorf("%d pages were gone on with, notes %q", run.ResumedPages, notes)
				}
			})
		})
	}
}

// TestNoResume breaks a listing off and begins a new one by request.
func TestNoResume(t *testing.T) {
	t.Parallel()
	bothSides(t, worldOptions{users: 3 * pageOfRoutes, page: pageOfRoutes}, func(t *testing.T, s *side) {
		for _, kind := range []sandbox.Target{sandbox.TargetOkta, sandbox.TargetGraph} {
			if err := s.w.server.Fault(sandbox.Fault{Target: kind, Kind: sandbox.FaultForbidden, From: 5}); err != nil {
				t.Fatal(err)
			}
		}
		if s.in.Template == integration.OktaDirectory {
			s.pages = 5
		}
		if run, err := s.sync(t.Context(), t, nil); err == nil || run.KeptPages == 0 {
			t.Fatalf("%d pages are kept: %v", run.KeptPages, err)
		}
		s.w.server.ClearFaults()
		s.request = func(r *directory.SyncRequest) { r.NoResume = true }
		if run := s.mustSync(t); run.ResumedPages != 0 {
			t.Errorf("%d pages were gone on with", run.ResumedPages)
		}
	})
}

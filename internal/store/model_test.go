package store

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
)

// word is what a listing says of one person at one place.
type word struct {
	kind   byte // l: listed, k: listed as OnlyKnown, r: removed, u: unreadable
	person directory.Staged
	why    string
}

// model is what an integration's people should be: the staged record of each,
// with the state the store should have.
type model map[string]directory.Staged

// sync works out, person by person, what a listing changes.
func (m model) sync(mode directory.Mode, complete bool, said map[string][]word) (directory.Counts, map[string]directory.Change) {
	var c directory.Counts
	changes := map[string]directory.Change{}
	for _, id := range slices.Sorted(maps.Keys(said)) {
		m.one(id, mode, said[id], &c, changes)
	}
	if mode != directory.ModeFull || !complete {
		return c, changes
	}
	for id, was := range m {
		_, settled := changes[id]
		if was.User.State != directory.Missing && !settled && !listed(said[id], true, mode) && !unread(said[id]) {
			m.miss(id, "", &c, changes)
		}
	}
	return c, changes
}

func unread(words []word) bool {
	return slices.ContainsFunc(words, func(w word) bool { return w.kind == 'u' })
}

// last is the last word that is not about a record that cannot be read, and
// whether one of those follows it.
func last(words []word) (w word, unreadAfter bool) {
	for _, x := range words {
		if x.kind == 'u' {
			unreadAfter = true
			continue
		}
		w, unreadAfter = x, false
	}
	return w, unreadAfter
}

// listed reports whether somebody, present or not, counts as listed.
func listed(words []word, present bool, mode directory.Mode) bool {
	w, _ := last(words)
	any := slices.ContainsFunc(words, func(w word) bool { return w.kind == 'l' })
	return w.kind == 'l' || w.kind == 'k' && (any || present && mode == directory.ModeDelta)
}

func (m model) one(id string, mode directory.Mode, words []word, c *directory.Counts, changes map[string]directory.Change) {
	was, stored := m[id]
	present := stored && was.User.State != directory.Missing
	w, spared := last(words)
	if w.kind == 'r' && present && !spared {
		m.miss(id, w.why, c, changes)
		return
	}
	if !listed(words, present, mode) {
		return
	}
	c.Listed++
	var action directory.Action
	switch now := w.person.User.State; {
	case !stored:
		action = directory.ActionAdd
		c.Added++
	case was.User.State == directory.Active && now == directory.Inactive:
		action = directory.ActionDeactivate
		c.Deactivated++
	case was.User.State != directory.Active && now == directory.Active:
		action = directory.ActionReactivate
		c.Reactivated++
	case was.User.State != now || !reflect.DeepEqual(was.Hash, w.person.Hash):
		action = directory.ActionUpdate
		c.Updated++
	default:
		c.Unchanged++
		return
	}
	change := directory.Change{Action: action, ExternalID: id, After: &w.person.User}
	if stored {
		change.Before = &was.User
	}
	changes[id] = change
	m[id] = w.person
}

func (m model) miss(id, why string, c *directory.Counts, changes map[string]directory.Change) {
	was := m[id]
	changes[id] = directory.Change{Action: directory.ActionMissing, ExternalID: id, Before: &was.User, Why: why}
	now := was
	now.User.State = directory.Missing
	m[id] = now
	c.Missing++
}

// content is a person without what only the store knows.
func content(u *directory.User) *directory.User {
	if u == nil {
		return nil
	}
	c := *u
	c.CreatedAt, c.UpdatedAt, c.MissingSince = time.Time{}, time.Time{}, time.Time{}
	return &c
}

// randomListing makes up pages, biased towards people as they are stored, and
// what they say of each person in order.
func randomListing(r *rand.Rand, m model) (pages []directory.Batch, said map[string][]word) {
	said = map[string][]word{}
	calm := r.IntN(2) == 0 // hardly anything but people as they are
	for range 1 + r.IntN(12) {
		var b directory.Batch
		kind := byte('l')
		if r.IntN(6) == 0 {
			b.OnlyKnown, kind = true, 'k'
		}
		for range r.IntN(14) {
			id := fmt.Sprintf("id-%02d", r.IntN(40))
			p, stored := m[id]
			if !stored || p.User.State == directory.Missing || !calm && r.IntN(3) == 0 || r.IntN(20) == 0 {
				p = person(corpID, id, version3(r.IntN(3)))
				if r.IntN(3) == 0 {
					p = person(corpID, id, version3(r.IntN(3)), inactive)
				}
			}
			b.People = append(b.People, p)
			said[id] = append(said[id], word{kind: kind, person: p})
		}
		for range max(0, r.IntN(5)-2) {
			rm := directory.Removal{ExternalID: fmt.Sprintf("id-%02d", r.IntN(40)), Why: fmt.Sprintf("deleted %d", r.IntN(3))}
			b.Removed = append(b.Removed, rm)
			said[rm.ExternalID] = append(said[rm.ExternalID], word{kind: 'r', why: rm.Why})
		}
		for range max(0, r.IntN(5)-3) {
			e := directory.RecordError{ExternalID: fmt.Sprintf("id-%02d", r.IntN(40)), Reason: "bad"}
			b.Unread = append(b.Unread, e)
			said[e.ExternalID] = append(said[e.ExternalID], word{kind: 'u'})
		}
		pages = append(pages, b)
	}
	return pages, said
}

func version3(v int) func(*directory.User) {
	return func(u *directory.User) { u.Claims["v"] = fmt.Sprint(v) }
}

// TestAgainstModel syncs random listings, full and delta, with duplicates,
// removals, people who may only be known and records that cannot be read, ended
// and gone on with between pages, and compares every plan, every change and the
// people after it with a model of a few lines.
func TestAgainstModel(t *testing.T) {
	var total directory.Counts
	resumed := 0
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 7))
		s, clock := newStore(t)
		m := model{}
		for round := range 40 {
			clock.t = clock.t.Add(time.Minute)
			what := fmt.Sprintf("seed %d round %d", seed, round)
			l := fullListing()
			if r.IntN(3) == 0 {
				l = deltaListing()
			}
			complete := l.Mode == directory.ModeFull && r.IntN(5) > 0
			pages, said := randomListing(r, m)
			st := stagePages(t, s, l, pages, r, &resumed)
			if r.IntN(4) == 0 { // planning twice changes nothing
				planOf(t, st, complete)
			}
			plan := planOf(t, st, complete)
			want, changes := m.sync(l.Mode, complete, said)
			if plan.Counts != want {
				t.Fatalf("%s: planned %+v\nwant %+v", what, plan.Counts, want)
			}
			compareChanges(t, what, st, changes)
			run := runAt(clock.t, corpID)
			if err := st.Apply(t.Context(), plan, run, directory.Position{}, nil); err != nil {
				t.Fatal(what, err)
			}
			if err := st.Close(); err != nil {
				t.Fatal(err)
			}
			comparePeople(t, what, s, m)
			total = sum(total, want)
		}
		indexIsRight(t, s, "in the end")
	}
	if total.Added*total.Updated*total.Deactivated*total.Reactivated*total.Missing*total.Unchanged*resumed == 0 {
		t.Errorf("not everything happened: %+v, %d resumed", total, resumed)
	}
}

func sum(a, b directory.Counts) directory.Counts {
	return directory.Counts{
		Listed: a.Listed + b.Listed, Added: a.Added + b.Added, Updated: a.Updated + b.Updated, Deactivated: a.Deactivated + b.Deactivated,
		Reactivated: a.Reactivated + b.Reactivated, Missing: a.Missing + b.Missing, Unchanged: a.Unchanged + b.Unchanged,
	}
}

func planOf(t *testing.T, st directory.Staging, complete bool) directory.Plan {
	t.Helper()
	p, err := st.Plan(t.Context(), complete)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// stagePages stages pages, closing and opening the staging area between some.
func stagePages(t *testing.T, s *Store, l directory.Listing, pages []directory.Batch, r *rand.Rand, resumed *int) directory.Staging {
	t.Helper()
	st, err := begin(t.Context(), s, corpID, l)
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range pages {
		b.At = directory.Checkpoint{Pages: i + 1, Cursor: directory.Cursor(fmt.Sprint(i))}
		if err := st.Put(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		if r.IntN(6) > 0 {
			continue
		}
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		if st, err = s.OpenStaging(t.Context(), corpID); err != nil {
			t.Fatal(err)
		}
		at, why, err := st.Begin(t.Context(), l)
		if err != nil || at.Pages != i+1 || at.Cursor != b.At.Cursor || why != "" {
			t.Fatalf("not gone on with after page %d: %+v %q %v", i+1, at, why, err)
		}
		*resumed++
	}
	return st
}

func compareChanges(t *testing.T, what string, st directory.Staging, want map[string]directory.Change) {
	t.Helper()
	n := 0
	for c, err := range st.Changes(t.Context(), directory.ChangeFilter{}) {
		if err != nil {
			t.Fatal(what, err)
		}
		n++
		c.Before, c.After = content(c.Before), content(c.After)
		w := want[c.ExternalID]
		w.Before, w.After = content(w.Before), content(w.After)
		if !reflect.DeepEqual(c, w) {
			t.Fatalf("%s: change\n%+v\nwant\n%+v", what, c, w)
		}
	}
	if n != len(want) {
		t.Fatalf("%s: %d changes, want %d", what, n, len(want))
	}
}

func comparePeople(t *testing.T, what string, s *Store, m model) {
	t.Helper()
	got := all(t, s, corpID)
	if len(got) != len(m) {
		t.Fatalf("%s: %d people, want %d", what, len(got), len(m))
	}
	for id, w := range m {
		g := got[id]
		if !reflect.DeepEqual(content(&g), content(&w.User)) || g.MissingSince.IsZero() == (g.State == directory.Missing) {
			t.Fatalf("%s: %s is\n%+v\nwant\n%+v", what, id, g, w.User)
		}
	}
}

package store

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/blocking"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/integration"
)

// entries is what match_key holds.
func entries(tb testing.TB, s *Store) []int64 {
	tb.Helper()
	return numbers(tb, s, `SELECT entry FROM match_key ORDER BY entry`)
}

func numbers(tb testing.TB, s *Store, query string) []int64 {
	tb.Helper()
	all, err := collect(tb.Context(), s.db, func(row scanner) (n int64, err error) { return n, row.Scan(&n) }, query)
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

// recomputed is what match_key should hold.
func recomputed(tb testing.TB, s *Store) []int64 {
	tb.Helper()
	want := []int64{}
	for u, err := range s.Users(tb.Context(), directory.Filter{State: directory.Active}) {
		if err != nil {
			tb.Fatal(err)
		}
		id := numbers(tb, s, fmt.Sprintf(`SELECT id FROM directory_user WHERE integration_id = '%s' AND external_id = '%s'`, u.IntegrationID, u.ExternalID))
		for _, k := range blocking.Keys(u.Claims) {
			want = append(want, entryOf(k, saltOf(u.IntegrationID), id[0]))
		}
	}
	slices.Sort(want)
	return slices.Compact(want)
}

func indexIsRight(t *testing.T, s *Store, when string) {
	t.Helper()
	if got, want := entries(t, s), recomputed(t, s); !slices.Equal(got, want) {
		t.Fatalf("%s: the index has %d entries, made anew it has %d", when, len(got), len(want))
	}
}

// TestIndexFollowsPeople changes people at random and compares the index with
// one that is made from nothing.
func TestIndexFollowsPeople(t *testing.T) {
	s, clock := newStore(t)
	r := rand.New(rand.NewPCG(1, 2))
	some := func(u *directory.User) {
		if r.IntN(4) == 0 {
			u.State = directory.Inactive
		}
		if r.IntN(3) == 0 {
			u.Claims[claims.Birthdate] = fmt.Sprintf("19%02d-0%d-11", 50+r.IntN(50), 1+r.IntN(9))
		}
		if r.IntN(5) == 0 {
			delete(u.Claims, claims.Birthdate)
		}
		if r.IntN(5) == 0 {
			u.Claims[claims.Phone] = fmt.Sprintf("+1415555%04d", r.IntN(10000))
		}
	}
	changed := directory.Counts{}
	for round := range 12 {
		clock.t = day(round + 1)
		for _, id := range []string{corpID, otherID} {
			all := employees(id, 120, some)
			listed := slices.DeleteFunc(all, func(directory.Staged) bool { return r.IntN(6) == 0 })
			p := mustSync(t, s, id, listed)
			changed.Updated += p.Counts.Updated
			changed.Reactivated += p.Counts.Reactivated
			changed.Deactivated += p.Counts.Deactivated
			changed.Missing += p.Counts.Missing
			indexIsRight(t, s, fmt.Sprintf("round %d of %s", round, id))
		}
	}
	if changed.Updated*changed.Reactivated*changed.Deactivated*changed.Missing == 0 {
		t.Errorf("not every change happened: %+v", changed)
	}
	grave := integration.Tombstone{ID: corpID, Name: "Corp", Template: "okta-directory", DeletedAt: day(20), DeletedBy: "ada@host"}
	if err := s.DeleteIntegration(t.Context(), grave); err != nil {
		t.Fatal(err)
	}
	indexIsRight(t, s, "after an integration was deleted")
	if len(entries(t, s)) == 0 {
		t.Error("nothing is left of the other integration")
	}
}

// TestManyChangesAtOnce goes beyond what is written in one statement.
func TestManyChangesAtOnce(t *testing.T) {
	s, clock := newStore(t)
	mustSync(t, s, corpID, employees(corpID, 1000))
	indexIsRight(t, s, "all new")
	clock.t = day(2)
	mustSync(t, s, corpID, employees(corpID, 1000, func(u *directory.User) { u.Claims[claims.Birthdate] = "1990-01-01" }))
	indexIsRight(t, s, "all changed")
	clock.t = day(3)
	mustSync(t, s, corpID, employees(corpID, 1))
	indexIsRight(t, s, "all but one missing")
	if n := len(entries(t, s)); n == 0 || n > blocking.MaxKeys {
		t.Errorf("%d entries of one person", n)
	}
}

// alike is a document that finds people by their birth date.
func alike(t *testing.T, s *Store, date string, limit int) (ids []string, more bool) {
	t.Helper()
	people, more, err := s.FindByKeys(t.Context(), corpID, blocking.Probe(claims.Set{claims.Birthdate: date}, blocking.Options{}), limit)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range people {
		ids = append(ids, u.ExternalID)
		if u.State != directory.Active || u.IntegrationID != corpID || u.Claims[claims.Birthdate] != date {
			t.Errorf("found %+v", u)
		}
	}
	return ids, more
}

func TestFindByKeys(t *testing.T) {
	s, _ := newStore(t)
	born := func(date string, state directory.State) func(*directory.User) {
		return func(u *directory.User) { u.Claims[claims.Birthdate], u.State = date, state }
	}
	mustSync(t, s, corpID, []directory.Staged{
		person(corpID, "d", born("1985-04-12", directory.Active)), person(corpID, "b", born("1985-04-12", directory.Active)),
		person(corpID, "a", born("1985-04-12", directory.Inactive)), person(corpID, "c", born("1985-04-13", directory.Active)),
	})
	mustSync(t, s, otherID, []directory.Staged{person(otherID, "x", born("1985-04-12", directory.Active))})
	if ids, more := alike(t, s, "1985-04-12", 10); !slices.Equal(ids, []string{"b", "d"}) || more {
		t.Errorf("found %v, %v", ids, more)
	}
	if ids, more := alike(t, s, "1985-04-12", 2); len(ids) != 2 || more {
		t.Errorf("with as many as the limit: %v, %v", ids, more)
	}
	if ids, more := alike(t, s, "1985-04-12", 1); len(ids) != 1 || !more {
		t.Errorf("with more than the limit: %v, %v", ids, more)
	}
	if ids, more := alike(t, s, "1985-04-14", 10); len(ids) != 0 || more {
		t.Errorf("nobody was born then: %v, %v", ids, more)
	}
	if people, more, err := s.FindByKeys(t.Context(), corpID, nil, 10); people == nil || len(people) != 0 || more || err != nil {
		t.Errorf("without keys: %v, %v, %v", people, more, err)
	}
}

// TestIndexOfAnOlderStore opens a store as the first schema had it.
func TestIndexOfAnOlderStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	old, err := open(t.Context(), path, Options{Now: time.Now}, migrations()[:1])
	if err != nil {
		t.Fatal(err)
	}
	_, err = old.db.ExecContext(t.Context(), `
		INSERT INTO integration (id, name, name_folded, template, category, settings, created_at, updated_at, full_sync_needed, people_version)
		VALUES ($1, 'Corp', 'corp', 'okta-directory', 'directory', '{}', $2, $2, '', 0)`, corpID, timeText(day(1)))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]directory.User{}
	for i, p := range employees(corpID, 50) {
		u := p.User
		u.CreatedAt, u.UpdatedAt = day(1), day(2)
		if i == 7 {
			u.State, u.MissingSince = directory.Missing, day(2)
		}
		hints, err := hintsText(u.Hints)
		if err != nil {
			t.Fatal(err)
		}
		_, err = old.db.ExecContext(t.Context(), `INSERT INTO directory_user VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			u.IntegrationID, u.ExternalID, string(u.State), u.SourceState, u.Login, p.Hash, hints, (&encoder{}).record(u.Claims),
			timeText(u.CreatedAt), timeText(u.UpdatedAt), timeText(u.MissingSince))
		if err != nil {
			t.Fatal(err)
		}
		want[u.ExternalID] = u
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}

	s := openAt(t, path, &clock{day(3)})
	got := map[string]directory.User{}
	for u, err := range s.Users(t.Context(), directory.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		got[u.ExternalID] = u
	}
	if !reflect.DeepEqual(got, want) {
		t.Error("people are not as they were")
	}
	if n := len(entries(t, s)); n != 0 {
		t.Errorf("opening a store indexed %d keys", n)
	}
	if ids, _ := alike(t, s, "1985-04-12", 100); len(ids) != 49 {
		t.Errorf("found %d people, want 49", len(ids))
	}
	indexIsRight(t, s, "after the first look-up")
	if p := mustSync(t, s, corpID, employees(corpID, 50)); p.Counts.Reactivated != 1 || p.Counts.Unchanged != 49 {
		t.Errorf("a sync found changes: %+v", p.Counts)
	}
	indexIsRight(t, s, "after the next sync")
}

// TestIndexOfAnotherVersion: an index whose keys were made in another way is
// made anew, by whoever comes first.
func TestIndexOfAnotherVersion(t *testing.T) {
	s, clock := newStore(t)
	mustSync(t, s, corpID, employees(corpID, 20))
	spoil := func() {
		for _, query := range []string{`DELETE FROM match_key`, `INSERT INTO match_key VALUES (1), (2)`, `UPDATE match_index SET version = -1`} {
			if _, err := s.db.ExecContext(t.Context(), query); err != nil {
				t.Fatal(err)
			}
		}
	}
	spoil()
	if ids, _ := alike(t, s, "1985-04-12", 100); len(ids) != 20 {
		t.Errorf("found %d people", len(ids))
	}
	indexIsRight(t, s, "after a look-up")
	spoil()
	clock.t = day(2)
	mustSync(t, s, corpID, employees(corpID, 21))
	indexIsRight(t, s, "after a sync")
	if v := numbers(t, s, `SELECT version FROM match_index`); len(v) != 1 || v[0] != blocking.Version {
		t.Errorf("version %v", v)
	}
}

func BenchmarkFindByKeys100k(b *testing.B) {
	s, _ := newStore(b)
	n := 0
	mustSync(b, s, corpID, employees(corpID, 100_000, func(u *directory.User) {
		u.Claims[claims.Birthdate] = fmt.Sprintf("19%02d-%02d-%02d", 50+n%50, 1+n/50%12, 1+n/600%28)
		if n++; n%10 == 0 {
			delete(u.Claims, claims.Birthdate)
		}
	}))
	for name, doc := range map[string]claims.Set{
		"date":                           {claims.Birthdate: "1985-04-12", claims.AddressStreet: "177 Long Acre", claims.AddressPostalCode: "12345"},
		"one telephone of 10,000 people": {claims.Birthdate: "1985-04-12", claims.Phone: "+14155550123"},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				people, _, err := s.FindByKeys(b.Context(), corpID, blocking.Probe(doc, blocking.Options{}), directory.MaxCandidates)
				if err != nil || len(people) == 0 {
					b.Fatal(people, err)
				}
			}
		})
	}
}

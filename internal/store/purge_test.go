package store

import (
	"reflect"
	"slices"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
)

func TestPurge(t *testing.T) {
	s, clock := newStore(t)
	mustSync(t, s, corpID, employees(corpID, 10))
	mustSync(t, s, otherID, employees(otherID, 10))
	for i, left := range []int{9, 8, 7} { // one more is missing since day 2, 3 and 4
		clock.t = day(i + 2)
		mustSync(t, s, corpID, employees(corpID, left))
	}
	id := func(n int) string { return employee(corpID, n).User.ExternalID }
	var missing []string
	f := directory.Filter{IntegrationID: corpID, State: directory.Missing, MissingBefore: day(4)}
	for u, err := range s.Users(t.Context(), f) {
		if err != nil {
			t.Fatal(err)
		}
		missing = append(missing, u.ExternalID)
	}
	slices.Sort(missing)
	want := []string{id(9), id(8)}
	slices.Sort(want)
	if n, err := s.CountUsers(t.Context(), f); err != nil || n != 2 || !slices.Equal(missing, want) {
		t.Errorf("missing before day 4: %v, counted %d, %v", missing, n, err)
	}
	for _, f := range []directory.Filter{{MissingBefore: day(2)}, {State: directory.Active, MissingBefore: day(9)}} {
		if n, err := s.CountUsers(t.Context(), f); err != nil || n != 0 {
			t.Errorf("%+v: %d %v", f, n, err)
		}
	}

	before, elsewhere, keys := all(t, s, corpID), all(t, s, otherID), entries(t, s)
	version := numbers(t, s, `SELECT people_version FROM integration ORDER BY id`)
	var people []directory.Key
	for n := range 10 { // also those who are active, and missing for too short a time
		people = append(people, directory.Key{IntegrationID: corpID, ExternalID: id(n)})
	}
	people = append(people, directory.Key{IntegrationID: corpID, ExternalID: "nobody"}, directory.Key{IntegrationID: otherID, ExternalID: id(9)}, people[9])
	if gone, err := s.Purge(t.Context(), people, day(4)); err != nil || !slices.Equal(gone, people[8:10]) {
		t.Errorf("%v purged, %v", gone, err)
	}
	after := all(t, s, corpID)
	hints := before[id(9)].Hints
	delete(before, id(9))
	delete(before, id(8))
	if !reflect.DeepEqual(after, before) || !reflect.DeepEqual(all(t, s, otherID), elsewhere) {
		t.Error("others changed")
	}
	for _, h := range hints {
		if hits, err := s.FindByHint(t.Context(), []directory.Hint{h}, corpID); err != nil || len(hits) != 0 {
			t.Errorf("%v still finds %v, %v", h, hits, err)
		}
		if n := numbers(t, s, `SELECT count(*) FROM login_hint AS h WHERE NOT EXISTS (SELECT 1 FROM directory_user AS u
			WHERE u.integration_id = h.integration_id AND u.external_id = h.external_id)`); n[0] != 0 {
			t.Errorf("%d hints of nobody", n[0])
		}
	}
	if got := entries(t, s); !slices.Equal(got, keys) {
		t.Error("keys of others changed")
	}
	indexIsRight(t, s, "after a purge")
	if now := numbers(t, s, `SELECT people_version FROM integration ORDER BY id`); now[0] != version[0]+1 || now[1] != version[1] {
		t.Errorf("versions %v -> %v", version, now)
	}
	if gone, err := s.Purge(t.Context(), nil, day(9)); err != nil || len(gone) != 0 {
		t.Errorf("%v %v", gone, err)
	}
	// Who comes back is new.
	clock.t = day(9)
	if p := mustSync(t, s, corpID, employees(corpID, 10)); p.Counts.Added != 2 || p.Counts.Reactivated != 1 {
		t.Errorf("%+v", p.Counts)
	}
}

package store

import (
	"database/sql"
	"fmt"
	"slices"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
)

func TestDigests(t *testing.T) {
	k := newKnown([2]uint64{11, 22}, 0)
	seen := map[uint64]string{}
	differs := func(what string, d uint64) {
		if was, found := seen[d]; found {
			t.Errorf("%s and %s have the same digest", was, what)
		}
		seen[d] = what
	}
	for i := range 20_000 {
		differs(fmt.Sprint("id ", i), k.who(fmt.Sprint(i)))
	}
	for _, id := range []string{"", "\x00", "\x00\x00", "12345678\x00", "\x0012345678", "1234567812345678", "12345678123456781"} {
		differs(fmt.Sprintf("%q", id), k.who(id))
	}
	hash := []byte("0123456789abcdef")
	who := k.who("a")
	differs("active", k.digest(who, hash, directory.Active))
	differs("inactive", k.digest(who, hash, directory.Inactive))
	differs("somebody else", k.digest(k.who("b"), hash, directory.Active))
	for i := range hash {
		for bit := range 8 {
			other := slices.Clone(hash)
			other[i] ^= 1 << bit
			differs(fmt.Sprintf("bit %d of byte %d", bit, i), k.digest(who, other, directory.Active))
		}
	}
	for _, n := range []int{1, 7, 8, 15} {
		differs(fmt.Sprintf("%d bytes", n), k.digest(who, hash[:n], directory.Active))
	}
	differs("another key", newKnown([2]uint64{11, 23}, 0).digest(who, hash, directory.Active))
	// Pages of an earlier process hold digests: they may depend on nothing but the key.
	if d := newKnown([2]uint64{11, 22}, 9).digest(who, hash, directory.Active); seen[d] != "active" {
		t.Errorf("the same person has another digest: %x", d)
	}
}

func TestKnown(t *testing.T) {
	k := newKnown([2]uint64{1, 2}, 3)
	for _, d := range []uint64{30, 10, 20} {
		k.add(d)
	}
	k.sort()
	if k.see(15) || k.see(0) || k.see(31) || k.count() != 0 {
		t.Error("somebody unknown was seen")
	}
	for range 2 {
		if !k.see(20) {
			t.Error("somebody known was not seen")
		}
	}
	if k.count() != 1 || !k.saw(20) || k.saw(10) || k.saw(15) || !k.has(10) || k.has(15) {
		t.Error("who was seen is not kept")
	}
	if !k.seeAll(appendDigests(nil, []uint64{10, 30})) || k.count() != 3 || k.seeAll(appendDigests(nil, []uint64{10, 11})) {
		t.Error("a page is not read back")
	}
	if k.mayBeStaged(5) {
		t.Error("nobody was staged")
	}
	if k.stage(5); !k.mayBeStaged(5) {
		t.Error("who was staged is not kept")
	}
}

// TestPresentBothWays: small and large integrations of a store are read by
// different ways, which find the same people.
func TestPresentBothWays(t *testing.T) {
	s, clock := newStore(t)
	mustSync(t, s, otherID, employees(otherID, 400))
	mustSync(t, s, corpID, employees(corpID, 30, func(u *directory.User) {
		if u.Login[5] == '7' {
			inactive(u)
		}
	}))
	clock.t = day(2)
	mustSync(t, s, corpID, employees(corpID, 25))
	want := []string{}
	for id, u := range all(t, s, corpID) {
		if u.State != directory.Missing {
			want = append(want, fmt.Sprintf("%s %s", id, u.State))
		}
	}
	slices.Sort(want)
	tx, err := s.db.BeginTx(t.Context(), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	for _, n := range []int{25, 1 << 30} { // as few, and as many, as could be
		got := []string{}
		err := eachPresent(t.Context(), tx, corpID, n, func(id string, hash []byte, state directory.State) error {
			if len(hash) == 0 {
				t.Errorf("%s has no hash", id)
			}
			got = append(got, fmt.Sprintf("%s %s", id, state))
			return nil
		})
		slices.Sort(got)
		if err != nil || !slices.Equal(got, want) || len(got) != 25 {
			t.Errorf("%d: %v, want %v, %v", n, got, want, err)
		}
	}
}

package store

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/verification"
)

// enrolling gives a store people of whom some have sessions and identities, and
// returns who is what at noon of day 3.
func enrolling(tb testing.TB, s *Store, n int) map[string]verification.Person {
	tb.Helper()
	people := employees(corpID, n, func(u *directory.User) {
		if u.Claims["given_name"] == "Given7" {
			u.State = directory.Inactive
		}
	})
	mustSync(tb, s, corpID, people)
	mustSync(tb, s, otherID, employees(otherID, n/4))
	want := map[string]verification.Person{}
	for i, p := range people {
		w := verification.Person{Enrollment: verification.NotEnrolled}
		of := func(v *verification.Session) {
			v.ExternalID, v.CreatedAt, v.ValidUntil = p.User.ExternalID, day(2), day(4)
			v.Result, v.Policy.Groups = nil, nil
		}
		late := func(v *verification.Session) { of(v); v.ValidUntil = day(3) }
		switch i % 6 {
		case 1:
			putNew(tb, s, 3*i, of)
			w.Enrollment, w.Sessions = verification.EnrollPending, 1
		case 2:
			putNew(tb, s, 3*i, late)
			w.Sessions = 1
		case 3:
			mustMove(tb, s, putNew(tb, s, 3*i, of), verification.PendingReview, verification.ReasonFlagged)
			putNew(tb, s, 3*i+1, of)
			w.Enrollment, w.Sessions = verification.EnrollInReview, 2
		case 4:
			mustMove(tb, s, putNew(tb, s, 3*i, of), verification.Failed, verification.ReasonStopped)
			w.Sessions = 1
		case 5:
			mustMove(tb, s, putNew(tb, s, 3*i, of), verification.Succeeded, verification.ReasonMatched)
			putNew(tb, s, 3*i+1, of)
			mustMove(tb, s, putNew(tb, s, 3*i+2, of), verification.PendingReview, verification.ReasonFlagged)
			w = verification.Person{
				Enrollment: verification.EnrollmentStands, IdentityID: fmt.Sprint("id", i), EnrolledAt: day(2),
				LastVerified: day(2).Add(time.Duration(i/6%2) * 12 * time.Hour), Sessions: 3,
			}
			_, err := s.PutIdentity(tb.Context(), verification.Identity{
				ID: w.IdentityID, DirectoryID: corpID, ExternalID: p.User.ExternalID, EnrolledAt: w.EnrolledAt, SessionID: "s", LastVerified: w.LastVerified,
			})
			if err != nil {
				tb.Fatal(err)
			}
		}
		want[corpID+p.User.ExternalID] = w
	}
	return want
}

// TestEnrolled compares what is joined with the people as they are listed without.
func TestEnrolled(t *testing.T) {
	s, _ := newStore(t)
	want := enrolling(t, s, 60)
	var all []verification.Person
	for _, u := range every(t, s.Users(t.Context(), directory.Filter{})) {
		w := want[u.IntegrationID+u.ExternalID]
		w.User = u
		if w.Enrollment == "" {
			w.Enrollment = verification.NotEnrolled
		}
		all = append(all, w)
	}
	base := verification.EnrollmentFilter{Now: day(3)}
	for about, tt := range map[string]struct {
		change func(*verification.EnrollmentFilter)
		keep   func(verification.Person) bool
	}{
		"all":       {func(*verification.EnrollmentFilter) {}, func(verification.Person) bool { return true }},
		"directory": {func(f *verification.EnrollmentFilter) { f.IntegrationID = otherID }, func(p verification.Person) bool { return p.IntegrationID == otherID }},
		"state":     {func(f *verification.EnrollmentFilter) { f.State = directory.Inactive }, func(p verification.Person) bool { return p.State == directory.Inactive }},
		"query": {func(f *verification.EnrollmentFilter) { f.Query = "family1" }, func(p verification.Person) bool {
			return strings.Contains(p.Login, "family1")
		}},
		"query and enrollment": {func(f *verification.EnrollmentFilter) {
			f.Query, f.Enrollment = "FAMÍLY1", verification.EnrollmentStands
		}, func(p verification.Person) bool {
			return strings.Contains(p.Login, "family1") && p.Enrollment == verification.EnrollmentStands
		}},
		"verified since": {func(f *verification.EnrollmentFilter) { f.VerifiedSince = day(2).Add(time.Hour) }, func(p verification.Person) bool {
			return !p.LastVerified.Before(day(2).Add(time.Hour))
		}},
		"verified before, or never": {func(f *verification.EnrollmentFilter) { f.VerifiedBefore = day(2).Add(time.Hour) }, func(p verification.Person) bool {
			return p.LastVerified.Before(day(2).Add(time.Hour))
		}},
		"verified then": {func(f *verification.EnrollmentFilter) {
			f.Enrollment, f.VerifiedBefore, f.IntegrationID = verification.EnrollmentStands, day(2).Add(time.Hour), corpID
		}, func(p verification.Person) bool {
			return p.Enrollment == verification.EnrollmentStands && p.LastVerified.Before(day(2).Add(time.Hour))
		}},
		"pending":    {func(f *verification.EnrollmentFilter) { f.Enrollment = verification.EnrollPending }, is(verification.EnrollPending)},
		"in review":  {func(f *verification.EnrollmentFilter) { f.Enrollment = verification.EnrollInReview }, is(verification.EnrollInReview)},
		"enrolled":   {func(f *verification.EnrollmentFilter) { f.Enrollment = verification.EnrollmentStands }, is(verification.EnrollmentStands)},
		"not at all": {func(f *verification.EnrollmentFilter) { f.Enrollment = verification.NotEnrolled }, is(verification.NotEnrolled)},
	} {
		t.Run(about, func(t *testing.T) {
			f := base
			tt.change(&f)
			want := slices.DeleteFunc(slices.Clone(all), func(p verification.Person) bool { return !tt.keep(p) })
			got := every(t, s.Enrolled(t.Context(), f))
			if !reflect.DeepEqual(got, want) || len(want) == 0 {
				t.Errorf("%d people, want %d\n%+v\n%+v", len(got), len(want), got[:min(1, len(got))], want[:min(1, len(want))])
			}
			f.Limit = 2
			if n, err := s.CountEnrolled(t.Context(), f); err != nil || n != len(want) {
				t.Errorf("counted %d, want %d, %v", n, len(want), err)
			}
			if got := every(t, s.Enrolled(t.Context(), f)); !reflect.DeepEqual(got, want[:min(2, len(want))]) {
				t.Errorf("limited: %d", len(got))
			}
		})
	}
	for _, dir := range []string{"", corpID, otherID} {
		want := map[verification.Enrollment]int{}
		for _, e := range verification.Enrollments() {
			want[e] = 0
		}
		for _, p := range all {
			if dir == "" || p.IntegrationID == dir {
				want[p.Enrollment]++
			}
		}
		if got, err := s.EnrollmentCounts(t.Context(), dir, day(3)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v, want %v, %v", dir, got, want, err)
		}
	}
	for _, err := range s.Enrolled(t.Context(), base) { // while they stream, others may be asked
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.CountSessions(t.Context(), verification.SessionFilter{}); err != nil {
			t.Fatal(err)
		}
	}
}

func is(e verification.Enrollment) func(verification.Person) bool {
	return func(p verification.Person) bool { return p.Enrollment == e }
}

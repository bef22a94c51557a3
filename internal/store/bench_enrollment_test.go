package store

import (
	"context"
	"database/sql"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/verification"
)

// verified gives every other of 100,000 people a session, and every fourth an
// identity.
func verified(b *testing.B) *Store {
	b.Helper()
	s, _ := big(b)
	v, _ := sessionOf(1, func(v *verification.Session) { v.ValidUntil = day(9) })
	text, err := sessionText(v)
	if err != nil {
		b.Fatal(err)
	}
	err = s.write(context.Background(), "filling the store", func(tx *sql.Tx) error {
		for _, q := range []string{
			`INSERT INTO session (` + sessionColumns + `)
			SELECT printf('%024x', id), 1, CASE id % 8 WHEN 0 THEN 'succeeded' WHEN 2 THEN 'pending' ELSE 'failed' END, 'desk', integration_id,
				external_id, login, '', $1, $2, $3 FROM directory_user WHERE id % 2 = 0`,
			`INSERT INTO identity SELECT printf('%036x', id), integration_id, external_id, $1, 's', $2 FROM directory_user WHERE id % 4 = 0 AND $3 <> ''`,
		} {
			if _, err := tx.Exec(q, timeText(day(2)), timeText(day(9)), text); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func BenchmarkEnrolled100k(b *testing.B) {
	s := verified(b)
	for name, f := range map[string]verification.EnrollmentFilter{
		"all":      {},
		"first20":  {Filter: directory.Filter{Limit: 20}},
		"query":    {Filter: directory.Filter{Query: "family5000"}},
		"pending":  {Enrollment: verification.EnrollPending},
		"enrolled": {Enrollment: verification.EnrollmentStands, Filter: directory.Filter{Limit: 20}},
	} {
		f.Now = day(3)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, err := range s.Enrolled(b.Context(), f) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
	b.Run("counts", func(b *testing.B) {
		for b.Loop() {
			if c, err := s.EnrollmentCounts(b.Context(), corpID, day(3)); err != nil || c[verification.EnrollmentStands] != 25_000 {
				b.Fatal(c, err)
			}
		}
	})
	b.Run("count", func(b *testing.B) {
		for b.Loop() {
			if n, err := s.CountEnrolled(b.Context(), verification.EnrollmentFilter{Now: day(3), Enrollment: verification.EnrollPending}); err != nil || n == 0 {
				b.Fatal(n, err)
			}
		}
	})
	b.Run("sessions", func(b *testing.B) {
		for b.Loop() {
			for _, err := range s.Sessions(b.Context(), verification.SessionFilter{Limit: 1000}) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/verification"
)

const enrollmentTables = `
	FROM directory_user AS u
	LEFT JOIN identity AS i ON i.directory_id = u.integration_id AND i.external_id = u.external_id`

// What is asked of a person's sessions; session_person holds all it takes. $1 is
// the time at which open sessions lapse.
const (
	theirs    = `FROM session AS x WHERE x.directory_id = u.integration_id AND x.external_id = u.external_id`
	unlapsed  = `x.state IN ('requested', 'pending') AND (x.valid_until = '' OR x.valid_until > $1)`
	inReview  = `x.state = 'pending_review'`
	sumTheirs = `SELECT 4 * count(*) + 2 * max(` + inReview + `) + max(` + unlapsed + `) ` + theirs
)

// enrollmentCase selects and counts by enrollment. It says the same as
// personRow.decode, and as enrollmentOf in package verification.
const enrollmentCase = `
	CASE WHEN i.id IS NOT NULL THEN 'enrolled'
		WHEN EXISTS (SELECT 1 ` + theirs + ` AND ` + inReview + `) THEN 'pending_review'
		WHEN EXISTS (SELECT 1 ` + theirs + ` AND ` + unlapsed + `) THEN 'pending'
		ELSE 'not_enrolled' END`

// personColumns are a person with their identity and, in one number, how many
// sessions they have, whether one is in review and whether one is open: asking
// once for everybody takes a third of asking three times.
const personColumns = userColumns + `, coalesce(i.id, ''), coalesce(i.enrolled_at, ''), coalesce(i.last_verified, ''),
	coalesce((` + sumTheirs + `), 0)`

// personRow is a person as scanned.
type personRow struct {
	userRow
	identity, enrolled, verified string
	sum                          int
}

func (r *personRow) dest() []any {
	return append(r.userRow.dest(), &r.identity, &r.enrolled, &r.verified, &r.sum)
}

func (r *personRow) decode() (verification.Person, error) {
	p := verification.Person{Enrollment: verification.NotEnrolled, IdentityID: r.identity, Sessions: r.sum / 4}
	switch {
	case r.identity != "":
		p.Enrollment = verification.EnrollmentStands
	case r.sum&2 != 0:
		p.Enrollment = verification.EnrollInReview
	case r.sum&1 != 0:
		p.Enrollment = verification.EnrollPending
	}
	var err error
	if p.User, err = r.userRow.decode(); err != nil {
		return p, err
	}
	return p, times(timePair{r.enrolled, &p.EnrolledAt}, timePair{r.verified, &p.LastVerified})
}

// enrolledWhere is a filter as SQL, but for its Query, with the arguments of the
// statement: first those given.
func enrolledWhere(f verification.EnrollmentFilter, args ...any) (string, []any) {
	var conds []string
	add := func(cond string, value any) {
		args = append(args, value)
		conds = append(conds, fmt.Sprintf(cond, len(args)))
	}
	if f.IntegrationID != "" {
		add("u.integration_id = $%d", f.IntegrationID)
	}
	if f.State != "" {
		add("u.state = $%d", string(f.State))
	}
	if !f.MissingBefore.IsZero() {
		add(missingBefore, timeText(f.MissingBefore))
	}
	if f.Enrollment != "" {
		add(enrollmentCase+" = $%d", string(f.Enrollment))
	}
	if !f.VerifiedBefore.IsZero() {
		add("coalesce(i.last_verified, '') < $%d", timeText(f.VerifiedBefore))
	}
	if !f.VerifiedSince.IsZero() {
		add("i.last_verified >= $%d", timeText(f.VerifiedSince))
	}
	if f.IdentityID != "" {
		add("i.id = $%d", f.IdentityID)
	}
	if f.MinSessions > 0 {
		add("(SELECT count(*) "+theirs+") >= $%d", f.MinSessions)
	}
	if f.NoSessions {
		conds = append(conds, "NOT EXISTS (SELECT 1 "+theirs+")")
	}
	if len(conds) == 0 {
		return "", args
	}
	return " WHERE " + strings.Join(conds, " AND "), args
}

// Enrolled implements verification.Repository. People are read as they are
// consumed, from one snapshot; other calls of the store may be made meanwhile.
func (s *Store) Enrolled(ctx context.Context, f verification.EnrollmentFilter) iter.Seq2[verification.Person, error] {
	return func(yield func(verification.Person, error) bool) {
		cond, args := enrolledWhere(f, timeText(f.Now))
		query := `SELECT ` + personColumns + enrollmentTables + cond + `
			ORDER BY u.login, u.integration_id, u.external_id`
		if f.Query == "" && f.Limit > 0 { // then SQLite need not sort everybody
			args = append(args, f.Limit)
			query += fmt.Sprintf(` LIMIT $%d`, len(args))
		}
		n := 0
		err := s.scanPeople(ctx, f.Query, query, args, func(r *personRow) (bool, error) {
			p, err := r.decode()
			if err != nil {
				return false, err
			}
			n++
			return yield(p, nil) && n != f.Limit, nil
		})
		if err != nil {
			yield(verification.Person{}, s.fail(err, "listing people"))
		}
	}
}

// CountEnrolled implements verification.Repository.
func (s *Store) CountEnrolled(ctx context.Context, f verification.EnrollmentFilter) (n int, err error) {
	bare := verification.EnrollmentFilter{Filter: f.Filter, Now: f.Now}
	if f == bare {
		return s.CountUsers(ctx, f.Filter) // for which nothing has to be joined
	}
	var now []any // only where it is asked for
	if f.Query != "" || f.Enrollment != "" {
		now = []any{timeText(f.Now)}
	}
	cond, args := enrolledWhere(f, now...)
	if f.Query == "" {
		err = s.reader(ctx).QueryRowContext(ctx, `SELECT count(*)`+enrollmentTables+cond, args...).Scan(&n)
	} else {
		err = s.scanPeople(ctx, f.Query, `SELECT `+personColumns+enrollmentTables+cond, args,
			func(*personRow) (bool, error) { n++; return true, nil })
	}
	return n, s.fail(err, "counting people")
}

// scanPeople is scan for people with their enrollment.
func (s *Store) scanPeople(ctx context.Context, text, query string, args []any, each func(*personRow) (bool, error)) error {
	var r personRow
	return scanRows(ctx, s, text, query, args, r.dest(), &r.userRow, func() (bool, error) { return each(&r) })
}

// EnrollmentCounts implements verification.Repository.
func (s *Store) EnrollmentCounts(ctx context.Context, directoryID string, now time.Time) (map[verification.Enrollment]int, error) {
	query, args := `SELECT `+enrollmentCase+`, count(*)`+enrollmentTables, []any{timeText(now)}
	if directoryID != "" {
		query, args = query+` WHERE u.integration_id = $2`, append(args, directoryID)
	}
	type count struct {
		enrollment verification.Enrollment
		n          int
	}
	rows, err := collect(ctx, s.reader(ctx), func(row scanner) (c count, err error) {
		return c, row.Scan(&c.enrollment, &c.n)
	}, query+` GROUP BY 1`, args...)
	if err != nil {
		return nil, s.fail(err, "counting people by enrollment")
	}
	counts := make(map[verification.Enrollment]int, len(verification.Enrollments()))
	for _, e := range verification.Enrollments() {
		counts[e] = 0
	}
	for _, c := range rows {
		counts[c.enrollment] = c.n
	}
	return counts, nil
}

// The statements that forget who people of a directory were: their identity
// goes, and what of their finished sessions names them.
const (
	forgetIdentity = `DELETE FROM identity WHERE directory_id = $1`
	forgetSessions = `
		UPDATE session SET login_hint = '', external_id = '', record = json_remove(record, '$.external_customer_id')
		WHERE state IN ('succeeded', 'failed', 'expired', 'cancelled') AND directory_id = $1`
	ofPerson = ` AND external_id = $2`
)

// Forget implements verification.Repository.
func (s *Store) Forget(ctx context.Context, directoryID string, externalIDs []string) error {
	return s.write(ctx, "forgetting who people were", func(tx *sql.Tx) error {
		for _, query := range []string{forgetIdentity, forgetSessions} {
			if err := forget(ctx, tx, query, directoryID, externalIDs); err != nil {
				return err
			}
		}
		return nil
	})
}

func forget(ctx context.Context, tx *sql.Tx, query, directoryID string, externalIDs []string) error {
	if externalIDs == nil {
		_, err := tx.ExecContext(ctx, query, directoryID)
		return err
	}
	person, err := tx.PrepareContext(ctx, query+ofPerson)
	if err != nil {
		return err
	}
	defer func() { _ = person.Close() }()
	for _, id := range externalIDs {
		if _, err := person.ExecContext(ctx, directoryID, id); err != nil {
			return err
		}
	}
	return nil
}

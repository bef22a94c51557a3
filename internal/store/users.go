package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"iter"
	"strings"

	"github.com/incodectl/incodectl/internal/directory"
)

const userColumns = `u.integration_id, u.external_id, u.state, u.source_state, u.login, u.hints, u.record,
	u.created_at, u.updated_at, u.missing_since`

// userRow is a person as scanned, before the JSON is taken apart: most rows of
// a search are thrown away before that.
type userRow struct {
	user                      directory.User
	hints, record             string
	created, updated, missing string
}

func (r *userRow) dest() []any {
	return []any{
		&r.user.IntegrationID, &r.user.ExternalID, &r.user.State, &r.user.SourceState, &r.user.Login,
		&r.hints, &r.record, &r.created, &r.updated, &r.missing,
	}
}

func (r *userRow) decode() (directory.User, error) {
	u := r.user
	var err error
	if u.Hints, err = hintsOf(r.hints); err != nil {
		return u, err
	}
	if u.Claims, err = recordOf(r.record); err != nil {
		return u, err
	}
	return u, times(timePair{r.created, &u.CreatedAt}, timePair{r.updated, &u.UpdatedAt}, timePair{r.missing, &u.MissingSince})
}

// missingBefore selects people who are missing since before a time, by the
// number of its argument. With everybody else that time is empty.
const missingBefore = `u.state = 'missing' AND u.missing_since < $%d`

// where returns the part of a filter that SQL decides, with its arguments.
func where(f directory.Filter) (string, []any) {
	var conds []string
	var args []any
	add := func(column, value string) {
		if value != "" {
			args = append(args, value)
			conds = append(conds, fmt.Sprintf("u.%s = $%d", column, len(args)))
		}
	}
	add("integration_id", f.IntegrationID)
	add("state", string(f.State))
	if !f.MissingBefore.IsZero() {
		args = append(args, timeText(f.MissingBefore))
		conds = append(conds, fmt.Sprintf(missingBefore, len(args)))
	}
	if len(conds) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(conds, " AND "), args
}

// Users implements directory.Repository. People are read as they are consumed,
// from one snapshot; other calls of the store may be made meanwhile.
func (s *Store) Users(ctx context.Context, f directory.Filter) iter.Seq2[directory.User, error] {
	return func(yield func(directory.User, error) bool) {
		cond, args := where(f)
		query := `SELECT ` + userColumns + ` FROM directory_user AS u` + cond + `
			ORDER BY u.login, u.integration_id, u.external_id`
		if f.Query == "" && f.Limit > 0 { // then SQLite need not sort everybody
			args = append(args, f.Limit)
			query += fmt.Sprintf(` LIMIT $%d`, len(args))
		}
		n := 0
		err := s.scan(ctx, f.Query, query, args, func(r *userRow) (bool, error) {
			u, err := r.decode()
			if err != nil {
				return false, err
			}
			n++
			return yield(u, nil) && n != f.Limit, nil
		})
		if err != nil {
			yield(directory.User{}, s.fail(err, "listing people"))
		}
	}
}

// CountUsers implements directory.Repository.
func (s *Store) CountUsers(ctx context.Context, f directory.Filter) (n int, err error) {
	cond, args := where(f)
	if f.Query == "" {
		err = s.reader(ctx).QueryRowContext(ctx, `SELECT count(*) FROM directory_user AS u`+cond, args...).Scan(&n)
	} else {
		err = s.scan(ctx, f.Query, `SELECT `+userColumns+` FROM directory_user AS u`+cond, args,
			func(*userRow) (bool, error) { n++; return true, nil })
	}
	return n, s.fail(err, "counting people")
}

// scan calls each for the rows of people that match the text, as long as it says
// true.
func (s *Store) scan(ctx context.Context, text, query string, args []any, each func(*userRow) (bool, error)) error {
	var r userRow
	return scanRows(ctx, s, text, query, args, r.dest(), &r, func() (bool, error) { return each(&r) })
}

// scanRows scans rows into dest, of which person is a part, and calls each for
// those whose person matches the text, as long as it says true.
func scanRows(ctx context.Context, s *Store, text, query string, args, dest []any, person *userRow, each func() (bool, error)) error {
	rows, err := s.reader(ctx).QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells what went wrong
	q := newSearch(text)
	for rows.Next() {
		if err := cmp.Or(ctx.Err(), rows.Scan(dest...)); err != nil {
			return err
		}
		found, err := q.matches(person)
		if err != nil {
			return err
		}
		if !found {
			continue
		}
		if more, err := each(); err != nil || !more {
			return err
		}
	}
	return rows.Err()
}

// People implements directory.Repository.
func (s *Store) People(ctx context.Context, integrationID string, externalIDs []string) ([]directory.User, error) {
	var people []directory.User
	query := `SELECT ` + userColumns + ` FROM directory_user AS u WHERE u.integration_id = $1 AND u.external_id = $2`
	for _, id := range externalIDs {
		err := s.scan(ctx, "", query, []any{integrationID, id}, func(r *userRow) (bool, error) {
			u, err := r.decode()
			people = append(people, u)
			return err == nil, err
		})
		if err != nil {
			return nil, s.fail(err, "looking people up")
		}
	}
	return people, nil
}

// StateCounts implements directory.Repository.
func (s *Store) StateCounts(ctx context.Context, integrationID string) (map[directory.State]int, error) {
	counts, err := stateCounts(ctx, s.reader(ctx), integrationID)
	return counts, s.fail(err, "counting people by state")
}

// AtLeast implements directory.Repository.
func (s *Store) AtLeast(ctx context.Context, integrationID string, state directory.State, n int) (bool, error) {
	var found int
	err := s.reader(ctx).QueryRowContext(ctx, `
		SELECT count(*) FROM (SELECT 1 FROM directory_user WHERE integration_id = $1 AND state = $2 LIMIT $3)`,
		integrationID, string(state), n).Scan(&found)
	return found >= n, s.fail(err, "counting people by state")
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

func stateCounts(ctx context.Context, q querier, integrationID string) (map[directory.State]int, error) {
	rows, err := q.QueryContext(ctx, `
		SELECT state, count(*) FROM directory_user WHERE integration_id = $1 GROUP BY state`, integrationID)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells what went wrong
	counts := make(map[directory.State]int, 3)
	for rows.Next() {
		var state directory.State
		var n int
		if err := rows.Scan(&state, &n); err != nil {
			return nil, err
		}
		counts[state] = n
	}
	return counts, rows.Err()
}

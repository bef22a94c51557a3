package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims/blocking"
	"github.com/incodectl/incodectl/internal/directory"
)

// FindByKeys implements directory.Repository. The first call after an update of
// incodectl that changed the keys makes the index anew.
func (s *Store) FindByKeys(ctx context.Context, integrationID string, keys []blocking.Key, limit int) ([]directory.User, bool, error) {
	const doing = "looking for people alike"
	if len(keys) == 0 || limit <= 0 {
		return []directory.User{}, false, nil
	}
	version, err := s.keptIndexVersion(ctx)
	if err == nil && version != blocking.Version {
		err = s.write(ctx, "indexing people", func(tx *sql.Tx) error { return rebuildKeys(ctx, tx) })
	}
	if err != nil {
		return nil, false, s.fail(err, doing)
	}
	people, err := s.withKeys(ctx, integrationID, keys, limit+1)
	if err != nil {
		return nil, false, s.fail(err, doing)
	}
	more := len(people) > limit
	if more {
		people = people[:limit]
	}
	slices.SortFunc(people, func(a, b directory.User) int { return strings.Compare(a.ExternalID, b.ExternalID) })
	return people, more, nil
}

// withKeys reads up to limit people who have one of the keys, the first in the
// order of their numbers. The state and the integration are looked at again,
// because a key is a digest and an index only an index.
func (s *Store) withKeys(ctx context.Context, integrationID string, keys []blocking.Key, limit int) ([]directory.User, error) {
	salt := saltOf(integrationID)
	for keys = slices.Clip(keys); len(keys)&(len(keys)-1) != 0; { // 1, 2, 4, 8, ...: as few statements
		keys = append(keys, keys[0])
	}
	var ranges strings.Builder
	args := []any{int64(idMask), limit}
	for i, k := range keys {
		if i > 0 {
			ranges.WriteString(" UNION ALL ")
		}
		// No more of one key than there may be in all, however many there are.
		fmt.Fprintf(&ranges, `SELECT * FROM (SELECT entry FROM match_key WHERE entry BETWEEN $%d AND $%d ORDER BY entry LIMIT $2)`,
			len(args)+1, len(args)+2)
		args = append(args, entryOf(k, salt, 0), entryOf(k, salt, idMask))
	}
	query := `SELECT ` + userColumns + ` FROM directory_user AS u
		WHERE u.id IN (SELECT DISTINCT entry & $1 FROM (` + ranges.String() + `) ORDER BY 1 LIMIT $2)
		ORDER BY u.id`
	rows, err := s.query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells what went wrong
	people := []directory.User{}
	for rows.Next() {
		var r userRow
		if err := rows.Scan(r.dest()...); err != nil {
			return nil, err
		}
		if r.user.State != directory.Active || r.user.IntegrationID != integrationID {
			continue
		}
		u, err := r.decode()
		if err != nil {
			return nil, err
		}
		people = append(people, u)
	}
	return people, rows.Err()
}

func (s *Store) keptIndexVersion(ctx context.Context) (version int, err error) {
	stmt, err := s.prepared(ctx, selectIndexVersion)
	if err != nil {
		return 0, err
	}
	err = stmt.QueryRowContext(ctx).Scan(&version)
	return version, err
}

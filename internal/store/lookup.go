package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/directory"
)

// FindByHint implements directory.Repository. A stored hint answers only to a
// value of its own kind, because kinds are normalised differently.
func (s *Store) FindByHint(ctx context.Context, values []directory.Hint, integrationID string) ([]directory.Hit, error) {
	if len(values) == 0 {
		return []directory.Hit{}, nil
	}
	var args []any
	var marks []string
	seen := make(map[string]bool, len(values))
	for _, v := range values {
		if !seen[v.Value] {
			seen[v.Value] = true
			args = append(args, v.Value)
			marks = append(marks, fmt.Sprintf("$%d", len(args)))
		}
	}
	query := `
		SELECT h.value, h.kind, ` + userColumns + `
		FROM login_hint AS h
		JOIN directory_user AS u ON u.integration_id = h.integration_id AND u.external_id = h.external_id
		WHERE h.value IN (` + strings.Join(marks, ", ") + `)`
	if integrationID != "" {
		args = append(args, integrationID)
		query += fmt.Sprintf(` AND h.integration_id = $%d`, len(args))
	}
	query += ` ORDER BY h.kind, h.integration_id, h.external_id`
	hits, err := s.hits(ctx, query, args, values)
	return hits, s.fail(err, "looking up the login hint")
}

// hits reads people strongest kind first and keeps each person's first.
func (s *Store) hits(ctx context.Context, query string, args []any, values []directory.Hint) ([]directory.Hit, error) {
	rows, err := s.query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells what went wrong
	type person struct{ integrationID, externalID string }
	seen := make(map[person]bool)
	hits := []directory.Hit{}
	for rows.Next() {
		var r userRow
		var value string
		var digit int
		if err := rows.Scan(append([]any{&value, &digit}, r.dest()...)...); err != nil {
			return nil, err
		}
		kind, err := kindOf(digit)
		if err != nil {
			return nil, err
		}
		who := person{r.user.IntegrationID, r.user.ExternalID}
		if seen[who] || !slices.Contains(values, directory.Hint{Kind: kind, Value: value}) {
			continue
		}
		seen[who] = true
		u, err := r.decode()
		if err != nil {
			return nil, err
		}
		hits = append(hits, directory.Hit{User: u, Kind: kind})
	}
	return hits, rows.Err()
}

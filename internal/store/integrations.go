package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
)

const integrationColumns = `id, name, template, category, settings, created_at, updated_at, full_sync_needed, client_id`

// CreateIntegration implements integration.Repository.
func (s *Store) CreateIntegration(ctx context.Context, in integration.Integration, then func() error) error {
	settings, err := jsonText(in.Settings)
	if err != nil {
		return err
	}
	return s.write(ctx, "creating the integration", func(tx *sql.Tx) error {
		var buried bool
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM tombstone WHERE id = $1)`, in.ID).Scan(&buried)
		if err != nil {
			return err
		}
		if buried {
			return fault.New(fault.Conflict, "the integration ID %s belonged to a deleted integration and is never used again", in.ID)
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO integration (id, name, name_folded, template, category, settings,
				created_at, updated_at, full_sync_needed, people_version, client_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10)`,
			in.ID, in.Name, fold(in.Name), in.Template, string(in.Category), settings,
			timeText(in.CreatedAt), timeText(in.UpdatedAt), in.FullSyncNeeded, in.ClientID)
		if err != nil {
			return taken(err, in)
		}
		return run(then)
	})
}

// UpdateIntegration implements integration.Repository.
func (s *Store) UpdateIntegration(ctx context.Context, in integration.Integration, then func() error) error {
	settings, err := jsonText(in.Settings)
	if err != nil {
		return err
	}
	return s.write(ctx, "updating the integration", func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `
			UPDATE integration SET name = $1, name_folded = $2, settings = $3, updated_at = $4, full_sync_needed = $5
			WHERE id = $6`,
			in.Name, fold(in.Name), settings, timeText(in.UpdatedAt), in.FullSyncNeeded, in.ID)
		if err != nil {
			return taken(err, in)
		}
		if err := affected(res, in.ID); err != nil {
			return err
		}
		return run(then)
	})
}

// callerError carries an error of the caller's own through a transaction, so
// that it is not mistaken for one of the store.
type callerError struct{ error }

// run calls the caller's step, if there is one.
func run(then func() error) error {
	if then == nil {
		return nil
	}
	if err := then(); err != nil {
		return callerError{err}
	}
	return nil
}

// affected returns fault.NotFound when a statement found no integration of this ID.
func affected(res sql.Result, id string) error {
	n, err := res.RowsAffected()
	if err == nil && n == 0 {
		return noIntegration(id)
	}
	return err
}

// taken names the two things about an integration that are unique.
func taken(err error, in integration.Integration) error {
	if !isUnique(err) {
		return err
	}
	return fault.Wrap(err, fault.Conflict, "there is already an integration named %q (names are compared ignoring case)", in.Name).
		WithHint("choose another name; incodectl integrations list shows those in use")
}

func noIntegration(idOrName string) error {
	return fault.New(fault.NotFound, "there is no integration %q", idOrName)
}

// Integration implements integration.Repository. An ID wins over a name that looks like one.
func (s *Store) Integration(ctx context.Context, idOrName string) (integration.Integration, error) {
	row := s.reader(ctx).QueryRowContext(ctx, `
		SELECT `+integrationColumns+` FROM integration WHERE id = $1 OR name_folded = $2
		ORDER BY CASE WHEN id = $1 THEN 0 ELSE 1 END LIMIT 1`, idOrName, fold(idOrName))
	in, err := scanIntegration(row)
	if errors.Is(err, sql.ErrNoRows) {
		return in, noIntegration(idOrName)
	}
	return in, s.fail(err, "reading the integration")
}

// Integrations implements integration.Repository.
func (s *Store) Integrations(ctx context.Context) ([]integration.Integration, error) {
	all, err := collect(ctx, s.reader(ctx), scanIntegration,
		`SELECT `+integrationColumns+` FROM integration ORDER BY name_folded`)
	return all, s.fail(err, "listing the integrations")
}

type scanner interface{ Scan(dest ...any) error }

// collect reads all rows of a short query.
func collect[T any](ctx context.Context, db querier, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells what went wrong
	all := []T{}
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

func scanIntegration(row scanner) (integration.Integration, error) {
	var in integration.Integration
	var settings, created, updated string
	err := row.Scan(&in.ID, &in.Name, &in.Template, &in.Category, &settings, &created, &updated, &in.FullSyncNeeded, &in.ClientID)
	if err != nil {
		return integration.Integration{}, err
	}
	if err := json.Unmarshal([]byte(settings), &in.Settings); err != nil {
		return in, fmt.Errorf("reading the settings of integration %s: %w", in.ID, err)
	}
	return in, times(timePair{created, &in.CreatedAt}, timePair{updated, &in.UpdatedAt})
}

// Dependents implements integration.Repository.
func (s *Store) Dependents(ctx context.Context, id string) (integration.Dependents, error) {
	var d integration.Dependents
	err := s.reader(ctx).QueryRowContext(ctx, `
		SELECT (SELECT count(*) FROM directory_user WHERE integration_id = $1),
		       (SELECT count(*) FROM sync_run WHERE integration_id = $1),
		       (SELECT count(*) FROM identity WHERE directory_id = $1),
		       (SELECT count(*) FROM session WHERE (integration_id = $1 OR directory_id = $1)
		           AND (state = 'pending_review' OR state IN ('requested', 'pending') AND (valid_until = '' OR valid_until > $2))),
		       EXISTS (SELECT 1 FROM client_secret WHERE integration_id = $1)`, id, timeText(s.now())).
		Scan(&d.Users, &d.Runs, &d.Identities, &d.OpenSessions, &d.ClientSecret)
	if err != nil {
		return d, s.fail(err, "counting what belongs to the integration")
	}
	all, err := s.Integrations(ctx)
	for _, in := range all {
		if in.Settings.Get(integration.KeyDirectory) == id {
			d.Linked = append(d.Linked, integration.Link{ID: in.ID, Name: in.Name})
		}
	}
	return d, err
}

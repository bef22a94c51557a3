package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/fault"
)

const apiKeyColumns = `id, name, fingerprint, hint, created_at, created_by, revoked_at, revoked_by`

// CreateAPIKey implements credential.Repository.
func (s *Store) CreateAPIKey(ctx context.Context, k credential.APIKey) error {
	return s.write(ctx, "storing the API key", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO api_key (`+apiKeyColumns+`, name_folded) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			k.ID, k.Name, k.Fingerprint, k.Hint, timeText(k.CreatedAt), k.CreatedBy, timeText(k.RevokedAt), k.RevokedBy, fold(k.Name))
		if isUnique(err) {
			return fault.New(fault.Conflict, "there is already an API key named %q (names are compared ignoring case)", k.Name).
				WithHint("choose another name; incodectl api-keys list shows those in use")
		}
		return err
	})
}

// APIKeys implements credential.Repository. Keys made at once are in order of name.
func (s *Store) APIKeys(ctx context.Context) ([]credential.APIKey, error) {
	all, err := collect(ctx, s.reader(ctx), scanAPIKey,
		`SELECT `+apiKeyColumns+` FROM api_key ORDER BY created_at DESC, name_folded, id`)
	return all, s.fail(err, "listing the API keys")
}

func scanAPIKey(row scanner) (credential.APIKey, error) {
	var k credential.APIKey
	var created, revoked string
	err := row.Scan(&k.ID, &k.Name, &k.Fingerprint, &k.Hint, &created, &k.CreatedBy, &revoked, &k.RevokedBy)
	if err != nil {
		return k, err
	}
	return k, times(timePair{created, &k.CreatedAt}, timePair{revoked, &k.RevokedAt})
}

// RevokeAPIKey implements credential.Repository.
func (s *Store) RevokeAPIKey(ctx context.Context, id string, at time.Time, by string) error {
	return s.write(ctx, "revoking the API key", func(tx *sql.Tx) error {
		done, err := tx.ExecContext(ctx,
			`UPDATE api_key SET revoked_at = $2, revoked_by = $3 WHERE id = $1 AND revoked_at = ''`, id, timeText(at), by)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n > 0 {
			return err
		}
		k, err := scanAPIKey(tx.QueryRowContext(ctx, `SELECT `+apiKeyColumns+` FROM api_key WHERE id = $1`, id))
		if errors.Is(err, sql.ErrNoRows) {
			return fault.New(fault.NotFound, "there is no API key %q", id).
				WithHint("see what there is: incodectl api-keys list")
		}
		if err != nil {
			return err
		}
		return fault.New(fault.Conflict, "API key %q was revoked already, on %s by %s", k.Name, k.RevokedAt.Format(time.RFC3339), k.RevokedBy)
	})
}

// ClientSecret implements credential.Repository.
func (s *Store) ClientSecret(ctx context.Context, integrationID string) (credential.ClientSecret, error) {
	c := credential.ClientSecret{IntegrationID: integrationID}
	var generated string
	err := s.reader(ctx).QueryRowContext(ctx,
		`SELECT hash, generated_at, generated_by FROM client_secret WHERE integration_id = $1`, integrationID).
		Scan(&c.Hash, &generated, &c.GeneratedBy)
	if errors.Is(err, sql.ErrNoRows) {
		return c, fault.New(fault.NotFound, "integration %s has no client secret", integrationID)
	}
	if err == nil {
		c.GeneratedAt, err = timeOf(generated)
	}
	return c, s.fail(err, "reading the client secret's hash")
}

// PutClientSecret implements credential.Repository.
func (s *Store) PutClientSecret(ctx context.Context, c credential.ClientSecret) error {
	return s.write(ctx, "storing the client secret's hash", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO client_secret (integration_id, hash, generated_at, generated_by) VALUES ($1, $2, $3, $4)
			ON CONFLICT (integration_id) DO UPDATE
			SET hash = excluded.hash, generated_at = excluded.generated_at, generated_by = excluded.generated_by`,
			c.IntegrationID, c.Hash, timeText(c.GeneratedAt), c.GeneratedBy)
		if isForeignKey(err) {
			return noIntegration(c.IntegrationID)
		}
		return err
	})
}

// DeleteClientSecret implements credential.Repository.
func (s *Store) DeleteClientSecret(ctx context.Context, integrationID string) error {
	return s.write(ctx, "forgetting the client secret's hash", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM client_secret WHERE integration_id = $1`, integrationID)
		return err
	})
}

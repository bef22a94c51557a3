package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/verification"
)

// PutIdentity implements verification.Repository.
func (s *Store) PutIdentity(ctx context.Context, id verification.Identity) (stands verification.Identity, err error) {
	err = s.write(ctx, "storing the identity", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO identity (id, directory_id, external_id, enrolled_at, session_id, last_verified) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (directory_id, external_id) DO UPDATE SET last_verified = max(identity.last_verified, excluded.last_verified)`,
			id.ID, id.DirectoryID, id.ExternalID, timeText(id.EnrolledAt), id.SessionID, timeText(id.LastVerified))
		if err != nil {
			return err
		}
		stands, err = scanIdentity(tx.QueryRowContext(ctx, identityOf, id.DirectoryID, id.ExternalID))
		return err
	})
	return stands, err
}

const identityOf = `
	SELECT id, directory_id, external_id, enrolled_at, session_id, last_verified FROM identity
	WHERE directory_id = $1 AND external_id = $2`

// Identity implements verification.Repository.
func (s *Store) Identity(ctx context.Context, directoryID, externalID string) (verification.Identity, error) {
	id, err := scanIdentity(s.reader(ctx).QueryRowContext(ctx, identityOf, directoryID, externalID))
	if errors.Is(err, sql.ErrNoRows) {
		return id, fault.New(fault.NotFound, "the person has no identity yet")
	}
	return id, s.fail(err, "reading the identity")
}

func scanIdentity(row scanner) (verification.Identity, error) {
	var id verification.Identity
	var enrolled, verified string
	if err := row.Scan(&id.ID, &id.DirectoryID, &id.ExternalID, &enrolled, &id.SessionID, &verified); err != nil {
		return id, err
	}
	return id, times(timePair{enrolled, &id.EnrolledAt}, timePair{verified, &id.LastVerified})
}

package store

import (
	"context"
	"database/sql"

	"github.com/incodectl/incodectl/internal/integration"
)

// DeleteIntegration implements integration.Repository. Sessions stay, as the
// record of what was verified; identities go with the people they are of. A
// listing that is being staged for it by another process can no longer be
// applied; one that a crash left behind is removed as well.
func (s *Store) DeleteIntegration(ctx context.Context, t integration.Tombstone) error {
	err := s.write(ctx, "deleting the integration", func(tx *sql.Tx) error {
		for _, query := range []string{
			dropKeys,
			`DELETE FROM login_hint WHERE integration_id = $1`,
			`DELETE FROM directory_user WHERE integration_id = $1`,
			`DELETE FROM sync_run WHERE integration_id = $1`,
			`DELETE FROM sync_position WHERE integration_id = $1`,
			`DELETE FROM identity WHERE directory_id = $1`,
			`DELETE FROM client_secret WHERE integration_id = $1`,
		} {
			if _, err := tx.ExecContext(ctx, query, t.ID); err != nil {
				return err
			}
		}
		res, err := tx.ExecContext(ctx, `DELETE FROM integration WHERE id = $1`, t.ID)
		if err != nil {
			return err
		}
		if err := affected(res, t.ID); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO tombstone (id, name, name_folded, template, deleted_at, deleted_by) VALUES ($1, $2, $3, $4, $5, $6)`,
			t.ID, t.Name, fold(t.Name), t.Template, timeText(t.DeletedAt), t.DeletedBy)
		return err
	})
	if err != nil {
		return err
	}
	return s.AfterCommit(ctx, func(ctx context.Context) error {
		s.sweep(ctx)
		return s.discardStaging(t.ID)
	})
}

// Tombstones implements integration.Repository.
func (s *Store) Tombstones(ctx context.Context, idOrName string) ([]integration.Tombstone, error) {
	all, err := collect(ctx, s.reader(ctx), scanTombstone, `
		SELECT id, name, template, deleted_at, deleted_by FROM tombstone
		WHERE id = $1 OR name_folded = $2 ORDER BY deleted_at DESC, id DESC`, idOrName, fold(idOrName))
	return all, s.fail(err, "looking for deleted integrations")
}

func scanTombstone(row scanner) (integration.Tombstone, error) {
	var t integration.Tombstone
	var deleted string
	if err := row.Scan(&t.ID, &t.Name, &t.Template, &deleted, &t.DeletedBy); err != nil {
		return t, err
	}
	return t, times(timePair{deleted, &t.DeletedAt})
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// tidy clears away what a crash has left of an integration's held runs, and the
// staging files of integrations that are gone. The caller has the integration's lock.
func (s *Store) tidy(ctx context.Context, integrationID string) error {
	s.sweep(ctx)
	file, holder := s.heldPath(integrationID), ""
	_, err := os.Stat(file)
	if there := !errors.Is(err, fs.ErrNotExist); there {
		h, err := s.readHeld(ctx, file)
		if err != nil && notDamage(ctx, err) {
			return err
		}
		if err == nil {
			holder = h.runID
		}
	}
	held, err := collect(ctx, s.reader(ctx), func(row scanner) (id string, err error) { return id, row.Scan(&id) },
		`SELECT id FROM sync_run WHERE integration_id = $1 AND held = 1`, integrationID)
	if err != nil {
		return err
	}
	wanted := false
	for _, id := range held {
		wanted = wanted || id == holder
	}
	if !wanted {
		if err := removeFiles(file); err != nil {
			return err
		}
		holder = ""
	}
	if len(held) == 0 || len(held) == 1 && wanted {
		return nil
	}
	return s.write(ctx, "recording which run is held", func(tx *sql.Tx) error { return releaseRuns(ctx, tx, integrationID, holder) })
}

// releaseRuns records of all held runs of an integration but one that they hold
// nothing any more.
func releaseRuns(ctx context.Context, tx *sql.Tx, integrationID, but string) error {
	held, err := collect(ctx, tx, scanRun, `SELECT record FROM sync_run WHERE integration_id = $1 AND held = 1 AND id <> $2`, integrationID, but)
	if err != nil {
		return err
	}
	for _, r := range held {
		r.Held = false
		if err := putRun(ctx, tx, r); err != nil {
			return err
		}
	}
	return nil
}

// sweep removes the staging files of integrations that are gone, whose sync was
// killed after somebody else had deleted the integration. Whatever does not
// work is tried again next time.
func (s *Store) sweep(ctx context.Context) {
	dir, base := filepath.Split(s.path)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		rest, ours := strings.CutPrefix(e.Name(), base)
		id, staging := strings.CutPrefix(rest, stagingInfix)
		if !staging {
			id, staging = strings.CutPrefix(rest, heldInfix)
		}
		id, whole := strings.CutSuffix(id, ".db")
		if !ours || !staging || !whole {
			continue
		}
		var gone bool
		err := s.reader(ctx).QueryRowContext(ctx, `SELECT NOT EXISTS (SELECT 1 FROM integration WHERE id = $1)`, id).Scan(&gone)
		if err == nil && gone {
			_ = s.discardStaging(id)
		}
	}
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
)

// lookWait is how long a look at a staging file waits for who writes it.
const lookWait = 50 * time.Millisecond

// Kept implements directory.Repository. It only looks, beside a sync that may be
// running, and takes no lock of its own. What it does not get to see, and what no
// run goes on with because the integration's people or settings were changed
// since, counts as not kept.
func (s *Store) Kept(ctx context.Context, integrationID string) (directory.Kept, error) {
	l, err := s.lookAt(ctx, s.stagingPath(integrationID))
	if ctx.Err() != nil {
		return directory.Kept{}, s.fail(ctx.Err(), "looking at what is staged")
	}
	if err != nil || l.at.Pages == 0 {
		return directory.Kept{}, nil
	}
	var version, applied int64
	var settings string
	err = s.reader(ctx).QueryRowContext(ctx, `
		SELECT i.people_version, coalesce(p.applied, 0), i.settings
		FROM integration AS i LEFT JOIN sync_position AS p ON p.integration_id = i.id
		WHERE i.id = $1`, integrationID).Scan(&version, &applied, &settings)
	if errors.Is(err, sql.ErrNoRows) {
		return directory.Kept{}, nil // deleted just now
	}
	if err == nil {
		settings, err = listedSettings(settings)
	}
	if err != nil {
		return directory.Kept{}, s.fail(err, "looking at what is staged")
	}
	if l.version != version || l.applied != applied || l.settings != settings {
		return directory.Kept{}, nil
	}
	return directory.Kept{Mode: l.Mode, Pages: l.at.Pages, People: l.at.People, Since: l.began}, nil
}

// lookAt reads what the staging file at path is of, the zero value where there is
// none of this version.
func (s *Store) lookAt(ctx context.Context, path string) (l begun, err error) {
	if _, err := os.Stat(path); err != nil {
		return l, err
	}
	db, err := sql.Open("sqlite", dsn(path, []string{busyTimeout(min(lookWait, s.wait))}, "mode=ro"))
	if err != nil {
		return l, err
	}
	defer func() { _ = db.Close() }() // it only reads
	db.SetMaxOpenConns(1)
	version, err := versionOf(ctx, db)
	if err != nil || version != stagingVersion {
		return l, err
	}
	return readListing(ctx, db)
}

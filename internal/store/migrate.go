package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"

	"github.com/incodectl/incodectl/internal/fault"
)

// migrationFiles are the steps of the schema, numbered from 1 without gaps.
// A released one never changes. The file's user_version is the number of the
// last one applied.
//
//go:embed migrations/*.sql
var migrationFiles embed.FS

// migration is one forward step of the schema.
type migration struct{ name, sql string }

// migrations returns all steps in order; the embedded folder is sorted by name.
func migrations() []migration {
	entries, err := migrationFiles.ReadDir("migrations")
	if err != nil {
		panic(err) // embedded at build time
	}
	steps := make([]migration, 0, len(entries))
	for _, e := range entries {
		text, err := migrationFiles.ReadFile("migrations/" + e.Name())
		if err != nil {
			panic(err)
		}
		steps = append(steps, migration{name: e.Name(), sql: string(text)})
	}
	return steps
}

// migrate brings an existing store up to date. It looks at the version again
// inside the transaction, because another process may be doing the same.
func (s *Store) migrate(ctx context.Context, steps []migration) error {
	version, err := versionOf(ctx, s.db)
	if err != nil {
		return s.fail(err, "opening the store")
	}
	if version == len(steps) {
		return nil
	}
	if err := checkVersion(s.path, version, steps); err != nil {
		return err
	}
	return s.write(ctx, "updating the store's schema", func(tx *sql.Tx) error {
		version, err := versionOf(ctx, tx)
		if err != nil {
			return err
		}
		if err := checkVersion(s.path, version, steps); err != nil {
			return err
		}
		return apply(ctx, tx, steps[version:])
	})
}

// apply carries out the remaining steps inside tx.
func apply(ctx context.Context, tx *sql.Tx, steps []migration) error {
	version, err := versionOf(ctx, tx)
	if err != nil {
		return err
	}
	for _, m := range steps {
		if _, err := tx.ExecContext(ctx, m.sql); err != nil {
			return fmt.Errorf("migration %s: %w", m.name, err)
		}
	}
	_, err = tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version+len(steps)))
	return err
}

type rowQuerier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func versionOf(ctx context.Context, q rowQuerier) (version int, err error) {
	err = q.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)
	return version, err
}

// checkVersion refuses a store that this incodectl does not understand.
func checkVersion(path string, version int, steps []migration) error {
	if version >= 0 && version <= len(steps) {
		return nil
	}
	return fault.New(fault.Usage, "the store %s was written by a newer incodectl (its schema is %d, this one knows %d)",
		path, version, len(steps)).
		WithHint("upgrade incodectl; the store was left as it is")
}

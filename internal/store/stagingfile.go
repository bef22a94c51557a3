package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
)

// stagingVersion is the staging schema's; another incodectl's is not gone on with.
const stagingVersion = 4

// stagingSchema is the staging file's. People are appended in the order of
// arrival, which costs the same for every order of ids; so are those removed,
// with the state 'removed' and the reason as source_state. diff holds everybody
// concerned once, with the place of the last word on them and what it changes.
const stagingSchema = `
	CREATE TABLE listing (
		fingerprint    TEXT NOT NULL,
		mode           TEXT NOT NULL,
		since          TEXT NOT NULL,
		settings       TEXT NOT NULL,    -- the integration's, those that decide who is listed
		people_version INTEGER NOT NULL, -- of the stored people when it began
		applied        INTEGER NOT NULL, -- runs applied when it began
		began          TEXT NOT NULL,
		salt           BLOB NOT NULL,    -- of the digests in page
		checkpoint     TEXT NOT NULL     -- JSON
	);
	CREATE TABLE page (
		n         INTEGER PRIMARY KEY,
		unchanged BLOB NOT NULL          -- digests of people on it who are stored just so
	);
	CREATE TABLE staged (
		seq          INTEGER PRIMARY KEY,
		external_id  TEXT NOT NULL,
		state        TEXT NOT NULL,
		hash         BLOB NOT NULL,
		source_state TEXT NOT NULL,
		login        TEXT NOT NULL,
		hints        TEXT NOT NULL,
		record       TEXT NOT NULL,
		listed       INTEGER NOT NULL    -- 1 for somebody who may be new
	);
	CREATE TABLE unread (
		n           INTEGER PRIMARY KEY,
		external_id TEXT NOT NULL,
		reason      TEXT NOT NULL,
		after       INTEGER NOT NULL     -- the staged row before it
	);
	CREATE INDEX unread_person ON unread (external_id);
	CREATE TABLE diff (
		external_id TEXT PRIMARY KEY,
		seq         INTEGER,             -- NULL for the missing who were not listed
		action      TEXT NOT NULL,       -- add, update, deactivate, reactivate, missing, none
		present     INTEGER NOT NULL,    -- 1 when stored and not missing
		listed      INTEGER NOT NULL     -- 1 when listed as somebody who may be new
	) WITHOUT ROWID;
	CREATE TABLE held (
		run_id   TEXT NOT NULL,
		settings TEXT NOT NULL,          -- the integration's
		plan     TEXT NOT NULL,          -- JSON
		position TEXT NOT NULL           -- JSON
	);`

// stagingPragmas make the transactions of a page survive a killed process, and
// a power cut cost the last pages at most, but never leave a file that is half
// one thing and half another: what is resumed must be whole. WAL does so
// without waiting for the disk at every page.
func (s *Store) stagingPragmas() []string {
	return []string{busyTimeout(s.wait), "journal_mode(WAL)", "synchronous(NORMAL)"}
}

// openFile opens the staging file at path.
func (st *staging) openFile(path string) (err error) {
	st.path = path
	if st.db, err = sql.Open("sqlite", dsn(path, st.store.stagingPragmas())); err != nil {
		return err
	}
	st.db.SetMaxOpenConns(1)
	return nil
}

// begun is a listing as its staging file knows it.
type begun struct {
	directory.Listing
	settings string // the integration's; see listedSettings
	version  int64  // of the stored people when it began
	applied  int64  // runs applied when it began
	began    time.Time
	salt     []byte
	at       directory.Checkpoint
}

// create makes an empty staging file.
func (st *staging) create(ctx context.Context, l *begun) error {
	path := st.store.stagingPath(st.integrationID)
	if err := freshFile(path); err != nil {
		return unreachable(err, path)
	}
	if err := st.openFile(path); err != nil {
		return err
	}
	return st.inTx(ctx, func(tx *sql.Tx) error {
		for _, query := range []string{stagingSchema, fmt.Sprintf("PRAGMA user_version = %d", stagingVersion)} {
			if _, err := tx.ExecContext(ctx, query); err != nil {
				return err
			}
		}
		return tx.QueryRowContext(ctx, `
			INSERT INTO listing (fingerprint, mode, since, settings, people_version, applied, began, salt, checkpoint)
			VALUES ($1, $2, $3, $4, $5, $6, $7, randomblob(16), '{}') RETURNING salt`,
			l.Fingerprint, string(l.Mode), string(l.Since), st.settings, l.version, l.applied, timeText(l.began)).Scan(&l.salt)
	})
}

// readListing reads what a staging file is of.
func readListing(ctx context.Context, db *sql.DB) (l begun, err error) {
	var began, checkpoint string
	err = db.QueryRowContext(ctx, `SELECT fingerprint, mode, since, settings, people_version, applied, began, salt, checkpoint FROM listing`).
		Scan(&l.Fingerprint, &l.Mode, &l.Since, &l.settings, &l.version, &l.applied, &began, &l.salt, &checkpoint)
	if err == nil {
		err = times(timePair{began, &l.began})
	}
	if err == nil {
		err = json.Unmarshal([]byte(checkpoint), &l.at)
	}
	return l, err
}

// inTx runs f in one transaction on the staging file.
func (st *staging) inTx(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := st.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		_ = tx.Rollback() // err says more
		return err
	}
	return tx.Commit()
}

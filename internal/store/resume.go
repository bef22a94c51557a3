package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/incodectl/incodectl/internal/directory"
)

// errDamaged is a staging file whose content does not add up.
var errDamaged = errors.New("the staging file is damaged")

// resume opens the pages an earlier run has left, if they are of this very
// listing; it sets l.at. Where they are not, why says so and nothing is open.
func (st *staging) resume(ctx context.Context, tx *sql.Tx, l *begun) (why string, err error) {
	path := st.store.stagingPath(st.integrationID)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err = st.openFile(path); err != nil {
		return "", err
	}
	asked := l.Mode
	var going bool
	if going, why, err = st.goesOn(ctx, l); going {
		err = st.replay(ctx, tx, l)
	}
	if err != nil {
		if notDamage(ctx, err) {
			return "", err
		}
		going, why = false, "what the last run had staged is damaged"
	}
	if !going {
		l.at, l.Mode = directory.Checkpoint{}, asked
		return why, st.closeFile()
	}
	return "", nil
}

// goesOn reports whether the open staging file is of this very listing, and if
// not, why not: nothing is to be said of one without a page.
func (st *staging) goesOn(ctx context.Context, l *begun) (ok bool, why string, err error) {
	version, err := versionOf(ctx, st.db)
	if err != nil || version == 0 {
		return false, "", err // 0: it was never finished
	}
	if version != stagingVersion {
		return false, "another version of incodectl had staged what was there", nil
	}
	was, err := readListing(ctx, st.db)
	if err != nil || was.at.Pages == 0 {
		return false, "", err
	}
	age := l.began.Sub(was.began)
	switch {
	case !l.Resume:
		return false, "a new start was asked for", nil
	case was.Fingerprint != l.Fingerprint:
		return false, "what is listed, or how it is mapped, was changed since the last run", nil
	case was.Mode != l.Mode && !was.inPlaceOf(l):
		return false, fmt.Sprintf("the last run was a %s one", was.Mode), nil
	case was.Mode == directory.ModeDelta && was.Since != l.Since:
		return false, "the last run followed changes since another moment", nil
	case was.version != l.version || was.applied != l.applied:
		return false, "the stored people were changed since the last run", nil
	case age > l.MaxAge:
		return false, fmt.Sprintf("what the last run had staged is older than %s", l.MaxAge), nil
	case age < 0:
		return false, "what the last run had staged is dated in the future", nil
	}
	var check string
	if err := st.db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&check); err != nil || check != "ok" {
		return false, "", errors.Join(err, errDamaged)
	}
	l.at, l.salt, l.Mode = was.at, was.salt, was.Mode
	return true, "", nil
}

// inPlaceOf reports whether a listing is a full one that does as well as the
// delta that is asked for: any, or the one begun because that very delta could
// not be had.
func (l *begun) inPlaceOf(delta *begun) bool {
	same := l.Since != "" && l.Since == delta.Since
	return l.Mode == directory.ModeFull && delta.Mode == directory.ModeDelta && (delta.OrFull || same)
}

// replay remembers what the earlier run knew of the pages.
func (st *staging) replay(ctx context.Context, tx *sql.Tx, l *begun) error {
	if err := st.prepare(ctx, tx, l); err != nil {
		return err
	}
	err := each(ctx, st.db, `SELECT external_id, reason FROM unread ORDER BY n LIMIT $1`, func(rows *sql.Rows) error {
		var e directory.RecordError
		err := rows.Scan(&e.ExternalID, &e.Reason)
		l.at.Unread = append(l.at.Unread, e)
		return err
	}, directory.MostNamed)
	if err != nil || st.known == nil {
		return err
	}
	err = each(ctx, st.db, `SELECT unchanged FROM page`, func(rows *sql.Rows) error {
		var page sql.RawBytes
		if err := rows.Scan(&page); err != nil {
			return err
		}
		if !st.known.seeAll(page) {
			return errDamaged
		}
		return nil
	})
	if err != nil {
		return err
	}
	return each(ctx, st.db, `SELECT external_id FROM staged`, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		st.known.stage(st.known.who(id))
		return err
	})
}

// each calls do for every row of a query.
func each(ctx context.Context, q querier, query string, do func(*sql.Rows) error, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells what went wrong
	for rows.Next() {
		if err := do(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// notDamage reports whether reading a staging file failed for a reason that
// says nothing of the file.
func notDamage(ctx context.Context, err error) bool {
	if ctx.Err() != nil || isFault(err) {
		return true
	}
	switch primaryCode(err) {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_FULL,
		sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_NOMEM:
		return true
	}
	return isWriteFailure(extendedCode(err)) // a full disk, above all
}

// Package store keeps all of one profile but its secrets in one SQLite file:
// integrations, workflows, people, sync runs, sessions, and the audit log. It
// implements the Repository of each core package and is the only importer of
// modernc.org/sqlite.
//
// The file is only ever written in short immediate transactions; a listing that
// is still coming in waits in a staging file of its own beside the store.
package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/verification"
	"github.com/incodectl/incodectl/internal/workflow"
)

// The ports the store implements.
var (
	_ integration.Repository  = (*Store)(nil)
	_ directory.Repository    = (*Store)(nil)
	_ directory.Staging       = (*staging)(nil)
	_ workflow.Repository     = (*Store)(nil)
	_ verification.Repository = (*Store)(nil)
	_ credential.Repository   = (*Store)(nil)
	_ audit.Repository        = (*Store)(nil)
)

// maxConns bounds the connections to one store. A command needs one to write,
// one to read beside it and some for what is looked up while people stream by;
// each costs about 2 MB of page cache.
const maxConns = 6

// Options are what a Store needs from outside.
type Options struct {
	// Now dates what a sync changes; required.
	Now func() time.Time
	// LockWait is how long to wait for another process's transaction before
	// giving up with fault.Locked; zero means 5 seconds.
	LockWait time.Duration
}

// Store is an open store. It is safe for concurrent use, also by several
// processes at once.
type Store struct {
	db   *sql.DB
	path string
	now  func() time.Time
	wait time.Duration
	turn chan struct{} // full while one of this process writes
	kept statements
}

// Open opens the store at path, creating it (mode 0600, missing folders 0700)
// or migrating it when needed. Nothing else is done at open, so that a lookup
// in a large store starts at once.
//
// A file that is no incodectl store, is damaged or was written by a newer
// incodectl is fault.Usage and left as it is.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	return open(ctx, path, o, migrations())
}

func open(ctx context.Context, path string, o Options, steps []migration) (*Store, error) {
	if o.LockWait == 0 {
		o.LockWait = 5 * time.Second
	}
	path, err := ensureFile(ctx, path, steps)
	if err != nil {
		return nil, err
	}
	s := &Store{path: path, now: o.Now, wait: o.LockWait, turn: make(chan struct{}, 1)}
	s.db, err = sql.Open("sqlite", dsn(path, storePragmas(o.LockWait)))
	if err != nil {
		return nil, s.fail(err, "opening the store")
	}
	s.db.SetMaxOpenConns(maxConns)
	s.db.SetMaxIdleConns(maxConns) // opening one again costs more than keeping it
	if err := s.migrate(ctx, steps); err != nil {
		_ = s.db.Close() // err says more
		return nil, err
	}
	return s, nil
}

// Close releases the store. Stagings must be closed before.
func (s *Store) Close() error { return s.fail(s.db.Close(), "closing the store") }

// write runs f in one immediate transaction on a connection of its own, or in
// the one that ctx carries.
func (s *Store) write(ctx context.Context, doing string, f func(*sql.Tx) error) error {
	if tx, ok := ctx.Value(txKey{}).(*sql.Tx); ok {
		return s.within(tx, doing, f)
	}
	return s.inTurn(ctx, doing, func() error {
		conn, err := s.db.Conn(ctx)
		if err != nil {
			return s.fail(err, doing)
		}
		defer func() { _ = conn.Close() }()
		return s.writeOn(ctx, conn, doing, f)
	})
}

// within runs f as a part of a transaction that somebody else ends.
func (s *Store) within(tx *sql.Tx, doing string, f func(*sql.Tx) error) error {
	err := f(tx)
	if caller, ok := errors.AsType[callerError](err); ok {
		return caller.error
	}
	return s.fail(err, doing)
}

// inTurn runs f when nobody else of this process writes. Integrations that sync
// side by side so wait for each other as long as it takes, and only for other
// processes no longer than the lock may be waited for.
func (s *Store) inTurn(ctx context.Context, doing string, f func() error) error {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
		return f()
	case <-ctx.Done():
		return s.fail(ctx.Err(), doing)
	}
}

// writeOn is write on the caller's connection, in the caller's turn.
func (s *Store) writeOn(ctx context.Context, conn *sql.Conn, doing string, f func(*sql.Tx) error) error {
	tx, err := s.begin(ctx, conn)
	if err != nil {
		return s.fail(err, doing)
	}
	defer func() { _ = tx.Rollback() }() // undoes what is not committed, also where f panics
	if err := f(tx); err != nil {
		if caller, ok := errors.AsType[callerError](err); ok {
			return caller.error
		}
		return s.fail(err, doing)
	}
	return s.fail(tx.Commit(), doing)
}

// begin starts an immediate transaction. SQLite's own waiting for a lock cannot
// be interrupted, so it is cut into slices between which ctx is looked at.
func (s *Store) begin(ctx context.Context, conn *sql.Conn) (*sql.Tx, error) {
	const slice = 100 * time.Millisecond
	if err := setBusyTimeout(ctx, conn, min(slice, s.wait)); err != nil {
		return nil, err
	}
	defer func() { _ = setBusyTimeout(context.WithoutCancel(ctx), conn, s.wait) }()
	for waited := time.Duration(0); ; waited += slice {
		tx, err := conn.BeginTx(ctx, nil)
		if err == nil || primaryCode(err) != codeBusy || waited+slice >= s.wait {
			return tx, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
}

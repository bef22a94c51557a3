package store

import (
	"context"
	"database/sql"
	"errors"
)

// txKey is where a context carries the transaction of Atomically.
type txKey struct{}

// afterKey is where it carries what is to be done once that is committed.
type afterKey struct{}

// Atomically runs f in one immediate transaction: everything the store is asked
// for under the context f is given reads and writes in it, and nobody else
// writes meanwhile. An error of f's undoes all of it and is returned as it is.
// Within another Atomically it joins that one's transaction.
//
// Staged listings have transactions of their own and cannot be part of it.
// What AfterCommit was given under that context is done after it.
func (s *Store) Atomically(ctx context.Context, f func(ctx context.Context) error) error {
	if _, ok := ctx.Value(txKey{}).(*sql.Tx); ok {
		return f(ctx)
	}
	var after []func(context.Context) error
	err := s.write(ctx, "changing the store", func(tx *sql.Tx) error {
		if err := f(context.WithValue(context.WithValue(ctx, txKey{}, tx), afterKey{}, &after)); err != nil {
			return callerError{err}
		}
		return nil
	})
	if err != nil {
		return err
	}
	// What is committed is committed: an interrupt must not keep the rest back.
	ctx = context.WithoutCancel(ctx)
	for _, do := range after {
		err = errors.Join(err, do(ctx))
	}
	return err
}

// AfterCommit runs f once the transaction that ctx carries is committed, never
// if it is not; at once where ctx carries none. f is for what cannot be undone
// and lies outside the store, such as a secret to be forgotten. Its error is
// then Atomically's, whose changes stand all the same: it has to say so.
func (s *Store) AfterCommit(ctx context.Context, f func(ctx context.Context) error) error {
	if after, ok := ctx.Value(afterKey{}).(*[]func(context.Context) error); ok {
		*after = append(*after, f)
		return nil
	}
	return f(context.WithoutCancel(ctx))
}

// reads is what short queries are asked of: the pool, or the transaction that
// ctx carries.
type reads interface {
	querier
	rowQuerier
}

// reader returns where to read under ctx.
func (s *Store) reader(ctx context.Context) reads {
	if tx, ok := ctx.Value(txKey{}).(*sql.Tx); ok {
		return tx
	}
	return s.db
}

package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/blocking"
)

// keyWriter collects entries to add and to remove and carries them out many at
// a time, in order, which costs a fraction of doing so as they come.
type keyWriter struct {
	tx       *sql.Tx
	salt     int64
	add, del []int64

	// Used again for the next person.
	claims        claims.Set
	before, after []int64
}

const (
	// chunk is how many entries are collected: two megabytes of them. Those of one
	// chunk are written in order, each further chunk goes over the whole index again.
	chunk = 1 << 18
	// entriesPerStatement is how many of them one statement carries.
	entriesPerStatement = 64
)

// change notes what becomes of one person's keys: from and to are their records
// as stored, "" where they are not active.
func (w *keyWriter) change(ctx context.Context, id int64, from, to string) error {
	if id > idMask {
		return fmt.Errorf("person number %d is beyond what the index of people can hold", id)
	}
	if from == to {
		return nil
	}
	var err error
	if w.before, err = w.entries(w.before[:0], id, from); err != nil {
		return err
	}
	if w.after, err = w.entries(w.after[:0], id, to); err != nil {
		return err
	}
	for _, e := range w.before {
		if !slices.Contains(w.after, e) {
			w.del = append(w.del, e)
		}
	}
	for _, e := range w.after {
		if !slices.Contains(w.before, e) {
			w.add = append(w.add, e)
		}
	}
	if len(w.add)+len(w.del) < chunk {
		return nil
	}
	return w.flush(ctx)
}

// entries appends the entries of a person with the given record.
func (w *keyWriter) entries(to []int64, id int64, record string) ([]int64, error) {
	if record == "" {
		return to, nil
	}
	clear(w.claims)
	if err := readRecord(w.claims, record); err != nil {
		return to, err
	}
	for _, k := range blocking.Keys(w.claims) {
		to = append(to, entryOf(k, w.salt, id))
	}
	return to, nil
}

// flush carries out what was collected.
func (w *keyWriter) flush(ctx context.Context) error {
	if err := w.exec(ctx, w.del, func(n int) string {
		return `DELETE FROM match_key WHERE entry IN (` + strings.Repeat("?,", n-1) + `?)`
	}); err != nil {
		return err
	}
	if err := w.exec(ctx, w.add, func(n int) string {
		return `INSERT INTO match_key (entry) VALUES ` + strings.Repeat("(?),", n-1) + `(?) ON CONFLICT DO NOTHING`
	}); err != nil {
		return err
	}
	w.add, w.del = w.add[:0], w.del[:0]
	return nil
}

// exec carries out a statement for all entries; query makes it for n of them.
func (w *keyWriter) exec(ctx context.Context, entries []int64, query func(n int) string) error {
	if len(entries) == 0 {
		return nil
	}
	slices.Sort(entries)
	stmt, err := w.tx.PrepareContext(ctx, query(entriesPerStatement))
	if err != nil {
		return err
	}
	defer func() { _ = stmt.Close() }()
	args := make([]any, entriesPerStatement)
	for some := range slices.Chunk(entries, entriesPerStatement) {
		for i, e := range some {
			args[i] = e
		}
		if len(some) == entriesPerStatement {
			_, err = stmt.ExecContext(ctx, args...)
		} else {
			_, err = w.tx.ExecContext(ctx, query(len(some)), args[:len(some)]...)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

package store

import (
	"context"
	"database/sql"
	"sync"
)

// statements are the questions that are asked of every person of a batch, kept
// prepared: compiling one takes as long as answering it. There are only a few.
type statements struct {
	mu     sync.Mutex
	byText map[string]*sql.Stmt
}

// query is QueryContext of a statement that is kept; it ends with the store.
func (s *Store) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if tx, ok := ctx.Value(txKey{}).(*sql.Tx); ok {
		return tx.QueryContext(ctx, text, args...)
	}
	stmt, err := s.prepared(ctx, text)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

func (s *Store) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	k := &s.kept
	k.mu.Lock()
	stmt := k.byText[text]
	k.mu.Unlock()
	if stmt != nil {
		return stmt, nil
	}
	// Not under the lock: it may have to wait for a connection.
	fresh, err := s.db.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if stmt = k.byText[text]; stmt != nil {
		return stmt, fresh.Close()
	}
	if k.byText == nil {
		k.byText = make(map[string]*sql.Stmt)
	}
	k.byText[text] = fresh
	return fresh, nil
}

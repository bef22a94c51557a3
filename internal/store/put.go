package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/incodectl/incodectl/internal/directory"
)

// rowsPerInsert is how many people one INSERT carries: fewer cost more
// statements, many more cost the driver more in arguments.
const rowsPerInsert = 10

// stagedColumns is the number of arguments per person.
const stagedColumns = 7

// insertStaged returns the INSERT for n people.
func insertStaged(n int) string {
	var b strings.Builder
	b.WriteString(`INSERT INTO staged (external_id, state, hash, source_state, login, hints, record) VALUES `)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("(?,?,?,?,?,?,?)")
	}
	return b.String()
}

// Put implements directory.Staging: one transaction per page.
func (st *staging) Put(ctx context.Context, people []directory.Staged, next directory.Cursor) error {
	st.planned = nil
	args := make([]any, 0, len(people)*stagedColumns)
	for i := range people {
		var err error
		if args, err = st.appendArgs(args, &people[i]); err != nil {
			return err
		}
	}
	err := st.inTx(ctx, func(tx *sql.Tx) error {
		for len(args) > 0 {
			stmt, n := st.many, rowsPerInsert*stagedColumns
			if len(args) < n {
				stmt, n = st.one, stagedColumns
			}
			if _, err := tx.StmtContext(ctx, stmt).ExecContext(ctx, args[:n]...); err != nil {
				return err
			}
			args = args[n:]
		}
		_, err := tx.ExecContext(ctx, `UPDATE listing SET cursor = $1, pages = pages + 1`, string(next))
		return err
	})
	return failure(err, st.path, "staging people")
}

func (st *staging) appendArgs(args []any, p *directory.Staged) ([]any, error) {
	u := &p.User
	switch {
	case u.IntegrationID != st.integrationID:
		return nil, fmt.Errorf("staging person %q: belongs to integration %q, not to %q", u.ExternalID, u.IntegrationID, st.integrationID)
	case u.ExternalID == "":
		return nil, fmt.Errorf("staging a person without an external id")
	case u.State != directory.Active && u.State != directory.Inactive:
		return nil, fmt.Errorf("staging person %q: state %q is not for a source to say", u.ExternalID, u.State)
	case len(p.Hash) == 0:
		return nil, fmt.Errorf("staging person %q: the content hash is missing", u.ExternalID)
	}
	hints, err := hintsText(u.Hints)
	if err != nil {
		return nil, fmt.Errorf("staging person %q: %w", u.ExternalID, err)
	}
	return append(args, u.ExternalID, string(u.State), p.Hash, u.SourceState, u.Login, hints, st.encoder.record(u.Claims)), nil
}

// Keep implements directory.Staging.
func (st *staging) Keep(ctx context.Context, externalIDs []string) error {
	st.planned = nil
	err := st.inTx(ctx, func(tx *sql.Tx) error {
		for _, id := range externalIDs {
			if _, err := tx.ExecContext(ctx, `INSERT INTO kept VALUES ($1) ON CONFLICT DO NOTHING`, id); err != nil {
				return err
			}
		}
		return nil
	})
	return failure(err, st.path, "staging unreadable records")
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

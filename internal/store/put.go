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

// stateRemoved is the state of a staged row that says that somebody is gone.
const stateRemoved = "removed"

// insertStaged returns the INSERT for n people.
func insertStaged(n, listed int) string {
	row := fmt.Sprintf("(?,?,?,?,?,?,?,%d)", listed)
	return `INSERT INTO staged (external_id, state, hash, source_state, login, hints, record, listed) VALUES ` +
		row + strings.Repeat(","+row, n-1)
}

// Put implements directory.Staging: one transaction per page. On a page the
// people come first, then who is removed, then who cannot be read.
func (st *staging) Put(ctx context.Context, b directory.Batch) error {
	if st.db == nil {
		return noListing()
	}
	st.planned = nil
	args, unchanged, err := st.sort(b)
	if err != nil {
		return err
	}
	checkpoint, err := jsonText(b.At)
	if err != nil {
		return err
	}
	err = st.inTx(ctx, func(tx *sql.Tx) error {
		if err := st.insert(ctx, tx, args, !b.OnlyKnown); err != nil {
			return err
		}
		if err := st.insertOthers(ctx, tx, b); err != nil {
			return err
		}
		if len(unchanged) > 0 {
			_, err := tx.ExecContext(ctx, `INSERT INTO page (unchanged) VALUES ($1)`, appendDigests(nil, unchanged))
			if err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `UPDATE listing SET checkpoint = $1`, checkpoint)
		return err
	})
	if err != nil {
		return st.fail(err, "staging people")
	}
	for _, d := range unchanged {
		st.known.see(d)
	}
	return nil
}

// sort tells those who are stored just as they are listed, by digest, from
// those who have to be staged, as arguments.
func (st *staging) sort(b directory.Batch) (args []any, unchanged []uint64, err error) {
	k := st.known
	for i := range b.People {
		p := &b.People[i]
		if err := st.check(p); err != nil {
			return nil, nil, err
		}
		if k != nil {
			who := k.who(p.User.ExternalID)
			if !b.OnlyKnown && !k.mayBeStaged(who) {
				if d := k.digest(who, p.Hash, p.User.State); k.has(d) {
					unchanged = append(unchanged, d)
					continue
				}
			}
			k.stage(who)
		}
		if args == nil {
			args = make([]any, 0, (len(b.People)-i)*stagedColumns)
		}
		if args, err = st.appendArgs(args, p); err != nil {
			return nil, nil, err
		}
	}
	if k != nil {
		for _, r := range b.Removed {
			k.stage(k.who(r.ExternalID))
		}
	}
	return args, unchanged, nil
}

// check refuses what no source can mean.
func (st *staging) check(p *directory.Staged) error {
	u := &p.User
	switch {
	case u.IntegrationID != st.integrationID:
		return fmt.Errorf("staging person %q: belongs to integration %q, not to %q", u.ExternalID, u.IntegrationID, st.integrationID)
	case u.ExternalID == "":
		return fmt.Errorf("staging a person without an external id")
	case u.State != directory.Active && u.State != directory.Inactive:
		return fmt.Errorf("staging person %q: state %q is not for a source to say", u.ExternalID, u.State)
	case len(p.Hash) == 0:
		return fmt.Errorf("staging person %q: the content hash is missing", u.ExternalID)
	}
	return nil
}

func (st *staging) appendArgs(args []any, p *directory.Staged) ([]any, error) {
	u := &p.User
	hints, err := hintsText(u.Hints)
	if err != nil {
		return nil, fmt.Errorf("staging person %q: %w", u.ExternalID, err)
	}
	return append(args, u.ExternalID, string(u.State), p.Hash, u.SourceState, u.Login, hints, st.encoder.record(u.Claims)), nil
}

// insert stages people, many at a time.
func (st *staging) insert(ctx context.Context, tx *sql.Tx, args []any, listed bool) error {
	for len(args) > 0 {
		stmt, n := st.many, rowsPerInsert
		if len(args) < n*stagedColumns {
			stmt, n = st.one, 1
		}
		var err error
		if row := args[:n*stagedColumns]; listed {
			_, err = tx.StmtContext(ctx, stmt).ExecContext(ctx, row...)
		} else {
			_, err = tx.ExecContext(ctx, insertStaged(n, 0), row...)
		}
		if err != nil {
			return err
		}
		args = args[n*stagedColumns:]
	}
	return nil
}

// insertOthers stages who is gone and who cannot be read.
func (st *staging) insertOthers(ctx context.Context, tx *sql.Tx, b directory.Batch) error {
	for _, r := range b.Removed {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO staged (external_id, state, hash, source_state, login, hints, record, listed)
			VALUES ($1, $2, x'', $3, '', '', '', 0)`, r.ExternalID, stateRemoved, r.Why)
		if err != nil {
			return err
		}
	}
	for _, u := range b.Unread {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO unread (external_id, reason, after) SELECT $1, $2, coalesce(max(seq), 0) FROM staged`, u.ExternalID, u.Reason)
		if err != nil {
			return err
		}
	}
	return nil
}

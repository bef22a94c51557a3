package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// settleSeen brings together what is staged and who was seen unchanged in a full
// listing. It returns how many were seen of whom nothing is staged, and drops
// from the diff who was listed as OnlyKnown and not otherwise.
func (st *staging) settleSeen(ctx context.Context, tx *sql.Tx) (seen int, err error) {
	if st.known == nil {
		return 0, nil
	}
	var drop []string
	if seen = st.known.count(); seen > 0 {
		err = each(ctx, tx, `
			SELECT d.external_id, d.listed, u.hash, u.state FROM staging.diff AS d
			CROSS JOIN directory_user AS u ON u.integration_id = $1 AND u.external_id = d.external_id
			WHERE d.present = 1`, func(rows *sql.Rows) error {
			var id string
			var listed bool
			var hash sql.RawBytes
			var state directory.State
			if err := rows.Scan(&id, &listed, &hash, &state); err != nil {
				return err
			}
			if st.known.saw(st.known.digest(st.known.who(id), hash, state)) {
				seen--
			} else if !listed {
				drop = append(drop, id)
			}
			return nil
		}, st.integrationID)
	} else {
		_, err = tx.ExecContext(ctx, `DELETE FROM staging.diff WHERE listed = 0 AND action <> 'missing'`)
	}
	for _, id := range drop {
		if err != nil {
			break
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM staging.diff WHERE external_id = $1 AND action <> 'missing'`, id)
	}
	return seen, err
}

// insertMissing adds somebody who is stored and was not listed, not even
// unreadably, and whom nothing is known of otherwise.
const insertMissing = `
	INSERT INTO staging.diff (external_id, seq, action, present, listed)
	SELECT $1, NULL, 'missing', 1, 0
	WHERE NOT EXISTS (SELECT 1 FROM staging.diff WHERE external_id = $1)
		AND NOT EXISTS (SELECT 1 FROM staging.unread WHERE external_id = $1)`

// findMissing adds to the diff who is present in the store and was not listed.
// accounted is how many of those present are known to be listed or gone: when
// that is everybody, nobody need be looked for.
func (st *staging) findMissing(ctx context.Context, tx *sql.Tx, p *directory.Plan, accounted int) (missing int, err error) {
	moved := p.Base != st.version // only a purge can have moved them: it changes nobody who is present
	if !moved && (!p.Complete || accounted == len(st.known.digests)) {
		return 0, nil
	}
	n, err := countPresent(ctx, tx, st.integrationID)
	if err != nil || n == 0 && !moved {
		return 0, err
	}
	insert, err := tx.PrepareContext(ctx, insertMissing)
	if err != nil {
		return 0, err
	}
	defer func() { _ = insert.Close() }()
	found := 0
	err = eachPresent(ctx, tx, st.integrationID, n, func(id string, hash []byte, state directory.State) error {
		if st.known.saw(st.known.digest(st.known.who(id), hash, state)) {
			found++
			return nil
		}
		if !p.Complete {
			return nil
		}
		res, err := insert.ExecContext(ctx, id)
		if err != nil {
			return err
		}
		added, err := res.RowsAffected()
		missing += int(added)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("looking for missing people: %w", err)
	}
	// Who was seen unchanged was not staged, and must still be there unchanged.
	if moved && found != st.known.count() {
		return 0, fault.New(fault.Conflict, "the stored people were changed since the listing began; nothing was changed").
			WithHint("run the sync again")
	}
	return missing, nil
}

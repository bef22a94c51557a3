package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// What a blocked run has planned is held in its staging file, under another
// name. There is one an integration. The run's record says that it holds
// something, the file says which run it belongs to; where a crash leaves only
// one of them, tidy clears it away.

// Hold implements directory.Staging.
func (st *staging) Hold(ctx context.Context, p directory.Plan, r directory.Run, at directory.Position, then func(context.Context) error) error {
	const doing = "keeping the plan for review"
	if st.db == nil {
		return noListing()
	}
	if err := st.isPlanned(p); err != nil {
		return err
	}
	r.Held = true
	if err := st.writeHeld(ctx, p, r.ID, at); err != nil {
		return st.fail(err, doing)
	}
	staged, held := st.path, st.store.heldPath(st.integrationID)
	renamed := false
	err := st.store.write(ctx, doing, func(tx *sql.Tx) error {
		if err := releaseRuns(ctx, tx, st.integrationID, r.ID); err != nil {
			return err
		}
		if err := putRun(ctx, tx, r); err != nil {
			return err
		}
		if err := runIn(ctx, tx, then); err != nil {
			return err
		}
		if err := errors.Join(st.closeFile(), removeFiles(held), os.Rename(staged, held)); err != nil {
			return err
		}
		renamed = true
		return nil
	})
	if err != nil {
		if renamed { // then the next run can still go on from there
			_ = os.Rename(held, staged)
		}
		return st.fail(err, doing)
	}
	st.path = ""
	return nil
}

// writeHeld adds to the staging file what applying it later takes, and brings
// all of it into the one file that is renamed.
func (st *staging) writeHeld(ctx context.Context, p directory.Plan, runID string, at directory.Position) error {
	plan, err := jsonText(p)
	if err != nil {
		return err
	}
	position, err := jsonText(at)
	if err != nil {
		return err
	}
	err = st.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM held`); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO held (run_id, settings, plan, position) VALUES ($1, $2, $3, $4)`,
			runID, st.settings, plan, position)
		return err
	})
	if err != nil {
		return err
	}
	var mode string
	if err := st.db.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&mode); err != nil {
		return err
	}
	if mode != "delete" {
		return fmt.Errorf("the staging file %s cannot be closed: its journal is still %s", st.path, mode)
	}
	return nil
}

// heldPlan is what a held file has beside the listing.
type heldPlan struct {
	runID, settings string
	full            bool
	plan            directory.Plan
	position        directory.Position
}

// readHeld reads it.
func (s *Store) readHeld(ctx context.Context, path string) (h heldPlan, err error) {
	db, err := sql.Open("sqlite", dsn(path, []string{busyTimeout(s.wait)}, "mode=ro"))
	if err != nil {
		return h, err
	}
	defer func() { _ = db.Close() }() // it only reads
	version, err := versionOf(ctx, db)
	if err != nil {
		return h, err
	}
	if version != stagingVersion {
		return h, fmt.Errorf("%s was kept by another version of incodectl", path)
	}
	var mode directory.Mode
	var plan, position string
	err = db.QueryRowContext(ctx, `SELECT run_id, held.settings, mode, plan, position FROM held, listing`).
		Scan(&h.runID, &h.settings, &mode, &plan, &position)
	if err != nil {
		return h, err
	}
	h.full = mode == directory.ModeFull
	return h, errors.Join(json.Unmarshal([]byte(plan), &h.plan), json.Unmarshal([]byte(position), &h.position))
}

// OpenHeld implements directory.Repository.
func (s *Store) OpenHeld(ctx context.Context, r directory.Run, toDiscard bool) (directory.Staging, directory.Plan, directory.Position, error) {
	st, err := s.lockStaging(ctx, r.IntegrationID)
	if err != nil {
		return nil, directory.Plan{}, directory.Position{}, err
	}
	h, err := st.openHeld(ctx, r, toDiscard)
	if err != nil {
		return nil, directory.Plan{}, directory.Position{}, errors.Join(s.fail(err, "opening what the run holds"), st.Close())
	}
	return st, h.plan, h.position, nil
}

func (st *staging) openHeld(ctx context.Context, r directory.Run, toDiscard bool) (h heldPlan, err error) {
	s := st.store
	if err := s.tidy(ctx, r.IntegrationID); err != nil {
		return h, err
	}
	path := s.heldPath(r.IntegrationID)
	if _, serr := os.Stat(path); serr == nil {
		if h, err = s.readHeld(ctx, path); err != nil {
			return h, err
		}
	}
	if h.runID == "" || h.runID != r.ID {
		return h, fault.New(fault.NotFound, "the run %s holds nothing any more", r.ID).
			WithHint("a later run has taken its place: incodectl directory runs")
	}
	st.path, st.heldBy, st.settings, st.full = path, h.runID, h.settings, h.full
	st.planned = &h.plan
	if toDiscard {
		return h, nil
	}
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return h, err
	}
	defer func() { _ = tx.Rollback() }() // it only reads
	if err := st.isBase(ctx, tx, h.plan); err != nil {
		if !fault.Is(err, fault.Conflict) {
			return h, err
		}
		return h, fault.Wrap(err, fault.Conflict, "what the run %s has planned does not fit any more", r.ID).
			WithHint("discard it (incodectl directory runs discard %s) and run the sync again", r.ID)
	}
	return h, nil
}

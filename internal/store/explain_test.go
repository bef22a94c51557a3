package store

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
)

// TestDeltaCostsByItsChanges: nothing that a delta asks of the store goes
// through the people of the store, or of an integration. What SQLite says it
// would do is read from EXPLAIN QUERY PLAN: every table of people has to be
// searched by a whole key or by number.
func TestDeltaCostsByItsChanges(t *testing.T) {
	s, _ := newStore(t)
	mustSync(t, s, corpID, employees(corpID, 300))
	st := mustBegin(t, s, deltaListing())
	if st.(*staging).known != nil {
		t.Error("a delta knows everybody")
	}
	b := directory.Batch{People: employees(corpID, 3, renamed), Removed: []directory.Removal{{ExternalID: "x", Why: "deleted"}}}
	if err := st.Put(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	planOf(t, st, false)
	steps := 0
	err := st.(*staging).attached(t.Context(), func(conn *sql.Conn) error {
		for name, query := range map[string]string{
			"diffStaged": diffStaged, "spareUnread": spareUnread, "countDiff": countDiff,
			"dropHints": dropHints, "replaceHints": replaceHints, "addHints": addHints, "putPeople": putPeople, "markMissing": markMissing,
			"changedPeople": changedPeople, "selectChanges": selectChanges,
			"addedPeople": allPeople, "lastPerson": `SELECT coalesce(max(id), 0) FROM directory_user`,
		} {
			args := []any{corpID, "update", ""}[:highestArg(query)]
			err := each(t.Context(), conn, "EXPLAIN QUERY PLAN "+query, func(rows *sql.Rows) error {
				var id, parent, unused int
				var step string
				if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
					return err
				}
				steps++
				if throughPeople(step) {
					t.Errorf("%s goes through all people: %s", name, step)
				}
				return nil
			}, args...)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || steps < 20 {
		t.Fatal(steps, err)
	}
	// The test can tell.
	if !throughPeople("SCAN directory_user") || !throughPeople("SEARCH u USING INDEX directory_user_state (integration_id=?)") {
		t.Error("a scan is not noticed")
	}
}

// throughPeople reports whether a step reads a table of people otherwise than
// by a whole key or from a number on.
func throughPeople(step string) bool {
	table := strings.Fields(step)[1]
	switch table {
	case "u", "directory_user", "login_hint", "match_key":
		return !strings.Contains(step, "external_id=?") && !strings.Contains(step, "rowid>?") && step != "SEARCH directory_user"
	}
	return false
}

func highestArg(query string) int {
	for n := 3; n > 0; n-- {
		if strings.Contains(query, "$"+string(rune('0'+n))) {
			return n
		}
	}
	return 0
}

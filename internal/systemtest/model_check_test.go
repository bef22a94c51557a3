package systemtest

import (
	"database/sql"
	"fmt"
	"iter"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/claims/blocking"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// rowsOf is what a model compares before and after every step.
type rowsOf struct {
	people map[string]string // rows of people, their hints and keys, by integration
	place  map[string]string // position and version of the people
}

// rows reads everything stored of all integrations, runs apart.
func (m *model) rows(t *testing.T) rowsOf {
	t.Helper()
	uri := url.URL{Scheme: "file", Path: m.path, RawQuery: "mode=ro&_pragma=busy_timeout(5000)"}
	db, err := sql.Open("sqlite", uri.String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	all := rowsOf{people: map[string]string{}, place: map[string]string{}}
	read := func(into map[string]string, query string) {
		rows, err := db.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = rows.Close() }()
		text := map[string]*strings.Builder{}
		for rows.Next() {
			var id, row string
			if err := rows.Scan(&id, &row); err != nil {
				t.Fatal(err)
			}
			if text[id] == nil {
				text[id] = &strings.Builder{}
			}
			text[id].WriteString(row + "\n")
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		for id, b := range text {
			into[id] += b.String()
		}
	}
	read(all.people, `SELECT integration_id, concat_ws('|', id, external_id, state, source_state, login, hex(hash), hints, record, created_at,
		updated_at, missing_since) FROM directory_user ORDER BY id`)
	read(all.people, `SELECT integration_id, concat_ws('|', value, external_id, kind) FROM login_hint ORDER BY value, external_id`)
	read(all.people, `SELECT coalesce(u.integration_id, 'nobody'), k.entry FROM match_key AS k LEFT JOIN directory_user AS u ON u.id = k.entry & 134217727 ORDER BY 2`)
	read(all.place, `SELECT id, concat_ws('|', people_version, settings, full_sync_needed) FROM integration`)
	read(all.place, `SELECT integration_id, concat_ws('|', applied, fingerprint, mark, full_at, unread) FROM sync_position`)
	if all.people["nobody"] != "" {
		t.Fatalf("keys of nobody are in the index: %s", all.people["nobody"])
	}
	return all
}

// version is the version of the stored people of a side.
func (s *modelSide) version(t *testing.T) string {
	return query(t, s.w.path, `SELECT people_version FROM integration WHERE id = ?`, s.in.ID)[0][0]
}

// readSpan is the time in which what a run applied was read, by chronicle.
type readSpan struct {
	from, to int
	mode     directory.Mode
	scope    scope
	mapping  directory.Mapping
}

// as is the side as it was when the span was read.
func (s *modelSide) as(span readSpan) *modelSide {
	then, was := *s, *s.side
	was.mapping = span.mapping
	then.side, then.scope = &was, span.scope
	return &then
}

// follows fails unless the stored people are what the source said in a time.
// People may be as they were at any moment of it; a run that reads while nothing
// happens leaves no choice.
func (s *modelSide) follows(t *testing.T, run directory.Run, span readSpan, before, after map[string]directory.User) {
	t.Helper()
	then := s.as(span)
	unread, blind := map[string]bool{}, false
	for _, e := range run.RecordErrors {
		unread[e.ExternalID] = true
		blind = blind || e.ExternalID == ""
	}
	for id := range before {
		if _, there := after[id]; !there {
			t.Fatalf("%s was removed from the store by a sync", id)
		}
	}
	known := map[string]bool{}
	for i := range s.past.people {
		versions := s.past.between(i, span.from, span.to)
		u, _ := then.truth(versions[0])
		id := u.ExternalID
		known[id] = true
		old, stored := before[id]
		present := stored && old.State != directory.Missing
		got, there := after[id]
		if there && got.State == directory.Missing {
			if kept := old; !stored || got.MissingSince.IsZero() || !slices.Equal(kept.Hints, got.Hints) || !maps.Equal(kept.Claims, got.Claims) {
				t.Fatalf("%s is missing and was %+v, is %+v", id, old, got)
			}
			if old.State == directory.Missing && !old.MissingSince.Equal(got.MissingSince) {
				t.Fatalf("%s is missing anew", id)
			}
		}
		var why []string
		fits := false
		for _, v := range versions {
			u, in := then.truth(v)
			// Who left the scope by a change that a delta cannot tell from any other
			// keeps their place until a full run.
			loose := span.mode == directory.ModeDelta && !v.person.Deleted && present &&
				(span.scope.department != "" || len(span.scope.groups) > 0 && len(versions) > 1)
			switch {
			case in || loose:
				if d := differs(got, u); there && d == "" {
					fits = true
				} else {
					why = append(why, fmt.Sprintf("there: %v, %s", there, d))
				}
				if in {
					break
				}
				fallthrough
			default:
				if !there || got.State == directory.Missing {
					fits = fits || !loose
				} else {
					why = append(why, fmt.Sprintf("it is %s, and deleted or not in scope", got.State))
				}
			}
			if v.person.Deleted && s.isOkta() && s.deaf && span.mode == directory.ModeDelta && present {
				fits = true // nothing tells but a full run
			}
		}
		if s.lags && !present && (!there || got.State == directory.Missing) {
			fits = true
		}
		if unread[id] || blind {
			fits = fits || there == stored && (!there || differs(got, old) == "" || old.State == directory.Missing && got.State == directory.Missing)
		}
		if !fits {
			t.Fatalf("person %d (%s, %s, deleted %v, groups %v) is not as at any of %d moments: %s\nbefore: %s %v, in the store: %s %v",
				i, id, u.SourceState, versions[0].person.Deleted, versions[0].groups, len(versions), strings.Join(why, "; "), old.State, old.Claims, got.State, got.Claims)
		}
	}
	for id := range after {
		if !known[id] {
			t.Fatalf("%s is in the store and nobody", id)
		}
	}
	s.hintsAgree(t, after)
	s.keysAgree(t, after)
}

// keysAgree fails unless the index of people is what the records of the active
// ones say.
func (s *modelSide) keysAgree(t *testing.T, people map[string]directory.User) {
	t.Helper()
	got := map[string]string{}
	for _, row := range query(t, s.w.path, `SELECT u.external_id, count(*) FROM match_key AS k
		JOIN directory_user AS u ON u.id = k.entry & 134217727 WHERE u.integration_id = ? GROUP BY 1`, s.in.ID) {
		got[row[0]] = row[1]
	}
	probed := false
	for id, u := range people {
		want := map[blocking.Key]bool{}
		if u.State == directory.Active {
			for _, k := range blocking.Keys(u.Claims) {
				want[k] = true
			}
		}
		if n := got[id]; n != fmt.Sprint(len(want)) && (n != "" || len(want) > 0) {
			t.Fatalf("%s (%s) has %q keys in the index, the record has %d", id, u.State, n, len(want))
		}
		if len(want) == 0 || probed {
			continue
		}
		probed = true
		found, _, err := s.w.store.FindByKeys(t.Context(), s.in.ID, slices.Collect(maps.Keys(want)), 1000)
		if err != nil || !slices.ContainsFunc(found, func(f directory.User) bool { return f.ExternalID == id }) {
			t.Fatalf("%s is not found by keys: %v", id, err)
		}
	}
}

// difference counts what makes one state of the store into another.
func difference(before, after map[string]directory.User) (c directory.Counts) {
	for id, now := range after {
		old, stored := before[id]
		switch {
		case !stored:
			c.Added++
		case now.State == directory.Missing && old.State != directory.Missing:
			c.Missing++
		case old.State == directory.Active && now.State == directory.Inactive:
			c.Deactivated++
		case old.State != directory.Active && now.State == directory.Active:
			c.Reactivated++
		case old.State != now.State || differs(now, old) != "" && now.State != directory.Missing:
			c.Updated++
		}
	}
	return c
}

// counted fails unless a run's counts are what it did, and the version of the
// people moved with them and only then.
func (s *modelSide) counted(t *testing.T, run directory.Run, before, after map[string]directory.User, wasVersion, wasRows, rows string) {
	t.Helper()
	got, want := run.Counts, difference(before, after)
	if sum := got.Added + got.Updated + got.Deactivated + got.Reactivated + got.Unchanged; sum != got.Listed {
		t.Fatalf("the counts do not add up: %+v", got)
	}
	if got.Skipped != len(run.RecordErrors) {
		t.Fatalf("%d records were skipped, and %d are named", got.Skipped, len(run.RecordErrors))
	}
	got.Listed, got.Unchanged, got.Skipped = 0, 0, 0
	if got != want {
		t.Fatalf("the run counts %+v, and did %+v", got, want)
	}
	if (wasRows == rows) != (want == directory.Counts{}) {
		t.Fatalf("rows changed: %v, with %+v", wasRows != rows, want)
	}
	if moved := s.version(t) != wasVersion; moved != (wasRows != rows) {
		t.Fatalf("the version of the people moved: %v, rows changed: %v", moved, wasRows != rows)
	}
}

// review is what a held run would change.
func (s *modelSide) review(t *testing.T, run string) ([]directory.Change, error) {
	t.Helper()
	var all []directory.Change
	err := s.w.dirs.Review(t.Context(), run, directory.ChangeFilter{}, func(_ directory.Run, changes iter.Seq2[directory.Change, error]) error {
		for c, err := range changes {
			if err != nil {
				return err
			}
			all = append(all, c)
		}
		return nil
	})
	return all, err
}

// sameChanges fails unless two reviews show the same.
func sameChanges(t *testing.T, got, want []directory.Change) {
	t.Helper()
	text := func(all []directory.Change) string {
		var b strings.Builder
		for _, c := range all {
			fmt.Fprintf(&b, "%s %s %q %v\n", c.Action, c.ExternalID, c.Why, c.Fields())
		}
		return b.String()
	}
	if a, b := text(got), text(want); a != b {
		t.Fatalf("a review shows\n%s\nand showed before\n%s", a, b)
	}
}

// didExactly fails unless what became of the stored people is what was reviewed.
func didExactly(t *testing.T, changes []directory.Change, before, after map[string]directory.User) {
	t.Helper()
	want := maps.Clone(before)
	for _, c := range changes {
		u := before[c.ExternalID]
		if (c.Before == nil) != (c.Action == directory.ActionAdd) {
			t.Fatalf("%s of %s has %v before it", c.Action, c.ExternalID, c.Before)
		}
		if c.Before != nil && (differs(*c.Before, u) != "" || c.Before.State != u.State) {
			t.Fatalf("the review has %+v, and the store %+v", *c.Before, u)
		}
		if c.Action == directory.ActionMissing {
			u.State = directory.Missing
		} else {
			u = *c.After
		}
		want[c.ExternalID] = u
	}
	if len(want) != len(after) {
		t.Fatalf("%d people are stored after the apply of a review, want %d", len(after), len(want))
	}
	for id, u := range want {
		got := after[id]
		if u.State == directory.Missing {
			u.MissingSince, got.MissingSince = got.MissingSince, u.MissingSince
			if got.State != directory.Missing || !maps.Equal(u.Claims, got.Claims) {
				t.Fatalf("%s is %s after the review said that they are missing", id, got.State)
			}
			continue
		}
		if d := differs(got, u); d != "" {
			t.Fatalf("%s is not as reviewed: %s", id, d)
		}
	}
}

// gone fails unless a run holds nothing any more.
func (s *modelSide) gone(t *testing.T, run string) {
	t.Helper()
	if changes, err := s.review(t, run); !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.NotFound) {
		t.Fatalf("a run that holds nothing any more shows %d changes (%v)", len(changes), err)
	}
	if r, err := s.w.store.Run(t.Context(), run); err != nil || r.Held {
		t.Fatalf("the run is recorded as held: %v %v", r.Held, err)
	}
}

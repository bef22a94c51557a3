package store

import (
	"reflect"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/guard"
)

func TestRunByTheBeginningOfItsID(t *testing.T) {
	s, _ := newStore(t)
	for i, id := range []string{"abcd00000000000000000001", "abcd0000000000000000000f", "abcd1", "abcd12", "ffff00000000000000000000"} {
		r := runAt(day(i+1), corpID)
		r.ID = id
		if err := s.SaveRun(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	for id, want := range map[string]string{
		"abcd00000000000000000001": "abcd00000000000000000001",
		"abcd0000000000000000000f": "abcd0000000000000000000f",
		"abcd1":                    "abcd1", // the whole ID of one, the beginning of another
		"FFFF":                     "ffff00000000000000000000",
		" ffff0 ":                  "ffff00000000000000000000",
	} {
		if r, err := s.Run(t.Context(), id); err != nil || r.ID != want {
			t.Errorf("%q: %q %v", id, r.ID, err)
		}
	}
	for id, code := range map[string]fault.Code{
		"abcd": fault.Ambiguous, "abcd000000": fault.Ambiguous, "abce": fault.NotFound, "abcd2": fault.NotFound,
		"fff": fault.NotFound, "": fault.NotFound, "ffffg": fault.NotFound, "ffff%": fault.NotFound, "ffff' OR 1=1": fault.NotFound,
	} {
		if r, err := s.Run(t.Context(), id); !fault.Is(err, code) || fault.HintOf(err) == "" {
			t.Errorf("%q: %q %v", id, r.ID, err)
		}
	}
}

// TestRunOfAnOlderIncodectl: records that were written before a field was there
// can still be read.
func TestRunOfAnOlderIncodectl(t *testing.T) {
	s, _ := newStore(t)
	const record = `{"id":"00000000000000000000000a","integration_id":"` + corpID + `","integration":"Corp","mode":"full","status":"succeeded",` +
		`"started_at":"2026-03-01T12:00:00Z","finished_at":"2026-03-01T12:00:01Z","fingerprint":"okta:1","counts":{"listed":3,"added":3,"updated":0,` +
		`"deactivated":0,"reactivated":0,"missing":0,"unchanged":0,"skipped":0},"pages":1,"requests":1,"retries":0,"bytes":10,"record_errors":null,` +
		`"duration_ns":1000000000,"waited_ns":5}`
	_, err := s.db.ExecContext(t.Context(), `INSERT INTO sync_run (id, integration_id, status, started_at, record) VALUES ($1, $2, $3, $4, $5)`,
		"00000000000000000000000a", corpID, "succeeded", timeText(day(1)), record)
	if err != nil {
		t.Fatal(err)
	}
	want := directory.Run{
		ID: "00000000000000000000000a", IntegrationID: corpID, IntegrationName: "Corp", Mode: directory.ModeFull, Status: directory.RunSucceeded,
		StartedAt: day(1), FinishedAt: day(1).Add(time.Second), Duration: time.Second, Fingerprint: "okta:1",
		Counts: directory.Counts{Listed: 3, Added: 3}, Pages: 1, Requests: 1, Bytes: 10, Waited: 5,
		RecordErrors: []directory.RecordError{}, Notes: []string{},
	}
	if got, err := s.Run(t.Context(), "0000"); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v %v", got, err)
	}
	// And a record of now comes back whole.
	r := runAt(day(2), corpID)
	r.Mode, r.Status, r.Held, r.First, r.ActiveBefore, r.KeptPages, r.ResumedPages = directory.ModeDelta, directory.RunBlocked, true, true, 7, 3, 2
	r.ReviewedAt, r.ReviewedBy, r.Notes = day(3), "ada", []string{"a note"}
	r.Exceeded = []guard.Breach{{Limit: guard.Deactivations, Set: "10%", Allowed: 5, Would: 9, Base: 20}}
	if err := s.SaveRun(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Run(t.Context(), r.ID); err != nil || !reflect.DeepEqual(got, r) {
		t.Errorf("%+v %v", got, err)
	}
}

func TestPosition(t *testing.T) {
	s, clock := newStore(t)
	if p, err := s.Position(t.Context(), corpID); err != nil || !reflect.DeepEqual(p, directory.Position{}) {
		t.Errorf("never synced: %+v %v", p, err)
	}
	for i, want := range []directory.Position{
		{Fingerprint: "fp", Mark: "a mark", FullAt: day(1), Unread: []string{"é", `"`}},
		{Fingerprint: "other", Unread: []string{}},
	} {
		clock.t = day(i + 2)
		st, err := stage(t.Context(), s, corpID, employees(corpID, 3))
		if err != nil {
			t.Fatal(err)
		}
		p := planOf(t, st, true)
		if err := st.Apply(t.Context(), p, runAt(clock.t, corpID), want, nil); err != nil {
			t.Fatal(err)
		}
		mustClose(t, st)
		if got, err := s.Position(t.Context(), corpID); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v %v", got, err)
		}
		if other, err := s.Position(t.Context(), otherID); err != nil || other.Fingerprint != "" {
			t.Errorf("another integration's: %+v %v", other, err)
		}
	}
}

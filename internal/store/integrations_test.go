package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
)

func sample(id, name string) integration.Integration {
	return integration.Integration{
		ID: id, Name: name, Template: "okta-directory", Category: integration.CategoryDirectory,
		Settings:  integration.Settings{"groups": {"a", "b"}, "map": {"birthdate=profile.dob"}},
		CreatedAt: day(1), UpdatedAt: day(2), FullSyncNeeded: "because",
	}
}

func TestIntegrationRoundTrip(t *testing.T) {
	s, _ := newStore(t)
	for _, name := range []string{"plain", "ÉCOLE", "o'Brien; DROP TABLE integration; --", "tab\tnul\x00", "%_\\", "日本"} {
		in := sample("id of "+name, name)
		if err := s.CreateIntegration(t.Context(), in, nil); err != nil {
			t.Fatal(err)
		}
		for _, ref := range []string{in.ID, in.Name} {
			if got, err := s.Integration(t.Context(), ref); err != nil || !reflect.DeepEqual(got, in) {
				t.Errorf("%q: got %+v, %v", ref, got, err)
			}
		}
	}
	if got, err := s.Integration(t.Context(), "école"); err != nil || got.Name != "ÉCOLE" {
		t.Errorf("ignoring case: %+v %v", got, err)
	}
	list, err := s.Integrations(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(list))
	for i, in := range list {
		names[i] = fold(in.Name)
	}
	if len(names) != 8 || !slices.IsSorted(names) {
		t.Errorf("%q", names)
	}
}

func TestIntegrationNames(t *testing.T) {
	s, _ := newStore(t)
	if err := s.CreateIntegration(t.Context(), sample("new", "CORP"), nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("a taken name: %v", err)
	}
	in, err := s.Integration(t.Context(), otherID)
	if err != nil {
		t.Fatal(err)
	}
	in.Name = "corp"
	if err := s.UpdateIntegration(t.Context(), in, nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("renaming to a taken name: %v", err)
	}
	in.Name, in.Settings, in.UpdatedAt = "OTHER", integration.Settings{"x": {"y"}}, day(5)
	if err := s.UpdateIntegration(t.Context(), in, nil); err != nil {
		t.Errorf("changing the case of its own name: %v", err)
	}
	if got, err := s.Integration(t.Context(), otherID); err != nil || !reflect.DeepEqual(got, in) {
		t.Errorf("%+v %v", got, err)
	}
	// An ID wins over a name that looks like one.
	if err := s.CreateIntegration(t.Context(), sample("third", otherID), nil); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Integration(t.Context(), otherID); err != nil || got.ID != otherID {
		t.Errorf("%+v %v", got, err)
	}
	if err := s.UpdateIntegration(t.Context(), sample("nobody", "x"), nil); !fault.Is(err, fault.NotFound) {
		t.Errorf("updating what is not there: %v", err)
	}
	if _, err := s.Integration(t.Context(), "nobody"); !fault.Is(err, fault.NotFound) {
		t.Errorf("reading what is not there: %v", err)
	}
}

func TestThenIsPartOfTheTransaction(t *testing.T) {
	s, _ := newStore(t)
	oops := errors.New("the keyring is locked")
	calls := 0
	fails := func() error { calls++; return oops }
	if err := s.CreateIntegration(t.Context(), sample("new", "new"), fails); !errors.Is(err, oops) || err.Error() != oops.Error() {
		t.Errorf("creating: %v", err)
	}
	if _, err := s.Integration(t.Context(), "new"); !fault.Is(err, fault.NotFound) {
		t.Errorf("it was created all the same: %v", err)
	}
	in, err := s.Integration(t.Context(), corpID)
	if err != nil {
		t.Fatal(err)
	}
	renamed := in
	renamed.Name = "renamed"
	if err := s.UpdateIntegration(t.Context(), renamed, fails); !errors.Is(err, oops) || err.Error() != oops.Error() {
		t.Errorf("updating: %v", err)
	}
	if got, err := s.Integration(t.Context(), corpID); err != nil || !reflect.DeepEqual(got, in) {
		t.Errorf("it was updated all the same: %+v %v", got, err)
	}
	// A name that is taken does not get as far as the secret.
	if err := s.CreateIntegration(t.Context(), sample("new", "Corp"), fails); !fault.Is(err, fault.Conflict) || calls != 2 {
		t.Errorf("%v, %d calls", err, calls)
	}
	if err := s.UpdateIntegration(t.Context(), renamed, func() error { return nil }); err != nil {
		t.Error(err)
	}
}

func TestDeleteIntegration(t *testing.T) {
	s, clock := newStore(t)
	mustSync(t, s, corpID, employees(corpID, 30))
	mustSync(t, s, otherID, employees(otherID, 20))
	elsewhere := all(t, s, otherID)
	// What a crashed sync would have left.
	if err := os.WriteFile(s.stagingPath(corpID), []byte("personal data"), 0o600); err != nil {
		t.Fatal(err)
	}
	if d, err := s.Dependents(t.Context(), corpID); err != nil || !reflect.DeepEqual(d, integration.Dependents{Users: 30, Runs: 1}) {
		t.Fatalf("%+v %v", d, err)
	}
	grave := integration.Tombstone{ID: corpID, Name: "Corp", Template: "okta-directory", DeletedAt: day(9), DeletedBy: "ada@host"}
	if err := s.DeleteIntegration(t.Context(), grave); err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteIntegration(t.Context(), grave); !fault.Is(err, fault.NotFound) {
		t.Errorf("deleting twice: %v", err)
	}
	for _, table := range []string{"directory_user", "login_hint", "sync_run"} {
		var n int
		if err := s.db.QueryRowContext(t.Context(), `SELECT count(*) FROM `+table+` WHERE integration_id = $1`, corpID).Scan(&n); err != nil || n != 0 {
			t.Errorf("%s: %d rows are left, %v", table, n, err)
		}
	}
	if left, err := filepath.Glob(s.path + ".staging-" + corpID + "*"); err != nil || len(left) != 0 {
		t.Errorf("files are left: %v %v", left, err)
	}
	if now := all(t, s, otherID); len(now) != 20 || !reflect.DeepEqual(now, elsewhere) {
		t.Error("another integration's people changed")
	}
	for _, ref := range []string{corpID, "CORP"} {
		if got, err := s.Tombstones(t.Context(), ref); err != nil || !slices.Equal(got, []integration.Tombstone{grave}) {
			t.Errorf("%s: %+v %v", ref, got, err)
		}
	}
	// The name is free again, the ID never.
	if err := s.CreateIntegration(t.Context(), sample(corpID, "again"), nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("the ID was used again: %v", err)
	}
	if err := s.CreateIntegration(t.Context(), sample("second", "corp"), nil); err != nil {
		t.Error(err)
	}
	second := integration.Tombstone{ID: "second", Name: "corp", DeletedAt: day(10)}
	if err := s.DeleteIntegration(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Tombstones(t.Context(), "Corp"); err != nil || len(got) != 2 || got[0].ID != "second" {
		t.Errorf("newest first: %+v %v", got, err)
	}
	// Nothing can be synced or recorded for it any more.
	if _, err := s.OpenStaging(t.Context(), corpID); !fault.Is(err, fault.NotFound) {
		t.Errorf("%v", err)
	}
	if err := s.SaveRun(t.Context(), runAt(clock.t, corpID)); !fault.Is(err, fault.NotFound) || strings.Contains(err.Error(), "constraint") {
		t.Errorf("%v", err)
	}
}

func TestFeatures(t *testing.T) {
	s, _ := newStore(t)
	check := func(on bool, n int) {
		t.Helper()
		enabled, since, err := s.Feature(t.Context(), "f")
		if err != nil || enabled != on || (n > 0 && !since.Equal(day(n))) || (n == 0 && !since.IsZero()) {
			t.Errorf("%t since %v, %v; want %t since day %d", enabled, since, err, on, n)
		}
	}
	check(false, 0)
	for _, c := range []struct {
		on         bool
		at, expect int
	}{{true, 2, 2}, {true, 3, 2}, {false, 4, 4}, {false, 5, 4}, {true, 6, 6}} {
		if err := s.SetFeature(t.Context(), "f", c.on, day(c.at)); err != nil {
			t.Fatal(err)
		}
		check(c.on, c.expect)
	}
}

func TestRuns(t *testing.T) {
	s, _ := newStore(t)
	if _, err := s.LastApplied(t.Context(), corpID); !fault.Is(err, fault.NotFound) {
		t.Errorf("never synced: %v", err)
	}
	statuses := []directory.RunStatus{
		directory.RunPartial, directory.RunSucceeded, directory.RunFailed, directory.RunCancelled, directory.RunBlocked,
	}
	var want []directory.Run
	for i, status := range statuses {
		r := runAt(day(i+1), corpID)
		r.Status, r.Error, r.Waited = status, "a \"word\"\n\x00", 1500
		r.Counts = directory.Counts{Listed: i, Missing: 2 * i}
		r.RecordErrors = []directory.RecordError{{ExternalID: "é", Reason: "bad"}}
		want = append([]directory.Run{r}, want...)
		if err := s.SaveRun(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	// The same run again replaces its record, but not one of somebody else's.
	want[0].Notes = []string{"reviewed"}
	if err := s.SaveRun(t.Context(), want[0]); err != nil {
		t.Error(err)
	}
	foreign := want[0]
	foreign.IntegrationID = otherID
	if err := s.SaveRun(t.Context(), foreign); !fault.Is(err, fault.Conflict) {
		t.Errorf("the run of another integration was replaced: %v", err)
	}
	other := runAt(day(20), otherID)
	if err := s.SaveRun(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	got, err := s.Runs(t.Context(), directory.RunFilter{IntegrationID: corpID})
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v\n%v", got, want, err)
	}
	got, err = s.Runs(t.Context(), directory.RunFilter{Limit: 2})
	if err != nil || !reflect.DeepEqual(got, []directory.Run{other, want[0]}) {
		t.Errorf("%+v %v", got, err)
	}
	if last, err := s.LastApplied(t.Context(), corpID); err != nil || !reflect.DeepEqual(last, want[3]) {
		t.Errorf("%+v %v", last, err)
	}
	if got, err := s.Runs(t.Context(), directory.RunFilter{IntegrationID: "nobody"}); err != nil || got == nil || len(got) != 0 {
		t.Errorf("%v %v", got, err)
	}
}

// TestDependents counts all that belongs to an integration, and what is open by now only.
func TestDependents(t *testing.T) {
	s, clock := newStore(t)
	clock.t = day(5)
	for _, query := range []string{
		`INSERT INTO client_secret VALUES ('` + corpID + `', 'hash', '', '')`,
		`INSERT INTO identity VALUES ('i1', '` + corpID + `', 'a', '', '', ''), ('i2', '` + otherID + `', 'a', '', '', '')`,
	} {
		if _, err := s.db.ExecContext(t.Context(), query); err != nil {
			t.Fatal(err)
		}
	}
	for i, c := range []struct{ integration, directory, state, until string }{
		{corpID, otherID, "pending", timeText(day(6))},
		{corpID, otherID, "requested", ""},
		{corpID, otherID, "pending_review", timeText(day(4))},
		{otherID, corpID, "pending", timeText(day(6))},
		{corpID, corpID, "pending", timeText(day(6))},
		{corpID, otherID, "pending", timeText(day(5))}, // its time is up
		{corpID, otherID, "succeeded", timeText(day(6))},
		{otherID, otherID, "pending", timeText(day(6))},
	} {
		_, err := s.db.ExecContext(t.Context(), `
			INSERT INTO session (id, version, state, integration_id, directory_id, external_id, login_hint, api_key, created_at, valid_until, record)
			VALUES ($1, 1, $2, $3, $4, '', '', '', '', $5, '{}')`, i, c.state, c.integration, c.directory, c.until)
		if err != nil {
			t.Fatal(err)
		}
	}
	desk := sample("desk", "desk")
	desk.Settings = integration.Settings{integration.KeyDirectory: {corpID}}
	if err := s.CreateIntegration(t.Context(), desk, nil); err != nil {
		t.Fatal(err)
	}
	want := integration.Dependents{Identities: 1, OpenSessions: 5, ClientSecret: true, Linked: []integration.Link{{ID: "desk", Name: "desk"}}}
	if d, err := s.Dependents(t.Context(), corpID); err != nil || !reflect.DeepEqual(d, want) {
		t.Fatalf("%+v %v", d, err)
	}
	if err := s.DeleteIntegration(t.Context(), integration.Tombstone{ID: corpID, Name: "Corp", DeletedAt: day(9)}); err != nil {
		t.Fatal(err)
	}
	for table, want := range map[string]int{"client_secret": 0, "identity": 1, "session": 8} {
		var n int
		if err := s.db.QueryRowContext(t.Context(), `SELECT count(*) FROM `+table).Scan(&n); err != nil || n != want {
			t.Errorf("%s: %d rows are left, want %d; %v", table, n, want, err)
		}
	}
}

func TestAfterCommit(t *testing.T) {
	s, _ := newStore(t)
	oops := errors.New("oops")
	var done []string
	do := func(ctx context.Context, what string, err error) error {
		return s.AfterCommit(ctx, func(ctx context.Context) error {
			// It is not part of the transaction any more.
			if _, rerr := s.Integration(ctx, "new"); rerr == nil {
				what += " with new"
			}
			done = append(done, what)
			return err
		})
	}
	err := s.Atomically(t.Context(), func(ctx context.Context) error {
		return errors.Join(s.CreateIntegration(ctx, sample("new", "new"), nil), do(ctx, "never", nil), oops)
	})
	if !errors.Is(err, oops) || len(done) != 0 {
		t.Errorf("%v, done %v", err, done)
	}
	err = s.Atomically(t.Context(), func(ctx context.Context) error {
		err := s.Atomically(ctx, func(ctx context.Context) error { return do(ctx, "inner", oops) })
		return errors.Join(err, s.CreateIntegration(ctx, sample("new", "new"), nil), do(ctx, "outer", nil))
	})
	if !errors.Is(err, oops) || !slices.Equal(done, []string{"inner with new", "outer with new"}) {
		t.Errorf("%v, done %v", err, done)
	}
	if err := do(t.Context(), "at once", nil); err != nil || len(done) != 3 {
		t.Errorf("%v, done %v", err, done)
	}
}

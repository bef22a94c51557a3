package directory_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/guard"
)

// notes is a recorder that can fail.
type notes struct {
	changes []audit.Change
	err     error
}

func (n *notes) Record(_ context.Context, c audit.Change) error {
	if n.err == nil {
		n.changes = append(n.changes, c)
	}
	return n.err
}

// take returns what was logged since the last time, one line a change.
func (n *notes) take(t *testing.T) (out []string) {
	t.Helper()
	for _, c := range n.changes {
		data, err := json.Marshal([]any{c.Before, c.After})
		if err != nil {
			t.Fatal(err)
		}
		if c.Target.Kind != audit.TargetDirectory {
			t.Errorf("%+v", c.Target)
		}
		out = append(out, fmt.Sprintf("%s %s %s %s", c.Action, c.Target.ID, c.Target.Name, data))
	}
	n.changes = nil
	return out
}

func TestSyncIsLogged(t *testing.T) {
	w := newWorld(t)
	log := &notes{}
	w.Audit = log
	s := &script{full: paged(staff(20), 8), delta: []directory.Page{{Last: true, Mark: "later"}}}
	expect := func(what string, want ...string) {
		t.Helper()
		if got := log.take(t); !slices.Equal(got, want) {
			t.Errorf("%s:\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	full := w.request(s)
	full.Mode = directory.ModeFull

	run := w.must(t, full)
	expect("the first", fmt.Sprintf(`directory.sync id-okta okta [null,{"run":"%s","mode":"full","added":20}]`, run.ID))
	w.must(t, full)
	expect("nothing changed")
	w.must(t, w.request(s))
	expect("nor in a delta")

	s.full = paged(staff(3), 8)
	held, err := w.Sync(t.Context(), full)
	if !fault.Is(err, fault.Blocked) || !held.Held {
		t.Fatalf("%+v, %v", held, err)
	}
	what := fmt.Sprintf(`id-okta okta [null,{"run":"%s","mode":"full","missing":17,"exceeded":["deactivations"]}]`, held.ID)
	expect("held", "directory.sync_held "+what)
	if _, err := w.DiscardHeld(t.Context(), held.ID); err != nil {
		t.Fatal(err)
	}
	expect("discarded", "directory.discard "+what)

	if held, err = w.Sync(t.Context(), full); !fault.Is(err, fault.Blocked) {
		t.Fatal(err)
	}
	log.take(t)
	if _, err := w.ApplyHeld(t.Context(), held.ID, nil); err != nil {
		t.Fatal(err)
	}
	expect("applied", fmt.Sprintf(`directory.apply id-okta okta [null,{"run":"%s","mode":"full","missing":17,"exceeded":["deactivations"]}]`, held.ID))

	// Nobody is deleted who is there; so nobody is logged.
	key := func(id string) directory.Key { return directory.Key{IntegrationID: "id-okta", ExternalID: id} }
	cut := now.Add(time.Hour)
	if n, err := w.Purge(t.Context(), []directory.Key{key("p0")}, cut); err != nil || n != 0 {
		t.Errorf("%d, %v", n, err)
	}
	expect("purged nobody")
	if n, err := w.Purge(t.Context(), []directory.Key{key("p9"), key("p0"), key("p11")}, cut); err != nil || n != 2 {
		t.Errorf("%d, %v", n, err)
	}
	expect("purged", fmt.Sprintf(`directory.purge id-okta okta [{"people":2,"missing_before":"%s","external_ids":["p11","p9"]},null]`,
		cut.UTC().Format(time.RFC3339Nano)))

	// A dry run changes nothing, and a failed one neither.
	s.failAt = 1
	if _, err := w.Sync(t.Context(), full); err == nil {
		t.Error("it went through")
	}
	expect("failed")
}

func TestPurgeNamesABoundedNumber(t *testing.T) {
	w := newWorld(t)
	log := &notes{}
	w.Audit = log
	s := &script{full: paged(staff(250), 100)}
	req := w.request(s)
	none, err := guard.Parse("none")
	if err != nil {
		t.Fatal(err)
	}
	req.Mode, req.Limits = directory.ModeFull, directory.Limits{Deactivations: none, Updates: none}
	w.must(t, req)
	s.full = paged(staff(1), 100)
	w.must(t, req)
	log.take(t)
	var keys []directory.Key
	for i := range 250 {
		keys = append(keys, directory.Key{IntegrationID: "id-okta", ExternalID: fmt.Sprintf("p%d", i)})
	}
	if n, err := w.Purge(t.Context(), keys, now.Add(time.Hour)); err != nil || n != 249 {
		t.Fatal(n, err)
	}
	got := log.take(t)
	if len(got) != 1 || strings.Count(got[0], `"p`) != 101 || !strings.Contains(got[0], `"people":249,`) || !strings.Contains(got[0], `"not_named":149`) {
		t.Errorf("%s", got)
	}
}

// TestNoChangeWithoutItsEntry holds that what cannot be logged is not done.
func TestNoChangeWithoutItsEntry(t *testing.T) {
	w := newWorld(t)
	log := &notes{}
	w.Audit = log
	s := &script{full: paged(staff(20), 8), delta: []directory.Page{{Last: true, Mark: "later"}}}
	full := w.request(s)
	full.Mode = directory.ModeFull
	broken := errors.New("the log cannot be written")

	log.err = broken
	if run, err := w.Sync(t.Context(), full); !errors.Is(err, broken) || run.Status != directory.RunFailed {
		t.Errorf("%v, %+v", err, run)
	}
	if got := w.states(t); len(got) != 0 {
		t.Errorf("%v", got)
	}
	log.err = nil
	if run := w.must(t, full); run.Counts.Added != 20 || run.ResumedPages != 3 {
		t.Errorf("the pages were not kept: %+v", run)
	}

	s.full = paged(staff(3), 8)
	log.err = broken
	if run, err := w.Sync(t.Context(), full); !errors.Is(err, broken) || run.Held {
		t.Errorf("%v, %+v", err, run)
	}
	log.err = nil
	held, err := w.Sync(t.Context(), full)
	if !fault.Is(err, fault.Blocked) || !held.Held {
		t.Fatalf("%v, %+v", err, held)
	}
	log.err = broken
	if _, err := w.ApplyHeld(t.Context(), held.ID, nil); !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, err := w.DiscardHeld(t.Context(), held.ID); !errors.Is(err, broken) {
		t.Error(err)
	}
	if run, err := w.Run(t.Context(), held.ID); err != nil || !run.Held || run.Status != directory.RunBlocked {
		t.Errorf("%+v, %v", run, err)
	}
	if got := w.states(t); got[directory.Active] != 20 {
		t.Errorf("%v", got)
	}
	log.err = nil
	if _, err := w.ApplyHeld(t.Context(), held.ID, nil); err != nil {
		t.Error(err)
	}
	log.err = broken
	key := directory.Key{IntegrationID: "id-okta", ExternalID: "p9"}
	if n, err := w.Purge(t.Context(), []directory.Key{key}, now.Add(time.Hour)); n != 0 || !errors.Is(err, broken) {
		t.Errorf("%d, %v", n, err)
	}
	if got := w.states(t); got[directory.Missing] != 17 {
		t.Errorf("%v", got)
	}
}

package directory

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/output"
)

// stopped is a world in which the second sync of corp was stopped by a limit.
func stopped(t *testing.T) (w *world, id string) {
	t.Helper()
	w = newWorld(t, "corp")
	w.must(output.JSON, "sync")
	w.sources["corp"].people = workers(4)
	out, err := w.runs(output.JSON, "sync", "corp")
	var r runView
	if jerr := json.Unmarshal([]byte(out), &r); jerr != nil || !fault.Is(err, fault.Blocked) || !r.Held {
		t.Fatalf("%v, %v\n%s", err, jerr, out)
	}
	if hint := fault.HintOf(err); !strings.Contains(hint, "incodectl directory runs review "+r.ID) {
		t.Fatalf("hint %q", hint)
	}
	return w, r.ID
}

func (w *world) states() map[directory.State]int {
	w.t.Helper()
	states, err := w.dir.Repo.StateCounts(w.t.Context(), "id-corp")
	if err != nil {
		w.t.Fatal(err)
	}
	return states
}

func TestReview(t *testing.T) {
	w, id := stopped(t)
	var got struct {
		runView
		Changes []changeView `json:"changes"`
	}
	if err := json.Unmarshal([]byte(w.must(output.JSON, "runs", "review", id)), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Changes) != 6 || got.Changes[0].Action != directory.ActionMissing || got.Planned.Missing != 6 || got.Missing != 0 ||
		got.Status != directory.RunBlocked || got.Exceeded[0].Would != 6 || got.ActiveBefore == nil || *got.ActiveBefore != 10 {
		t.Errorf("%+v", got)
	}
	words := w.words.String()
	for _, want := range []string{
		"would change: 6 missing\n", "over the limit of deactivations: 6 people, and the limit is 5 (500,10% of 10 active)\n",
		"carry it out: incodectl directory runs apply " + id,
	} {
		if !strings.Contains(words, want) {
			t.Errorf("%q is not in %s", want, words)
		}
	}
	if out := w.must(output.CSV, "runs", "review", id); strings.Count(out, "\n") != 7 {
		t.Error(out)
	}
	if w.states()[directory.Active] != 10 {
		t.Error("a review changed people")
	}
}

func TestApplyAsks(t *testing.T) {
	w, id := stopped(t)
	if out, err := w.runs(output.JSON, "runs", "apply", id); !fault.Is(err, fault.Confirmation) || out != "" || !strings.Contains(fault.HintOf(err), "--yes") {
		t.Errorf("without a terminal: %v %q", err, out)
	}
	w.terminal("n\n")
	if _, err := w.runs(output.Table, "runs", "apply", id); !fault.Is(err, fault.Confirmation) || !strings.Contains(err.Error(), "still held") {
		t.Errorf("no: %v", err)
	}
	if w.states()[directory.Active] != 10 {
		t.Fatal("it was applied")
	}
	w.terminal("y\n")
	var out string
	if out = w.must(output.JSON, "runs", "apply", id); w.states()[directory.Missing] != 6 {
		t.Errorf("%v", w.states())
	}
	var r runView
	if err := json.Unmarshal([]byte(out), &r); err != nil || r.Status != directory.RunSucceeded || r.Missing != 6 || r.Held || r.ReviewedBy != "ada@host" || r.ReviewedAt == nil || len(r.Exceeded) != 1 {
		t.Errorf("%v %s", err, out)
	}
	if !strings.Contains(w.words.String(), "over the limit of deactivations") || !strings.Contains(w.words.String(), "corp: applied run "+id+", changes: 6 missing\n") {
		t.Error(w.words)
	}
	if _, err := w.runs(output.JSON, "runs", "apply", id, "--yes"); !fault.Is(err, fault.Conflict) {
		t.Errorf("twice: %v", err)
	}
}

func TestApplyRefusesWhenTheStoreMovedOn(t *testing.T) {
	w, id := stopped(t)
	w.sources["corp"].people = workers(9)
	w.must(output.JSON, "sync")
	if _, err := w.runs(output.JSON, "runs", "apply", id, "--yes"); !fault.Is(err, fault.Conflict) || fault.HintOf(err) == "" {
		t.Errorf("%v", err)
	}
	if got := w.states(); got[directory.Active] != 9 {
		t.Errorf("%v", got)
	}
}

func TestDiscard(t *testing.T) {
	w, id := stopped(t)
	if _, err := w.runs(output.JSON, "runs", "discard", id); !fault.Is(err, fault.Confirmation) {
		t.Errorf("without a terminal: %v", err)
	}
	out := w.must(output.JSON, "runs", "discard", id, "--yes")
	if !strings.Contains(out, `"status": "discarded"`) || !strings.Contains(out, `"held": false`) || !strings.Contains(w.words.String(), "nothing was changed") {
		t.Errorf("%s\n%s", out, w.words)
	}
	for _, verb := range []string{"review", "apply", "discard"} {
		if _, err := w.runs(output.JSON, "runs", verb, id); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s after discard: %v", verb, err)
		}
	}
}

func TestRunsGet(t *testing.T) {
	w, id := stopped(t)
	out := w.must(output.Table, "runs", "get", id)
	for _, want := range []string{
		"Status\tblocked, held for review: nothing is changed, the counts are what would be\n", "Mode\tfull\n", "Missing\t6\n",
		"Over the limit\tdeactivations: 6 people, and the limit is 5 (500,10% of 10 active)\n", "Error\tstopped before anything was changed",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in %s", want, out)
		}
	}
	if !strings.Contains(w.words.String(), "runs review "+id) {
		t.Error(w.words)
	}
	list := w.must(output.JSON, "runs", "list", "--limit", "1")
	if alias := w.must(output.JSON, "runs", "--limit", "1"); alias != list || !strings.Contains(list, `"held": true`) {
		t.Errorf("%s\n%s", list, alias)
	}
	if _, err := w.runs(output.JSON, "runs", "get", "ffffffff"); !fault.Is(err, fault.NotFound) {
		t.Errorf("an unknown run: %v", err)
	}
	for _, args := range [][]string{{"runs", "gte", id}, {"runs", "get"}, {"runs", "apply", id, id}} {
		if _, err := w.runs(output.JSON, args...); !fault.Is(err, fault.Usage) {
			t.Errorf("%v: %v", args, err)
		}
	}
}

func TestRunFields(t *testing.T) {
	r := directory.Run{
		Pages: 5, ResumedPages: 2, KeptPages: 5, Waited: 1500 * time.Millisecond, Notes: []string{"a note"}, First: true,
		RecordErrors: []directory.RecordError{{ExternalID: "x", Reason: "no profile"}, {Reason: "null"}},
	}
	got := map[string]string{}
	for _, f := range runFields(r) {
		got[f.Label] = strings.TrimPrefix(got[f.Label]+"|"+f.Value, "|")
	}
	for label, want := range map[string]string{
		"Pages":  "5, 2 of them read by an earlier sync; 5 are kept for the next sync to go on from",
		"Waited": "1.5s", "Note": "a note", "First sync": "yes, so no limit applied",
		"Not readable": "x: no profile|a record without an id: null",
	} {
		if got[label] != want {
			t.Errorf("%s: %q, want %q", label, got[label], want)
		}
	}
}

func TestStatusNamesWhatWaits(t *testing.T) {
	w, id := stopped(t)
	w.sources["corp"].failAt = 1
	if _, err := w.runs(output.JSON, "sync"); err == nil { // the run that waits is no longer the newest
		t.Fatal("it went through")
	}
	w.now = w.now.Add(3 * time.Hour)
	var got []statusView
	if err := json.Unmarshal([]byte(w.must(output.JSON, "status")), &got); err != nil {
		t.Fatal(err)
	}
	s := got[0]
	if s.HeldRun == nil || *s.HeldRun != id || s.NextMode != "full" || s.FullAt == nil || *s.FullAgeSeconds != 3*3600 || s.LastRun.Status != directory.RunFailed {
		t.Errorf("%+v", s)
	}
	if !strings.Contains(w.words.String(), "corp: run "+id+" was stopped by a limit and waits for review: incodectl directory runs review "+id) {
		t.Error(w.words)
	}
}

func TestNextMode(t *testing.T) {
	now := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	often := integration.Integration{Settings: integration.Settings{integration.KeyFullEvery: {"2h"}}}
	for _, c := range []struct {
		status directory.Status
		want   directory.Mode
	}{
		{directory.Status{}, directory.ModeFull},
		{directory.Status{Delta: true, FullAt: now.Add(-23 * time.Hour)}, directory.ModeDelta},
		{directory.Status{Delta: false, FullAt: now.Add(-time.Hour)}, directory.ModeFull},
		{directory.Status{Delta: true, FullAt: now.Add(-24 * time.Hour)}, directory.ModeFull},
		{directory.Status{Delta: true, FullAt: now.Add(time.Hour)}, directory.ModeFull},
		{directory.Status{Delta: true, FullAt: now.Add(-3 * time.Hour), Integration: often}, directory.ModeFull},
		{directory.Status{Delta: true, FullAt: now.Add(-time.Hour), Integration: often}, directory.ModeDelta},
	} {
		if got := nextMode(c.status, now); got != c.want {
			t.Errorf("%+v: %s", c.status, got)
		}
	}
}

package directory

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/output"
)

// TestSyncsRunSideBySide holds that four run at once, no more, and that the
// records come in order of the names.
func TestSyncsRunSideBySide(t *testing.T) {
	names := []string{"a", "b", "c", "d", "e", "f"}
	w := newWorld(t, names...)
	var running, most atomic.Int32
	four := make(chan struct{})
	for _, name := range names {
		w.sources[name].begun = func() {
			if n := running.Add(1); n == atOnce {
				close(four)
			}
			most.Store(max(most.Load(), running.Load()))
			select {
			case <-four: // none goes on before four have begun
			case <-time.After(20 * time.Second):
				t.Error("four syncs never ran at once")
			}
			time.Sleep(10 * time.Millisecond) // a fifth would have begun by now
			running.Add(-1)
		}
	}
	var runs []runView
	if err := json.Unmarshal([]byte(w.must(output.JSON, "sync", "--max-api-share", "40%", "--concurrency", "3")), &runs); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range runs {
		got = append(got, r.Integration)
		if r.Added != 10 || !r.First || r.Mode != "full" {
			t.Errorf("%+v", r)
		}
	}
	if !slices.Equal(got, names) || most.Load() != atOnce {
		t.Errorf("%v, %d at once", got, most.Load())
	}
	if w.asked["f"] != (cmdutil.SourceOptions{MaxShare: 0.4}) || w.sources["f"].reads[0].Concurrency != 3 {
		t.Errorf("opened with %+v, read with %+v", w.asked["f"], w.sources["f"].reads)
	}
	if words := w.words.String(); strings.Count(words, "no limit applied") != 6 || !strings.Contains(words, "c: 10 people listed, changes: 10 added\n") {
		t.Error(words)
	}
}

func TestOneFailingDoesNotStopTheOthers(t *testing.T) {
	w := newWorld(t, "a", "b", "c")
	w.sources["b"].failAt = 3
	out, err := w.runs(output.JSON, "sync")
	if !fault.Is(err, fault.Partial) || err.Error() != "1 of 3 syncs failed" {
		t.Fatal(err)
	}
	var runs []runView
	if err := json.Unmarshal([]byte(out), &runs); err != nil || len(runs) != 3 || runs[1].Status != directory.RunFailed || runs[2].Added != 10 {
		t.Errorf("%v\n%s", err, out)
	}
	words := w.words.String()
	for _, want := range []string{
		"warning: b: the network is gone\n",
		"hint: run it again; 2 pages (6 people) are kept; the next sync goes on from there (--no-resume begins anew)\n",
	} {
		if !strings.Contains(words, want) {
			t.Errorf("%q is not in %q", want, words)
		}
	}
}

// TestStoppedOnesCount: a limit that stopped one of several is not lost among
// other failures, because only a person can settle it.
func TestStoppedOnesCount(t *testing.T) {
	for _, tt := range []struct {
		stopped, failing []string
		code             fault.Code
		want             string
	}{
		{[]string{"b"}, nil, fault.Blocked, "stopped for safety before anything was changed: b"},
		{[]string{"a", "b", "c"}, nil, fault.Blocked, "stopped for safety before anything was changed: a, b, c"},
		{[]string{"b"}, []string{"c"}, fault.Blocked, "stopped for safety before anything was changed: b; 1 of 3 failed otherwise"},
		{nil, []string{"a", "c"}, fault.Partial, "2 of 3 syncs failed"},
	} {
		w := newWorld(t, "a", "b", "c")
		w.must(output.JSON, "sync")
		for _, name := range tt.stopped {
			w.sources[name].people = workers(3)
		}
		for _, name := range tt.failing {
			w.sources[name].failAt = 1
		}
		_, err := w.runs(output.JSON, "sync")
		if !fault.Is(err, tt.code) || err.Error() != tt.want || !strings.Contains(fault.HintOf(err), "incodectl directory runs") {
			t.Errorf("%+v: %v, %q", tt, err, fault.HintOf(err))
		}
	}
}

func TestAFailedSyncGoesOn(t *testing.T) {
	w := newWorld(t, "corp")
	w.sources["corp"].failAt = 3
	out, err := w.runs(output.JSON, "sync", "corp")
	if !fault.Is(err, fault.Unavailable) || !strings.Contains(fault.HintOf(err), "2 pages (6 people) are kept") || !strings.Contains(out, `"kept_pages": 2`) {
		t.Fatalf("%v, %q\n%s", err, fault.HintOf(err), out)
	}
	w.must(output.Table, "status")
	if !strings.Contains(w.words.String(), "corp: 2 pages (6 people) of an unfinished full sync are kept") {
		t.Error(w.words)
	}
	w.sources["corp"].failAt, w.sources["corp"].pages = 0, 0
	out = w.must(output.JSON, "sync", "corp")
	if w.sources["corp"].pages != 2 || !strings.Contains(out, `"resumed_pages": 2`) || !strings.Contains(out, `"added": 10`) ||
		!strings.Contains(w.words.String(), "corp: went on after page 2, where an earlier sync had ended\n") {
		t.Errorf("%d pages\n%s\n%s", w.sources["corp"].pages, out, w.words)
	}

	w.sources["corp"].failAt = 3
	_, err = w.runs(output.JSON, "sync", "corp")
	if err == nil {
		t.Fatal("it went through")
	}
	w.sources["corp"].failAt, w.sources["corp"].pages = 0, 0
	if w.must(output.JSON, "sync", "corp", "--no-resume"); w.sources["corp"].pages != 4 {
		t.Errorf("--no-resume: %d pages", w.sources["corp"].pages)
	}
}

func TestInterruptedSyncsAreNamed(t *testing.T) {
	w := newWorld(t, "a", "b", "c", "d", "e")
	ctx, cancel := context.WithCancel(t.Context())
	begun := make(chan struct{}, 5)
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		w.sources[name].begun = func() {
			begun <- struct{}{}
			<-ctx.Done()
		}
	}
	go func() {
		for range atOnce {
			<-begun
		}
		cancel()
	}()
	out, err := w.runsUnder(ctx, output.JSON, "sync")
	if !fault.Is(err, fault.Interrupted) || err.Error() != "interrupted; not synced, and as before: a, b, c, d, e" ||
		!strings.Contains(fault.HintOf(err), "directory sync a b c d e") {
		t.Errorf("%v, %q", err, fault.HintOf(err))
	}
	if got := strings.Count(out, `"status": "cancelled"`); got != 4 {
		t.Errorf("%d cancelled runs:\n%s", got, out)
	}
	if w.words.Len() > 0 {
		t.Errorf("said: %s", w.words)
	}
}

func TestAPanicIsOneSyncsFailure(t *testing.T) {
	w := newWorld(t, "a", "b")
	open := w.f.OpenSource
	w.f.OpenSource = func(ctx context.Context, in integration.Integration, o cmdutil.SourceOptions) (directory.Source, error) {
		if in.Name == "a" {
			panic("out of range")
		}
		return open(ctx, in, o)
	}
	_, err := w.runs(output.JSON, "sync")
	if !fault.Is(err, fault.Partial) || !strings.Contains(w.words.String(), `warning: a: syncing "a" failed unexpectedly: out of range`) ||
		!strings.Contains(w.words.String(), "b: 10 people listed") {
		t.Errorf("%v\n%s", err, w.words)
	}
}

// change makes everything happen to the people of a company.
func (c *company) change() {
	c.people = workers(11)[1:] // id00 is gone, id10 is new
	c.people[0].SourceState = "SUSPENDED"
	c.people[1].Claims["department"] = "Sales"
	c.people[1].Claims["title"] = "=cmd()"
}

func TestDryRun(t *testing.T) {
	w := newWorld(t, "a", "b")
	w.must(output.JSON, "sync")
	before := w.must(output.JSON, "users", "--reveal")
	runs := w.must(output.JSON, "runs")
	w.sources["a"].change()
	w.sources["b"].change()

	type document struct {
		runView
		Changes []changeView `json:"changes"`
	}
	var one document
	if err := json.Unmarshal([]byte(w.must(output.JSON, "sync", "a", "--dry-run")), &one); err != nil {
		t.Fatal(err)
	}
	var actions []string
	for _, c := range one.Changes {
		actions = append(actions, string(c.Action)+" "+c.ExternalID+" "+c.Login)
	}
	want := []string{"missing id00 p00@corp.example", "deactivate id01 p01@corp.example", "update id02 p02@corp.example", "add id10 p10@corp.example"}
	if !slices.Equal(actions, want) || one.Status != directory.RunPlanned || one.Missing != 1 || one.Added != 1 {
		t.Errorf("%v, %+v", actions, one.runView)
	}
	if f := one.Changes[2].Fields; len(f) != 2 || !f[0].Masked || f[0].New == "Sales" || f[1].Field != "title" {
		t.Errorf("masked: %+v", f)
	}
	if !strings.Contains(w.words.String(), "a: dry run, nothing is changed; 10 people listed, would change: 1 added, 1 updated, 1 deactivated, 1 missing\n") {
		t.Error(w.words)
	}

	var several []document
	if err := json.Unmarshal([]byte(w.must(output.JSON, "sync", "--dry-run", "--reveal")), &several); err != nil || len(several) != 2 ||
		several[0].Integration != "a" || several[1].Integration != "b" || len(several[1].Changes) != 4 || several[1].Changes[2].Fields[0].New != "Sales" {
		t.Errorf("%v: %+v", err, several)
	}
	if got := w.must(output.YAML, "sync", "a", "--dry-run"); !strings.Contains(got, "status: planned\n") || !strings.Contains(got, "changes:\n  - action: missing\n    external_id: id00\n") {
		t.Error(got)
	}
	if got := w.must(output.Name, "sync", "a", "--dry-run"); got != "id00\nid01\nid02\nid10\n" {
		t.Error(got)
	}
	lines := strings.Split(w.must(output.CSV, "sync", "b", "--dry-run", "--reveal"), "\n")
	if lines[0] != "action,external_id,login,field,old,new,why,integration" || lines[1] != "missing,id00,p00@corp.example,state,active,missing,deleted,b" ||
		!slices.Contains(lines, "update,id02,p02@corp.example,department,Engineering,Sales,,b") || !slices.Contains(lines, "update,id02,p02@corp.example,title,,'=cmd(),,b") {
		t.Errorf("%q", lines)
	}
	jsonl := strings.Split(strings.TrimSpace(w.must(output.JSONL, "sync", "--dry-run")), "\n")
	if len(jsonl) != 8 || !strings.Contains(jsonl[7], `"integration":"b"`) || !strings.Contains(jsonl[0], `"integration":"a"`) {
		t.Errorf("%q", jsonl)
	}
	if got := w.must(output.Table, "sync", "a", "--dry-run", "--reveal"); !strings.HasPrefix(got, "missing\tp00@corp.example\tdeleted\ta\tid00\n") ||
		!strings.Contains(got, "update\tp02@corp.example\tdepartment: Engineering -> Sales; title: =cmd()\ta\tid02\n") || !strings.HasSuffix(got, "add\tp10@corp.example\tAda Morgan 10, active\ta\tid10\n") {
		t.Errorf("%q", got)
	}

	// Nothing of all that is stored.
	if after := w.must(output.JSON, "users", "--reveal"); after != before {
		t.Error("a dry run changed people")
	}
	if after := w.must(output.JSON, "runs"); after != runs {
		t.Error("a dry run is on record")
	}
}

func TestDryRunThatWouldBeStopped(t *testing.T) {
	w := newWorld(t, "a", "b")
	w.must(output.JSON, "sync")
	w.sources["a"].people = workers(3)
	out, err := w.runs(output.JSON, "sync", "a", "--dry-run")
	if !fault.Is(err, fault.Blocked) || !strings.Contains(out, `"status": "blocked"`) || strings.Count(out, `"action": "missing"`) != 7 || !strings.Contains(out, `"would": 7`) {
		t.Errorf("%v\n%s", err, out)
	}
	if _, err = w.runs(output.JSON, "sync", "--dry-run"); !fault.Is(err, fault.Blocked) || err.Error() != "would be stopped for safety: a" ||
		!strings.Contains(w.words.String(), "warning: a: stopped before anything was changed") || strings.Count(w.words.String(), "a: full, because") != 1 {
		t.Errorf("%v\n%s", err, w.words)
	}
	if _, err := w.runs(output.JSON, "sync", "a", "--dry-run", "--max-deactivations", "7"); err != nil {
		t.Error(err)
	}
	w.sources["a"].failAt = 1
	if out, err := w.runs(output.JSON, "sync", "a", "--dry-run"); !fault.Is(err, fault.Unavailable) || out != "" {
		t.Errorf("%v %q", err, out)
	}
}

func TestDryRunOnATerminal(t *testing.T) {
	w := newWorld(t, "a", "b")
	w.sources["a"].people, w.sources["b"].people = workers(30), workers(21)
	w.terminal("")
	out := w.must(output.Table, "sync", "--dry-run")
	if strings.Count(out, "\n") != 41 || !strings.Contains(out, "ACTION  LOGIN ") || !strings.Contains(w.words.String(), "and 11 more people; all of them: -o json, jsonl or csv\n") {
		t.Errorf("%s\n%s", out, w.words)
	}
}

type brokenWriter struct{}

var errDisk = errors.New("no space left")

func (brokenWriter) Write([]byte) (int, error) { return 0, errDisk }

// TestDryRunNobodyReads holds that syncs end whose plans nobody takes.
func TestDryRunNobodyReads(t *testing.T) {
	w := newWorld(t, "a", "b", "c", "d", "e", "f")
	for _, c := range w.sources {
		c.people = workers(400)
	}
	w.f.IO.Out = brokenWriter{}
	for _, format := range []output.Format{output.JSON, output.JSONL, output.CSV, output.Table} {
		if _, err := w.runs(format, "sync", "--dry-run"); !errors.Is(err, errDisk) {
			t.Errorf("%s: %v", format, err)
		}
		for name := range w.sources {
			if strings.Count(w.words.String(), name+": dry run, nothing is changed; 400 people listed") != 1 {
				t.Errorf("%s: %s is not summed up once:\n%s", format, name, w.words)
			}
		}
	}
}

func TestDryRunInterrupted(t *testing.T) {
	w := newWorld(t, "a", "b")
	ctx, cancel := context.WithCancel(t.Context())
	w.sources["b"].begun = func() { cancel(); <-ctx.Done() }
	w.sources["a"].begun = func() { <-ctx.Done() }
	if out, err := w.runsUnder(ctx, output.JSONL, "sync", "--dry-run"); !fault.Is(err, fault.Interrupted) || out != "" {
		t.Errorf("%v %q", err, out)
	}
}

func TestStrict(t *testing.T) {
	w := newWorld(t, "a")
	w.sources["a"].people[4].SourceState = "MARRIED"
	if _, err := w.runs(output.JSON, "sync", "--strict"); err == nil || !strings.Contains(err.Error(), "--strict") {
		t.Error(err)
	}
	if _, err := w.runs(output.JSON, "sync"); !fault.Is(err, fault.Partial) || !strings.Contains(w.words.String(), "a: id04 could not be read") {
		t.Errorf("%v\n%s", err, w.words)
	}
}

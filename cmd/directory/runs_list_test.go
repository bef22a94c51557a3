package directory

import (
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/output"
)

// TestRunsFitATerminal: what is needed to go on fits 80 columns, and a program
// gets everything.
func TestRunsFitATerminal(t *testing.T) {
	at := time.Date(2026, 11, 22, 1, 52, 3, 0, time.UTC)
	runs := []directory.Run{
		{
			ID: "66f1c0aa0000000000000001", IntegrationName: "lumen", StartedAt: at, Status: directory.RunBlocked, Held: true,
			Planned: &directory.Counts{Listed: 1, Missing: 17664}, Duration: 65432 * time.Millisecond, Error: "stopped before anything was changed",
		},
		{ID: "66f1c0bb0000000000000002", IntegrationName: "lumen", StartedAt: at, Status: directory.RunSucceeded, Counts: directory.Counts{Listed: 50000, Added: 50000}, Duration: 12345 * time.Millisecond},
		{ID: "66f1c0cc0000000000000003", IntegrationName: "lumen", StartedAt: at, Status: directory.RunDiscarded, Planned: &directory.Counts{Listed: 9, Updated: 4}, Duration: 8 * time.Millisecond},
		{ID: "66f1c0dd0000000000000004", IntegrationName: "lumen", StartedAt: at, Status: directory.RunFailed, Duration: time.Second, Error: strings.Repeat("the network is gone, ", 9)},
	}
	w := newWorld(t)
	if err := w.f.Render(runsView(w.f, runs)); err != nil {
		t.Fatal(err)
	}
	if want := "lumen\t2026-11-22T01:52:03Z\tblocked\t1\t1m5.432s\t66f1c0aa0000000000000001\t17664 missing (held)\n" +
		"lumen\t2026-11-22T01:52:03Z\tsucceeded\t50000\t12.345s\t66f1c0bb0000000000000002\t50000 added\n" +
		"lumen\t2026-11-22T01:52:03Z\tdiscarded\t9\t8ms\t66f1c0cc0000000000000003\t4 updated (discarded)\n" +
		"lumen\t2026-11-22T01:52:03Z\tfailed\t0\t1s\t66f1c0dd0000000000000004\tnone\n"; w.out.String() != want {
		t.Errorf("piped:\n%s", w.out)
	}
	for _, width := range []int{80, 100} {
		w.terminal("")
		w.f.IO.SetWidth(width)
		w.out.Reset()
		if err := w.f.Render(runsView(w.f, runs)); err != nil {
			t.Fatal(err)
		}
		wants := []string{
			"lumen        2026-11-22 01:52  blocked         1   1m5s  66f1c0aa  17664 missing (held)\n",
			"succeeded   50000  12.3s  66f1c0bb  50000 added\n", "failed          0     1s  66f1c0dd  the network is gone, the network…\n",
		}
		if width == 80 {
			wants = []string{
				"lumen        2026-11-22 01:52  blocked         1  66f1c0aa  17664 missing (held)\n",
				"succeeded   50000  66f1c0bb  50000 added\n", "failed          0  66f1c0dd  the network is gone…\n",
			}
		}
		for _, want := range wants {
			if !strings.Contains(w.out.String(), want) {
				t.Errorf("%d columns: %q is not in\n%s", width, want, w.out)
			}
		}
	}
}

// TestShortIDsAreUnique: what is shown of an ID is enough to name the run.
func TestShortIDsAreUnique(t *testing.T) {
	for want, ids := range map[int][]string{
		8:  {"66f1c0aa01", "66f1c0ab02"},
		10: {"66f1c0aa01", "66f1c0aa02"},
		9:  {"66f1c0aa1", "66f1c0aa2", "77"},
	} {
		var runs []directory.Run
		for _, id := range ids {
			runs = append(runs, directory.Run{ID: id})
		}
		if got := digitsFor(runs); got != want {
			t.Errorf("%q: %d", ids, got)
		}
	}
}

func TestRunsOnATerminalNameARun(t *testing.T) {
	w, id := stopped(t)
	w.terminal("")
	if out := w.must(output.Table, "runs"); !strings.Contains(out, "  "+id+"  6 missing (held)\n") {
		t.Error(out) // these IDs differ in their last digit only
	}
}

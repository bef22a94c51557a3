package directory

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/output"
)

// purgeWorld has two people missing from corp for 40 days, one for 10 days, and
// one from other for 40 days.
func purgeWorld(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, "corp", "other")
	const day = 24 * time.Hour
	w.must(output.JSON, "sync")
	w.sources["corp"].people, w.sources["other"].people = workers(8), workers(9)
	w.must(output.JSON, "sync")
	w.now = w.now.Add(30 * day)
	w.sources["corp"].people = workers(7)
	w.must(output.JSON, "sync")
	w.now = w.now.Add(10 * day)
	return w
}

type purged struct {
	DryRun bool `json:"dry_run"`
	Count  int
	Purged int
	People []personView
}

func (w *world) purged(args ...string) purged {
	w.t.Helper()
	var p purged
	if err := json.Unmarshal([]byte(w.must(output.JSON, append([]string{"purge"}, args...)...)), &p); err != nil {
		w.t.Fatal(err)
	}
	return p
}

func TestPurge(t *testing.T) {
	w := purgeWorld(t)
	if p := w.purged("--older-than", "30d", "--dry-run"); !p.DryRun || p.Count != 3 || p.Purged != 0 || len(p.People) != 3 ||
		!strings.Contains(w.words.String(), "would delete 3 people, missing for longer than 30d") {
		t.Errorf("%+v\n%s", p, w.words)
	}
	if out, err := w.runs(output.JSON, "purge", "--older-than", "30d"); !fault.Is(err, fault.Confirmation) || out != "" || !strings.Contains(w.words.String(), "this deletes 3 people for good") {
		t.Errorf("without a terminal: %v %q %s", err, out, w.words)
	}
	if p := w.purged("--older-than", "30d", "--yes", "corp", "id-corp"); p.Count != 2 || p.Purged != 2 || p.People[0].Login != "p08@corp.example" || p.People[0].Integration != "corp" ||
		!strings.Contains(w.words.String(), "deleted 2 people for good\n") {
		t.Errorf("%+v\n%s", p, w.words)
	}
	if got := w.states(); got[directory.Missing] != 1 || got[directory.Active] != 7 {
		t.Errorf("%v", got)
	}
	if p := w.purged("--older-than", "6w", "--yes"); p.Count != 0 || p.People == nil || !strings.Contains(w.words.String(), "nobody has been missing for longer than 42d") {
		t.Errorf("%+v\n%s", p, w.words)
	}
	if out := w.must(output.Table, "purge", "--older-than", "0d", "--yes"); strings.Count(out, "\n") != 2 || !strings.Contains(out, "p07@corp.example\tcorp\t2026-04-03T05:06:07Z\tid07\n") {
		t.Error(out)
	}
	if got := w.states(); got[directory.Missing] != 0 || got[directory.Active] != 7 {
		t.Errorf("%v", got)
	}
}

func TestPurgeAsks(t *testing.T) {
	w := purgeWorld(t)
	w.terminal("\n")
	out, err := w.runs(output.Table, "purge", "--older-than", "30d")
	if !fault.Is(err, fault.Confirmation) || strings.Count(out, "\n") != 4 || !strings.Contains(out, "p09@corp.example") || w.states()[directory.Missing] != 3 {
		t.Errorf("%v %v\n%s", err, w.states(), out)
	}
	w.terminal("y\n")
	if out = w.must(output.Table, "purge", "--older-than", "30d"); strings.Count(out, "\n") != 4 || w.states()[directory.Missing] != 1 {
		t.Errorf("%v\n%s", w.states(), out)
	}
}

// TestPurgeOnATerminal holds that it shows the first twenty and deletes all.
func TestPurgeOnATerminal(t *testing.T) {
	w := newWorld(t, "corp")
	w.sources["corp"].people = workers(30)
	w.must(output.JSON, "sync")
	w.sources["corp"].people = workers(3)
	w.must(output.JSON, "sync", "--max-deactivations", "none")
	w.now = w.now.Add(time.Hour)
	w.terminal("y\n")
	out := w.must(output.Table, "purge", "--older-than", "0d")
	if strings.Count(out, "\n") != 21 || !strings.Contains(w.words.String(), "showing 20 of 27") || w.states()[directory.Missing] != 0 {
		t.Errorf("%s\n%s", out, w.words)
	}
}

func TestPurgeRefuses(t *testing.T) {
	w := newWorld(t, "corp")
	for _, args := range []string{"", "--older-than", "--older-than= ", "--older-than soon", "--older-than -3d"} {
		if out, err := w.runs(output.JSON, append([]string{"purge"}, strings.Fields(args)...)...); err == nil || out != "" {
			t.Errorf("%q: %v %q", args, err, out)
		}
	}
	if _, err := w.runs(output.JSON, "purge", "--older-than", "30d", "nonsense"); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
}

package audit_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/fault"
)

func exported(t *testing.T, m *memory, after int64) (string, audit.Report, error) {
	t.Helper()
	var b strings.Builder
	r, err := (&audit.Service{Repo: m}).Export(t.Context(), &b, after)
	return b.String(), r, err
}

func TestExport(t *testing.T) {
	m := logged(t, 5)
	whole, r, err := exported(t, m, 0)
	if err != nil || r.Entries != 5 || r.First != 1 || r.Last != 5 || strings.Count(whole, "\n") != 5 {
		t.Errorf("%+v, %v\n%s", r, err, whole)
	}
	got, err := audit.VerifyExport(strings.NewReader(whole), "")
	if err != nil || !got.Intact || got != verified(t, m, "") {
		t.Errorf("%+v, %v", got, err)
	}
	// Bit by bit it is the same, and every part says which it follows.
	begin, r, err := exported(t, &memory{rows: m.rows[:2]}, 0)
	if err != nil || r.Last != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
	rest, more, err := exported(t, m, r.Last)
	if err != nil || more.Entries != 3 || more.First != 3 || more.Last != 5 || begin+rest != whole {
		t.Errorf("%+v, %v", more, err)
	}
	got, err = audit.VerifyExport(strings.NewReader(rest), r.Head)
	if err != nil || !got.Intact || got.First != 3 || got.Entries != 3 {
		t.Errorf("%+v, %v", got, err)
	}
	got, err = audit.VerifyExport(strings.NewReader(rest), audit.MustParse(m.rows[0].Line).Hash)
	if err != nil || got.Intact || got.Break.Kind != audit.BrokenHead {
		t.Errorf("joined to another part: %+v, %v", got, err)
	}
	if none, r, err := exported(t, m, 5); none != "" || err != nil || r.Entries != 0 || r.First != 0 {
		t.Errorf("%q %+v %v", none, r, err)
	}
	if none, r, err := exported(t, &memory{}, 0); none != "" || err != nil || r.Entries != 0 {
		t.Errorf("%q %+v %v", none, r, err)
	}
}

func TestExportStops(t *testing.T) {
	m := logged(t, 5)
	// The log ends before what was exported already.
	if text, _, err := exported(t, &memory{rows: m.rows[:2]}, 3); text != "" || !fault.Is(err, fault.Blocked) || !strings.Contains(err.Error(), "no entry 3") {
		t.Errorf("%q %v", text, err)
	}
	if text, _, err := exported(t, &memory{}, 1); text != "" || !fault.Is(err, fault.Blocked) {
		t.Errorf("%q %v", text, err)
	}
	spoiled := m.copied()
	spoiled.rows[3].Line = strings.Replace(spoiled.rows[3].Line, "ada", "eve", 1)
	for after, want := range map[int64]int{0: 3, 1: 2, 2: 1, 3: 0, 4: 0} {
		text, _, err := exported(t, spoiled, after)
		if !fault.Is(err, fault.Blocked) || !strings.Contains(err.Error(), "entry 4") || strings.Count(text, "\n") != want {
			t.Errorf("after %d: %d lines, %v", after, strings.Count(text, "\n"), err)
		}
	}
	full := errors.New("full")
	if _, err := (&audit.Service{Repo: m}).Export(t.Context(), failing{full}, 0); !errors.Is(err, full) {
		t.Error(err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestVerifyExportOfAnything(t *testing.T) {
	m := logged(t, 2)
	line := m.rows[0].Line
	for name, c := range map[string]struct {
		text string
		kind audit.Kind
	}{
		"blank line":        {line + "\n\n", audit.BrokenUnreadable},
		"Windows line ends": {line + "\r\n", audit.BrokenForm},
		"an array":          {"[" + line + "]", audit.BrokenUnreadable},
		"indented":          {"{\n" + line[1:], audit.BrokenUnreadable},
		"the same twice":    {line + "\n" + line + "\n", audit.BrokenGap},
		"number nought":     {strings.Replace(line, `"seq":1`, `"seq":0`, 1), audit.BrokenGap},
	} {
		r, err := audit.VerifyExport(strings.NewReader(c.text), "")
		if err != nil || r.Intact || r.Break.Kind != c.kind {
			t.Errorf("%s: %+v %+v, %v", name, r, r.Break, err)
		}
	}
	if r, err := audit.VerifyExport(strings.NewReader(line), ""); err != nil || !r.Intact || r.Entries != 1 {
		t.Errorf("without a line end: %+v, %v", r, err)
	}
	if r, err := audit.VerifyExport(strings.NewReader(strings.Repeat("x", 65<<20)), ""); !fault.Is(err, fault.Usage) || r.Intact {
		t.Errorf("a line without end: %+v, %v", r, err)
	}
}

// TestLongEntry holds that the longest of lists that a file can declare, changed to
// another as long, is no entry that cannot be verified any more.
func TestLongEntry(t *testing.T) {
	m := logged(t, 1)
	long := map[string]any{"settings": strings.Repeat("https://a.example/cb?x=1&y=2 ", 4<<20/29)}
	l := &audit.Log{Repo: m, Now: time.Now, Actor: audit.Actor{Kind: audit.ActorUser, Name: "ada@desk"}}
	if err := l.Record(t.Context(), audit.Change{Action: "integration.edit", Before: long, After: long}); err != nil {
		t.Fatal(err)
	}
	text, _, err := exported(t, m, 0)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := audit.VerifyExport(strings.NewReader(text), ""); err != nil || !r.Intact || r.Entries != 2 {
		t.Errorf("%+v, %v", r, err)
	}
}

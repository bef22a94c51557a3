package audit_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/fault"
)

func TestVerifyIntact(t *testing.T) {
	if r := verified(t, &memory{}, ""); !r.Intact || r.Entries != 0 || r.Head != empty {
		t.Errorf("an empty log: %+v", r)
	}
	m := logged(t, 5)
	r := verified(t, m, "")
	last := audit.MustParse(m.rows[4].Line)
	if !r.Intact || r.Break != nil || r.Entries != 5 || r.First != 1 || r.Last != 5 || r.Head != last.Hash || r.Err() != nil {
		t.Errorf("%+v", r)
	}
	if first := audit.MustParse(m.rows[0].Line); first.Seq != 1 || first.Prev != strings.Repeat("0", 64) || first.Reason != "because <&>" {
		t.Errorf("%+v", first)
	}
	for _, row := range m.rows { // any of them may have been the head once
		if r := verified(t, m, audit.MustParse(row.Line).Hash); !r.Intact {
			t.Errorf("%+v", r.Break)
		}
	}
}

// TestEveryByte holds that no byte of a stored entry can be another one, nor be
// taken away, nor another be put before it.
func TestEveryByte(t *testing.T) {
	m := logged(t, 3)
	random := rand.New(rand.NewPCG(1, 2))
	const at = 1
	line := m.rows[at].Line
	for i := range len(line) {
		flipped := []byte(line)
		flipped[i] ^= byte(1 << random.IntN(8))
		cased := []byte(line)
		cased[i] ^= 0x20 // JSON's field names are read in any case
		for _, now := range []string{string(flipped), string(cased), line[:i] + line[i+1:], line[:i] + " " + line[i:], line[:i]} {
			spoiled := m.copied()
			spoiled.rows[at].Line = now
			if r := verified(t, spoiled, ""); r.Intact || r.Break.Seq != 2 || r.Entries != 1 {
				t.Fatalf("byte %d, %s\nis taken for\n%s\n%+v", i, now, line, r)
			}
			var export strings.Builder
			for _, row := range spoiled.rows {
				export.WriteString(row.Line + "\n")
			}
			if r, err := audit.VerifyExport(strings.NewReader(export.String()), ""); err != nil || r.Intact {
				t.Fatalf("byte %d of the export: %+v, %v", i, r, err)
			}
		}
	}
}

// rewritten is an entry changed and hashed anew, as somebody would who knows how.
func rewritten(t *testing.T, line string, change func(*audit.Entry)) string {
	t.Helper()
	e := audit.MustParse(line)
	change(&e)
	var err error
	if e.Hash, err = e.Sum(); err != nil {
		t.Fatal(err)
	}
	out, err := e.Line()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestVerifyNamesTheFirstBrokenLink(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(m *memory)
		seq   int64
		kind  audit.Kind
	}{
		"one deleted":     {func(m *memory) { m.rows = append(m.rows[:2], m.rows[3:]...) }, 3, audit.BrokenGap},
		"the first gone":  {func(m *memory) { m.rows = m.rows[1:] }, 1, audit.BrokenGap},
		"two exchanged":   {func(m *memory) { m.rows[1].Line, m.rows[2].Line = m.rows[2].Line, m.rows[1].Line }, 2, audit.BrokenGap},
		"one twice":       {func(m *memory) { m.rows = append(m.rows[:2], m.rows[1:]...) }, 3, audit.BrokenGap},
		"no JSON":         {func(m *memory) { m.rows[3].Line = "what" }, 4, audit.BrokenUnreadable},
		"not of an entry": {func(m *memory) { m.rows[3].Line = `{"seq":"4"}` }, 4, audit.BrokenUnreadable},
		"another actor": {func(m *memory) {
			m.rows[2].Line = strings.Replace(m.rows[2].Line, "ada@desk", "eve@desk", 1)
		}, 3, audit.BrokenHash},
		"written anew": {func(m *memory) { m.rows[2].Line = strings.Replace(m.rows[2].Line, `{"seq"`, `{ "seq"`, 1) }, 3, audit.BrokenForm},
		"a field more": {func(m *memory) { m.rows[2].Line = strings.Replace(m.rows[2].Line, `{"seq"`, `{"x":1,"seq"`, 1) }, 3, audit.BrokenForm},
		"hashed anew": {func(m *memory) {
			m.rows[2].Line = rewritten(t, m.rows[2].Line, func(e *audit.Entry) { e.Actor.Name = "eve@desk" })
		}, 4, audit.BrokenPrev},
		"another first": {func(m *memory) {
			m.rows[0].Line = rewritten(t, m.rows[0].Line, func(e *audit.Entry) { e.Prev = strings.Repeat("1", 64) })
		}, 1, audit.BrokenPrev},
		"another column": {func(m *memory) { m.rows[1].Columns.TargetID = "elsewhere" }, 2, audit.BrokenColumns},
		"another time":   {func(m *memory) { m.rows[1].Columns.At = m.rows[1].Columns.At.Add(time.Nanosecond) }, 2, audit.BrokenColumns},
	} {
		m := logged(t, 5)
		c.spoil(m)
		r := verified(t, m, "")
		if r.Intact || r.Break == nil || r.Break.Seq != c.seq || r.Break.Kind != c.kind || r.Entries != c.seq-1 || r.Break.What == "" {
			t.Errorf("%s: %+v %+v", name, r, r.Break)
		}
		if err := r.Err(); !fault.Is(err, fault.Blocked) || fault.HintOf(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTheEnd holds that only a head noted earlier tells that the end was cut
// off, or all of it made anew.
func TestTheEnd(t *testing.T) {
	m := logged(t, 5)
	head := verified(t, m, "").Head
	cut := &memory{rows: m.rows[:4]}
	if r := verified(t, cut, ""); !r.Intact {
		t.Errorf("%+v", r.Break)
	}
	if r := verified(t, cut, head); r.Intact || r.Break.Kind != audit.BrokenHead || r.Break.Seq != 5 {
		t.Errorf("%+v", r)
	}
	anew := &memory{}
	for _, row := range m.rows {
		prev := strings.Repeat("0", 64)
		if n := len(anew.rows); n > 0 {
			prev = audit.MustParse(anew.rows[n-1].Line).Hash
		}
		line := rewritten(t, row.Line, func(e *audit.Entry) { e.Actor.Name, e.Prev = "eve@desk", prev })
		anew.rows = append(anew.rows, audit.Row{Line: line, Columns: row.Columns})
	}
	if r := verified(t, anew, ""); !r.Intact {
		t.Errorf("%+v", r.Break)
	}
	if r := verified(t, anew, head); r.Intact || r.Break.Kind != audit.BrokenHead {
		t.Errorf("%+v", r)
	}
	if r := verified(t, &memory{}, head); r.Intact {
		t.Error("an empty log has a head")
	}
}

// TestRoundTrip holds that whatever is logged is read back as it was hashed.
func TestRoundTrip(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	alphabet := []string{
		"a", "Z", " ", "é", "日", "😀", "<", ">", "&", "\"", "\\", "/", "\n", "\t", "\x00", "\x1b", "\x7f", "\u0085",
		"\u2028", "\u2029", "\u202e", "\ufeff", "\ufffd", "\xff", "\xed\xa0\x80", "\xc3",
	}
	text := func() string {
		var b strings.Builder
		for range random.IntN(12) {
			b.WriteString(alphabet[random.IntN(len(alphabet))])
		}
		return b.String()
	}
	value := func() any {
		switch random.IntN(7) {
		case 0:
			return nil
		case 1:
			return (*struct{})(nil)
		case 2:
			return map[string]any{text(): text(), "n": random.Float64() * 1e21, "nested": map[string]any{text(): []any{text(), nil, true}}}
		case 3:
			return json.RawMessage("{ \"spaced\" :\n[1 , 2.50, 1e3, \"\\u00e9<>\"] }")
		case 4:
			return struct {
				Text string    `json:"text"`
				When time.Time `json:"when"`
			}{text(), start}
		case 5:
			return map[string]string{}
		default:
			return map[string]any{"big": int64(1) << 62, "text": text()}
		}
	}
	m := &memory{}
	l := &audit.Log{Repo: m}
	for range 2000 {
		l.Now = func() time.Time {
			return time.Now().Add(time.Duration(random.Int64N(1 << 40))).In(time.FixedZone("x", random.IntN(20000)))
		}
		l.Actor = audit.Actor{Kind: audit.ActorCI, Name: text(), By: text()}
		l.Reason = text()
		c := audit.Change{
			Action: "workflow.edit", Target: audit.Target{Kind: audit.TargetWorkflow, ID: text(), Name: text()},
			Before: value(), After: value(), Why: text(),
		}
		if err := l.Record(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	if r := verified(t, m, ""); !r.Intact || r.Entries != 2000 {
		t.Errorf("%+v %+v\n%q", r, r.Break, m.rows[r.Entries].Line)
	}
}

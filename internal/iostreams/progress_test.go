package iostreams

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
)

// clock is a clock that moves when told to.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func terminal(width int) (*IOStreams, *bytes.Buffer, *bytes.Buffer, *clock) {
	ios, _, out, err := Test()
	ios.SetStderrTTY(true)
	ios.SetWidth(width)
	return ios, out, err, newClock()
}

func TestProgressPlain(t *testing.T) {
	ios, _, _, err := Test()
	c := newClock()
	p := ios.StartProgress("corp", c.now)
	for i := range 120 {
		c.add(100 * time.Millisecond)
		p.Update(State{Done: (i + 1) * 185})
	}
	p.Stop()
	p.Stop()
	c.add(time.Minute)
	p.Update(State{Done: 1})
	want := "corp: 9,250 people, 1,850/s\ncorp: 18,500 people, 1,850/s\n"
	if got := err.String(); got != want {
		t.Errorf("stderr = %q, want %q", got, want)
	}
}

func TestProgressText(t *testing.T) {
	tests := []struct {
		name  string
		state State
		after time.Duration
		want  string
	}{
		{"nothing yet", State{}, 0, "corp: 0 people"},
		{"phase alone", State{Phase: "planning"}, 0, "corp: planning"},
		{"phase, total, pages", State{Phase: "fetching", Done: 12400, Total: 50000, Pages: 62}, 0, "corp: fetching, 12,400 of 50,000 people (24%), 62 pages"},
		{"other unit", State{Done: 1, Unit: "groups", Pages: 1}, 0, "corp: 1 groups, 1 page"},
		{"more than the total", State{Done: 11, Total: 10}, 0, "corp: 11 of 10 people (100%)"},
		{"waiting", State{Done: 5, Waiting: 12 * time.Second}, 0, "corp: 5 people, waiting 12s for the rate limit"},
		{"pacing", State{Done: 5, Waiting: time.Minute, WaitingFor: "pacing to 50% of the rate limit"}, 0, "corp: 5 people, waiting 60s, pacing to 50% of the rate limit"},
		{"waiting before a retry", State{Done: 5, Waiting: 3 * time.Second, WaitingFor: "the service\x07 answered 503"}, 0, "corp: 5 people, waiting 3s: the service answered 503"},
		{"waiting counts down, rounded up", State{Done: 5, Waiting: 12 * time.Second}, 2500 * time.Millisecond, "corp: 5 people, waiting 10s for the rate limit"},
		{"the wait is over", State{Done: 50, Waiting: 2 * time.Second}, 5 * time.Second, "corp: 50 people, 10/s"},
		{"hostile note", State{Done: 5, Note: "group \x1b[2JStaff"}, 0, "corp: 5 people, group Staff"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ios, _, _, _ := Test()
			c := newClock()
			p := ios.StartProgress("corp", c.now)
			p.Update(tt.state)
			c.add(tt.after)
			if got := p.text(c.now()); got != tt.want {
				t.Errorf("text = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestProgressRate(t *testing.T) {
	ios, _, _, _ := Test()
	c := newClock()
	p := ios.StartProgress("corp", c.now)
	step := func(d time.Duration, st State) int {
		c.add(d)
		p.Update(st)
		return p.rate(c.now())
	}
	if got := step(500*time.Millisecond, State{Phase: "fetching", Done: 900}); got != 0 {
		t.Errorf("after half a second: %d/s, want none yet", got)
	}
	if got := step(500*time.Millisecond, State{Phase: "fetching", Done: 1000}); got != 1000 {
		t.Errorf("after a second: %d/s, want 1000", got)
	}
	for i := range 30 {
		step(time.Second, State{Phase: "fetching", Done: 1000 + (i+1)*10})
	}
	if got := p.rate(c.now()); got != 10 {
		t.Errorf("slowed down long ago: %d/s, want 10", got)
	}
	if got := step(time.Second, State{Phase: "applying", Done: 0}); got != 0 {
		t.Errorf("new phase: %d/s, want none yet", got)
	}
}

func TestProgressOnATerminal(t *testing.T) {
	ios, out, err, c := terminal(60)
	p := ios.StartProgress("corp", c.now)
	p.Update(State{Done: 10})
	p.Update(State{Done: 11}) // too soon to draw
	c.add(time.Second)
	p.Update(State{Done: 500, Total: 1000})
	ios.Notef("a line between")
	p.Stop()
	want := "corp: 10 people" +
		"\r\x1b[J" + "corp: [#########---------] 500 of 1,000 people (50%), 500/s" +
		"\r\x1b[J" + "a line between\n" +
		"corp: [#########---------] 500 of 1,000 people (50%), 500/s" +
		"\r\x1b[J"
	if got := err.String(); got != want {
		t.Errorf("stderr =\n%q, want\n%q", got, want)
	}
	if out.Len() > 0 {
		t.Errorf("stdout = %q", out)
	}
}

func TestProgressFitsTheWidth(t *testing.T) {
	for width := 2; width < 120; width++ {
		ios, _, _, c := terminal(width)
		p := ios.StartProgress("会社", c.now)
		p.Update(State{Phase: "fetching", Done: 12400, Total: 50000, Note: "group 営業"})
		if w := TextWidth(p.line(c.now(), width-1)); w >= width {
			t.Fatalf("width %d: the line takes %d columns", width, w)
		}
	}
}

func TestSeveralProgressLines(t *testing.T) {
	ios, _, err, c := terminal(40)
	a, b := ios.StartProgress("a", c.now), ios.StartProgress("b", c.now)
	a.Update(State{Done: 1})
	c.add(time.Second)
	b.Update(State{Done: 2})
	a.Stop()
	b.Stop()
	want := "a: 1 people\nb: 0 people" +
		"\r\x1b[1A\x1b[J" + "a: 1 people, 1/s\nb: 2 people, 2/s" +
		"\r\x1b[1A\x1b[J" + "b: 2 people, 2/s" +
		"\r\x1b[J"
	if got := err.String(); got != want {
		t.Errorf("stderr =\n%q, want\n%q", got, want)
	}
}

func TestProgressLeavesAnUnfinishedLineAlone(t *testing.T) {
	ios, _, err, c := terminal(40)
	p := ios.StartProgress("corp", c.now)
	p.Update(State{Done: 1})
	_, _ = fmt.Fprint(ios.Err, "Name: ")
	c.add(time.Second)
	p.Update(State{Done: 2})
	if got, want := err.String(), "corp: 1 people\r\x1b[JName: "; got != want {
		t.Errorf("stderr = %q, want %q", got, want)
	}
}

func TestStdoutOnTheSameTerminal(t *testing.T) {
	ios, out, err, c := terminal(40)
	ios.SetStdoutTTY(true)
	p := ios.StartProgress("corp", c.now)
	p.Update(State{Done: 1})
	_, _ = fmt.Fprintln(ios.Out, "data")
	if got, want := err.String(), "corp: 1 people\r\x1b[Jcorp: 1 people"; got != want {
		t.Errorf("stderr = %q, want %q", got, want)
	}
	if got := out.String(); got != "data\n" {
		t.Errorf("stdout = %q", got)
	}
}

func TestProgressIsSilentWithQuiet(t *testing.T) {
	ios, _, err, c := terminal(40)
	ios.SetQuiet(true)
	p := ios.StartProgress("corp", c.now)
	c.add(time.Minute)
	p.Update(State{Done: 1})
	p.Stop()
	if err.Len() > 0 {
		t.Errorf("stderr = %q", err)
	}
}

func TestDumbTerminalGetsPlainLines(t *testing.T) {
	ios, _, err, c := terminal(40)
	ios.getenv = func(k string) string { return map[string]string{"TERM": "dumb"}[k] }
	p := ios.StartProgress("corp", c.now)
	c.add(5 * time.Second)
	p.Update(State{Done: 10})
	if got, want := err.String(), "corp: 10 people, 2/s\n"; got != want {
		t.Errorf("stderr = %q, want %q", got, want)
	}
}

func TestProgressConcurrently(t *testing.T) {
	ios, _, err, c := terminal(60)
	ios.screen.tick = time.Millisecond
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			p := ios.StartProgress(fmt.Sprint("org", g), c.now)
			for i := range 50 {
				c.add(20 * time.Millisecond)
				p.Update(State{Done: i})
				if i%10 == 0 {
					ios.Notef("org%d at %d", g, i)
				}
			}
			p.Stop()
		})
	}
	wg.Wait()
	if n := strings.Count(err.String(), "\x1b[Jorg"); n == 0 {
		t.Error("nothing was ever drawn")
	}
	if !strings.HasSuffix(err.String(), "\x1b[J") {
		t.Error("the progress lines were left on the terminal")
	}
	if ios.screen.done != nil || len(ios.screen.active) > 0 {
		t.Error("the redraw timer still runs")
	}
}

package directory

import (
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
)

// TestWaitsAreSaid: a page that is staged while the next one has to wait does not
// turn the wait into a rate that sinks, and the longest of several waits counts.
func TestWaitsAreSaid(t *testing.T) {
	w := newWorld(t)
	now := func() time.Time { return w.now }
	m := &meter{now: now, bar: w.f.IO.StartProgress("lumen", now)}
	for _, step := range []struct {
		after time.Duration
		do    func()
		want  string
	}{
		{6 * time.Second, func() { m.progress(directory.Progress{Phase: "fetching", People: 600, Pages: 3}) }, "lumen: fetching, 600 people, 100/s, 3 pages\n"},
		{6 * time.Second, func() { m.wait(48*time.Second, "rate limit") }, "lumen: fetching, 600 people, 3 pages, waiting 48s for the rate limit\n"},
		{6 * time.Second, func() { m.progress(directory.Progress{Phase: "fetching", People: 800, Pages: 4}) }, "lumen: fetching, 800 people, 4 pages, waiting 42s for the rate limit\n"},
		{6 * time.Second, func() { m.wait(3*time.Second, "the service answered 503") }, "lumen: fetching, 800 people, 4 pages, waiting 36s for the rate limit\n"},
		{6 * time.Second, func() { m.wait(time.Minute, "pacing to 50% of the rate limit") }, "lumen: fetching, 800 people, 4 pages, waiting 60s, pacing to 50% of the rate limit\n"},
		{61 * time.Second, func() { m.progress(directory.Progress{Phase: "planning"}) }, "lumen: planning\n"},
		{time.Second, func() { m.wait(time.Second, "the connection failed") }, ""},
		{6 * time.Second, func() { m.wait(7*time.Second, "the connection failed") }, "lumen: planning, waiting 7s: the connection failed\n"},
	} {
		w.words.Reset()
		w.now = w.now.Add(step.after)
		if step.do(); w.words.String() != step.want {
			t.Errorf("%q, want %q", w.words, step.want)
		}
	}
	m.bar.Stop()
}

// TestPurgeWords: an age of nothing is everybody missing.
func TestPurgeWords(t *testing.T) {
	for age, want := range map[time.Duration]string{0: "all that are missing", 36 * time.Hour: "missing for longer than 1d12h"} {
		if got := missingFor(age, "all that are missing", "missing"); got != want {
			t.Errorf("%s: %q", age, got)
		}
	}
}

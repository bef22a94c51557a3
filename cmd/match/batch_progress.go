package match

import (
	"time"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/iostreams"
)

// progressAfter is how long something has to take until it is worth a line of
// progress: shorter ones would leave it between the warnings.
const progressAfter = time.Second

// lineCounter shows how many lines are done.
type lineCounter struct {
	progress  *iostreams.Progress
	now       func() time.Time
	started   time.Time
	one, many string // what is counted
}

func startLineCounter(f *cmdutil.Factory, label, one, many string) *lineCounter {
	return &lineCounter{progress: f.IO.StartProgress(label, f.Now), now: f.Now, started: f.Now(), one: one, many: many}
}

func (c *lineCounter) stop() { c.progress.Stop() }

// update shows n lines as done.
func (c *lineCounter) update(n int) {
	if c.now().Sub(c.started) < progressAfter {
		return
	}
	unit := c.many
	if n == 1 {
		unit = c.one
	}
	c.progress.Update(iostreams.State{Done: n, Unit: unit})
}

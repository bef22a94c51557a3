package directory

import (
	"fmt"
	"sync"
	"time"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/iostreams"
)

// meter shows how far a sync has come. Pages are staged by one goroutine while
// another waits for the next.
type meter struct {
	mu    sync.Mutex
	now   func() time.Time
	bar   *iostreams.Progress
	state iostreams.State
	until time.Time // end of the longest wait under way
	why   string    // what it is for
}

func (m *meter) progress(p directory.Progress) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.state = iostreams.State{Phase: p.Phase, Done: p.People, Total: p.Total, Pages: p.Pages}
	m.show()
}

// show tells the bar where things are. A page that was fetched before a wait and
// is staged during it does not end the wait. The caller holds the lock.
func (m *meter) show() {
	st := m.state
	if left := m.until.Sub(m.now()); left > 0 {
		st.Waiting, st.WaitingFor = left, m.why
	}
	m.bar.Update(st)
}

// wait shows a wait for a rate limit or before a retry, if it is worth a word.
func (m *meter) wait(d time.Duration, why string) {
	const worthAWord = 2 * time.Second
	if d < worthAWord {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if until := m.now().Add(d); until.After(m.until) {
		m.until, m.why = until, why
	}
	m.show()
}

// summary says on stderr what a run did.
func summary(f *cmdutil.Factory, r directory.Run) {
	f.IO.Successf("%s: %s, changes: %s", r.IntegrationName, listed(r), changes(r.Counts))
	notes(f, r)
	unread(f, r)
}

// listed says how much a run read.
func listed(r directory.Run) string {
	people := cmdutil.Count(r.Counts.Listed, "person", "people")
	if r.Mode == directory.ModeDelta {
		return "delta, " + people + " reported"
	}
	return people + " listed"
}

// notes says on stderr what is worth knowing of how a run went.
func notes(f *cmdutil.Factory, r directory.Run) {
	if r.ResumedPages > 0 {
		f.IO.Notef("%s: went on after page %d, where an earlier sync had ended", r.IntegrationName, r.ResumedPages)
	}
	for _, n := range r.Notes {
		f.IO.Notef("%s: %s", r.IntegrationName, n)
	}
}

// unread names on stderr the first few records that could not be read.
func unread(f *cmdutil.Factory, r directory.Run) {
	const named = 5
	for i, e := range r.RecordErrors {
		if i == named {
			where := "all are in the run's record"
			if r.Counts.Skipped > len(r.RecordErrors) {
				where = fmt.Sprintf("the first %d are named in the run's record", len(r.RecordErrors))
			}
			more := cmdutil.Count(max(r.Counts.Skipped, len(r.RecordErrors))-named, "more record", "more records")
			f.IO.Warnf("%s: %s could not be read; %s (-o json)", r.IntegrationName, more, where)
			break
		}
		f.IO.Warnf("%s: %s could not be read and is skipped: %s", r.IntegrationName, recordID(e), e.Reason)
	}
}

func recordID(e directory.RecordError) string {
	if e.ExternalID == "" {
		return "a record without an id"
	}
	return e.ExternalID
}

// report says on stderr why one of several failed.
func report(f *cmdutil.Factory, in integration.Integration, err error) {
	f.IO.Warnf("%s: %s", in.Name, err.Error())
	if hint := fault.HintOf(err); hint != "" {
		f.IO.Hintf("%s", hint)
	}
}

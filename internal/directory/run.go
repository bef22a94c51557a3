package directory

import (
	"slices"
	"time"

	"github.com/incodectl/incodectl/internal/guard"
)

// MostNamed is how many records that could not be read a run names. A source
// that spoils all of them must not make the run's record as large as a listing.
const MostNamed = 1000

// RunStatus is how a sync run ended.
type RunStatus string

// The ways a run ends.
const (
	RunSucceeded RunStatus = "succeeded"
	RunPartial   RunStatus = "partial" // applied, but some records could not be read
	RunFailed    RunStatus = "failed"  // nothing was changed
	RunCancelled RunStatus = "cancelled"
	RunBlocked   RunStatus = "blocked"   // stopped for safety, nothing was changed
	RunDiscarded RunStatus = "discarded" // blocked, reviewed, and not wanted
	RunPlanned   RunStatus = "planned"   // a dry run; never stored
)

// Counts says what a sync changes. Added to Missing are disjoint; Unchanged is
// the rest of the people the source listed.
type Counts struct {
	Listed      int `json:"listed"` // people the source listed
	Added       int `json:"added"`
	Updated     int `json:"updated"`
	Deactivated int `json:"deactivated"`
	Reactivated int `json:"reactivated"`
	Missing     int `json:"missing"` // newly missing
	Unchanged   int `json:"unchanged"`
	Skipped     int `json:"skipped"` // records that could not be read
}

// Changes is the number of user rows the counts write.
func (c Counts) Changes() int {
	return c.Added + c.Updated + c.Deactivated + c.Reactivated + c.Missing
}

// Run is the record of one sync run of one integration. The JSON form is how it
// is stored.
type Run struct {
	ID              string        `json:"id"` // 24 hex
	IntegrationID   string        `json:"integration_id"`
	IntegrationName string        `json:"integration"`
	Mode            Mode          `json:"mode"` // ModeFull or ModeDelta
	Status          RunStatus     `json:"status"`
	StartedAt       time.Time     `json:"started_at"`
	FinishedAt      time.Time     `json:"finished_at"`
	Duration        time.Duration `json:"-"`
	Fingerprint     string        `json:"fingerprint"`
	Counts          Counts        `json:"counts"`
	// Pages and what follows are of the whole listing, also of its part that an
	// earlier run had read: ResumedPages of the Pages.
	Pages        int           `json:"pages"`
	ResumedPages int           `json:"resumed_pages"`
	KeptPages    int           `json:"kept_pages"` // waiting for the next run to go on; 0 when it begins anew
	Requests     int           `json:"requests"`
	Retries      int           `json:"retries"`
	Bytes        int64         `json:"bytes"`
	Waited       time.Duration `json:"-"`
	// RecordErrors names the records that could not be read, MostNamed of them
	// at most; Counts.Skipped has the number of all.
	RecordErrors []RecordError `json:"record_errors"`
	// Notes say what is worth knowing of how it ran, e.g. why it was a full run.
	Notes []string `json:"notes"`
	First bool     `json:"first"` // nobody was stored before, so no limit applied
	// ActiveBefore is how many active people there were; limits refer to it. 0
	// when nothing came near a limit.
	ActiveBefore int            `json:"active_before"`
	Exceeded     []guard.Breach `json:"exceeded,omitempty"` // of a blocked run, also after its apply
	// Held says that what was planned can be reviewed, applied and discarded.
	Held bool `json:"held"`
	// Planned is what a held or discarded run would change.
	Planned    *Counts   `json:"planned,omitempty"`
	ReviewedAt time.Time `json:"reviewed_at,omitzero"` // when a blocked run was applied or discarded
	ReviewedBy string    `json:"reviewed_by,omitempty"`
	Error      string    `json:"error,omitempty"`
}

// appliedStatus is the status of a run that changed or confirmed the store.
func appliedStatus(r Run) RunStatus {
	if r.Counts.Skipped > 0 {
		return RunPartial
	}
	return RunSucceeded
}

// hold makes the record that of a run which waits for review.
func (r *Run) hold(why error) {
	planned := r.Counts
	r.Planned = &planned
	r.Counts = Counts{Listed: planned.Listed, Skipped: planned.Skipped}
	r.Status, r.Error, r.Held = RunBlocked, why.Error(), true
}

// note adds a note unless it is there or empty.
func (r *Run) note(text string) {
	if text != "" && !slices.Contains(r.Notes, text) {
		r.Notes = append(r.Notes, text)
	}
}

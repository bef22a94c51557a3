package directory

import "time"

// RunStatus is how a sync run ended.
type RunStatus string

// The ways a run ends.
const (
	RunSucceeded RunStatus = "succeeded"
	RunPartial   RunStatus = "partial" // applied, but some records could not be read
	RunFailed    RunStatus = "failed"  // nothing was changed
	RunCancelled RunStatus = "cancelled"
	RunBlocked   RunStatus = "blocked" // stopped for safety, nothing was changed
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
	Mode            string        `json:"mode"` // "full"
	Status          RunStatus     `json:"status"`
	StartedAt       time.Time     `json:"started_at"`
	FinishedAt      time.Time     `json:"finished_at"`
	Duration        time.Duration `json:"-"`
	Fingerprint     string        `json:"fingerprint"`
	Counts          Counts        `json:"counts"`
	Pages           int           `json:"pages"`
	Requests        int           `json:"requests"`
	Retries         int           `json:"retries"`
	Bytes           int64         `json:"bytes"`
	Waited          time.Duration `json:"-"`
	RecordErrors    []RecordError `json:"record_errors"`
	Error           string        `json:"error,omitempty"`
}

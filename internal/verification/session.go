package verification

import (
	"time"

	"github.com/incodectl/incodectl/internal/claims/match"
)

// State is where a session stands.
type State string

// The states of a session. The last four are final: nothing changes after them.
const (
	Requested     State = "requested"      // sent to Incode, which has not been heard to accept it
	Pending       State = "pending"        // the person may verify themselves
	PendingReview State = "pending_review" // a person has to decide
	Succeeded     State = "succeeded"
	Failed        State = "failed"
	Expired       State = "expired"   // not finished in time
	Cancelled     State = "cancelled" // what it depended on is gone
)

// Origin says who runs a session.
type Origin string

// The origins.
const (
	Local  Origin = "local"  // no verification takes place but what claims are brought
	Incode Origin = "incode" // requested through Incode's Request New Onboarding API
)

// Session is one verification of one person for one integration. What it was
// requested with is pinned: later changes of the integration's link, of the
// workflow or of its policy do not touch it.
type Session struct {
	ID      string // 24 hex
	Version int    // raised with every move; guards against moving it twice
	State   State
	Reason  string // of the last move, see Reasons
	Origin  Origin

	IntegrationID   string
	IntegrationName string // as it was called at the request
	WorkflowID      string
	WorkflowName    string
	ConfigurationID string       // pinned
	Policy          match.Policy // pinned
	PolicyVersion   int          // of the workflow's history

	LoginHint     string // as it was given
	DirectoryID   string // integration the person was found in
	ExternalID    string // the person
	RecordVersion string // of their record when the session was requested, see directory.User.Version

	Notify             Notification // who delivers the link, empty when nobody does
	ExternalCustomerID string
	APIKey             string // fingerprint of the API key it was requested with, "" when none

	// Of Incode's sessions. The link is a credential of its own and not kept.
	InterviewID  string
	IncodeStatus string // last onboarding status read
	IncodeScore  string // last overall status of the scores read: OK, WARN, FAIL ...

	CreatedAt  time.Time
	UpdatedAt  time.Time
	ValidUntil time.Time // of the link
	FinishedAt time.Time // zero until final
	IdentityID string    // of the person, once the session succeeded

	// Result is what claims matching said, masked; nil until it was asked.
	Result *Result
}

// Result is the outcome of claims matching as it is kept with a session. It
// holds no values from the document or the record.
type Result struct {
	Decision      match.Outcome  `json:"decision"`
	Rule          string         `json:"rule"`
	Reasons       []string       `json:"reasons"`
	Claims        []ClaimVerdict `json:"claims"`
	RecordVersion string         `json:"record_version"` // of the record that was compared
	RecordChanged bool           `json:"record_changed"` // since the session was requested
}

// ClaimVerdict is what was said of one claim.
type ClaimVerdict struct {
	Claim   string   `json:"claim"`
	Verdict string   `json:"verdict"`
	Effect  string   `json:"effect"`
	Score   float64  `json:"score"`
	Reasons []string `json:"reasons"`
}

// Notification says who delivers a session's link.
type Notification string

// The ways of delivery.
const (
	NotifyNone  Notification = ""
	NotifyEmail Notification = "email"
	NotifySMS   Notification = "sms"
)

// Event is one move of a session.
type Event struct {
	SessionID string    `json:"-"`
	Seq       int       `json:"seq"` // 1, 2, 3 ...
	At        time.Time `json:"at"`
	Actor     string    `json:"actor"`
	From      State     `json:"from"` // "" of the first
	To        State     `json:"to"`
	Reason    string    `json:"reason,omitempty"`
	Note      string    `json:"note,omitempty"` // of a reviewer
}

// Identity is the verified identity of a person, made when a session of theirs
// first succeeds and kept after.
type Identity struct {
	ID           string // UUID v7
	DirectoryID  string
	ExternalID   string
	EnrolledAt   time.Time
	SessionID    string    // the session that made it
	LastVerified time.Time // when a session of theirs last succeeded
}

// Enrollment is how far a person has come.
type Enrollment string

// The enrollment statuses.
const (
	NotEnrolled      Enrollment = "not_enrolled"
	EnrollPending    Enrollment = "pending"        // a session of theirs is open
	EnrollInReview   Enrollment = "pending_review" // one waits for a reviewer
	EnrollmentStands Enrollment = "enrolled"       // they have an identity
)

// Enrollments lists the statuses.
func Enrollments() []Enrollment {
	return []Enrollment{NotEnrolled, EnrollPending, EnrollInReview, EnrollmentStands}
}

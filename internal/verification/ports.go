package verification

import (
	"context"
	"io"
	"iter"
	"time"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/workflow"
)

// Repository keeps sessions and identities. The store implements it.
type Repository interface {
	// Atomically runs f in one transaction, see the store.
	Atomically(ctx context.Context, f func(ctx context.Context) error) error
	// CreateSession stores a new session with its first event.
	CreateSession(ctx context.Context, s Session, e Event) error
	// MoveSession replaces a session by what a move made of it and adds the event:
	// fault.Conflict when it is not at the version before any more.
	MoveSession(ctx context.Context, s Session, e Event) error
	// NoteSession replaces what of a session may change without a move: IncodeStatus,
	// IncodeScore, UpdatedAt. fault.Conflict as for MoveSession.
	NoteSession(ctx context.Context, s Session) error
	// Session finds one by its ID or the beginning of it: fault.NotFound,
	// fault.Ambiguous.
	Session(ctx context.Context, id string) (Session, error)
	// Sessions yields sessions, newest first.
	Sessions(ctx context.Context, f SessionFilter) iter.Seq2[Session, error]
	// CountSessions counts what Sessions would yield, ignoring Limit.
	CountSessions(ctx context.Context, f SessionFilter) (int, error)
	// SessionsByDay counts the sessions that were requested not before a time by the
	// day, in UTC, and the state they are in, oldest day first. An open session whose
	// time is up by now counts as expired.
	SessionsByDay(ctx context.Context, since, now time.Time) ([]DayCount, error)
	// Events lists the moves of a session, oldest first.
	Events(ctx context.Context, sessionID string) ([]Event, error)
	// PutIdentity makes a person's identity or, if they have one, only moves its
	// LastVerified on; it returns the one that stands.
	PutIdentity(ctx context.Context, id Identity) (Identity, error)
	// Identity finds a person's identity: fault.NotFound.
	Identity(ctx context.Context, directoryID, externalID string) (Identity, error)
	// Forget deletes the identities of people of a directory, of all if none is
	// named, and takes out of the finished sessions about them what says who they
	// were.
	Forget(ctx context.Context, directoryID string, externalIDs []string) error
	// Enrolled yields the people a filter selects with their enrollment, in order of
	// login, read as they are consumed, also of 100,000.
	Enrolled(ctx context.Context, f EnrollmentFilter) iter.Seq2[Person, error]
	// CountEnrolled counts what Enrolled would yield, ignoring Limit.
	CountEnrolled(ctx context.Context, f EnrollmentFilter) (int, error)
	// EnrollmentCounts counts the people of a directory, or of all, by enrollment.
	EnrollmentCounts(ctx context.Context, directoryID string, now time.Time) (map[Enrollment]int, error)
}

// SessionFilter selects sessions; the zero filter selects all.
type SessionFilter struct {
	States        []State
	IntegrationID string // requested for
	DirectoryID   string // with ExternalID: of this person
	ExternalID    string
	LoginHint     string // exact, as it was given
	// Person, beside LoginHint: also theirs, whatever they were requested with. Set
	// by Service.List.
	Person       directory.Key
	APIKey       string // fingerprint
	InterviewID  string // at Incode
	Since, Until time.Time
	Origin       Origin // "" is any
	// Now, when set, makes States those at this time: an open session whose time is
	// up by then counts as expired.
	Now time.Time
	// LapsedAt, when set, selects open sessions whose time is up by then only.
	LapsedAt time.Time
	Limit    int // 0 is all
}

// DayCount is how many of a day's sessions are in a state.
type DayCount struct {
	Day   time.Time // its beginning
	State State
	N     int
}

// EnrollmentFilter selects people with their enrollment.
type EnrollmentFilter struct {
	directory.Filter
	Enrollment     Enrollment // "" is any
	VerifiedBefore time.Time  // last verified before this, or never; zero is any
	VerifiedSince  time.Time  // last verified not before this; zero is any
	IdentityID     string     // exact; "" is any
	MinSessions    int        // people with at least so many sessions
	NoSessions     bool       // people without a session
	Now            time.Time  // against which open sessions lapse; required
}

// Person is somebody of the directory with what verification knows of them.
type Person struct {
	directory.User
	Enrollment   Enrollment
	IdentityID   string    // "" until enrolled
	EnrolledAt   time.Time // zero until enrolled
	LastVerified time.Time // zero until enrolled
	Sessions     int       // of theirs, in whatever state
}

// Onboarding is Incode's side of a session. The adapter implements it.
type Onboarding interface {
	// RequestNew asks for a session. It is sent once: fault.Unavailable with
	// Unknown in its chain means that it may have been made all the same.
	RequestNew(ctx context.Context, r OnboardingRequest) (OnboardingLink, error)
	// Progress reads how a session stands; of a finished one also the verified claims.
	Progress(ctx context.Context, interviewID string) (Progress, error)
	// KeyFingerprint is that of the API key requests are sent with.
	KeyFingerprint() string
}

// ErrUnknown is in the chain of an error after which nobody knows whether Incode
// made the session.
var ErrUnknown = unknownOutcome{}

type unknownOutcome struct{}

// Error implements error.
func (unknownOutcome) Error() string { return "whether the session was made is unknown" }

// OnboardingRequest is what Incode is asked for.
type OnboardingRequest struct {
	IntegrationReference string
	LoginHint            string
	ExternalCustomerID   string
	Validity             time.Duration // of the link, whole minutes
	Notify               Notification
	Email, Phone         string // where the link is sent, as Notify says
}

// OnboardingLink is Incode's answer. The URL opens the session for whoever has it.
type OnboardingLink struct{ InterviewID, URL string }

// Progress is how an Incode session stands.
type Progress struct {
	Status   string // ONBOARDING_FINISHED, ...
	Score    string // overall status: OK, WARN, FAIL, ...; "" while there is none
	Finished bool   // nothing more will come from the person
	// Document is the OCR data as Incode sent it, nil until there is some.
	Document []byte
}

// Integrations is what sessions need of integrations: *integration.Service.
type Integrations interface {
	Gate(ctx context.Context) error
	Get(ctx context.Context, idOrName string) (integration.Integration, error)
	List(ctx context.Context) ([]integration.Integration, error)
}

// Workflows is what sessions need of workflows: *workflow.Service.
type Workflows interface {
	Get(ctx context.Context, ref string) (workflow.Workflow, error)
}

// Service requests, completes and reviews sessions.
type Service struct {
	Repo         Repository
	Directory    *directory.Service
	Integrations Integrations
	Workflows    Workflows
	Audit        audit.Recorder
	Actor        string // who makes the changes, like "ada@host"
	Now          func() time.Time
	NewID        func() string // 24 hex
	NewIdentity  func() string // UUID v7
	// Onboarding connects to Incode; nil, nil when the profile has no credentials,
	// and sessions are local.
	Onboarding func(ctx context.Context) (Onboarding, error)
	// Keys finds an API key of the profile by name, ID or fingerprint, for sessions
	// that name one; it returns its fingerprint.
	Keys func(ctx context.Context, ref string) (fingerprint string, err error)
}

// RequestOptions are what a session is requested with.
type RequestOptions struct {
	Integration        string // ID or name
	LoginHint          string
	Notify             Notification
	ValidFor           time.Duration // DefaultValidity when 0
	ExternalCustomerID string
	APIKey             string // name, ID or fingerprint; local sessions only
	Local              bool   // do not call Incode even if the profile could
	Incode             bool   // only through Incode: refused where the profile is not connected
}

// Bounds of how long a link may be valid.
const (
	DefaultValidity = 10 * time.Minute
	MinValidity     = time.Minute
	MaxValidity     = 7 * 24 * time.Hour
)

// ReadDocument reads OCR data, see claims/document.
type ReadDocument func(r io.Reader) (claims.Set, error)

// NewSession is a new session and, if Incode runs it, the link for the person. The
// link is a credential: it is told once and not kept.
type NewSession struct {
	Session Session
	Found   directory.Found
	URL     string // "" for local sessions
}

// Refreshed is what reading a session's progress from Incode led to.
type Refreshed struct {
	Session Session
	Before  State
	Moved   bool  // by this call; another one may have been quicker
	Err     error // why it could not be refreshed, nil when it was
}

// Completed is a session after claims matching, with the decision in full and
// unmasked, for whoever may see it.
type Completed struct {
	Session  Session
	Found    directory.Found
	Decision match.Decision
}

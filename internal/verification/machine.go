package verification

import (
	"slices"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
)

// The reasons of a move, a closed list that scripts may rely on.
const (
	ReasonRequested      = "requested"        // the session was made
	ReasonAccepted       = "accepted"         // Incode answered with a link
	ReasonUnknown        = "outcome_unknown"  // Incode did not answer: it may have made a session
	ReasonRefused        = "refused"          // Incode refused the request
	ReasonNotSent        = "not_sent"         // Incode could not be reached: it made no session
	ReasonMatched        = "claims_matched"   // claims matching decided pass
	ReasonFlagged        = "claims_flagged"   // claims matching decided soft_flag
	ReasonStopped        = "claims_stopped"   // claims matching decided hard_stop
	ReasonScoreWarn      = "score_warn"       // Incode's overall score wants a person to look
	ReasonScoreFail      = "score_fail"       // Incode's overall score is a fail
	ReasonApproved       = "approved"         // a reviewer approved
	ReasonRejected       = "rejected"         // a reviewer rejected
	ReasonTime           = "link_expired"     // the link's time ran out
	ReasonByHand         = "expired_by_hand"  // somebody expired it
	ReasonDeleted        = "integration_gone" // its integration was deleted
	ReasonPersonGone     = "person_gone"      // the person's record was deleted with its directory
	ReasonKeyRevoked     = "api_key_revoked"  // the API key it was requested with was revoked
	ReasonIncodeRejected = "incode_rejected"  // Incode's own manual review rejected
	ReasonIncodeExpired  = "incode_expired"   // Incode says the session expired
)

// moves is the machine: from each state, where a session may go and why. What is
// not here never happens.
func moves() map[State]map[State][]string {
	gone := []string{ReasonDeleted, ReasonPersonGone, ReasonKeyRevoked}
	return map[State]map[State][]string{
		"": {
			Requested: {ReasonRequested},
			Pending:   {ReasonRequested},
		},
		Requested: {
			Requested: {ReasonUnknown},
			Pending:   {ReasonAccepted},
			Failed:    {ReasonRefused, ReasonNotSent},
			Expired:   {ReasonTime, ReasonByHand},
			Cancelled: gone,
		},
		Pending: {
			PendingReview: {ReasonFlagged, ReasonScoreWarn},
			Succeeded:     {ReasonMatched},
			Failed:        {ReasonStopped, ReasonScoreFail, ReasonIncodeRejected},
			Expired:       {ReasonTime, ReasonByHand, ReasonIncodeExpired},
			Cancelled:     gone,
		},
		PendingReview: {
			Succeeded: {ReasonApproved},
			Failed:    {ReasonRejected},
			Expired:   {ReasonByHand},
			Cancelled: gone,
		},
		Succeeded: nil, Failed: nil, Expired: nil, Cancelled: nil,
	}
}

// States lists all states in the order a session goes through them.
func States() []State {
	return []State{Requested, Pending, PendingReview, Succeeded, Failed, Expired, Cancelled}
}

// Final reports whether nothing can change after this state.
func (s State) Final() bool { return s == Succeeded || s == Failed || s == Expired || s == Cancelled }

// Open reports whether the person may still verify themselves, or wait for it.
func (s State) Open() bool { return s == Requested || s == Pending }

// Lapsed reports whether an open session's time is up though nobody has moved
// it yet.
func (s Session) Lapsed(now time.Time) bool {
	return s.State.Open() && !s.ValidUntil.IsZero() && !now.Before(s.ValidUntil)
}

// Move is one step of the machine: the session after it and the event that
// records it. fault.Conflict when the machine has no such step.
func (s Session) Move(to State, reason, note, actor string, at time.Time) (Session, Event, error) {
	if !slices.Contains(moves()[s.State][to], reason) {
		return s, Event{}, fault.New(fault.Conflict, "session %s is %s and cannot become %s (%s)", s.ID, s.State, to, reason).
			WithHint("see what happened to it: incodectl sessions get %s", s.ID)
	}
	e := Event{SessionID: s.ID, At: at.UTC(), Actor: actor, From: s.State, To: to, Reason: reason, Note: note}
	s.State, s.Reason, s.UpdatedAt = to, reason, at.UTC()
	s.Version++
	e.Seq = s.Version
	if to.Final() {
		s.FinishedAt = at.UTC()
	}
	return s, e, nil
}

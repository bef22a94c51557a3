package verification

// ReasonText is a reason of a move with what it means.
type ReasonText struct{ Reason, Text string }

// Reasons lists the reasons of moves with what each means, in the order a session
// may meet them.
func Reasons() []ReasonText {
	return []ReasonText{
		{ReasonRequested, "the session was requested"},
		{ReasonAccepted, "Incode made the session and answered with a link"},
		{ReasonUnknown, "Incode did not answer; it may have made the session, and is not asked again"},
		{ReasonRefused, "Incode refused the request"},
		{ReasonNotSent, "Incode could not be reached, so it made no session"},
		{ReasonMatched, "claims matching decided `pass`"},
		{ReasonFlagged, "claims matching decided `soft_flag`"},
		{ReasonStopped, "claims matching decided `hard_stop`"},
		{ReasonScoreWarn, "Incode's overall score asks for a person to look"},
		{ReasonScoreFail, "Incode's overall score is a fail"},
		{ReasonIncodeRejected, "Incode's own manual review rejected it"},
		{ReasonApproved, "a reviewer approved"},
		{ReasonRejected, "a reviewer rejected"},
		{ReasonTime, "the time of the link ran out"},
		{ReasonByHand, "somebody expired it"},
		{ReasonIncodeExpired, "Incode says that it expired"},
		{ReasonDeleted, "its integration was deleted"},
		{ReasonPersonGone, "the person's record was deleted"},
		{ReasonKeyRevoked, "the API key it was requested with was revoked"},
	}
}

// Text says what a state means.
func (s State) Text() string {
	switch s {
	case Requested:
		return "Incode is being asked for it, or its answer was never heard"
	case Pending:
		return "the person may verify themselves"
	case PendingReview:
		return "a reviewer has to decide"
	case Succeeded:
		return "it was the person, who is enrolled"
	case Failed:
		return "it was not the person, or there was nothing to decide"
	case Expired:
		return "it was not finished in time"
	case Cancelled:
		return "what it depended on is gone"
	}
	return "the session does not exist yet"
}

// Transition is a move the machine has, with the reasons it may have.
type Transition struct {
	From, To State // From is "" of the first
	Reasons  []string
}

// Transitions lists every move the machine has. What is not here never happens.
func Transitions() []Transition {
	var all []Transition
	machine := moves()
	for _, from := range append([]State{""}, States()...) {
		for _, to := range States() {
			if reasons := machine[from][to]; len(reasons) > 0 {
				all = append(all, Transition{From: from, To: to, Reasons: reasons})
			}
		}
	}
	return all
}

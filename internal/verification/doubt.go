package verification

import (
	"context"

	"github.com/incodectl/incodectl/internal/fault"
)

// The words of Incode's that end a session, of longer lists.
const (
	statusRejected  = "MANUAL_REVIEW_REJECTED"
	statusExpired   = "EXPIRED"
	scoreOK         = "OK"
	scoreFail       = "FAIL"
	scoreManualFail = "MANUAL_FAIL"
)

// rejection is the reason for which Incode's words end a session, "" when they
// do not.
func rejection(status, score string) string {
	switch {
	case status == statusRejected:
		return ReasonIncodeRejected
	case score == scoreFail || score == scoreManualFail:
		return ReasonScoreFail
	}
	return ""
}

// doubted is why a pass has to wait for a reviewer, whoever brought the claims:
// any overall status but OK (WARN, MANUAL, MANUAL_OK, MANUAL_PENDING, UNKNOWN, or
// one Incode adds) is one that a person should look at. "" when Incode has no
// doubt, or has not been heard.
func (s Session) doubted() string {
	if (s.IncodeScore == "" || s.IncodeScore == scoreOK) && rejection(s.IncodeStatus, s.IncodeScore) == "" {
		return ""
	}
	return ReasonScoreWarn
}

// approvable refuses to approve what Incode itself has rejected since it was
// flagged: a reviewer here has seen less than Incode has.
func approvable(s Session) error {
	if rejection(s.IncodeStatus, s.IncodeScore) == "" {
		return nil
	}
	return fault.New(fault.Blocked, "Incode has rejected session %s (%s, score %s), so it cannot be approved", s.ID, s.IncodeStatus, s.IncodeScore).
		WithHint("reject it (incodectl sessions review %s --reject) and %s", s.ID, again(s))
}

// taken refuses an interview that is another session's already: one verification
// decides one session, and only of the person it was asked for. Of a session that
// came to nothing the same person may be sent there again.
func (s *Service) taken(ctx context.Context, was Session, interviewID string) (stop, err error) {
	for other, err := range s.Repo.Sessions(ctx, SessionFilter{InterviewID: interviewID}) {
		if err != nil {
			return nil, err
		}
		other = other.At(s.Now())
		same := other.DirectoryID == was.DirectoryID && other.ExternalID == was.ExternalID
		if same && (other.State == Expired || other.State == Cancelled) {
			continue
		}
		return usedInterview{other.ID}, nil
	}
	return nil, nil
}

// usedInterview is an answer of Incode's from which nobody learns whether it
// made a session.
type usedInterview struct{ session string }

// Error names the session whose interview it is.
func (u usedInterview) Error() string {
	return "Incode answered with the interview of session " + u.session
}

// Unwrap says what that means.
func (usedInterview) Unwrap() error { return ErrUnknown }

package readiness

import (
	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/match"
)

// Problem is what is wrong, as a word: one of those below, a reason of claims
// matching such as no_such_date, or a rule of the decision.
type Problem string

// The problems that matching has no word for.
const (
	Absent      Problem = "missing"
	NoHint      Problem = "no_login_hint"
	HintsShared Problem = "shared_login_hint"
	Namesake    Problem = "same_name_and_birthdate"
	SamePhone   Problem = "same_name_and_phone_number"
	SameID      Problem = "same_employee_id"
)

// Text returns the sentence that explains a problem.
func (p Problem) Text() string {
	switch p {
	case Absent:
		return "The directory record does not have this claim."
	case NoHint:
		return "The person has no login hint, so no session can begin."
	case HintsShared:
		return "Every login hint of the person is somebody else's of the same integration as well."
	case Namesake:
		return "Somebody else of the same integration has the same name and birth date; a document cannot tell the two apart."
	case SamePhone:
		return "Somebody else of the same integration has the same name and phone number, and the birth date of one of them is not known."
	case SameID:
		return "Somebody else of the same integration has the same employee ID."
	}
	if text := claims.Reason(p).Text(); text != "" {
		return text
	}
	return match.Rule(p).Text()
}

// problemOf picks the reason that says what is wrong with the record. Others
// only say what was assumed, or that the policy asks for more than that.
func problemOf(out match.ClaimOutcome) Problem {
	if out.Verdict == claims.MissingDirectory && len(out.Reasons) == 0 {
		return Absent
	}
	for _, r := range out.Reasons {
		switch r {
		case claims.ExactRequired, claims.BelowMatch, claims.BelowReview,
			claims.CenturyAssumed, claims.DateOrderAssumed, claims.CountryCodeAssumed:
			continue
		}
		return Problem(r)
	}
	if len(out.Reasons) > 0 {
		return Problem(out.Reasons[0])
	}
	return Problem(claims.Unreadable)
}

package verification

import (
	"cmp"
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/incodectl/incodectl/internal/fault"
)

// MaxNote bounds a reviewer's note in characters.
const MaxNote = 1000

// Review decides a session that waits for a reviewer, who is recorded with the
// note. Approving enrols the person like a pass does, and is refused for
// somebody who is no longer active and for what Incode itself has rejected.
func (s *Service) Review(ctx context.Context, id string, approve bool, note string) (Session, error) {
	note = strings.TrimSpace(note)
	if err := checkNote(note); err != nil {
		return Session{}, err
	}
	var after Session
	err := s.settled(ctx, func(ctx context.Context) (stop, err error) {
		at, stop, err := s.stands(ctx, id, PendingReview, false)
		after = at.session
		// To reject, nothing has to be known of the record but that it is there.
		if err != nil || stop != nil && (approve || after.State != PendingReview) {
			return stop, err
		}
		if !approve {
			after, err = s.move(ctx, after, step{action: actReview, to: Failed, reason: ReasonRejected, note: note})
			return nil, err
		}
		if stop = cmp.Or(approvable(after), active(at.found)); stop != nil {
			return stop, nil
		}
		after, err = s.succeed(ctx, after, step{action: actReview, to: Succeeded, reason: ReasonApproved, note: note})
		return nil, err
	})
	return after, err
}

func checkNote(note string) error {
	if n := utf8.RuneCountInString(note); n > MaxNote || !utf8.ValidString(note) {
		return fault.New(fault.Usage, "the note is too long or no text").WithHint("it may have %d characters", MaxNote)
	}
	if strings.ContainsFunc(note, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		return fault.New(fault.Usage, "the note has control characters")
	}
	return nil
}

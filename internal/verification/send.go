package verification

import (
	"context"
	"errors"

	"github.com/incodectl/incodectl/internal/fault"
)

// send asks Incode for the session that is stored as requested, once. Whatever
// happens to this process meanwhile, the store says that it was asked for. The
// outcome is written down even when the command was interrupted.
func (s *Service) send(ctx context.Context, incode Onboarding, made NewSession, ask OnboardingRequest) (NewSession, error) {
	link, sent := incode.RequestNew(ctx, ask)
	switch {
	case sent == nil && link.InterviewID == "":
		sent = ErrUnknown // an answer without an ID is none
	case sent != nil && ctx.Err() != nil && !errors.Is(sent, ErrUnknown):
		sent = errors.Join(sent, ErrUnknown) // cut off in the middle
	}
	until := s.Now().UTC().Add(ask.Validity) // the link's time begins when Incode makes it
	err := s.settled(context.WithoutCancel(ctx), func(ctx context.Context) (stop, err error) {
		was, err := s.Repo.Session(ctx, made.Session.ID)
		if err != nil {
			return nil, err
		}
		if made.Session = was; was.State != Requested {
			return overtaken(was, sent), nil
		}
		if sent == nil {
			if sent, err = s.taken(ctx, was, link.InterviewID); err != nil {
				return nil, err
			}
		}
		st := outcome(sent)
		if sent == nil {
			st.change = func(n *Session) { n.InterviewID, n.ValidUntil = link.InterviewID, until }
		}
		made.Session, err = s.move(ctx, was, st)
		return nil, err
	})
	switch {
	case err != nil:
		return made, errors.Join(err, sent)
	case errors.Is(sent, ErrUnknown):
		return made, unknown(made.Session, sent)
	case sent != nil:
		return made, sent
	}
	made.URL = link.URL
	return made, nil
}

// outcome is the step that Incode's answer leads to.
func outcome(err error) step {
	switch {
	case err == nil:
		return step{action: actRequest, to: Pending, reason: ReasonAccepted}
	case errors.Is(err, ErrUnknown):
		return step{action: actRequest, to: Requested, reason: ReasonUnknown}
	case fault.Is(err, fault.Unavailable), fault.Is(err, fault.Internal):
		return step{action: actRequest, to: Failed, reason: ReasonNotSent}
	}
	return step{action: actRequest, to: Failed, reason: ReasonRefused}
}

// unknown says what nobody knows, and what to do about it.
func unknown(s Session, err error) error {
	return fault.Wrap(err, fault.Unknown, "whether Incode made session %s is unknown; it was not asked again", s.ID).
		WithHint("look in Incode's Dashboard whether a session for this person was just made; to try again, first run: incodectl sessions expire %s", s.ID)
}

// overtaken tells of a session that ended while Incode was being asked.
func overtaken(s Session, sent error) error {
	if sent != nil {
		return fault.Wrap(sent, fault.Conflict, "session %s became %s (%s) while Incode was asked for it", s.ID, s.State, s.Reason)
	}
	return fault.New(fault.Conflict, "session %s became %s (%s) while Incode was asked for it; the link Incode made is not to be used", s.ID, s.State, s.Reason).
		WithHint("see what happened: incodectl sessions get %s", s.ID)
}

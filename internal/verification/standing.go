package verification

import (
	"context"
	"fmt"
	"strings"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// standing is a session that may be decided on now, with the person as they are
// on record now.
type standing struct {
	session Session
	found   directory.Found
}

// stands reads a session that is to be in state want and looks whether what it
// depends on is still there. What is not is a stop, and the session has been
// moved accordingly: a lapsed one is expired, one whose integration or person is
// gone is cancelled. late says that its time does not count, because it was used
// in time.
func (s *Service) stands(ctx context.Context, id string, want State, late bool) (at standing, stop, err error) {
	if err := s.Integrations.Gate(ctx); err != nil {
		return at, nil, err
	}
	if at.session, err = s.Repo.Session(ctx, id); err != nil {
		return at, nil, err
	}
	if at.session.Lapsed(s.Now()) && !late {
		at.session, err = s.lapse(ctx, at.session)
		return at, tooLate(at.session), err
	}
	if at.session.State != want {
		return at, notIn(want, at.session), nil
	}
	if _, err = s.Integrations.Get(ctx, at.session.IntegrationID); gone(err) {
		at.session, err = s.cancel(ctx, at.session, ReasonDeleted)
		return at, integrationGone(at.session), err
	} else if err != nil {
		return at, nil, err
	}
	at.found, err = s.Directory.Person(ctx, at.session.DirectoryID, at.session.ExternalID)
	if gone(err) {
		why := err
		at.session, err = s.cancel(ctx, at.session, ReasonPersonGone)
		return at, personGone(at.session, why), err
	}
	if err != nil {
		return at, nil, err
	}
	return at, fresh(at.found), nil
}

// gone reports whether something is no longer there.
func gone(err error) bool { return fault.Is(err, fault.NotFound) || fault.Is(err, fault.Deleted) }

// lapse expires a session whose time is up.
func (s *Service) lapse(ctx context.Context, was Session) (Session, error) {
	return s.move(ctx, was, step{action: actExpire, to: Expired, reason: ReasonTime})
}

// cancel stops a session because what it depends on is gone.
func (s *Service) cancel(ctx context.Context, was Session, reason string) (Session, error) {
	return s.move(ctx, was, step{action: actCancel, to: Cancelled, reason: reason})
}

func tooLate(s Session) error {
	return fault.New(fault.Conflict, "session %s expired at %s", s.ID, s.ValidUntil.UTC().Format("2006-01-02 15:04:05 MST")).
		WithHint("%s", again(s))
}

func integrationGone(s Session) error {
	return fault.New(fault.Deleted, "integration %q of session %s was deleted; the session is cancelled", s.IntegrationName, s.ID).
		WithHint("see what there is: incodectl integrations list")
}

func personGone(s Session, why error) error {
	return fault.Wrap(why, fault.NotFound, "the person session %s is about has no record any more; the session is cancelled", s.ID)
}

// again says how to begin anew: by the integration's ID, because the name may be
// another's by now.
func again(s Session) string {
	if s.Reason == ReasonDeleted { // its integration is no use any more
		return "request one for another integration: incodectl integrations list"
	}
	if s.LoginHint == "" { // the person was deleted
		return "request a new one: incodectl sessions request --help"
	}
	return fmt.Sprintf("request a new one: incodectl sessions request --integration %s --login-hint %s", s.IntegrationID, ShellWord(s.LoginHint))
}

// bring says how a pending session gets its claims.
func bring(s Session) string {
	if s.Origin == Incode {
		return "read it from Incode first: incodectl sessions refresh " + s.ID
	}
	return fmt.Sprintf("bring the claims first: incodectl sessions complete %s --claims FILE", s.ID)
}

// ShellWord is a text as one word of a shell: who may be logged in as what is for
// the directory to say, and what is said here is pasted into terminals.
func ShellWord(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("@%_+=:,./-", r)
	}
	if strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// notIn refuses a session that is in another state than it would have to be in.
func notIn(want State, s Session) error {
	err := fault.New(fault.Conflict, "session %s is %s", s.ID, s.State)
	switch {
	case s.State.Final():
		err.Message = fmt.Sprintf("session %s is already %s; a finished session never changes", s.ID, s.State)
		return err.WithHint("%s", again(s))
	case s.State == Requested:
		err.Message = fmt.Sprintf("session %s was sent to Incode, which has not been heard to accept it", s.ID)
		return err.WithHint("if it stays so, expire it (incodectl sessions expire %s) and request a new one", s.ID)
	case s.State == PendingReview:
		err.Message = fmt.Sprintf("session %s waits for a reviewer", s.ID)
		return err.WithHint("decide it: incodectl sessions review %s --approve (or --reject)", s.ID)
	case want == PendingReview:
		err.Message = fmt.Sprintf("session %s is %s: there is nothing to review yet", s.ID, s.State)
		return err.WithHint("%s", bring(s))
	}
	return err
}

package verification

import (
	"context"
	"iter"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// At is the session as it counts at a time: an open one whose time is up is
// expired, though nobody has moved it yet.
func (s Session) At(now time.Time) Session {
	if s.Lapsed(now) {
		s.State, s.Reason, s.FinishedAt = Expired, ReasonTime, s.ValidUntil
	}
	return s
}

// Get finds a session by its ID or the beginning of it, with its moves.
func (s *Service) Get(ctx context.Context, id string) (Session, []Event, error) {
	if err := s.Integrations.Gate(ctx); err != nil {
		return Session{}, nil, err
	}
	found, err := s.Repo.Session(ctx, id)
	if err != nil {
		return Session{}, nil, err
	}
	events, err := s.Repo.Events(ctx, found.ID)
	return found.At(s.Now()), events, err
}

// List yields the sessions a filter selects, newest first, with how many there
// are without the limit. States are as they count now. A login hint selects also
// all sessions of the person it stands for now, if it is one.
func (s *Service) List(ctx context.Context, f SessionFilter) (iter.Seq2[Session, error], int, error) {
	if err := s.Integrations.Gate(ctx); err != nil {
		return nil, 0, err
	}
	f.Now = s.Now()
	if f.LoginHint != "" {
		found, err := s.Directory.Lookup(ctx, f.LoginHint, "")
		switch {
		case err == nil:
			f.Person = directory.Key{IntegrationID: found.User.IntegrationID, ExternalID: found.User.ExternalID}
		case !gone(err) && !fault.Is(err, fault.Ambiguous) && !fault.Is(err, fault.Usage):
			return nil, 0, err
		}
	}
	n, err := s.Repo.CountSessions(ctx, f)
	if err != nil {
		return nil, 0, err
	}
	return func(yield func(Session, error) bool) {
		for one, err := range s.Repo.Sessions(ctx, f) {
			if !yield(one.At(f.Now), err) {
				return
			}
		}
	}, n, nil
}

// Daily counts the sessions requested since a time by day and by the state they
// are in now.
func (s *Service) Daily(ctx context.Context, since time.Time) ([]DayCount, error) {
	if err := s.Integrations.Gate(ctx); err != nil {
		return nil, err
	}
	return s.Repo.SessionsByDay(ctx, since, s.Now())
}

package verification

import (
	"bytes"
	"context"
	"slices"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/fault"
)

// Refresh reads from Incode how sessions stand and decides those that are
// finished there. Without IDs it does so for all that Incode runs and that are
// pending. each is told of every session; one that cannot be read does not keep
// the others from being read.
//
// A session whose time is up is asked about as long as nobody has expired it: the
// person may have finished in time.
func (s *Service) Refresh(ctx context.Context, ids []string, read ReadDocument, each func(Refreshed)) error {
	if err := s.Integrations.Gate(ctx); err != nil {
		return err
	}
	incode, err := s.needIncode(ctx)
	if err != nil {
		return err
	}
	all, err := s.refreshable(ctx, ids)
	if err != nil {
		return err
	}
	for _, one := range all {
		if err := ctx.Err(); err != nil {
			return err
		}
		after, moved, err := s.refresh(ctx, incode, one, read)
		if fault.Is(err, fault.Conflict) && after.State.Final() {
			err = nil // somebody else was quicker, and it stands as it was asked
		}
		each(Refreshed{Session: after, Before: one.State, Moved: moved, Err: err})
	}
	return nil
}

func (s *Service) needIncode(ctx context.Context) (incode Onboarding, err error) {
	if s.Onboarding != nil {
		incode, err = s.Onboarding(ctx)
	}
	if err == nil && incode == nil {
		err = fault.New(fault.SecretUnavailable, "this profile has no credentials for Incode, so it can neither be asked for sessions nor about them").
			WithHint("connect it: incodectl incode connect; local sessions need no connection, and are decided by: incodectl sessions complete ID --claims FILE")
	}
	return incode, err
}

// refreshable are the sessions to ask about, oldest first.
func (s *Service) refreshable(ctx context.Context, ids []string) ([]Session, error) {
	all := []Session{}
	if len(ids) == 0 {
		for one, err := range s.Repo.Sessions(ctx, SessionFilter{States: []State{Pending}, Origin: Incode}) {
			if err != nil {
				return nil, err
			}
			all = append(all, one)
		}
		slices.Reverse(all)
		return all, nil
	}
	for _, id := range ids {
		one, err := s.Repo.Session(ctx, id)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(all, func(o Session) bool { return o.ID == one.ID }) {
			all = append(all, one)
		}
	}
	return all, nil
}

// refresh reads one session's progress and acts on it; moved says that it was
// this call that took the session on. A finished session stands as it is.
func (s *Service) refresh(ctx context.Context, incode Onboarding, was Session, read ReadDocument) (after Session, moved bool, err error) {
	switch {
	case was.Origin == Incode && was.State.Final():
		return was, false, nil
	case was.Origin != Incode:
		return was, false, fault.New(fault.Conflict, "session %s is a local one, of which Incode knows nothing", was.ID).
			WithHint("bring the claims: incodectl sessions complete %s --claims FILE", was.ID)
	case was.State != Pending && was.State != PendingReview:
		return was, false, notIn(Pending, was)
	}
	p, err := incode.Progress(ctx, was.InterviewID)
	if err != nil {
		return was, false, err
	}
	after, err = s.noted(ctx, was.ID, p)
	if err != nil || after.State != Pending {
		return after, false, err // a session in review is its reviewer's
	}
	st := p.leads(after.Lapsed(s.Now()))
	switch {
	case st.to != "":
		after, err = s.take(ctx, after, st)
		return after, err == nil, err
	case !p.Finished || p.Document == nil || p.Score == "":
		return after, false, nil // wait for the rest
	}
	doc, err := read(bytes.NewReader(p.Document))
	if err != nil {
		return after, false, err
	}
	after, err = s.decide(ctx, after, doc, verdict{action: actRefresh, late: true})
	return after, err == nil, err
}

// leads is the step a session's progress leads to by itself; none while the
// person is at it, and none where the claims have to be matched.
func (p Progress) leads(lapsed bool) step {
	st := step{action: actRefresh}
	switch {
	case p.Status == statusRejected || p.Finished && rejection(p.Status, p.Score) != "":
		st.to, st.reason = Failed, rejection(p.Status, p.Score)
	case p.Status == statusExpired:
		st.to, st.reason = Expired, ReasonIncodeExpired
	case !p.Finished && lapsed:
		st = step{action: actExpire, to: Expired, reason: ReasonTime}
	}
	return st
}

// noted writes down what was read, if it is news.
func (s *Service) noted(ctx context.Context, id string, p Progress) (after Session, err error) {
	err = s.Repo.Atomically(ctx, func(ctx context.Context) error {
		if after, err = s.Repo.Session(ctx, id); err != nil || after.State.Final() {
			return err
		}
		if after.IncodeStatus == p.Status && after.IncodeScore == p.Score {
			return nil
		}
		before := progressOf(after)
		after.IncodeStatus, after.IncodeScore, after.UpdatedAt = p.Status, p.Score, s.Now().UTC()
		if err := s.Repo.NoteSession(ctx, after); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Change{Action: actRefresh, Target: target(after), Before: before, After: progressOf(after)})
	})
	return after, err
}

// progressOf is what was read of a session at Incode, for the audit log.
func progressOf(s Session) map[string]string {
	return map[string]string{"incode_status": s.IncodeStatus, "incode_score": s.IncodeScore}
}

// take moves a session where Incode's word takes it, if it still stands. Whether
// its time is up was considered when that was decided.
func (s *Service) take(ctx context.Context, was Session, st step) (after Session, err error) {
	after = was
	err = s.settled(ctx, func(ctx context.Context) (stop, err error) {
		at, stop, err := s.stands(ctx, was.ID, Pending, true)
		if after = at.session; err != nil || stop != nil && after.State != Pending {
			return stop, err
		}
		after, err = s.move(ctx, at.session, st)
		return nil, err
	})
	return after, err
}

// decide is Complete with what Incode said as well.
func (s *Service) decide(ctx context.Context, was Session, doc claims.Set, v verdict) (Session, error) {
	at, err := s.ready(ctx, was.ID, v.late)
	if err != nil {
		return at.session, err
	}
	done, err := s.conclude(ctx, at, doc, match.Options{}, v)
	return done.Session, err
}

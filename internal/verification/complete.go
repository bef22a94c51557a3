package verification

import (
	"context"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// attempts is how often a decision is made anew because the record it was made
// on changed meanwhile.
const attempts = 5

// Complete decides a pending local session by matching the document's claims with the
// person's present record under the pinned policy. A pass makes it succeeded and
// the person enrolled, a flag pending_review, a stop failed. Of two that
// complete the same session exactly one wins; the other is told fault.Conflict.
//
// What Incode runs is decided by what Incode read, see Refresh: whoever can bring
// claims could otherwise enrol somebody whom Incode has never seen.
func (s *Service) Complete(ctx context.Context, id string, doc claims.Set, o match.Options) (Completed, error) {
	was, err := s.local(ctx, id)
	if err != nil {
		return Completed{Session: was}, err
	}
	at, err := s.ready(ctx, was.ID, false)
	if err != nil {
		return Completed{Session: at.session}, err
	}
	return s.conclude(ctx, at, doc, o, verdict{action: actComplete})
}

// local finds a session and refuses a pending one that Incode runs, be its time
// up or not. In what state it is else is looked at after.
func (s *Service) local(ctx context.Context, id string) (Session, error) {
	if err := s.Integrations.Gate(ctx); err != nil {
		return Session{}, err
	}
	was, err := s.Repo.Session(ctx, id)
	if err != nil || was.Origin != Incode || was.State != Pending {
		return was, err
	}
	return was, fault.New(fault.Conflict, "session %s is run by Incode, which says what the document holds; no other claims complete it", was.ID).
		WithHint("read it from there: incodectl sessions refresh %s", was.ID)
}

// verdict is what else bears on a decision than the claims.
type verdict struct {
	action string
	late   bool // the session was used in time, so its time does not count
}

// ready is a pending session that may be decided on now.
func (s *Service) ready(ctx context.Context, id string, late bool) (at standing, err error) {
	err = s.settled(ctx, func(ctx context.Context) (stop, err error) {
		at, stop, err = s.stands(ctx, id, Pending, late)
		return stop, err
	})
	return at, err
}

// conclude evaluates and then writes, in a transaction in which everything still
// stands as it was evaluated. Evaluating takes long enough, in a directory with
// many people alike, not to be done in it.
func (s *Service) conclude(ctx context.Context, at standing, doc claims.Set, o match.Options, v verdict) (Completed, error) {
	if o.Now.IsZero() {
		o.Now = s.Now()
	}
	m := &Matcher{dir: s.Directory, policy: at.session.Policy, options: o}
	for range attempts {
		seen := at.found.User.Version()
		d, err := m.decide(ctx, at.found.User, doc)
		if err != nil {
			return Completed{Session: at.session}, err
		}
		done := Completed{Found: at.found, Decision: d}
		stale := false
		err = s.settled(ctx, func(ctx context.Context) (stop, err error) {
			if at, stop, err = s.stands(ctx, at.session.ID, Pending, v.late); stop != nil || err != nil {
				return stop, err
			}
			if stale = at.found.User.Version() != seen; stale {
				return nil, nil
			}
			done.Session, err = s.decided(ctx, at.session, d, seen, v)
			return nil, err
		})
		if err != nil {
			return Completed{Session: at.session}, err
		}
		if !stale {
			return done, nil
		}
	}
	return Completed{Session: at.session}, fault.New(fault.Conflict, "the record of session %s changes all the time; nothing was decided", at.session.ID).
		WithHint("wait for the sync to end and try again")
}

// decided moves a session where a decision takes it.
func (s *Service) decided(ctx context.Context, was Session, d match.Decision, record string, v verdict) (Session, error) {
	st := step{action: v.action, to: Failed, reason: ReasonStopped}
	switch {
	case d.Outcome == match.OutcomePass && was.doubted() != "":
		st.to, st.reason = PendingReview, was.doubted()
	case d.Outcome == match.OutcomePass:
		st.to, st.reason = Succeeded, ReasonMatched
	case d.Outcome == match.OutcomeSoftFlag:
		st.to, st.reason = PendingReview, ReasonFlagged
	}
	result := resultOf(d, record, was.RecordVersion)
	st.change = func(n *Session) { n.Result = result }
	if st.to == Succeeded {
		return s.succeed(ctx, was, st)
	}
	return s.move(ctx, was, st)
}

// succeed makes a step to succeeded: the person has an identity from now on, or
// keeps the one they have.
func (s *Service) succeed(ctx context.Context, was Session, st step) (Session, error) {
	now := s.Now().UTC()
	id, err := s.Repo.PutIdentity(ctx, Identity{
		ID: s.NewIdentity(), DirectoryID: was.DirectoryID, ExternalID: was.ExternalID,
		EnrolledAt: now, SessionID: was.ID, LastVerified: now,
	})
	if err != nil {
		return was, err
	}
	more := st.change
	st.change = func(n *Session) {
		if n.IdentityID = id.ID; more != nil {
			more(n)
		}
	}
	return s.move(ctx, was, st)
}

// resultOf is what is kept of a decision: verdicts and reasons, and no value of
// the document or the record.
func resultOf(d match.Decision, record, pinned string) *Result {
	r := &Result{
		Decision: d.Outcome, Rule: string(d.Rule), Reasons: append([]string{}, d.Reasons...),
		Claims: make([]ClaimVerdict, 0, len(d.Claims)), RecordVersion: record, RecordChanged: record != pinned,
	}
	for _, c := range d.Claims {
		v := ClaimVerdict{
			Claim: c.Claim, Verdict: string(c.Verdict), Effect: string(c.Effect), Score: c.Score, Reasons: make([]string, 0, len(c.Reasons)),
		}
		for _, why := range c.Reasons {
			v.Reasons = append(v.Reasons, string(why))
		}
		r.Claims = append(r.Claims, v)
	}
	return r
}

// enrolled finds a person's identity, nil when they have none.
func (s *Service) enrolled(ctx context.Context, u directory.User) (*Identity, error) {
	id, err := s.Repo.Identity(ctx, u.IntegrationID, u.ExternalID)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return &id, err
}

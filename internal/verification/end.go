package verification

import (
	"context"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/integration"
)

// Expire ends a session that is not finished by hand.
func (s *Service) Expire(ctx context.Context, id string) (Session, error) {
	if err := s.Integrations.Gate(ctx); err != nil {
		return Session{}, err
	}
	var after Session
	err := s.Repo.Atomically(ctx, func(ctx context.Context) error {
		was, err := s.Repo.Session(ctx, id)
		if err != nil {
			return err
		}
		after = was
		if was.State.Final() {
			return notIn(Pending, was)
		}
		if was.Lapsed(s.Now()) {
			after, err = s.lapse(ctx, was)
			return err
		}
		after, err = s.move(ctx, was, step{action: actExpire, to: Expired, reason: ReasonByHand})
		return err
	})
	return after, err
}

// Cancel stops the sessions a filter selects that are not finished, because what
// they depend on is gone: ReasonDeleted, ReasonPersonGone or ReasonKeyRevoked.
// Those whose time was up already only expire. It returns those it cancelled, and
// joins the transaction that ctx carries.
func (s *Service) Cancel(ctx context.Context, f SessionFilter, reason string) ([]Session, error) {
	return s.cancelThose(ctx, f, reason, func(Session) bool { return true })
}

func (s *Service) cancelThose(ctx context.Context, f SessionFilter, reason string, chosen func(Session) bool) ([]Session, error) {
	if len(f.States) == 0 {
		f.States = []State{Requested, Pending, PendingReview}
	}
	cancelled := []Session{}
	err := s.Repo.Atomically(ctx, func(ctx context.Context) error {
		var all []Session // read whole before the first is written
		for was, err := range s.Repo.Sessions(ctx, f) {
			if err != nil {
				return err
			}
			if !was.State.Final() && chosen(was) {
				all = append(all, was)
			}
		}
		for _, was := range all {
			if was.Lapsed(s.Now()) {
				if _, err := s.lapse(ctx, was); err != nil {
					return err
				}
				continue
			}
			after, err := s.cancel(ctx, was, reason)
			if err != nil {
				return err
			}
			cancelled = append(cancelled, after)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return cancelled, nil
}

// IntegrationLeaving stops the sessions that were requested for an integration
// that is being deleted and, if it is a directory, those about its people, whose
// identities and identifiers go with them. See integration.Service.Leaving.
func (s *Service) IntegrationLeaving(ctx context.Context, in integration.Integration) error {
	if _, err := s.Cancel(ctx, SessionFilter{IntegrationID: in.ID}, ReasonDeleted); err != nil {
		return err
	}
	if in.Category != integration.CategoryDirectory {
		return nil
	}
	if _, err := s.Cancel(ctx, SessionFilter{DirectoryID: in.ID}, ReasonPersonGone); err != nil {
		return err
	}
	return s.Repo.Forget(ctx, in.ID, nil)
}

// PeopleGone stops the sessions about people whose records were deleted, and
// forgets who they were: their identities go, and what names them in sessions. It
// is called in the transaction that deletes them. See directory.Service.Gone.
func (s *Service) PeopleGone(ctx context.Context, people []directory.Key) error {
	who := make(map[directory.Key]bool, len(people))
	of := make(map[string][]string)
	for _, k := range people {
		who[k] = true
		of[k.IntegrationID] = append(of[k.IntegrationID], k.ExternalID)
	}
	for id, external := range of {
		_, err := s.cancelThose(ctx, SessionFilter{DirectoryID: id}, ReasonPersonGone, func(was Session) bool {
			return who[directory.Key{IntegrationID: was.DirectoryID, ExternalID: was.ExternalID}]
		})
		if err != nil {
			return err
		}
		if err := s.Repo.Forget(ctx, id, external); err != nil {
			return err
		}
	}
	return nil
}

package directory

import (
	"context"
	"time"
)

// Purge deletes those of the people for good, with everything stored of them,
// who are still missing since before the given time. It returns how many. Ask
// Users with State Missing and MissingBefore for who they are: nobody is deleted
// who was not shown.
func (s *Service) Purge(ctx context.Context, people []Key, before time.Time) (int, error) {
	if err := s.Integrations.Gate(ctx); err != nil {
		return 0, err
	}
	purged := 0
	err := s.Repo.Atomically(ctx, func(ctx context.Context) error {
		gone, err := s.Repo.Purge(ctx, people, before)
		if err != nil {
			return err
		}
		if purged = len(gone); purged > 0 && s.Gone != nil {
			if err := s.Gone(ctx, gone); err != nil {
				return err
			}
		}
		return s.recordPurge(ctx, gone, before)
	})
	if err != nil {
		return 0, err
	}
	return purged, nil
}

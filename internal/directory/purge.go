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
	return s.Repo.Purge(ctx, people, before)
}

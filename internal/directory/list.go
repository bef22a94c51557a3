package directory

import (
	"context"
	"iter"
)

// Users yields the people a filter selects in order of login, with how many
// there are without the limit and the integrations' names by ID.
func (s *Service) Users(ctx context.Context, f Filter) (people iter.Seq2[User, error], total int, names map[string]string, err error) {
	dirs, err := s.Directories(ctx)
	if err != nil {
		return nil, 0, nil, err
	}
	f.Query = fold(f.Query)
	total, err = s.Repo.CountUsers(ctx, f)
	if err != nil {
		return nil, 0, nil, err
	}
	names = make(map[string]string, len(dirs))
	for _, in := range dirs {
		names[in.ID] = in.Name
	}
	return s.Repo.Users(ctx, f), total, names, nil
}

// Runs lists sync runs, newest first.
func (s *Service) Runs(ctx context.Context, f RunFilter) ([]Run, error) {
	if err := s.Integrations.Gate(ctx); err != nil {
		return nil, err
	}
	return s.Repo.Runs(ctx, f)
}

package integration

import (
	"context"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
)

// Missing lists what still has to be done, in order, before people can be looked
// up for an integration's sessions and matched: each an error whose hint is the
// command that does it. A fault.Ambiguous one is advice: it works without.
func (s *Service) Missing(ctx context.Context, in Integration) ([]*fault.Error, error) {
	if t, err := TemplateByID(in.Template); err != nil || !t.Sessions {
		return nil, err
	}
	if id := in.Settings.Get(KeyDirectory); id != "" {
		dir, err := s.Get(ctx, id)
		if fault.Is(err, fault.Deleted) || fault.Is(err, fault.NotFound) {
			return []*fault.Error{fault.Wrap(err, fault.Deleted, "integration %q is linked to a directory that is gone", in.Name).
				WithHint("link it to another: incodectl integrations edit %s --directory NAME (or --clear directory)", in.Name)}, nil
		}
		if err != nil {
			return nil, err
		}
		return s.unready(ctx, []Integration{dir})
	}
	all, err := s.Repo.Integrations(ctx)
	if err != nil {
		return nil, err
	}
	var dirs []Integration
	for _, d := range all {
		if d.Category == CategoryDirectory {
			dirs = append(dirs, d)
		}
	}
	if len(dirs) == 0 {
		return []*fault.Error{fault.New(fault.NotFound, "there is no directory integration yet, so there is nobody whose claims could be matched").
			WithHint("create one: incodectl integrations create okta-directory --help (or entra-directory)")}, nil
	}
	steps, err := s.unready(ctx, dirs)
	if err == nil && len(dirs) > 1 {
		names := make([]string, len(dirs))
		for i, d := range dirs {
			names[i] = d.Name
		}
		steps = append(steps, fault.New(fault.Ambiguous, "people are looked up in all directories (%s), because integration %q is linked to none; who is in two is refused",
			strings.Join(names, ", "), in.Name).WithHint("link it to one: incodectl integrations edit %s --directory NAME", in.Name))
	}
	return steps, err
}

// unready lists the directories that nobody can be looked up in yet.
func (s *Service) unready(ctx context.Context, dirs []Integration) ([]*fault.Error, error) {
	var steps []*fault.Error
	for _, d := range dirs {
		if d.FullSyncNeeded != "" {
			steps = append(steps, fault.New(fault.Blocked, "directory %q cannot be matched against: %s", d.Name, d.FullSyncNeeded).
				WithHint("run a full sync: incodectl directory sync %s", d.Name))
			continue
		}
		if s.Synced == nil {
			continue
		}
		synced, err := s.Synced(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		if !synced {
			steps = append(steps, fault.New(fault.Partial, "directory %q has never been synced, so nobody is in it", d.Name).
				WithHint("bring its people here: incodectl directory sync %s", d.Name))
		}
	}
	return steps, nil
}

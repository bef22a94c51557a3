package integration

import (
	"context"
	"slices"

	"github.com/incodectl/incodectl/internal/fault"
)

// Links are what an integration is linked to; nil where it is to nothing.
type Links struct{ Workflow, Directory *Link }

// Links names what an integration is linked to, also what is gone by now.
func (s *Service) Links(ctx context.Context, in Integration) (l Links, err error) {
	if l.Workflow, err = s.link(ctx, KindWorkflow, in.Settings.Get(KeyWorkflow)); err != nil {
		return l, err
	}
	l.Directory, err = s.link(ctx, KindDirectory, in.Settings.Get(KeyDirectory))
	return l, err
}

// link names one thing by its ID.
func (s *Service) link(ctx context.Context, kind Kind, id string) (*Link, error) {
	if id == "" {
		return nil, nil
	}
	l, err := s.find(ctx, kind, id)
	switch {
	case fault.Is(err, fault.Deleted):
		graves, err := s.Repo.Tombstones(ctx, id)
		if err != nil || len(graves) == 0 {
			return nil, err
		}
		return &Link{ID: id, Name: graves[0].Name, Deleted: true}, nil
	case fault.Is(err, fault.NotFound):
		return &Link{ID: id, Deleted: true}, nil
	}
	return &l, err
}

// find looks up what a field of this kind refers to, by name or ID.
func (s *Service) find(ctx context.Context, kind Kind, ref string) (Link, error) {
	if kind == KindWorkflow {
		if s.Workflow == nil {
			return Link{}, fault.New(fault.NotFound, "there is no workflow %q", ref)
		}
		l, err := s.Workflow(ctx, ref)
		if fault.Is(err, fault.NotFound) {
			return l, s.withoutWorkflows(ctx, err)
		}
		return l, err
	}
	in, err := s.Get(ctx, ref)
	if err != nil {
		return Link{}, err
	}
	if in.Category != CategoryDirectory {
		return Link{}, fault.New(fault.Usage, "--directory %s: that is of template %s, not a directory", in.Name, in.Template).
			WithHint("list the directories: incodectl directory status")
	}
	return Link{ID: in.ID, Name: in.Name}, nil
}

// resolve replaces names by IDs in those links that differ from before; what an
// integration was linked to all along does not keep it from being changed.
func (s *Service) resolve(ctx context.Context, t Template, settings, before Settings) error {
	for _, f := range t.Fields {
		ref := settings.Get(f.Key)
		if f.Kind != KindWorkflow && f.Kind != KindDirectory || ref == "" || slices.Equal(settings[f.Key], before[f.Key]) {
			continue
		}
		l, err := s.find(ctx, f.Kind, ref)
		if err != nil {
			return err
		}
		settings[f.Key] = []string{l.ID}
	}
	return nil
}

// checkReference refuses as an ID at Incode what is here the ID of another
// integration, or was that of a deleted one: sessions would be requested in its
// name.
func (s *Service) checkReference(ctx context.Context, ref, before, ownID string) error {
	if ref = pasted(ref); ref == pasted(before) || ref == ownID || !guidPattern().MatchString(ref) {
		return nil
	}
	in, err := s.Get(ctx, ref)
	switch {
	case fault.Is(err, fault.NotFound):
		return nil
	case err != nil:
		return err
	}
	return fault.New(fault.Conflict, "--reference %s is the ID of integration %q here, and no other's at Incode", ref, in.Name).
		WithHint("leave it out, or copy the Integration ID from Incode's Dashboard")
}

// withoutWorkflows adds to an error that there is no workflow to choose from, if
// so, and how to get one.
func (s *Service) withoutWorkflows(ctx context.Context, err error) error {
	if s.AnyWorkflow == nil {
		return err
	}
	any, aerr := s.AnyWorkflow(ctx)
	if aerr != nil || any {
		return err
	}
	hint := "there is no workflow yet; create one first: incodectl workflows create --help"
	if more := fault.HintOf(err); more != "" && fault.Is(err, fault.Usage) {
		hint += "\n" + more
	}
	return fault.New(fault.CodeOf(err), "%s", err.Error()).WithHint("%s", hint)
}

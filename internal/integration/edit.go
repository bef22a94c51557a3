package integration

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// EditRequest names what to change; everything else stays.
type EditRequest struct {
	Name  string   // new name, or "" to keep it
	Set   Settings // fields to replace
	Clear []string // keys of optional fields to empty
	// Secret is the new one, needed only when the way to authenticate changes
	// to another that has a secret.
	Secret secret.Value
}

// Edit changes what is named and never the ID or the template. Pointing an
// integration at another organisation marks its people as in need of a full sync.
func (s *Service) Edit(ctx context.Context, idOrName string, req EditRequest) (before, after Integration, err error) {
	before, err = s.Get(ctx, idOrName)
	if err != nil {
		return before, after, err
	}
	after, err = s.edited(ctx, before, req)
	if err != nil {
		return before, after, err
	}
	if after.Equal(before) && req.Secret.Empty() {
		return before, before, nil
	}
	// Stores ignore case, as some keyrings do: such a rename moves nothing.
	moves := !strings.EqualFold(after.Name, before.Name)
	if !moves && req.Secret.Empty() {
		return before, after, s.Repo.UpdateIntegration(ctx, after, nil)
	}
	store, err := s.Secrets()
	if err != nil {
		return before, after, err
	}
	v := req.Secret
	if v.Empty() {
		var from secret.Origin
		if v, from, err = store.Get(ctx, before.Name); err != nil && !fault.Is(err, fault.NotFound) {
			return before, after, err
		}
		if from == secret.EnvOrigin(before.Name) {
			v = secret.Value{} // a variable is its owner's to rename
		}
	}
	err = s.Repo.UpdateIntegration(ctx, after, func() error {
		if v.Empty() {
			return nil
		}
		_, err := store.Set(ctx, after.Name, v)
		return err
	})
	if err == nil && moves {
		err = store.Delete(ctx, before.Name)
	}
	return before, after, err
}

// edited applies the request to a copy and validates the result as a whole.
func (s *Service) edited(ctx context.Context, before Integration, req EditRequest) (Integration, error) {
	after := before
	after.Settings = maps.Clone(before.Settings)
	t, err := TemplateByID(before.Template)
	if err != nil {
		return after, err
	}
	if req.Name != "" {
		if err := s.checkName(ctx, req.Name, before.ID); err != nil {
			return after, err
		}
		after.Name = req.Name
	}
	maps.Copy(after.Settings, req.Set)
	for _, key := range req.Clear {
		delete(after.Settings, key)
	}
	// Fields of the former way to authenticate go with it.
	for _, f := range t.Fields {
		if _, named := req.Set[f.Key]; !named && !f.Applies(after.Settings) {
			delete(after.Settings, f.Key)
		}
	}
	if err := t.replaces(before, req, after.Settings); err != nil {
		return after, err
	}
	v := req.Secret
	if v.Empty() && after.Settings.Get(KeyAuth) == before.Settings.Get(KeyAuth) {
		v = secret.New("kept") // there is one already; stands in for it in Validate
	}
	if !t.NeedsSecret(after.Settings) {
		v = req.Secret
	}
	if after.Settings, err = t.Validate(after.Settings, v); err != nil {
		return after, err
	}
	if err := s.check(after, req.Secret); err != nil {
		return after, err
	}
	after.UpdatedAt = s.Now().UTC()
	if moved := repointed(t, before.Settings, after.Settings); len(moved) > 0 {
		after.FullSyncNeeded = strings.Join(moved, " and ") + " changed: the cached users belong to the former organisation"
	}
	return after, nil
}

// replaces refuses a field that is set while one it excludes is kept, and says
// how to put it in that one's place. Nothing is emptied without being named.
func (t Template) replaces(before Integration, req EditRequest, after Settings) error {
	given, kept, ok := t.excluded(after)
	if !ok {
		return nil
	}
	if _, named := req.Set[given.Key]; !named {
		given, kept = kept, given
	}
	if _, named := req.Set[kept.Key]; named {
		return nil // both are given: Validate says so
	}
	return fault.New(fault.Usage, "integration %q has --%s, which cannot be used together with --%s", before.Name, kept.Flag, given.Flag).
		WithHint("to have the one instead of the other, add: --clear %s", kept.Flag)
}

// repointed lists the titles of changed fields that decide which organisation is meant.
func repointed(t Template, before, after Settings) []string {
	var titles []string
	for _, f := range t.Fields {
		if f.Repoints && !slices.Equal(before[f.Key], after[f.Key]) {
			titles = append(titles, f.Title)
		}
	}
	return titles
}

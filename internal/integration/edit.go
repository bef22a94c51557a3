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

// Edit changes what is named and never the ID or the template, in one
// transaction, so that of several at once none undoes another. Pointing an
// integration at another organisation marks its people as in need of a full sync.
func (s *Service) Edit(ctx context.Context, idOrName string, req EditRequest) (before, after Integration, err error) {
	undo := func() {}
	err = s.Repo.Atomically(ctx, func(ctx context.Context) (err error) {
		if before, err = s.Get(ctx, idOrName); err != nil {
			return err
		}
		if err := byHand(before, "edited"); err != nil {
			return err
		}
		if after, err = s.edited(ctx, before, req); err != nil {
			return err
		}
		same := after.Equal(before)
		if same && req.Secret.Empty() {
			after = before
			return nil
		}
		if err := s.Repo.UpdateIntegration(ctx, after, nil); err != nil {
			return err
		}
		if !same {
			if err := s.record(ctx, "edit", &before, &after); err != nil {
				return err
			}
		}
		undo, err = s.moveSecret(ctx, before, after, req.Secret)
		return err
	})
	if err != nil && !fault.Is(err, fault.Partial) {
		undo()
	}
	return before, after, err
}

// moveSecret makes the secret store follow an edit: v is the new secret, if one
// was given. What is left over is removed when the edit is certain.
func (s *Service) moveSecret(ctx context.Context, before, after Integration, v secret.Value) (undo func(), err error) {
	undo = func() {}
	// Stores ignore case, as some keyrings do: such a rename moves nothing.
	moves := !strings.EqualFold(after.Name, before.Name)
	had, has, err := s.stored(ctx, before, after)
	if err != nil || v.Empty() && !moves && had == has {
		return undo, err
	}
	given := !v.Empty()
	if has && (given || moves) {
		store, err := s.Secrets()
		if err != nil {
			return undo, err
		}
		if !given && had {
			var from secret.Origin
			if v, from, err = store.Get(ctx, before.Name); err != nil && !fault.Is(err, fault.NotFound) {
				return undo, err
			}
			if from == secret.EnvOrigin(before.Name) {
				// A variable is its owner's to rename; what may be stored beside it comes along.
				v, _, _ = secret.Stored(ctx, store, before.Name)
			}
		}
		if !v.Empty() {
			var from secret.Origin
			if from, undo, err = put(ctx, store, after.Name, v); err != nil {
				return undo, err
			}
			if given {
				if err := s.recordSecret(ctx, after, string(from)); err != nil {
					return undo, err
				}
			}
		}
	}
	if had && (moves || !has) {
		return undo, s.forget(ctx, before.Name, `integration "`+after.Name+`" is changed`, "")
	}
	return undo, nil
}

// stored reports whether the secret store holds a secret of an integration
// before and after an edit.
func (s *Service) stored(ctx context.Context, before, after Integration) (had, has bool, err error) {
	t, err := TemplateByID(before.Template)
	if err != nil || !t.OpenID {
		return t.Stored(before.Settings), t.Stored(after.Settings), err
	}
	d, err := s.Repo.Dependents(ctx, before.ID)
	return d.ClientSecret, d.ClientSecret, err
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
	if after.Settings, err = t.Validate(after.Settings, s.standIn(ctx, t, before, after, req)); err != nil {
		return after, err
	}
	if err := s.resolve(ctx, t, after.Settings, before.Settings); err != nil {
		return after, err
	}
	if err := s.checkReference(ctx, after.Settings.Get(KeyReference), before.Settings.Get(KeyReference), before.ID); err != nil {
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

// standIn is the secret for Validate to see: the new one, or something in the
// place of one that is kept or is in the integration's environment variable.
func (s *Service) standIn(ctx context.Context, t Template, before, after Integration, req EditRequest) secret.Value {
	switch {
	case !req.Secret.Empty() || !t.Stored(after.Settings):
		return req.Secret
	case t.Stored(before.Settings) && after.Settings.Get(KeyAuth) == before.Settings.Get(KeyAuth):
		return secret.New("kept")
	case t.Stored(before.Settings):
		return secret.Value{} // that of the former way to authenticate is of no use
	}
	v, _ := s.exported(ctx, after.Name)
	return v
}

// replaces refuses a field that is set while one it excludes is kept, and says
// how to put it in that one's place. Nothing is emptied without being named.
func (t Template) replaces(before Integration, req EditRequest, after Settings) error {
	if ref := after.Get(KeySecretEnv); ref != "" && !req.Secret.Empty() && len(req.Set[KeySecretEnv]) == 0 {
		return fault.New(fault.Usage, "the secret of integration %q is in the environment variable %s", before.Name, ref).
			WithHint("to keep it here instead, add: --clear secret-env")
	}
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

// Rerouted lists the titles of changed fields that decide where requests go, and
// with them the secret.
func (t Template) Rerouted(before, after Settings) []string {
	var titles []string
	for _, f := range t.Fields {
		if f.Routes && !slices.Equal(before[f.Key], after[f.Key]) {
			titles = append(titles, f.Title)
		}
	}
	return titles
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

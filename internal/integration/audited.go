package integration

import (
	"context"
	"maps"
	"reflect"

	"github.com/incodectl/incodectl/internal/audit"
)

// record logs what was done to an integration. Both versions of it are given for
// an edit, of which only what differs is logged.
func (s *Service) record(ctx context.Context, verb string, before, after *Integration) error {
	if s.Audit == nil {
		return nil
	}
	in := after
	if in == nil {
		in = before
	}
	c := audit.Change{
		Action: "integration." + verb,
		Target: audit.Target{Kind: audit.TargetIntegration, ID: in.ID, Name: in.Name},
	}
	old, err := s.described(ctx, before)
	if err != nil {
		return err
	}
	now, err := s.described(ctx, after)
	if err != nil {
		return err
	}
	if old != nil && now != nil {
		was, is := old["settings"].(map[string]any), now["settings"].(map[string]any)
		dropEqual(was, is)
		dropEqual(old, now)
	}
	if old != nil {
		c.Before = old
	}
	if now != nil {
		c.After = now
	}
	return s.Audit.Record(ctx, c)
}

// described is an integration as the audit log has it. No setting is a secret.
func (s *Service) described(ctx context.Context, in *Integration) (map[string]any, error) {
	if in == nil {
		return nil, nil
	}
	links, err := s.Links(ctx, *in)
	if err != nil {
		return nil, err
	}
	settings := make(map[string]any, len(in.Settings))
	t, _ := TemplateByID(in.Template) // of a template that is gone, lists are told by their length
	for key, values := range in.Settings {
		f, _ := t.Field(key)
		switch {
		case f.Kind == KindWorkflow && links.Workflow != nil:
			settings[key] = *links.Workflow
		case f.Kind == KindDirectory && links.Directory != nil:
			settings[key] = *links.Directory
		case f.Multiple() || len(values) != 1:
			settings[key] = values
		default:
			settings[key] = values[0]
		}
	}
	d := map[string]any{"name": in.Name, "template": in.Template, "settings": settings}
	if in.ClientID != "" {
		d["client_id"] = in.ClientID
	}
	return d, nil
}

// dropEqual removes from two maps what is the same in both.
func dropEqual(a, b map[string]any) {
	for key, v := range maps.Clone(a) {
		if other, ok := b[key]; ok && reflect.DeepEqual(v, other) {
			delete(a, key)
			delete(b, key)
		}
	}
}

// recordSecret logs that an integration's secret was replaced, and where it is
// kept: never the secret.
func (s *Service) recordSecret(ctx context.Context, in Integration, keptIn string) error {
	if s.Audit == nil {
		return nil
	}
	return s.Audit.Record(ctx, audit.Change{
		Action: "integration.set_secret",
		Target: audit.Target{Kind: audit.TargetIntegration, ID: in.ID, Name: in.Name},
		After:  map[string]any{"kept_in": keptIn},
	})
}

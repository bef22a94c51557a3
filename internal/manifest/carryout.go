package manifest

import (
	"context"
	"maps"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/workflow"
)

// carryOut makes the changes of a plan, in the transaction of ctx, and notes the
// IDs of what is new in it.
func (s *Service) carryOut(ctx context.Context, m *Manifest, present Present, p *Plan) error {
	ids := ids{workflows: map[string]string{}, directories: map[string]string{}}
	for _, w := range present.Workflows {
		ids.workflows[strings.ToLower(w.Name)] = w.ID
	}
	for _, in := range present.Integrations {
		ids.directories[strings.ToLower(in.Name)] = in.ID
	}
	for i := range p.Changes {
		c := &p.Changes[i]
		if err := s.do(ctx, present, ids, c); err != nil {
			where := m.where(c.at)
			if c.Action == Delete {
				where = "--prune"
			}
			return fault.Wrap(err, fault.CodeOf(err), "%s: %s of %s %q failed, nothing was changed", where, c.Action, c.Kind, c.Name)
		}
	}
	return nil
}

// ids are the IDs of what can be linked to, by folded name.
type ids struct{ workflows, directories map[string]string }

func (s *Service) do(ctx context.Context, present Present, known ids, c *Change) (err error) {
	switch {
	case c.Kind == KindFeature:
		return s.Integrations.SetFeature(ctx, c.Name, true)
	case c.Kind == KindWorkflow && c.Action == Delete:
		return s.Workflows.Delete(ctx, workflow.Doomed{Workflow: workflow.Workflow{ID: c.ID}})
	case c.Kind == KindWorkflow:
		c.ID, err = s.putWorkflow(ctx, c)
		known.workflows[strings.ToLower(c.Name)] = c.ID
		return err
	case c.Action == Delete:
		_, err = s.Integrations.Delete(ctx, integration.Doomed{Integration: integration.Integration{ID: c.ID}})
		return err
	case c.Action == Create:
		in, _, err := s.Integrations.Create(ctx, integration.CreateRequest{
			Template: c.Template, Name: c.Name, Settings: c.integration.whole(known),
		})
		c.ID = in.ID
		known.directories[strings.ToLower(c.Name)] = c.ID
		return err
	}
	for _, have := range present.Integrations {
		if have.ID == c.ID {
			_, _, err = s.Integrations.Edit(ctx, c.ID, c.edit(have, known))
		}
	}
	return err
}

func (s *Service) putWorkflow(ctx context.Context, c *Change) (string, error) {
	w := c.workflow
	if c.Action == Create {
		made, err := s.Workflows.Create(ctx, workflow.CreateRequest{Name: w.Name, ConfigurationID: w.ConfigurationID, Policy: &w.Policy})
		return made.ID, err
	}
	// Forced: a Configuration ID in use was shown as a grave change.
	_, _, err := s.Workflows.Edit(ctx, c.ID, workflow.EditRequest{
		Name: w.Name, ConfigurationID: w.ConfigurationID, Policy: &w.Policy, Force: true,
	})
	return c.ID, err
}

// whole returns the declared settings with links and the reference to the secret.
func (in *Integration) whole(known ids) integration.Settings {
	s := maps.Clone(in.Settings)
	if in.Workflow != "" {
		s[integration.KeyWorkflow] = []string{known.workflows[strings.ToLower(in.Workflow)]}
	}
	if in.Directory != "" {
		s[integration.KeyDirectory] = []string{known.directories[strings.ToLower(in.Directory)]}
	}
	if in.SecretEnv != "" {
		s[integration.KeySecretEnv] = []string{in.SecretEnv}
	}
	return s
}

// edit makes the request that turns an integration into the declared one; what
// is as declared is not in it.
func (c *Change) edit(have integration.Integration, known ids) integration.EditRequest {
	req := integration.EditRequest{Set: integration.Settings{}}
	if c.has(keyName) {
		req.Name = c.Name
	}
	whole := c.integration.whole(known)
	put := func(key string) {
		if values := whole[key]; len(values) > 0 {
			req.Set[key] = values
		} else if len(have.Settings[key]) > 0 {
			req.Clear = append(req.Clear, key)
		}
	}
	if c.has(keyWorkflow) {
		put(integration.KeyWorkflow)
	}
	if c.has(keyDirectory) {
		put(integration.KeyDirectory)
	}
	// With another way to authenticate the kept secret is of no use: then the
	// variable is named even where it is the usual one.
	if c.has(keySecret) || c.has(keySettings+"."+integration.KeyAuth) {
		put(integration.KeySecretEnv)
	}
	for _, f := range c.Fields {
		if key, ok := strings.CutPrefix(f.Name, keySettings+"."); ok {
			put(key)
		}
	}
	return req
}

package manifest

import (
	"maps"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/secret"
)

// Of declares what there is in a profile: a file of it changes nothing there.
// Integrations that are made automatically are left out.
func Of(p Present) *Manifest {
	m := &Manifest{}
	for name, on := range p.Features {
		if on {
			m.Features = append(m.Features, Feature{Name: name})
		}
	}
	names := map[string]string{} // by ID
	for _, w := range p.Workflows {
		names[w.ID] = w.Name
		d := Workflow{Name: w.Name, ConfigurationID: w.ConfigurationID, Policy: w.Policy}
		if d.Policy.Name == "" {
			d.Policy.Name = d.Name
		}
		m.Workflows = append(m.Workflows, d)
	}
	for _, in := range p.Integrations {
		names[in.ID] = in.Name
	}
	for _, in := range p.Integrations {
		if t, ok := declarable(in); ok {
			d := declared(in, t, names)
			m.Integrations = append(m.Integrations, d)
			if d.Directory == "" && in.Settings.Get(integration.KeyDirectory) != "" {
				m.Unlinked = append(m.Unlinked, in.Name)
			}
		}
	}
	m.sort()
	return m
}

// declarable returns the template of an integration that can be in a file.
func declarable(in integration.Integration) (integration.Template, bool) {
	t, err := integration.TemplateByID(in.Template)
	return t, err == nil && t.Status == integration.StatusAvailable
}

func declared(in integration.Integration, t integration.Template, names map[string]string) Integration {
	d := Integration{Name: in.Name, Template: in.Template, Settings: integration.Settings{}}
	for _, f := range t.Fields {
		values := in.Settings[f.Key]
		switch {
		case len(values) == 0 && f.Default != "" && isSetting(f):
			d.Settings[f.Key] = []string{f.Default}
		case len(values) == 0:
		case f.Kind == integration.KindWorkflow:
			d.Workflow = names[values[0]]
		case f.Kind == integration.KindDirectory:
			d.Directory = names[values[0]]
		case f.Kind == integration.KindMapping:
			if m, err := directory.ParseMapping(values); err == nil {
				values = m.Entries()
			}
			d.Settings[f.Key] = values
		case isSetting(f):
			d.Settings[f.Key] = values
		}
	}
	if t.NeedsSecret(in.Settings) {
		d.SecretEnv = in.Settings.Get(integration.KeySecretEnv)
		if d.SecretEnv == "" {
			d.SecretEnv = secret.EnvName(in.Name)
		}
	}
	return d
}

// mappingOf takes the values of a mapping field apart.
func mappingOf(values []string) map[string]string {
	m, err := directory.ParseMapping(values)
	if err != nil {
		return nil
	}
	return maps.Clone(m)
}

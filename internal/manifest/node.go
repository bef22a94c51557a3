package manifest

import (
	"bytes"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/integration"
)

func (m *Manifest) node() (*yaml.Node, error) {
	root := mapping{}
	root.add(keyVersion, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.Itoa(Version)})
	features, workflows, integrations := &list{}, &list{}, &list{}
	for _, f := range m.Features {
		features.add(word(f.Name))
	}
	for _, w := range m.Workflows {
		n, err := w.node()
		if err != nil {
			return nil, err
		}
		workflows.add(n)
	}
	for _, in := range m.Integrations {
		integrations.add(in.node())
	}
	root.add(keyFeatures, features.node())
	root.add(keyWorkflows, workflows.node())
	root.add(keyIntegrations, integrations.node())
	return root.node(), nil
}

func (w Workflow) node() (*yaml.Node, error) {
	m := mapping{}
	m.add(keyName, word(w.Name))
	m.add(keyConfigurationID, word(w.ConfigurationID))
	if preset := presetOf(w.Policy); preset != "" {
		m.add(keyPolicy, word(preset))
		return m.node(), nil
	}
	v, err := w.Policy.MarshalYAML()
	if err != nil {
		return nil, err
	}
	// The version is the file's, a name that says nothing is none.
	policy := mapping{}
	whole := v.(*yaml.Node).Content
	for i := 0; i < len(whole); i += 2 {
		key, value := whole[i].Value, whole[i+1]
		if key == keyVersion || key == keyName && value.Value == w.Name {
			continue
		}
		policy.add(key, value)
	}
	m.add(keyPolicy, policy.node())
	return m.node(), nil
}

// presetOf returns the name of the preset that a policy is, "" if it is none.
func presetOf(p match.Policy) string {
	if preset, ok := match.PresetPolicy(p.Name); ok && samePolicy(p, preset) {
		return p.Name
	}
	return ""
}

func samePolicy(a, b match.Policy) bool {
	x, xerr := a.YAML()
	y, yerr := b.YAML()
	return xerr == nil && yerr == nil && bytes.Equal(x, y)
}

func (in Integration) node() *yaml.Node {
	m := mapping{}
	m.add(keyName, word(in.Name))
	m.add(keyTemplate, word(in.Template))
	if in.Workflow != "" {
		m.add(keyWorkflow, word(in.Workflow))
	}
	if in.Directory != "" {
		m.add(keyDirectory, word(in.Directory))
	}
	if in.SecretEnv != "" {
		env := mapping{style: yaml.FlowStyle}
		env.add(keyEnv, word(in.SecretEnv))
		m.add(keySecret, env.node())
	}
	t, _ := integration.TemplateByID(in.Template)
	settings := mapping{}
	for _, f := range t.Fields {
		values := in.Settings[f.Key]
		if len(values) == 0 {
			continue
		}
		settings.add(f.Key, setting(f, values))
	}
	if len(settings.content) > 0 {
		m.add(keySettings, settings.node())
	}
	return m.node()
}

func setting(f integration.Field, values []string) *yaml.Node {
	switch {
	case f.Kind == integration.KindMapping:
		m := mapping{}
		for _, entry := range values {
			claim, path, _ := strings.Cut(entry, "=")
			m.add(claim, word(path))
		}
		return m.node()
	case f.Multiple():
		all := list{}
		for _, v := range values {
			all.add(word(v))
		}
		return all.node()
	}
	n := word(values[0])
	if _, err := strconv.Atoi(n.Value); err == nil && isNumber(f) {
		n.Tag = "!!int"
	}
	return n
}

// word is a text, in quotes where it could be read as something else, also by
// what reads YAML 1.1, to which these are truths.
func word(s string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off":
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

// mapping builds a YAML mapping in the order of its calls.
type mapping struct {
	content []*yaml.Node
	style   yaml.Style
}

func (m *mapping) add(key string, value *yaml.Node) { m.content = append(m.content, word(key), value) }

func (m *mapping) node() *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Style: m.style, Content: m.content}
}

// list builds a YAML list.
type list struct{ content []*yaml.Node }

func (l *list) add(n *yaml.Node) { l.content = append(l.content, n) }

func (l *list) node() *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Content: l.content}
	if len(l.content) == 0 {
		n.Style = yaml.FlowStyle
	}
	return n
}

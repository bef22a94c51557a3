package match

import (
	"strconv"

	"go.yaml.in/yaml/v3"
)

// MarshalYAML writes the policy as ParsePolicy reads it, claims in their order
// and every choice spelt out, so that a printed policy explains itself.
func (p Policy) MarshalYAML() (any, error) {
	root := mapping{}
	root.add("version", "!!int", strconv.Itoa(p.Version))
	if p.Name != "" {
		root.add("name", "!!str", p.Name)
	}
	if p.DefaultCountry != "" {
		root.add("default_country", "!!str", p.DefaultCountry)
	}
	all := mapping{}
	for _, name := range p.Order() {
		c := p.Claims[name]
		m := mapping{}
		m.add("mode", "!!str", string(c.Mode))
		if c.Threshold != 0 {
			m.add("threshold", "!!float", number(c.Threshold))
		}
		if c.ReviewThreshold != 0 {
			m.add("review_threshold", "!!float", number(c.ReviewThreshold))
		}
		m.add("on_mismatch", "!!str", string(c.OnMismatch))
		m.add("on_missing_directory", "!!str", string(c.OnMissingDirectory))
		m.add("on_missing_id", "!!str", string(c.OnMissingID))
		m.add("required", "!!bool", strconv.FormatBool(c.Required))
		all.node(name, m.build())
	}
	root.node("claims", all.build())
	if p.MinimumEvidence != 0 {
		root.add("minimum_evidence", "!!int", strconv.Itoa(p.MinimumEvidence))
	}
	root.add("allow_name_only", "!!bool", strconv.FormatBool(p.AllowNameOnly))
	return root.build(), nil
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// mapping builds a YAML mapping in the order of its calls.
type mapping struct{ content []*yaml.Node }

func (m *mapping) add(key, tag, value string) {
	m.node(key, &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value})
}

func (m *mapping) node(key string, n *yaml.Node) {
	m.content = append(m.content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, n)
}

func (m *mapping) build() *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: m.content}
}

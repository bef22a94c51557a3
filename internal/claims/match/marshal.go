package match

import (
	"bytes"
	"cmp"
	"maps"
	"math"
	"slices"
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
	p.write(&root)
	if len(p.Groups) > 0 {
		list := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for _, g := range p.Groups {
			m := mapping{}
			m.add("group", "!!str", g.Group)
			g.write(&m)
			list.Content = append(list.Content, m.build())
		}
		root.node("groups", list)
	}
	return root.build(), nil
}

// write adds the rules. The preset is left out: its claims are all there, and a
// claim that was taken from it must not come back.
func (r Rules) write(root *mapping) {
	if r.DefaultCountry != "" {
		root.add("default_country", "!!str", r.DefaultCountry)
	}
	all := mapping{}
	for _, name := range r.Order() {
		c := r.Claims[name]
		m := mapping{}
		m.add("mode", "!!str", string(c.Mode))
		if c.Scope != "" {
			m.add("scope", "!!str", string(c.Scope))
		}
		if c.Threshold != 0 {
			m.number("threshold", c.Threshold)
		}
		if c.ReviewThreshold != 0 {
			m.number("review_threshold", c.ReviewThreshold)
		}
		m.add("on_mismatch", "!!str", string(c.OnMismatch))
		m.add("on_missing_directory", "!!str", string(c.OnMissingDirectory))
		m.add("on_missing_id", "!!str", string(c.OnMissingID))
		m.add("required", "!!bool", strconv.FormatBool(c.Required))
		all.node(name, m.build())
	}
	root.node("claims", all.build())
	root.number("minimum_evidence", r.evidenceNeeded())
	root.add("allow_name_only", "!!bool", strconv.FormatBool(r.AllowNameOnly))
	root.add("on_not_unique", "!!str", string(cmp.Or(r.OnNotUnique, FlagNotUnique)))
	r.EmailDomains.write(root)
}

func (e EmailDomains) write(root *mapping) {
	if e.empty() {
		return
	}
	m := mapping{}
	m.words("ignore_tags", e.IgnoreTags)
	m.words("ignore_dots", e.IgnoreDots)
	if len(e.Aliases) > 0 {
		aliases := mapping{}
		for _, from := range slices.Sorted(maps.Keys(e.Aliases)) {
			aliases.add(from, "!!str", e.Aliases[from])
		}
		m.node("aliases", aliases.build())
	}
	root.node("email_domains", m.build())
}

// mapping builds a YAML mapping in the order of its calls.
type mapping struct{ content []*yaml.Node }

func (m *mapping) add(key, tag, value string) {
	m.node(key, &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value})
}

// number adds a number; a whole one needs the tag of whole ones, or it would be
// printed with its tag.
func (m *mapping) number(key string, f float64) {
	tag := "!!float"
	if f == math.Trunc(f) {
		tag = "!!int"
	}
	m.add(key, tag, strconv.FormatFloat(f, 'f', -1, 64))
}

func (m *mapping) words(key string, list []string) {
	if len(list) == 0 {
		return
	}
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Style: yaml.FlowStyle}
	for _, w := range list {
		n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: w})
	}
	m.node(key, n)
}

func (m *mapping) node(key string, n *yaml.Node) {
	m.content = append(m.content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, n)
}

func (m *mapping) build() *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: m.content}
}

// YAML returns the policy as a file that ParsePolicy reads.
func (p Policy) YAML() ([]byte, error) {
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(p); err != nil {
		return nil, err
	}
	return b.Bytes(), enc.Close()
}

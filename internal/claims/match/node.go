package match

import (
	"strconv"

	"go.yaml.in/yaml/v3"
)

// ParsePolicyNode reads a policy that is a part of another YAML document, whose
// file it names in errors, with line and column. It is read like a file of its
// own, but for its version, which it may leave to the document, and its name,
// which stays empty where it has none.
func ParsePolicyNode(n *yaml.Node, name string) (Policy, error) {
	f := file{name: name, at: map[string]*yaml.Node{}}
	p, err := f.policy(versioned(n))
	if err != nil {
		return Policy{}, err
	}
	if bad := p.problem(); bad != nil {
		return Policy{}, f.refuse(f.nearest(bad.path), "%s", bad.text).WithHint("%s", bad.advice())
	}
	return p, nil
}

// versioned returns a mapping with the present version where it names none.
func versioned(n *yaml.Node) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return n
	}
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == "version" {
			return n
		}
	}
	with := *n
	at := func(tag, value string) *yaml.Node {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value, Line: n.Line, Column: n.Column}
	}
	with.Content = append([]*yaml.Node{at("!!str", "version"), at("!!int", strconv.Itoa(Version))}, n.Content...)
	return &with
}

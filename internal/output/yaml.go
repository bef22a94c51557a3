package output

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// writeYAML prints the one object, or a sequence that grows as the items arrive.
func writeYAML(out io.Writer, v View) error {
	n := 0
	for it, err := range v.items {
		if err != nil {
			return err
		}
		n++
		value := it.object()
		if g, ok := value.(Growing); ok {
			if err := g.writeYAML(out, !v.single); err != nil {
				return err
			}
			continue
		}
		node, err := yamlNode(value)
		if err != nil {
			return err
		}
		if !v.single {
			node = sequence(node)
		}
		doc, err := yamlText(node)
		if err != nil {
			return err
		}
		if _, err := out.Write(doc); err != nil {
			return err
		}
	}
	if n > 0 {
		return nil
	}
	_, err := io.WriteString(out, "[]\n")
	return err
}

// sequence returns a sequence of one element.
func sequence(node *yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{node}}
}

// yamlText writes a node, harmless on a terminal.
func yamlText(node *yaml.Node) ([]byte, error) {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(node); err != nil {
		return nil, fmt.Errorf("encoding the result: %w", err)
	}
	return escapeUnsafe(b.Bytes()), nil
}

// yamlNode takes the way through JSON, so that both formats have the same keys
// in the same order, and json tags and MarshalJSON rule.
func yamlNode(value any) (*yaml.Node, error) {
	doc, err := encode(value, "", "")
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	return decodeNode(d)
}

// decodeNode reads the next JSON value from d.
func decodeNode(d *json.Decoder) (*yaml.Node, error) {
	token, err := d.Token()
	if err != nil {
		return nil, fmt.Errorf("reading back the result: %w", err)
	}
	switch t := token.(type) {
	case json.Delim:
		kind := yaml.SequenceNode
		if t == '{' {
			kind = yaml.MappingNode
		}
		node := &yaml.Node{Kind: kind}
		for d.More() {
			child, err := decodeNode(d)
			if err != nil {
				return nil, err
			}
			node.Content = append(node.Content, child)
		}
		if len(node.Content) == 0 {
			node.Style = yaml.FlowStyle // {} and []
		}
		_, err := d.Token() // the closing bracket
		return node, err
	case string:
		return stringNode(t), nil
	case nil:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}, nil
	default: // bool, json.Number
		return &yaml.Node{Kind: yaml.ScalarNode, Value: fmt.Sprint(t)}, nil
	}
}

func stringNode(s string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	if oldBool(s) || sexagesimal.MatchString(s) || strings.ContainsFunc(s, isUnsafe) {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

// sexagesimal is what YAML 1.1 readers take for a number in base 60: "12:30".
var sexagesimal = regexp.MustCompile(`^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$`)

// oldBool reports words that YAML 1.1 readers (PyYAML, Ruby) take for booleans:
// unquoted, Norway's country code NO would become false.
func oldBool(s string) bool {
	return slices.Contains([]string{"y", "n", "yes", "no", "on", "off"}, strings.ToLower(s))
}

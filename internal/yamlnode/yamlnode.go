// Package yamlnode puts nodes of YAML into words, for errors about files people
// write.
package yamlnode

import "go.yaml.in/yaml/v3"

// Kind says what a node is, never what is in it.
func Kind(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "a mapping"
	}
	switch n.ShortTag() {
	case "!!str":
		return "a text"
	case "!!int", "!!float":
		return "a number"
	case "!!bool":
		return "true or false"
	case "!!null":
		return "empty"
	case "!!timestamp":
		return "a date"
	case "!!merge":
		return "a merge"
	}
	return "a value with a tag"
}

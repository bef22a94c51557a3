package workflow

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/claims/match"
)

// Difference is one value in which two policies differ.
type Difference struct {
	Path   string `json:"path"`   // see Assign
	Before string `json:"before"` // "" where there was nothing
	After  string `json:"after"`  // "" where there is nothing any more
}

// mostWritten bounds what a line says of something new, in bytes: a claim is
// written out, a group is not.
const mostWritten = 160

// String is a difference in one line.
func (d Difference) String() string {
	switch {
	case d.Before == "" && len(d.After) > mostWritten:
		return d.Path + ": new"
	case d.Before == "":
		return d.Path + ": " + d.After + " (new)"
	case d.After == "":
		return d.Path + ": removed"
	}
	return d.Path + ": " + d.Before + " -> " + d.After
}

// Differences lists what differs between two policies, in order of path.
func Differences(before, after match.Policy) ([]Difference, error) {
	a, err := tree(before)
	if err != nil {
		return nil, err
	}
	b, err := tree(after)
	if err != nil {
		return nil, err
	}
	out := []Difference{}
	compare("", a, b, &out)
	slices.SortStableFunc(out, func(x, y Difference) int { return strings.Compare(x.Path, y.Path) })
	return out, nil
}

func compare(path string, a, b *yaml.Node, out *[]Difference) {
	if path == "groups" {
		a, b = list(a), list(b)
	}
	switch {
	case a == nil || b == nil || a.Kind != b.Kind:
	case a.Kind == yaml.MappingNode:
		for _, key := range keys(a, b) {
			compare(joined(path, key), (step{key: key}).in(a), (step{key: key}).in(b), out)
		}
		return
	case path == "groups":
		// The first group that fits decides, so their order counts too.
		was, is := flow(groupNames(a)), flow(groupNames(b))
		if was != is {
			*out = append(*out, Difference{path, strings.TrimPrefix(was, "[]"), strings.TrimPrefix(is, "[]")})
		}
		for _, n := range groupNames(a).Content {
			if now := (step{key: n.Value}).in(b); now != nil {
				compare(joined(path, n.Value), (step{key: n.Value}).in(a), now, out)
			}
		}
		for _, n := range groupNames(b).Content {
			if (step{key: n.Value}).in(a) == nil {
				compare(joined(path, n.Value), nil, (step{key: n.Value}).in(b), out)
			}
		}
		return
	}
	if was, is := flow(a), flow(b); was != is {
		*out = append(*out, Difference{path, was, is})
	}
}

// keys are the keys of mappings, each once.
func keys(of ...*yaml.Node) []string {
	var all []string
	for _, n := range of {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !slices.Contains(all, n.Content[i].Value) {
				all = append(all, n.Content[i].Value)
			}
		}
	}
	return all
}

// list is a list that may not be there.
func list(n *yaml.Node) *yaml.Node {
	if n == nil {
		return &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	}
	return n
}

// groupNames lists the groups of a list of groups.
func groupNames(n *yaml.Node) *yaml.Node {
	names := &yaml.Node{Kind: yaml.SequenceNode}
	for _, item := range n.Content {
		if name := (step{key: "group"}).in(item); name != nil {
			names.Content = append(names.Content, name)
		}
	}
	return names
}

// flow writes a node in one line.
func flow(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	var parts []string
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			parts = append(parts, n.Content[i].Value+": "+flow(n.Content[i+1]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case yaml.SequenceNode:
		for _, item := range n.Content {
			parts = append(parts, flow(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return n.Value
}

package workflow

import (
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/fault"
)

// Assign returns a policy with some of its values removed and others set.
//
// A path is made of the keys of a policy file, joined by dots:
// claims.birthdate.mode. A group's rules are reached by its name, or by its place
// in the list: groups.contractors.claims.name.mode, groups[0].claims.name.mode. A
// key with a dot in it stands in double quotes. What is set is PATH=VALUE, the
// value as in a policy file: fuzzy, 0.9, [corp.example]. Setting a preset puts
// all its rules in the place of those there are.
//
// A policy that is no longer the preset it is called after loses the name.
func Assign(p match.Policy, set, unset []string) (match.Policy, error) {
	for _, text := range slices.Concat(set, unset) {
		if !utf8.ValidString(text) {
			return p, fault.New(fault.Usage, "what is to be set in the policy is not UTF-8 text").WithHint("%s", pathHint)
		}
	}
	root, err := tree(p)
	if err != nil {
		return p, err
	}
	for _, text := range unset {
		path, err := parsePath(text, "--unset "+text)
		if err != nil {
			return p, err
		}
		if !remove(root, path) {
			return p, fault.New(fault.Usage, "--unset %s: the policy has nothing there", text).WithHint("%s", pathHint)
		}
	}
	for _, text := range set {
		if err := assign(root, text); err != nil {
			return p, err
		}
		if err := expand(root); err != nil {
			return p, err
		}
	}
	text, err := yaml.Marshal(root)
	if err != nil { // of a value with a tag that does not fit it
		return p, fault.Wrap(err, fault.Usage, "the policy would not be right").WithHint("%s", pathHint)
	}
	after, err := parse(text, "")
	if err != nil {
		return p, err
	}
	if preset, ok := match.PresetPolicy(after.Name); ok && after.Name == p.Name && !equal(after, preset) {
		after.Name = ""
	}
	return after, nil
}

const pathHint = "paths are those of a policy file, such as claims.birthdate.mode; incodectl workflows get NAME --policy prints the policy"

// tree is a policy as its file would be, every choice spelt out.
func tree(p match.Policy) (*yaml.Node, error) {
	text, err := p.YAML()
	if err != nil {
		return nil, err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return nil, err
	}
	return doc.Content[0], nil
}

// assign carries out one PATH=VALUE.
func assign(root *yaml.Node, text string) error {
	path, value, ok := cutPath(text)
	if !ok {
		return fault.New(fault.Usage, "--set %s has no =", text).WithHint("write it as PATH=VALUE, e.g. --set claims.birthdate.mode=exact")
	}
	what := "--set " + path
	steps, err := parsePath(path, what)
	if err != nil {
		return err
	}
	if strings.TrimSpace(value) == "" {
		return fault.New(fault.Usage, "%s has no value", what).WithHint("to take away what is there: --unset %s", path)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(value), &doc); err != nil || len(doc.Content) == 0 {
		return fault.New(fault.Usage, "%s: the value is not YAML", what).
			WithHint("write it as in a policy file; text with special characters needs quotes of its own: --set 'name=\"a: b\"'")
	}
	return put(root, steps, doc.Content[0], what)
}

// put sets what stands at a path, making what is missing on the way.
func put(n *yaml.Node, path []step, value *yaml.Node, what string) error {
	for i, s := range path {
		last := i == len(path)-1
		child := s.in(n)
		switch {
		case n.Kind == yaml.ScalarNode:
			return fault.New(fault.Usage, "%s: there is a single value at %s, which has nothing below it", what, written(path[:i])).
				WithHint("%s", pathHint)
		case last && s.key == "preset" && rules(path):
			putPreset(n, value)
			return nil
		case last && child != nil:
			*child = *named(n, s, value)
			return nil
		case last:
			return add(n, s, value, what)
		case child == nil:
			child = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
			if s.key == "groups" && i == 0 {
				child = &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
			}
			if err := add(n, s, child, what); err != nil {
				return err
			}
			child = s.in(n)
		}
		n = child
	}
	return nil
}

// add puts something where nothing is yet.
func add(n *yaml.Node, s step, value *yaml.Node, what string) error {
	if s.byPlace || n.Kind == yaml.SequenceNode && value.Kind != yaml.MappingNode {
		return fault.New(fault.Usage, "%s: the list has no such entry", what).
			WithHint("a list of texts is set as a whole, e.g. 'email_domains.ignore_tags=[corp.example]'; a group by its name")
	}
	if n.Kind == yaml.SequenceNode {
		n.Content = append(n.Content, named(n, s, value))
		return nil
	}
	n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s.key}, value)
	return nil
}

// named is the rules of a group with its name, which the path has already.
func named(n *yaml.Node, s step, value *yaml.Node) *yaml.Node {
	if n.Kind != yaml.SequenceNode || s.byPlace || value.Kind != yaml.MappingNode || (step{key: "group"}).in(value) != nil {
		return value
	}
	value.Content = append([]*yaml.Node{
		{Kind: yaml.ScalarNode, Tag: "!!str", Value: "group"}, {Kind: yaml.ScalarNode, Tag: "!!str", Value: s.key},
	}, value.Content...)
	return value
}

// rules reports whether the last step of a path is a key of Rules: of those for
// everybody, or of a group's.
func rules(path []step) bool {
	return len(path) == 1 || len(path) == 3 && path[0].key == "groups"
}

// decided are the keys that a preset decides.
var decided = [...]string{"claims", "minimum_evidence", "allow_name_only", "on_not_unique"}

// putPreset replaces everything a preset decides. The key alone would only stand
// below the claims there are.
func putPreset(n, value *yaml.Node) {
	for _, key := range append(decided[:], "preset") {
		remove(n, []step{{key: key}})
	}
	n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: "preset"}, value)
}

// expand spells out the presets that the policy or a group of it begins with, so
// that what is set next is set in what they say. One that does not exist is left
// to be refused.
func expand(root *yaml.Node) error {
	all := []*yaml.Node{root}
	if groups := (step{key: "groups"}).in(root); groups != nil && groups.Kind == yaml.SequenceNode {
		all = append(all, groups.Content...)
	}
	for _, n := range all {
		name := (step{key: "preset"}).in(n)
		if n.Kind != yaml.MappingNode || name == nil {
			continue
		}
		p, ok := match.PresetPolicy(name.Value)
		if !ok {
			continue
		}
		from, err := tree(p)
		if err != nil {
			return err
		}
		for _, key := range decided {
			spell(n, from, key)
		}
		if here := (step{key: "claims"}).in(n); here.Kind == yaml.MappingNode {
			there := (step{key: "claims"}).in(from)
			for _, claim := range keys(there) {
				spell(here, there, claim)
			}
		}
		remove(n, []step{{key: "preset"}})
	}
	return nil
}

// spell puts what stands at a key of one mapping into another that has not got it.
func spell(n, from *yaml.Node, key string) {
	s := step{key: key}
	if v := s.in(from); v != nil && s.in(n) == nil {
		n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, v)
	}
}

// remove takes away what stands at a path; false when nothing does.
func remove(n *yaml.Node, path []step) bool {
	for _, s := range path[:len(path)-1] {
		if n = s.in(n); n == nil {
			return false
		}
	}
	s := path[len(path)-1]
	i := s.at(n)
	switch {
	case i < 0:
		return false
	case n.Kind == yaml.MappingNode:
		n.Content = append(n.Content[:i-1], n.Content[i+1:]...)
	default:
		n.Content = append(n.Content[:i], n.Content[i+1:]...)
	}
	return true
}

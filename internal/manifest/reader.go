package manifest

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/yamlnode"
)

// reader takes nodes of a file apart and notes what is wrong with them.
type reader struct{ problems }

func at(n *yaml.Node) Pos { return Pos{n.Line, n.Column} }

// plain refuses anchors and aliases: what the file says must stand where it
// applies, and no few lines can stand for a million.
func (r *reader) plain(n *yaml.Node, what string) bool {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		r.add(at(n), "", "%s uses an anchor or an alias; every value must be written out where it applies", what)
		return false
	}
	return true
}

// mapping calls set for every key of a mapping that is known, and notes the
// others, those that are there twice and the required ones that are missing.
// It returns false when n is no mapping.
func (r *reader) mapping(n *yaml.Node, what string, known, required []string, set func(key string, k, v *yaml.Node)) bool {
	if !r.plain(n, what) {
		return false
	}
	if n.Kind != yaml.MappingNode {
		r.add(at(n), "", "%s is %s; it must be a mapping with %s", what, yamlnode.Kind(n), strings.Join(known, ", "))
		return false
	}
	seen := map[string]Pos{}
	r.pairs(n, what, func(k, v *yaml.Node) {
		if !slices.Contains(known, k.Value) {
			r.unknown(k, what, known)
			seen[meant(k.Value, known)] = at(k)
			return
		}
		seen[k.Value] = at(k)
		set(k.Value, k, v)
	})
	for _, key := range required {
		if _, ok := seen[key]; !ok {
			r.add(at(n), "", "%s has no %s; it is required", what, key)
		}
	}
	return true
}

// pairs calls f for every pair of a mapping whose key is a word that was not
// there before.
func (r *reader) pairs(n *yaml.Node, what string, f func(k, v *yaml.Node)) {
	seen := map[string]Pos{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if !r.plain(k, "a key of "+what) {
			continue
		}
		if k.Kind != yaml.ScalarNode || k.ShortTag() != "!!str" {
			r.add(at(k), "", "a key of %s is %s; it must be a plain word", what, yamlnode.Kind(k))
			continue
		}
		if first, twice := seen[k.Value]; twice {
			r.add(at(k), "", "%s has the key %q twice, first in line %d", what, k.Value, first.Line)
			continue
		}
		seen[k.Value] = at(k)
		f(k, v)
	}
}

func (r *reader) unknown(k *yaml.Node, what string, known []string) {
	if near := meant(k.Value, known); near != "" {
		r.add(at(k), "", "%s has an unknown key %q; did you mean %s?", what, k.Value, near)
		return
	}
	r.add(at(k), "", "%s has an unknown key %q; allowed are %s", what, k.Value, strings.Join(known, ", "))
}

// list returns the elements of a list.
func (r *reader) list(n *yaml.Node, what string) []*yaml.Node {
	switch {
	case !r.plain(n, what):
		return nil
	case n.Kind == yaml.SequenceNode:
		return n.Content
	case n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null":
		return nil // "workflows:" with nothing below it
	}
	r.add(at(n), "", "%s is %s; it must be a list, that is lines that begin with a dash", what, yamlnode.Kind(n))
	return nil
}

// text returns a text that is not empty.
func (r *reader) text(n *yaml.Node, what string) string {
	s, ok := r.scalar(n, what, "!!str")
	if ok && strings.TrimSpace(s) == "" {
		r.add(at(n), "", "%s is empty", what)
	}
	return s
}

// scalar returns a value of one of the kinds as it is written.
func (r *reader) scalar(n *yaml.Node, what string, tags ...string) (string, bool) {
	if !r.plain(n, what) {
		return "", false
	}
	if n.Kind == yaml.ScalarNode && slices.Contains(tags, n.ShortTag()) {
		return n.Value, true
	}
	advice := ""
	if n.Kind == yaml.ScalarNode && n.ShortTag() != "!!null" {
		advice = "; put it in quotes"
	}
	r.add(at(n), "", "%s is %s; it must be a text%s", what, yamlnode.Kind(n), advice)
	return "", false
}

// element names the element of a list.
func element(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }

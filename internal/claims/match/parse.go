package match

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/yamlnode"
)

// maxPolicy bounds a policy file in bytes.
const maxPolicy = 64 << 10

// ParsePolicy reads a policy from YAML (or JSON, which is YAML). name is the
// file's name, for errors and for a policy that does not name itself. Unknown
// and repeated keys are refused, with line and column: a misspelt key would
// otherwise switch a check off unnoticed. Every error is a fault.Usage.
func ParsePolicy(data []byte, name string) (Policy, error) {
	f := file{name: name, at: map[string]*yaml.Node{}}
	if len(data) > maxPolicy {
		return Policy{}, f.refuse(nil, "the file is larger than %d bytes, the most a policy may have", maxPolicy)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return Policy{}, f.refuse(nil, "the file is empty; a policy needs version and claims")
		}
		return Policy{}, f.notYAML(err)
	}
	var more yaml.Node
	switch err := dec.Decode(&more); {
	case err == nil:
		return Policy{}, f.refuse(&more, "the file holds more than one YAML document; a policy is a single one")
	case !errors.Is(err, io.EOF):
		return Policy{}, f.notYAML(err)
	}
	p, err := f.policy(doc.Content[0])
	if err != nil {
		return Policy{}, err
	}
	if p.Name == "" {
		p.Name = name
	}
	if bad := p.problem(); bad != nil {
		return Policy{}, f.refuse(f.nearest(bad.path), "%s", bad.text).WithHint("%s", bad.advice())
	}
	return p, nil
}

// file is a policy being read; at remembers where each path stands.
type file struct {
	name string
	at   map[string]*yaml.Node
}

// refuse returns a fault.Usage that names the file and, where n is known, the
// line and column; the text is a whole sentence.
func (f file) refuse(n *yaml.Node, format string, args ...any) *fault.Error {
	where := f.name
	if n != nil {
		where += fmt.Sprintf(":%d:%d", n.Line, n.Column)
	}
	return fault.New(fault.Usage, "policy %s: %s", where, fmt.Sprintf(format, args...)).
		WithHint("%s", usualHint)
}

func (f file) notYAML(err error) *fault.Error {
	return f.refuse(nil, "the file is not YAML: %s", strings.TrimPrefix(err.Error(), "yaml: ")).
		WithHint("correct the line; text with special characters needs quotes, and the indentation must be spaces")
}

// nearest returns where a path stands, or the closest part of it that does.
func (f file) nearest(path string) *yaml.Node {
	for {
		if n := f.at[path]; n != nil {
			return n
		}
		i := strings.LastIndexByte(path, '.')
		if i < 0 {
			return f.at[""]
		}
		path = path[:i]
	}
}

// mapping calls set for every key of a mapping, refusing what is not one.
func (f file) mapping(n *yaml.Node, path string, set func(key string, k, v *yaml.Node) error) error {
	if err := f.plain(n, path); err != nil {
		return err
	}
	if n.Kind != yaml.MappingNode {
		return f.refuse(n, "%s is %s; it must be a mapping, that is lines such as %q", described(path), yamlnode.Kind(n), "mode: exact")
	}
	f.at[path] = n
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Kind != yaml.ScalarNode || k.ShortTag() == "!!merge" {
			return f.refuse(k, "a key of %s is not a plain word; lists, mappings and << cannot be keys", described(path))
		}
		full := strings.TrimPrefix(path+"."+k.Value, ".")
		if f.at[full] != nil {
			return f.refuse(k, "the key %q is there twice; it may be there once", full)
		}
		f.at[full] = v
		if err := set(k.Value, k, v); err != nil {
			return err
		}
	}
	return nil
}

// plain refuses anchors and aliases: what a policy says must stand where it
// applies.
func (f file) plain(n *yaml.Node, path string) error {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		return f.refuse(n, "%s uses an anchor or an alias; every value must be written out where it applies", described(path))
	}
	return nil
}

func described(path string) string {
	if path == "" {
		return "the policy"
	}
	return path
}

func (f file) policy(n *yaml.Node) (Policy, error) {
	p := Policy{}
	var rules []entry
	err := f.mapping(n, "", func(key string, k, v *yaml.Node) (err error) {
		switch key {
		case "version":
			p.Version, err = f.integer(v, key)
		case "name":
			p.Name, err = f.word(v, key)
		case "groups":
			p.Groups, err = f.groups(v, key)
		default:
			if !slices.Contains(ruleKeys[:], key) {
				return f.refuse(k, "the policy has an unknown key %q; allowed are version, name, groups, %s", key, strings.Join(ruleKeys[:], ", "))
			}
			rules = append(rules, entry{key, v})
		}
		return err
	})
	if err != nil {
		return Policy{}, err
	}
	if f.at["version"] == nil {
		return Policy{}, f.refuse(n, "version is missing; it must be %d", Version)
	}
	p.Rules, err = f.rules(n, "", rules)
	return p, err
}

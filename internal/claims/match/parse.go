package match

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/fault"
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
		return f.refuse(n, "%s is %s; it must be a mapping, that is lines such as %q", described(path), kindOf(n), "mode: exact")
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

// kindOf says what a node is, never what is in it.
func kindOf(n *yaml.Node) string {
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
	}
	return "a value with a tag"
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

// entry is a key of a mapping with its value.
type entry struct {
	key   string
	value *yaml.Node
}

// ruleKeys are the keys of Rules, the preset first: claims are put over it.
var ruleKeys = [...]string{
	"preset", "default_country", "claims", "minimum_evidence", "allow_name_only", "on_not_unique", "email_domains",
}

// groups reads the list of groups; each entry stands on its own.
func (f file) groups(n *yaml.Node, path string) ([]Group, error) {
	if err := f.plain(n, path); err != nil {
		return nil, err
	}
	if n.Kind != yaml.SequenceNode {
		return nil, f.refuse(n, "%s is %s; it must be a list of groups, each with a group and its rules", path, kindOf(n))
	}
	f.at[path] = n
	out := make([]Group, 0, len(n.Content))
	for i, item := range n.Content {
		at := fmt.Sprintf("%s[%d]", path, i)
		g, err := f.group(item, at)
		if err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, nil
}

func (f file) group(n *yaml.Node, path string) (g Group, err error) {
	var rules []entry
	err = f.mapping(n, path, func(key string, k, v *yaml.Node) (err error) {
		if key == "group" {
			g.Group, err = f.word(v, path+".group")
			return err
		}
		if !slices.Contains(ruleKeys[:], key) {
			return f.refuse(k, "%s has an unknown key %q; allowed are group, %s", path, key, strings.Join(ruleKeys[:], ", "))
		}
		rules = append(rules, entry{key, v})
		return nil
	})
	if err != nil {
		return Group{}, err
	}
	if f.at[path+".group"] == nil {
		return Group{}, f.refuse(n, "%s has no group; it must name one", path)
	}
	g.Rules, err = f.rules(n, path, rules)
	return g, err
}

// rules reads the keys of Rules: first the preset, then what is put over it.
func (f file) rules(n *yaml.Node, path string, list []entry) (r Rules, err error) {
	full := func(key string) string { return strings.TrimPrefix(path+"."+key, ".") }
	slices.SortStableFunc(list, func(a, b entry) int {
		return cmp.Compare(slices.Index(ruleKeys[:], a.key), slices.Index(ruleKeys[:], b.key))
	})
	for _, e := range list {
		if err := f.rule(&r, e, full(e.key)); err != nil {
			return Rules{}, err
		}
	}
	if f.at[full("claims")] == nil && r.Preset == "" {
		return Rules{}, f.refuse(n, "%s has neither claims nor a preset; it must have one of them", described(path))
	}
	return r, nil
}

func (f file) rule(r *Rules, e entry, full string) (err error) {
	v := e.value
	switch e.key {
	case "preset":
		var name string
		if name, err = f.word(v, full); err != nil {
			return err
		}
		p, ok := PresetPolicy(name)
		if !ok {
			return f.refuse(v, "%s is %q; it must be one of strict, standard, lenient", full, name)
		}
		*r = p.Rules
	case "default_country":
		r.DefaultCountry, err = f.word(v, full)
		r.DefaultCountry = strings.ToUpper(r.DefaultCountry)
	case "minimum_evidence":
		r.MinimumEvidence, err = f.bits(v, full)
	case "allow_name_only":
		r.AllowNameOnly, err = f.boolean(v, full)
	case "on_not_unique":
		var word string
		word, err = f.word(v, full)
		r.OnNotUnique = OnNotUnique(word)
	case "email_domains":
		r.EmailDomains, err = f.emailDomains(v, full)
	case "claims":
		if r.Claims == nil {
			r.Claims = map[string]Claim{}
		}
		err = f.mapping(v, full, func(claim string, k, c *yaml.Node) (err error) {
			if bad := nameProblem(claim); bad != nil {
				return f.refuse(k, "%s", bad.text).WithHint("%s", bad.advice())
			}
			r.Claims[claim], err = f.claim(c, full+"."+claim)
			return err
		})
	}
	return err
}

// claim reads one claim; what is left out is the strictest choice.
func (f file) claim(n *yaml.Node, path string) (Claim, error) {
	c := Claim{OnMismatch: HardStop, OnMissingDirectory: Fail, OnMissingID: Fail}
	err := f.mapping(n, path, func(key string, k, v *yaml.Node) error {
		full := path + "." + key
		var word string
		var err error
		switch key {
		case "mode":
			word, err = f.word(v, full)
			c.Mode = Mode(word)
		case "on_mismatch":
			word, err = f.word(v, full)
			c.OnMismatch = OnMismatch(word)
		case "on_missing_directory":
			word, err = f.word(v, full)
			c.OnMissingDirectory = OnMissing(word)
		case "on_missing_id":
			word, err = f.word(v, full)
			c.OnMissingID = OnMissing(word)
		case "scope":
			word, err = f.word(v, full)
			c.Scope = Scope(word)
		case "threshold":
			c.Threshold, err = f.number(v, full)
		case "review_threshold":
			c.ReviewThreshold, err = f.number(v, full)
		case "required":
			c.Required, err = f.boolean(v, full)
		default:
			scope := ""
			if strings.HasSuffix(path, "."+claims.Address) {
				scope = "scope, "
			}
			err = f.refuse(k, "%s has an unknown key %q; allowed are mode, %sthreshold, review_threshold, on_mismatch, on_missing_directory, on_missing_id, required", path, key, scope)
		}
		return err
	})
	if err == nil && f.at[path+".mode"] == nil {
		err = f.refuse(n, "%s has no mode; it must be one of %s", path, modesOf(path[strings.LastIndexByte(path, '.')+1:]))
	}
	return c, err
}

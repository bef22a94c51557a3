package match

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

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
	p := Policy{Claims: map[string]Claim{}}
	err := f.mapping(n, "", func(key string, k, v *yaml.Node) (err error) {
		switch key {
		case "version":
			p.Version, err = f.integer(v, key)
		case "name":
			p.Name, err = f.word(v, key)
		case "default_country":
			p.DefaultCountry, err = f.word(v, key)
			p.DefaultCountry = strings.ToUpper(p.DefaultCountry)
		case "minimum_evidence":
			if p.MinimumEvidence, err = f.integer(v, key); err == nil && p.MinimumEvidence < 1 {
				err = f.refuse(v, "minimum_evidence is %d; it must be 1 or more", p.MinimumEvidence)
			}
		case "allow_name_only":
			p.AllowNameOnly, err = f.boolean(v, key)
		case "claims":
			err = f.mapping(v, key, func(claim string, k, c *yaml.Node) (err error) {
				if bad := nameProblem(claim); bad != nil {
					return f.refuse(k, "%s", bad.text).WithHint("%s", bad.advice())
				}
				p.Claims[claim], err = f.claim(c, "claims."+claim)
				return err
			})
		default:
			err = f.refuse(k, "the policy has an unknown key %q; allowed are version, name, default_country, claims, minimum_evidence, allow_name_only", key)
		}
		return err
	})
	if err != nil {
		return Policy{}, err
	}
	if f.at["version"] == nil {
		return Policy{}, f.refuse(n, "version is missing; it must be %d", Version)
	}
	if f.at["claims"] == nil {
		return Policy{}, f.refuse(n, "claims is missing; it must name at least one claim")
	}
	return p, nil
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
		case "threshold":
			c.Threshold, err = f.number(v, full)
		case "review_threshold":
			c.ReviewThreshold, err = f.number(v, full)
		case "required":
			c.Required, err = f.boolean(v, full)
		default:
			err = f.refuse(k, "%s has an unknown key %q; allowed are mode, threshold, review_threshold, on_mismatch, on_missing_directory, on_missing_id, required", path, key)
		}
		return err
	})
	if err == nil && f.at[path+".mode"] == nil {
		err = f.refuse(n, "%s has no mode; it must be one of %s", path, modesOf(strings.TrimPrefix(path, "claims.")))
	}
	return c, err
}

func (f file) scalar(n *yaml.Node, path, want string, tags ...string) (string, error) {
	if err := f.plain(n, path); err != nil {
		return "", err
	}
	if n.Kind == yaml.ScalarNode && slices.Contains(tags, n.ShortTag()) {
		return n.Value, nil
	}
	return "", f.refuse(n, "%s is %s; it must be %s", path, kindOf(n), want)
}

func (f file) word(n *yaml.Node, path string) (string, error) {
	return f.scalar(n, path, "text", "!!str")
}

func (f file) integer(n *yaml.Node, path string) (int, error) {
	s, err := f.scalar(n, path, "a whole number", "!!int")
	if err != nil {
		return 0, err
	}
	v, err := strconv.Atoi(s)
	if err != nil {
		return 0, f.refuse(n, "%s is %s; it must be a whole number in decimal digits", path, n.Value)
	}
	return v, nil
}

func (f file) number(n *yaml.Node, path string) (float64, error) {
	s, err := f.scalar(n, path, "a number above 0 and at most 1", "!!float", "!!int")
	if err != nil {
		return 0, err
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || v == 0 || !inUnit(v) {
		return 0, f.refuse(n, "%s is %s; it must be above 0 and at most 1", path, n.Value)
	}
	return v, nil
}

func (f file) boolean(n *yaml.Node, path string) (bool, error) {
	s, err := f.scalar(n, path, "true or false", "!!bool")
	if err != nil {
		return false, err
	}
	return strings.EqualFold(s, "true"), nil
}

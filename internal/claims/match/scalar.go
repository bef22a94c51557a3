package match

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/yamlnode"
)

func (f file) scalar(n *yaml.Node, path, want string, tags ...string) (string, error) {
	if err := f.plain(n, path); err != nil {
		return "", err
	}
	if n.Kind == yaml.ScalarNode && slices.Contains(tags, n.ShortTag()) {
		return n.Value, nil
	}
	return "", f.refuse(n, "%s is %s; it must be %s", path, yamlnode.Kind(n), want)
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

// bits reads an amount of evidence.
func (f file) bits(n *yaml.Node, path string) (float64, error) {
	s, err := f.scalar(n, path, "a number of bits", "!!float", "!!int")
	if err != nil {
		return 0, err
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v >= 1) || v > maxEvidence {
		return 0, f.refuse(n, "%s is %s; it must be from 1 to %d", path, n.Value, maxEvidence)
	}
	return v, nil
}

func (f file) emailDomains(n *yaml.Node, path string) (e EmailDomains, err error) {
	err = f.mapping(n, path, func(key string, k, v *yaml.Node) (err error) {
		full := path + "." + key
		switch key {
		case "ignore_tags":
			e.IgnoreTags, err = f.words(v, full)
		case "ignore_dots":
			e.IgnoreDots, err = f.words(v, full)
		case "aliases":
			e.Aliases = map[string]string{}
			err = f.mapping(v, full, func(from string, _, to *yaml.Node) (err error) {
				e.Aliases[from], err = f.word(to, full+"."+from)
				return err
			})
		default:
			err = f.refuse(k, "%s has an unknown key %q; allowed are ignore_tags, ignore_dots, aliases", path, key)
		}
		return err
	})
	return e, err
}

func (f file) words(n *yaml.Node, path string) ([]string, error) {
	if err := f.plain(n, path); err != nil {
		return nil, err
	}
	if n.Kind != yaml.SequenceNode {
		return nil, f.refuse(n, "%s is %s; it must be a list of texts", path, yamlnode.Kind(n))
	}
	f.at[path] = n
	out := make([]string, 0, len(n.Content))
	for i, item := range n.Content {
		w, err := f.word(item, fmt.Sprintf("%s[%d]", path, i))
		if err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return out, nil
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

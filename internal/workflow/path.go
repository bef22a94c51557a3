package workflow

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/fault"
)

// step is one part of a path: a key of a mapping or the name of a group, or a
// place in a list.
type step struct {
	key     string
	place   int
	byPlace bool
}

// at returns where the step's value is in the content of a node, -1 if nowhere.
func (s step) at(n *yaml.Node) int {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content) && !s.byPlace; i += 2 {
			if n.Content[i].Value == s.key {
				return i + 1
			}
		}
	case yaml.SequenceNode:
		if s.byPlace {
			if s.place < len(n.Content) {
				return s.place
			}
			return -1
		}
		for i, item := range n.Content {
			if group := (step{key: "group"}); item.Kind == yaml.MappingNode {
				if name := group.in(item); name != nil && strings.EqualFold(name.Value, s.key) {
					return i
				}
			}
		}
	}
	return -1
}

// in returns what the step leads to, nil if nothing is there.
func (s step) in(n *yaml.Node) *yaml.Node {
	if i := s.at(n); i >= 0 {
		return n.Content[i]
	}
	return nil
}

// cutPath splits PATH=VALUE at the first = that is not in quotes.
func cutPath(text string) (path, value string, ok bool) {
	quoted := false
	for i, r := range text {
		switch {
		case r == '"':
			quoted = !quoted
		case r == '=' && !quoted:
			return strings.TrimSpace(text[:i]), text[i+1:], true
		}
	}
	return "", "", false
}

// mostSteps bounds a path: no value of a policy is as deep.
const mostSteps = 16

// parsePath reads a path.
func parsePath(text, what string) ([]step, error) {
	bad := func(why string) ([]step, error) {
		return nil, fault.New(fault.Usage, "%s: the path %s", what, why).WithHint("%s", pathHint)
	}
	var path []step
	for rest := text; ; {
		switch {
		case rest == "":
			return bad("ends where a key should stand")
		case rest[0] == '"':
			key, after, ok := strings.Cut(rest[1:], `"`)
			if !ok || key == "" {
				return bad("has quotes that do not close or hold nothing")
			}
			path, rest = append(path, step{key: key}), after
		default:
			end := strings.IndexAny(rest, `.["`)
			if end < 0 {
				end = len(rest)
			}
			if end == 0 {
				return bad("has an empty key")
			}
			path, rest = append(path, step{key: rest[:end]}), rest[end:]
		}
		for strings.HasPrefix(rest, "[") {
			number, after, ok := strings.Cut(rest[1:], "]")
			place, err := strconv.ParseUint(number, 10, 16)
			if !ok || err != nil {
				return bad("has no number in its brackets")
			}
			path, rest = append(path, step{place: int(place), byPlace: true}), after
		}
		if len(path) > mostSteps {
			return bad("is longer than any in a policy")
		}
		if rest == "" {
			return path, nil
		}
		if rest[0] != '.' {
			return bad("has a key that does not end with a dot")
		}
		rest = rest[1:]
	}
}

// written is a path as parsePath reads it.
func written(path []step) string {
	var b strings.Builder
	for _, s := range path {
		if s.byPlace {
			b.WriteString("[" + strconv.Itoa(s.place) + "]")
			continue
		}
		b.WriteString(joined("", s.key))
		b.WriteByte('.')
	}
	return strings.ReplaceAll(strings.TrimSuffix(b.String(), "."), ".[", "[")
}

// joined adds a key to a path, in quotes where it needs them.
func joined(path, key string) string {
	if strings.ContainsAny(key, `.[=`) {
		key = `"` + key + `"`
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

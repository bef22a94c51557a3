package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/fault"
)

// profilesKey is the key of the config file that holds the profiles' sections.
const profilesKey = "profiles"

// maxFileSize bounds what is read, in bytes. A config file is a page of text.
const maxFileSize = 1 << 20

// document is a config file's content: every value checked, none chosen yet.
type document struct {
	top      map[string]any
	profiles map[string]map[string]any
}

// readFile reads the config file. A missing one is empty and not an error.
func readFile(path, goos string) (doc document, exists bool, warnings []string, err error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return document{}, false, nil, nil
	}
	if err != nil {
		return document{}, false, nil, unreadable(path, err)
	}
	// Anything but a file, a pipe say, could block for ever.
	if !info.Mode().IsRegular() {
		return document{}, false, nil, unreadable(path, errors.New("it is not a regular file"))
	}
	if info.Size() > maxFileSize {
		return document{}, false, nil, unreadable(path, fmt.Errorf("it is larger than %d bytes", maxFileSize))
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return document{}, false, nil, unreadable(path, err)
	}
	doc, err = parseFile(path, goos, data)
	if mode := info.Mode().Perm(); goos != "windows" && mode&0o077 != 0 {
		warnings = append(warnings, fmt.Sprintf("the config file %s is open to other users (mode %04o); run: chmod 600 %s", path, mode, path))
	}
	return doc, true, warnings, err
}

func unreadable(path string, err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err // the path is named already
	}
	return fault.Wrap(err, fault.Usage, "the config file %s cannot be read", path).
		WithHint("repair or move it, or set INCODECTL_CONFIG_DIR to another directory")
}

// decode returns the top mapping of a YAML document, nil when there is none.
func decode(path string, data []byte) (root, top *yaml.Node, err error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	root = new(yaml.Node)
	if err := dec.Decode(root); errors.Is(err, io.EOF) {
		return nil, nil, nil
	} else if err != nil {
		return nil, nil, malformed(path, err)
	}
	// A second document would be ignored without a word.
	if err := dec.Decode(new(yaml.Node)); err == nil {
		return nil, nil, malformed(path, errors.New(`there is more than one document ("---")`))
	} else if !errors.Is(err, io.EOF) {
		return nil, nil, malformed(path, err)
	}
	top = root.Content[0]
	if isNull(top) {
		return root, nil, nil // comments only
	}
	if top.Kind != yaml.MappingNode {
		return nil, nil, malformed(path, fmt.Errorf("line %d: expected lines of the form key: value", top.Line))
	}
	return root, top, nil
}

func malformed(path string, err error) error {
	return fault.New(fault.Usage, "the config file %s is not valid YAML: %s", path, strings.TrimPrefix(err.Error(), "yaml: ")).
		WithHint("correct the file; it holds lines such as %q", "output: json")
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// parseFile checks the whole file, also the sections of profiles that are not
// chosen: a typo is to be found when it is made, not when it hurts.
func parseFile(path, goos string, data []byte) (document, error) {
	doc := document{top: map[string]any{}, profiles: map[string]map[string]any{}}
	_, top, err := decode(path, data)
	if err != nil || top == nil {
		return doc, err
	}
	for key, value := range pairs(top) {
		if key.Value != profilesKey {
			if err := parsePair(doc.top, path, goos, key, value); err != nil {
				return doc, err
			}
			continue
		}
		if value.Kind != yaml.MappingNode && !isNull(value) {
			return doc, wrongShape(path, value, "profiles", "a list of profiles with their settings below")
		}
		if doc.profiles, err = parseProfiles(path, goos, value); err != nil {
			return doc, err
		}
	}
	return doc, duplicate(path, top)
}

func parseProfiles(path, goos string, sections *yaml.Node) (map[string]map[string]any, error) {
	profiles := map[string]map[string]any{}
	for name, section := range pairs(sections) {
		if !validProfile(name.Value) {
			return nil, fault.New(fault.Usage, "%q in %s is no name for a profile; allowed: %s", name.Value, sourceLine(path, name.Line), profileRule)
		}
		if section.Kind != yaml.MappingNode && !isNull(section) {
			return nil, wrongShape(path, section, "profile "+name.Value, "a list of settings")
		}
		values := map[string]any{}
		for key, value := range pairs(section) {
			if key.Value == KeyProfile {
				return nil, unknownKey(key.Value, sourceLine(path, key.Line))
			}
			if err := parsePair(values, path, goos, key, value); err != nil {
				return nil, err
			}
		}
		if err := duplicate(path, section); err != nil {
			return nil, err
		}
		profiles[name.Value] = values
	}
	return profiles, duplicate(path, sections)
}

// parsePair checks one setting and adds it to values. The text is taken as it
// is written: a profile called 007 is not 7.
func parsePair(values map[string]any, path, goos string, key, value *yaml.Node) error {
	k, ok := findKey(key.Value)
	if !ok || k.NoFile {
		return unknownKey(key.Value, sourceLine(path, key.Line))
	}
	if value.Kind != yaml.ScalarNode || isNull(value) {
		return wrongShape(path, value, k.Name, "a single value")
	}
	parsed, err := k.parseInFile(goos, value.Value, sourceLine(path, value.Line))
	values[k.Name] = parsed
	return err
}

func wrongShape(path string, value *yaml.Node, what, want string) error {
	return fault.New(fault.Usage, "%s in %s must be %s", what, sourceLine(path, value.Line), want)
}

// duplicate refuses a mapping that has a key twice: which one counts is a guess.
func duplicate(path string, mapping *yaml.Node) error {
	var seen []string
	for key := range pairs(mapping) {
		if slices.Contains(seen, key.Value) {
			return fault.New(fault.Usage, "%q is given twice, the second time in %s", key.Value, sourceLine(path, key.Line)).
				WithHint("keep one of the two")
		}
		seen = append(seen, key.Value)
	}
	return nil
}

// pairs yields the keys and values of a mapping, in order.
func pairs(mapping *yaml.Node) func(yield func(key, value *yaml.Node) bool) {
	return func(yield func(key, value *yaml.Node) bool) {
		for i := 0; i+1 < len(mapping.Content); i += 2 {
			if !yield(mapping.Content[i], mapping.Content[i+1]) {
				return
			}
		}
	}
}

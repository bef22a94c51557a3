package manifest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// The keys of a file.
const (
	keyVersion      = "version"
	keyFeatures     = "features"
	keyWorkflows    = "workflows"
	keyIntegrations = "integrations"

	keyName            = "name"
	keyConfigurationID = "configuration_id"
	keyPolicy          = "policy"

	keyTemplate  = "template"
	keyWorkflow  = "workflow"
	keyDirectory = "directory"
	keySecret    = "secret"
	keyEnv       = "env"
	keySettings  = "settings"
)

// Parse reads a file in YAML, or JSON, which is YAML. file is its name, for
// errors. Everything wrong is said at once, each with line and column, as one
// fault.Usage: unknown, repeated and missing keys, wrong types, fields that do
// not fit the template. Whether what is named but not declared exists is for
// Plan to say.
func Parse(data []byte, file string) (*Manifest, error) {
	r := &reader{problems{file: file}}
	root, err := document(data, file)
	if err != nil {
		return nil, err
	}
	m := &Manifest{File: file}
	keys := []string{keyVersion, keyFeatures, keyWorkflows, keyIntegrations}
	r.mapping(root, "the file", keys, keys[:1], func(key string, k, v *yaml.Node) {
		switch key {
		case keyVersion:
			r.version(v)
		case keyFeatures:
			for i, n := range r.list(v, key) {
				m.Features = append(m.Features, Feature{Name: r.text(n, element(key, i)), At: at(n)})
			}
		case keyWorkflows:
			for i, n := range r.list(v, key) {
				m.Workflows = append(m.Workflows, r.workflow(n, element(key, i)))
			}
		case keyIntegrations:
			for i, n := range r.list(v, key) {
				m.Integrations = append(m.Integrations, r.integration(n, element(key, i)))
			}
		}
	})
	r.unique(m)
	if err := r.err(fault.Usage); err != nil {
		return nil, err
	}
	return m, nil
}

// document returns the only document of a file.
func document(data []byte, file string) (*yaml.Node, error) {
	refuse := func(format string, args ...any) error {
		return fault.New(fault.Usage, "%s: %s", file, fmt.Sprintf(format, args...)).WithHint("%s", usualHint)
	}
	if len(data) > MaxSize {
		return nil, refuse("the file is larger than %d MiB", MaxSize>>20)
	}
	if err := readable(data, file); err != nil {
		return nil, err
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	switch err := dec.Decode(&doc); {
	case errors.Is(err, io.EOF), err == nil && len(doc.Content) == 0:
		return nil, refuse("the file is empty; it needs version: %d", Version)
	case err != nil:
		return nil, notYAML(err, data, file)
	}
	switch err := dec.Decode(&more); {
	case err == nil:
		return nil, refuse("line %d begins a second YAML document; the file may hold one", more.Line)
	case !errors.Is(err, io.EOF):
		return nil, notYAML(err, data, file)
	}
	return doc.Content[0], nil
}

func (r *reader) version(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!int" && n.Value == strconv.Itoa(Version) {
		return
	}
	if r.plain(n, keyVersion) {
		r.add(at(n), "", "version must be %d, the only one there is", Version)
	}
}

// name reads a name that check accepts.
func (r *reader) name(n *yaml.Node, what string, check func(string) error) string {
	s, ok := r.scalar(n, what, "!!str")
	if !ok {
		return ""
	}
	if err := check(s); err != nil {
		r.addErr(at(n), what+": ", err)
		return ""
	}
	return s
}

// unique notes what is declared twice. Names that differ only in what an
// environment variable cannot hold would share a secret.
func (r *reader) unique(m *Manifest) {
	names, ids, features := map[string]Pos{}, map[string]Pos{}, map[string]Pos{}
	once := func(seen map[string]Pos, key string, p Pos, format, name string) {
		if first, twice := seen[key]; twice && key != "" {
			r.add(p, "", format+" is declared twice, first in line %d", name, first.Line)
			return
		}
		seen[key] = p
	}
	for _, f := range m.Features {
		once(features, f.Name, f.At, "the feature %q", f.Name)
	}
	for _, w := range m.Workflows {
		once(names, strings.ToLower(w.Name), w.At, "the workflow %q", w.Name)
		once(ids, w.ConfigurationID, w.At, "the Configuration ID %s", w.ConfigurationID)
	}
	clear(names)
	for _, in := range m.Integrations {
		if in.Name == "" {
			continue
		}
		key := secret.EnvName(in.Name)
		if first, twice := names[key]; twice {
			r.add(in.At, "", "the integration %q has the same name, but for case and punctuation, as the one in line %d", in.Name, first.Line)
			continue
		}
		names[key] = in.At
	}
}

package manifest

import (
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/yamlnode"
)

// settingKeys are the keys under settings: all but those with a key of their own.
func settingKeys(t integration.Template) []string {
	var keys []string
	for _, f := range t.Fields {
		if isSetting(f) {
			keys = append(keys, f.Key)
		}
	}
	return keys
}

func isSetting(f integration.Field) bool {
	switch f.Kind {
	case integration.KindSecret, integration.KindWorkflow, integration.KindDirectory:
		return false
	}
	return f.Key != integration.KeySecretEnv
}

// setting reads one setting in its canonical form.
func (d *draft) setting(key string, v *yaml.Node) {
	f, _ := d.template.Field(key)
	what := d.what + ".settings." + key
	d.parts["settings."+key] = v
	switch {
	case f.Kind == integration.KindMapping:
		d.mappingSetting(f, v, what)
	case f.Multiple():
		for i, n := range d.list(v, what) {
			if s, ok := d.clean(f, n, element(what, i)); ok {
				if slices.Contains(d.in.Settings[key], s) {
					d.add(at(n), "", "%s is in the list before", element(what, i))
					continue
				}
				d.in.Settings[key] = append(d.in.Settings[key], s)
			}
		}
	default:
		if s, ok := d.clean(f, v, what); ok {
			d.in.Settings[key] = []string{s}
		}
	}
}

// isNumber reports whether a field's value may be written as a number.
func isNumber(f integration.Field) bool {
	return f.Kind == integration.KindNumber || f.Kind == integration.KindLimit
}

// clean reads one value of a field.
func (d *draft) clean(f integration.Field, n *yaml.Node, what string) (string, bool) {
	tags := []string{"!!str"}
	if isNumber(f) {
		tags = append(tags, "!!int")
	}
	s, ok := d.scalar(n, what, tags...)
	if !ok {
		return "", false
	}
	s, err := f.Clean(s)
	if err != nil {
		hint := fault.HintOf(err)
		if hint == "" {
			hint = f.Key + ": " + f.Help
		}
		d.add(at(n), hint, "%s: %v", what, err)
		return "", false
	}
	return s, true
}

// mappingSetting reads claims and the paths they come from; an empty path
// switches a default off.
func (d *draft) mappingSetting(f integration.Field, v *yaml.Node, what string) {
	if !d.plain(v, what) {
		return
	}
	if v.Kind != yaml.MappingNode {
		d.add(at(v), "", "%s is %s; it must be a mapping, that is lines such as birthdate: profile.dateOfBirth", what, yamlnode.Kind(v))
		return
	}
	all := directory.Mapping{}
	d.pairs(v, what, func(k, v *yaml.Node) {
		path, ok := d.scalar(v, what+"."+k.Value, "!!str")
		if !ok {
			return
		}
		one, err := directory.ParseMapping([]string{k.Value + "=" + path})
		if err != nil {
			hint := fault.HintOf(err)
			if strings.Contains(hint, "--map") || strings.Contains(hint, "claim=path") {
				hint = "" // of a command line
			}
			d.add(at(k), hint, "%s: %v", what, err)
			return
		}
		maps.Copy(all, one)
	})
	for _, entry := range all.Entries() {
		if _, err := f.Clean(entry); err != nil {
			d.add(at(v), "", "%s: %v", what, err)
		}
	}
	if len(all) > 0 {
		d.in.Settings[f.Key] = all.Entries()
	}
}

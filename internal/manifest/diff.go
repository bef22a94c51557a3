package manifest

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/integration"
)

// fields lists what a workflow has, in order.
func (w Workflow) fields() []Field {
	all := []Field{
		{Name: keyName, After: w.Name},
		{Name: keyConfigurationID, After: w.ConfigurationID},
	}
	return append(all, slices.DeleteFunc(policyFields(w.Policy), func(f Field) bool {
		// A policy that goes by its workflow's name has none of its own.
		return f.Name == keyPolicy+"."+keyVersion || f.Name == keyPolicy+"."+keyName && f.After == w.Name
	})...)
}

// policyFields lists the choices of a policy: "policy.claims.name.mode".
func policyFields(p match.Policy) []Field {
	data, err := p.YAML()
	if err != nil {
		return nil
	}
	var tree any
	if err := yaml.Unmarshal(data, &tree); err != nil {
		return nil
	}
	var all []Field
	flatten(keyPolicy, tree, &all)
	return all
}

func flatten(path string, v any, all *[]Field) {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			flatten(path+"."+key, v[key], all)
		}
	case []any:
		if words, ok := texts(v); ok {
			*all = append(*all, Field{Name: path, After: words})
			return
		}
		for i, e := range v {
			flatten(element(path, i), e, all)
		}
	default:
		*all = append(*all, Field{Name: path, After: v})
	}
}

// texts returns a list that has texts only.
func texts(list []any) ([]string, bool) {
	words := make([]string, len(list))
	for i, e := range list {
		s, ok := e.(string)
		if !ok {
			return nil, false
		}
		words[i] = s
	}
	return words, true
}

// fields lists what an integration has, in order of its template's fields.
func (in Integration) fields() []Field {
	all := []Field{{Name: keyName, After: in.Name}}
	add := func(name, value string) {
		if value != "" {
			all = append(all, Field{Name: name, After: value})
		}
	}
	add(keyWorkflow, in.Workflow)
	add(keyDirectory, in.Directory)
	add(keySecret+"."+keyEnv, in.SecretEnv)
	t, _ := integration.TemplateByID(in.Template)
	for _, f := range t.Fields {
		values := in.Settings[f.Key]
		if len(values) == 0 {
			continue
		}
		field := Field{Name: keySettings + "." + f.Key}
		switch {
		case f.Kind == integration.KindMapping:
			field.After = mappingOf(values)
		case f.Multiple():
			field.After = slices.Clone(values)
		default:
			field.After = values[0]
		}
		all = append(all, field)
	}
	return all
}

// differences returns the fields that differ, those of after first and in its
// order.
func differences(before, after []Field) []Field {
	was := map[string]any{}
	for _, f := range before {
		was[f.Name] = f.After
	}
	var out []Field
	for _, f := range after {
		if old, had := was[f.Name]; !had || !reflect.DeepEqual(old, f.After) {
			out = append(out, Field{Name: f.Name, Before: old, After: f.After})
		}
		delete(was, f.Name)
	}
	for _, f := range before {
		if _, gone := was[f.Name]; gone {
			out = append(out, Field{Name: f.Name, Before: f.After})
		}
	}
	return out
}

// created lists the fields of a new workflow for people to read, its policy in
// one line.
func (w Workflow) created() []Field {
	return []Field{
		{Name: keyConfigurationID, After: w.ConfigurationID},
		{Name: keyPolicy, After: inShort(w.Policy)},
	}
}

// inShort is the name of a preset, or what is compared and how: all of the policy
// is in the file.
func inShort(p match.Policy) string {
	if preset := presetOf(p); preset != "" {
		return preset
	}
	parts := make([]string, 0, len(p.Claims))
	for _, claim := range p.Order() {
		parts = append(parts, claim+" "+string(p.Claims[claim].Mode))
	}
	text := "own: " + strings.Join(parts, ", ")
	if n := len(p.Groups); n > 0 {
		text += "; " + count(n, "group", "groups")
	}
	return text
}

// Text writes a value of a Field in one line; "" for none.
func Text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []string:
		return strings.Join(v, ", ")
	case map[string]string:
		parts := make([]string, 0, len(v))
		for _, k := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, k+"="+v[k])
		}
		return strings.Join(parts, ", ")
	}
	return fmt.Sprint(v)
}

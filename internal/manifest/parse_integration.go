package manifest

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/integration"
)

// draft is an integration while it is read: where its parts stand.
type draft struct {
	*reader
	what     string
	in       Integration
	template integration.Template
	parts    map[string]*yaml.Node // by key; "settings.KEY" for a setting
}

func (r *reader) integration(n *yaml.Node, what string) Integration {
	d := &draft{reader: r, what: what, in: Integration{At: at(n), Settings: integration.Settings{}}, parts: map[string]*yaml.Node{}}
	keys := []string{keyName, keyTemplate, keyWorkflow, keyDirectory, keySecret, keySettings}
	ok := r.mapping(n, what, keys, keys[:2], func(key string, _, v *yaml.Node) { d.parts[key] = v })
	if !ok {
		return d.in
	}
	if v := d.parts[keyName]; v != nil {
		d.in.Name = r.name(v, what+".name", integration.CheckName)
	}
	if !d.readTemplate() {
		return d.in
	}
	if v := d.parts[keySettings]; v != nil && !isNull(v) {
		keys := settingKeys(d.template)
		if len(keys) == 0 {
			keys = []string{"nothing"}
		}
		r.mapping(v, what+"."+keySettings, keys, nil, func(key string, _, v *yaml.Node) { d.setting(key, v) })
	}
	d.complete()
	d.in.Workflow = d.link(keyWorkflow, integration.KindWorkflow)
	d.in.Directory = d.link(keyDirectory, integration.KindDirectory)
	d.readSecret()
	return d.in
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// readTemplate reports whether there is a template to read the rest by.
func (d *draft) readTemplate() bool {
	v := d.parts[keyTemplate]
	if v == nil {
		return false
	}
	d.in.Template = d.text(v, d.what+"."+keyTemplate)
	if d.in.Template == "" {
		return false
	}
	t, err := integration.TemplateByID(d.in.Template)
	if err != nil {
		var ids []string
		for _, t := range integration.Templates() {
			ids = append(ids, t.ID)
		}
		if near := meant(d.in.Template, ids); near != "" {
			d.add(at(v), "", "there is no template %q; did you mean %s?", d.in.Template, near)
			return false
		}
		d.addErr(at(v), "", err)
		return false
	}
	switch t.Status {
	case integration.StatusComingSoon:
		d.add(at(v), "see what is available: incodectl integrations templates", "%s (%s) is %s", t.Title, t.ID, t.Status)
		return false
	case integration.StatusAutomatic:
		d.add(at(v), "leave it out", "%s (%s) is made with the organisation feature and cannot be declared", t.Title, t.ID)
		return false
	}
	d.template = t
	return true
}

// complete fills in defaults and notes fields that are missing, have no meaning
// beside the others, or exclude each other.
func (d *draft) complete() {
	for _, f := range d.template.Fields {
		if isSetting(f) && d.parts["settings."+f.Key] == nil && f.Default != "" {
			d.in.Settings[f.Key] = []string{f.Default}
		}
	}
	for _, f := range d.template.Fields {
		if !isSetting(f) {
			continue
		}
		part := d.parts["settings."+f.Key]
		// A choice that was not made is noted itself, not all that hangs on it.
		open := f.When != nil && d.in.Settings.Get(f.When.Key) == ""
		switch applies := f.Applies(d.in.Settings); {
		case applies && f.Required && part == nil:
			hint := f.Key + ": " + f.Help
			if len(f.Options) > 0 {
				hint += "; one of " + strings.Join(f.Options, ", ")
			}
			d.add(d.in.At, hint, "%s has no settings.%s; %s needs it", d.what, f.Key, d.template.ID)
		case !applies && part != nil && !open:
			d.add(at(part), "", "%s.settings.%s has no meaning with %s: %s", d.what, f.Key, f.When.Key, d.in.Settings.Get(f.When.Key))
		}
		if other := d.parts["settings."+f.Excludes]; f.Excludes != "" && part != nil && other != nil && at(other).before(at(part)) {
			d.add(at(part), "", "%s.settings.%s and %s cannot be used together", d.what, f.Key, f.Excludes)
		}
	}
}

func (p Pos) before(q Pos) bool { return p.Line < q.Line || p.Line == q.Line && p.Column < q.Column }

// link reads the name of what the integration is linked to.
func (d *draft) link(key string, kind integration.Kind) string {
	i := slices.IndexFunc(d.template.Fields, func(f integration.Field) bool { return f.Kind == kind })
	v := d.parts[key]
	switch {
	case v == nil && i >= 0 && d.template.Fields[i].Required:
		d.add(d.in.At, "", "%s has no %s; %s needs the name of one", d.what, key, d.template.ID)
	case v == nil:
	case i < 0:
		d.add(at(v), "", "%s.%s has no meaning: %s has no %s", d.what, key, d.template.ID, key)
	default:
		return d.name(v, d.what+"."+key, integration.CheckName)
	}
	return ""
}

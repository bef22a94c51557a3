package manifest

import (
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/secret"
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
		d.add(at(v), "", "%s is %s; it must be a mapping, that is lines such as birthdate: profile.dateOfBirth", what, kindOf(v))
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

// readSecret reads where the secret is.
func (d *draft) readSecret() {
	v := d.parts[keySecret]
	needs := d.template.NeedsSecret(d.in.Settings)
	if v == nil {
		if needs && d.in.Name != "" {
			d.in.SecretEnv = secret.EnvName(d.in.Name)
		}
		return
	}
	what := d.what + "." + keySecret
	hint := "a file holds no secret, only where it is: secret: {env: NAME}"
	if !needs {
		f, has := d.template.Field(integration.KeySecret)
		switch {
		case !has:
			d.add(at(v), "", "%s has no meaning: %s has none", what, d.template.ID)
		case f.When != nil && d.in.Settings.Get(f.When.Key) != "":
			d.add(at(v), "", "%s has no meaning with %s: %s", what, f.When.Key, d.in.Settings.Get(f.When.Key))
		}
		return
	}
	if !d.plain(v, what) {
		return
	}
	if v.Kind != yaml.MappingNode || len(v.Content) == 0 {
		d.add(at(v), hint, "%s is %s; it must be a mapping with env: NAME", what, kindOf(v))
		return
	}
	d.mapping(v, what, []string{keyEnv}, nil, func(key string, _, v *yaml.Node) {
		// What is no variable is not repeated: it may be the secret itself.
		f, _ := d.template.Field(integration.KeySecretEnv)
		s, ok := d.clean(f, v, what+"."+key)
		if ok {
			d.in.SecretEnv = s
		}
	})
}

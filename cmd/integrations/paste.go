package integrations

import (
	"context"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/output"
)

// whole is an integration with all that is to be said of it.
type whole struct {
	view
	// Copy is what people have to enter into the other system.
	Copy  map[string]string `json:"copy"`
	Notes []string          `json:"notes"`
}

// pastes returns what is to be copied from an integration into another system.
func pastes(ctx context.Context, f *cmdutil.Factory, svc *integration.Service, in shown) ([]integration.Paste, error) {
	t, err := integration.TemplateByID(in.Template)
	if err != nil {
		return nil, err
	}
	urls := f.Settings().Incode
	around := integration.Around{Auth: urls.Auth, API: urls.API, AtIncode: urls.ClientID}
	if w := in.links.Workflow; w != nil && !w.Deleted {
		workflows, err := f.Workflows(ctx)
		if err != nil {
			return nil, err
		}
		wf, err := workflows.Get(ctx, w.ID)
		if err != nil {
			return nil, err
		}
		around.ConfigurationID = wf.ConfigurationID
	}
	if !t.OpenID && slices.Contains(t.Copy, integration.CopyClientID) {
		all, err := svc.List(ctx)
		if err != nil {
			return nil, err
		}
		for _, other := range all {
			if other.Template == integration.ClientCredentials {
				around.ClientID = other.ClientID
			}
		}
	}
	return t.Pastes(in.Integration, around), nil
}

// object is the view of one integration.
func object(ctx context.Context, f *cmdutil.Factory, svc *integration.Service, one integration.Integration) (output.View, error) {
	in, err := show(ctx, svc, one)
	if err != nil {
		return output.View{}, err
	}
	all, err := pastes(ctx, f, svc, in)
	if err != nil {
		return output.View{}, err
	}
	v := viewOf(in)
	if t, err := integration.TemplateByID(in.Template); err == nil {
		if id, ok := t.Client(in.Integration, integration.Around{AtIncode: f.Settings().Incode.ClientID}); ok && slices.Contains(t.Copy, integration.CopyClientID) {
			v.ClientIDAtIncode = id
		}
	}
	w := whole{view: v, Copy: make(map[string]string, len(all)), Notes: []string{}}
	fields := in.fields()
	for _, p := range all {
		w.Copy[p.Key] = p.Value
		said := slices.ContainsFunc(fields, func(f output.Field) bool { return f.Value == p.Value })
		if !said {
			fields = append(fields, output.Field{Label: p.Title, Value: p.Value})
		}
	}
	if t, err := integration.TemplateByID(in.Template); err == nil {
		w.Notes = t.NotesFor(in.Integration)
	}
	return output.Object(w, in.ID, append(fields, in.dates()...)...), nil
}

// advise says what else is to be known of an integration.
func advise(f *cmdutil.Factory, in integration.Integration) {
	if t, err := integration.TemplateByID(in.Template); err == nil {
		for _, n := range t.NotesFor(in) {
			f.IO.Notef("%s", n)
		}
		if _, atIncode := t.Client(in, integration.Around{AtIncode: f.Settings().Incode.ClientID}); atIncode && slices.Contains(t.Copy, integration.CopyClientID) {
			f.NoteIssued() // what the notes say of making a secret holds here only
		}
		if slices.ContainsFunc(t.Copy, integration.IsAddress) {
			f.NoteAssumed()
		}
	}
}

// named returns the values of an integration that have a key, but for settings: of
// itself, and of what is to be copied.
func named(in shown, all []integration.Paste) []integration.Paste {
	values := []integration.Paste{
		{Key: "id", Value: in.ID},
		{Key: "name", Value: in.Name},
		{Key: "template", Value: in.Template},
		{Key: "category", Value: string(in.Category)},
	}
	for _, l := range []struct {
		key  string
		link *integration.Link
	}{{integration.KeyWorkflow, in.links.Workflow}, {integration.KeyDirectory, in.links.Directory}} {
		if l.link != nil && !l.link.Deleted {
			values = append(values, integration.Paste{Key: l.key, Value: l.link.Name}, integration.Paste{Key: l.key + "_id", Value: l.link.ID})
		}
	}
	return append(values, all...)
}

// keysOf lists what pick can find.
func keysOf(in shown, all []integration.Paste) []string {
	var keys []string
	for _, v := range named(in, all) {
		keys = append(keys, v.Key)
	}
	for k := range in.Settings {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// pick returns one value of an integration by its key: of what is to be copied,
// of its settings, or of itself. A list has several.
func pick(in shown, all []integration.Paste, key string) ([]string, error) {
	key = strings.ReplaceAll(strings.ToLower(key), "-", "_")
	for _, v := range named(in, all) {
		if v.Key == key {
			return []string{v.Value}, nil
		}
	}
	if v := in.Settings[key]; len(v) > 0 {
		return v, nil
	}
	return nil, fault.New(fault.Usage, "--field %s: integration %q has no such value", key, in.Name).
		WithHint("it has: %s", strings.Join(keysOf(in, all), ", "))
}

package declared

import (
	"context"
	"fmt"
	"strings"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/manifest"
	"github.com/incodectl/incodectl/internal/output"
)

// row is a change for a table: one line for each field, or one for a change
// without fields.
type row struct {
	manifest.Change
	field manifest.Field
}

// view is the changes as a result: objects, or for tables and CSV their fields.
func view(f *cmdutil.Factory, p manifest.Plan) output.View {
	switch f.Settings().Format {
	case output.Table, output.CSV:
		return table().View(rows(p))
	}
	return output.List[manifest.Change]{
		Name:   func(c manifest.Change) string { return string(c.Kind) + "/" + c.Name },
		Object: func(c manifest.Change) any { return withLists(c) },
	}.View(p.Changes)
}

// withLists returns a change whose lists are never null.
func withLists(c manifest.Change) manifest.Change {
	if c.Fields == nil {
		c.Fields = []manifest.Field{}
	}
	if c.Impact == nil {
		c.Impact = []string{}
	}
	return c
}

func rows(p manifest.Plan) []row {
	var all []row
	for _, c := range p.Changes {
		if len(c.Fields) == 0 {
			all = append(all, row{Change: c})
		}
		for _, field := range c.Fields {
			all = append(all, row{c, field})
		}
	}
	return all
}

func table() output.List[row] {
	return output.List[row]{
		Columns: []output.Column[row]{
			{Title: "Action", Value: func(r row) string { return string(r.Action) }},
			{Title: "Kind", Value: func(r row) string { return string(r.Kind) }},
			{Title: "Name", Value: func(r row) string { return r.Name }},
			{Title: "Field", Value: func(r row) string { return r.field.Name }},
			{Title: "Before", Value: func(r row) string { return manifest.Text(r.field.Before) }},
			{Title: "After", Value: func(r row) string { return manifest.Text(r.field.After) }},
		},
	}
}

// summary counts the changes: "2 created, 1 deleted; 3 as declared already".
func summary(p manifest.Plan, created, changed, deleted string) string {
	var parts []string
	add := func(a manifest.Action, word string) {
		if n := p.Count(a); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, word))
		}
	}
	add(manifest.Create, created)
	add(manifest.Update, changed)
	add(manifest.Delete, deleted)
	text := strings.Join(parts, ", ")
	if p.Unchanged > 0 {
		text += fmt.Sprintf("; %d as declared already", p.Unchanged)
	}
	return text
}

// preview shows a plan to a person who is then asked.
func preview(f *cmdutil.Factory, p manifest.Plan) {
	colors := f.IO.ErrColors()
	signs := map[manifest.Action]string{
		manifest.Create: colors.Green("+"), manifest.Update: colors.Yellow("~"), manifest.Delete: colors.Red("-"),
	}
	for _, c := range p.Changes {
		f.IO.Notef(signs[c.Action]+" %s %q", c.Kind, c.Name)
		for _, field := range c.Fields {
			before, after := manifest.Text(field.Before), manifest.Text(field.After)
			if c.Action == manifest.Create {
				f.IO.Notef("    %s: %s", field.Name, after)
				continue
			}
			f.IO.Notef("    %s: %s -> %s", field.Name, orNone(before), orNone(after))
		}
		for _, line := range c.Impact {
			f.IO.Notef("    %s", line)
		}
	}
	f.IO.Notef("%s", summary(p, "to create", "to change", "to delete"))
}

func orNone(s string) string {
	if s == "" {
		return "(none)"
	}
	return s
}

// impacts says what else happens.
func impacts(f *cmdutil.Factory, p manifest.Plan) {
	for _, c := range p.Changes {
		for _, line := range c.Impact {
			f.IO.Notef("%s %q: %s", c.Kind, c.Name, line)
		}
	}
}

// advise says what a person should know of what was made.
func advise(ctx context.Context, f *cmdutil.Factory, svc *manifest.Service, p manifest.Plan) {
	all, err := svc.Advise(ctx, p)
	if err != nil {
		f.IO.Warnf("whether all secrets are there cannot be said: %v", err)
	}
	for _, a := range all {
		f.IO.Warnf("%s", a.Text)
		if a.Hint != "" {
			f.IO.Hintf("%s", a.Hint)
		}
	}
}

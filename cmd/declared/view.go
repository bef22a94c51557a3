package declared

import (
	"context"
	"fmt"
	"strings"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/iostreams"
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

// atTerminal reports whether the result is for a person to read: then it is
// shown as a plan, in full, where a table would cut what is long.
func atTerminal(f *cmdutil.Factory) bool {
	return f.Settings().Format == output.Table && f.IO.IsStdoutTTY()
}

// result shows what changes or was changed.
func result(f *cmdutil.Factory, p manifest.Plan) error {
	if !atTerminal(f) || len(p.Changes) == 0 {
		return f.Render(view(f, p))
	}
	var err error
	preview(f.IO.OutColors(), p, func(format string, args ...any) {
		for i, a := range args {
			args[i] = iostreams.Clean(fmt.Sprint(a))
		}
		if _, werr := fmt.Fprintf(f.IO.Out, format+"\n", args...); err == nil {
			err = werr
		}
	})
	return err
}

// preview says what changes, thing by thing, and what else happens.
func preview(colors iostreams.Colors, p manifest.Plan, say func(format string, args ...any)) {
	signs := map[manifest.Action]string{
		manifest.Create: colors.Green("+"), manifest.Update: colors.Yellow("~"), manifest.Delete: colors.Red("-"),
	}
	for _, c := range p.Changes {
		say(signs[c.Action]+` %s "%s"`, c.Kind, c.Name)
		for _, field := range c.Fields {
			before, after := manifest.Text(field.Before), manifest.Text(field.After)
			if c.Action == manifest.Create {
				say("    %s: %s", field.Name, after)
				continue
			}
			say("    %s: %s -> %s", field.Name, orNone(before), orNone(after))
		}
		for _, line := range c.Impact {
			say("    %s", line)
		}
	}
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

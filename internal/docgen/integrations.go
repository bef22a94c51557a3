package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/integration"
)

// What the guide writes for the addresses of Incode's environments.
const authHost, apiHost = "AUTH", "API"

// integrationParts are the generated parts of docs/integrations.md: the catalogue,
// the fields that all integrations that start sessions have, and for every template
// that is no directory, under its ID, what is its own. So a new template does not
// go without its place in the guide.
func integrationParts() map[string]func() (string, error) {
	parts := map[string]func() (string, error){"catalogue": catalogue, "shared-fields": sharedFields}
	for _, tpl := range integration.Templates() {
		if tpl.Category != integration.CategoryDirectory {
			parts[tpl.ID] = func() (string, error) { return ownPart(tpl), nil }
		}
	}
	return parts
}

func catalogue() (string, error) {
	t := newTable("category", "template", "what it is for", "starts sessions")
	for _, tpl := range integration.Templates() {
		starts := "no"
		if tpl.Sessions {
			starts = "yes"
		}
		about := tpl.Title + ": " + tpl.Summary
		if tpl.Status != integration.StatusAvailable {
			about += " (" + string(tpl.Status) + ")"
		}
		t.row(string(tpl.Category), code(tpl.ID), about, starts)
	}
	return t.String(), nil
}

// directoryTemplates lists the fields of the templates of directories.
func directoryTemplates() (string, error) {
	var b strings.Builder
	for _, tpl := range integration.Templates() {
		if tpl.Category != integration.CategoryDirectory {
			continue
		}
		fmt.Fprintf(&b, "**%s** (`%s`, %s): %s\n", tpl.Title, tpl.ID, tpl.Status, tpl.Summary)
		if len(tpl.Fields) > 0 {
			b.WriteString("\n" + fields(tpl.Fields))
		}
		b.WriteString("\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n", nil
}

func sharedFields() (string, error) { return fields(shared()), nil }

// shared are the fields that every template that starts sessions has.
func shared() []integration.Field {
	var all []integration.Field
	for i, tpl := range startingSessions() {
		if i == 0 {
			all = slices.Clone(tpl.Fields)
			continue
		}
		all = slices.DeleteFunc(all, func(f integration.Field) bool {
			g, ok := tpl.Field(f.Key)
			return !ok || g.Required != f.Required || g.Help != f.Help
		})
	}
	return all
}

func startingSessions() []integration.Template {
	return slices.DeleteFunc(integration.Templates(), func(t integration.Template) bool { return !t.Sessions })
}

// ownPart lists the fields that others do not have, and what is to be copied.
func ownPart(tpl integration.Template) string {
	common := shared()
	own := slices.DeleteFunc(slices.Clone(tpl.Fields), func(f integration.Field) bool {
		return slices.ContainsFunc(common, func(c integration.Field) bool { return c.Key == f.Key })
	})
	var b strings.Builder
	if len(own) > 0 {
		b.WriteString(fields(own) + "\n")
	}
	t := newTable("to copy", "`--field`", "value")
	for _, p := range tpl.Pastes(integration.Integration{
		ID: "generated", ClientID: "generated",
		Settings: integration.Settings{integration.KeyAppID: {"as given"}},
	}, integration.Around{Auth: authHost, API: apiHost, ConfigurationID: "of the workflow"}) {
		value := p.Value
		switch {
		case p.Key == integration.CopyClientID && !tpl.OpenID:
			value = "that of " + code(integration.ClientCredentials)
		case strings.HasPrefix(value, authHost), strings.HasPrefix(value, apiHost):
			value = code(value)
		}
		t.row(p.Title, code(p.Key), value)
	}
	b.WriteString(t.String())
	return b.String()
}

func fields(all []integration.Field) string {
	t := newTable("flag", "needed", "what it is")
	for _, f := range all {
		t.row(flagsOf(f), need(f), about(f))
	}
	return t.String()
}

func flagsOf(f integration.Field) string {
	if f.Kind == integration.KindSecret {
		return "`--secret-stdin` or `--secret-file`"
	}
	return code("--" + f.Flag)
}

func need(f integration.Field) string {
	word := "no"
	if f.Required {
		word = "yes"
	}
	if f.When != nil {
		word += ", with `--" + f.When.Key + "` " + strings.Join(f.When.Values, " or ")
	}
	return word
}

func about(f integration.Field) string {
	s := f.Help
	if len(f.Options) > 0 {
		s += "; one of " + strings.Join(f.Options, ", ")
	}
	if f.Default != "" {
		s += "; default " + f.Default
	}
	return s
}

package integration

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// NoWorkflow says what a directory template has no workflow for.
const NoWorkflow = "a directory integration takes no workflow: it supplies people and never starts a session"

// Validate checks the values given for a template and returns them in
// canonical form with defaults filled in. Everything wrong is reported at
// once, as one fault.Usage. Its hint explains the fields that are wrong or,
// where a required one is missing, lists all of the template's.
func (t Template) Validate(given Settings, v secret.Value) (Settings, error) {
	clean := make(Settings, len(given))
	var problems []string
	wrong := make(map[string]bool) // keys of fields
	report := func(f Field, format string, args ...any) {
		wrong[f.Key] = true
		problems = append(problems, "--"+f.flagHelp()+" "+fmt.Sprintf(format, args...))
	}
	for _, f := range t.Fields {
		if f.Kind == KindSecret {
			continue
		}
		values := given[f.Key]
		if len(values) > 1 && !f.Multiple() {
			report(f, "is given more than once")
			continue
		}
		for _, raw := range values {
			value, err := f.Clean(raw)
			if err != nil {
				report(f, "%v", err)
				continue
			}
			if !slices.Contains(clean[f.Key], value) {
				clean[f.Key] = append(clean[f.Key], value)
			}
		}
		if len(values) == 0 && f.Default != "" {
			clean[f.Key] = []string{f.Default}
		}
	}
	for key := range given {
		switch _, ok := t.Field(key); {
		case ok:
		case key == KeyWorkflow && t.Category == CategoryDirectory:
			problems = append(problems, NoWorkflow)
		default:
			problems = append(problems, key+" is no field of this template")
		}
	}
	if f, ok := t.Field(KeySecretEnv); ok && len(given[f.Key]) > 0 && !v.Empty() {
		report(f, "cannot be used together with --secret-stdin or --secret-file")
	}
	missing, idle := t.completeness(given, v)
	for _, f := range idle {
		if wrong[f.When.Key] {
			continue // that is reported, not all that hangs on it
		}
		report(f, "has no meaning with --%s %s", f.When.Key, given.Get(f.When.Key))
	}
	problems = append(problems, missing...)
	if f, other, ok := t.excluded(given); ok {
		wrong[f.Key], wrong[other.Key] = true, true
		problems = append(problems, fmt.Sprintf("--%s and --%s cannot be used together", f.Flag, other.Flag))
	}
	if len(problems) > 0 {
		slices.Sort(problems)
		return nil, fault.New(fault.Usage, "%s: %s", t.ID, strings.Join(problems, "; ")).WithHint("%s", t.help(wrong, len(missing) > 0))
	}
	return clean, nil
}

// withProblem adds a problem to Validate's error, or makes one of it.
func (t Template) withProblem(err error, problem string) error {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		return fault.New(fault.Usage, "%s; %s", e.Message, problem).WithHint("%s", t.fieldList())
	}
	return fault.New(fault.Usage, "%s: %s", t.ID, problem).WithHint("%s", t.fieldList())
}

// completeness says which required fields have no value, and returns those whose
// value has no meaning.
func (t Template) completeness(given Settings, v secret.Value) (missing []string, idle []Field) {
	for _, f := range t.Fields {
		has := len(given[f.Key]) > 0
		if f.Kind == KindSecret {
			has = !v.Empty() || len(given[KeySecretEnv]) > 0 && f.Applies(given)
		}
		// A choice that was not made is reported itself, not all that hangs on it.
		open := f.When != nil && given.Get(f.When.Key) == ""
		switch {
		case f.Applies(given) && f.Required && !has:
			missing = append(missing, "--"+f.flagHelp()+" is missing")
		case !f.Applies(given) && has && !open:
			idle = append(idle, f)
		}
	}
	return missing, idle
}

// excluded returns two fields that are both set and may not be.
func (t Template) excluded(s Settings) (f, other Field, ok bool) {
	for _, f := range t.Fields {
		if other, ok := t.Field(f.Excludes); ok && len(s[f.Key]) > 0 && len(s[other.Key]) > 0 {
			return f, other, true
		}
	}
	return Field{}, Field{}, false
}

// flagHelp is the flag as it is written on a command line.
func (f Field) flagHelp() string {
	if f.Kind == KindSecret {
		return "secret-stdin or --secret-file"
	}
	return f.Flag
}

// help explains fields for an error: those that are wrong or, where something is
// missing or nothing that is wrong is a field of the template, all of them.
func (t Template) help(wrong map[string]bool, missing bool) string {
	var lines []string
	for _, f := range t.Fields {
		if wrong[f.Key] {
			lines = append(lines, t.line(f))
		}
	}
	if missing || len(lines) == 0 {
		return t.fieldList()
	}
	return strings.Join(lines, "\n")
}

// fieldList describes the template's fields for an error.
func (t Template) fieldList() string {
	var b strings.Builder
	fmt.Fprintf(&b, "fields of %s:\n  --name (required)  a name of your choice", t.ID)
	for _, f := range t.Fields {
		b.WriteString("\n  " + t.line(f))
	}
	return b.String()
}

// line describes one field.
func (t Template) line(f Field) string {
	return "--" + f.flagHelp() + t.need(f) + "  " + f.Help
}

// need says in brackets when a field is required and what may be chosen.
func (t Template) need(f Field) string {
	var notes []string
	if f.Required {
		notes = append(notes, "required")
	}
	if f.When != nil {
		notes = append(notes, "with "+f.When.Key+" "+strings.Join(f.When.Values, " or "))
	}
	if other, ok := t.Field(f.Excludes); ok {
		notes = append(notes, "not with "+other.Flag)
	}
	if len(f.Options) > 0 {
		notes = append(notes, strings.Join(f.Options, "|"))
	}
	if f.Default != "" {
		notes = append(notes, "default "+f.Default)
	}
	if len(notes) == 0 {
		return ""
	}
	return " (" + strings.Join(notes, ", ") + ")"
}

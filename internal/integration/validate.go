package integration

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// Validate checks the values given for a template and returns them in
// canonical form with defaults filled in. Everything wrong is reported at
// once, as one fault.Usage whose hint lists the template's fields.
func (t Template) Validate(given Settings, v secret.Value) (Settings, error) {
	clean := make(Settings, len(given))
	var problems []string
	report := func(f Field, format string, args ...any) {
		problems = append(problems, "--"+f.Flag+" "+fmt.Sprintf(format, args...))
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
		if _, ok := t.Field(key); !ok {
			problems = append(problems, key+" is no field of this template")
		}
	}
	problems = append(problems, t.completeness(given, v)...)
	if f, other, ok := t.excluded(given); ok {
		problems = append(problems, fmt.Sprintf("--%s and --%s cannot be used together", f.Flag, other.Flag))
	}
	if len(problems) > 0 {
		slices.Sort(problems)
		return nil, fault.New(fault.Usage, "%s: %s", t.ID, strings.Join(problems, "; ")).WithHint("%s", t.fieldList())
	}
	return clean, nil
}

// withProblem adds a problem to Validate's error, or makes one of it.
func (t Template) withProblem(err error, problem string) error {
	if e, ok := errors.AsType[*fault.Error](err); ok {
		return fault.New(fault.Usage, "%s; %s", e.Message, problem).WithHint("%s", e.Hint)
	}
	return fault.New(fault.Usage, "%s: %s", t.ID, problem).WithHint("%s", t.fieldList())
}

// withFields adds the template's fields to the hint of a usage error that an
// adapter found.
func (t Template) withFields(err error) error {
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Code == fault.Usage {
		return fault.Wrap(err, fault.Usage, "").WithHint("%s", strings.TrimPrefix(e.Hint+"\n"+t.fieldList(), "\n"))
	}
	return err
}

// completeness reports required fields without a value and values without a meaning.
func (t Template) completeness(given Settings, v secret.Value) []string {
	var problems []string
	for _, f := range t.Fields {
		has := len(given[f.Key]) > 0
		if f.Kind == KindSecret {
			has = !v.Empty()
		}
		// A choice that was not made is reported itself, not all that hangs on it.
		open := f.When != nil && given.Get(f.When.Key) == ""
		switch {
		case f.Applies(given) && f.Required && !has:
			problems = append(problems, "--"+f.flagHelp()+" is missing")
		case !f.Applies(given) && has && !open:
			problems = append(problems, fmt.Sprintf("--%s has no meaning with --%s %s",
				f.flagHelp(), f.When.Key, given.Get(f.When.Key)))
		}
	}
	return problems
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

// fieldList describes the template's fields for an error.
func (t Template) fieldList() string {
	var b strings.Builder
	fmt.Fprintf(&b, "fields of %s:\n  --name (required)  a name of your choice", t.ID)
	for _, f := range t.Fields {
		fmt.Fprintf(&b, "\n  --%s%s  %s", f.flagHelp(), t.need(f), f.Help)
	}
	return b.String()
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

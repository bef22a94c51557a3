package integration

import (
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
)

// Kind is what a field's value looks like.
type Kind string

// The kinds of field.
const (
	KindText    Kind = "text"
	KindURL     Kind = "url"
	KindGUID    Kind = "guid"
	KindChoice  Kind = "choice"
	KindPath    Kind = "path"    // of a file on this machine
	KindList    Kind = "list"    // several values, the flag is repeated
	KindMapping Kind = "mapping" // several claim=path values
	KindSecret  Kind = "secret"  // never a setting; goes to the secret store

	KindWorkflow  Kind = "workflow"  // ID of a workflow; its name is accepted
	KindDirectory Kind = "directory" // ID of a directory integration; its name is accepted

	KindURIs     Kind = "uris"     // several addresses, compared character by character
	KindVariable Kind = "variable" // of the environment

	KindExpression Kind = "expression" // in the source's own query language
	KindLimit      Kind = "limit"      // see guard.Parse
	KindDuration   Kind = "duration"   // see timespan.Parse
	KindShare      Kind = "share"      // see guard.ParseShare
	KindNumber     Kind = "number"     // a whole one
)

// KeySecret is the key of a template's secret field. Its value is not among
// the settings.
const KeySecret = "secret"

// Field is one field of a template, as data: flags, prompts, validation and
// documentation are all made from it.
type Field struct {
	Key      string   // in settings and JSON, e.g. "org_url"
	Flag     string   // without dashes, e.g. "org-url"
	Title    string   // for people
	Help     string   // what to enter and where to find it
	Kind     Kind     // what a value looks like
	Required bool     // in every case in which it applies
	Default  string   // used when nothing is given
	Options  []string // of a KindChoice
	// When restricts the field to integrations whose choice field has one of
	// these values; nil means always.
	When *Condition
	// Excludes is the key of a field that cannot be set together with this one.
	Excludes string
	// Unasked fields are never asked for at a terminal: their defaults are right
	// for most, and who needs them sets their flag.
	Unasked bool
	// Repoints says that changing the value makes the cached users those of
	// another organisation.
	Repoints bool
	// Routes says that requests, and with them the secret, go where the value says.
	Routes bool
	// Check validates one value beyond its kind; it may return a corrected one.
	Check func(value string) (string, error)
}

// Condition is a field that depends on a choice.
type Condition struct {
	Key    string
	Values []string
}

// Multiple reports whether the field holds several values.
func (f Field) Multiple() bool {
	return f.Kind == KindList || f.Kind == KindMapping || f.Kind == KindURIs
}

// Applies reports whether the field has a meaning beside these settings.
func (f Field) Applies(s Settings) bool {
	return f.When == nil || slices.Contains(f.When.Values, s.Get(f.When.Key))
}

// Clean validates one value and returns it in its canonical form.
func (f Field) Clean(value string) (string, error) {
	value = strings.TrimSpace(value)
	if value == "" {
		return "", fault.New(fault.Usage, "is empty")
	}
	if strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "", fault.New(fault.Usage, "contains control characters")
	}
	var err error
	switch f.Kind {
	case KindGUID:
		value, err = cleanGUID(value)
	case KindURL:
		if f.Check == nil {
			value, err = cleanURL(value)
		}
	case KindChoice:
		if !slices.Contains(f.Options, value) {
			err = fault.New(fault.Usage, "%q is none of %s", value, strings.Join(f.Options, ", "))
		}
	}
	if err == nil && f.Check != nil {
		value, err = f.Check(value)
	}
	return value, err
}

package directory

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// hintKinds lists the kinds in order of precedence.
func hintKinds() []HintKind {
	return []HintKind{HintLogin, HintEmail, HintAlias, HintEmployeeID}
}

// NormalizeHint returns the form in which a hint of the given kind is stored
// and looked up: trimmed always; case-folded and NFC for logins, e-mail
// addresses and aliases; exact for employee IDs, where case may tell two
// people apart.
func NormalizeHint(kind HintKind, value string) string {
	value = strings.TrimSpace(value)
	if kind == HintEmployeeID {
		return value
	}
	return fold(value)
}

// fold lower-cases ASCII quickly and folds anything else by Unicode's rules.
func fold(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return norm.NFC.String(cases.Fold().String(s))
		}
	}
	return strings.ToLower(s)
}

// hintForms returns every normalised hint that a person typing value may mean.
func hintForms(value string) []Hint {
	forms := make([]Hint, 0, 4)
	for _, k := range hintKinds() {
		if v := NormalizeHint(k, value); v != "" {
			forms = append(forms, Hint{Kind: k, Value: v})
		}
	}
	return forms
}

// hintsOf collects a record's login hints, distinct by value, strongest kind first.
func hintsOf(r Record) []Hint {
	hints := make([]Hint, 0, 3+len(r.Aliases))
	// Next to everybody has a few; a source that sends a hundred thousand of one
	// person must not take a sync hours.
	const few = 16
	var seen map[string]struct{}
	if len(r.Aliases) > few {
		seen = make(map[string]struct{}, len(r.Aliases))
	}
	known := func(v string) bool {
		if seen == nil {
			return slices.ContainsFunc(hints, func(h Hint) bool { return h.Value == v })
		}
		_, there := seen[v]
		seen[v] = struct{}{}
		return there
	}
	add := func(kind HintKind, value string) {
		if v := NormalizeHint(kind, value); v != "" && !known(v) {
			hints = append(hints, Hint{Kind: kind, Value: v})
		}
	}
	add(HintLogin, r.Login)
	add(HintEmail, r.Email)
	for _, a := range r.Aliases {
		add(HintAlias, a)
	}
	add(HintEmployeeID, r.EmployeeID)
	return hints
}

package directory

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/output"
)

// attributeView is an attribute as -o json shows it.
type attributeView struct {
	Path     string   `json:"path"`
	Type     string   `json:"type"`
	Title    string   `json:"title"`
	Sampled  int      `json:"sampled"`
	Filled   int      `json:"filled"`
	FillRate *float64 `json:"fill_rate"` // of those sampled, 0 to 1; null when nobody was
	Claims   []string `json:"claims"`
	Suggest  string   `json:"suggest"` // a claim that has no attribute and that its name speaks for
	Why      string   `json:"why"`     // it cannot be mapped
}

func (found findings) viewOf(a directory.Attribute) attributeView {
	v := attributeView{
		Path: a.Path, Type: a.Type, Title: a.Title, Sampled: a.Sampled, Filled: a.Filled,
		Claims: a.Claims, Why: a.Why,
	}
	if v.Claims == nil {
		v.Claims = []string{}
	}
	if found.suggests(a) {
		v.Suggest = a.Suggest
	}
	if a.Sampled > 0 {
		rate := math.Round(1e4*float64(a.Filled)/float64(a.Sampled)) / 1e4
		v.FillRate = &rate
	}
	return v
}

func attributesList(found findings, filled bool) output.List[directory.Attribute] {
	empty := "the source names no attributes"
	if filled {
		empty = "nobody in the sample has any attribute"
	}
	return output.List[directory.Attribute]{
		Columns: []output.Column[directory.Attribute]{
			{Title: "Path", Value: func(a directory.Attribute) string { return a.Path }},
			{Title: "Type", Value: func(a directory.Attribute) string { return a.Type }},
			{Title: "Filled", Right: true, Value: filledOf},
			{Title: "Share", Right: true, Value: fillShare},
			{Title: "Claim", Value: found.claimOf},
			{Title: "Cannot be mapped", Value: func(a directory.Attribute) string { return a.Why }},
		},
		Name:   func(a directory.Attribute) string { return a.Path },
		Object: func(a directory.Attribute) any { return found.viewOf(a) },
		Empty:  empty,
	}
}

func filledOf(a directory.Attribute) string {
	if a.Sampled == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d", a.Filled, a.Sampled)
}

// fillShare is a percentage that is 0% or 100% only if nobody or everybody has it.
func fillShare(a directory.Attribute) string {
	switch {
	case a.Sampled == 0:
		return ""
	case a.Filled == 0 || a.Filled == a.Sampled:
		return fmt.Sprintf("%d%%", 100*a.Filled/a.Sampled)
	default:
		percent := math.Round(100 * float64(a.Filled) / float64(a.Sampled))
		return fmt.Sprintf("%.0f%%", min(max(percent, 1), 99))
	}
}

// findings are the attributes of a source beside what is mapped.
type findings struct {
	all      []directory.Attribute
	explicit directory.Mapping // of the integration, without the defaults
	settled  map[string]bool   // claims for which nothing is to be suggested
}

func newFindings(all []directory.Attribute, explicit directory.Mapping) findings {
	found := findings{all: all, explicit: explicit, settled: map[string]bool{}}
	for _, a := range all {
		for _, claim := range a.Claims {
			// A claim whose attribute nobody has may be better off with another one.
			found.settled[claim] = found.settled[claim] || a.Filled > 0 || a.Sampled == 0
		}
	}
	for claim, path := range explicit {
		// Switched off, or mapped to what the source does not list and may have.
		if path == "" || !slices.ContainsFunc(all, func(a directory.Attribute) bool { return a.Path == path }) {
			found.settled[claim] = true
		}
	}
	return found
}

// suggests reports whether an attribute could serve a claim that nothing does.
func (found findings) suggests(a directory.Attribute) bool {
	return a.Why == "" && a.Suggest != "" && !found.settled[a.Suggest] && !slices.Contains(a.Claims, a.Suggest)
}

func (found findings) claimOf(a directory.Attribute) string {
	parts := slices.Clone(a.Claims)
	if found.suggests(a) {
		parts = append(parts, a.Suggest+" (suggested)")
	}
	return strings.Join(parts, ", ")
}

// ordered returns the attributes in the order in which they matter to whoever
// maintains the mapping: what to add, what is there, what else there is, and
// last what nobody has.
func (found findings) ordered(filled bool) []directory.Attribute {
	rank := func(a directory.Attribute) int {
		known := a.Filled > 0 || a.Sampled == 0
		switch {
		case found.suggests(a) && known:
			return 0
		case len(a.Claims) > 0:
			return 1
		case known && a.Why == "":
			return 2
		case known:
			return 3
		default:
			return 4
		}
	}
	list := slices.Clone(found.all)
	if filled {
		list = slices.DeleteFunc(list, func(a directory.Attribute) bool { return a.Filled == 0 })
	}
	slices.SortFunc(list, func(a, b directory.Attribute) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(b.Filled, a.Filled), cmp.Compare(a.Path, b.Path))
	})
	return list
}

// proposals maps each claim that has no attribute to the one that most people
// have among those suggested for it.
func (found findings) proposals() directory.Mapping {
	m := directory.Mapping{}
	for _, a := range found.ordered(true) {
		if _, better := m[a.Suggest]; better || !found.suggests(a) {
			continue
		}
		// The names are the source's; what could not be given back to it as --map
		// is not proposed.
		if _, err := directory.ParseMapping([]string{a.Suggest + "=" + a.Path}); err == nil {
			m[a.Suggest] = a.Path
		}
	}
	return m
}

// mapFlags writes the whole mapping as flags of "integrations edit", which
// replaces all of it: what is mapped now stays, with more put over it.
func mapFlags(explicit, more directory.Mapping) string {
	whole := maps.Clone(explicit)
	maps.Copy(whole, more)
	var b strings.Builder
	for _, entry := range whole.Entries() {
		b.WriteString(" --map " + shellWord(entry))
	}
	return b.String()
}

// shellWord quotes a word for POSIX shells where it needs that: paths are the
// source's words, and the line is there to be pasted.
func shellWord(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-=/:@%+,", r)
	}
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !plain(r) }) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/evidence"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/claims/name"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/entra"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/verification"
)

// guides names the hand-written guides with generated parts, and those parts.
func guides() map[string]map[string]func() (string, error) {
	return map[string]map[string]func() (string, error){
		"docs/directory.md": {
			"source-states":    sourceStates,
			"default-mappings": defaultMappings,
			"templates":        directoryTemplates,
		},
		"docs/integrations.md": integrationParts(),
		"docs/claims-policy.md": {
			"default-policy": defaultPolicy,
			"presets":        presets,
		},
		"docs/claims-matching.md": {
			"rules":    rules,
			"reasons":  reasons,
			"evidence": evidenceTable,

			"calibration": calibration,
		},
		"docs/sessions.md": {
			"session-states":  sessionStates,
			"session-moves":   sessionMoves,
			"session-reasons": sessionReasons,
		},
	}
}

// fill puts generated parts between their markers:
//
//	<!-- generated: NAME -->
//	...
//	<!-- end generated -->
//
// Every part must have its place, exactly once.
func fill(guide, text string, parts map[string]func() (string, error)) ([]byte, error) {
	const end = "<!-- end generated -->"
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		begin := "<!-- generated: " + name + " -->\n"
		if strings.Count(text, begin) != 1 {
			return nil, fmt.Errorf("%s: the marker %q must be there once", guide, strings.TrimSpace(begin))
		}
		before, rest, _ := strings.Cut(text, begin)
		_, after, ok := strings.Cut(rest, end)
		if !ok {
			return nil, fmt.Errorf("%s: %q has no %q after it", guide, strings.TrimSpace(begin), end)
		}
		part, err := parts[name]()
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", guide, name, err)
		}
		text = before + begin + "\n" + part + "\n" + end + after
	}
	return []byte(text), nil
}

// table is a Markdown table.
type table struct{ b strings.Builder }

func newTable(titles ...string) *table {
	t := &table{}
	t.row(titles...)
	t.b.WriteString("|" + strings.Repeat("---|", len(titles)) + "\n")
	return t
}

func (t *table) row(cells ...string) {
	for _, c := range cells {
		t.b.WriteString("| " + strings.NewReplacer("|", `\|`, "\n", " ").Replace(c) + " ")
	}
	t.b.WriteString("|\n")
}

func (t *table) String() string { return t.b.String() }

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

func sourceStates() (string, error) {
	t := newTable("source", "its word", "counts as", "why")
	for _, s := range directory.SourceStates() {
		t.row(string(s.Provider), code(s.Name), string(s.State), s.Why)
	}
	return t.String(), nil
}

func defaultMappings() (string, error) {
	o, e := okta.DefaultMapping(), entra.DefaultMapping()
	both := maps.Clone(o)
	maps.Copy(both, e)
	t := newTable("claim", "Okta", "Entra")
	for _, claim := range slices.Sorted(maps.Keys(both)) {
		t.row(code(claim), code(o[claim]), code(e[claim]))
	}
	if both[claims.Birthdate] == "" {
		t.row(code(claims.Birthdate), "none: map one", "none: map one")
	}
	return t.String(), nil
}

func defaultPolicy() (string, error) {
	text, err := match.DefaultPolicy().YAML()
	return "```yaml\n" + string(text) + "```\n", err
}

func presets() (string, error) {
	t := newTable("preset", "false match", "settled", "false stop", "for")
	percent := func(share float64) string { return fmt.Sprintf("%.2f %%", 100*share) }
	for _, p := range match.Presets() {
		t.row(code(p.Name), percent(p.FalseMatch), percent(p.Settled), percent(p.FalseStop), p.About)
	}
	return t.String(), nil
}

// rules lists the rules in the order in which they are tried.
func rules() (string, error) {
	t := newTable("rule", "decision", "meaning")
	for _, r := range match.DecisionRules() {
		t.row(code(string(r)), code(string(r.Outcome())), r.Text())
	}
	return t.String(), nil
}

// calibration lists the points of the map from the similarity of names to the
// score.
func calibration() (string, error) {
	words, cross := name.Calibration()
	t := newTable("names", "similarity: score")
	for _, row := range []struct {
		about  string
		points [][2]float64
	}{{"in one script", words}, {"in different scripts", cross}} {
		var list []string
		for _, p := range row.points {
			list = append(list, fmt.Sprintf("%v: %v", p[0], p[1]))
		}
		t.row(row.about, strings.Join(list, ", "))
	}
	return t.String(), nil
}

// evidenceTable lists what each level of agreement is worth.
func evidenceTable() (string, error) {
	t := newTable("claim", "level", "score", "bits", "meaning")
	for _, r := range evidence.Table() {
		score, bits := "any", fmt.Sprintf("%+.1f", r.Low)
		if r.High != r.Low {
			score = fmt.Sprintf("%.2f to %.2f", r.From, r.To)
			bits += fmt.Sprintf(" to %+.1f", r.High)
		}
		t.row(code(r.Claim), string(r.Level), score, bits, r.Why)
	}
	return t.String(), nil
}

func reasons() (string, error) {
	t := newTable("reason", "meaning")
	for _, r := range claims.Reasons() {
		t.row(code(string(r.Reason)), r.Text)
	}
	return t.String(), nil
}

// sessionStates lists the states of a session.
func sessionStates() (string, error) {
	t := newTable("state", "meaning", "finished")
	for _, s := range verification.States() {
		final := "no"
		if s.Final() {
			final = "yes"
		}
		t.row(code(string(s)), s.Text(), final)
	}
	return t.String(), nil
}

// sessionMoves lists the moves a session may make.
func sessionMoves() (string, error) {
	t := newTable("from", "to", "reasons")
	for _, m := range verification.Transitions() {
		reasons := make([]string, len(m.Reasons))
		for i, r := range m.Reasons {
			reasons[i] = code(r)
		}
		from := code(string(m.From))
		if from == "" {
			from = "the beginning"
		}
		t.row(from, code(string(m.To)), strings.Join(reasons, ", "))
	}
	return t.String(), nil
}

// sessionReasons lists why a session moves.
func sessionReasons() (string, error) {
	t := newTable("reason", "meaning")
	for _, r := range verification.Reasons() {
		t.row(code(r.Reason), r.Text)
	}
	return t.String(), nil
}

// Package decision shows what claims matching decided, for all commands that ask
// it.
package decision

import (
	"fmt"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/document"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/output"
)

// View is a match as -o json shows it.
type View struct {
	match.Decision
	RuleText string   `json:"rule_text"`
	Person   Person   `json:"person"`
	Document Document `json:"document"`
}

// Person is whom the document was compared with.
type Person struct {
	IntegrationID string              `json:"integration_id"`
	Integration   string              `json:"integration"`
	ExternalID    string              `json:"external_id"`
	Login         string              `json:"login"`
	State         directory.State     `json:"state"`
	MatchedBy     *directory.HintKind `json:"matched_by"`  // null where no login hint was asked for
	SyncedAt      *time.Time          `json:"synced_at"`   // when the record was last confirmed
	AgeSeconds    *int64              `json:"age_seconds"` // null when never synced
}

// Document is how the document was read.
type Document struct {
	Format string   `json:"format"`
	Type   string   `json:"type,omitempty"`
	Notes  []string `json:"notes"` // what a reviewer should know about the reading
}

// PersonOf shows whom a login hint stands for.
func PersonOf(now time.Time, found directory.Found) Person {
	p := Person{
		IntegrationID: found.Integration.ID, Integration: found.Integration.Name,
		ExternalID: found.User.ExternalID, Login: found.User.Login, State: found.User.State,
	}
	if found.Kind != "" {
		p.MatchedBy = &found.Kind
	}
	if !found.SyncedAt.IsZero() {
		at, age := found.SyncedAt.UTC(), int64(now.Sub(found.SyncedAt).Seconds())
		p.SyncedAt, p.AgeSeconds = &at, &age
	}
	return p
}

// ViewOf shows a decision, masked or not as d is.
func ViewOf(now time.Time, found directory.Found, doc document.Document, d match.Decision) View {
	return View{
		Decision: d, RuleText: d.Rule.Text(), Person: PersonOf(now, found),
		Document: Document{Format: string(doc.Format), Type: doc.Type, Notes: append([]string{}, doc.Notes...)},
	}
}

// Show writes the decision: for scripts as one object, for a reviewer as a
// table of claims and the decision below it.
func Show(f *cmdutil.Factory, found directory.Found, doc document.Document, d match.Decision) error {
	if format := f.Settings().Format; format != output.Table && format != output.CSV {
		return f.Render(output.Object(ViewOf(f.Now(), found, doc, d), string(d.Outcome)))
	}
	return ShowTable(f, found, doc, d)
}

// ShowTable writes the table of claims to stdout, and what a reviewer should
// know beside it to stderr.
func ShowTable(f *cmdutil.Factory, found directory.Found, doc document.Document, d match.Decision) error {
	err := f.Render(output.List[row]{
		Columns: []output.Column[row]{
			{Title: "Claim", Value: func(r row) string { return r.claim }},
			{Title: "Verdict", Value: func(r row) string { return r.verdict }},
			{Title: "Score", Right: true, Value: func(r row) string { return r.score }},
			{Title: "Document", Value: func(r row) string { return r.document }},
			{Title: "Directory", Value: func(r row) string { return r.directory }},
			{Title: "Why", Value: func(r row) string { return r.why }},
		},
	}.View(rows(d)))
	if err != nil {
		return err
	}
	if err := showSteps(f, d); err != nil {
		return err
	}
	f.IO.Notef("read the document as %s; %s", doc.Format, person(f.Now(), found))
	f.IO.Notef("evidence: %s", sum(d))
	because := ""
	if len(d.Reasons) > 0 {
		because = " (" + strings.Join(d.Reasons, ", ") + ")"
	}
	f.IO.Notef("%s: %s%s", string(d.Outcome), d.Rule.Text(), because)
	return nil
}

// row is a line of the table: a claim, or in the last one the decision.
type row struct{ claim, verdict, score, document, directory, why string }

func rows(d match.Decision) []row {
	out := make([]row, 0, len(d.Claims)+1)
	for _, c := range d.Claims {
		out = append(out, row{c.Claim, string(c.Verdict), score(c), c.Document, c.Directory, words(c.Reasons)})
	}
	why := string(d.Rule)
	if reasons := strings.Join(d.Reasons, ", "); reasons != "" && reasons != why {
		why += ": " + reasons
	}
	return append(out, row{claim: "decision", verdict: string(d.Outcome), why: strings.ReplaceAll(why, "_", " ")})
}

// step is a step of a comparison with the claim it belongs to.
type step struct {
	claim string
	claims.Step
}

// showSteps writes the steps of all comparisons, where they were asked for. CSV
// has one kind of row, so it leaves them out.
func showSteps(f *cmdutil.Factory, d match.Decision) error {
	var steps []step
	for _, c := range d.Claims {
		for _, s := range c.Steps {
			steps = append(steps, step{c.Claim, s})
		}
		if c.EvidenceWhy != "" {
			steps = append(steps, step{c.Claim, claims.Step{Part: "evidence", Method: c.EvidenceWhy, Score: c.Score, Weight: c.Evidence}})
		}
	}
	if len(steps) == 0 || f.Settings().Format == output.CSV {
		return nil
	}
	if _, err := fmt.Fprintln(f.IO.Out); err != nil && !iostreams.IsBrokenPipe(err) {
		return err
	}
	return f.Render(output.List[step]{
		Columns: []output.Column[step]{
			{Title: "Claim", Value: func(s step) string { return s.claim }},
			{Title: "Step", Value: func(s step) string { return s.Part }},
			{Title: "Document", Value: func(s step) string { return s.Document }},
			{Title: "Directory", Value: func(s step) string { return s.Directory }},
			{Title: "How", Value: func(s step) string { return strings.ReplaceAll(s.Method, "_", " ") }},
			{Title: "Score", Right: true, Value: func(s step) string { return fmt.Sprintf("%.3f", s.Score) }},
			{Title: "Weight", Right: true, Value: func(s step) string { return fmt.Sprintf("%.3f", s.Weight) }},
		},
	}.View(steps))
}

// sum writes the evidence out so that it can be added up by hand.
func sum(d match.Decision) string {
	var b strings.Builder
	for _, c := range d.Claims {
		if c.Level == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s %+.1f (%s)", c.Claim, c.Evidence, strings.ReplaceAll(c.Level, "_", " "))
	}
	if b.Len() == 0 {
		return "none"
	}
	fmt.Fprintf(&b, "; together %.1f bits of %v needed", d.Evidence.Sum, d.Evidence.Needed)
	return b.String()
}

// score is a similarity, where there was something to compare.
func score(c match.ClaimOutcome) string {
	if c.Verdict == claims.MissingID || c.Verdict == claims.MissingDirectory {
		return ""
	}
	return fmt.Sprintf("%.2f", c.Score)
}

// person says who was compared and how old the record is.
func person(now time.Time, found directory.Found) string {
	s := fmt.Sprintf("compared with %s in %s (%s", found.User.Login, found.Integration.Name, found.User.State)
	if found.Kind != "" {
		s += ", found by " + string(found.Kind)
	}
	s += ")"
	if found.SyncedAt.IsZero() {
		return s
	}
	return s + ", confirmed " + now.Sub(found.SyncedAt).Round(time.Second).String() + " ago"
}

func words(reasons []claims.Reason) string {
	w := make([]string, len(reasons))
	for i, r := range reasons {
		w[i] = strings.ReplaceAll(string(r), "_", " ")
	}
	return strings.Join(w, ", ")
}

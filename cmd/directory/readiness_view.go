package directory

import (
	"fmt"
	"strings"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/iostreams"
	"github.com/incodectl/incodectl/internal/output"
	"github.com/incodectl/incodectl/internal/readiness"
)

// readinessView is the report as -o json shows it.
type readinessView struct {
	readiness.Report
	Listed []readiness.Person `json:"people_not_ready,omitzero"` // only with --people
}

// readinessRow is a problem of a person.
type readinessRow struct {
	person  readiness.Person
	problem readiness.Finding
}

// readinessRowView is a problem as -o jsonl shows it.
type readinessRowView struct {
	IntegrationID string `json:"integration_id"`
	Integration   string `json:"integration"`
	Login         string `json:"login"`
	ExternalID    string `json:"external_id"`
	readiness.Finding
	Meaning string `json:"meaning"`
}

func readinessRows() output.List[readinessRow] {
	return output.List[readinessRow]{
		Columns: []output.Column[readinessRow]{
			{Title: "Integration", Value: func(r readinessRow) string { return r.person.Integration }},
			{Title: "Login", Value: func(r readinessRow) string { return r.person.Login }},
			{Title: "External ID", Value: func(r readinessRow) string { return r.person.ExternalID }},
			{Title: "Claim", Value: func(r readinessRow) string { return r.problem.Claim }},
			{Title: "Problem", Value: func(r readinessRow) string { return string(r.problem.Problem) }},
			{Title: "Meaning", Value: func(r readinessRow) string { return r.problem.Problem.Text() }},
		},
		Name: func(r readinessRow) string { return r.person.Login },
		Object: func(r readinessRow) any {
			p := r.person
			return readinessRowView{p.IntegrationID, p.Integration, p.Login, p.ExternalID, r.problem, r.problem.Problem.Text()}
		},
	}
}

// showReadiness prints the summary as tables, those without rows left out.
func showReadiness(f *cmdutil.Factory, r readiness.Report) error {
	shared := append(rowsOf(r.LoginHints.List, "login hint: "), rowsOf(r.Duplicates.List, "")...)
	for i, table := range []struct {
		view output.View
		rows int
	}{
		{integrationsReady().View(r.Integrations), len(r.Integrations)},
		{claimsReady().View(r.Claims), len(r.Claims)},
		{whyNotReady().View(r.Problems), len(r.Problems)},
		{sharedList().View(shared), len(shared)},
		{worstGroups(r.WorstGroups.By).View(r.WorstGroups.Groups), len(r.WorstGroups.Groups)},
	} {
		if table.rows == 0 {
			continue
		}
		if i > 0 {
			if _, err := fmt.Fprintln(f.IO.Out); err != nil && !iostreams.IsBrokenPipe(err) {
				return err
			}
		}
		if err := f.Render(table.view); err != nil {
			return err
		}
	}
	return nil
}

func integrationsReady() output.List[readiness.IntegrationReport] {
	return output.List[readiness.IntegrationReport]{Columns: []output.Column[readiness.IntegrationReport]{
		{Title: "Integration", Value: func(r readiness.IntegrationReport) string { return r.Name }},
		{Title: "Active", Right: true, Value: func(r readiness.IntegrationReport) string { return fmt.Sprint(r.People) }},
		{Title: "Ready", Right: true, Value: func(r readiness.IntegrationReport) string { return fmt.Sprint(r.Ready) }},
		{Title: "Not ready", Right: true, Value: func(r readiness.IntegrationReport) string { return fmt.Sprint(r.NotReady) }},
		{Title: "Share", Right: true, Value: func(r readiness.IntegrationReport) string { return share(r.Percent) }},
	}}
}

func claimsReady() output.List[readiness.ClaimReport] {
	return output.List[readiness.ClaimReport]{Columns: []output.Column[readiness.ClaimReport]{
		{Title: "Claim", Value: func(c readiness.ClaimReport) string { return c.Claim }},
		{Title: "Filled", Right: true, Value: func(c readiness.ClaimReport) string { return fmt.Sprint(c.Filled) }},
		{Title: "Missing", Right: true, Value: func(c readiness.ClaimReport) string { return fmt.Sprint(c.Missing) }},
		{Title: "Unreadable", Right: true, Value: func(c readiness.ClaimReport) string { return fmt.Sprint(c.Unreadable) }},
		{Title: "Usable", Right: true, Value: func(c readiness.ClaimReport) string { return share(c.UsablePercent) }},
		{Title: "Not ready", Right: true, Value: func(c readiness.ClaimReport) string { return fmt.Sprint(c.NotReady) }},
		{Title: "Unreadable because", Value: func(c readiness.ClaimReport) string {
			why := make([]string, len(c.Problems))
			for i, p := range c.Problems {
				why[i] = fmt.Sprintf("%s %d", spoken(string(p.Problem)), p.People)
			}
			return strings.Join(why, ", ")
		}},
	}}
}

func whyNotReady() output.List[readiness.Count] {
	return output.List[readiness.Count]{Columns: []output.Column[readiness.Count]{
		{Title: "Claim", Value: func(c readiness.Count) string { return c.Claim }},
		{Title: "Problem", Value: func(c readiness.Count) string { return spoken(string(c.Problem)) }},
		{Title: "People", Right: true, Value: func(c readiness.Count) string { return fmt.Sprint(c.People) }},
		{Title: "Meaning", Value: func(c readiness.Count) string { return c.Meaning }},
	}}
}

// rowsOf takes the largest groups for a table, named after what they share.
func rowsOf(list []readiness.Shared, about string) []readiness.Shared {
	const most = 10
	out := make([]readiness.Shared, 0, most)
	for _, s := range list[:min(len(list), most)] {
		s.Kind = about + spoken(s.Kind)
		out = append(out, s)
	}
	return out
}

func sharedList() output.List[readiness.Shared] {
	return output.List[readiness.Shared]{Columns: []output.Column[readiness.Shared]{
		{Title: "Shared", Value: func(s readiness.Shared) string { return s.Kind }},
		{Title: "People", Right: true, Value: func(s readiness.Shared) string { return fmt.Sprint(s.People) }},
		{Title: "Who", Value: who},
	}}
}

// who names the people who share something by what they are found by.
func who(s readiness.Shared) string {
	names := make([]string, len(s.Members))
	for i, m := range s.Members {
		names[i] = m.Login + " (" + m.Integration + ")"
	}
	if left := s.People - len(names); left > 0 {
		names = append(names, fmt.Sprintf("%d more", left))
	}
	return strings.Join(names, ", ")
}

func worstGroups(by string) output.List[readiness.Group] {
	return output.List[readiness.Group]{Columns: []output.Column[readiness.Group]{
		{Title: strings.ToUpper(by[:1]) + spoken(by[1:]), Value: func(g readiness.Group) string { return g.Group }},
		{Title: "People", Right: true, Value: func(g readiness.Group) string { return fmt.Sprint(g.People) }},
		{Title: "Ready", Right: true, Value: func(g readiness.Group) string { return fmt.Sprint(g.Ready) }},
		{Title: "Share", Right: true, Value: func(g readiness.Group) string { return share(g.Percent) }},
	}}
}

// share is a percentage, nothing where there is nobody.
func share(percent *float64) string {
	if percent == nil {
		return ""
	}
	return fmt.Sprintf("%.2f%%", *percent)
}

// spoken writes a word of a vocabulary with spaces.
func spoken(word string) string { return strings.ReplaceAll(word, "_", " ") }

// sayReadiness says on stderr what it comes to.
func sayReadiness(f *cmdutil.Factory, r readiness.Report) {
	for _, in := range r.Integrations {
		switch {
		case in.FullSyncNeeded != "":
			f.IO.Warnf("%s: %s; nobody of it is matched until a full sync", in.Name, in.FullSyncNeeded)
		case in.People == 0:
			f.IO.Notef("%s has no active people; if it was never synced, run: incodectl directory sync", in.Name)
		}
	}
	switch {
	case len(r.Integrations) == 0:
		f.IO.Notef(noneYet)
		return
	case r.People == 0:
		return
	}
	f.IO.Notef("%d of %s ready for matching under policy %s, %s", r.Ready, cmdutil.Count(r.People, "person is", "people are"), r.Policy, share(r.Percent))
	if r.ContactNeeded > 0 {
		f.IO.Notef("%d of them have enough evidence only with an e-mail address or phone number, which no ID carries", r.ContactNeeded)
	}
	if h := r.LoginHints; h.Without+h.Shared > 0 {
		f.IO.Notef("login hints: %s without any, %s, %d of them within one integration",
			cmdutil.Count(h.Without, "person", "people"), cmdutil.Count(h.Shared, "is shared", "are shared"), h.SharedWithin)
	}
	if d := r.Duplicates; d.SameNameAndBirthdate+d.SameNameAndPhone+d.SameEmployeeID > 0 {
		f.IO.Notef("the same person twice? same name and birth date: %d, same name and phone number: %d, same employee ID: %d",
			d.SameNameAndBirthdate, d.SameNameAndPhone, d.SameEmployeeID)
	}
}

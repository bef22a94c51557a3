package directory

import (
	"iter"

	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/output"
)

// mostShown is how many people of each action a terminal shows.
const mostShown = 20

// plan is what a run would change, as a dry run and a review show it.
type plan struct {
	run     directory.Run
	changes iter.Seq2[directory.Change, error]
	err     error      // of reading the changes
	shown   chan error // takes the end of a dry run's preview
}

// each yields the changes and remembers an error for whoever holds the plan.
func (p *plan) each() iter.Seq2[directory.Change, error] {
	return func(yield func(directory.Change, error) bool) {
		for c, err := range p.changes {
			p.err = err
			if !yield(c, err) || err != nil {
				return
			}
		}
	}
}

// planned is one person of a plan.
type planned struct {
	directory.Change
	integration string
}

// showPlans prints plans in the format asked for, none of it held in memory:
// JSON and YAML a run's record with its changes, the only one asked for as an
// object; the others one change after another.
func showPlans(f *cmdutil.Factory, plans iter.Seq[*plan], one, reveal bool) error {
	switch format := f.Settings().Format; {
	case format == output.JSON || format == output.YAML:
		grow := func(p *plan) any { return growing(p, reveal) }
		if !one {
			return f.Render(output.List[*plan]{Object: grow}.Stream(func(yield func(*plan, error) bool) {
				for p := range plans {
					if !yield(p, nil) {
						return
					}
				}
			}))
		}
		for p := range plans {
			return f.Render(output.Object(grow(p), p.run.ID))
		}
		return nil // it failed before there was a plan
	case format == output.CSV:
		return f.Render(fieldList().Stream(fieldRows(people(plans), reveal)))
	case format == output.Table && f.IO.IsStdoutTTY():
		hidden := 0
		err := f.Render(changeList(reveal).Stream(atMost(people(plans), &hidden)))
		if hidden > 0 {
			f.IO.Notef("and %s; all of them: -o json, jsonl or csv", cmdutil.Count(hidden, "more person", "more people"))
		}
		return err
	}
	return f.Render(changeList(reveal).Stream(people(plans)))
}

// growing is a run's record as JSON shows it, followed by the changes.
func growing(p *plan, reveal bool) output.Growing {
	return output.Growing{Head: viewRun(p.run), Key: "changes", Items: func(yield func(any, error) bool) {
		for c, err := range p.each() {
			if !yield(viewChange(planned{Change: c}, reveal), err) {
				return
			}
		}
	}}
}

// people yields the changes of plans, one person after another.
func people(plans iter.Seq[*plan]) iter.Seq2[planned, error] {
	return func(yield func(planned, error) bool) {
		for p := range plans {
			for c, err := range p.each() {
				if !yield(planned{c, p.run.IntegrationName}, err) || err != nil {
					return
				}
			}
		}
	}
}

// atMost leaves out whom a terminal does not show, and counts them.
func atMost(all iter.Seq2[planned, error], hidden *int) iter.Seq2[planned, error] {
	return func(yield func(planned, error) bool) {
		type kind struct {
			integration string
			action      directory.Action
		}
		seen := make(map[kind]int)
		for c, err := range all {
			if err == nil {
				k := kind{c.integration, c.Action}
				if seen[k]++; seen[k] > mostShown {
					*hidden++
					continue
				}
			}
			if !yield(c, err) {
				return
			}
		}
	}
}

// changeList shows one person a row.
func changeList(reveal bool) output.List[planned] {
	return output.List[planned]{
		Columns: []output.Column[planned]{
			{Title: "Action", Value: func(c planned) string { return string(c.Action) }},
			{Title: "Login", Value: func(c planned) string { return c.Who() }},
			{Title: "What changes", Value: func(c planned) string { return inShort(c.Change, reveal) }},
			{Title: "Integration", Value: func(c planned) string { return c.integration }},
			{Title: "External ID", Value: func(c planned) string { return c.ExternalID }},
		},
		Name:   func(c planned) string { return c.ExternalID },
		Object: func(c planned) any { return viewChange(c, reveal) },
	}
}

// fieldRow is one changed field of one person, for CSV.
type fieldRow struct {
	planned
	field fieldView
}

func fieldList() output.List[fieldRow] {
	return output.List[fieldRow]{Columns: []output.Column[fieldRow]{
		{Title: "action", Value: func(r fieldRow) string { return string(r.Action) }},
		{Title: "external_id", Value: func(r fieldRow) string { return r.ExternalID }},
		{Title: "login", Value: func(r fieldRow) string { return r.Who() }},
		{Title: "field", Value: func(r fieldRow) string { return r.field.Field }},
		{Title: "old", Value: func(r fieldRow) string { return r.field.Old }},
		{Title: "new", Value: func(r fieldRow) string { return r.field.told() }},
		{Title: "why", Value: func(r fieldRow) string { return r.Why }},
		{Title: "integration", Value: func(r fieldRow) string { return r.integration }},
	}}
}

// fieldRows yields one row for each field, and one for a person without any.
func fieldRows(all iter.Seq2[planned, error], reveal bool) iter.Seq2[fieldRow, error] {
	return func(yield func(fieldRow, error) bool) {
		for c, err := range all {
			if err != nil {
				yield(fieldRow{}, err)
				return
			}
			fields := viewFields(c.Change, reveal)
			if len(fields) == 0 {
				fields = []fieldView{{}}
			}
			for _, field := range fields {
				if !yield(fieldRow{c, field}, nil) {
					return
				}
			}
		}
	}
}

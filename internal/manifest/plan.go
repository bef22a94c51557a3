package manifest

import (
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/workflow"
)

// Options are how a file is to be applied.
type Options struct {
	// Prune deletes workflows and integrations that the file does not declare,
	// never the automatic integration.
	Prune bool
	// MaxDeletions is how many things may be deleted; nil is any number.
	MaxDeletions *int
}

// Plan compares the manifest with what there is. It is a pure function. What
// cannot be done is said at once, with where it stands in the file.
//
// The order is that of dependence: features, workflows, directories, what is
// linked to them; then deletions the other way round.
func (m *Manifest) Plan(p Present, o Options) (Plan, error) {
	c := comparison{m: m, present: p, now: Of(p), problems: problems{file: m.File}, prune: o.Prune}
	c.features()
	c.workflows()
	for _, directories := range []bool{true, false} {
		for _, in := range m.Integrations {
			if isDirectory(in.Template) == directories {
				c.integration(in)
			}
		}
	}
	if o.Prune {
		c.prunable()
	}
	if err := c.err(c.code); err != nil {
		return Plan{}, err
	}
	if err := o.allows(m, c.plan); err != nil {
		return Plan{}, err
	}
	return c.plan, nil
}

// comparison is a plan in the making.
type comparison struct {
	problems
	m       *Manifest
	present Present
	now     *Manifest // what there is, declared
	prune   bool
	plan    Plan
	code    fault.Code // of the problems: the last one's
}

func (c *comparison) refuse(code fault.Code, at Pos, hint, format string, args ...any) {
	c.code = code
	c.add(at, hint, format, args...)
}

func (c *comparison) change(ch Change) { c.plan.Changes = append(c.plan.Changes, ch) }

func (c *comparison) features() {
	for _, f := range c.m.Features {
		switch on, known := c.present.Features[f.Name]; {
		case !known:
			c.refuse(fault.NotFound, f.At, "see them all: incodectl features list", "there is no feature %q", f.Name)
		case on:
			c.plan.Unchanged++
		default:
			c.change(Change{
				Action: Update, Kind: KindFeature, Name: f.Name, at: f.At,
				Fields: []Field{{Name: "enabled", Before: false, After: true}},
			})
		}
	}
}

// workflows compares the workflows. Those that exist come first, so that a
// Configuration ID that one gives up is free for another.
func (c *comparison) workflows() {
	var made, updated []Change
	for i := range c.m.Workflows {
		w := &c.m.Workflows[i]
		c.takenID(w)
		j := slices.IndexFunc(c.now.Workflows, func(have Workflow) bool { return strings.EqualFold(have.Name, w.Name) })
		if j < 0 {
			made = append(made, Change{
				Action: Create, Kind: KindWorkflow, Name: w.Name, Fields: w.created(), at: w.At, workflow: w,
			})
			continue
		}
		fields := differences(c.now.Workflows[j].fields(), w.fields())
		if len(fields) == 0 {
			c.plan.Unchanged++
			continue
		}
		have := c.workflowNamed(w.Name)
		updated = append(updated, Change{
			Action: Update, Kind: KindWorkflow, Name: w.Name, ID: have.ID, Fields: fields, at: w.At, workflow: w,
		})
	}
	c.plan.Changes = slices.Concat(c.plan.Changes, c.handedOn(updated), made)
}

// takenID refuses a Configuration ID of a workflow that goes by another name in
// the profile and that the file does not change.
func (c *comparison) takenID(w *Workflow) {
	for _, have := range c.present.Workflows {
		if have.ConfigurationID != w.ConfigurationID || strings.EqualFold(have.Name, w.Name) || c.m.workflow(have.Name) != nil {
			continue
		}
		c.refuse(fault.Conflict, w.At, "a file cannot rename; if that is what is meant: incodectl workflows edit "+have.Name+" --name "+w.Name,
			"the Configuration ID %s of workflow %q belongs to workflow %q, which the file does not declare", w.ConfigurationID, w.Name, have.Name)
	}
}

// prunable adds the deletions: what is linked first, then directories, then
// workflows.
func (c *comparison) prunable() {
	for _, directories := range []bool{false, true} {
		for _, have := range c.present.Integrations {
			if _, ok := declarable(have); !ok || isDirectory(have.Template) != directories || c.m.integration(have.Name) != nil {
				continue
			}
			c.change(Change{Action: Delete, Kind: KindIntegration, Name: have.Name, ID: have.ID, Template: have.Template, Grave: true})
		}
	}
	for _, have := range c.present.Workflows {
		if c.m.workflow(have.Name) == nil {
			c.change(Change{Action: Delete, Kind: KindWorkflow, Name: have.Name, ID: have.ID, Grave: true})
		}
	}
}

func (c *comparison) workflowNamed(name string) *workflow.Workflow {
	for i, w := range c.present.Workflows {
		if strings.EqualFold(w.Name, name) {
			return &c.present.Workflows[i]
		}
	}
	return nil
}

// workflow finds a declared workflow by its name, ignoring case.
func (m *Manifest) workflow(name string) *Workflow {
	i := slices.IndexFunc(m.Workflows, func(w Workflow) bool { return strings.EqualFold(w.Name, name) })
	if i < 0 {
		return nil
	}
	return &m.Workflows[i]
}

// integration finds a declared integration by its name, ignoring case.
func (m *Manifest) integration(name string) *Integration {
	i := slices.IndexFunc(m.Integrations, func(in Integration) bool { return strings.EqualFold(in.Name, name) })
	if i < 0 {
		return nil
	}
	return &m.Integrations[i]
}

// repoints reports whether one of the fields decides which organisation a
// directory is of.
func repoints(template string, fields []Field) bool {
	t, err := integration.TemplateByID(template)
	return err == nil && slices.ContainsFunc(t.Fields, func(f integration.Field) bool {
		return f.Repoints && slices.ContainsFunc(fields, func(d Field) bool { return d.Name == keySettings+"."+f.Key })
	})
}

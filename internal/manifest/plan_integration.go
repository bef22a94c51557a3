package manifest

import (
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/secret"
)

func (c *comparison) integration(declared Integration) {
	in := &declared
	c.links(in)
	have, ok := c.integrationNamed(in)
	if !ok {
		c.change(Change{
			Action: Create, Kind: KindIntegration, Name: in.Name, Template: in.Template,
			Fields: slices.DeleteFunc(in.fields(), func(f Field) bool { return f.Name == keyName }), at: in.At, integration: in,
		})
		return
	}
	if _, ok := declarable(have); !ok {
		c.refuse(fault.Conflict, in.At, "choose another name",
			"the name %q is that of the automatic integration, which cannot be declared", have.Name)
		return
	}
	if have.Template != in.Template {
		c.refuse(fault.Conflict, in.At, "choose another name, or delete that one first: incodectl integrations delete "+have.Name,
			"integration %q is of template %s and cannot become %s: the template of an integration never changes", have.Name, have.Template, in.Template)
		return
	}
	now := c.now.integration(have.Name)
	fields := differences(now.fields(), in.linkedLike(*now).fields())
	if len(fields) == 0 {
		c.plan.Unchanged++
		return
	}
	c.change(Change{
		Action: Update, Kind: KindIntegration, Name: in.Name, ID: have.ID, Template: in.Template,
		Fields: fields, Grave: repoints(in.Template, fields), at: in.At, integration: in,
	})
}

// linkedLike returns the integration with its links spelt as another's where
// only case differs.
func (in Integration) linkedLike(other Integration) Integration {
	if strings.EqualFold(in.Workflow, other.Workflow) {
		in.Workflow = other.Workflow
	}
	if strings.EqualFold(in.Directory, other.Directory) {
		in.Directory = other.Directory
	}
	return in
}

// integrationNamed finds the integration that goes by the name, and refuses a
// name that is another's but for punctuation.
func (c *comparison) integrationNamed(in *Integration) (integration.Integration, bool) {
	for _, have := range c.present.Integrations {
		if strings.EqualFold(have.Name, in.Name) {
			return have, true
		}
	}
	for _, have := range c.present.Integrations {
		if secret.EnvName(have.Name) == secret.EnvName(in.Name) {
			c.refuse(fault.Conflict, in.At, "a file cannot rename; if that is what is meant: incodectl integrations edit "+have.Name+" --name "+in.Name,
				"the name %q differs from that of integration %q only in punctuation", in.Name, have.Name)
		}
	}
	return integration.Integration{}, false
}

// links refuses links to what neither the file nor the profile has, or has no
// more when it is pruned; the others are spelt as what they link to is.
func (c *comparison) links(in *Integration) {
	missing := func(kind, name string) {
		const hint = "declare it in the file, or correct the name"
		why := "neither the file nor the profile has it"
		if c.prune {
			why = "the file does not declare it, and --prune leaves nothing else"
		}
		c.refuse(fault.NotFound, in.At, hint, "integration %q is linked to %s %q: %s", in.Name, kind, name, why)
	}
	if in.Workflow != "" {
		have := c.workflowNamed(in.Workflow)
		switch declared := c.m.workflow(in.Workflow); {
		case declared != nil:
			in.Workflow = declared.Name
		case c.prune || have == nil:
			missing("workflow", in.Workflow)
		default:
			in.Workflow = have.Name
		}
	}
	if in.Directory == "" {
		return
	}
	to := c.m.integration(in.Directory)
	if to == nil && !c.prune {
		to = c.now.integration(in.Directory)
	}
	switch {
	case to == nil:
		missing("directory", in.Directory)
	case !isDirectory(to.Template):
		c.refuse(fault.Usage, in.At, "", "integration %q is linked to %q as its directory, which is of template %s", in.Name, to.Name, to.Template)
	default:
		in.Directory = to.Name
	}
}

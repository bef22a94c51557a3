package manifest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/workflow"
)

// weigh says of every change what else happens, and which ones a person has to
// agree to because of it.
func (s *Service) weigh(ctx context.Context, m *Manifest, p *Plan) error {
	for i := range p.Changes {
		c := &p.Changes[i]
		var err error
		switch {
		case c.Kind == KindWorkflow && c.Action == Update:
			err = s.weighWorkflow(ctx, m, c)
		case c.Kind == KindIntegration && c.Action == Update:
			err = s.weighEdit(ctx, c)
		case c.Kind == KindIntegration && c.Action == Delete:
			err = s.weighDelete(ctx, c)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *Change) says(format string, args ...any) {
	c.Impact = append(c.Impact, fmt.Sprintf(format, args...))
}

// has reports whether a field differs that is called so or lies below it.
func (c *Change) has(name string) bool {
	return slices.ContainsFunc(c.Fields, func(f Field) bool { return f.Name == name || strings.HasPrefix(f.Name, name+".") })
}

func (s *Service) weighWorkflow(ctx context.Context, m *Manifest, c *Change) error {
	w, err := s.Workflows.Repo.Workflow(ctx, c.ID)
	if err != nil {
		return err
	}
	if c.has(keyPolicy) {
		c.says("the policy becomes version %d and decides new sessions at once; open sessions keep theirs", w.PolicyVersion+1)
	}
	if !c.has(keyConfigurationID) {
		return nil
	}
	users, err := s.Workflows.Repo.WorkflowUsers(ctx, c.ID)
	if err != nil || len(users) == 0 {
		return err
	}
	c.Grave = true
	c.says("new sessions of %s are with the new Configuration ID", workflow.Named(users))
	return nil
}

func (s *Service) weighEdit(ctx context.Context, c *Change) error {
	if c.has(keyWorkflow) || c.has(keyDirectory) {
		c.says("new sessions follow the new link at once; open sessions keep theirs")
	}
	if err := s.weighSecret(ctx, c); err != nil {
		return err
	}
	if repoints(c.Template, c.Fields) {
		then := "it is of another organisation then"
		if c.integration.SecretEnv != "" {
			then += ", and its secret is sent there"
		}
		c.says("%s", then)
		d, err := s.Integrations.Repo.Dependents(ctx, c.ID)
		if err == nil && d.Users > 0 {
			c.says("%s to the former one until a full sync: incodectl directory sync %s",
				count(d.Users, "synced person belongs", "synced people belong"), c.Name)
		}
		return err
	}
	for _, key := range []string{integration.KeyGroups, integration.KeySearch, integration.KeyFilter, integration.KeyMapping} {
		if c.has(keySettings + "." + key) {
			c.says("the next sync reads everybody again")
			return nil
		}
	}
	return nil
}

// weighSecret says when a stored secret goes, because the file says that it is in
// a variable. As long as it is in none, nobody would have it then.
func (s *Service) weighSecret(ctx context.Context, c *Change) error {
	auth := c.has(keySettings + "." + integration.KeyAuth)
	if !auth && !c.has(keySecret) {
		return nil
	}
	in, err := s.Integrations.Repo.Integration(ctx, c.ID)
	if err != nil {
		return err
	}
	if t, err := integration.TemplateByID(in.Template); err != nil || !t.Stored(in.Settings) {
		return err
	}
	if c.integration.SecretEnv == "" { // and needs none any more
		c.says("its stored secret goes")
		return nil
	}
	where := "its stored secret goes; from then on it is read from " + c.integration.SecretEnv
	switch err := s.secret(ctx, *c); {
	case fault.Is(err, fault.SecretUnavailable):
		c.Grave = true
		where += ", which is not set here"
	case err != nil:
		return err
	}
	c.says("%s", where)
	return nil
}

func (s *Service) weighDelete(ctx context.Context, c *Change) error {
	in, err := s.Integrations.Repo.Integration(ctx, c.ID)
	if err != nil {
		return err
	}
	d, err := s.Integrations.Repo.Dependents(ctx, c.ID)
	if err != nil {
		return err
	}
	goes := func(n int, one, many string) {
		if n > 0 {
			c.says("%s", count(n, one, many))
		}
	}
	goes(d.Users, "synced person goes", "synced people go")
	goes(d.Identities, "identity goes", "identities go")
	goes(d.OpenSessions, "open session stops", "open sessions stop")
	if t, err := integration.TemplateByID(in.Template); d.ClientSecret || err == nil && t.Stored(in.Settings) {
		c.says("its secret goes")
	}
	c.says("its ID %s is never valid again", c.ID)
	return nil
}

// count writes a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		many = one
	}
	return fmt.Sprintf("%d %s", n, many)
}

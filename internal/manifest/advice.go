package manifest

import (
	"context"
	"fmt"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
)

// Advice is something about what a plan makes that a person should know of: it
// keeps nothing from being applied.
type Advice struct {
	Text string
	Hint string // what to do about it
}

// Advise looks at what a plan creates or changes: secrets that are referred to
// and not there, policies that are weak.
func (s *Service) Advise(ctx context.Context, p Plan) ([]Advice, error) {
	var all []Advice
	for _, c := range p.Changes {
		switch {
		case c.workflow != nil && (c.Action == Create || c.has(keyPolicy)):
			for _, w := range c.workflow.Policy.Warnings() {
				all = append(all, Advice{Text: fmt.Sprintf("workflow %q: %s", c.Name, w)})
			}
		case c.integration == nil:
		case c.Action == Create || c.has(keySecret) || c.has(keySettings+"."+integration.KeyAuth):
			err := s.secret(ctx, c)
			if fault.Is(err, fault.SecretUnavailable) {
				all = append(all, Advice{
					Text: fmt.Sprintf("the secret of integration %q is not there: %s is not set", c.Name, c.integration.SecretEnv),
					Hint: fmt.Sprintf("export %s, or keep the secret here: incodectl integrations edit %s --clear secret-env --secret-stdin",
						c.integration.SecretEnv, c.Name),
				})
			} else if err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// Unsynced lists the directories of a plan whose people have to be brought here,
// or anew, before anybody of them can be looked up.
func (p Plan) Unsynced() []string {
	var names []string
	for _, c := range p.Changes {
		if c.integration != nil && isDirectory(c.Template) && (c.Action == Create || c.Grave) {
			names = append(names, c.Name)
		}
	}
	return names
}

// secret looks for the secret of an integration as it is declared.
func (s *Service) secret(ctx context.Context, c Change) error {
	_, _, err := s.Integrations.Secret(ctx, integration.Integration{
		Name: c.Name, Template: c.Template, Settings: c.integration.whole(ids{}),
	})
	return err
}

package workflow

import (
	"bytes"
	"errors"
	"strings"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/fault"
)

// settle returns a policy as a workflow keeps it: with what is to be set and
// unset in it, checked, and every choice spelt out, so that a later version of
// the presets changes nothing. One without a name goes by the workflow's.
func settle(p match.Policy, workflow string, set, unset []string) (match.Policy, error) {
	if len(set)+len(unset) > 0 {
		var err error
		if p, err = Assign(p, set, unset); err != nil {
			return p, err
		}
	}
	if p.Name == "" {
		p.Name = workflow
	}
	if err := p.Validate(); err != nil {
		return p, err
	}
	text, err := p.YAML()
	if err != nil {
		return p, err
	}
	return parse(text, p.Name)
}

// madeUp is the name under which text that is no file of anybody's is parsed.
const madeUp = "as-changed"

// parse reads a policy that was written by the program. What is wrong with it is
// said without a line and column, which nobody has seen.
func parse(text []byte, name string) (match.Policy, error) {
	p, err := match.ParsePolicy(text, madeUp)
	if p.Name == madeUp {
		p.Name = name
	}
	bad, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return p, err
	}
	_, what, found := strings.Cut(bad.Message, ": ")
	if !found {
		return p, err
	}
	return p, fault.New(bad.Code, "the policy would not be right: %s", what).WithHint("%s", bad.Hint)
}

// Equal reports whether two states of a workflow have the same name,
// Configuration ID and policy.
func (w Workflow) Equal(other Workflow) bool {
	return w.Name == other.Name && w.ConfigurationID == other.ConfigurationID && w.PolicyVersion == other.PolicyVersion
}

// equal reports whether two policies decide alike and are called the same.
func equal(a, b match.Policy) bool {
	x, errA := a.YAML()
	y, errB := b.YAML()
	return errA == nil && errB == nil && bytes.Equal(x, y)
}

package manifest

import "github.com/incodectl/incodectl/internal/fault"

// allows refuses a plan that deletes more than anybody can have meant. Nobody can
// agree to it: it is for the scripts that agree to everything.
func (o Options) allows(m *Manifest, p Plan) error {
	n := p.Count(Delete)
	switch {
	case n == 0:
		return nil
	case len(m.Workflows) == 0 && len(m.Integrations) == 0:
		return fault.New(fault.Blocked, "%s declares no workflow and no integration, and --prune would delete all %d; nothing was changed", m.File, n).
			WithHint("if this is the right file, delete them by name: incodectl integrations delete NAME, then incodectl workflows delete NAME")
	case o.MaxDeletions != nil && n > *o.MaxDeletions:
		return fault.New(fault.Blocked, "it would delete %s, more than --max-deletions %d allows; nothing was changed",
			count(n, "thing", "things"), *o.MaxDeletions).
			WithHint("see them: incodectl apply -f FILE --prune --dry-run; if they are meant: --max-deletions %d", n)
	}
	return nil
}

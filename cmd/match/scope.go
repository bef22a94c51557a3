package match

import (
	"context"

	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/verification"
)

// matcher opens the directory, to match under these rules or those that
// --integration brings.
func (opts *matchOptions) matcher(ctx context.Context, rules match.Policy) (*verification.Matcher, error) {
	rules, where, err := opts.scope(ctx, rules)
	if err != nil {
		return nil, err
	}
	dir, err := opts.f.Directory(ctx)
	if err != nil {
		return nil, err
	}
	return verification.NewMatcher(ctx, dir, where, rules, match.Options{Now: opts.f.Now(), Explain: opts.explain})
}

// scope says by which policy and in which directory ("" is all) --integration has
// people matched. A directory only narrows the search. Any other integration is
// taken as a session of it would be: by the policy of its workflow, unless
// --policy names one, and in the directory it is linked to.
func (opts *matchOptions) scope(ctx context.Context, rules match.Policy) (match.Policy, string, error) {
	if opts.integration == "" {
		return rules, "", nil
	}
	svc, err := opts.f.Integrations(ctx)
	if err != nil {
		return rules, "", err
	}
	in, err := svc.Get(ctx, opts.integration)
	if err != nil {
		return rules, "", err
	}
	if in.Category == integration.CategoryDirectory {
		return rules, in.ID, nil
	}
	where := in.Settings.Get(integration.KeyDirectory)
	if opts.policy != "" {
		return rules, where, nil
	}
	ref := in.Settings.Get(integration.KeyWorkflow)
	if ref == "" {
		return rules, "", fault.New(fault.Usage, "integration %q has no workflow, and so no policy to match by", in.Name).
			WithHint("name one with --policy, or name a directory integration or one that starts sessions")
	}
	workflows, err := opts.f.Workflows(ctx)
	if err != nil {
		return rules, "", err
	}
	w, err := workflows.Get(ctx, ref)
	if err != nil {
		return rules, "", err
	}
	opts.f.IO.Notef("matching by version %d of the policy of workflow %q", w.PolicyVersion, w.Name)
	return w.Policy, where, nil
}

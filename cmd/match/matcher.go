package match

import (
	"context"

	"github.com/incodectl/incodectl/internal/claims/document"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// groupsClaim is the mapped claim that holds a person's groups, one a line.
const groupsClaim = "groups"

// matcher decides one person after another under one policy. It may be used by
// several goroutines at once.
type matcher struct {
	dir     *directory.Service
	finder  *directory.Finder // of a batch, nil where one person is looked up
	policy  match.Policy
	options match.Options
	reveal  bool
}

// newMatcher opens the directory.
func newMatcher(ctx context.Context, f *cmdutil.Factory, policy match.Policy, explain, reveal bool) (*matcher, error) {
	dir, err := f.Directory(ctx)
	if err != nil {
		return nil, err
	}
	return &matcher{
		dir: dir, policy: policy, reveal: reveal,
		options: match.Options{Now: f.Now(), Explain: explain},
	}, nil
}

// answer is what was decided about whom.
type answer struct {
	found    directory.Found
	decision match.Decision
}

// one finds the person a login hint stands for and decides whether the document
// is theirs. Compared values are masked unless the matcher reveals them.
func (m *matcher) one(ctx context.Context, hint, integration string, doc document.Document) (answer, error) {
	find := m.dir.Lookup
	if m.finder != nil {
		find = func(ctx context.Context, hint, _ string) (directory.Found, error) { return m.finder.Find(ctx, hint) }
	}
	found, err := find(ctx, hint, integration)
	if err != nil {
		return answer{}, err
	}
	if why := found.Integration.FullSyncNeeded; why != "" {
		return answer{}, fault.New(fault.Blocked, "integration %q cannot be matched against: %s", found.Integration.Name, why).
			WithHint("run a full sync first: incodectl directory sync %s", found.Integration.Name)
	}
	decision := match.Evaluate(doc.Claims, found.User.Claims, subject(found.User), m.policy, m.options)
	if decision, err = m.contested(ctx, decision, found, doc); err != nil {
		return answer{}, err
	}
	if !m.reveal {
		decision = decision.Masked()
	}
	return answer{found: found, decision: decision}, nil
}

// contested asks, where the policy wants to know, who else in the directory would
// pass with the document.
func (m *matcher) contested(ctx context.Context, d match.Decision, found directory.Found, doc document.Document) (match.Decision, error) {
	search, ok := d.Search(doc.Claims, m.policy)
	if !ok {
		return d, nil
	}
	people, more, err := m.dir.Candidates(ctx, found.User, search.Claims, directory.CandidateOptions{ByName: search.ByName})
	if err != nil {
		return match.Decision{}, err
	}
	rivals := 0
	for _, u := range people {
		if match.Rival(doc.Claims, u.Claims, subject(u), m.policy, m.options) {
			rivals++
		}
	}
	return d.Contested(rivals, more), nil
}

// subject is a person as the policy sees them.
func subject(u directory.User) match.Subject {
	return match.Subject{Active: u.State == directory.Active, State: string(u.State), Groups: match.GroupsOf(u.Claims[groupsClaim])}
}

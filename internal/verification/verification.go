// Package verification decides about people: it finds who a login hint stands
// for, compares the document with their record under a policy, and holds a pass
// against the rest of the directory. It joins packages directory and
// claims/match, which do not know each other.
package verification

import (
	"context"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/match"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// Matcher decides one person after another under one policy. It may be used by
// several goroutines at once.
type Matcher struct {
	dir     *directory.Service
	finder  *directory.Finder
	policy  match.Policy
	options match.Options
}

// NewMatcher prepares matching against one integration (ID or name), or all
// when it is empty. What is known of the integrations is read only once.
func NewMatcher(ctx context.Context, dir *directory.Service, integration string, p match.Policy, o match.Options) (*Matcher, error) {
	finder, err := dir.Finder(ctx, integration)
	if err != nil {
		return nil, err
	}
	return &Matcher{dir: dir, finder: finder, policy: p, options: o}, nil
}

// Answer is what was decided about whom.
type Answer struct {
	Found    directory.Found
	Decision match.Decision
}

// Match finds the person a login hint stands for and decides whether the
// document is theirs. Its errors are those of a lookup, and fault.Blocked while
// the people of the integration may still be another organisation's.
func (m *Matcher) Match(ctx context.Context, hint string, doc claims.Set) (Answer, error) {
	found, err := m.finder.Find(ctx, hint)
	if err != nil {
		return Answer{}, err
	}
	if err := fresh(found); err != nil {
		return Answer{}, err
	}
	decision, err := m.decide(ctx, found.User, doc)
	if err != nil {
		return Answer{}, err
	}
	return Answer{Found: found, Decision: decision}, nil
}

// decide compares the document with a person's record and holds a pass against
// the rest of the directory.
func (m *Matcher) decide(ctx context.Context, u directory.User, doc claims.Set) (match.Decision, error) {
	return m.contested(ctx, match.Evaluate(doc, u.Claims, subject(u), m.policy, m.options), u, doc)
}

// fresh refuses people who may still be another organisation's.
func fresh(found directory.Found) error {
	if why := found.Integration.FullSyncNeeded; why != "" {
		return fault.New(fault.Blocked, "integration %q cannot be matched against: %s", found.Integration.Name, why).
			WithHint("run a full sync first: incodectl directory sync %s", found.Integration.Name)
	}
	return nil
}

// contested asks, where the policy wants to know, who else in the directory
// would pass with the document.
func (m *Matcher) contested(ctx context.Context, d match.Decision, found directory.User, doc claims.Set) (match.Decision, error) {
	search, ok := d.Search(doc, m.policy)
	if !ok {
		return d, nil
	}
	people, more, err := m.dir.Candidates(ctx, found, search.Claims, directory.CandidateOptions{ByName: search.ByName})
	if err != nil {
		return match.Decision{}, err
	}
	rivals := 0
	for _, u := range people {
		if match.Rival(doc, u.Claims, subject(u), m.policy, m.options) {
			rivals++
		}
	}
	return d.Contested(rivals, more), nil
}

// subject is a person as the policy sees them.
func subject(u directory.User) match.Subject {
	return match.Subject{Active: u.State == directory.Active, State: string(u.State), Groups: match.GroupsOf(u.Claims[claims.Groups])}
}

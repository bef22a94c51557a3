package directory

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/guard"
)

// namedInError is how many people an error names; the rest is for the review.
const namedInError = 5

// guard stops a plan that would do harm on the strength of a doubtful listing:
// fault.Blocked, with what is exceeded in the run's record. Any other error is a
// failure to look.
func (s *Service) guard(ctx context.Context, f *fetch, p Plan, before Position) error {
	if f.read.Mode == ModeFull && p.Counts.Listed == 0 && f.at.Skipped > 0 {
		return fault.New(fault.Blocked, "none of the %d records that the source listed can be read, the first because of: %s; nothing was changed",
			f.at.Skipped, f.run.RecordErrors[0].Reason).
			WithHint("check how attributes are mapped: incodectl directory attributes %s", f.req.Integration.Name)
	}
	if f.read.Mode == ModeFull && p.Counts.Listed == 0 {
		return fault.New(fault.Blocked, "the source listed nobody, which is taken for a fault and not for an empty company; nothing was changed").
			WithHint("check the scope (groups, --search or --filter) and the credential's role, without which an Okta app sees an empty list: "+
				"incodectl integrations test %s", f.req.Integration.Name)
	}
	limits, c := f.req.Limits, p.Counts
	gone := c.Deactivated + c.Missing
	if !before.FullAt.IsZero() {
		large, err := s.large(ctx, f.req.Integration.ID, enough(limits.Deactivations, gone), enough(limits.Updates, c.Updated))
		if err != nil || large {
			return err
		}
	}
	states, err := s.Repo.StateCounts(ctx, f.req.Integration.ID)
	if err != nil {
		return err
	}
	f.run.ActiveBefore = states[Active]
	if states[Active]+states[Inactive]+states[Missing] == 0 {
		f.run.First = true
		f.run.note("the first sync of this integration: there is nothing to compare with, so no limit applied")
		return nil
	}
	var words []string
	if b, over := guard.Check(guard.Deactivations, limits.Deactivations, gone, states[Active]); over {
		who, err := f.names(ctx, gone, ActionMissing, ActionDeactivate)
		if err != nil {
			return err
		}
		f.run.Exceeded = append(f.run.Exceeded, b)
		words = append(words, fmt.Sprintf("%s would go (%d deactivated, %d missing), and the limit is %s: %s",
			counted(gone, "person", "people"), c.Deactivated, c.Missing, inWords(b), who))
	}
	if _, over := guard.Check(guard.Updates, limits.Updates, c.Updated, states[Active]); over {
		lost, fields, err := f.losses(ctx)
		if err != nil {
			return err
		}
		if b, over := guard.Check(guard.Updates, limits.Updates, lost, states[Active]); over {
			f.run.Exceeded = append(f.run.Exceeded, b)
			words = append(words, fmt.Sprintf("values of %s would be changed or removed, and the limit is %s: %s",
				counted(lost, "person", "people"), inWords(b), fields))
		}
	}
	if len(words) == 0 {
		return nil
	}
	return f.blocked(words)
}

// blocked answers what people ask of such a stop: was a part applied, what
// becomes of the next run, where is it recorded, how to go on.
func (f *fetch) blocked(words []string) error {
	err := fault.New(fault.Blocked, "stopped before anything was changed: %s", strings.Join(words, "; "))
	if f.req.Preview != nil {
		return err.WithHint("a sync would be held for review; raise a limit for one run with --max-deactivations or --max-updates")
	}
	return err.WithHint("all of it is held as run %[1]s; the next sync begins anew. See it: incodectl directory runs review %[1]s; "+
		"then: incodectl directory runs apply %[1]s (or discard)", f.run.ID)
}

// tooMany is the answer of enough where no company is large enough, or only one
// so large that its people can as well be counted.
const tooMany = -1

// enough is a size of company in which a limit lets n people be affected.
func enough(l guard.Limit, n int) int {
	for base := 0; base <= 1000*n; base = max(n, 2*base) {
		if allowed, limited := l.Allowed(base); !limited || n <= allowed {
			return base
		}
	}
	return tooMany
}

// large reports whether the integration has at least so many active people.
// Counting all of them takes longer than a delta.
func (s *Service) large(ctx context.Context, integrationID string, sizes ...int) (bool, error) {
	switch n := slices.Max(sizes); {
	case slices.Contains(sizes, tooMany):
		return false, nil
	case n == 0:
		return true, nil
	default:
		return s.Repo.AtLeast(ctx, integrationID, Active, n)
	}
}

func inWords(b guard.Breach) string {
	if strings.Contains(b.Set, "%") {
		return fmt.Sprintf("%d (%s of %d active)", b.Allowed, b.Set, b.Base)
	}
	return fmt.Sprint(b.Allowed)
}

// names lists the first few people of some actions, out of n.
func (f *fetch) names(ctx context.Context, n int, actions ...Action) (string, error) {
	var who []string
	for c, err := range f.staging.Changes(ctx, ChangeFilter{Actions: actions, Limit: namedInError}) {
		if err != nil {
			return "", err
		}
		who = append(who, c.Who())
	}
	who = who[:min(len(who), namedInError)]
	if more := n - len(who); more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(who, ", "), more), nil
	}
	return strings.Join(who, ", "), nil
}

// losses counts the people of whom a value is changed or removed, and says of
// which claims most. Values that are added harm nobody: a claim that is mapped
// anew fills in everybody.
func (f *fetch) losses(ctx context.Context) (people int, fields string, err error) {
	removed, changed := map[string]int{}, map[string]int{}
	for c, err := range f.staging.Changes(ctx, ChangeFilter{Actions: []Action{ActionUpdate}}) {
		if err != nil {
			return 0, "", err
		}
		lost := false
		for _, fc := range c.Fields() {
			switch {
			case fc.Field == FieldSourceState, fc.Old == "":
			case fc.New == "":
				removed[fc.Field]++
				lost = true
			default:
				changed[fc.Field]++
				lost = true
			}
		}
		if lost {
			people++
		}
	}
	var parts []string
	for _, side := range []struct {
		word   string
		counts map[string]int
	}{{"removed", removed}, {"changed", changed}} {
		for _, field := range mostFrequent(side.counts, 3) {
			name := field
			if field == FieldHints {
				name = "login hints"
			}
			parts = append(parts, fmt.Sprintf("%s %s (%d)", name, side.word, side.counts[field]))
		}
	}
	return people, strings.Join(parts, ", "), nil
}

// mostFrequent returns the n keys with the highest counts.
func mostFrequent(counts map[string]int, n int) []string {
	keys := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	return keys[:min(n, len(keys))]
}

// counted writes a number with its noun.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

package okta

import (
	"context"
	"encoding/json"
	"time"

	"github.com/okta/okta-sdk-golang/v2/okta/query"

	"github.com/incodectl/incodectl/internal/directory"
)

// checkGroups ends a delta where the members of a group in scope changed. Okta
// says when that was and not who: lastUpdated of people does not move by it.
func (r *reading) checkGroups(ctx context.Context) error {
	groups := r.source.scope.groups
	changed := make([]time.Time, len(groups))
	dates := make([]time.Time, len(groups))
	cost, err := parallel(ctx, r.workers, len(groups), func(ctx context.Context, i int) (err error) {
		changed[i], dates[i], err = r.source.membersChanged(ctx, groups[i])
		return err
	})
	r.extra.Add(cost)
	if err != nil {
		return err
	}
	first := dates[0]
	for _, d := range dates {
		first = earlier(first, d)
	}
	if err := r.answered(first); err != nil {
		return err
	}
	for i, at := range changed {
		if !at.Before(r.place.Since.Add(-groupOverlap)) {
			return &directory.FullNeeded{Why: "the members of group " + groups[i] + " changed"}
		}
	}
	return nil
}

// membersChanged is when somebody last joined or left a group, and Okta's time
// at the answer.
func (s *Source) membersChanged(ctx context.Context, group string) (changed, date time.Time, err error) {
	what := subject{what: "group " + group, group: group, scope: scopeGroups}
	resp, body, err := s.get(ctx, "/api/v1/groups/"+group, query.NewQueryParams(), what)
	if err != nil {
		return time.Time{}, time.Time{}, err
	}
	var g struct {
		ID      string    `json:"id"`
		Changed time.Time `json:"lastMembershipUpdated"`
	}
	if err := json.Unmarshal(body, &g); err != nil || g.ID != group || g.Changed.IsZero() {
		return time.Time{}, time.Time{}, s.badRecord(what, "it does not say when the members changed")
	}
	return g.Changed, dateOf(resp), nil
}

// earlier is the earlier of two times, the zero time if one is unknown.
func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

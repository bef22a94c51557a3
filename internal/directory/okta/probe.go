package okta

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/okta/okta-sdk-golang/v2/okta/query"

	"github.com/incodectl/incodectl/internal/directory"
)

// probeSize is how many people a connection test reads at most per group.
const probeSize = 10

// Probe implements directory.Source: it authenticates and reads one small page,
// of each group where groups are set, so that a wrong group id shows.
func (s *Source) Probe(ctx context.Context) (directory.Probe, error) {
	p := directory.Probe{Warnings: []string{}}
	seen := make(map[string]int, len(s.fields))
	starts := []position{s.start()}
	if len(s.groups) > 0 {
		starts = starts[:0]
		for _, g := range s.groups {
			starts = append(starts, position{group: g})
		}
	}
	for _, pos := range starts {
		l, err := s.list(ctx, pos, min(probeSize, s.pageSize))
		if err != nil {
			return directory.Probe{}, err
		}
		page := s.convert(l.users, 1)
		p.Users += len(l.users)
		p.More = p.More || l.next != ""
		for _, bad := range page.Skipped {
			p.Warnings = append(p.Warnings, strings.TrimSpace("a record cannot be read: "+bad.ExternalID+" "+bad.Reason))
		}
		for _, r := range page.Records {
			for claim := range r.Claims {
				seen[claim]++
			}
		}
		if len(l.users) == 0 && l.next == "" && pos.group != "" {
			p.Warnings = append(p.Warnings, "group "+pos.group+" has no members that can be seen")
		}
	}
	p.Warnings = append(p.Warnings, s.suspicions(p, seen)...)
	p.Account = s.account(ctx)
	return p, nil
}

// suspicions names what works and is probably not meant.
func (s *Source) suspicions(p directory.Probe, seen map[string]int) []string {
	var out []string
	if p.Users == 0 && p.More {
		return append(out, "the first page is empty although more are announced; a sync will show whether anybody follows")
	}
	if p.Users == 0 {
		if s.auth.kind() == AuthPrivateKey {
			out = append(out, "Okta lists nobody: an API services app without an admin role gets an empty list instead of an error; "+
				"assign it the Read-Only Administrator role")
		} else {
			out = append(out, "Okta lists nobody: the token's owner probably has no admin role that covers users; "+
				"assign the Read-Only Administrator role")
		}
		return out
	}
	for _, claim := range slices.Sorted(maps.Keys(s.explicit)) {
		if path := s.explicit[claim]; path != "" && seen[claim] == 0 {
			out = append(out, fmt.Sprintf("none of the %d people read has %s (for %s): check the spelling, capitals count",
				p.Users, path, claim))
		}
	}
	if a, ok := s.auth.(*oauth); ok && a.skew != 0 {
		out = append(out, fmt.Sprintf("this machine's clock differs from Okta's by %s; set it right", a.skew.Abs().Round(time.Second)))
	}
	return out
}

// account names what was authenticated as: the app, or the token's owner where
// the token may read it.
func (s *Source) account(ctx context.Context) string {
	if a, ok := s.auth.(*oauth); ok {
		return "app " + a.clientID
	}
	_, body, err := s.get(ctx, "/api/v1/users/me", query.NewQueryParams(), subject{what: "the token's owner"})
	if err != nil {
		return "" // nice to know, no more
	}
	var me struct {
		Profile map[string]json.RawMessage `json:"profile"`
	}
	if json.Unmarshal(body, &me) != nil {
		return ""
	}
	login, _, err := directory.Extract(me.Profile, "login")
	if err != nil {
		return ""
	}
	return line(login)
}

var _ directory.Source = (*Source)(nil)

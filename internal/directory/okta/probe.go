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
	for _, c := range s.chains(directory.ModeFull) {
		l, err := s.list(ctx, c, time.Time{}, min(probeSize, s.pageSize))
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
		if l.ends() && c.Part == partGroup {
			p.Warnings = append(p.Warnings, "group "+c.Group+" has no members that can be seen")
		}
	}
	if p.Users == 0 && !p.More && s.scope.search != "" {
		found, err := s.findsNobody(ctx)
		if err != nil {
			return directory.Probe{}, err
		}
		p.Warnings = append(p.Warnings, found)
	} else {
		p.Warnings = append(p.Warnings, s.suspicions(p, seen)...)
	}
	p.Account = s.account(ctx)
	return p, nil
}

// findsNobody says why a search expression may find nobody: it fits nobody, or
// there is nobody to be seen.
func (s *Source) findsNobody(ctx context.Context) (string, error) {
	l, err := s.list(ctx, chain{Part: partAnybody}, time.Time{}, 1)
	if err != nil {
		return "", err
	}
	if l.ends() {
		return s.nobody(), nil
	}
	return "the search expression finds nobody, although Okta lists people: check --search, names of attributes are case-sensitive", nil
}

// nobody is the warning for a credential that sees nobody.
func (s *Source) nobody() string {
	if s.auth.kind() == AuthPrivateKey {
		return "Okta lists nobody: an API services app without an admin role gets an empty list instead of an error; " +
			"assign it the Read-Only Administrator role"
	}
	return "Okta lists nobody: the token's owner probably has no admin role that covers users; " +
		"assign the Read-Only Administrator role"
}

// suspicions names what works and is probably not meant.
func (s *Source) suspicions(p directory.Probe, seen map[string]int) []string {
	var out []string
	if p.Users == 0 && p.More {
		return append(out, "the first page is empty although more are announced; a sync will show whether anybody follows")
	}
	if p.Users == 0 {
		return append(out, s.nobody())
	}
	for _, claim := range slices.Sorted(maps.Keys(s.explicit)) {
		if path := s.explicit[claim]; path != "" && seen[claim] == 0 {
			out = append(out, fmt.Sprintf("none of the %d people read has %s (for %s): check the spelling, capitals count",
				p.Users, path, claim))
		}
	}
	if a, ok := s.auth.(*oauth); ok && a.clockSkew() != 0 {
		out = append(out, fmt.Sprintf("this machine's clock differs from Okta's by %s; set it right", a.clockSkew().Abs().Round(time.Second)))
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

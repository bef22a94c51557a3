package entra

import (
	"context"
	"net/http"
	"slices"
	"strings"

	abs "github.com/microsoft/kiota-abstractions-go"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/rawjson"
)

// maxWatched is how many groups one delta can follow
// (https://learn.microsoft.com/graph/api/group-delta: $filter).
const maxWatched = 50

const (
	noteFilter = "a scope by --filter is always read in full"
	noteIndex  = "Microsoft Graph answered from an index that lags behind the directory, mostly by seconds"
	// maxLeads bounds the pages before the link to what changes from now on.
	maxLeads = 100
)

// baseline takes the links to what changes from now on, before anybody is
// listed, so that no change falls between. Where Graph cannot give them, the
// note says why and the listing goes without.
func (s *Source) baseline(ctx context.Context) (links, []string, error) {
	var l links
	if s.filter != "" {
		return l, []string{noteFilter}, nil
	}
	var why string
	var err error
	if len(s.groups) > 0 {
		var ids []string
		if ids, why, err = s.watched(ctx); err == nil && why == "" {
			filter := "id eq '" + strings.Join(ids, "' or id eq '") + "'"
			l.Groups, why, err = s.latest(ctx, "the changes of groups", groupsDelta, []string{"members"}, filter)
		}
	}
	if err == nil && why == "" {
		l.Users, why, err = s.latest(ctx, "the changes of users", usersDelta, s.plan.properties, "")
	}
	switch {
	case err != nil:
		return links{}, nil, err
	case why != "":
		return links{}, []string{why + "; so the next sync reads everybody again"}, nil
	}
	return l, nil, nil
}

// latest asks for the link to what changes from now on. why says why there is
// none. Microsoft Entra External ID and Azure AD B2C tenants have none.
func (s *Source) latest(ctx context.Context, what, template string, fields []string, filter string) (link, why string, err error) {
	var next string
	for range maxLeads {
		r, err := s.send(ctx, func() (*abs.RequestInformation, error) {
			if next != "" {
				return s.linkRequest(ctx, next, formPlain)
			}
			return s.latestRequest(template, fields, filter), nil
		})
		switch {
		case err != nil:
			return "", "", unreachable(err, what)
		case r.refused():
			return "", "Microsoft Graph does not tell " + what + ": " + s.said(r), nil
		case r.status != http.StatusOK && r.status != http.StatusNoContent:
			return "", "", s.refusal(r, "", what)
		}
		answer, err := decodeList(r, what)
		if err == nil && answer.delta != "" {
			return answer.delta, "", s.atHome(answer.delta)
		}
		if err == nil && answer.next != "" {
			err = s.atHome(answer.next)
		}
		if err != nil {
			return "", "", err
		}
		// People on the way mean that everybody is being listed, in small pages.
		if next = answer.next; next == "" || len(answer.objects) > 0 {
			break
		}
	}
	return "", "Microsoft Graph gives no link to " + what, nil
}

// watched lists the groups in scope and those inside them: a change of any
// moves people into or out of scope. why says why they cannot be followed.
func (s *Source) watched(ctx context.Context) (ids []string, why string, err error) {
	ids = slices.Clone(s.groups)
	for _, group := range s.groups {
		why, err = s.nested(ctx, group, func(id string) {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		})
		switch {
		case err != nil || why != "":
			return nil, why, err
		case len(ids) > maxWatched:
			return nil, "the scope has more than 50 groups, counted with the groups inside them, which is the most that Microsoft Graph follows", nil
		}
	}
	return ids, "", nil
}

// nested calls found with the id of each group inside a group.
func (s *Source) nested(ctx context.Context, group string, found func(id string)) (why string, err error) {
	what := "the groups inside group " + group
	var f form
	var next string
	for range maxLeads {
		build := func() (*abs.RequestInformation, error) {
			if next != "" {
				return s.linkRequest(ctx, next, f)
			}
			return s.nestedRequest(ctx, group, f)
		}
		r, err := s.send(ctx, build)
		if err == nil && next == "" && wantsIndex(r) {
			f = formAdvanced
			r, err = s.send(ctx, build)
		}
		switch {
		case err != nil:
			return "", unreachable(err, what)
		case r.refused():
			return "Microsoft Graph does not tell " + what + ": " + s.said(r), nil
		case r.status != http.StatusOK && r.status != http.StatusNoContent:
			return "", s.refusal(r, group, what)
		}
		answer, err := decodeList(r, what)
		if err != nil {
			return "", err
		}
		for _, raw := range answer.objects {
			id := idOf(raw)
			if !idLike(id) {
				return "", unusable(what, "a group on it has no id")
			}
			found(id)
		}
		if next = answer.next; next == "" {
			return "", nil
		}
		if err := s.atHome(next); err != nil {
			return "", err
		}
	}
	return "", fault.New(fault.Unavailable, "%s do not end after %d pages", what, maxLeads).
		WithHint("nothing was changed; run the sync again")
}

// idOf returns the id of an object, or "".
func idOf(raw []byte) string {
	var id []byte
	if rawjson.IsObject(raw) {
		rawjson.Walk(raw, func(key, v []byte) {
			if string(key) == `"id"` {
				id = v
			}
		})
	}
	if rawjson.IsNull(id) || id[0] != '"' {
		return ""
	}
	return rawjson.Unquote(id)
}

// membership reads what changed in the membership of the groups in scope, and
// returns the link to what changes later. Any change is *directory.FullNeeded:
// Graph names direct members only, and who is in scope through nested groups
// cannot be worked out from that.
func (l *listing) membership(ctx context.Context) (string, error) {
	const what = "the changed groups"
	changed := &directory.FullNeeded{Why: "the members of the groups in scope changed"}
	for link := l.Mark.Groups; ; {
		if err := l.follow(link); err != nil {
			return "", err
		}
		answer, err := l.delta(ctx, what)
		if err != nil {
			return "", err
		}
		if slices.ContainsFunc(answer.objects, membersChanged) {
			return "", changed
		}
		if answer.next == "" {
			if err := l.s.atHome(answer.delta); err != nil {
				return "", err
			}
			return answer.delta, l.follow(l.Mark.Users)
		}
		if link = answer.next; len(l.links) > maxLeads {
			return "", changed // whatever it is, it is much
		}
	}
}

// membersChanged reports whether an object of a delta of groups says that
// somebody joined or left, or that the group is gone. What cannot be read counts
// as a change.
func membersChanged(raw []byte) bool {
	changed := !rawjson.IsObject(raw)
	if !changed {
		rawjson.Walk(raw, func(key, v []byte) {
			switch string(key) {
			case `"@removed"`:
				changed = true
			case `"members@delta"`:
				if !rawjson.IsNull(v) && v[0] == '[' {
					rawjson.Walk(v, func(_, _ []byte) { changed = true })
				} else {
					changed = changed || !rawjson.IsNull(v)
				}
			}
		})
	}
	return changed
}

package okta

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"

	"github.com/okta/okta-sdk-golang/v2/okta/query"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
	"github.com/incodectl/incodectl/internal/rawjson"
)

// Why somebody is gone.
const (
	goneDeleted  = "deleted"
	goneFromHere = "no longer in scope"
)

// notFound is Okta's code for something that does not exist. A 404 without it
// comes from something in between and says nothing about people.
const notFound = "E0000007"

// maxGroupPages bounds the pages of one person's groups, of which Okta
// documents one: some thousands of groups.
const maxGroupPages = 50

// Check implements directory.Source: it reads each person by id, which Okta
// answers from what is stored and not from an index.
func (s *Source) Check(ctx context.Context, externalIDs []string) ([]directory.Presence, directory.Cost, error) {
	var stats httpx.Stats
	ctx = httpx.WithStats(ctx, &stats)
	out := make([]directory.Presence, 0, len(externalIDs))
	for _, id := range externalIDs {
		p, err := s.lookUp(ctx, id)
		if err == nil && p.Gone == "" {
			p, err = s.inScope(ctx, p)
		}
		if err != nil {
			return nil, costOf(stats), err
		}
		out = append(out, p)
	}
	return out, costOf(stats), nil
}

// lookUp asks whether there is a person, in scope or not.
func (s *Source) lookUp(ctx context.Context, id string) (directory.Presence, error) {
	p := directory.Presence{ExternalID: id}
	what := subject{what: "a user", scope: scopeUsers, lean: true}
	path, err := userPath(id)
	if err != nil {
		return p, err
	}
	_, body, err := s.get(ctx, path, query.NewQueryParams(), what)
	if status, code := refusedWith(err); status == http.StatusNotFound && code == notFound {
		p.Gone = goneDeleted
		return p, nil
	}
	if err != nil {
		return p, err
	}
	if body = bytes.TrimSpace(body); !rawjson.Valid(body) {
		return p, s.badRecord(what, "it is no person's record")
	}
	r, unreadable := newDecoder(s.fields).record(body)
	switch {
	case r.ExternalID != id:
		// Okta also takes a login here; somebody else's record is no answer.
		return p, s.badRecord(what, "it is about somebody else than was asked for")
	case unreadable != nil:
		p.Unreadable, p.SourceState = unreadable.Error(), r.SourceState
	default:
		p.Record = &r
	}
	return p, nil
}

// userPath is the address of a person. Ids come from the store, where they came
// to from Okta; they must not lead elsewhere all the same.
func userPath(id string) (string, error) {
	if id == "" || id == "." || id == ".." {
		return "", fault.New(fault.Internal, "%q cannot be the ID of an Okta user", id)
	}
	return "/api/v1/users/" + url.PathEscape(id), nil
}

// inScope takes somebody who exists for gone who is not among those listed.
func (s *Source) inScope(ctx context.Context, p directory.Presence) (directory.Presence, error) {
	in, err := true, error(nil)
	switch {
	case len(s.scope.groups) > 0 && p.Record != nil && p.Record.SourceState == "DEPROVISIONED":
		in = false // Okta takes who is deactivated out of all groups
	case len(s.scope.groups) > 0:
		in, err = s.inGroups(ctx, p.ExternalID)
	case s.scope.search != "":
		in, err = s.searchFinds(ctx, p.ExternalID)
	}
	switch status, code := refusedWith(err); {
	case status == http.StatusNotFound && code == notFound:
		return directory.Presence{ExternalID: p.ExternalID, Gone: goneDeleted}, nil // just now
	case err != nil:
		return p, err
	case !in:
		return directory.Presence{ExternalID: p.ExternalID, Gone: goneFromHere}, nil
	}
	return p, nil
}

// inGroups reports whether a person is in a group of the scope.
func (s *Source) inGroups(ctx context.Context, id string) (bool, error) {
	path, err := userPath(id)
	if err != nil {
		return false, err
	}
	what := subject{what: "groups of a user", scope: scopeGroups}
	q := query.NewQueryParams()
	for range maxGroupPages {
		resp, body, err := s.get(ctx, path+"/groups", q, what)
		if err != nil {
			return false, err
		}
		// The operation has no limit of people, so that any number may be all.
		l, err := s.readList(resp, body, what, q.After, len(body)+1)
		if err != nil {
			return false, err
		}
		for _, raw := range l.users {
			var g struct {
				ID string `json:"id"`
			}
			if err := json.Unmarshal(raw, &g); err != nil || g.ID == "" {
				return false, s.badAnswer(what, "one of them has no id")
			}
			if slices.Contains(s.scope.groups, g.ID) {
				return true, nil
			}
		}
		if l.next == "" {
			return false, nil
		}
		q.After = l.next
	}
	return false, s.badAnswer(what, "they do not end")
}

// searchFinds asks once more whether the search expression finds a person: the
// listing may have missed somebody who changed while it was read.
func (s *Source) searchFinds(ctx context.Context, id string) (bool, error) {
	what := subject{what: "users", scope: scopeUsers, lean: true, search: true}
	q := query.NewQueryParams(query.WithLimit(1), query.WithSearch(s.scope.find("id eq "+quote(id))))
	resp, body, err := s.get(ctx, "/api/v1/users", q, what)
	if err != nil {
		return false, err
	}
	l, err := s.readList(resp, body, what, "", 2)
	return len(l.users) > 0, err
}

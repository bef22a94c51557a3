package entra

import (
	"context"
	"net/http"
	"strings"

	abs "github.com/microsoft/kiota-abstractions-go"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
	"github.com/incodectl/incodectl/internal/rawjson"
)

// Check implements directory.Source. Each person is asked for by id, which the
// directory answers and no index. In a scope of groups or of a filter, somebody
// who exists is then looked for in the scope, by a query for that one person:
// the listing may have left them out, so its silence proves nothing.
func (s *Source) Check(ctx context.Context, externalIDs []string) ([]directory.Presence, directory.Cost, error) {
	var stats httpx.Stats
	c := checker{s: s, decoder: newDecoder(s.plan)}
	ctx = httpx.WithStats(ctx, &stats)
	answers := make([]directory.Presence, 0, len(externalIDs))
	for _, id := range externalIDs {
		p, err := c.check(ctx, id)
		if err != nil {
			return nil, costOf(stats), err
		}
		answers = append(answers, p)
	}
	return answers, costOf(stats), nil
}

// checker looks people up one by one.
type checker struct {
	s       *Source
	decoder decoder
	form    form // that Graph takes for queries of the scope
}

func (c *checker) check(ctx context.Context, id string) (directory.Presence, error) {
	p := directory.Presence{ExternalID: id}
	if !idLike(id) || strings.Trim(id, ".") == "" {
		p.Unreadable = "its id is none that Microsoft Graph can be asked for"
		return p, nil
	}
	const what = "one user"
	r, err := c.s.send(ctx, func() (*abs.RequestInformation, error) { return c.s.userRequest(ctx, id) })
	switch {
	case err != nil:
		return p, unreachable(err, what)
	case r.status == http.StatusNotFound && notThere(r):
		p.Gone = whyDeleted
		return p, nil
	case r.status != http.StatusOK && r.status != http.StatusNoContent:
		return p, c.s.refusal(r, "", what)
	}
	body, err := document(r, what)
	if err != nil {
		return p, err
	}
	if !strings.EqualFold(idOf(body), id) {
		return p, unusable(what, "it is about somebody else")
	}
	inside, err := c.inScope(ctx, id)
	switch {
	case err != nil:
		return p, err
	case !inside:
		p.Gone = whyOutOfScope
		return p, nil
	}
	record, err := c.decoder.record(body)
	if err != nil {
		p.Unreadable, p.SourceState = err.Error(), record.SourceState
		return p, nil
	}
	p.Record = &record
	return p, nil
}

// notThere reports whether Graph says that it has no such object. A 404 of any
// other make, of a proxy for one, leaves that open.
func notThere(r reply) bool {
	e, ok := r.odata()
	return ok && strings.HasSuffix(strings.ToLower(e.Code), "resourcenotfound")
}

// inScope asks whether somebody who exists is in one of the groups, or passes
// the filter.
func (c *checker) inScope(ctx context.Context, id string) (bool, error) {
	if len(c.s.groups) == 0 && c.s.filter == "" {
		return true, nil
	}
	q := query{fields: []string{propID}, top: 1, filter: "id eq '" + id + "'"}
	if c.s.filter != "" {
		q.filter = "(" + c.s.filter + ") and " + q.filter
		return c.matches(ctx, q, id, "whether one user passes the filter")
	}
	for _, q.group = range c.s.groups {
		if in, err := c.matches(ctx, q, id, "whether one user is in group "+q.group); in || err != nil {
			return in, err
		}
	}
	return false, nil
}

// matches reports whether a query finds the person.
func (c *checker) matches(ctx context.Context, q query, id, what string) (bool, error) {
	build := func() (*abs.RequestInformation, error) { q.form = c.form; return c.s.listRequest(ctx, q) }
	r, err := c.s.send(ctx, build)
	if err == nil && c.form == formPlain && wantsIndex(r) {
		c.form = formAdvanced
		r, err = c.s.send(ctx, build)
	}
	switch {
	case err != nil:
		return false, unreachable(err, what)
	case r.status != http.StatusOK && r.status != http.StatusNoContent:
		return false, c.s.refusal(r, q.group, what)
	}
	answer, err := decodeList(r, what)
	if err != nil {
		return false, err
	}
	for _, raw := range answer.objects {
		if found := idOf(raw); !rawjson.IsObject(raw) || !strings.EqualFold(found, id) {
			return false, unusable(what, "it is about somebody else")
		}
	}
	if len(answer.objects) == 0 && answer.next != "" {
		return false, fault.New(fault.Unavailable, "Microsoft Graph leaves it open %s", what).
			WithHint("nothing was changed; run the sync again")
	}
	return len(answer.objects) > 0, nil
}

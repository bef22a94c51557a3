package okta

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/okta/okta-sdk-golang/v2/okta/query"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
)

// everybody is the search that includes deactivated users: without one Okta
// leaves them out.
const everybody = "status pr"

// subject is what a request reads, for the request itself and for errors.
type subject struct {
	what  string // in words
	group string // the group's id, if it is one
	scope string // the OAuth scope it needs
	lean  bool   // the operation knows leanUsers
}

// position is a place in a listing: a group (empty: all users) and the cursor
// in it (empty: its beginning).
type position struct{ group, after string }

const (
	cursorUsers  = "users/"
	cursorGroups = "group/"
)

func (p position) cursor() directory.Cursor {
	if p.group == "" {
		return directory.Cursor(cursorUsers + p.after)
	}
	return directory.Cursor(cursorGroups + p.group + "/" + p.after)
}

// start is where the listing begins.
func (s *Source) start() position {
	if len(s.groups) > 0 {
		return position{group: s.groups[0]}
	}
	return position{}
}

// position reads a cursor that this listing gave out.
func (s *Source) position(c directory.Cursor) (position, error) {
	if c == "" {
		return s.start(), nil
	}
	if after, ok := strings.CutPrefix(string(c), cursorUsers); ok && len(s.groups) == 0 && after != "" {
		return position{after: after}, nil
	}
	if rest, ok := strings.CutPrefix(string(c), cursorGroups); ok {
		if group, after, ok := strings.Cut(rest, "/"); ok && slices.Contains(s.groups, group) {
			return position{group: group, after: after}, nil
		}
	}
	return position{}, fault.New(fault.Internal, "the position to go on from belongs to another listing").
		WithHint("start the sync from the beginning")
}

// Pages implements directory.Source. With groups their members are listed one
// group after another; somebody in several is yielded once. A listing that is
// resumed in a later group may yield people of earlier groups again.
func (s *Source) Pages(ctx context.Context, from directory.Cursor) iter.Seq2[directory.Page, error] {
	return func(yield func(directory.Page, error) bool) {
		pos, err := s.position(from)
		if err != nil {
			yield(directory.Page{}, err)
			return
		}
		walk := walk{known: map[string]struct{}{}, cursors: map[string]struct{}{pos.after: {}}}
		for n := 1; n <= maxPages; n++ {
			var stats httpx.Stats
			page, next, err := s.step(httpx.WithStats(ctx, &stats), pos, &walk, n)
			page.Requests, page.Retries, page.Bytes, page.Waited = stats.Requests, stats.Retries, stats.Bytes, stats.Waited
			if !yield(page, err) || err != nil || page.Last {
				return
			}
			pos = next
		}
		yield(directory.Page{}, fault.New(fault.Unavailable, "the listing does not end after %d pages", maxPages))
	}
}

// walk is what one run through a listing remembers.
type walk struct {
	known   map[string]struct{} // external ids, when more than one group is listed
	cursors map[string]struct{} // of the current group, to notice circles
}

// step reads the n-th page of a run, which is at pos, and says what follows.
// What that took is left to the caller, who is told it for a failure too.
func (s *Source) step(ctx context.Context, pos position, w *walk, n int) (directory.Page, position, error) {
	l, err := s.list(ctx, pos, s.pageSize)
	if err == nil && pos.after != "" && l.ends() {
		l, err = s.confirmEnd(ctx, pos)
	}
	if err != nil {
		return directory.Page{}, pos, err
	}
	page := s.convert(l.users, n)
	if len(s.groups) > 1 {
		all := len(page.Records)
		page.Records = unknown(page.Records, w.known)
		page.Repeated = all - len(page.Records)
	}
	next := pos
	switch i := slices.Index(s.groups, pos.group); {
	case l.next != "":
		next.after = l.next
		if _, again := w.cursors[l.next]; again {
			return directory.Page{}, pos, s.badAnswer(pos.subject(), "its pages go in circles")
		}
		w.cursors[l.next] = struct{}{}
	case i >= 0 && i+1 < len(s.groups):
		next = position{group: s.groups[i+1]}
		clear(w.cursors)
	default:
		page.Last = true
	}
	if !page.Last {
		page.Next = next.cursor()
	}
	return page, next, nil
}

// confirmEnd looks twice at a page that was announced, is empty and ends the
// listing. Okta answers so where the people before filled their page exactly,
// but also when the credential's admin role was taken away meanwhile, and then
// everybody not listed yet would be taken for gone.
func (s *Source) confirmEnd(ctx context.Context, pos position) (listing, error) {
	l, err := s.list(ctx, pos, s.pageSize)
	if err != nil || !l.ends() {
		return l, err
	}
	start, err := s.list(ctx, position{group: pos.group}, 1)
	if err == nil && start.ends() {
		err = fault.New(fault.Unavailable, "%s stopped showing any %s in the middle of the listing", s.org.Host, pos.subject().what).
			WithHint("nothing was changed; check that the credential still has its admin role, then run the sync again")
	}
	return l, err
}

func (p position) subject() subject {
	if p.group == "" {
		return subject{what: "users", scope: scopeUsers, lean: true}
	}
	return subject{what: "members of group " + p.group, group: p.group, scope: scopeGroups}
}

// listing is one answer: the users and the cursor of the next page, if any.
type listing struct {
	users [][]byte
	next  string
}

// ends reports whether the answer shows nobody and promises nobody.
func (l listing) ends() bool { return len(l.users) == 0 && l.next == "" }

// list asks for one page.
func (s *Source) list(ctx context.Context, pos position, limit int) (listing, error) {
	what := pos.subject()
	path, q := "/api/v1/users", query.NewQueryParams(query.WithLimit(int64(limit)))
	if pos.group == "" {
		q.Search = everybody
	} else {
		path = "/api/v1/groups/" + pos.group + "/users"
	}
	q.After = pos.after
	resp, body, err := s.get(ctx, path, q, what)
	if err != nil {
		return listing{}, err
	}
	users, err := decodeUsers(resp, body)
	if err != nil {
		return listing{}, s.badAnswer(what, err.Error())
	}
	links, err := parseLinks(resp.Header)
	if err != nil {
		return listing{}, s.badAnswer(what, err.Error())
	}
	// Okta always sends a link to the page itself. Where a proxy removes the
	// header, the first page would look like the whole directory.
	if !links.any && len(users) >= limit {
		return listing{}, s.badAnswer(what, "its Link header is missing, so nobody can tell whether more follows")
	}
	l := listing{users: users}
	if links.next != "" {
		if l.next, err = nextCursor(resp.Request.URL, links.next); err != nil {
			return listing{}, s.badAnswer(what, err.Error())
		}
		if l.next == pos.after {
			return listing{}, s.badAnswer(what, "its next page is the page itself")
		}
	}
	return l, nil
}

// convert turns users into records. Who cannot be read is named in Skipped.
func (s *Source) convert(users [][]byte, n int) directory.Page {
	page := directory.Page{Records: make([]directory.Record, 0, len(users))}
	decoder := newDecoder(s.fields)
	for i, u := range users {
		r, err := decoder.record(u)
		if err == nil {
			page.Records = append(page.Records, r)
			continue
		}
		reason := err.Error()
		if r.ExternalID == "" {
			reason = fmt.Sprintf("record %d of page %d: %s", i+1, n, reason)
		}
		page.Skipped = append(page.Skipped, directory.RecordError{ExternalID: r.ExternalID, Reason: reason})
	}
	return page
}

// unknown keeps the records whose id is not in known yet and adds them to it.
func unknown(records []directory.Record, known map[string]struct{}) []directory.Record {
	return slices.DeleteFunc(records, func(r directory.Record) bool {
		_, seen := known[r.ExternalID]
		known[r.ExternalID] = struct{}{}
		return seen
	})
}

package okta

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
)

// listing is one answer: the users and the cursor of the next page, if any.
type listing struct {
	users  [][]byte
	next   string
	linked bool      // there were links, if only to the page itself
	date   time.Time // Okta's, zero where it is not said
}

const linksMissing = "its Link header is missing, so nobody can tell whether more follows"

// ends reports whether the answer shows nobody and promises nobody.
func (l listing) ends() bool { return len(l.users) == 0 && l.next == "" }

// list asks for one page of a chain.
func (s *Source) list(ctx context.Context, c chain, since time.Time, limit int) (listing, error) {
	what := s.subjectOf(c)
	path, q := s.request(c, since, limit)
	resp, body, err := s.get(ctx, path, q, what)
	if err != nil {
		return listing{}, err
	}
	l, err := s.readList(resp, body, what, c.After, limit)
	// A page that a link led to has links itself. Pages may be shorter than was
	// asked for, so that without them everybody behind it would look gone.
	if err == nil && c.After != "" && !l.linked {
		return listing{}, s.badAnswer(what, linksMissing)
	}
	return l, err
}

// readList takes the answer to a request for limit people from after on apart.
func (s *Source) readList(resp *http.Response, body []byte, what subject, after string, limit int) (listing, error) {
	users, err := decodeList(resp, body)
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
		return listing{}, s.badAnswer(what, linksMissing)
	}
	l := listing{users: users, linked: links.any, date: dateOf(resp)}
	if links.next != "" {
		if l.next, err = nextCursor(resp.Request.URL, links.next); err != nil {
			return listing{}, s.badAnswer(what, err.Error())
		}
		if l.next == after && what.scope != scopeLogs {
			return listing{}, s.badAnswer(what, "its next page is the page itself")
		}
	}
	return l, nil
}

// confirmEnd looks twice at a page that is empty and ends its chain. Okta
// answers so where the people before filled their page exactly and for a part
// without anybody, but also when the credential's admin role was taken away
// meanwhile, and then everybody not listed yet would be taken for gone. A range
// was cut so that somebody is in it, so its first page is asked for again too.
func (s *Source) confirmEnd(ctx context.Context, c chain, l listing, since time.Time, witness *chain) (listing, error) {
	if c.After != "" || c.From != "" || c.To != "" {
		var err error
		if l, err = s.list(ctx, c, since, s.pageSize); err != nil || !l.ends() {
			return l, err
		}
	}
	if witness == nil {
		return l, nil
	}
	again := *witness
	again.After = ""
	start, err := s.list(ctx, again, since, 1)
	if err == nil && start.ends() {
		err = fault.New(fault.Unavailable, "%s stopped showing any %s in the middle of the listing", s.org.Host, s.subjectOf(again).what).
			WithHint("nothing was changed; check that the credential still has its admin role, then run the sync again")
	}
	return l, err
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
		page.Skipped = append(page.Skipped, directory.RecordError{ExternalID: r.ExternalID, Reason: reason, SourceState: r.SourceState})
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

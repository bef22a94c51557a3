package entra

import (
	"context"
	"crypto/sha256"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	abs "github.com/microsoft/kiota-abstractions-go"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
)

const (
	// maxPages stops a listing that never ends though every link is new: a
	// hundred million people at the usual page size.
	maxPages = 100_000
	// countPatience is how long the number of users may take; it only serves a
	// progress bar.
	countPatience = 3 * time.Second
)

// Pages implements directory.Source.
func (s *Source) Pages(ctx context.Context, from directory.Cursor) iter.Seq2[directory.Page, error] {
	return func(yield func(directory.Page, error) bool) {
		l, err := s.listing(from)
		if err != nil {
			yield(directory.Page{}, err)
			return
		}
		for {
			var stats httpx.Stats
			page, err := l.next(httpx.WithStats(ctx, &stats))
			page.Requests, page.Retries, page.Bytes, page.Waited = stats.Requests, stats.Retries, stats.Bytes, stats.Waited
			if !yield(page, err) || err != nil || page.Last {
				return
			}
		}
	}
}

// listing is a position in a listing, and what is needed to notice going round
// in circles.
type listing struct {
	s     *Source
	top   int32
	group int    // index into s.groups
	link  string // of the next page; "" is the group's first
	page  int    // pages read
	fresh bool   // began at the beginning
	total int    // users that Graph counted, 0 if unknown
	count int    // users that Graph listed
	links map[[sha256.Size]byte]struct{}
	// people seen, by digest of their id, when groups may overlap
	people  map[[16]byte]struct{}
	decoder decoder
}

// listing starts or resumes one. A cursor is the number of the group, a space
// and the link that Graph gave.
func (s *Source) listing(from directory.Cursor) (*listing, error) {
	l := &listing{s: s, top: pageSize, fresh: from == "", links: map[[sha256.Size]byte]struct{}{}, decoder: newDecoder(s.plan)}
	if len(s.groups) > 1 {
		l.people = map[[16]byte]struct{}{}
	}
	if from == "" {
		return l, nil
	}
	number, link, ok := strings.Cut(string(from), " ")
	n, err := strconv.Atoi(number)
	if !ok || err != nil || n < 0 || n >= max(1, len(s.groups)) {
		return nil, fault.New(fault.Internal, "the stored position in the listing cannot be read").
			WithHint("start the sync from the beginning")
	}
	l.group = n
	return l, l.follow(link)
}

func (l *listing) cursor() directory.Cursor {
	return directory.Cursor(strconv.Itoa(l.group) + " " + l.link)
}

// follow moves to a link, if it leads to the same origin and was not followed
// before. "" is the beginning of the current group.
func (l *listing) follow(link string) error {
	if link == "" {
		l.link = ""
		return nil
	}
	u, err := url.Parse(link)
	if err != nil || u.User != nil || !sameOrigin(u, l.s.at.graph) {
		to := "an address that cannot be read"
		if err == nil {
			to = u.Scheme + "://" + u.Host
		}
		return fault.New(fault.Unavailable, "the next page is said to be at %s, not at %s://%s; the access token is not sent there",
			l.s.quote(to), l.s.at.graph.Scheme, l.s.at.graph.Host).
			WithHint("nothing was changed; if the Graph URL is a gateway, it has to rewrite @odata.nextLink")
	}
	sum := sha256.Sum256([]byte(link))
	if _, again := l.links[sum]; again {
		return fault.New(fault.Unavailable, "the listing goes round in circles: page %d leads back to an earlier one", l.page).
			WithHint("nothing was changed; run the sync again")
	}
	l.links[sum] = struct{}{}
	l.link = link
	return nil
}

func (l *listing) currentGroup() string {
	if len(l.s.groups) == 0 {
		return ""
	}
	return l.s.groups[l.group]
}

// what names the page being read, for errors.
func (l *listing) what() string {
	if g := l.currentGroup(); g != "" {
		return fmt.Sprintf("the members of group %s (page %d)", g, l.page)
	}
	return fmt.Sprintf("the users (page %d)", l.page)
}

// next reads one page and moves on. What that took is left to the caller, who
// is told it for a failure too.
func (l *listing) next(ctx context.Context) (directory.Page, error) {
	if l.page++; l.page > maxPages {
		return directory.Page{}, fault.New(fault.Unavailable, "the listing has more than %d pages", maxPages).
			WithHint("restrict it to groups: incodectl integrations edit --group")
	}
	answer, err := l.fetch(ctx)
	if err == nil && l.link != "" && answer.ends() {
		answer, err = l.confirmEnd(ctx)
	}
	if err != nil {
		return directory.Page{}, err
	}
	var page directory.Page
	page.Records, page.Skipped, err = l.decoder.page(answer.users, l.page)
	if err != nil {
		return directory.Page{}, err
	}
	l.count += len(answer.users)
	first := l.page == 1 && l.fresh && len(l.s.groups) == 0
	switch {
	case answer.next != "":
		err = l.follow(answer.next)
		if first && err == nil {
			l.total = l.s.count(ctx)
			page.Total = l.total
		}
	case l.group+1 < len(l.s.groups):
		l.group++
		err = l.follow("")
	case l.count < l.total/2:
		// The count may lag a little behind the list, but not by this much: a
		// page in between answered as if it were the last.
		err = fault.New(fault.Unavailable, "the listing ended after %d users, but Microsoft Graph counts %d", l.count, l.total).
			WithHint("nothing was changed; run the sync again")
	default:
		page.Last = true
		if first {
			page.Total = len(answer.users)
		}
	}
	if err != nil {
		return directory.Page{}, err
	}
	if !page.Last {
		page.Next = l.cursor()
	}
	l.dropSeen(&page)
	return page, nil
}

func (l *listing) fetch(ctx context.Context) (list, error) {
	what := l.what()
	r, err := l.s.send(ctx, func() (*abs.RequestInformation, error) {
		if l.link != "" {
			return l.s.linkRequest(ctx, l.link)
		}
		return l.s.listRequest(ctx, l.currentGroup(), l.top)
	})
	switch {
	case err != nil:
		return list{}, unreachable(err, what)
	case r.status != http.StatusOK && r.status != http.StatusNoContent:
		return list{}, l.s.refusal(r, l.currentGroup(), what)
	}
	return decodeList(r, what)
}

// confirmEnd looks twice at a page that was announced, is empty and ends the
// listing. It may be so; but when the app's permission was taken away meanwhile,
// everybody not listed yet would be taken for gone.
func (l *listing) confirmEnd(ctx context.Context) (list, error) {
	answer, err := l.fetch(ctx)
	if err != nil || !answer.ends() {
		return answer, err
	}
	start := *l
	start.link, start.top = "", 1
	first, err := start.fetch(ctx)
	if err == nil && first.ends() {
		err = fault.New(fault.Unavailable, "Microsoft Graph stopped showing anybody in the middle of the listing, at %s", l.what()).
			WithHint("nothing was changed; check that the app still has its permissions, then run the sync again")
	}
	return answer, err
}

// dropSeen leaves out people who are in several of the groups.
func (l *listing) dropSeen(page *directory.Page) {
	if l.people == nil {
		return
	}
	kept := page.Records[:0]
	for _, r := range page.Records {
		sum := sha256.Sum256([]byte(r.ExternalID))
		key := [16]byte(sum[:16])
		if _, seen := l.people[key]; !seen {
			l.people[key] = struct{}{}
			kept = append(kept, r)
		}
	}
	page.Repeated = len(page.Records) - len(kept)
	page.Records = kept
}

// count asks how many users there are, or returns 0: a progress bar can do
// without.
func (s *Source) count(ctx context.Context) int {
	ctx, cancel := context.WithTimeout(ctx, countPatience)
	defer cancel()
	r, err := s.send(ctx, func() (*abs.RequestInformation, error) { return s.countRequest(ctx) })
	if err != nil || r.status != http.StatusOK {
		return 0
	}
	// Graph puts a byte order mark before the number.
	n, err := strconv.Atoi(strings.TrimSpace(strings.TrimPrefix(string(r.body), "\ufeff")))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

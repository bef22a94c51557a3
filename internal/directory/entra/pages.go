package entra

import (
	"context"
	"crypto/sha256"
	"fmt"
	"iter"
	"net/http"
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
	// countPatience is how long the number of users may take; it serves a
	// progress bar and a check that can do without.
	countPatience = 3 * time.Second
)

// Pages implements directory.Source.
func (s *Source) Pages(ctx context.Context, r directory.Read) iter.Seq2[directory.Page, error] {
	return func(yield func(directory.Page, error) bool) {
		l, err := s.listing(r)
		if err != nil {
			yield(directory.Page{}, err)
			return
		}
		if l.parallel(r.Concurrency) {
			l.sideBySide(ctx, r.Concurrency, yield)
			return
		}
		for {
			var stats httpx.Stats
			page, err := l.next(httpx.WithStats(ctx, &stats))
			page.Cost = costOf(stats)
			if !yield(page, err) || err != nil || page.Last {
				return
			}
		}
	}
}

func costOf(s httpx.Stats) directory.Cost {
	return directory.Cost{Requests: s.Requests, Retries: s.Retries, Bytes: s.Bytes, Waited: s.Waited}
}

// listing is a position in a listing, and what is needed to notice going round
// in circles.
type listing struct {
	position
	s       *Source
	fresh   bool // nothing was read yet, by this run or another
	resumed bool // nothing was read yet by this run, but by another
	links   map[[sha256.Size]byte]struct{}
	// people seen, by digest of their id, when groups may overlap
	people  map[[16]byte]struct{}
	decoder decoder
}

// listing starts or resumes one.
func (s *Source) listing(r directory.Read) (*listing, error) {
	l := &listing{s: s, links: map[[sha256.Size]byte]struct{}{}, decoder: newDecoder(s.plan)}
	if len(s.groups) > 1 && r.Mode != directory.ModeDelta {
		l.people = map[[16]byte]struct{}{}
	}
	var err error
	switch {
	case r.From != "":
		l.resumed = true
		if l.position, err = parseCursor(r.From, r.Mode, max(1, len(s.groups))); err != nil {
			return nil, err
		}
	case r.Mode == directory.ModeDelta && s.filter != "":
		return nil, &directory.FullNeeded{Why: noteFilter}
	case r.Mode == directory.ModeDelta:
		l.fresh, l.Phase = true, phaseChanges
		if l.Mark, err = parseMark(r.Since, len(s.groups) > 0); err != nil {
			return nil, err
		}
		if l.Link = l.Mark.Users; l.Mark.Groups != "" {
			l.Link = "" // the groups come first
		}
	default:
		l.fresh, l.Phase = true, phaseList
	}
	return l, l.follow(l.Link)
}

// query is what the first page of the current group is asked for with.
func (l *listing) query(top int32) query {
	q := query{filter: l.s.filter, fields: l.s.plan.properties, top: top, form: l.Form}
	if len(l.s.groups) > 0 {
		q.group = l.s.groups[l.Group]
	}
	return q
}

// what names the page being read, for errors.
func (l *listing) what() string {
	switch {
	case l.Phase != phaseList:
		return fmt.Sprintf("the changed users (page %d)", l.Pages)
	case len(l.s.groups) > 0:
		return fmt.Sprintf("the members of group %s (page %d)", l.s.groups[l.Group], l.Pages)
	}
	return fmt.Sprintf("the users (page %d)", l.Pages)
}

// next reads one page and moves on. What that took is left to the caller, who
// is told it for a failure too.
func (l *listing) next(ctx context.Context) (page directory.Page, err error) {
	if err := l.turn(); err != nil {
		return page, err
	}
	var notes []string
	switch {
	case !l.fresh:
	case l.Phase == phaseList:
		l.Mark, notes, err = l.s.baseline(ctx)
	case l.Mark.Groups != "":
		l.Mark.Groups, err = l.membership(ctx)
	}
	if err == nil && l.Phase == phaseList {
		page, err = l.plain(ctx)
	} else if err == nil {
		page, err = l.changes(ctx)
	}
	if err != nil {
		return directory.Page{}, err
	}
	l.fresh, l.resumed = false, false
	page.Notes = append(notes, page.Notes...)
	if !page.Last {
		page.Next = l.cursor()
	}
	return page, nil
}

// turn counts a page.
func (l *listing) turn() error {
	if l.Pages++; l.Pages > maxPages {
		return fault.New(fault.Unavailable, "the listing has more than %d pages", maxPages).
			WithHint("restrict it to groups: incodectl integrations edit --group")
	}
	return nil
}

// plain reads a page of the plain listing.
func (l *listing) plain(ctx context.Context) (directory.Page, error) {
	answer, err := l.answer(ctx)
	if err != nil {
		return directory.Page{}, err
	}
	page, err := l.decode(answer, l.resumed)
	if err != nil {
		return page, err
	}
	if l.fresh && l.Form == formAdvanced {
		page.Notes = append(page.Notes, noteIndex)
	}
	first := l.fresh && len(l.s.groups) == 0
	switch {
	case answer.next != "":
		err = l.follow(answer.next)
		if first && err == nil {
			l.Total = l.s.count(ctx)
			page.Total = l.Total
		}
	case l.Group+1 < len(l.s.groups):
		l.Group++
		err = l.follow("")
	case l.Count < l.Total/2:
		// The count may lag a little behind the list, but not by this much: a
		// page in between answered as if it were the last.
		err = fault.New(fault.Unavailable, "the listing ended after %d users, but Microsoft Graph counts %d", l.Count, l.Total).
			WithHint("nothing was changed; run the sync again")
	default:
		if first {
			page.Total = len(answer.objects)
		}
		err = l.listed(&page)
	}
	l.dropSeen(&page)
	return page, err
}

// answer reads what is at the current position of the plain listing.
func (l *listing) answer(ctx context.Context) (list, error) {
	answer, err := l.fetch(ctx, l.query(pageSize))
	if err == nil && l.Link != "" && answer.ends() {
		return l.confirmEnd(ctx)
	}
	return answer, err
}

// decode makes a page of an answer of the plain listing. resumed says that it is
// the first one at a stored link: one that has lost $select would fail every
// run that goes on from there, so the listing has to begin anew.
func (l *listing) decode(answer list, resumed bool) (directory.Page, error) {
	var page directory.Page
	var stateless bool
	page.Records, page.Skipped, stateless = l.decoder.page(answer.objects, l.Pages)
	switch {
	case stateless && resumed:
		return page, &directory.CursorGone{Err: noStates(l.Pages)}
	case stateless:
		return page, noStates(l.Pages)
	}
	l.Count += len(answer.objects)
	return page, nil
}

// listed ends the plain listing: with the replay of what changed meanwhile, if
// everybody is listed and Graph can say it. A listing of nobody ends as one: the
// few who changed would make it look like a company of few.
func (l *listing) listed(page *directory.Page) error {
	if l.Mark.Users == "" || len(l.s.groups) > 0 || l.Count == 0 {
		page.Last = true
		if l.Mark.Users != "" && l.Count > 0 {
			page.Mark = l.Mark.mark()
		}
		return nil
	}
	l.Phase = phaseReplay
	return l.follow(l.Mark.Users)
}

// fetch reads the page at the current link, or the first one of q.
func (l *listing) fetch(ctx context.Context, q query) (list, error) {
	what := l.what()
	r, err := l.request(ctx, q)
	if err == nil && q.form == formPlain && l.Link == "" && (q.filter != "" || q.group != "") && wantsIndex(r) {
		q.form, l.Form = formAdvanced, formAdvanced
		r, err = l.request(ctx, q)
	}
	switch {
	case err != nil:
		return list{}, unreachable(err, what)
	case l.resumed && l.Link != "" && r.unwelcome():
		return list{}, &directory.CursorGone{Err: l.s.refusal(r, q.group, what)}
	case r.status != http.StatusOK && r.status != http.StatusNoContent:
		return list{}, l.s.refusal(r, q.group, what)
	}
	return decodeList(r, what)
}

func (l *listing) request(ctx context.Context, q query) (reply, error) {
	return l.s.send(ctx, func() (*abs.RequestInformation, error) {
		if l.Link != "" {
			return l.s.linkRequest(ctx, l.Link, q.form)
		}
		return l.s.listRequest(ctx, q)
	})
}

// confirmEnd looks twice at a page that was announced, is empty and ends the
// listing. It may be so; but when the app's permission was taken away meanwhile,
// everybody not listed yet would be taken for gone.
func (l *listing) confirmEnd(ctx context.Context) (list, error) {
	answer, err := l.fetch(ctx, l.query(pageSize))
	if err != nil || !answer.ends() {
		return answer, err
	}
	start := *l
	start.Link = ""
	first, err := start.fetch(ctx, start.query(1))
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

// count asks how many users there are in scope, or returns 0.
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

package entra

import (
	"context"
	"slices"
	"sync"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/httpx"
)

// parallel reports whether the listing is one of several groups side by side:
// because it begins so, or because it was begun so.
func (l *listing) parallel(concurrency int) bool {
	return len(l.Chains) > 0 || l.fresh && l.Phase == phaseList && concurrency > 1 && len(l.s.groups) > 1
}

// arrival is a page of one of the groups, or why there is none.
type arrival struct {
	group   int
	form    form
	resumed bool // at a link that another run has stored
	answer  list
	cost    directory.Cost
	err     error
}

// sideBySide lists the groups with so many requests under way at once. Pages
// come in the order of arrival; each cursor holds how far every group has come.
func (l *listing) sideBySide(ctx context.Context, concurrency int, yield func(directory.Page, error) bool) {
	var before directory.Page // what comes before the first page belongs to it
	if l.fresh {
		var stats httpx.Stats
		var err error
		l.Chains = make([]chain, len(l.s.groups))
		l.Mark, before.Notes, err = l.s.baseline(httpx.WithStats(ctx, &stats))
		before.Cost = costOf(stats)
		if err != nil {
			yield(directory.Page{Cost: before.Cost}, err)
			return
		}
	}
	inner, cancel := context.WithCancel(ctx)
	arrivals := l.start(inner, max(1, concurrency))
	// Nothing may be under way any more when this returns.
	defer func() {
		cancel()
		for range arrivals {
			continue // until it is closed
		}
	}()
	for a := range arrivals {
		page, err := l.take(a)
		page.Notes = append(before.Notes, page.Notes...)
		page.Cost = before.Cost
		page.Cost.Add(a.cost)
		before = directory.Page{}
		if err != nil {
			page = directory.Page{Cost: page.Cost}
		}
		if !yield(page, err) || err != nil || page.Last {
			return
		}
	}
	yield(directory.Page{}, ctx.Err()) // nothing else ends all readers early
}

// start reads the groups that are not done yet, and returns what arrives. The
// channel is closed when all readers have ended.
func (l *listing) start(ctx context.Context, concurrency int) <-chan arrival {
	arrivals := make(chan arrival)
	todo := make(chan *listing, len(l.Chains))
	for g, c := range l.Chains {
		if c.Done {
			continue
		}
		todo <- &listing{
			s: l.s, resumed: l.resumed && c.Link != "",
			position: position{Phase: phaseList, Group: g, Link: c.Link, Form: c.Form, Pages: c.Pages},
		}
	}
	close(todo)
	var readers sync.WaitGroup
	for range min(concurrency, len(todo)) {
		readers.Go(func() {
			for one := range todo {
				if !one.deliver(ctx, arrivals) {
					return
				}
			}
		})
	}
	go func() {
		readers.Wait()
		close(arrivals)
	}()
	return arrivals
}

// deliver reads the pages of one group until its end. It reports whether that
// was reached.
func (l *listing) deliver(ctx context.Context, to chan<- arrival) bool {
	for {
		var stats httpx.Stats
		l.Pages++
		answer, err := l.answer(httpx.WithStats(ctx, &stats))
		if err == nil && answer.next != "" {
			err = l.s.atHome(answer.next)
		}
		select {
		case to <- arrival{l.Group, l.Form, l.resumed, answer, costOf(stats), err}:
		case <-ctx.Done():
			return false
		}
		if err != nil || answer.next == "" {
			return err == nil
		}
		l.Link, l.resumed = answer.next, false
	}
}

// take makes a page of what arrived and moves its group on.
func (l *listing) take(a arrival) (directory.Page, error) {
	if a.err != nil {
		return directory.Page{}, a.err
	}
	if err := l.turn(); err != nil {
		return directory.Page{}, err
	}
	page, err := l.decode(a.answer, a.resumed)
	if err != nil {
		return page, err
	}
	c := &l.Chains[a.group]
	if c.Form != a.form {
		page.Notes = append(page.Notes, noteIndex)
	}
	c.Link, c.Form, c.Done = a.answer.next, a.form, a.answer.next == ""
	c.Pages++
	l.dropSeen(&page)
	if !c.Done {
		err = l.once(c.Link)
	} else if !slices.ContainsFunc(l.Chains, func(c chain) bool { return !c.Done }) {
		return page, l.listed(&page)
	}
	page.Next = l.cursor()
	return page, err
}

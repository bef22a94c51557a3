package entra

import (
	"context"
	"errors"
	"net/http"

	abs "github.com/microsoft/kiota-abstractions-go"

	"github.com/incodectl/incodectl/internal/directory"
)

const (
	whyForgotten = "Microsoft Graph no longer knows the state of the last sync (it keeps it for 7 days)"
	whyStateless = "Microsoft Graph left accountEnabled out of what changed, so nobody's state is known"
	noteNoReplay = "what changed during the listing could not be read, because Microsoft Graph no longer knows its beginning; so the next sync reads everybody again"
)

// changes reads a page of people who changed: of a delta, or of the replay
// behind a listing.
//
// Graph may send empty pages, people more than once and in any order, and
// changes that were sent before; only the link to a later delta ends it. A
// person comes with everything selected that they ever had, so each object
// replaces the record.
func (l *listing) changes(ctx context.Context) (directory.Page, error) {
	var page directory.Page
	answer, err := l.delta(ctx, l.what())
	if _, lost := errors.AsType[*directory.FullNeeded](err); lost && l.Phase == phaseReplay {
		// Everybody is listed all the same, as of the time of each page.
		return directory.Page{Last: true, Notes: []string{noteNoReplay}}, nil
	}
	if err != nil {
		return page, err
	}
	there, gone := split(answer.objects)
	page.Removed = gone
	page.OnlyKnown = len(l.s.groups) > 0
	var stateless bool
	page.Records, page.Skipped, stateless = l.decoder.page(there, l.Pages)
	// One person without accountEnabled may be an oddity, and is asked for later.
	// Several and nobody with it means that $select was lost; the listing then
	// tells whether for good. Behind a listing each of them is only named: they
	// were listed a moment ago.
	if stateless && len(there) > 1 && l.Phase == phaseChanges {
		return page, &directory.FullNeeded{Why: whyStateless}
	}
	if answer.next != "" {
		return page, l.follow(answer.next)
	}
	if err = l.s.atHome(answer.delta); err != nil {
		return page, err
	}
	l.Mark.Users = answer.delta
	page.Last, page.Mark = true, l.Mark.mark()
	return page, nil
}

// delta reads the answer at the current link of a delta. State that Graph does
// not know any more, or does not take, is *directory.FullNeeded; at the first
// request of a listing that is gone on with, *directory.CursorGone.
func (l *listing) delta(ctx context.Context, what string) (list, error) {
	r, err := l.s.send(ctx, func() (*abs.RequestInformation, error) { return l.s.linkRequest(ctx, l.Link, formPlain) })
	switch {
	case err != nil:
		return list{}, unreachable(err, what)
	case r.status == http.StatusOK, r.status == http.StatusNoContent:
		return decodeDelta(r, what)
	case l.resumed && r.unwelcome():
		return list{}, &directory.CursorGone{Err: l.s.refusal(r, "", what)}
	case r.forgotten():
		return list{}, &directory.FullNeeded{Why: whyForgotten}
	case r.unwelcome():
		return list{}, &directory.FullNeeded{Why: "Microsoft Graph does not tell " + what + ": " + l.s.said(r)}
	}
	return list{}, l.s.refusal(r, "", what)
}

package okta

import (
	"context"
	"crypto/sha256"
	"net/http"
	"sync"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/httpx"
)

// walker reads one chain page by page. It runs ahead of what was yielded.
type walker struct {
	source  *Source
	chain   chain // where it is; Done at its end
	index   int   // of the chain in the listing
	span    span
	workers int // requests that may be under way at once
	witness *witness
	resumed bool                           // the position is from an earlier run, and not proven yet
	cursors map[[sha256.Size]byte]struct{} // digests of those seen, to notice circles
	pages   int
	looked  map[string]struct{} // ids from the System Log that were looked up
	cost    directory.Cost      // of looking them up for the page at hand
}

// span is the time that a delta covers; zero for a full listing.
type span struct{ since, until time.Time }

// walker returns the walker of a chain.
func (r *reading) walker(i int) *walker {
	c := r.place.Chains[i]
	return &walker{
		source: r.source, chain: c, index: i, span: r.span(), workers: r.workers, witness: &r.witness,
		resumed: c.After != "", cursors: map[[sha256.Size]byte]struct{}{sha256.Sum256([]byte(c.After)): {}}, looked: map[string]struct{}{},
	}
}

// fetched is a page of one chain and where that chain then is.
type fetched struct {
	index int
	chain chain
	date  time.Time // Okta's, at the answer
	page  directory.Page
	err   error // then of the page only Cost is set
}

// next reads the chain's next page.
func (w *walker) next(ctx context.Context) fetched {
	var stats httpx.Stats
	ctx = httpx.WithStats(ctx, &stats)
	f := fetched{index: w.index}
	if w.chain.Part == partDeleted {
		f.page, f.date, f.err = w.deletions(ctx)
	} else {
		f.page, f.date, f.err = w.people(ctx)
	}
	if status, _ := refusedWith(f.err); status == http.StatusBadRequest {
		switch {
		case w.resumed:
			f.err = &directory.CursorGone{Err: f.err}
		case w.chain.Part == partMatching && w.chain.After == "":
			// Perhaps the expression itself is fine: a full listing shows it.
			f.err = &directory.FullNeeded{Why: "Okta does not accept the search expression together with a time"}
		}
	}
	if f.err != nil {
		f.page = directory.Page{}
	} else {
		f.page.OnlyKnown = w.source.onlyKnown(w.chain)
	}
	w.resumed = false
	f.page.Cost = costOf(stats)
	f.page.Cost.Add(w.cost)
	w.cost = directory.Cost{}
	f.chain = w.chain
	return f
}

// people reads a page of users and moves on.
func (w *walker) people(ctx context.Context) (directory.Page, time.Time, error) {
	s := w.source
	l, err := s.list(ctx, w.chain, w.span.since, s.pageSize)
	date := l.date
	if err == nil && l.ends() {
		l, err = s.confirmEnd(ctx, w.chain, l, w.span.since, w.witness.of(w.chain))
	}
	if err != nil {
		return directory.Page{}, date, err
	}
	w.pages++
	if len(l.users) > 0 {
		w.chain.Had = true
		w.witness.saw(w.chain)
	}
	if !w.advance(l.next) {
		return directory.Page{}, date, s.badAnswer(s.subjectOf(w.chain), "its pages go in circles")
	}
	return s.convert(l.users, w.pages), date, nil
}

// advance moves on to the page at next, or to the chain's end. It reports false
// for a page that was there before.
func (w *walker) advance(next string) bool {
	w.chain.After, w.chain.Done = next, next == ""
	if next == "" {
		return true
	}
	sum := sha256.Sum256([]byte(next))
	_, again := w.cursors[sum]
	w.cursors[sum] = struct{}{}
	return !again
}

// costOf is what requests took.
func costOf(s httpx.Stats) directory.Cost {
	return directory.Cost{Requests: s.Requests, Retries: s.Retries, Bytes: s.Bytes, Waited: s.Waited}
}

// witness is a chain that is known to have people: while Okta shows one of
// them, an empty page elsewhere can be believed.
type witness struct {
	mu    sync.Mutex
	chain *chain
}

// of returns a chain to ask whether anybody is still shown, for one that shows
// nobody: that one itself if it had people, else another; nil when nobody was
// seen yet.
func (w *witness) of(c chain) *chain {
	switch {
	case c.Had:
		return &c
	case c.Part == partMatching:
		return nil // partChanged, which follows, has them too
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.chain
}

func (w *witness) saw(c chain) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.chain == nil {
		w.chain = &c
	}
}

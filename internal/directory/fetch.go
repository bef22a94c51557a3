package directory

import (
	"context"
	"slices"

	"github.com/incodectl/incodectl/internal/fault"
)

// fetch moves a listing page by page from the source to the staging area.
type fetch struct {
	req     SyncRequest
	run     *Run
	repo    Repository
	staging Staging
	stager  *stager
	read    Read
	at      Checkpoint          // as staged
	resumed bool                // an earlier run began this listing
	unread  map[string]struct{} // ids of the records that could not be read, as far as the run names them
	pages   int                 // read by this run
	empty   int                 // pages without anybody in a row
	own     Cost                // of what this run has staged of the listing
	lost    Cost                // of what it asked for and did not stage
}

// mostEmptyPages is how many pages without anybody may follow each other. A
// few are legal, and so is one for every group without members; a source that sends
// nothing else would keep a sync for ever.
const mostEmptyPages = 500

// complete reports whether who was not listed may be taken for missing: the
// last page was reached and every record at least had a name.
func (f *fetch) complete() bool { return f.read.Mode == ModeFull && f.at.Last && !f.at.Blind }

// result is what the fetching goroutine hands over.
type result struct {
	page Page
	err  error
}

// all stages every page that is not staged yet.
func (f *fetch) all(ctx context.Context) error {
	if f.at.Last {
		return nil
	}
	f.read.From = f.at.Cursor
	if err := f.each(ctx, f.read, f.page); err != nil {
		return err
	}
	if !f.at.Last {
		return f.truncated()
	}
	return nil
}

func (f *fetch) truncated() error {
	return fault.New(fault.Unavailable, "the listing ended before its last page, after %d people", f.at.People).
		WithHint("nothing was changed; run the sync again")
}

// each calls do for every page of what is read. The next page is fetched while
// do works on one.
func (f *fetch) each(ctx context.Context, r Read, do func(context.Context, Page) error) error {
	ctx, cancel := context.WithCancel(ctx)
	pages := make(chan result, 1)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer close(pages)
		send := func(r result) bool {
			select {
			case pages <- r:
				return r.err == nil
			case <-ctx.Done():
				return false
			}
		}
		defer func() {
			// Nobody else would catch it here, and the run would not be recorded.
			if p := recover(); p != nil {
				send(result{err: fault.New(fault.Internal, "reading the source failed unexpectedly: %v", p)})
			}
		}()
		for page, err := range f.req.Source.Pages(ctx, r) {
			if !send(result{page, err}) {
				return
			}
		}
	}()
	// The source must be at rest before staging is closed.
	defer func() { cancel(); <-done }()

	// A last page is believed, and staged as such, once nothing follows it.
	var last *Page
	for r := range pages {
		switch {
		case r.err != nil:
			f.waste(r.page.Cost)
			return r.err
		case last != nil:
			return fault.New(fault.Internal, "the source went on after its last page")
		case r.page.Last:
			last = &r.page
			continue
		}
		if err := do(ctx, r.page); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil || last == nil {
		return err
	}
	return do(ctx, *last)
}

// page stages one page and adds it to the run's record.
func (f *fetch) page(ctx context.Context, p Page) error {
	b, err := f.batch(ctx, p)
	if err != nil {
		return err
	}
	b.At.Cursor, b.At.Last, b.At.Mark = p.Next, p.Last, p.Mark
	b.At.Total = max(b.At.Total, p.Total)
	if f.empty++; len(p.Records)+len(p.Skipped)+len(p.Removed)+p.Repeated > 0 {
		f.empty = 0
	}
	if f.empty > mostEmptyPages {
		return fault.New(fault.Unavailable, "the source sent %d pages in a row without anybody on them, and announces more", f.empty).
			WithHint("nothing was changed; this is a fault of the source or of a proxy before it")
	}
	if err := f.put(ctx, b, p.Cost); err != nil {
		return err
	}
	if f.req.Progress != nil {
		f.req.Progress(Progress{Phase: PhaseFetch, People: f.at.People, Total: f.at.Total, Pages: f.at.Pages})
	}
	return nil
}

// batch makes of a page what is staged, with the counts that follow it.
func (f *fetch) batch(ctx context.Context, p Page) (Batch, error) {
	people, bad := f.stager.stage(p.Records)
	b := Batch{
		People: people, Removed: p.Removed, OnlyKnown: p.OnlyKnown,
		Unread: append(slices.Clip(p.Skipped), bad...), At: f.at,
	}
	if err := f.settleUnread(ctx, &b); err != nil {
		return b, err
	}
	if f.req.Strict && len(b.Unread) > 0 {
		f.waste(p.Cost)
		return b, strictFault(b.Unread)
	}
	for _, u := range b.Unread {
		b.At.Blind = b.At.Blind || u.ExternalID == ""
	}
	b.At.Skipped += f.unreadable(b.Unread)
	b.At.Pages++
	b.At.People += len(b.People)
	b.At.Cost.Add(p.Cost)
	for _, n := range p.Notes {
		if !slices.Contains(b.At.Notes, n) {
			b.At.Notes = append(slices.Clip(b.At.Notes), n)
		}
	}
	return b, nil
}

// settleUnread looks at who is stored of those whose records of a page cannot be
// read: who is not active any more is staged so, and, on a page that may be of
// people out of scope, strangers and records without an id are left out, because
// they are none of this integration's business.
func (f *fetch) settleUnread(ctx context.Context, b *Batch) error {
	ids := make([]string, 0, len(b.Unread))
	for _, e := range b.Unread {
		if e.ExternalID != "" && (b.OnlyKnown || f.stager.states[e.SourceState] == Inactive) {
			ids = append(ids, e.ExternalID)
		}
	}
	stored, err := f.repo.People(ctx, f.req.Integration.ID, ids)
	if err != nil {
		return err
	}
	b.People = append(b.People, f.stager.deactivated(stored, b.Unread)...)
	if b.OnlyKnown {
		b.Unread = slices.DeleteFunc(b.Unread, func(e RecordError) bool {
			return !slices.ContainsFunc(stored, func(u User) bool { return u.ExternalID == e.ExternalID })
		})
	}
	return nil
}

// put stages a batch, which cost what it did; only then does it count.
func (f *fetch) put(ctx context.Context, b Batch, cost Cost) error {
	if err := f.staging.Put(ctx, b); err != nil {
		return err
	}
	f.own.Add(cost)
	f.pages += b.At.Pages - f.at.Pages // somebody looked up is no page
	f.at = b.At
	f.tally()
	return nil
}

// tally brings the run's record in line with the listing as staged.
func (f *fetch) tally() {
	r, c := f.run, f.at.Cost
	c.Add(f.lost)
	r.Pages, r.ResumedPages = f.at.Pages, f.at.Pages-f.pages
	r.Requests, r.Retries, r.Bytes, r.Waited = c.Requests, c.Retries, c.Bytes, c.Waited
	r.Counts.Listed, r.Counts.Skipped = f.at.People, f.at.Skipped
}

// unreadable names records in the run that could not be read, as many as it may,
// and returns how many they are. Whoever is named already is not counted again.
func (f *fetch) unreadable(bad []RecordError) (n int) {
	for _, e := range bad {
		if _, again := f.unread[e.ExternalID]; again {
			continue
		}
		n++
		if len(f.run.RecordErrors) >= MostNamed {
			continue
		}
		f.run.RecordErrors = append(f.run.RecordErrors, e)
		if e.ExternalID != "" {
			f.unread[e.ExternalID] = struct{}{}
		}
	}
	return n
}

// waste counts what was asked for in vain.
func (f *fetch) waste(c Cost) {
	f.lost.Add(c)
	f.tally()
}

func strictFault(bad []RecordError) error {
	who := bad[0].ExternalID
	if who == "" {
		who = "one without an id"
	}
	return fault.New(fault.Internal, "%d records of a page cannot be read, and --strict makes that fatal; the first is %s: %s", len(bad), who, bad[0].Reason).
		WithHint("nothing was changed; mend the record at the source, or leave --strict out to sync everybody else")
}

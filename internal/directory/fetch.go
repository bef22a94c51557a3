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
	staging Staging
	stager  *stager
	last    bool // the source said that nothing follows
	blind   bool // a record could not even be named
	total   int
	empty   int // pages without anybody in a row
}

// mostEmptyPages is how many pages without anybody may follow each other. A
// few are legal; a source that sends nothing else would keep a sync for ever.
const mostEmptyPages = 100

// complete reports whether who was not listed may be taken for missing: the
// last page was reached and every record at least had a name.
func (f *fetch) complete() bool { return f.last && !f.blind }

// result is what the fetching goroutine hands over.
type result struct {
	page Page
	err  error
}

// all stages every page. The next page is fetched while one is staged.
func (f *fetch) all(ctx context.Context) error {
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
		for page, err := range f.req.Source.Pages(ctx, "") {
			if !send(result{page, err}) {
				return
			}
		}
	}()
	// The source must be at rest before staging is closed.
	defer func() { cancel(); <-done }()

	for r := range pages {
		if r.err != nil {
			f.cost(r.page)
			return r.err
		}
		if f.last {
			return fault.New(fault.Internal, "the source went on after its last page")
		}
		if err := f.page(ctx, r.page); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if !f.last {
		return fault.New(fault.Unavailable, "the listing ended before its last page, after %d people", f.run.Counts.Listed).
			WithHint("nothing was changed; run the sync again")
	}
	return nil
}

// page stages one page and adds it to the run's record.
func (f *fetch) page(ctx context.Context, p Page) error {
	staged, bad := f.stager.stage(p.Records)
	bad = append(slices.Clip(p.Skipped), bad...)
	if err := f.staging.Put(ctx, staged, p.Next); err != nil {
		return err
	}
	keep := make([]string, 0, len(bad))
	for _, b := range bad {
		if b.ExternalID == "" {
			f.blind = true
			continue
		}
		keep = append(keep, b.ExternalID)
	}
	if len(keep) > 0 {
		if err := f.staging.Keep(ctx, keep); err != nil {
			return err
		}
	}
	f.last = p.Last
	f.total = max(f.total, p.Total)
	f.cost(p)
	r := f.run
	r.Pages++
	r.RecordErrors = append(r.RecordErrors, bad...)
	r.Counts.Listed += len(staged)
	if f.empty++; len(p.Records)+len(p.Skipped)+p.Repeated > 0 {
		f.empty = 0
	}
	if f.empty > mostEmptyPages {
		return fault.New(fault.Unavailable, "the source sent %d pages in a row without anybody on them, and announces more", f.empty).
			WithHint("nothing was changed; this is a fault of the source or of a proxy before it")
	}
	if f.req.Progress != nil {
		f.req.Progress(Progress{Phase: PhaseFetch, People: r.Counts.Listed, Total: f.total, Pages: r.Pages})
	}
	return nil
}

// cost adds what fetching a page took to the run's record, also when it failed.
func (f *fetch) cost(p Page) {
	f.run.Requests += p.Requests
	f.run.Retries += p.Retries
	f.run.Bytes += p.Bytes
	f.run.Waited += p.Waited
}

package okta

import (
	"context"
	"sync"

	"github.com/incodectl/incodectl/internal/directory"
)

// sideBySide yields the pages of several chains as they come. Each worker reads
// one chain after another, and no further ahead than the pages that are waiting
// to be yielded. Position and mark are of what was yielded: pages fetched and
// not yielded any more are fetched again by who goes on from there.
func (r *reading) sideBySide(ctx context.Context, yield func(directory.Page, error) bool) {
	working, cancel := context.WithCancel(ctx)
	var workers sync.WaitGroup
	defer workers.Wait() // nothing runs on once the iterator has ended
	defer cancel()

	open := make(chan *walker, len(r.place.Chains))
	for i, c := range r.place.Chains {
		if !c.Done {
			open <- r.walker(i)
		}
	}
	close(open)
	pages := make(chan fetched, r.workers)
	for range min(r.workers, len(open)) {
		workers.Go(func() {
			for w := range open {
				if !w.walk(working, pages) {
					return
				}
			}
		})
	}
	for {
		select {
		case f := <-pages:
			if !r.deliver(f, yield) {
				return
			}
		case <-ctx.Done():
			yield(directory.Page{}, ctx.Err())
			return
		}
	}
}

// walk hands over the chain's pages up to its end. It reports false when there
// is no going on.
func (w *walker) walk(ctx context.Context, pages chan<- fetched) bool {
	for !w.chain.Done {
		f := w.next(ctx)
		select {
		case pages <- f:
		case <-ctx.Done():
			return false
		}
		if f.err != nil {
			return false
		}
	}
	return true
}

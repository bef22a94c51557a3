package okta

import (
	"context"
	"sync"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/httpx"
)

// parallel calls do for 0 to n-1 from at most workers goroutines and returns
// the first error, after which nothing new is begun, and what all requests
// took.
func parallel(ctx context.Context, workers, n int, do func(ctx context.Context, i int) error) (directory.Cost, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var (
		group sync.WaitGroup
		mu    sync.Mutex
		next  int
		cost  directory.Cost
		first error
	)
	for range min(workers, n) {
		group.Go(func() {
			for {
				mu.Lock()
				i := next
				next++
				stop := i >= n || first != nil
				mu.Unlock()
				if stop {
					return
				}
				var stats httpx.Stats
				err := do(httpx.WithStats(ctx, &stats), i)
				mu.Lock()
				cost.Add(costOf(stats))
				if err != nil && first == nil {
					first = err
					cancel(err)
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return cost, first
}

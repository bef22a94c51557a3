package okta_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory/okta"
)

// TestRateLimitsAreApart: what is used up of one of Okta's limits holds back
// the requests that count against it, and no others.
func TestRateLimitsAreApart(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spent string // the path whose limit is used up
		waits int
	}{
		"none":             {"", 0},
		"listing users":    {"/api/v1/users", 2}, // before the second and third page
		"looking one up":   {"/api/v1/users/00ugone0", 1},
		"the System Log":   {"/api/v1/logs", 0}, // asked once
		"another endpoint": {"/api/v1/groups", 0},
	} {
		f, now, mark := changing(t)
		for i := range f.users {
			f.change(i, now.now())
		}
		for i := range 2 {
			f.events = append(f.events, event{now.now().Add(-time.Minute), "user.lifecycle.delete.completed", fmt.Sprint("00ugone", i), "User"})
		}
		f.intercept = func(_ int, w http.ResponseWriter, r *http.Request) bool {
			left := 100
			if r.URL.Path == c.spent {
				left = 0
			}
			w.Header().Set("X-Rate-Limit-Limit", "100")
			w.Header().Set("X-Rate-Limit-Remaining", fmt.Sprint(left))
			w.Header().Set("X-Rate-Limit-Reset", fmt.Sprint(now.now().Add(30*time.Second).Unix()))
			return false
		}
		waits := 0
		s := f.source(t, func(o *okta.Options) {
			o.HTTP.MaxShare, o.HTTP.Now = 0.5, now.now
			o.HTTP.Sleep = func(_ context.Context, d time.Duration) error {
				waits++
				now.add(d)
				return nil
			}
		})
		if _, err := delta(t, s, mark); err != nil || waits != c.waits {
			t.Errorf("%s: %d waits, want %d; %v", name, waits, c.waits, err)
		}
	}
}

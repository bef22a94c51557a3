package httpx_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
)

// org counts requests in windows of a minute as Okta does, one count a path,
// by a clock that may be off.
type org struct {
	limit int
	skew  time.Duration
	clk   *clock

	mu   sync.Mutex
	end  map[string]time.Time
	used map[string]int
	most int // of all windows
}

func newOrg(limit int) *org {
	return &org{limit: limit, clk: newClock(), end: map[string]time.Time{}, used: map[string]int{}}
}

func (o *org) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := o.clk.now()
	if !now.Before(o.end[r.URL.Path]) {
		o.end[r.URL.Path], o.used[r.URL.Path] = now.Add(time.Minute), 0
	}
	o.used[r.URL.Path]++
	used := o.used[r.URL.Path]
	o.most = max(o.most, used)
	h := w.Header()
	h.Set("Date", now.Add(o.skew).UTC().Format(http.TimeFormat))
	h.Set("X-Rate-Limit-Limit", fmt.Sprint(o.limit))
	h.Set("X-Rate-Limit-Remaining", fmt.Sprint(max(o.limit-used, 0)))
	h.Set("X-Rate-Limit-Reset", fmt.Sprint(o.end[r.URL.Path].Add(o.skew).Unix()))
	if used > o.limit {
		w.WriteHeader(http.StatusTooManyRequests)
	}
}

// share sets what pacing needs: buckets by path.
func share(s float64) func(*httpx.Options) {
	return func(o *httpx.Options) {
		o.MaxShare, o.Bucket = s, func(r *http.Request) string { return r.URL.Path }
	}
}

func TestPacingStopsAtTheShareAndGoesOnAfterTheReset(t *testing.T) {
	t.Parallel()
	const hold = 61 * time.Second
	for _, c := range []struct {
		share    float64
		limit, n int // requests sent one after another
		most     int // in one window
		waits    int
	}{
		{share: 0, limit: 10, n: 10, most: 10},
		{share: 1, limit: 10, n: 10, most: 10},
		{share: 1, limit: 10, n: 11, most: 10, waits: 1},
		{share: 0.5, limit: 10, n: 5, most: 5},
		{share: 0.5, limit: 10, n: 16, most: 5, waits: 3},
		{share: 0.5, limit: 5, n: 5, most: 2, waits: 2},
		{share: 0.9, limit: 600, n: 541, most: 540, waits: 1},
		{share: 0.1, limit: 30, n: 7, most: 3, waits: 2},
		{share: 0.5, limit: 1, n: 4, most: 1, waits: 3},
		{share: 0.001, limit: 10, n: 3, most: 1, waits: 2},
	} {
		for _, skew := range []time.Duration{0, 10 * time.Minute, -10 * time.Minute} {
			t.Run(fmt.Sprintf("%v of %d, clock %v", c.share, c.limit, skew), func(t *testing.T) {
				t.Parallel()
				o := newOrg(c.limit)
				o.skew = skew
				srv := serve(t, o.ServeHTTP)
				hc := client(t, srv, o.clk, share(c.share))
				var stats httpx.Stats
				var notices []string
				ctx := httpx.WithWaitNotice(httpx.WithStats(t.Context(), &stats), func(d time.Duration, why string) {
					notices = append(notices, d.String()+" "+why)
				})
				for range c.n {
					if _, _, err := get(t, ctx, hc, srv.URL+"/users"); err != nil {
						t.Fatal(err)
					}
				}
				if want := slices.Repeat([]time.Duration{hold}, c.waits); o.most != c.most || !slices.Equal(o.clk.waits, want) {
					t.Errorf("%d requests in a window, waits %v; want %d, %v", o.most, o.clk.waits, c.most, want)
				}
				if want := (httpx.Stats{Requests: c.n, Waited: time.Duration(c.waits) * hold}); stats != want {
					t.Errorf("stats %+v, want %+v", stats, want)
				}
				if want := slices.Repeat([]string{fmt.Sprintf("1m1s pacing to %v%% of the rate limit", 100*c.share)}, c.waits); !slices.Equal(notices, want) {
					t.Errorf("notices %q, want %q", notices, want)
				}
			})
		}
	}
}

func TestPacingKeepsBucketsApart(t *testing.T) {
	t.Parallel()
	o := newOrg(4)
	srv := serve(t, o.ServeHTTP)
	ask := func(hc *http.Client, paths ...string) {
		t.Helper()
		for _, p := range paths {
			if _, _, err := get(t, t.Context(), hc, srv.URL+p); err != nil {
				t.Fatal(err)
			}
		}
	}
	hc := client(t, srv, o.clk, share(0.5))
	ask(hc, "/users", "/users", "/logs", "/logs")
	if len(o.clk.waits) != 0 {
		t.Errorf("waits %v: one bucket held the other", o.clk.waits)
	}
	ask(hc, "/logs")
	if len(o.clk.waits) != 1 {
		t.Errorf("waits %v for a bucket that is used up", o.clk.waits)
	}
	one := client(t, srv, o.clk, func(o *httpx.Options) { o.MaxShare = 0.5 })
	o.clk.waits = nil
	ask(one, "/a", "/a", "/b")
	if len(o.clk.waits) != 1 {
		t.Errorf("waits %v without names of buckets, want one for all", o.clk.waits)
	}
}

// answers serves one answer after another, then plain ones.
func answers(t *testing.T, list ...func(h http.Header) int) (url string, n *atomic.Int32, c *clock, open func(func(*httpx.Options)) *http.Client) {
	t.Helper()
	n, c = new(atomic.Int32), newClock()
	srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", c.now().Format(http.TimeFormat))
		if i := int(n.Add(1)); i <= len(list) {
			w.WriteHeader(list[i-1](w.Header()))
		}
	})
	return srv.URL, n, c, func(change func(*httpx.Options)) *http.Client { return client(t, srv, c, change) }
}

// told is an answer with the given rate limit headers; the reset counts from
// the clock's start, which is the Date of every answer before the first wait.
func told(status int, limit, remaining string, reset time.Duration, more ...string) func(http.Header) int {
	return func(h http.Header) int {
		h.Set("X-Rate-Limit-Limit", limit)
		h.Set("X-Rate-Limit-Remaining", remaining)
		h.Set("X-Rate-Limit-Reset", fmt.Sprint(newClock().at.Add(reset).Unix()))
		for i := 0; i < len(more); i += 2 {
			h.Set(more[i], more[i+1])
			if more[i+1] == "" {
				h[more[i]] = nil // keeps the server from adding its own
			}
		}
		return status
	}
}

func usage(v string) func(http.Header) int {
	return func(h http.Header) int { h.Set("x-ms-throttle-limit-percentage", v); return 200 }
}

func TestPacingReadsOneAnswer(t *testing.T) {
	t.Parallel()
	const minute = time.Minute
	for name, c := range map[string]struct {
		answer func(http.Header) int
		share  float64
		wait   time.Duration // before the request after it
	}{
		"above the share":              {told(200, "10", "6", minute), 0.5, 0},
		"at the share":                 {told(200, "10", "5", minute), 0.5, 61 * time.Second},
		"below the share":              {told(200, "10", "0", minute), 0.5, 61 * time.Second},
		"all, some left":               {told(200, "600", "1", minute), 1, 0},
		"all, nothing left":            {told(200, "600", "0", minute), 1, 61 * time.Second},
		"soon over":                    {told(200, "10", "5", time.Second), 0.5, 2 * time.Second},
		"a rounded minute":             {told(200, "10", "5", 61*time.Second), 0.5, 61 * time.Second},
		"over now":                     {told(200, "10", "5", 0), 0.5, 0},
		"past":                         {told(200, "10", "5", -minute), 0.5, 0},
		"too far":                      {told(200, "10", "5", 62*time.Second), 0.5, 0},
		"an error counts too":          {told(404, "10", "5", minute), 0.5, 61 * time.Second},
		"no Date":                      {told(200, "10", "5", minute, "Date", ""), 0.5, 0},
		"bad Date":                     {told(200, "10", "5", minute, "Date", "noon"), 0.5, 0},
		"Date of a gateway, fast":      {told(200, "10", "5", minute, "Date", newClock().at.Add(time.Hour).UTC().Format(http.TimeFormat)), 0.5, 61 * time.Second},
		"Date of a gateway, slow":      {told(200, "10", "5", minute, "Date", newClock().at.Add(-time.Hour).UTC().Format(http.TimeFormat)), 0.5, 61 * time.Second},
		"ancient Date":                 {told(200, "10", "5", minute, "Date", "Mon, 01 Jan 0001 00:00:00 GMT", "X-Rate-Limit-Reset", fmt.Sprint(math.MaxInt64)), 0.5, 0},
		"limit 0":                      {told(200, "0", "0", minute), 0.5, 0},
		"limit negative":               {told(200, "-10", "-20", minute), 0.5, 0},
		"limit two values":             {told(200, "0, 600", "0, 1", minute), 0.5, 0},
		"limit huge":                   {told(200, "99999999999999999999", "0", minute), 0.5, 0},
		"limit absent":                 {told(200, "", "0", minute), 0.5, 0},
		"remaining absent":             {told(200, "10", "", minute), 0.5, 0},
		"remaining negative":           {told(200, "10", "-1", minute), 0.5, 0},
		"remaining above the limit":    {told(200, "10", "11", minute), 0.5, 0},
		"reset garbage":                {told(200, "10", "0", minute, "X-Rate-Limit-Reset", "soon"), 0.5, 0},
		"reset in milliseconds":        {told(200, "10", "0", minute, "X-Rate-Limit-Reset", "1772366460000"), 0.5, 0},
		"reset beyond every time":      {told(200, "10", "0", minute, "X-Rate-Limit-Reset", fmt.Sprint(math.MaxInt64)), 0.5, 0},
		"Graph, fraction":              {usage("0.8"), 0.5, 3750 * time.Millisecond},
		"Graph, over the limit":        {usage("1.25"), 0.5, 6 * time.Second},
		"Graph, the most":              {usage("1.8"), 0.9, 5 * time.Second},
		"Graph, within the share":      {usage("0.85"), 0.9, 0},
		"Graph, all, within the limit": {usage("1.0"), 1, 0},
		"Graph, all, over the limit":   {usage("1.6"), 1, 3750 * time.Millisecond},
		"Graph, another unit":          {usage("85"), 0.5, 0},
		"Graph, not a number":          {usage("NaN"), 0.5, 0},
		"Graph, infinite":              {usage("+Inf"), 0.5, 0},
		"Graph, negative":              {usage("-1"), 0.5, 0},
		"Graph, garbage":               {usage("0,9"), 0.5, 0},
		"pacing is off":                {told(200, "10", "0", minute, "x-ms-throttle-limit-percentage", "1.8"), 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, n, clk, open := answers(t, c.answer)
			hc := open(share(c.share))
			for range 3 {
				if _, _, err := get(t, t.Context(), hc, u); err != nil {
					t.Fatal(err)
				}
			}
			var want []time.Duration
			if c.wait > 0 {
				want = []time.Duration{c.wait}
			}
			near := func(a, b time.Duration) bool { return (a - b).Abs() < time.Microsecond }
			if n.Load() != 3 || !slices.EqualFunc(clk.waits, want, near) {
				t.Errorf("%d requests, waits %v, want %v", n.Load(), clk.waits, want)
			}
		})
	}
}

func TestPacingAndRetriesDoNotWaitTwice(t *testing.T) {
	t.Parallel()
	const minute = time.Minute
	after := func(status int, seconds string, more ...string) func(http.Header) int {
		return told(status, "10", "0", minute, append(more, "Retry-After", seconds)...)
	}
	for name, c := range map[string]struct {
		answers []func(http.Header) int
		waits   []time.Duration
	}{
		// A 429 teaches nothing: the reset of a limit on concurrent requests is a guess.
		"429 for concurrent requests": {[]func(http.Header) int{after(429, "1")}, []time.Duration{time.Second}},
		"429 at the reset":            {[]func(http.Header) int{told(429, "10", "0", minute)}, []time.Duration{61 * time.Second}},
		"held, then 429":              {[]func(http.Header) int{told(200, "10", "5", minute), after(429, "2")}, []time.Duration{61 * time.Second, 2 * time.Second}},
		"503 says less than the hold": {[]func(http.Header) int{after(503, "7")}, []time.Duration{7 * time.Second, 54 * time.Second}},
		"503 says more than the hold": {[]func(http.Header) int{after(503, "70")}, []time.Duration{70 * time.Second}},
		"both services' headers":      {[]func(http.Header) int{told(200, "10", "0", 20*time.Second, "x-ms-throttle-limit-percentage", "1.8")}, []time.Duration{21 * time.Second}},
		"429 over the limit of Graph": {[]func(http.Header) int{after(429, "3", "x-ms-throttle-limit-percentage", "1.8")}, []time.Duration{3 * time.Second}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u, _, clk, open := answers(t, c.answers...)
			hc := open(share(0.5))
			for range 3 {
				if _, _, err := get(t, t.Context(), hc, u); err != nil {
					t.Fatal(err)
				}
			}
			if !slices.Equal(clk.waits, c.waits) {
				t.Errorf("waits %v, want %v", clk.waits, c.waits)
			}
		})
	}
}

func TestPacingForgetsRequestsThatFailed(t *testing.T) {
	t.Parallel()
	lost := func(http.Header) int { panic(http.ErrAbortHandler) }
	u, n, clk, open := answers(t, told(200, "10", "6", time.Minute), lost, lost, lost)
	hc := open(share(0.5))
	unsigned := httpx.WithSigner(t.Context(), func(*http.Request) error { return io.ErrUnexpectedEOF })
	for i, ctx := range []context.Context{t.Context(), unsigned, t.Context(), t.Context()} {
		if _, _, err := get(t, ctx, hc, u); (err != nil) != (ctx == unsigned) {
			t.Fatalf("request %d: %v", i, err)
		}
	}
	if n.Load() != 6 || slices.Max(clk.waits) > 10*time.Second {
		t.Errorf("%d requests, waits %v: what is over counts as in flight", n.Load(), clk.waits)
	}
}

func TestPacingWaitIsBounded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		most  time.Duration
		waits []time.Duration
	}{
		"in parts":  {25 * time.Second, []time.Duration{25 * time.Second, 25 * time.Second, 11 * time.Second}},
		"given up":  {10 * time.Second, slices.Repeat([]time.Duration{10 * time.Second}, 3)},
		"all of it": {2 * time.Minute, []time.Duration{61 * time.Second}},
	} {
		u, n, clk, open := answers(t, told(200, "10", "0", time.Minute))
		hc := open(func(o *httpx.Options) { o.MaxShare, o.MaxWait = 0.5, c.most })
		for range 2 {
			if _, _, err := get(t, t.Context(), hc, u); err != nil {
				t.Fatal(err)
			}
		}
		if n.Load() != 2 || !slices.Equal(clk.waits, c.waits) {
			t.Errorf("%s: %d requests, waits %v, want %v", name, n.Load(), clk.waits, c.waits)
		}
	}
}

func TestPacingSurvivesAClockThatIsSetBack(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(http.Header) int{"Okta": told(200, "10", "5", time.Minute), "Graph": usage("1.5")} {
		u, _, clk, open := answers(t, answer)
		hc := open(share(0.5))
		for range 2 {
			if _, _, err := get(t, t.Context(), hc, u); err != nil {
				t.Fatal(err)
			}
			clk.at = clk.at.Add(-time.Hour)
		}
		if len(clk.waits) != 0 {
			t.Errorf("%s: waits %v", name, clk.waits)
		}
	}
}

func TestPacingWaitEndsWithTheContext(t *testing.T) {
	t.Parallel()
	u, n, _, open := answers(t, told(200, "10", "5", time.Minute))
	var log bytes.Buffer
	hc := open(func(o *httpx.Options) { o.MaxShare, o.Sleep, o.Debug = 0.5, nil, &log })
	if _, _, err := get(t, t.Context(), hc, u); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var stats httpx.Stats
	ctx = httpx.WithStats(ctx, &stats)
	ctx = httpx.WithWaitNotice(ctx, func(time.Duration, string) { time.AfterFunc(20*time.Millisecond, cancel) })
	begin := time.Now()
	_, _, err := get(t, ctx, hc, u+"/x?after=PLANTED")
	if !errors.Is(err, context.Canceled) || n.Load() != 1 || time.Since(begin) > 10*time.Second {
		t.Errorf("%v after %d requests and %v", err, n.Load(), time.Since(begin))
	}
	if want := (httpx.Stats{Waited: 61 * time.Second}); stats != want {
		t.Errorf("stats %+v, want %+v", stats, want)
	}
	if s := log.String(); !strings.Contains(s, "/x?after=[redacted]: waiting 1m1s, pacing to 50% of the rate limit") {
		t.Errorf("the log does not tell of the wait:\n%s", s)
	}
}

// gate is a sleep that lasts until the test moves the clock.
type gate struct {
	*clock
	mu    sync.Mutex
	until []chan struct{}
	came  chan time.Duration
}

func (g *gate) sleep(ctx context.Context, d time.Duration) error {
	ch := make(chan struct{})
	g.mu.Lock()
	g.until = append(g.until, ch)
	g.mu.Unlock()
	g.came <- d
	select {
	case <-ch:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// pass moves the clock and wakes all who wait.
func (g *gate) pass(d time.Duration) {
	g.clock.mu.Lock()
	g.at = g.at.Add(d)
	g.clock.mu.Unlock()
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, ch := range g.until {
		close(ch)
	}
	g.until = nil
}

func TestPacingOfConcurrentRequests(t *testing.T) {
	t.Parallel()
	const workers, each = 8, 10
	for _, c := range []struct {
		share float64
		limit int
		most  int // in one window
	}{
		{0.5, 60, 30}, {1, 40, 40}, {0.25, 100, 25}, {0.5, 6, 3}, {0.5, 1, 1},
	} {
		t.Run(fmt.Sprintf("%v of %d", c.share, c.limit), func(t *testing.T) {
			t.Parallel()
			o := newOrg(c.limit)
			g := &gate{clock: o.clk, came: make(chan time.Duration, 1000)}
			srv := serve(t, o.ServeHTTP)
			hc := client(t, srv, o.clk, func(o *httpx.Options) {
				o.MaxShare, o.Sleep, o.MaxWait, o.MaxAttempts = c.share, g.sleep, time.Hour, 1
			})
			if _, _, err := get(t, t.Context(), hc, srv.URL); err != nil { // so that the limit is known
				t.Fatal(err)
			}
			var (
				wg    sync.WaitGroup
				all   [workers]httpx.Stats
				done  = make(chan struct{}, workers)
				total = 1
			)
			for i := range workers {
				wg.Go(func() {
					defer func() { done <- struct{}{} }()
					ctx := httpx.WithStats(t.Context(), &all[i])
					for range each {
						if _, _, err := get(t, ctx, hc, srv.URL); err != nil {
							t.Error(err)
							return
						}
					}
				})
			}
			// Time passes only when everybody waits or has finished.
			for waiting, finished := 0, 0; finished < workers; {
				select {
				case d := <-g.came:
					if waiting++; d <= 0 || d > 61*time.Second {
						t.Errorf("a wait of %v", d)
					}
				case <-done:
					finished++
				}
				if waiting > 0 && waiting+finished == workers {
					waiting = 0
					g.pass(61 * time.Second)
				}
			}
			wg.Wait()
			for _, s := range all {
				total += s.Requests
				if s.Retries != 0 {
					t.Errorf("stats %+v", s)
				}
			}
			if total != 1+workers*each || o.most > c.most {
				t.Errorf("%d requests, up to %d in a window, want at most %d", total, o.most, c.most)
			}
		})
	}
}

func TestPacingAnswersInAnyOrder(t *testing.T) {
	t.Parallel()
	// The answer that was overtaken must not bring back what is used.
	for name, c := range map[string]struct {
		first, second http.Header // in the order in which they arrive
		wait          time.Duration
	}{
		"one window":  {leaves(5, 60), leaves(9, 60), 61 * time.Second},
		"two windows": {leaves(5, 60), leaves(9, 30), 61 * time.Second},
		"a new one":   {leaves(5, 30), leaves(9, 60), 0},
		"Graph":       {http.Header{"X-Ms-Throttle-Limit-Percentage": {"1.25"}}, http.Header{"X-Ms-Throttle-Limit-Percentage": {"0.8"}}, 6 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			release := make(chan struct{})
			arrived := make(chan struct{})
			srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/slow":
					close(arrived)
					<-release
					maps.Copy(w.Header(), c.second)
				case "/quick":
					maps.Copy(w.Header(), c.first)
				}
				_, _ = io.WriteString(w, "x")
			})
			clk := newClock()
			hc := client(t, srv, clk, func(o *httpx.Options) { o.MaxShare = 0.5 })
			var wg sync.WaitGroup
			wg.Go(func() {
				if _, _, err := get(t, t.Context(), hc, srv.URL+"/slow"); err != nil {
					t.Error(err)
				}
			})
			<-arrived
			if _, _, err := get(t, t.Context(), hc, srv.URL+"/quick"); err != nil {
				t.Fatal(err)
			}
			close(release)
			wg.Wait()
			if _, _, err := get(t, t.Context(), hc, srv.URL+"/next"); err != nil {
				t.Fatal(err)
			}
			var waited time.Duration
			for _, d := range clk.waits {
				waited += d
			}
			if waited != c.wait {
				t.Errorf("waited %v, want %v", clk.waits, c.wait)
			}
		})
	}
}

func TestPacingLateAnswerOfAWindowThatIsOver(t *testing.T) {
	t.Parallel()
	release, arrived := make(chan struct{}), make(chan struct{})
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/slow":
			close(arrived)
			<-release
			maps.Copy(w.Header(), leaves(0, 60))
		case "/quick":
			maps.Copy(w.Header(), leaves(5, 60))
		}
	})
	clk := newClock()
	hc := client(t, srv, clk, func(o *httpx.Options) { o.MaxShare = 0.5 })
	ask := func(path string) {
		if _, _, err := get(t, t.Context(), hc, srv.URL+path); err != nil {
			t.Error(err)
		}
	}
	var wg sync.WaitGroup
	wg.Go(func() { ask("/slow") })
	<-arrived
	ask("/quick")
	ask("/next") // waits for the reset
	close(release)
	wg.Wait()
	ask("/last")
	if want := []time.Duration{61 * time.Second}; !slices.Equal(clk.waits, want) {
		t.Errorf("waits %v, want %v: the window that is over holds the next", clk.waits, want)
	}
}

func TestPacingTakesTheBestEstimateOfTheReset(t *testing.T) {
	t.Parallel()
	// The first answer arrives at the end of the second that its Date names, the
	// next at the beginning of one.
	u, _, clk, open := answers(t, told(200, "10", "6", time.Minute), told(200, "10", "5", time.Minute))
	hc := open(share(0.5))
	clk.at = clk.at.Add(900 * time.Millisecond)
	for range 3 {
		if _, _, err := get(t, t.Context(), hc, u); err != nil {
			t.Fatal(err)
		}
		clk.at = clk.at.Add(100 * time.Millisecond)
	}
	if want := []time.Duration{61*time.Second - 1100*time.Millisecond}; !slices.Equal(clk.waits, want) {
		t.Errorf("waits %v, want %v", clk.waits, want)
	}
}

// leaves is the header of an answer of a limit of 10 that resets in so many seconds.
func leaves(remaining, reset int) http.Header {
	at := newClock().at
	return http.Header{
		"Date": {at.Format(http.TimeFormat)}, "X-Rate-Limit-Limit": {"10"},
		"X-Rate-Limit-Remaining": {fmt.Sprint(remaining)},
		"X-Rate-Limit-Reset":     {fmt.Sprint(at.Unix() + int64(reset))},
	}
}

func TestShareIsChecked(t *testing.T) {
	t.Parallel()
	for _, s := range []float64{-0.1, 1.01, 50, math.NaN(), math.Inf(1)} {
		if _, err := httpx.New(httpx.Options{Hosts: []string{"a"}, MaxShare: s}); !fault.Is(err, fault.Usage) || fault.HintOf(err) == "" {
			t.Errorf("share %v: %v", s, err)
		}
	}
}

package httpx

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
)

// pacer keeps requests to a share of a service's rate limits, so that the
// other programs of a customer are not starved: Okta's limits are the org's,
// Graph's the app's in a tenant.
type pacer struct {
	share  float64
	bucket func(*http.Request) string
	why    string // of a wait, for people

	mu      sync.Mutex
	budgets map[string]*budget
}

// newPacer returns nil when share is 0: no pacing. It fails with fault.Usage
// for a share that is none.
func newPacer(share float64, bucket func(*http.Request) string) (*pacer, error) {
	if share == 0 {
		return nil, nil
	}
	if !(share > 0 && share <= 1) { // written so that NaN is refused too
		return nil, fault.New(fault.Usage, "%v is no share of a rate limit", share).
			WithHint("the share is above 0%% and at most 100%%, such as 50%%")
	}
	if bucket == nil {
		bucket = func(*http.Request) string { return "" }
	}
	return &pacer{
		share: share, bucket: bucket, budgets: map[string]*budget{},
		why: "pacing to " + strconv.FormatFloat(100*share, 'g', 4, 64) + "% of the rate limit",
	}, nil
}

// of returns the budget a request counts against; nil without pacing.
func (p *pacer) of(req *http.Request) *budget {
	if p == nil {
		return nil
	}
	name := p.bucket(req)
	p.mu.Lock()
	defer p.mu.Unlock()
	b := p.budgets[name]
	if b == nil {
		b = &budget{share: p.share}
		p.budgets[name] = b
	}
	return b
}

// pace waits until an attempt may be sent and counts it as in flight. All waits
// end at points in time, not after spans, so one that a retry has just made is
// not made again.
//
// Pacing is a courtesy and fails no request: after three times Options.MaxWait
// the attempt is sent anyway. Only the context's end is an error.
func (t *transport) pace(req *http.Request, b *budget, stats *Stats) error {
	if b == nil {
		return nil
	}
	ctx := req.Context()
	for left := 3 * t.o.MaxWait; ; {
		d := b.admit(t.o.Now(), left <= 0)
		if d == 0 {
			return nil
		}
		d = min(d, t.o.MaxWait, left)
		left -= d
		t.log.waiting(req, d, t.pacer.why)
		notify(ctx, d, t.pacer.why)
		stats.Waited += d
		if err := t.o.Sleep(ctx, d); err != nil {
			return err
		}
	}
}

// budget is what is known about one rate limit. Requests of several goroutines
// may count against it at once; nobody sleeps while holding its lock.
type budget struct {
	share float64

	mu       sync.Mutex
	inFlight int       // sent and not answered
	window   window    // as told last; a zero limit: never told
	ends     time.Time // when the window is surely over, by the local clock
	assumed  bool      // the window was not told but follows the one told last
	pause    time.Time // nothing is sent before
}

// admit counts a request as in flight and returns 0, or returns how long to
// wait before asking again. When forced it admits in any case.
func (b *budget) admit(now time.Time, forced bool) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if d := max(b.windowWait(now), b.pauseWait(now)); d > 0 && !forced {
		return d
	}
	b.inFlight++
	return 0
}

// windowWait holds requests back when what the window has left for everybody
// is down to the part of the others. Requests in flight count as used: whether
// an answer already includes them cannot be known.
func (b *budget) windowWait(now time.Time) time.Duration {
	if b.window.limit == 0 {
		return 0
	}
	d := b.ends.Sub(now)
	if d <= 0 || d > oktaHold { // over, or the clock was set back
		// Nothing is known about the next window but its size. Assuming it
		// unused lets at least one request through, and all who waited for it
		// together do not send more than their share at once.
		b.window.remaining, b.assumed = b.window.limit, true
		b.ends, d = now.Add(oktaHold), oktaHold
	}
	if b.window.remaining-b.inFlight > b.window.reserve(b.share) {
		return 0
	}
	return d
}

func (b *budget) pauseWait(now time.Time) time.Duration {
	d := b.pause.Sub(now)
	if d > graphWindow { // the clock was set back
		return 0
	}
	return max(d, 0)
}

// done takes a request from those in flight and learns from its answer; nil
// means that there was none.
//
// An answer of 429 teaches nothing. It brings a wait of its own, and when it is
// for Okta's limit on concurrent requests, the same headers count those
// requests, with an estimate as the reset: taken for the minute's limit they
// would stop everything for up to a minute.
// https://developer.okta.com/docs/reference/rl-best-practices/
func (b *budget) done(resp *http.Response, now time.Time) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.inFlight--
	if resp == nil || resp.StatusCode == http.StatusTooManyRequests {
		return
	}
	if w, d, ok := oktaWindow(resp.Header, now); ok {
		b.told(w, now.Add(d))
	}
	if d := graphPause(resp.Header, b.share); d > 0 {
		if at := now.Add(d); at.After(b.pause) {
			b.pause = at
		}
	}
}

// told takes in what an answer says about a window that ends at the given time.
// Answers of concurrent requests come in any order: within one window the
// lowest number is the newest, and a window already left does not come back.
func (b *budget) told(w window, ends time.Time) {
	switch behind := b.window.reset - w.reset; {
	case behind == 0 && b.assumed, behind > 0 && behind <= int64(oktaHold/time.Second):
		return
	case behind == 0:
		b.window.remaining = min(b.window.remaining, w.remaining)
		if ends.Before(b.ends) { // every answer's estimate is late by up to a second; the earliest is best
			b.ends = ends
		}
	default:
		b.window, b.ends, b.assumed = w, ends, false
	}
}

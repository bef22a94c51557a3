package httpx

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	backoffFirst     = 500 * time.Millisecond // after an error or 5xx; doubled each time
	backoffRateFirst = 2 * time.Second        // after a 429 that does not say how long
	backoffMost      = 30 * time.Second
	// A reset time further away than this is no time but a mistake: Okta's
	// windows are one minute long.
	resetBelievable = 24 * time.Hour
)

// transient reports whether the attempt failed in a way that may pass.
func (a attempt) transient() bool {
	if a.err != nil {
		return !errors.Is(a.err, errTooLarge) && !permanent(a.err)
	}
	switch a.resp.StatusCode {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// why says in a few words what the wait is for.
func (a attempt) why() string {
	switch {
	case a.err != nil:
		return "the connection failed"
	case a.resp.StatusCode == http.StatusTooManyRequests:
		return "rate limit"
	default:
		return "the service answered " + strconv.Itoa(a.resp.StatusCode)
	}
}

// waitFor returns how long to wait before attempt n+1: what the answer asks
// for, else exponential backoff with full jitter. Never negative.
func (t *transport) waitFor(a attempt, n int) time.Duration {
	first := backoffFirst
	if a.resp != nil {
		if d, ok := asked(a.resp, t.o.Now()); ok {
			return d
		}
		if a.resp.StatusCode == http.StatusTooManyRequests {
			first = backoffRateFirst
		}
	}
	most := min(first<<min(n-1, 16), backoffMost, t.o.MaxWait)
	return time.Duration(t.o.Rand() * float64(most))
}

// asked reads how long an answer asks to wait. Times in it are judged against
// its own Date header, because the local clock may be off by minutes; one in
// the past counts as not said.
func asked(resp *http.Response, now time.Time) (time.Duration, bool) {
	if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
		now = date
	}
	if v := strings.TrimSpace(resp.Header.Get("Retry-After")); v != "" {
		if d, ok := retryAfter(v, now); ok {
			return d, true
		}
	}
	if resp.StatusCode != http.StatusTooManyRequests {
		return 0, false
	}
	epoch, err := strconv.ParseInt(strings.TrimSpace(resp.Header.Get("X-Rate-Limit-Reset")), 10, 64)
	if err != nil {
		return 0, false
	}
	d := time.Unix(epoch, 0).Sub(now)
	if d <= 0 || d > resetBelievable {
		return 0, false
	}
	return d + time.Second, true // both times are cut to whole seconds
}

// retryAfter reads a Retry-After value (RFC 9110, 10.2.3): seconds, which some
// services send with a fraction, or an HTTP date.
func retryAfter(v string, now time.Time) (time.Duration, bool) {
	if s, err := strconv.ParseFloat(v, 64); err == nil {
		if math.IsNaN(s) || s <= 0 {
			return 0, false
		}
		if s > math.MaxInt64/float64(time.Second)/2 {
			return math.MaxInt64 / 2, true // out of range: longer than anyone waits
		}
		return time.Duration(s * float64(time.Second)), true
	}
	at, err := http.ParseTime(v)
	if err != nil || !at.After(now) {
		return 0, false
	}
	return at.Sub(now), true
}

package httpx

import (
	"math"
	"net/http"
	"strconv"
	"time"
)

const (
	// oktaHold is the longest wait for the end of a window: Okta's windows are
	// a minute long, and a second makes up for times cut to whole seconds.
	oktaHold = time.Minute + time.Second
	// graphWindow is the span over which Graph counts what directory requests
	// cost. https://learn.microsoft.com/en-us/graph/throttling-limits
	graphWindow = 10 * time.Second
	// graphUsageMost is what Graph's usage cannot be above: documented are 0.8
	// to 1.8, and a number far from it is in some other unit.
	graphUsageMost = 10
)

// window is the state of a rate limit that is counted in fixed windows.
type window struct {
	limit     int   // requests per window, of everybody
	remaining int   // of these, left
	reset     int64 // when it ends, in seconds since 1970 by the service's clock: its name
}

// reserve is how many requests of the window are left to others. One request a
// window is always ours, however small the limit: nobody would get on otherwise.
func (w window) reserve(share float64) int {
	const rounding = 1e-9 // 600 * (1 - 0.9) is a little below 60, and might be above
	return min(int(math.Ceil(float64(w.limit)*(1-share)-rounding)), w.limit-1)
}

// oktaWindow reads the headers that Okta's answers carry and how long after
// the answer the window ends, a second on top. The time is judged against the
// answer's own Date, because the local clock may be off by minutes; where that
// does not fit, because a gateway has put in its own, against the local clock.
// What cannot be a window is none: nothing is held back for the sake of a
// garbled header.
func oktaWindow(h http.Header, now time.Time) (w window, d time.Duration, ok bool) {
	v := h.Get("X-Rate-Limit-Limit")
	if v == "" {
		return window{}, 0, false
	}
	var err1, err2, err3 error
	w.limit, err1 = strconv.Atoi(v)
	w.remaining, err2 = strconv.Atoi(h.Get("X-Rate-Limit-Remaining"))
	w.reset, err3 = strconv.ParseInt(h.Get("X-Rate-Limit-Reset"), 10, 64)
	if err1 != nil || err2 != nil || err3 != nil || w.limit <= 0 || w.remaining < 0 {
		return window{}, 0, false
	}
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return window{}, 0, false
	}
	// In numbers, because a time.Duration cannot hold every reset. A window may
	// seem a second longer than it is, when the reset is rounded up.
	for _, at := range []time.Time{date, now} {
		if left := w.reset - at.Unix(); left > 0 && left <= int64(oktaHold/time.Second) {
			return w, min(time.Duration(left)*time.Second+time.Second, oktaHold), true
		}
	}
	return window{}, 0, false
}

// graphPause returns how long to send nothing after an answer of Graph, less
// than graphWindow. Graph says how much of the limit is used only from 0.8 on.
// Use spread evenly over the window falls to the share when the part above it
// has left the window.
func graphPause(h http.Header, share float64) time.Duration {
	v := h.Get("X-Ms-Throttle-Limit-Percentage")
	if v == "" {
		return 0
	}
	used, err := strconv.ParseFloat(v, 64)
	if err != nil || !(used > share && used <= graphUsageMost) { // NaN is neither
		return 0
	}
	return time.Duration((1 - share/used) * float64(graphWindow))
}

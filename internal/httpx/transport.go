package httpx

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
)

// transport is the policy: it sends a request until it has a whole answer, may
// not try again, or is out of attempts.
type transport struct {
	base  http.RoundTripper
	o     Options
	hosts map[string]bool
	pacer *pacer // nil: no pacing
	log   *debugLog
}

// CloseIdleConnections lets http.Client.CloseIdleConnections reach the base.
func (t *transport) CloseIdleConnections() {
	if c, ok := t.base.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// RoundTrip implements http.RoundTripper. An answer comes with its body read
// and buffered. A status worth retrying becomes an error once the attempts are
// used up: fault.RateLimited for 429, fault.Unavailable for 5xx, both around a
// *StatusError. The context's own error is passed through as it is.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		defer func() { _ = req.Body.Close() }()
	}
	if err := checkTarget(req, t.hosts); err != nil {
		t.log.refused(req, err)
		return nil, err
	}
	var (
		ctx       = req.Context()
		stats     = statsOf(ctx)
		budget    = t.pacer.of(req)
		repeat    = isIdempotent(req) && (req.Body == nil || req.Body == http.NoBody || req.GetBody != nil)
		total     time.Duration
		waitLimit = 3 * t.o.MaxWait
	)
	for n := 1; ; n++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := t.pace(req, budget, stats); err != nil {
			return nil, err
		}
		a := t.attempt(req, n)
		budget.done(a.resp, t.o.Now())
		if a.unsent {
			return nil, a.err
		}
		stats.Requests++
		stats.Bytes += a.bytes
		if n > 1 {
			stats.Retries++
		}
		if ctx.Err() != nil {
			t.log.attempt(a, "cancelled")
			return nil, ctx.Err()
		}
		if !repeat || !a.transient() {
			t.log.attempt(a, "")
			return a.resp, classify(a.err, req.URL.Host)
		}
		if n >= t.o.MaxAttempts {
			t.log.attempt(a, "giving up")
			return nil, a.failure(req, n)
		}
		d := t.waitFor(a, n)
		if d > t.o.MaxWait || total+d > waitLimit {
			t.log.attempt(a, "giving up: asked to wait "+d.String())
			return nil, a.tooLong(req, d, t.o.Now().Add(d))
		}
		t.log.attempt(a, "retry in "+d.Round(time.Millisecond).String())
		notify(ctx, d, a.why())
		stats.Waited += d
		total += d
		if err := t.o.Sleep(ctx, d); err != nil {
			return nil, err
		}
	}
}

// attempt is the outcome of one sending: a whole answer or an error.
type attempt struct {
	req    *http.Request
	n      int
	resp   *http.Response
	err    error
	unsent bool // err came before anything was sent
	bytes  int64
	took   time.Duration
}

// attempt sends the request once and reads the whole answer, both within the
// attempt's own deadline, so that a reset in mid-body is a failed attempt like
// any other and no consumer meets it later.
func (t *transport) attempt(req *http.Request, n int) attempt {
	a := attempt{req: req, n: n}
	ctx, cancel := context.WithTimeout(req.Context(), t.o.AttemptTimeout)
	defer cancel()
	start := t.o.Now()
	out, err := t.prepare(ctx, req, n)
	if err != nil {
		a.err, a.unsent = err, true
		return a
	}
	a.resp, a.err = t.base.RoundTrip(out)
	if a.err == nil {
		a.read(t.o.MaxBody)
	}
	if a.err != nil && ctx.Err() != nil && req.Context().Err() == nil {
		a.err = errAttemptTimeout
	}
	a.took = t.o.Now().Sub(start)
	return a
}

// prepare copies the request for one attempt.
func (t *transport) prepare(ctx context.Context, req *http.Request, n int) (*http.Request, error) {
	out := req.Clone(ctx)
	if out.Header == nil {
		out.Header = http.Header{}
	}
	if t.o.UserAgent != "" && out.Header.Get("User-Agent") == "" {
		out.Header.Set("User-Agent", t.o.UserAgent)
	}
	if n > 1 && req.GetBody != nil {
		b, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		out.Body = b
	}
	if sign := signerOf(ctx); sign != nil {
		if err := sign(out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// read takes the whole body of the answer in, or turns it into an error.
func (a *attempt) read(limit int64) {
	if a.resp.Body == http.NoBody {
		return
	}
	data, err := readBody(a.resp, limit)
	a.bytes = int64(len(data))
	if err != nil {
		a.resp, a.err = nil, err
		return
	}
	a.resp.Body = &body{Reader: bytes.NewReader(data), data: data}
	a.resp.ContentLength = a.bytes
	a.resp.Request = a.req
}

// body is a buffered answer; Do takes the bytes without copying them.
type body struct {
	*bytes.Reader
	data []byte
}

// Close implements io.Closer.
func (*body) Close() error { return nil }

// errTooLarge says that an answer is longer than Options.MaxBody.
var errTooLarge = errors.New("the answer is too large")

// readBody reads and closes the body, at most limit bytes of it.
func readBody(resp *http.Response, limit int64) ([]byte, error) {
	defer func() { _ = resp.Body.Close() }()
	if resp.ContentLength > limit {
		return nil, errTooLarge
	}
	var buf bytes.Buffer
	if resp.ContentLength > 0 {
		// Room for the read that finds the end; no more on the word of a header.
		buf.Grow(int(min(resp.ContentLength, 1<<20)) + bytes.MinRead)
	}
	if _, err := buf.ReadFrom(io.LimitReader(resp.Body, limit+1)); err != nil {
		return nil, err
	}
	if int64(buf.Len()) > limit {
		return nil, errTooLarge
	}
	return buf.Bytes(), nil
}

// Do sends req and returns the answer with its whole body. Errors come without
// the "Get https://...:" that http.Client puts before them.
func Do(c *http.Client, req *http.Request) (*http.Response, []byte, error) {
	resp, err := c.Do(req)
	if err != nil {
		return nil, nil, Cause(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if b, ok := resp.Body.(*body); ok {
		return resp, b.data, nil
	}
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, nil, fault.Wrap(err, fault.Unavailable, "the answer of %s broke off", req.URL.Host)
	}
	return resp, data, nil
}

package httpx_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
)

// clock is a time that passes only in waits.
type clock struct {
	mu    sync.Mutex
	at    time.Time
	waits []time.Duration
}

func newClock() *clock { return &clock{at: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waits = append(c.waits, d)
	c.at = c.at.Add(d)
	return ctx.Err()
}

// client returns a client for the server, whose waits take no time and whose
// jitter is always the middle.
func client(t *testing.T, srv *httptest.Server, c *clock, change func(*httpx.Options)) *http.Client {
	t.Helper()
	u, err := url.Parse(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	o := httpx.Options{
		Hosts: []string{u.Host}, Now: c.now, Sleep: c.sleep,
		Rand: func() float64 { return 0.5 }, UserAgent: "test/1",
	}
	if change != nil {
		change(&o)
	}
	hc, err := httpx.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(hc.CloseIdleConnections)
	return hc
}

func serve(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv
}

func get(t *testing.T, ctx context.Context, hc *http.Client, u string) (*http.Response, string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, data, err := httpx.Do(hc, req)
	return resp, string(data), err
}

func TestRetries(t *testing.T) {
	t.Parallel()
	start := newClock().at
	h := func(kv ...string) http.Header {
		out := http.Header{"Date": {start.Format(http.TimeFormat)}}
		for i := 0; i < len(kv); i += 2 {
			out.Set(kv[i], kv[i+1])
		}
		return out
	}
	epoch := func(d time.Duration) string { return fmt.Sprint(start.Add(d).Unix()) }
	for name, c := range map[string]struct {
		status int
		header http.Header
		wait   time.Duration // before the second attempt
	}{
		"500 backoff":                    {500, h(), 250 * time.Millisecond},
		"502 backoff":                    {502, h(), 250 * time.Millisecond},
		"503 with Retry-After":           {503, h("Retry-After", "7"), 7 * time.Second},
		"504 backoff":                    {504, h(), 250 * time.Millisecond},
		"429 without headers":            {429, http.Header{"Date": nil}, time.Second},
		"429 seconds":                    {429, h("Retry-After", "3"), 3 * time.Second},
		"429 fraction":                   {429, h("Retry-After", "1.5"), 1500 * time.Millisecond},
		"429 zero":                       {429, h("Retry-After", "0"), time.Second},
		"429 negative":                   {429, h("Retry-After", "-5"), time.Second},
		"429 date":                       {429, h("Retry-After", start.Add(9*time.Second).Format(http.TimeFormat)), 9 * time.Second},
		"429 date past":                  {429, h("Retry-After", start.Add(-time.Hour).Format(http.TimeFormat)), time.Second},
		"429 nonsense":                   {429, h("Retry-After", "soon"), time.Second},
		"429 reset in 60 s":              {429, h("X-Rate-Limit-Reset", epoch(60*time.Second)), 61 * time.Second},
		"429 reset in the past":          {429, h("X-Rate-Limit-Reset", epoch(-30*time.Second)), time.Second},
		"429 reset absurd":               {429, h("X-Rate-Limit-Reset", "99999999999999"), time.Second},
		"429 reset, server clock ahead":  {429, h("Date", start.Add(10*time.Minute).Format(http.TimeFormat), "X-Rate-Limit-Reset", epoch(10*time.Minute+20*time.Second)), 21 * time.Second},
		"429 reset, server clock behind": {429, h("Date", start.Add(-10*time.Minute).Format(http.TimeFormat), "X-Rate-Limit-Reset", epoch(-10*time.Minute+20*time.Second)), 21 * time.Second},
		"503 ignores the reset header":   {503, h("X-Rate-Limit-Reset", epoch(60*time.Second)), 250 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var n atomic.Int32
			srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if n.Add(1) == 1 {
					maps.Copy(w.Header(), c.header)
					w.WriteHeader(c.status)
					return
				}
				_, _ = io.WriteString(w, "done")
			})
			clk := newClock()
			var stats httpx.Stats
			var notices []string
			ctx := httpx.WithStats(t.Context(), &stats)
			ctx = httpx.WithWaitNotice(ctx, func(d time.Duration, why string) { notices = append(notices, d.String()+" "+why) })
			_, body, err := get(t, ctx, client(t, srv, clk, nil), srv.URL)
			if err != nil || body != "done" {
				t.Fatalf("got %q, %v", body, err)
			}
			if !slices.Equal(clk.waits, []time.Duration{c.wait}) {
				t.Errorf("waits %v, want %v", clk.waits, c.wait)
			}
			if want := (httpx.Stats{Requests: 2, Retries: 1, Bytes: 4, Waited: c.wait}); stats != want {
				t.Errorf("stats %+v, want %+v", stats, want)
			}
			if len(notices) != 1 {
				t.Errorf("notices %q", notices)
			}
		})
	}
}

func TestNotRetried(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 301, 302, 400, 401, 403, 404, 408, 410, 501} {
		var n atomic.Int32
		srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			n.Add(1)
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "body")
		})
		resp, body, err := get(t, t.Context(), client(t, srv, newClock(), nil), srv.URL)
		if err != nil || resp.StatusCode != status || body != "body" || n.Load() != 1 {
			t.Errorf("status %d: %v, %q, %v after %d requests", status, resp, body, err, n.Load())
		}
	}
}

func TestGivesUp(t *testing.T) {
	t.Parallel()
	for status, code := range map[int]fault.Code{429: fault.RateLimited, 503: fault.Unavailable, 500: fault.Unavailable} {
		var n atomic.Int32
		srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			n.Add(1)
			w.Header().Set("X-Okta-Request-Id", "req\u202e1")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "why")
		})
		clk := newClock()
		_, _, err := get(t, t.Context(), client(t, srv, clk, nil), srv.URL)
		if !fault.Is(err, code) || n.Load() != 5 || len(clk.waits) != 4 {
			t.Errorf("%d: %v after %d requests and waits %v", status, err, n.Load(), clk.waits)
		}
		if !slices.IsSorted(clk.waits) {
			t.Errorf("%d: waits do not grow: %v", status, clk.waits)
		}
		se, ok := errors.AsType[*httpx.StatusError](err)
		if !ok || se.StatusCode != status || string(se.Body) != "why" || se.Attempts != 5 {
			t.Errorf("%d: status error %+v", status, se)
		}
		if s := err.Error(); !strings.Contains(s, "request id req") || strings.Contains(s, "\u202e") || strings.Contains(s, "http://") {
			t.Errorf("%d: text %q", status, s)
		}
	}
}

func TestWaitLongerThanAllowed(t *testing.T) {
	t.Parallel()
	for _, after := range []string{"150", "1e300", "999999999"} {
		var n atomic.Int32
		srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			n.Add(1)
			w.Header().Set("Retry-After", after)
			w.WriteHeader(429)
		})
		clk := newClock()
		_, _, err := get(t, t.Context(), client(t, srv, clk, nil), srv.URL)
		if !fault.Is(err, fault.RateLimited) || n.Load() != 1 || len(clk.waits) != 0 {
			t.Errorf("Retry-After %s: %v after %d requests", after, err, n.Load())
		}
		if after == "150" && !strings.Contains(fault.HintOf(err), "2026-03-01T12:02:30Z") {
			t.Errorf("the hint does not say when: %q", fault.HintOf(err))
		}
	}
}

func TestAllWaitsTogetherAreBounded(t *testing.T) {
	t.Parallel()
	srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "80")
		w.WriteHeader(429)
	})
	clk := newClock()
	_, _, err := get(t, t.Context(), client(t, srv, clk, func(o *httpx.Options) { o.MaxAttempts = 100 }), srv.URL)
	if !fault.Is(err, fault.RateLimited) || len(clk.waits) != 3 {
		t.Errorf("%v after waits %v", err, clk.waits)
	}
}

// breaks answers the first request by breaking the connection in some way.
func breaks(how func(http.ResponseWriter)) (http.HandlerFunc, *atomic.Int32) {
	n := new(atomic.Int32)
	return func(w http.ResponseWriter, _ *http.Request) {
		if n.Add(1) == 1 {
			how(w)
			return
		}
		_, _ = io.WriteString(w, "whole")
	}, n
}

func TestBrokenAnswersAreRetried(t *testing.T) {
	t.Parallel()
	abort := func(http.ResponseWriter) { panic(http.ErrAbortHandler) }
	for name, how := range map[string]func(http.ResponseWriter){
		"before the header": abort,
		"in a chunked body": func(w http.ResponseWriter) {
			_, _ = io.WriteString(w, "ha")
			_ = http.NewResponseController(w).Flush()
			abort(w)
		},
		"short of Content-Length": func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "ha")
			_ = http.NewResponseController(w).Flush()
			abort(w)
		},
		"in a gzip stream": func(w http.ResponseWriter) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, n := breaks(how)
			srv := serve(t, h)
			_, body, err := get(t, t.Context(), client(t, srv, newClock(), nil), srv.URL)
			if err != nil || body != "whole" || n.Load() != 2 {
				t.Errorf("got %q, %v after %d requests", body, err, n.Load())
			}
		})
	}
}

func TestAttemptTimeout(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1) == 1 {
			_, _ = io.WriteString(w, "ha")
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
			return
		}
		_, _ = io.WriteString(w, "whole")
	})
	short := func(o *httpx.Options) { o.AttemptTimeout = 100 * time.Millisecond }
	_, body, err := get(t, t.Context(), client(t, srv, newClock(), short), srv.URL)
	if err != nil || body != "whole" {
		t.Errorf("got %q, %v", body, err)
	}

	slow := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	_, _, err = get(t, t.Context(), client(t, slow, newClock(), func(o *httpx.Options) {
		o.AttemptTimeout, o.MaxAttempts = 20*time.Millisecond, 2
	}), slow.URL)
	if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "too slow") {
		t.Errorf("always slow: %v", err)
	}
}

func TestPostIsRepeatedOnlyWhenMarked(t *testing.T) {
	t.Parallel()
	for _, marked := range []bool{false, true} {
		var bodies []string
		srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
			b, _ := io.ReadAll(r.Body)
			bodies = append(bodies, string(b))
			if len(bodies) == 1 {
				w.WriteHeader(503)
			}
		})
		ctx, want := t.Context(), []string{"a=b"}
		if marked {
			ctx, want = httpx.Idempotent(ctx), []string{"a=b", "a=b"}
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, srv.URL, strings.NewReader("a=b"))
		if err != nil {
			t.Fatal(err)
		}
		resp, _, err := httpx.Do(client(t, srv, newClock(), nil), req)
		if err != nil || (resp.StatusCode == 200) != marked || !slices.Equal(bodies, want) {
			t.Errorf("marked %v: %v, %v, bodies %q", marked, resp, err, bodies)
		}
	}
}

func TestSignerRunsForEachAttempt(t *testing.T) {
	t.Parallel()
	var got []string
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if got = append(got, r.Header.Get("Proof")); len(got) < 3 {
			w.WriteHeader(503)
		}
	})
	n := 0
	ctx := httpx.WithSigner(t.Context(), func(r *http.Request) error {
		n++
		r.Header.Set("Proof", fmt.Sprint(n))
		return nil
	})
	hc := client(t, srv, newClock(), nil)
	if _, _, err := get(t, ctx, hc, srv.URL); err != nil || !slices.Equal(got, []string{"1", "2", "3"}) {
		t.Errorf("proofs %q, %v", got, err)
	}
	broken := errors.New("no key")
	ctx = httpx.WithSigner(t.Context(), func(*http.Request) error { return broken })
	if _, _, err := get(t, ctx, hc, srv.URL); !errors.Is(err, broken) || len(got) != 3 {
		t.Errorf("a signer that fails: %v, %d requests", err, len(got))
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	srv := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) })
	ctx, cancel := context.WithCancel(t.Context())
	hc := client(t, srv, newClock(), func(o *httpx.Options) {
		o.Sleep = nil // the real one, which must end with the context
		o.Rand = func() float64 { return 1 }
		o.Debug = writerFunc(func() { cancel() })
	})
	begin := time.Now()
	_, _, err := get(t, ctx, hc, srv.URL)
	if !errors.Is(err, context.Canceled) || fault.CodeOf(err) != fault.Internal {
		t.Errorf("cancelled in a wait: %v", err)
	}
	if d := time.Since(begin); d > 10*time.Second {
		t.Errorf("the wait went on for %v", d)
	}

	block := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel = context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, _, err := get(t, ctx, client(t, block, newClock(), nil), block.URL); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("deadline in a request: %v", err)
	}
}

type writerFunc func()

func (f writerFunc) Write(p []byte) (int, error) { f(); return len(p), nil }

func TestMaxBody(t *testing.T) {
	t.Parallel()
	for name, chunked := range map[string]bool{"length known": false, "chunked": true} {
		var n atomic.Int32
		srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
			n.Add(1)
			size := 1000
			if r.URL.Path == "/fits" {
				size = 100
			}
			if chunked {
				_ = http.NewResponseController(w).Flush()
			}
			_, _ = w.Write(bytes.Repeat([]byte("x"), size))
		})
		hc := client(t, srv, newClock(), func(o *httpx.Options) { o.MaxBody = 100 })
		if _, body, err := get(t, t.Context(), hc, srv.URL+"/fits"); err != nil || len(body) != 100 {
			t.Errorf("%s: a body that just fits: %d bytes, %v", name, len(body), err)
		}
		_, _, err := get(t, t.Context(), hc, srv.URL)
		if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "too large") || n.Load() != 2 {
			t.Errorf("%s: %v after %d requests", name, err, n.Load())
		}
	}
}

func TestHeadAndUserAgent(t *testing.T) {
	t.Parallel()
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "12345")
		w.Header().Set("Agent", r.UserAgent())
	})
	hc := client(t, srv, newClock(), nil)
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodHead, srv.URL, nil)
	resp, body, err := httpx.Do(hc, req)
	if err != nil || len(body) != 0 || resp.ContentLength != 12345 || resp.Header.Get("Agent") != "test/1" {
		t.Errorf("%v, %q, %v", resp, body, err)
	}
	req.Header.Set("User-Agent", "own/2")
	if resp, _, err = httpx.Do(hc, req); err != nil || resp.Header.Get("Agent") != "own/2" {
		t.Errorf("own agent: %v, %v", resp, err)
	}
}

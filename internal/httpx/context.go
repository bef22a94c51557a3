package httpx

import (
	"context"
	"net/http"
	"time"
)

type (
	idempotentKey struct{}
	statsKey      struct{}
	noticeKey     struct{}
	signerKey     struct{}
)

// Idempotent marks the requests made with the returned context as safe to
// repeat although their method is not, such as a POST to a token endpoint.
func Idempotent(ctx context.Context) context.Context {
	return context.WithValue(ctx, idempotentKey{}, true)
}

func isIdempotent(req *http.Request) bool {
	if req.Method == "" || req.Method == http.MethodGet || req.Method == http.MethodHead {
		return true
	}
	marked, _ := req.Context().Value(idempotentKey{}).(bool)
	return marked
}

// Stats is what requests took. It is not safe for concurrent use: give each
// goroutine its own.
type Stats struct {
	Requests int           // attempts sent, retries included
	Retries  int           // attempts after the first of a request
	Bytes    int64         // body bytes received, decompressed
	Waited   time.Duration // time asked to wait, between attempts and for pacing
}

// WithStats makes the requests of the returned context add to s.
func WithStats(ctx context.Context, s *Stats) context.Context {
	return context.WithValue(ctx, statsKey{}, s)
}

// statsOf returns the context's Stats or one that nobody reads.
func statsOf(ctx context.Context) *Stats {
	if s, ok := ctx.Value(statsKey{}).(*Stats); ok && s != nil {
		return s
	}
	return &Stats{}
}

// WithWaitNotice makes notice be called before each wait, between attempts or
// for pacing, with its length and the reason in a few words, so that a progress
// line can say so.
func WithWaitNotice(ctx context.Context, notice func(d time.Duration, why string)) context.Context {
	return context.WithValue(ctx, noticeKey{}, notice)
}

func notify(ctx context.Context, d time.Duration, why string) {
	if f, ok := ctx.Value(noticeKey{}).(func(time.Duration, string)); ok && f != nil {
		f(d, why)
	}
}

// WithSigner makes sign be called before each attempt with the copy of the
// request that is about to be sent. It is for credentials that may be used only
// once (a DPoP proof, a client assertion), which a retry must not repeat. An
// error of sign ends the request.
func WithSigner(ctx context.Context, sign func(*http.Request) error) context.Context {
	return context.WithValue(ctx, signerKey{}, sign)
}

func signerOf(ctx context.Context) func(*http.Request) error {
	f, _ := ctx.Value(signerKey{}).(func(*http.Request) error)
	return f
}

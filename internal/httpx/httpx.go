// Package httpx makes the one kind of HTTP client the adapters use: TLS always
// verified, proxies and private authorities honoured, every attempt bounded in
// time and size, transient failures retried politely, requests paced to a share
// of the rate limit, credentials kept to the hosts they belong to, and a debug
// log without secrets.
//
// The whole policy sits in the client's RoundTripper, so that a vendor's SDK
// that is handed the client cannot get round it.
package httpx

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
)

// Options of a client. Zero values mean the defaults named at each field.
type Options struct {
	// Hosts lists the host[:port]s that requests may go to. A request to any
	// other host, and one over plain http to another machine, is refused before
	// anything is sent. At least one is required.
	Hosts []string
	// CACert is the path of a PEM file with certificate authorities to trust in
	// addition to the system's. The file named by SSL_CERT_FILE is added too, on
	// every operating system.
	CACert string
	// Getenv reads the environment: HTTPS_PROXY, HTTP_PROXY, NO_PROXY and
	// SSL_CERT_FILE. Nil means an empty environment.
	Getenv func(string) string

	AttemptTimeout time.Duration // one attempt, header and body: 60 s
	MaxAttempts    int           // attempts per request, the first included: 5
	MaxWait        time.Duration // longest single wait that is honoured: 90 s; all waits of a request: three times that
	MaxBody        int64         // longest answer, decompressed: 64 MiB
	UserAgent      string        // for requests that have none

	// MaxShare is how much of a service's rate limit all requests together may
	// use, 0 < share <= 1, so that other programs keep the rest; 0 means no
	// pacing. What is used is learnt from the answers: Okta's X-Rate-Limit-*
	// headers, and Graph's x-ms-throttle-limit-percentage, which is sent only
	// when 80% are used. A service that says neither is not paced. Waits count
	// in Stats.Waited, are announced (WithWaitNotice) and are no retries. Each
	// is at most MaxWait.
	MaxShare float64
	// Bucket names the rate limit that a request counts against, such as one
	// for listing users and one for logs: a few names, not one a URL. Requests
	// of one name should have one limit. Nil: one for all.
	Bucket func(*http.Request) string

	Debug io.Writer                                  // one line per attempt and per wait for pacing; nil: none
	Now   func() time.Time                           // time.Now
	Sleep func(context.Context, time.Duration) error // a wait that ends early when the context does
	Rand  func() float64                             // [0,1), for jitter
}

// Defaults of Options.
const (
	DefaultAttemptTimeout = 60 * time.Second
	DefaultMaxAttempts    = 5
	DefaultMaxWait        = 90 * time.Second
	DefaultMaxBody        = 64 << 20
)

// New returns a client with the policy of this package. It fails with
// fault.Usage when the options cannot be right: an unreadable CA file, an
// unusable proxy address, a share out of range, no hosts.
//
// The client never follows a redirect: it hands the 3xx answer to the caller,
// for whom it is an error. Answers arrive with their body already read.
func New(o Options) (*http.Client, error) {
	o = withDefaults(o)
	hosts, err := allowList(o.Hosts)
	if err != nil {
		return nil, err
	}
	base, err := baseTransport(o)
	if err != nil {
		return nil, err
	}
	pacer, err := newPacer(o.MaxShare, o.Bucket)
	if err != nil {
		return nil, err
	}
	return &http.Client{
		Transport: &transport{base: base, o: o, hosts: hosts, pacer: pacer, log: newDebugLog(o.Debug)},
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}, nil
}

func withDefaults(o Options) Options {
	if o.Getenv == nil {
		o.Getenv = func(string) string { return "" }
	}
	if o.AttemptTimeout <= 0 {
		o.AttemptTimeout = DefaultAttemptTimeout
	}
	if o.MaxAttempts <= 0 {
		o.MaxAttempts = DefaultMaxAttempts
	}
	if o.MaxWait <= 0 {
		o.MaxWait = DefaultMaxWait
	}
	if o.MaxBody <= 0 {
		o.MaxBody = DefaultMaxBody
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Rand == nil {
		o.Rand = rand.Float64
	}
	return o
}

// sleep waits for d or until ctx is done.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// readPEM reads a file of certificate authorities named by what.
func readPEM(what, path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Wrap(err, fault.Usage, "the certificate file named by %s cannot be read", what).
			WithHint("name a readable PEM file, or leave %s out", what)
	}
	return b, nil
}

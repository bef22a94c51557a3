package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// maxRequests bounds the log of requests, so that a long-running sandbox does
// not grow; the oldest go first.
const maxRequests = 10000

// Request is one request as the sandbox saw it. Credentials are left out.
type Request struct {
	Time   time.Time
	Method string
	Host   string
	Path   string // with the query; a client_assertion or an Incode link in it reads REDACTED
	Auth   string // "none", or the scheme: "ssws", "bearer", "dpop", ...
	Status int    // of the answer
}

// Requests returns the latest requests, oldest first.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// ClearRequests forgets the requests so far.
func (s *Server) ClearRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}

func (s *Server) record(r *http.Request, status int, start time.Time) {
	req := Request{
		Time: start, Method: r.Method, Host: r.Host, Path: r.URL.RequestURI(), Auth: "none", Status: status,
	}
	if scheme, _, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok {
		req.Auth = strings.ToLower(scheme)
	}
	if _, opens := strings.CutPrefix(r.URL.Path, linkPath); opens {
		req.Path = linkPath + "REDACTED"
	}
	if q := r.URL.Query(); q.Has("client_assertion") || q.Has("client_secret") {
		for _, key := range []string{"client_assertion", "client_secret"} {
			if q.Has(key) {
				q.Set(key, "REDACTED")
			}
		}
		req.Path = r.URL.Path + "?" + q.Encode()
	}
	s.mu.Lock()
	if len(s.requests) >= maxRequests {
		s.requests = append(s.requests[:0], s.requests[maxRequests/2:]...)
	}
	s.requests = append(s.requests, req)
	s.mu.Unlock()
	if s.o.Log == nil {
		return
	}
	s.logMu.Lock()
	defer s.logMu.Unlock()
	_, _ = fmt.Fprintf(s.o.Log, "%s %s %s %d %s %s\n", start.UTC().Format(time.RFC3339), req.Method, req.Path,
		status, req.Auth, s.o.Now().Sub(start).Round(time.Microsecond))
}

// window counts requests to one kind of endpoint.
type window struct {
	start time.Time
	used  int
}

// spend takes one request from the budget of a kind of endpoint. A limit that
// is off is reported as Okta's usual 600 a minute.
func (s *Server) spend(bucket string, now time.Time) (limit, remaining int, reset time.Time, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	limit = s.o.RateLimit.Requests
	w := s.limits[bucket]
	if w == nil || now.Sub(w.start) >= s.o.RateLimit.Window || now.Before(w.start) {
		w = &window{start: now}
		s.limits[bucket] = w
	}
	// The header has whole seconds; rounding up keeps clients from coming early.
	reset = w.start.Add(s.o.RateLimit.Window + time.Second - 1).Truncate(time.Second)
	if limit <= 0 {
		return 600, 599, reset, true
	}
	if w.used >= limit {
		return limit, 0, reset, false
	}
	w.used++
	return limit, limit - w.used, reset, true
}

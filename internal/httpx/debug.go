package httpx

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
)

// debugLog writes one line per attempt: what was asked, what came back, what is
// done about it; and one per wait for pacing. Never headers that carry credentials, never bodies.
type debugLog struct {
	mu sync.Mutex
	w  io.Writer
}

func newDebugLog(w io.Writer) *debugLog {
	if w == nil {
		return nil
	}
	return &debugLog{w: w}
}

func (l *debugLog) attempt(a attempt, then string) {
	if l == nil {
		return
	}
	var b strings.Builder
	fmt.Fprintf(&b, "http: %s %s: ", a.req.Method, safeURL(a.req.URL))
	if a.err != nil {
		b.WriteString(printable(a.err.Error()))
	} else {
		fmt.Fprintf(&b, "%d, %d bytes", a.resp.StatusCode, a.bytes)
	}
	fmt.Fprintf(&b, ", %s, attempt %d", a.took.Round(time.Millisecond), a.n)
	if a.resp != nil {
		b.WriteString(requestID(a.resp.Header))
	}
	if then != "" {
		b.WriteString(", " + then)
	}
	l.line(b.String())
}

func (l *debugLog) refused(req *http.Request, err error) {
	if l != nil {
		l.line(fmt.Sprintf("http: %s %s: %s", req.Method, safeURL(req.URL), printable(err.Error())))
	}
}

func (l *debugLog) waiting(req *http.Request, d time.Duration, why string) {
	if l != nil {
		l.line(fmt.Sprintf("http: %s %s: waiting %s, %s", req.Method, safeURL(req.URL), d.Round(time.Millisecond), why))
	}
}

func (l *debugLog) line(s string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, _ = io.WriteString(l.w, s+"\n")
}

// requestID returns the service's own id of the request, which its support
// asks for, as ", request id X", or "".
func requestID(h http.Header) string {
	for _, name := range []string{"X-Okta-Request-Id", "Request-Id", "X-Ms-Request-Id", "X-Request-Id"} {
		// An id is one short word; what is not may be a request quoted back.
		if v := h.Get(name); v != "" && len(v) <= 100 && !strings.Contains(v, " ") {
			return ", request id " + printable(Redact(v))
		}
	}
	return ""
}

// safeURL prints a URL without user information and without the values of
// query parameters that may hold secrets.
func safeURL(u *url.URL) string {
	c := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
	if u.RawQuery != "" {
		parts := strings.Split(u.RawQuery, "&")
		for i, p := range parts {
			key, _, _ := strings.Cut(p, "=")
			name, err := url.QueryUnescape(key)
			if err != nil || sensitive(name) {
				parts[i] = key + "=[redacted]"
			}
		}
		c.RawQuery = strings.Join(parts, "&")
	}
	return printable(c.String())
}

// sensitive reports whether a query parameter's value must not be shown.
// Positions in a listing fall under it too ($skiptoken, $deltatoken, Okta's
// after): they may hold identifiers of people, and nobody needs to read them.
func sensitive(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{"secret", "token", "assertion", "password", "passwd", "signature", "credential", "apikey", "api_key"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	switch name {
	case "after", "code", "sig", "key", "auth", "state", "nonce", "jwt":
		return true
	}
	return false
}

// printable makes text from the other side fit for a terminal: one line, no
// control characters, not endless.
func printable(s string) string {
	const most = 400
	if len(s) > most {
		s = s[:most] + "..."
	}
	s = strings.ToValidUTF8(s, "?")
	if strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		q := strconv.Quote(s)
		return q[1 : len(q)-1]
	}
	return s
}

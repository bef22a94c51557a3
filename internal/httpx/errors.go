package httpx

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
)

// StatusError is an answer with a status that was retried in vain.
type StatusError struct {
	StatusCode int
	Header     http.Header
	Body       []byte
	Attempts   int
}

// Error names the status only; the body is for callers that know its format.
func (e *StatusError) Error() string {
	return fmt.Sprintf("%d %s", e.StatusCode, http.StatusText(e.StatusCode))
}

// errAttemptTimeout says that one attempt took longer than it may.
var errAttemptTimeout = errors.New("no complete answer in time")

// Cause removes the *url.Error that http.Client puts round every error: it
// repeats the URL and hides nothing else.
func Cause(err error) error {
	if ue, ok := errors.AsType[*url.Error](err); ok {
		return ue.Err
	}
	return err
}

// failure is the error of a request whose attempts are used up.
func (a attempt) failure(req *http.Request, attempts int) error {
	if a.err != nil {
		return classify(a.err, req.URL.Host)
	}
	se := statusError(a.resp, attempts)
	if se.StatusCode == http.StatusTooManyRequests {
		return fault.Wrap(se, fault.RateLimited, "%s still limits the rate after %d attempts%s",
			req.URL.Host, attempts, requestID(se.Header)).
			WithHint("try again in a few minutes, when other programs use the service less")
	}
	return fault.Wrap(se, fault.Unavailable, "%s failed %d times%s", req.URL.Host, attempts, requestID(se.Header)).
		WithHint("the service has trouble; try again later")
}

// tooLong is the error of a request that was asked to wait longer than allowed.
func (a attempt) tooLong(req *http.Request, d time.Duration, at time.Time) error {
	if a.err != nil {
		return a.failure(req, a.n)
	}
	return fault.Wrap(statusError(a.resp, a.n), fault.RateLimited, "%s asks to wait %s%s",
		req.URL.Host, d.Round(time.Second), requestID(a.resp.Header)).
		WithHint("try again after %s", at.UTC().Format(time.RFC3339))
}

func statusError(resp *http.Response, attempts int) *StatusError {
	se := &StatusError{StatusCode: resp.StatusCode, Header: resp.Header, Attempts: attempts}
	if b, ok := resp.Body.(*body); ok {
		se.Body = b.data
	}
	return se
}

// permanent reports whether a failed attempt would fail the same way again.
func permanent(err error) bool {
	if isTLS(err) {
		return true
	}
	if d, ok := errors.AsType[*net.DNSError](err); ok {
		return d.IsNotFound && !d.IsTemporary
	}
	return fault.CodeOf(err) != fault.Internal
}

func isTLS(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return true
	}
	_, ok := errors.AsType[tls.AlertError](err)
	return ok
}

// classify turns an error of the network into a fault. Nil stays nil, and so do
// errors of the context and errors that are faults already.
func classify(err error, host string) error {
	switch {
	case err == nil, errors.Is(err, context.Canceled), fault.CodeOf(err) != fault.Internal:
		return err
	case errors.Is(err, errTooLarge):
		return fault.Wrap(err, fault.Unavailable, "reading from %s was stopped", host).
			WithHint("ask for smaller pages, or check what answers at this address")
	case errors.Is(err, errAttemptTimeout):
		return fault.Wrap(err, fault.Unavailable, "%s is too slow", host).
			WithHint("check the network and the service's status, then try again")
	}
	if isTLS(err) {
		return classifyTLS(err, host)
	}
	if d, ok := errors.AsType[*net.DNSError](err); ok {
		hint := "check the network and the name server, then try again"
		if d.IsNotFound {
			hint = "check the spelling of the address"
		}
		return fault.Wrap(err, fault.Unavailable, "the host name of %s cannot be resolved", host).WithHint("%s", hint)
	}
	if oe, ok := errors.AsType[*net.OpError](err); ok && oe.Op == "proxyconnect" {
		return fault.Wrap(err, fault.Unavailable, "the proxy on the way to %s cannot be reached", host).
			WithHint("check HTTPS_PROXY and NO_PROXY")
	}
	return fault.Wrap(err, fault.Unavailable, "the connection to %s failed", host).
		WithHint("check the network, HTTPS_PROXY and the address, then try again")
}

// classifyTLS tells the three things people can do something about apart.
func classifyTLS(err error, host string) error {
	hint := "check the address, and any proxy in between that inspects TLS"
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		hint = "if a private certificate authority signs here, name its PEM file with --ca-cert or SSL_CERT_FILE"
	}
	if ce, ok := errors.AsType[x509.CertificateInvalidError](err); ok && ce.Reason == x509.Expired {
		hint = "check this machine's clock, then the server's certificate"
	}
	return fault.Wrap(err, fault.Unavailable, "no secure connection to %s", host).WithHint("%s", hint)
}

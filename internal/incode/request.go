package incode

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"time"

	"github.com/incodectl/incodectl/internal/endpoint"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
	"github.com/incodectl/incodectl/internal/verification"
)

const (
	requestPath = "/omni/b2b/onboarding/request-new"
	aSession    = "the request for a session"
	maxLink     = 4096 // bytes of a link
)

var interviewPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// newOnboarding is the body of a request for a session.
type newOnboarding struct {
	IntegrationReference string        `json:"integrationReference"`
	LoginHint            string        `json:"loginHint"`
	Validity             int           `json:"linkValidityInMinutes"`
	Notification         *notification `json:"notification,omitempty"`
	ExternalCustomerID   string        `json:"externalCustomerId,omitempty"`
}

type notification struct {
	Type  string `json:"type"`
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"`
}

func bodyOf(r verification.OnboardingRequest) ([]byte, error) {
	if r.Validity < time.Minute || r.Validity%time.Minute != 0 {
		return nil, fault.New(fault.Usage, "a link is valid for whole minutes, and for one at least, not for %s", r.Validity)
	}
	b := newOnboarding{
		IntegrationReference: r.IntegrationReference, LoginHint: r.LoginHint,
		Validity: int(r.Validity / time.Minute), ExternalCustomerID: r.ExternalCustomerID,
	}
	switch r.Notify {
	case verification.NotifyNone:
	case verification.NotifyEmail:
		b.Notification = &notification{Type: "EMAIL", Email: r.Email}
	case verification.NotifySMS:
		b.Notification = &notification{Type: "SMS", Phone: r.Phone}
	default:
		return nil, fault.New(fault.Usage, "Incode cannot deliver a link by %q", r.Notify)
	}
	return json.Marshal(b)
}

// RequestNew implements verification.Onboarding. The request is sent once.
// Whatever happens after it may have reached Incode and is no clear refusal has
// verification.ErrUnknown in its chain.
func (c *Client) RequestNew(ctx context.Context, r verification.OnboardingRequest) (verification.OnboardingLink, error) {
	body, err := bodyOf(r)
	if err != nil {
		return verification.OnboardingLink{}, err
	}
	access, err := c.token(ctx)
	if err != nil {
		return verification.OnboardingLink{}, err
	}
	// Without a connection nothing was sent. From then on nobody knows: bytes may
	// be on their way when writing fails.
	var connected atomic.Bool
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }})
	req, err := http.NewRequestWithContext(traced, http.MethodPost, c.api.JoinPath(requestPath).String(), bytes.NewReader(body))
	if err != nil {
		return verification.OnboardingLink{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	c.sign(req, access)
	resp, answer, err := httpx.Do(c.toAPI, req)
	switch {
	case err != nil && !connected.Load():
		return verification.OnboardingLink{}, within(err, "no session was requested")
	case err != nil:
		return verification.OnboardingLink{}, unknown(err)
	case resp.StatusCode == http.StatusUnauthorized:
		c.forget(access)
	}
	return c.link(resp, answer)
}

// link reads the answer.
func (c *Client) link(resp *http.Response, body []byte) (verification.OnboardingLink, error) {
	switch status := resp.StatusCode; {
	case status < 200 || status >= 500 || status == http.StatusRequestTimeout || status >= 300 && status < 400:
		// Something in between may have answered for an Incode that did its part.
		return verification.OnboardingLink{}, unknown(c.refusal(resp, body, aSession))
	case status >= 400:
		return verification.OnboardingLink{}, c.refusal(resp, body, aSession)
	}
	fields := object(body)
	l := verification.OnboardingLink{InterviewID: text(fields["interviewId"]), URL: text(fields["url"])}
	if interviewPattern.MatchString(l.InterviewID) && goodLink(l.URL) {
		return l, nil
	}
	why := "its answer is " + shape(body)
	if e, ok := readEnvelope(body); ok {
		why = c.quote(e.words(resp.StatusCode))
	} else if fields != nil {
		why = "its answer has no usable link"
	}
	return verification.OnboardingLink{}, unknown(fault.New(fault.Unavailable, "Incode accepted %s, but %s", aSession, why))
}

// goodLink reports whether a person may be sent to this address.
func goodLink(s string) bool {
	if s == "" || len(s) > maxLink || strings.ContainsFunc(s, notPlain) {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && u.User == nil && u.Host != "" &&
		(u.Scheme == "https" || u.Scheme == "http" && endpoint.IsLoopback(u.Hostname()))
}

// sign puts the credentials on a request to the API.
func (c *Client) sign(req *http.Request, access string) {
	req.Header.Set("Authorization", "Bearer "+access)
	req.Header.Set("X-Api-Key", c.o.APIKey.Reveal())
	req.Header.Set("Api-Version", "1.0")
	req.Header.Set("Accept", "application/json")
}

// unknown wraps what happened to a request whose outcome nobody knows.
func unknown(cause error) error {
	code := fault.Unavailable
	if errors.Is(cause, context.Canceled) {
		code = fault.Interrupted
	}
	return fault.Wrap(unclear{cause}, code, "").
		WithHint("look for the person in Incode's Dashboard before you request another session")
}

// unclear is a cause with verification.ErrUnknown beside it.
type unclear struct{ cause error }

// Error says both.
func (u unclear) Error() string { return u.cause.Error() + "; " + verification.ErrUnknown.Error() }

// Unwrap returns both.
func (u unclear) Unwrap() []error { return []error{verification.ErrUnknown, u.cause} }

package okta

import (
	"net/http"
	"net/url"

	"github.com/incodectl/incodectl/internal/endpoint"
	"github.com/incodectl/incodectl/internal/fault"
)

// gateway sends requests meant for the org to another address. Everything above
// it, links and audiences included, goes on to speak of the org.
type gateway struct {
	to   *url.URL
	next http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (g gateway) RoundTrip(req *http.Request) (*http.Response, error) {
	moved := req.Clone(req.Context())
	moved.URL.Scheme, moved.URL.Host, moved.Host = g.to.Scheme, g.to.Host, g.to.Host
	resp, err := g.next.RoundTrip(moved)
	if resp != nil {
		resp.Request = req // relative links are relative to the org
	}
	return resp, err
}

// requestURL returns where requests go: the org itself without a base URL.
func requestURL(org *url.URL, base string) (*url.URL, error) {
	if base == "" {
		return org, nil
	}
	u, err := endpoint.Parse(base)
	if err != nil {
		return nil, fault.Wrap(err, fault.Usage, "the base URL is not usable").
			WithHint("write it as https://gateway.corp.example")
	}
	return u, nil
}

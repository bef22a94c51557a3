// Package incode talks to Incode's API on behalf of one profile: it asks for
// verification sessions and reads how they stand. It implements
// verification.Onboarding.
package incode

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/endpoint"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
	"github.com/incodectl/incodectl/internal/secret"
	"github.com/incodectl/incodectl/internal/verification"
)

var _ verification.Onboarding = (*Client)(nil)

// Options say whom to talk to and as whom.
type Options struct {
	AuthURL, APIURL string // base addresses, see package endpoint
	ClientID        string
	ClientSecret    secret.Value
	APIKey          secret.Value
	AdminToken      secret.Value // may be empty; reads any session
	// HTTP is the policy of the clients; Hosts is set here.
	HTTP httpx.Options
	Now  func() time.Time
}

// Client is a connection to Incode. It may be used by several goroutines.
type Client struct {
	o         Options
	auth, api *url.URL
	// One HTTP client for each host: what is meant for one never reaches the other.
	toAuth, toAPI *http.Client

	fetching sync.Mutex // one at a time asks for a token

	mu     sync.Mutex // guards what follows, never while waiting
	access string     // token, "" when there was none yet
	until  time.Time  // how long it is used
	// previous is the token before, which may yet turn up in what Incode says.
	previous string
}

// New makes a client. It fails with fault.Usage when the options cannot be
// right, and sends nothing.
func New(o Options) (*Client, error) {
	c := &Client{o: o}
	var err error
	if c.auth, c.toAuth, err = connect("the address for tokens", o.AuthURL, o.HTTP); err != nil {
		return nil, err
	}
	if c.api, c.toAPI, err = connect("the address of the API", o.APIURL, o.HTTP); err != nil {
		return nil, err
	}
	if err := CheckClientID(o.ClientID); err != nil {
		return nil, err
	}
	if o.ClientSecret.Empty() {
		return nil, fault.New(fault.Usage, "the client secret is empty")
	}
	if o.APIKey.Empty() {
		return nil, fault.New(fault.Usage, "the API key is empty")
	}
	if err := CheckHeader("API key", o.APIKey); err != nil {
		return nil, err
	}
	return c, CheckHeader("administrator's token", o.AdminToken)
}

func connect(what, address string, o httpx.Options) (*url.URL, *http.Client, error) {
	u, err := endpoint.Parse(address)
	if err != nil {
		return nil, nil, fault.Wrap(err, fault.Usage, "%s of Incode", what)
	}
	o.Hosts = []string{u.Host}
	client, err := httpx.New(o)
	return u, client, err
}

// CheckClientID refuses what cannot be a client ID.
func CheckClientID(id string) error {
	if id == "" {
		return fault.New(fault.Usage, "the client ID is empty")
	}
	if len(id) > 200 || strings.ContainsFunc(id, notPlain) {
		return fault.New(fault.Usage, "the client ID must be at most 200 characters without spaces")
	}
	return nil
}

// CheckHeader refuses a secret that cannot travel in a header, as one that was
// copied with more than itself. It does not repeat it.
func CheckHeader(what string, v secret.Value) error {
	if strings.ContainsFunc(v.Reveal(), notPlain) {
		return fault.New(fault.Usage, "the %s has spaces or other characters that it cannot have", what).
			WithHint("copy it again, alone, from Incode's Dashboard")
	}
	return nil
}

// notPlain reports whether a character is none of the printable ones of ASCII.
func notPlain(r rune) bool { return r <= ' ' || r > '~' }

// KeyFingerprint implements verification.Onboarding.
func (c *Client) KeyFingerprint() string { return credential.Fingerprint(c.o.APIKey) }

// Check fetches an access token, which shows that the client ID and the secret
// are right. Whether the API key is shows only with the first session.
func (c *Client) Check(ctx context.Context) error {
	_, err := c.token(ctx)
	return err
}

func (c *Client) now() time.Time {
	if c.o.Now == nil {
		return time.Now()
	}
	return c.o.Now()
}

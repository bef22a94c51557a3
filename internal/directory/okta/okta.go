// Package okta reads people from an Okta organisation: a directory.Source over
// the Okta SDK for Go.
//
// The SDK (v2, retired by Okta but what there is) builds and signs requests.
// Sending, retrying, paging and decoding are done here, because the SDK's own
// retry only a part of what fails, report an empty answer as nobody, follow a
// folded Link header in circles, cache whole listings and round big numbers.
package okta

import (
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/endpoint"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
	"github.com/incodectl/incodectl/internal/secret"
)

// Ways to authenticate.
const (
	AuthToken      = "token"       // an API token (SSWS)
	AuthPrivateKey = "private-key" // an API services app with a public key (OAuth 2.0, private_key_jwt)
)

const (
	// maxPageSize is what Okta gives at most on /users and recommends on
	// /groups/{id}/users.
	maxPageSize = 200
	// maxPages ends a listing that goes in circles without repeating a cursor:
	// 20 million people.
	maxPages = 100_000
)

// Options of a Source.
type Options struct {
	OrgURL string // https://corp.okta.com or a custom domain; http for loopback only
	// BaseURL, if not empty, is where requests for OrgURL are sent: a gateway
	// that passes them on, with their paths, to the org.
	BaseURL string
	Auth    string // AuthToken or AuthPrivateKey

	Token secret.Value // for AuthToken

	ClientID   string       // for AuthPrivateKey
	KeyID      string       // the public key's kid; may be left out when a JWK has it
	PrivateKey secret.Value // PEM (PKCS#1, PKCS#8, SEC 1) or JWK
	Scopes     []string     // nil: okta.users.read, and okta.groups.read when groups are set

	Groups  []string          // group ids; empty: everybody
	Search  string            // an Okta search expression: who is listed; not together with Groups
	Mapping directory.Mapping // put over DefaultMapping; an empty path switches a claim off

	HTTP     httpx.Options    // Hosts is set here
	PageSize int              // 1-200; 0: 200
	Now      func() time.Time // nil: HTTP.Now, else time.Now
	Rand     io.Reader        // for token and proof ids; nil: crypto/rand
}

// Source reads people from one Okta organisation. It implements
// directory.Source. Its methods may be called from several goroutines at once.
type Source struct {
	org      *url.URL
	scope    scope
	explicit directory.Mapping // what was mapped beyond the defaults
	mapping  directory.Mapping
	fields   []field
	pageSize int
	client   *http.Client
	sdk      *requestBuilder
	auth     authenticator
}

// New checks the options and returns the Source. Nothing is sent yet. Options
// that cannot be right are fault.Usage.
func New(o Options) (*Source, error) {
	org, err := orgURL(o.OrgURL)
	if err != nil {
		return nil, err
	}
	mapping, err := effective(o.Mapping)
	if err != nil {
		return nil, err
	}
	scope, err := newScope(o.Groups, o.Search)
	if err != nil {
		return nil, err
	}
	if o.PageSize < 0 || o.PageSize > maxPageSize {
		return nil, fault.New(fault.Usage, "page size %d is not between 1 and %d", o.PageSize, maxPageSize)
	}
	to, err := requestURL(org, o.BaseURL)
	if err != nil {
		return nil, err
	}
	o.HTTP.Hosts = []string{to.Host}
	o.HTTP.Bucket = bucket
	agent := o.HTTP.UserAgent
	client, err := httpx.New(o.HTTP)
	if err != nil {
		return nil, err
	}
	if to != org {
		client.Transport = gateway{to: to, next: client.Transport}
	}
	s := &Source{
		org: org, scope: scope, explicit: o.Mapping, mapping: mapping, fields: compile(mapping),
		pageSize: cmp.Or(o.PageSize, maxPageSize), client: client,
	}
	if o.Now == nil {
		o.Now = o.HTTP.Now
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	switch o.Auth {
	case AuthToken:
		err = s.useToken(o, agent)
	case AuthPrivateKey:
		err = s.usePrivateKey(o, agent)
	default:
		err = fault.New(fault.Usage, "unknown way to authenticate %q", o.Auth).
			WithHint("use %s or %s", AuthToken, AuthPrivateKey)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Fingerprint implements directory.Source. How it authenticates does not count:
// a new token lists the same people.
func (s *Source) Fingerprint() string {
	listed := []any{"okta", 1, s.org.String(), s.scope.groups, s.mapping.Entries()}
	if s.scope.search != "" {
		listed = append(listed, s.scope.search)
	}
	b, _ := json.Marshal(listed) // strings only: cannot fail
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// adminHost is the console's address, which serves no API to apps.
var adminHost = regexp.MustCompile(`^([a-z0-9-]+)-admin\.(okta|oktapreview|okta-emea|okta-gov)\.com$`)

// orgURL checks the organisation's address.
func orgURL(raw string) (*url.URL, error) {
	u, err := endpoint.Parse(raw)
	if err != nil {
		return nil, fault.Wrap(err, fault.Usage, "the Okta org URL is not usable").
			WithHint("write it as https://corp.okta.com or your custom domain")
	}
	if m := adminHost.FindStringSubmatch(u.Hostname()); m != nil {
		return nil, fault.New(fault.Usage, "%s is the address of the Okta admin console", u.Host).
			WithHint("use https://%s.%s.com", m[1], m[2])
	}
	return u, nil
}

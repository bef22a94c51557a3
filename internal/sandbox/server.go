package sandbox

import (
	"context"
	"crypto/rsa"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Fixed identities of the sandbox. None of them opens anything else.
const (
	DefaultTenantID     = "5a4db0c5-0000-4000-8000-0000000000aa"
	DefaultClientID     = "5a4db0c5-0000-4000-8000-0000000000bb"
	DefaultClientSecret = "sandbox-client-secret-not-a-real-one"
	DefaultOktaToken    = "sandbox-okta-token-not-a-real-one"
	DefaultOktaClientID = "0oaSandboxClient0001"
	DefaultKeyID        = "sandbox-key-1"

	DefaultIncodeClientID     = "sandbox-incode-client"
	DefaultIncodeClientSecret = "sandbox-incode-secret-not-a-real-one"
	DefaultIncodeAPIKey       = "5a4db0c50000000000000000000000000000cafe" // 40 hex, as Incode's
	DefaultIncodeAdminToken   = "sandbox-incode-admin-token-not-a-real-one"
)

// RateLimit switches Okta's rate limit on.
type RateLimit struct {
	Requests int           // per window and kind of endpoint; 0 switches it off
	Window   time.Duration // default one minute
}

// Options say what to serve and how. Zero values give working defaults.
type Options struct {
	Okta, Entra *Company // either may be nil; then it is not served

	Addr    string        // default 127.0.0.1:0; anything but loopback is refused
	Latency time.Duration // added to every answer
	Now     func() time.Time
	Log     io.Writer // one line per request; nil for none

	OktaToken    string // SSWS token
	OktaClientID string // of the API Services app
	OktaKeys     []jose.JSONWebKey
	RequireDPoP  bool // demand DPoP of Okta OAuth clients, as new apps do by default
	RateLimit    RateLimit
	// NoLogs is an admin who did not grant the System Log: 403 for the API token,
	// and no scope okta.logs.read for the app.
	NoLogs bool

	TenantID, ClientID, ClientSecret string

	// Incode is always served, over the people of both companies.
	IncodeClientID, IncodeClientSecret, IncodeAPIKey, IncodeAdminToken string

	// Wrap puts a handler around the server's own, to check or spoil answers.
	Wrap func(http.Handler) http.Handler
}

// Server is a running sandbox.
type Server struct {
	o       Options
	url     string
	http    *http.Server
	groups  []group
	key     func() (*rsa.PrivateKey, error)
	props   map[string]graphProperty
	buffers sync.Pool
	serial  atomic.Uint64
	done    chan struct{}

	mu       sync.Mutex
	faults   []*activeFault
	requests []Request
	tokens   map[string]token
	used     map[string]time.Time // jti of assertions and proofs, until they expire
	limits   map[string]*window
	nonce    string
	other    *http.Server
	otherURL string
	sessions map[string]*incodeSession // by interview ID
	links    map[string]*incodeSession // by the token in their link

	logMu sync.Mutex
}

// Start listens and serves until ctx ends or Close is called. An address that
// is not loopback is refused: the sandbox has no business on a network.
func Start(ctx context.Context, o Options) (*Server, error) {
	if o.Okta == nil && o.Entra == nil {
		return nil, errors.New("sandbox: no company to serve")
	}
	addr, err := loopback(o.Addr)
	if err != nil {
		return nil, err
	}
	defaults(&o)
	s := &Server{
		o: o, groups: groups(), key: sync.OnceValues(newKey), done: make(chan struct{}),
		tokens: map[string]token{}, used: map[string]time.Time{}, limits: map[string]*window{}, nonce: randomHex(12),
		sessions: map[string]*incodeSession{}, links: map[string]*incodeSession{},
	}
	s.props = graphProperties(s.extensionPrefix())
	s.buffers.New = func() any { return new([]byte) }
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("sandbox: cannot listen on %s: %w", addr, err)
	}
	s.url = "http://" + l.Addr().String()
	s.http = serve(l, o.Wrap(s.handler()))
	go func() {
		select {
		case <-ctx.Done():
			s.Close()
		case <-s.done:
		}
	}()
	return s, nil
}

func defaults(o *Options) {
	set := func(s *string, value string) {
		if *s == "" {
			*s = value
		}
	}
	set(&o.OktaToken, DefaultOktaToken)
	set(&o.OktaClientID, DefaultOktaClientID)
	set(&o.TenantID, DefaultTenantID)
	set(&o.ClientID, DefaultClientID)
	set(&o.ClientSecret, DefaultClientSecret)
	set(&o.IncodeClientID, DefaultIncodeClientID)
	set(&o.IncodeClientSecret, DefaultIncodeClientSecret)
	set(&o.IncodeAPIKey, DefaultIncodeAPIKey)
	set(&o.IncodeAdminToken, DefaultIncodeAdminToken)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.RateLimit.Window <= 0 {
		o.RateLimit.Window = time.Minute
	}
	if o.Wrap == nil {
		o.Wrap = func(h http.Handler) http.Handler { return h }
	}
}

// loopback checks an address to listen on.
func loopback(addr string) (string, error) {
	if addr == "" {
		return "127.0.0.1:0", nil
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", fmt.Errorf("sandbox: %q is no address of the form host:port: %w", addr, err)
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !ip.IsLoopback() {
		return "", fmt.Errorf("sandbox: %q is not a loopback address; the sandbox listens on 127.0.0.1 only", addr)
	}
	return net.JoinHostPort(host, port), nil
}

func serve(l net.Listener, h http.Handler) *http.Server {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = srv.Serve(l) }()
	return srv
}

// Close stops serving at once. It is safe to call twice.
func (s *Server) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.done:
		return
	default:
		close(s.done)
	}
	_ = s.http.Close()
	if s.other != nil {
		_ = s.other.Close()
	}
}

// OktaURL is the org URL, without a path.
func (s *Server) OktaURL() string { return s.url }

// GraphURL is the address of Microsoft Graph, without the version.
func (s *Server) GraphURL() string { return s.url }

// AuthorityURL is the address of the sign-in service, without the tenant.
func (s *Server) AuthorityURL() string { return s.url }

// OktaToken is the API token that Okta accepts with scheme SSWS.
func (s *Server) OktaToken() string { return s.o.OktaToken }

// OktaClientID is the client ID of Okta's API Services app.
func (s *Server) OktaClientID() string { return s.o.OktaClientID }

// KeyID is the key ID of OktaPrivateKeyPEM.
func (s *Server) KeyID() string { return DefaultKeyID }

// TenantID is the Entra tenant.
func (s *Server) TenantID() string { return s.o.TenantID }

// ClientID is the Entra app registration's client ID.
func (s *Server) ClientID() string { return s.o.ClientID }

// ClientSecret is the Entra app registration's client secret.
func (s *Server) ClientSecret() string { return s.o.ClientSecret }

// GroupIDs are the ids of the groups at both providers, by name.
type GroupIDs struct{ Okta, Graph map[string]string }

// GroupIDs returns the ids of all groups; a provider that is not served has none.
func (s *Server) GroupIDs() GroupIDs {
	ids := GroupIDs{Okta: map[string]string{}, Graph: map[string]string{}}
	for i, g := range s.groups {
		if s.o.Okta != nil {
			ids.Okta[g.name] = s.o.Okta.oktaGroupID(i)
		}
		if s.o.Entra != nil {
			ids.Graph[g.name] = s.o.Entra.graphGroupID(i)
		}
	}
	return ids
}

// openOther starts the host that FaultOtherHost points at.
func (s *Server) openOther() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.other != nil {
		return nil
	}
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("sandbox: cannot listen for the other host: %w", err)
	}
	s.otherURL = "http://" + l.Addr().String()
	s.other = serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.record(r, http.StatusNotFound, s.o.Now())
		http.Error(w, "another host", http.StatusNotFound)
	}))
	return nil
}

// OtherURL is the other host of FaultOtherHost, "" before that is switched on.
// Requests to it are in Requests, with its Host.
func (s *Server) OtherURL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.otherURL
}

// extensionPrefix begins the names of directory extensions of the app
// registration: extension_<client ID without dashes>_.
func (s *Server) extensionPrefix() string {
	b := []byte("extension_")
	for _, ch := range []byte(s.o.ClientID) {
		if ch != '-' {
			b = append(b, ch)
		}
	}
	return string(append(b, '_'))
}

// ExtensionName is the Graph property of a directory extension. The sandbox
// has dateOfBirth and badgeNumber.
func (s *Server) ExtensionName(name string) string { return s.extensionPrefix() + name }

func randomHex(n int) string {
	b := make([]byte, n)
	randRead(b)
	return hex.EncodeToString(b)
}

package httpx

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/http/httpproxy"

	"github.com/incodectl/incodectl/internal/endpoint"
	"github.com/incodectl/incodectl/internal/fault"
)

// baseTransport is the plain transport below the policy.
func baseTransport(o Options) (*http.Transport, error) {
	roots, err := rootCAs(o)
	if err != nil {
		return nil, err
	}
	proxy, err := proxyFunc(o.Getenv)
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                  proxy,
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
		TLSHandshakeTimeout:    15 * time.Second,
		ForceAttemptHTTP2:      true, // a TLSClientConfig of one's own switches it off
		MaxIdleConnsPerHost:    16,
		IdleConnTimeout:        90 * time.Second,
		MaxResponseHeaderBytes: 1 << 20,
	}, nil
}

// rootCAs returns the system's authorities plus those of CACert and
// SSL_CERT_FILE, or nil (the system's) when neither is set.
func rootCAs(o Options) (*x509.CertPool, error) {
	files := []struct{ what, path string }{
		{"--ca-cert", o.CACert},
		{"SSL_CERT_FILE", o.Getenv("SSL_CERT_FILE")},
	}
	var pool *x509.CertPool
	for _, f := range files {
		if f.path == "" {
			continue
		}
		if pool == nil {
			var err error
			if pool, err = x509.SystemCertPool(); err != nil {
				pool = x509.NewCertPool() // no system store: the named files alone
			}
		}
		pem, err := readPEM(f.what, f.path)
		if err != nil {
			return nil, err
		}
		if !pool.AppendCertsFromPEM(pem) {
			return nil, fault.New(fault.Usage, "the file named by %s holds no PEM certificate", f.what).
				WithHint("it must contain at least one block that starts with -----BEGIN CERTIFICATE-----")
		}
	}
	return pool, nil
}

// proxyFunc reads the proxy settings once. Loopback hosts never use a proxy.
func proxyFunc(getenv func(string) string) (func(*http.Request) (*url.URL, error), error) {
	env := func(name string) string {
		if v := getenv(name); v != "" {
			return v
		}
		return getenv(strings.ToLower(name))
	}
	cfg := httpproxy.Config{
		HTTPProxy:  env("HTTP_PROXY"),
		HTTPSProxy: env("HTTPS_PROXY"),
		NoProxy:    env("NO_PROXY"),
	}
	find := cfg.ProxyFunc()
	// httpproxy ignores an address it cannot read and would connect directly.
	for _, p := range []struct{ name, value string }{{"HTTP_PROXY", cfg.HTTPProxy}, {"HTTPS_PROXY", cfg.HTTPSProxy}} {
		if !isProxy(p.value) {
			return nil, fault.New(fault.Usage, "the value of %s is no proxy address", p.name).
				WithHint("write it as http://host:port or http://user:password@host:port")
		}
	}
	return func(req *http.Request) (*url.URL, error) {
		if endpoint.IsLoopback(req.URL.Hostname()) {
			return nil, nil
		}
		return find(req.URL)
	}, nil
}

// isProxy reports whether v is empty or an address that httpproxy accepts.
func isProxy(v string) bool {
	if v == "" {
		return true
	}
	if !strings.Contains(v, "://") {
		v = "http://" + v
	}
	u, err := url.Parse(v)
	if err != nil || u.Hostname() == "" {
		return false
	}
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
		return true
	}
	return false
}

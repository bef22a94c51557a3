package httpx_test

import (
	"bytes"
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
)

func TestOtherHostsAreRefused(t *testing.T) {
	t.Parallel()
	var hits atomic.Int32
	other := serve(t, func(http.ResponseWriter, *http.Request) { hits.Add(1) })
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusFound)
	})
	hc := client(t, srv, newClock(), nil)
	resp, _, err := get(t, t.Context(), hc, srv.URL)
	if err != nil || resp.StatusCode != http.StatusFound || hits.Load() != 0 {
		t.Errorf("a redirect: %v, %v, %d requests to the other host", resp, err, hits.Load())
	}
	_, _, err = get(t, t.Context(), hc, other.URL)
	if err == nil || !strings.Contains(err.Error(), "not the configured host") || hits.Load() != 0 {
		t.Errorf("another port: %v", err)
	}
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL, nil)
	req.Host = "other.example"
	if _, _, err := httpx.Do(hc, req); err == nil {
		t.Error("another Host header was sent")
	}
}

func TestHostsAndSchemes(t *testing.T) {
	t.Parallel()
	hc, err := httpx.New(httpx.Options{
		Hosts: []string{"Corp.Example", "api.example:8443", "[::1]:1"}, MaxAttempts: 1,
		Getenv: func(k string) string { // nothing must leave this machine
			return map[string]string{"HTTPS_PROXY": "http://127.0.0.1:1", "HTTP_PROXY": "http://127.0.0.1:1"}[k]
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for u, want := range map[string]string{
		"https://corp.example/x":          "proxy",
		"https://CORP.example:443/x":      "proxy",
		"https://api.example:8443/x":      "proxy",
		"http://[::1]:1/":                 "connection",
		"https://corp.example:8443/":      "not the configured host",
		"https://api.example/":            "not the configured host",
		"https://corp.example.evil.test/": "not the configured host",
		"http://corp.example/":            "only https",
	} {
		_, _, err := get(t, t.Context(), hc, u)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want an error with %q", u, err, want)
		}
	}
	if _, err := httpx.New(httpx.Options{}); err == nil {
		t.Error("a client without hosts")
	}
}

func TestProxy(t *testing.T) {
	t.Parallel()
	var seen atomic.Value
	proxy := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen.Store(r.Method + " " + r.Host)
		w.WriteHeader(http.StatusForbidden)
	})
	env := map[string]string{"https_proxy": proxy.URL, "NO_PROXY": "direct.invalid"}
	hc, err := httpx.New(httpx.Options{
		Hosts: []string{"corp.example", "direct.invalid"}, MaxAttempts: 1,
		Getenv: func(k string) string { return env[k] },
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := get(t, t.Context(), hc, "https://corp.example/x"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a proxy that refuses: %v", err)
	}
	if seen.Load() != "CONNECT corp.example:443" {
		t.Errorf("the proxy saw %v", seen.Load())
	}

	srv := serve(t, func(http.ResponseWriter, *http.Request) {})
	dead := client(t, srv, newClock(), func(o *httpx.Options) {
		o.Getenv = func(string) string { return "http://127.0.0.1:1" }
		o.Getenv = onlyKeys(o.Getenv, "HTTP_PROXY", "HTTPS_PROXY")
	})
	if _, _, err := get(t, t.Context(), dead, srv.URL); err != nil {
		t.Errorf("loopback went through the proxy: %v", err)
	}

	for _, v := range []string{"http://u:hunter2@[bad", "ftp://u:hunter2@proxy.example", "http://", "u:hunter2@"} {
		_, err = httpx.New(httpx.Options{
			Hosts:  []string{"a"},
			Getenv: onlyKeys(func(string) string { return v }, "HTTPS_PROXY"),
		})
		if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "HTTPS_PROXY") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("an unusable proxy %q: %v", v, err)
		}
	}
}

func onlyKeys(get func(string) string, keys ...string) func(string) string {
	return func(k string) string {
		if slices.Contains(keys, k) {
			return get(k)
		}
		return ""
	}
}

func TestCertificateAuthorities(t *testing.T) {
	t.Parallel()
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "tls") }))
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	t.Cleanup(srv.Close)
	dir := t.TempDir()
	ca := filepath.Join(dir, "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw})
	empty := filepath.Join(dir, "empty.pem")
	for path, data := range map[string][]byte{ca: block, empty: []byte("nothing")} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	clk := newClock()
	_, _, err := get(t, t.Context(), client(t, srv, clk, nil), srv.URL)
	if !fault.Is(err, fault.Unavailable) || !strings.Contains(fault.HintOf(err), "--ca-cert") || len(clk.waits) != 0 {
		t.Errorf("unknown authority: %v (%s), waits %v", err, fault.HintOf(err), clk.waits)
	}
	for name, change := range map[string]func(*httpx.Options){
		"option":      func(o *httpx.Options) { o.CACert = ca },
		"environment": func(o *httpx.Options) { o.Getenv = onlyKeys(func(string) string { return ca }, "SSL_CERT_FILE") },
	} {
		resp, body, err := get(t, t.Context(), client(t, srv, newClock(), change), srv.URL)
		if err != nil || body != "tls" || resp.TLS == nil {
			t.Errorf("%s: %q, %v", name, body, err)
		}
	}
	for _, path := range []string{empty, filepath.Join(dir, "missing.pem")} {
		if _, err := httpx.New(httpx.Options{Hosts: []string{"a"}, CACert: path}); !fault.Is(err, fault.Usage) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestNetworkErrors(t *testing.T) {
	t.Parallel()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	plain := serve(t, func(http.ResponseWriter, *http.Request) {})
	hc, err := httpx.New(httpx.Options{
		Hosts: []string{addr, strings.TrimPrefix(plain.URL, "http://")}, Sleep: newClock().sleep, MaxAttempts: 3,
	})
	if err != nil {
		t.Fatal(err)
	}
	var stats httpx.Stats
	_, _, err = get(t, httpx.WithStats(t.Context(), &stats), hc, "http://"+addr)
	if !fault.Is(err, fault.Unavailable) || stats.Requests != 3 || fault.HintOf(err) == "" {
		t.Errorf("nobody listens: %v, %+v", err, stats)
	}
	_, _, err = get(t, t.Context(), hc, strings.Replace(plain.URL, "http:", "https:", 1))
	if !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "no secure connection") {
		t.Errorf("https to a plain server: %v", err)
	}
}

func TestDebugLogHidesSecrets(t *testing.T) {
	t.Parallel()
	const planted = "PLANTED-SECRET"
	var n atomic.Int32
	srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Okta-Request-Id", "id-7")
		w.Header().Set("Set-Cookie", "sid="+planted)
		if n.Add(1) == 1 {
			w.WriteHeader(503)
		}
		_, _ = io.WriteString(w, planted)
	})
	var buf bytes.Buffer
	hc := client(t, srv, newClock(), func(o *httpx.Options) { o.Debug = &buf })
	q := url.Values{"limit": {"200"}, "search": {"status pr"}}
	for _, k := range []string{"client_assertion", "client_secret", "code", "token", "access_token", "sig", "Password", "$skiptoken", "after", "api_key"} {
		q.Set(k, planted)
	}
	u := strings.Replace(srv.URL, "http://", "http://user:"+planted+"@", 1) + "/api/v1/users?" + q.Encode() + "&bad%zztoken=" + planted
	req, err := http.NewRequestWithContext(httpx.Idempotent(t.Context()), http.MethodPost, u, strings.NewReader(planted))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range []string{"Authorization", "DPoP", "Cookie"} {
		req.Header.Set(h, "Bearer "+planted)
	}
	if _, _, err := httpx.Do(hc, req); err != nil {
		t.Fatal(err)
	}
	out := buf.String()
	if strings.Contains(out, planted) {
		t.Errorf("the log shows a secret:\n%s", out)
	}
	for _, want := range []string{"POST", "/api/v1/users", "limit=200", "search=status+pr", "after=[redacted]", "503", "200", "attempt 1", "attempt 2", "retry in 250ms", "request id id-7"} {
		if !strings.Contains(out, want) {
			t.Errorf("the log does not say %q:\n%s", want, out)
		}
	}
	if got := strings.Count(out, "\n"); got != 2 {
		t.Errorf("%d lines for 2 attempts", got)
	}
}

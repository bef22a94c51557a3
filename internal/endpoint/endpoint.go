// Package endpoint holds the one rule for the addresses of remote services:
// https only, except on this machine, and a host without anything after it.
package endpoint

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// Parse reads the base address of a service and returns it as scheme and host
// only: lower case, without a default port and without a slash at the end.
//
// Accepted are https://host[:port] and, for loopback hosts only, http://. A
// path, a query, a fragment or user information is refused, because a
// credential is sent to this address and nothing of it may be ambiguous. The
// error never repeats user information.
func Parse(raw string) (*url.URL, error) {
	raw = strings.TrimSpace(raw)
	if raw == "" {
		return nil, errors.New("the address is empty; write it as https://host")
	}
	if !strings.Contains(raw, "://") {
		if strings.Contains(raw, "@") {
			return nil, errors.New("the address has no scheme; write it as https://host")
		}
		return nil, fmt.Errorf("%q has no scheme; write it as https://%s", raw, raw)
	}
	u, err := url.Parse(raw)
	if err != nil {
		// The cause quotes the whole input, which may hold a password.
		return nil, errors.New("the address cannot be read as a URL; write it as https://host")
	}
	if u.User != nil {
		return nil, errors.New("the address holds a user name or password; write it as https://host")
	}
	u.Scheme = strings.ToLower(u.Scheme)
	if err := checkHost(u); err != nil {
		return nil, err
	}
	if u.Path != "" && u.Path != "/" {
		return nil, fmt.Errorf("%q has a path; write only %s://%s", raw, u.Scheme, u.Host)
	}
	if u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.HasSuffix(raw, "#") {
		return nil, fmt.Errorf("%q has something after the host; write only %s://%s", raw, u.Scheme, u.Host)
	}
	return &url.URL{Scheme: u.Scheme, Host: canonicalHost(u)}, nil
}

// checkHost refuses hosts that are missing or cannot be written plainly, and
// plain http to another machine.
func checkHost(u *url.URL) error {
	host := u.Hostname()
	switch {
	case host == "":
		return fmt.Errorf("%q has no host; write it as https://host", u.Redacted())
	case strings.ContainsFunc(host, func(r rune) bool { return r > '~' || r <= ' ' || r == '%' }):
		return fmt.Errorf("host %q has characters a host name cannot have; write international names in their xn-- form", host)
	case strings.HasSuffix(u.Host, ":"):
		return fmt.Errorf("%q has a colon but no port", u.Host)
	}
	if p := u.Port(); p != "" {
		if n, err := strconv.Atoi(p); err != nil || n < 1 || n > 65535 {
			return fmt.Errorf("port %q of %q is no port number", p, u.Host)
		}
	}
	switch u.Scheme {
	case "https":
		return nil
	case "http":
		if IsLoopback(host) {
			return nil
		}
		return fmt.Errorf("http:// is accepted for this machine only, and %s is another; write https://%s", host, u.Host)
	default:
		return fmt.Errorf("scheme %q is not supported; write https://%s", u.Scheme, u.Host)
	}
}

// canonicalHost lower-cases the host and drops the scheme's default port.
func canonicalHost(u *url.URL) string {
	host, port := strings.ToLower(u.Hostname()), u.Port()
	if (u.Scheme == "https" && port == "443") || (u.Scheme == "http" && port == "80") {
		port = ""
	}
	if port != "" {
		return net.JoinHostPort(host, port)
	}
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}

// IsLoopback reports whether host (with or without a port) certainly is this
// machine: localhost, 127.0.0.0/8 or ::1. Names are not resolved.
func IsLoopback(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback()
}

package httpx

import (
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/incodectl/incodectl/internal/endpoint"
	"github.com/incodectl/incodectl/internal/fault"
)

// allowList normalises Options.Hosts. Each entry is kept as written, in lower
// case; hostAllowed adds the default port of the request's scheme.
func allowList(hosts []string) (map[string]bool, error) {
	set := make(map[string]bool, len(hosts))
	for _, h := range hosts {
		if h = strings.ToLower(strings.TrimSpace(h)); h != "" {
			set[h] = true
		}
	}
	if len(set) == 0 {
		return nil, fault.New(fault.Internal, "an HTTP client needs the list of hosts it may talk to")
	}
	return set, nil
}

// checkTarget refuses a request that would carry a credential to a host it was
// not given for, or in the clear over a network.
func checkTarget(req *http.Request, hosts map[string]bool) error {
	u := req.URL
	if !hostAllowed(u, hosts) || (req.Host != "" && !strings.EqualFold(req.Host, u.Host)) {
		return fault.New(fault.Unavailable, "refused to send a request to %q: it is not the configured host", printable(u.Host)).
			WithHint("an answer pointed to another host; check the configured address, and any proxy or gateway in between")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !endpoint.IsLoopback(u.Hostname())) {
		return fault.New(fault.Usage, "refused to send a request to %q: only https is allowed to another machine", printable(u.Host)).
			WithHint("write the address with https://")
	}
	return nil
}

func hostAllowed(u *url.URL, hosts map[string]bool) bool {
	host, port := strings.ToLower(u.Hostname()), u.Port()
	standard := map[string]string{"https": "443", "http": "80"}[u.Scheme]
	if port == "" {
		port = standard
	}
	if hosts[net.JoinHostPort(host, port)] {
		return true
	}
	if port != standard {
		return false
	}
	return hosts[host] || hosts["["+host+"]"]
}

package entra

import (
	"net/url"
	"slices"
	"strings"

	"github.com/incodectl/incodectl/internal/endpoint"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
)

// The Microsoft clouds a tenant can live in.
const (
	CloudPublic = integration.CloudPublic
	CloudUSGov  = integration.CloudUSGov
	CloudChina  = integration.CloudChina
)

// cloud is what differs between the Microsoft clouds. All three settings go
// together: a token of one cloud's authority is worthless at another's Graph.
// Source: "National cloud deployments" at
// https://learn.microsoft.com/graph/deployments and
// https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
type cloud struct {
	name      string
	authority string // issues tokens
	graph     string // serves /v1.0
	scope     string // what tokens are asked for
}

func clouds() []cloud {
	return []cloud{
		{CloudPublic, "https://login.microsoftonline.com", "https://graph.microsoft.com", "https://graph.microsoft.com/.default"},
		{CloudUSGov, "https://login.microsoftonline.us", "https://graph.microsoft.us", "https://graph.microsoft.us/.default"},
		{CloudChina, "https://login.partner.microsoftonline.cn", "https://microsoftgraph.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn/.default"},
	}
}

// dodGraph is the Graph of the US Department of Defense. It shares the usgov
// authority and is chosen with that cloud and a Graph URL.
const dodGraph = "dod-graph.microsoft.us"

const apiVersion = "/v1.0"

// place is where one tenant is reached.
type place struct {
	authority *url.URL // scheme and host only
	graph     *url.URL // with the path up to and including /v1.0
	scope     string
}

// locate resolves the cloud and the overrides.
func locate(o Options) (place, error) {
	name := o.Cloud
	if name == "" {
		name = CloudPublic
	}
	all := clouds()
	i := slices.IndexFunc(all, func(c cloud) bool { return c.name == name })
	if i < 0 {
		return place{}, fault.New(fault.Usage, "there is no Microsoft cloud %q", name).
			WithHint("use %s, %s or %s", CloudPublic, CloudUSGov, CloudChina)
	}
	c := all[i]
	authority, err := authorityURL(orElse(o.AuthorityURL, c.authority), o.TenantID)
	if err != nil {
		return place{}, err
	}
	graph, err := graphURL(orElse(o.GraphURL, c.graph))
	if err != nil {
		return place{}, err
	}
	return place{authority: authority, graph: graph, scope: scopeFor(graph, c.scope)}, nil
}

// authorityURL accepts the authority with or without the tenant behind it, as
// the Azure portal shows both, and returns it without.
func authorityURL(raw, tenant string) (*url.URL, error) {
	u, err := endpoint.Parse(cutPath(raw, "/"+tenant))
	if err != nil {
		return nil, fault.Wrap(err, fault.Usage, "the authority URL cannot be used").
			WithHint("give scheme and host only, like https://login.microsoftonline.com; the tenant has its own field")
	}
	return u, nil
}

// graphURL accepts the base with or without the API version and returns it with.
func graphURL(raw string) (*url.URL, error) {
	u, err := endpoint.Parse(cutPath(raw, apiVersion))
	if err != nil {
		return nil, fault.Wrap(err, fault.Usage, "the Graph URL cannot be used").
			WithHint("give scheme and host only, like https://graph.microsoft.com; incodectl reads version v1.0")
	}
	u.Path = apiVersion
	return u, nil
}

// cutPath removes a path that people may have copied along with the host.
func cutPath(raw, path string) string {
	return strings.TrimSuffix(strings.TrimRight(strings.TrimSpace(raw), "/"), path)
}

// scopeFor names the resource a token is asked for: that of the cloud, unless
// the URL is another Graph of Microsoft's own, which wants tokens of its own. A
// gateway passes tokens on, so it keeps the cloud's.
func scopeFor(graph *url.URL, scope string) string {
	own := graph.Host == dodGraph
	for _, c := range clouds() {
		own = own || c.graph == "https://"+graph.Host
	}
	if own && graph.Scheme == "https" {
		return "https://" + graph.Host + "/.default"
	}
	return scope
}

// sameOrigin reports whether two URLs have the same scheme, host and port. A
// token goes to one origin only.
func sameOrigin(a, b *url.URL) bool {
	return strings.EqualFold(a.Scheme, b.Scheme) &&
		strings.EqualFold(a.Hostname(), b.Hostname()) &&
		port(a) == port(b)
}

func port(u *url.URL) string {
	switch p := u.Port(); {
	case p != "":
		return p
	case strings.EqualFold(u.Scheme, "https"):
		return "443"
	default:
		return "80"
	}
}

func orElse(v, fallback string) string {
	if v == "" {
		return fallback
	}
	return v
}

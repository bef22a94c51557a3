package entra

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*Options)
		want   string
	}{
		"no tenant":        {func(o *Options) { o.TenantID = "" }, "tenant ID is missing"},
		"common":           {func(o *Options) { o.TenantID = "Common" }, "no tenant of its own"},
		"path in tenant":   {func(o *Options) { o.TenantID = "a/b" }, "cannot be a tenant ID"},
		"option in tenant": {func(o *Options) { o.TenantID = "-x" }, "cannot be a tenant ID"},
		"no client":        {func(o *Options) { o.ClientID = "" }, "client ID"},
		"no secret":        {func(o *Options) { o.Secret = secret.Value{} }, "client secret cannot be used: it is empty"},
		"auth":             {func(o *Options) { o.Auth = "password" }, "no way to authenticate"},
		"cloud":            {func(o *Options) { o.Cloud = "moon" }, "no Microsoft cloud"},
		"http elsewhere":   {func(o *Options) { o.GraphURL = "http://graph.example" }, "Graph URL"},
		"http authority":   {func(o *Options) { o.AuthorityURL = "http://login.example" }, "authority URL"},
		"beta":             {func(o *Options) { o.GraphURL = "https://graph.microsoft.com/beta" }, "Graph URL"},
		"authority path":   {func(o *Options) { o.AuthorityURL = "https://login.example/other" }, "authority URL"},
		"group":            {func(o *Options) { o.Groups = []string{"All Staff"} }, "object ID of a group"},
		"filter":           {func(o *Options) { o.Filter = "city eq 'York" }, "a quote is not closed"},
		"two scopes":       {func(o *Options) { o.Filter, o.Groups = "city eq 'York'", []string{groupA} }, "either groups or a filter"},
		"mapping":          {func(o *Options) { o.Mapping = directory.Mapping{"birthdate": "birthday"} }, "one user at a time"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := Options{TenantID: tenant, ClientID: client, Auth: AuthClientSecret, Secret: secret.New(planted)}
			c.change(&o)
			_, err := New(o)
			if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), planted) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

// TestClouds holds the three settings of each cloud against Microsoft's pages
// on national clouds.
func TestClouds(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		o                       Options
		authority, graph, scope string
	}{
		"default": {Options{}, "https://login.microsoftonline.com", "https://graph.microsoft.com/v1.0", "https://graph.microsoft.com/.default"},
		"public":  {Options{Cloud: CloudPublic}, "https://login.microsoftonline.com", "https://graph.microsoft.com/v1.0", "https://graph.microsoft.com/.default"},
		"usgov":   {Options{Cloud: CloudUSGov}, "https://login.microsoftonline.us", "https://graph.microsoft.us/v1.0", "https://graph.microsoft.us/.default"},
		"china":   {Options{Cloud: CloudChina}, "https://login.partner.microsoftonline.cn", "https://microsoftgraph.chinacloudapi.cn/v1.0", "https://microsoftgraph.chinacloudapi.cn/.default"},
		"dod": {
			Options{Cloud: CloudUSGov, GraphURL: "https://dod-graph.microsoft.us/v1.0/"},
			"https://login.microsoftonline.us", "https://dod-graph.microsoft.us/v1.0", "https://dod-graph.microsoft.us/.default",
		},
		"gateway": {
			Options{Cloud: CloudUSGov, GraphURL: "https://gateway.example:8443", AuthorityURL: "https://Login.example/" + tenant},
			"https://login.example", "https://gateway.example:8443/v1.0", "https://graph.microsoft.us/.default",
		},
		"loopback": {
			Options{GraphURL: "http://127.0.0.1:8080/v1.0", AuthorityURL: "http://localhost:8081/"},
			"http://localhost:8081", "http://127.0.0.1:8080/v1.0", "https://graph.microsoft.com/.default",
		},
	} {
		c.o.TenantID = tenant
		at, err := locate(c.o)
		if err != nil || at.authority.String() != c.authority || at.graph.String() != c.graph || at.scope != c.scope {
			t.Errorf("%s: %v %v %v, %v", name, at.authority, at.graph, at.scope, err)
		}
	}
}

func TestBucket(t *testing.T) {
	t.Parallel()
	at, err := locate(Options{TenantID: tenant, AuthorityURL: "http://127.0.0.1:8080", GraphURL: "http://127.0.0.1:8080"})
	if err != nil {
		t.Fatal(err)
	}
	of := bucketOf(at, tenant)
	for path, want := range map[string]string{
		"/" + tenant + "/oauth2/v2.0/token": "token", "/v1.0/users": "graph", "/v1.0/users/delta": "graph", "/v1.0/groups/x": "graph",
	} {
		if got := of(httptest.NewRequest(http.MethodGet, "http://127.0.0.1:8080"+path, nil)); got != want {
			t.Errorf("%s: %s", path, got)
		}
	}
}

func TestFingerprint(t *testing.T) {
	t.Parallel()
	base := Options{TenantID: tenant, ClientID: client, Auth: AuthClientSecret, Secret: secret.New(planted)}
	of := func(change func(*Options)) string {
		o := base
		change(&o)
		return source(t, o).Fingerprint()
	}
	same := of(func(*Options) {})
	for name, change := range map[string]func(*Options){
		"another app":        func(o *Options) { o.ClientID = groupA },
		"default said again": func(o *Options) { o.Mapping = directory.Mapping{"name": "displayName"}; o.Cloud = CloudPublic },
		"version in the URL": func(o *Options) { o.GraphURL = "https://graph.microsoft.com/v1.0/" },
	} {
		if of(change) != same {
			t.Errorf("%s changes the fingerprint", name)
		}
	}
	for name, change := range map[string]func(*Options){
		"tenant":  func(o *Options) { o.TenantID = groupA },
		"cloud":   func(o *Options) { o.Cloud = CloudUSGov },
		"graph":   func(o *Options) { o.GraphURL = "https://gateway.example" },
		"groups":  func(o *Options) { o.Groups = []string{groupA} },
		"filter":  func(o *Options) { o.Filter = "city eq 'York'" },
		"mapping": func(o *Options) { o.Mapping = directory.Mapping{"birthdate": extension} },
		"off":     func(o *Options) { o.Mapping = directory.Mapping{"email": ""} },
	} {
		if of(change) == same {
			t.Errorf("%s does not change the fingerprint", name)
		}
	}
	one := of(func(o *Options) { o.Groups = []string{groupA, groupB} })
	if two := of(func(o *Options) { o.Groups = []string{groupB, groupA, groupA} }); one != two {
		t.Error("the order of groups changes the fingerprint")
	}
}

func TestProbe(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		groups   []string
		graph    func(f **fake) http.HandlerFunc
		want     directory.Probe
		warnings string // part of the only one
	}{
		"some": {
			graph: func(**fake) http.HandlerFunc { return everybody },
			want:  directory.Probe{Users: 1, Total: 1},
		},
		"more": {
			graph: func(f **fake) http.HandlerFunc {
				return func(w http.ResponseWriter, r *http.Request) {
					if strings.HasSuffix(r.URL.Path, "$count") {
						_, _ = w.Write([]byte("1234"))
						return
					}
					paged(f, 2)(w, r)
				}
			},
			want: directory.Probe{Users: 1, More: true, Total: 1234},
		},
		"nobody": {
			graph:    func(**fake) http.HandlerFunc { return func(w http.ResponseWriter, _ *http.Request) { sendList(w, "") } },
			warnings: "no users are visible",
		},
		"empty group": {
			groups:   []string{groupA, groupB},
			graph:    func(**fake) http.HandlerFunc { return groupAOnly },
			want:     directory.Probe{Users: 1},
			warnings: "group " + groupB,
		},
		"odd record": {
			graph: func(**fake) http.HandlerFunc {
				return func(w http.ResponseWriter, _ *http.Request) { sendList(w, "", user("u1", nil), nil) }
			},
			want:     directory.Probe{Users: 2, Total: 2},
			warnings: "a record cannot be read: without id: record 2",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var f *fake
			f = newFake(t, func(w http.ResponseWriter, r *http.Request) { c.graph(&f)(w, r) })
			o := f.options()
			o.Groups = c.groups
			p, err := source(t, o).Probe(t.Context())
			if err != nil || p.Users != c.want.Users || p.More != c.want.More || p.Total != c.want.Total {
				t.Errorf("%+v, %v", p, err)
			}
			if !strings.Contains(p.Account, client) || p.Warnings == nil {
				t.Errorf("%+v", p)
			}
			if (c.warnings == "") != (len(p.Warnings) == 0) || !slices.ContainsFunc(append(p.Warnings, ""), func(s string) bool { return strings.Contains(s, c.warnings) }) {
				t.Errorf("warnings %q", p.Warnings)
			}
			if got := f.requests[0].URL.Query().Get("$top"); got != "5" {
				t.Errorf("$top was %s", got)
			}
		})
	}
}

func groupAOnly(w http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.URL.Path, groupA) {
		sendList(w, "", user("u1", nil))
		return
	}
	sendList(w, "")
}

func TestProbeFails(t *testing.T) {
	t.Parallel()
	f := newFake(t, func(w http.ResponseWriter, _ *http.Request) {
		odata(w, 403, "Authorization_RequestDenied", "Insufficient privileges.")
	})
	if _, err := source(t, f.options()).Probe(t.Context()); !fault.Is(err, fault.Unauthorized) || !strings.Contains(fault.HintOf(err), "admin consent") {
		t.Errorf("%v, hint %q", err, fault.HintOf(err))
	}
}

package sandbox

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/incodectl/incodectl/internal/contract"
)

// start runs a sandbox with both providers.
func start(t testing.TB, o Options) *Server {
	t.Helper()
	s, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func company(n int) *Company { return NewCompany(CompanyOptions{Users: n, Seed: 11}) }

// answer is a response with its body read.
type answer struct {
	*http.Response
	text    []byte
	readErr error
}

func call(t testing.TB, method, u, auth, body string, headers ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, u, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if auth != "" {
		r.Header.Set("Authorization", auth)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, readErr := io.ReadAll(resp.Body)
	return answer{Response: resp, text: text, readErr: readErr}
}

func (a answer) json(t testing.TB) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(a.text, &v); err != nil {
		t.Fatalf("%s: %v in %s", a.Request.URL, err, a.text)
	}
	return v
}

func (a answer) list(t testing.TB) []map[string]any {
	t.Helper()
	var v []map[string]any
	if err := json.Unmarshal(a.text, &v); err != nil {
		t.Fatalf("%s: %v in %s", a.Request.URL, err, a.text)
	}
	return v
}

// oktaNext reads the next link as a strict client does: one link per header line.
func (a answer) oktaNext() string {
	for _, line := range a.Header.Values("Link") {
		if u, ok := strings.CutSuffix(line, `>; rel="next"`); ok {
			return strings.TrimPrefix(u, "<")
		}
	}
	return ""
}

func ssws(s *Server) string { return "SSWS " + s.OktaToken() }

// oktaAll walks an Okta listing and returns the ids in order, and the pages.
func oktaAll(t testing.TB, s *Server, path string) (ids []string, pages int) {
	t.Helper()
	for u := s.OktaURL() + path; u != ""; pages++ {
		a := call(t, "GET", u, ssws(s), "")
		if a.StatusCode != 200 || pages > 1000 {
			t.Fatalf("%s: %d %s", u, a.StatusCode, a.text)
		}
		for _, p := range a.list(t) {
			ids = append(ids, p["id"].(string))
		}
		u = a.oktaNext()
	}
	return ids, pages
}

func graphToken(t testing.TB, s *Server) string {
	t.Helper()
	a := call(t, "POST", s.AuthorityURL()+"/"+s.TenantID()+"/oauth2/v2.0/token", "", url.Values{
		"grant_type": {"client_credentials"}, "client_id": {s.ClientID()}, "client_secret": {s.ClientSecret()},
		"scope": {"https://graph.microsoft.com/.default openid offline_access profile"},
	}.Encode())
	if a.StatusCode != 200 {
		t.Fatalf("no token: %d %s", a.StatusCode, a.text)
	}
	return "Bearer " + a.json(t)["access_token"].(string)
}

// graphAll walks a Graph listing.
func graphAll(t testing.TB, s *Server, path string) (people []map[string]any, pages int) {
	t.Helper()
	auth := graphToken(t, s)
	for u := s.GraphURL() + path; u != ""; pages++ {
		a := call(t, "GET", u, auth, "")
		if a.StatusCode != 200 || pages > 1000 {
			t.Fatalf("%s: %d %s", u, a.StatusCode, a.text)
		}
		page := a.json(t)
		for _, p := range page["value"].([]any) {
			people = append(people, p.(map[string]any))
		}
		u, _ = page["@odata.nextLink"].(string)
	}
	return people, pages
}

// uncontracted are requests that the cuts of the vendors' descriptions leave out.
var uncontracted = regexp.MustCompile(`^/api/v1/logs$|^/api/v1/users/[^/]+/groups$|^/api/v1/groups/[^/]+$` +
	`|^/v1\.0/users/\$count$|/transitiveMembers|microsoft\.graph\.(user|delta)|/getAvailableExtensionProperties$`)

// asked keeps the URL that the client sent.
type asked struct{}

// checked wraps the server in both vendors' contracts.
func checked(t *testing.T) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		okta := contract.Middleware(t, contract.Spec(t, "okta.json"), next)
		graph := contract.Middleware(t, contract.Spec(t, "graph.json"), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.URL = r.Context().Value(asked{}).(*url.URL)
			r.RequestURI = r.URL.RequestURI()
			next.ServeHTTP(w, r)
		}))
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case uncontracted.MatchString(r.URL.Path):
				next.ServeHTTP(w, r)
			case strings.HasPrefix(r.URL.Path, "/api/v1/"):
				okta.ServeHTTP(w, r)
			case strings.HasPrefix(r.URL.Path, "/v1.0/"):
				// The metadata has members as a relationship, which group: delta alone
				// lets $select name; the rest of the request is checked without it.
				bare := *r.URL
				if q := bare.Query(); strings.Contains(q.Get("$select"), "members") {
					q.Set("$select", strings.Trim(strings.Replace(","+q.Get("$select")+",", ",members,", ",", 1), ","))
					if q.Get("$select") == "" {
						q.Del("$select")
					}
					bare.RawQuery = q.Encode()
				}
				c := r.WithContext(context.WithValue(r.Context(), asked{}, r.URL))
				c.URL = &bare
				graph.ServeHTTP(w, c)
			default:
				next.ServeHTTP(w, r)
			}
		})
	}
}

func TestOktaPagingIsExact(t *testing.T) {
	for _, n := range []int{0, 1, 199, 200, 201, 1000, 5000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			c := company(n)
			o := Options{Okta: c}
			if n <= 1000 { // validating more of the same takes long and shows nothing new
				o.Wrap = checked(t)
			}
			s := start(t, o)
			ids, pages := oktaAll(t, s, "/api/v1/users?limit=200&search="+url.QueryEscape("status pr"))
			if want := max(1, (n+199)/200); len(ids) != n || pages != want {
				t.Fatalf("%d people on %d pages, want %d on %d", len(ids), pages, n, want)
			}
			for i, id := range ids {
				if id != c.Person(i).OktaID {
					t.Fatalf("person %d has id %s", i, id)
				}
			}
			active, _ := oktaAll(t, s, "/api/v1/users")
			gone, _ := oktaAll(t, s, "/api/v1/users?filter="+url.QueryEscape(`status eq "DEPROVISIONED"`))
			if len(active)+len(gone) != n {
				t.Errorf("%d listed without a filter and %d deprovisioned are not %d", len(active), len(gone), n)
			}
		})
	}
}

func TestGraphPagingIsExact(t *testing.T) {
	for _, n := range []int{0, 1, 99, 100, 101, 999, 1000, 5000} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			c := company(n)
			o := Options{Entra: c}
			if n <= 1000 {
				o.Wrap = checked(t)
			}
			s := start(t, o)
			for path, size := range map[string]int{"/v1.0/users": 100, "/v1.0/users?$top=999&$select=id,accountEnabled,onPremisesExtensionAttributes": 999} {
				people, pages := graphAll(t, s, path)
				if want := max(1, (n+size-1)/size); len(people) != n || pages != want {
					t.Fatalf("%s: %d people on %d pages, want %d on %d", path, len(people), pages, n, want)
				}
				for i, p := range people {
					if p["id"] != c.Person(i).GraphID {
						t.Fatalf("person %d has id %v", i, p["id"])
					}
				}
			}
		})
	}
}

func TestOktaUserIsFullyShown(t *testing.T) {
	c := company(300)
	c.SetAttribute(0, "badge\"Colour", "red\n\x01é")
	c.SetAttribute(0, "displayName", "Ada M.")
	c.SetAttribute(0, "title", "")
	s := start(t, Options{Okta: c, Wrap: checked(t)})
	want := c.Person(0)
	for _, id := range []string{want.OktaID, want.Login} {
		a := call(t, "GET", s.OktaURL()+"/api/v1/users/"+id, ssws(s), "")
		if strings.Count(string(a.text), `"displayName"`) != 1 {
			t.Errorf("displayName is not there once: %s", a.text)
		}
		got := a.json(t)
		profile := got["profile"].(map[string]any)
		for key, value := range map[string]any{
			"displayName": "Ada M.", "title": nil, "firstName": "Ada", "lastName": "Morgan", "login": want.Login, "email": want.Email, "employeeNumber": "E-000001",
			"dateOfBirth": want.Birthdate, "mobilePhone": want.Phone, "streetAddress": want.Address.Street, "countryCode": "US",
			"zipCode": want.Address.PostalCode, "badge\"Colour": "red\n\x01é", "badgeNumber": 100000.0,
		} {
			if profile[key] != value {
				t.Errorf("%s is %v, want %v", key, profile[key], value)
			}
		}
		if got["id"] != want.OktaID || got["status"] != "ACTIVE" || got["created"] != want.Created.Format("2006-01-02T15:04:05.000Z") {
			t.Errorf("user %v", got)
		}
	}
	for _, id := range []string{want.GraphID, "nobody@corp.example"} {
		if a := call(t, "GET", s.OktaURL()+"/api/v1/users/"+id, ssws(s), ""); a.StatusCode != 404 || a.json(t)["errorCode"] != "E0000007" {
			t.Errorf("%s: %d %s", id, a.StatusCode, a.text)
		}
	}
	lean := call(t, "GET", s.OktaURL()+"/api/v1/users?limit=1", ssws(s), "", "Content-Type",
		"application/json; okta-response=omitCredentials,omitCredentialsLinks,omitTransitioningToStatus")
	if strings.Contains(string(lean.text), "credentials") {
		t.Errorf("credentials were not left out: %s", lean.text)
	}
}

func TestOktaHeaders(t *testing.T) {
	s := start(t, Options{Okta: company(500)})
	a := call(t, "GET", s.OktaURL()+"/api/v1/users?limit=1000", ssws(s), "")
	links := a.Header.Values("Link")
	if len(links) != 2 || links[0] != "<"+s.OktaURL()+`/api/v1/users?limit=1000>; rel="self"` ||
		!strings.HasPrefix(links[1], "<"+s.OktaURL()+"/api/v1/users?after=") || len(a.list(t)) != 200 {
		t.Errorf("%d people, links %q", len(a.list(t)), links)
	}
	for _, key := range []string{"X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset", "X-Okta-Request-Id", "Date"} {
		if a.Header.Get(key) == "" {
			t.Errorf("no %s header", key)
		}
	}
}

func TestOktaQueriesThatAreRefused(t *testing.T) {
	s := start(t, Options{Okta: company(10)})
	for query, code := range map[string]string{
		"search=" + url.QueryEscape(`status ne "ACTIVE"`):                  "E0000031",
		"search=" + url.QueryEscape(`lastUpdated gt 2026-01-01T00:00:00Z`): "E0000031", // dates must be quoted
		"search=" + url.QueryEscape(`Status pr`):                           "E0000031",
		"search=" + url.QueryEscape(`(status pr`):                          "E0000031",
		"search=" + url.QueryEscape(`status eq "ACTIVE`):                   "E0000031",
		"search=": "E0000031",
		"filter=" + url.QueryEscape(`created gt "2026-01-01T00:00:00Z"`): "E0000031",
		"limit=abc":         "E0000001",
		"limit=0":           "E0000001",
		"after=zzz":         "E0000001",
		"after=00000000000": "E0000001",
		"q=ada":             "E0000001",
	} {
		a := call(t, "GET", s.OktaURL()+"/api/v1/users?"+query, ssws(s), "")
		if a.StatusCode != 400 || a.json(t)["errorCode"] != code {
			t.Errorf("%s: %d %s", query, a.StatusCode, a.text)
		}
	}
	if a := call(t, "POST", s.OktaURL()+"/api/v1/users", ssws(s), ""); a.StatusCode != 405 {
		t.Errorf("POST: %d", a.StatusCode)
	}
}

func TestOktaSearch(t *testing.T) {
	now := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	c := NewCompany(CompanyOptions{Users: 2000, Seed: 11, Now: func() time.Time { return now }})
	c.Deactivate(5)
	c.SetEmail(6, "moved@corp.example")
	c.Delete(7)
	s := start(t, Options{Okta: c, Wrap: checked(t)})
	middle := c.Person(1000).Created.Format(time.RFC3339Nano)
	all, _ := oktaAll(t, s, "/api/v1/users?search=status+pr")
	count := func(param, expr string) int {
		t.Helper()
		ids, _ := oktaAll(t, s, "/api/v1/users?limit=50&"+param+"="+url.QueryEscape(expr))
		return len(ids)
	}
	if len(all) != 1999 {
		t.Errorf("%d people, want 1999", len(all))
	}
	before, after := count("search", `created lt "`+middle+`"`), count("search", `created ge "`+middle+`"`)
	if before+after != 1999 || before == 0 || after == 0 {
		t.Errorf("%d before and %d after are not everybody", before, after)
	}
	for expr, want := range map[string]int{
		`lastUpdated ge "2026-07-01T00:00:00.000Z"`:                            2,
		`lastUpdated gt "2026-07-01T00:00:00.000Z"`:                            0,
		`lastUpdated ge "2026-07-01T00:00:00.000Z" and status eq "ACTIVE"`:     1,
		`id eq "` + c.Person(9).OktaID + `"`:                                   1,
		`profile.login eq "ADA.MORGAN@corp.example" or status eq "NONSENSE"`:   1,
		`(profile.email eq "moved@corp.example") and (status eq "ACTIVE")`:     1,
		`profile.email eq "` + company(2000).Person(6).Email + `"`:             0,
		`profile.login eq "ada.morgan@corp.example" and status eq "SUSPENDED"`: 0,
		`profile.lastName eq "Morgan" and profile.firstName eq "Ada"`:          1,
	} {
		if got := count("filter", expr); got != want {
			t.Errorf("%s: %d people, want %d", expr, got, want)
		}
	}
	if got := count("search", `profile.firstName sw "ad" and profile.lastName eq "morgan"`); got != 1 {
		t.Errorf("sw found %d", got)
	}
}

func TestOktaGroups(t *testing.T) {
	c := company(3000)
	s := start(t, Options{Okta: c, Wrap: checked(t)})
	groups := call(t, "GET", s.OktaURL()+"/api/v1/groups", ssws(s), "").list(t)
	ids := s.GroupIDs().Okta
	if len(groups) != len(ids) || len(ids) < 5 {
		t.Fatalf("%d groups, %d ids", len(groups), len(ids))
	}
	sizes := map[string]int{}
	for name, id := range ids {
		members, _ := oktaAll(t, s, "/api/v1/groups/"+id+"/users?limit=200")
		seen := map[string]bool{}
		for _, m := range members {
			seen[m] = true
		}
		if len(seen) != len(members) {
			t.Errorf("%s lists somebody twice", name)
		}
		sizes[name] = len(members)
	}
	if sizes["Alumni"] != 0 || sizes["Pilot"] < 10 || sizes["Product Area"] <= sizes["Engineering"]+sizes["Design"] ||
		sizes["Headquarters"] != sizes["Product Area"]+sizes["Sales"] || sizes["Everyone"] >= 3000 || sizes["Everyone"] < 2800 {
		t.Errorf("sizes %v", sizes)
	}
	if a := call(t, "GET", s.OktaURL()+"/api/v1/groups/00gnope/users", ssws(s), ""); a.StatusCode != 404 {
		t.Errorf("unknown group: %d", a.StatusCode)
	}
	if a := call(t, "GET", s.OktaURL()+"/api/v1/groups?q=eng", ssws(s), ""); len(a.list(t)) != 1 {
		t.Errorf("q=eng: %s", a.text)
	}
	schema := call(t, "GET", s.OktaURL()+"/api/v1/meta/schemas/user/default", ssws(s), "").json(t)
	custom := schema["definitions"].(map[string]any)["custom"].(map[string]any)["properties"].(map[string]any)
	if custom["dateOfBirth"] == nil {
		t.Errorf("schema has no dateOfBirth: %v", custom)
	}
}

func TestGraphGroups(t *testing.T) {
	c := company(1500)
	s := start(t, Options{Entra: c, Wrap: checked(t)})
	ids := s.GroupIDs().Graph
	groups, pages := graphAll(t, s, "/v1.0/groups?$top=4")
	if len(groups) != len(ids) || pages != (len(ids)+3)/4 {
		t.Errorf("%d groups on %d pages", len(groups), pages)
	}
	at := "/v1.0/groups/" + ids["Headquarters"]
	direct, _ := graphAll(t, s, at+"/members?$top=999")
	if len(direct) != 2 || direct[0]["@odata.type"] != "#microsoft.graph.group" {
		t.Errorf("direct members %v", direct)
	}
	all, _ := graphAll(t, s, at+"/transitiveMembers?$top=100")
	people, _ := graphAll(t, s, at+"/transitiveMembers/microsoft.graph.user?$top=100&$select=id,displayName")
	if len(all) != len(people)+4 || len(people) < 500 {
		t.Errorf("%d transitive members, %d people", len(all), len(people))
	}
	seen := map[any]bool{}
	for _, p := range people {
		seen[p["id"]] = true
	}
	if len(seen) != len(people) {
		t.Error("somebody is listed twice")
	}
	if none, _ := graphAll(t, s, "/v1.0/groups/"+ids["Alumni"]+"/transitiveMembers/microsoft.graph.user"); len(none) != 0 {
		t.Errorf("Alumni has %d", len(none))
	}
	if a := call(t, "GET", s.GraphURL()+"/v1.0/groups/nope/members", graphToken(t, s), ""); a.StatusCode != 404 {
		t.Errorf("unknown group: %d", a.StatusCode)
	}
}

func TestGraphSelect(t *testing.T) {
	c := company(50)
	s := start(t, Options{Entra: c, Wrap: checked(t)})
	auth := graphToken(t, s)
	first := func(query string) map[string]any {
		t.Helper()
		return call(t, "GET", s.GraphURL()+"/v1.0/users?$top=1&"+query, auth, "").json(t)["value"].([]any)[0].(map[string]any)
	}
	if got := first(""); len(got) != 11 || got["accountEnabled"] != nil || got["displayName"] != "Ada Morgan" {
		t.Errorf("default properties %v", got)
	}
	want := c.Person(0)
	ext := s.ExtensionName("dateOfBirth")
	got := first("$select=displayName,accountEnabled,onPremisesExtensionAttributes," + ext + ",proxyAddresses,country")
	if len(got) != 7 || got["accountEnabled"] != true || got[ext] != want.Birthdate ||
		got["onPremisesExtensionAttributes"].(map[string]any)["extensionAttribute1"] != want.Birthdate || got["country"] != "United States" {
		t.Errorf("selected %v", got)
	}
	// Every property in Microsoft's metadata is known, and served as its type says.
	var names []string
	for name, p := range s.props {
		if !p.single {
			names = append(names, name)
		}
	}
	if got := first("$select=" + strings.Join(names, ",")); len(got) < 60 {
		t.Errorf("only %d properties", len(got))
	}
	one := call(t, "GET", s.GraphURL()+"/v1.0/users/"+want.Login+"?$select=birthday,aboutMe,skills", auth, "").json(t)
	if one["birthday"] != want.Birthdate+"T00:00:00Z" {
		t.Errorf("single user %v", one)
	}
}

func TestEveryGraphPropertyIsKnown(t *testing.T) {
	s := start(t, Options{Entra: company(1)})
	var doc struct {
		Components struct {
			Schemas map[string]struct{ Properties map[string]any }
		}
	}
	b, err := os.ReadFile(contract.Spec(t, "graph.json"))
	if err == nil {
		err = json.Unmarshal(b, &doc)
	}
	if err != nil {
		t.Fatal(err)
	}
	for name := range doc.Components.Schemas["user"].Properties {
		if _, ok := s.props[name]; !ok {
			t.Errorf("unknown property %s", name)
		}
	}
}

func TestGraphQueriesThatAreRefused(t *testing.T) {
	s := start(t, Options{Entra: company(10)})
	auth := graphToken(t, s)
	for path, want := range map[string]struct {
		status int
		text   string
	}{
		"/v1.0/users?$select=mial":                   {400, "Could not find a property named 'mial' on type 'microsoft.graph.user'"},
		"/v1.0/users?$select=birthday":               {501, "NotImplemented"},
		"/v1.0/users?$top=1000":                      {400, "Must be between 1 and 999"},
		"/v1.0/users?$top=0":                         {400, "Must be between 1 and 999"},
		"/v1.0/users?$skiptoken=abc":                 {400, "skiptoken"},
		"/v1.0/users?$filter=accountEnabled+ne+true": {400, "Request_UnsupportedQuery"},
		"/v1.0/users?$orderby=displayName":           {400, "not supported"},
		"/v1.0/users/$count":                         {400, "ConsistencyLevel"},
		"/v1.0/users/nobody@corp.example":            {404, "Request_ResourceNotFound"},
		"/v1.0/nothing":                              {404, "Request_ResourceNotFound"},
	} {
		a := call(t, "GET", s.GraphURL()+path, auth, "", "client-request-id", "abc")
		if a.StatusCode != want.status || !strings.Contains(string(a.text), want.text) {
			t.Errorf("%s: %d %s", path, a.StatusCode, a.text)
		}
		inner := a.json(t)["error"].(map[string]any)["innerError"].(map[string]any)
		if inner["client-request-id"] != "abc" || inner["request-id"] != a.Header.Get("request-id") {
			t.Errorf("%s: inner error %v", path, inner)
		}
	}
}

func TestGraphFilterAndCount(t *testing.T) {
	c := company(800)
	c.Delete(20)
	s := start(t, Options{Entra: c, Wrap: checked(t)})
	on, _ := graphAll(t, s, "/v1.0/users?$top=50&$filter=accountEnabled+eq+true")
	off, _ := graphAll(t, s, "/v1.0/users?$top=50&$filter=accountEnabled+eq+false&$select=accountEnabled")
	if len(on)+len(off) != 799 || len(off) == 0 || off[0]["accountEnabled"] != false {
		t.Errorf("%d enabled, %d disabled", len(on), len(off))
	}
	auth := graphToken(t, s)
	for path, want := range map[string]int{
		"/v1.0/users/$count": 799,
		"/v1.0/users/$count?$filter=accountEnabled+eq+false": len(off),
		"/v1.0/users/$count?$filter=accountEnabled+ne+false": len(on),
	} {
		a := call(t, "GET", s.GraphURL()+path, auth, "", "ConsistencyLevel", "eventual")
		if string(a.text) != fmt.Sprint(want) || a.Header.Get("Content-Type") != "text/plain" {
			t.Errorf("%s: %s, want %d", path, a.text, want)
		}
	}
	a := call(t, "GET", s.GraphURL()+"/v1.0/users/%24count", auth, "", "ConsistencyLevel", "eventual")
	if string(a.text) != "799" {
		t.Errorf("escaped $count: %d %s", a.StatusCode, a.text)
	}
	page := call(t, "GET", s.GraphURL()+"/v1.0/users?$count=true", auth, "", "ConsistencyLevel", "eventual").json(t)
	if page["@odata.count"] != 799.0 {
		t.Errorf("@odata.count %v", page["@odata.count"])
	}
	for _, filter := range []string{"userPrincipalName eq '" + c.Person(3).Login + "'", "id eq '" + c.Person(3).GraphID + "'"} {
		if got, _ := graphAll(t, s, "/v1.0/users?$filter="+url.QueryEscape(filter)); len(got) != 1 || got[0]["id"] != c.Person(3).GraphID {
			t.Errorf("%s: %v", filter, got)
		}
	}
}

// A wrong answer must not pass the contract, or the checks above prove nothing.
func TestContractCanary(t *testing.T) {
	for spec, spoil := range map[string]func(string) string{
		"okta.json":  func(s string) string { return strings.Replace(s, `"id":"`, `"id":7,"was":"`, 1) },
		"graph.json": func(s string) string { return strings.Replace(s, `"displayName":"`, `"displayName":7,"was":"`, 1) },
	} {
		var violations []string
		s := start(t, Options{Okta: company(3), Entra: company(3), Wrap: func(next http.Handler) http.Handler {
			wrong := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				rec := &capture{header: http.Header{}}
				next.ServeHTTP(rec, r)
				w.Header().Set("Content-Type", "application/json")
				_, _ = io.WriteString(w, spoil(rec.body.String()))
			})
			h, err := contract.Handler(contract.Spec(t, spec), func(v string) { violations = append(violations, v) }, wrong)
			if err != nil {
				t.Fatal(err)
			}
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == "POST" {
					next.ServeHTTP(w, r)
					return
				}
				h.ServeHTTP(w, r)
			})
		}})
		if spec == "okta.json" {
			call(t, "GET", s.OktaURL()+"/api/v1/users", ssws(s), "")
		} else {
			call(t, "GET", s.GraphURL()+"/v1.0/users", graphToken(t, s), "")
		}
		if len(violations) == 0 {
			t.Errorf("%s: a wrong answer was not noticed", spec)
		}
	}
}

// capture records an answer.
type capture struct {
	header http.Header
	body   strings.Builder
}

func (c *capture) Header() http.Header         { return c.header }
func (c *capture) WriteHeader(int)             {}
func (c *capture) Write(b []byte) (int, error) { return c.body.Write(b) }

func TestOnlyLoopback(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.0.2.1:80", "example.com:80", "[::]:0", "127.0.0.1", "10.0.0.1:1"} {
		if s, err := Start(t.Context(), Options{Okta: company(1), Addr: addr}); err == nil {
			s.Close()
			t.Errorf("listens on %s", addr)
		}
	}
	for _, addr := range []string{"localhost:0", "127.0.0.1:0", ""} {
		s := start(t, Options{Okta: company(1), Addr: addr})
		if !strings.HasPrefix(s.OktaURL(), "http://127.0.0.1:") {
			t.Errorf("%q serves %s", addr, s.OktaURL())
		}
	}
	if _, err := Start(t.Context(), Options{}); err == nil {
		t.Error("started without a company")
	}
}

func TestContextStopsTheServer(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, err := Start(ctx, Options{Okta: company(1)})
	if err != nil {
		t.Fatal(err)
	}
	if a := call(t, "GET", s.OktaURL()+"/api/v1/users", ssws(s), ""); a.StatusCode != 200 {
		t.Fatalf("running: %d", a.StatusCode)
	}
	cancel()
	<-s.done
	s.Close()
	for {
		l, err := net.Listen("tcp", strings.TrimPrefix(s.OktaURL(), "http://"))
		if err == nil { // the port is free again
			_ = l.Close()
			return
		}
		time.Sleep(time.Millisecond)
	}
}

func TestRequestLog(t *testing.T) {
	var log strings.Builder
	s := start(t, Options{Okta: company(1), Log: &log})
	call(t, "GET", s.OktaURL()+"/api/v1/users?limit=1", ssws(s), "")
	call(t, "POST", s.OktaURL()+"/oauth2/v1/token?client_assertion=abc.def.ghi&grant_type=client_credentials", "", "")
	got := s.Requests()
	if len(got) != 2 || got[0].Path != "/api/v1/users?limit=1" || got[0].Auth != "ssws" || got[0].Status != 200 || got[1].Status != 401 {
		t.Fatalf("requests %+v", got)
	}
	if strings.Contains(got[1].Path+log.String(), "abc.def.ghi") || !strings.Contains(got[1].Path, "client_assertion=REDACTED") {
		t.Errorf("the assertion shows: %s, %s", got[1].Path, log.String())
	}
	if strings.Contains(log.String(), s.OktaToken()) || strings.Count(log.String(), "\n") != 2 {
		t.Errorf("log %q", log.String())
	}
	s.ClearRequests()
	if len(s.Requests()) != 0 {
		t.Error("requests were not forgotten")
	}
}

func TestRateLimit(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	s := start(t, Options{Okta: company(1), RateLimit: RateLimit{Requests: 2}, Now: func() time.Time { return now }})
	get := func() answer { return call(t, "GET", s.OktaURL()+"/api/v1/users", ssws(s), "") }
	a, b, c := get(), get(), get()
	if a.StatusCode != 200 || b.Header.Get("X-Rate-Limit-Remaining") != "0" || c.StatusCode != 429 || c.json(t)["errorCode"] != "E0000047" {
		t.Errorf("%d, %d, %d %s", a.StatusCode, b.StatusCode, c.StatusCode, c.text)
	}
	if want := fmt.Sprint(now.Unix() + 60); c.Header.Get("X-Rate-Limit-Reset") != want {
		t.Errorf("reset %s, want %s", c.Header.Get("X-Rate-Limit-Reset"), want)
	}
	now = now.Add(time.Minute)
	if d := get(); d.StatusCode != 200 {
		t.Errorf("after the window: %d", d.StatusCode)
	}
}

func privateKey(t testing.TB, s *Server) any {
	t.Helper()
	text, err := s.OktaPrivateKeyPEM()
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode([]byte(text))
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func sign(t testing.TB, key any, alg jose.SignatureAlgorithm, o *jose.SignerOptions, claims map[string]any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, o)
	if err != nil {
		t.Fatal(err)
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	jws, err := signer.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := jws.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

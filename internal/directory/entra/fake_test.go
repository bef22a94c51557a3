package entra

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/httpx"
	"github.com/incodectl/incodectl/internal/secret"
)

const (
	tenant  = "11111111-2222-3333-4444-555555555555"
	client  = "66666666-7777-8888-9999-000000000000"
	planted = "pl4nted~s3cret.Value"
	groupA  = "aaaaaaaa-0000-0000-0000-000000000001"
	groupB  = "bbbbbbbb-0000-0000-0000-000000000002"
)

// fake is a token endpoint and a Graph on one loopback address. It implements
// of the authority what a minimal one must: POST to the token endpoint.
type fake struct {
	*httptest.Server
	token http.HandlerFunc // nil: issues token-1, token-2, ...
	graph http.HandlerFunc // of requests with the current token
	// delta answers what concerns changes, which are not among the requests
	// unless it is set; nil: a tenant without them
	delta http.HandlerFunc
	wrap  func(http.Handler) http.Handler

	mu       sync.Mutex
	issued   int
	seconds  int // lifetime of tokens
	revoked  map[string]bool
	forms    []map[string]string // of token requests
	requests []*http.Request     // for Graph
}

func newFake(t *testing.T, graph http.HandlerFunc) *fake {
	t.Helper()
	f := &fake{graph: graph, seconds: 3600, revoked: map[string]bool{}}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := http.Handler(http.HandlerFunc(f.serve))
		if f.wrap != nil {
			h = f.wrap(h)
		}
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(f.Close)
	return f
}

func (f *fake) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost && r.URL.Path == "/"+tenant+"/oauth2/v2.0/token" {
		f.serveToken(w, r)
		return
	}
	if !strings.HasPrefix(r.URL.Path, "/v1.0/") {
		http.NotFound(w, r)
		return
	}
	about := strings.HasSuffix(r.URL.Path, "/delta") || strings.HasSuffix(r.URL.Path, "/microsoft.graph.group")
	if about && f.delta == nil {
		odata(w, http.StatusNotFound, "BadRequest", "Resource not found for the segment 'delta'.")
		return
	}
	f.mu.Lock()
	f.requests = append(f.requests, r.Clone(context.Background()))
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	known := f.revoked[token]
	good := strings.HasPrefix(token, "token-") && !known
	f.mu.Unlock()
	if !good {
		odata(w, http.StatusUnauthorized, "InvalidAuthenticationToken", "Access token is not good: "+token)
		return
	}
	if about {
		f.delta(w, r)
		return
	}
	f.graph(w, r)
}

func (f *fake) serveToken(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	form := map[string]string{}
	for k := range r.PostForm {
		form[k] = r.PostForm.Get(k)
	}
	f.mu.Lock()
	f.forms = append(f.forms, form)
	f.issued++
	body := fmt.Sprintf(`{"token_type":"Bearer","expires_in":%d,"ext_expires_in":%d,"access_token":"token-%d"}`, f.seconds, f.seconds, f.issued)
	f.mu.Unlock()
	if f.token != nil {
		f.token(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(body))
}

// revoke makes Graph refuse the tokens issued so far.
func (f *fake) revoke() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i := range f.issued {
		f.revoked[fmt.Sprintf("token-%d", i+1)] = true
	}
}

// options are those of a source of f that never really waits.
func (f *fake) options() Options {
	return Options{
		TenantID: tenant, ClientID: client, Auth: AuthClientSecret, Secret: secret.New(planted),
		AuthorityURL: f.URL, GraphURL: f.URL,
		HTTP: httpx.Options{Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }},
	}
}

func source(t *testing.T, o Options) *Source {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// collect reads a full listing to its end.
func collect(t *testing.T, s *Source, from directory.Cursor) ([]directory.Page, error) {
	t.Helper()
	return read(t, s, directory.Read{Mode: directory.ModeFull, From: from})
}

// read reads whatever is asked for to its end.
func read(t *testing.T, s *Source, r directory.Read) ([]directory.Page, error) {
	t.Helper()
	var pages []directory.Page
	for p, err := range s.Pages(t.Context(), r) {
		if err != nil {
			return pages, err
		}
		pages = append(pages, p)
		if len(pages) > 1000 {
			t.Fatal("the listing does not end")
		}
	}
	return pages, nil
}

// ids are the external ids of all records of the pages.
func ids(pages []directory.Page) string {
	var out []string
	for _, p := range pages {
		for _, r := range p.Records {
			out = append(out, r.ExternalID)
		}
	}
	return strings.Join(out, " ")
}

// user is a user of Graph as JSON, with extra members put over the usual ones.
func user(id string, extra map[string]any) map[string]any {
	u := map[string]any{
		"id": id, "userPrincipalName": id + "@corp.example", "mail": id + ".mail@corp.example", "accountEnabled": true,
		"otherMails": []string{}, "proxyAddresses": []string{}, "givenName": "Ada", "surname": "Byron", "displayName": "Ada Byron",
		"mobilePhone": "+44 20 7946 0018", "streetAddress": "1 Mill Lane", "city": "York", "state": nil, "postalCode": "YO1",
		"country": "GB", "employeeId": "E-" + id,
	}
	for k, v := range extra {
		if v == absent {
			delete(u, k)
		} else {
			u[k] = v
		}
	}
	return u
}

// absent in user's extra removes a member.
const absent = "\x00absent"

// sendList answers with a page; next is the @odata.nextLink or "".
func sendList(w http.ResponseWriter, next string, value ...any) {
	if value == nil {
		value = []any{}
	}
	doc := map[string]any{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users", "value": value}
	if next != "" {
		doc["@odata.nextLink"] = next
	}
	writeJSON(w, doc)
}

func writeJSON(w http.ResponseWriter, doc any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(doc)
}

// odata answers with an error as Graph words it.
func odata(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{
		"code": code, "message": message, "innerError": map[string]any{"date": "2026-01-02T03:04:05", "request-id": "req-42"},
	}})
}

// raw answers with a body as it is.
func raw(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", cmp.Or(contentType, "application/json"))
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// paged serves numbered pages of /users, one user each, linked by $skiptoken.
func paged(f **fake, pages int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		n := 1
		if v := r.URL.Query().Get("$skiptoken"); v != "" {
			_, _ = fmt.Sscanf(v, "p%d", &n)
		}
		next := ""
		if n < pages {
			next = fmt.Sprintf("%s/v1.0/users?$select=id&$top=999&$skiptoken=p%d", (*f).URL, n+1)
		}
		sendList(w, next, user(fmt.Sprintf("u%d", n), nil))
	}
}

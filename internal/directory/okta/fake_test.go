package okta_test

import (
	"context"
	"crypto"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/httpx"
	"github.com/incodectl/incodectl/internal/secret"
)

const apiToken = "00PLANTED-api-token"

// person is one user of the fake organisation.
type person struct {
	id, status string
	profile    map[string]any
	created    time.Time // zero: epoch
	updated    time.Time // zero: epoch
}

// epoch is when people came and changed of whom a test says nothing else.
var epoch = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func people(n int) []person {
	out := make([]person, n)
	for i := range out {
		status := "ACTIVE"
		if i%10 == 9 {
			status = "DEPROVISIONED"
		}
		login := fmt.Sprintf("user%d@corp.example", i)
		out[i] = person{fmt.Sprintf("00u%05d", i), status, map[string]any{
			"login": login, "email": login, "secondEmail": fmt.Sprintf("u%d@home.example", i),
			"firstName": "Ada", "lastName": "Lovelace", "employeeNumber": fmt.Sprint(1000 + i),
			"dateOfBirth": "1990-01-02", "streetAddress": "1 Example Street", "city": "London", "countryCode": "GB",
		}, epoch.Add(time.Duration(i) * time.Hour), time.Time{}}
	}
	return out
}

// wire is how Okta writes a user.
func (p person) wire() map[string]any {
	return map[string]any{
		"id": p.id, "status": p.status, "created": oktaTime(p.created), "activated": oktaTime(p.created), "statusChanged": nil, "lastLogin": nil,
		"lastUpdated": oktaTime(p.updated), "passwordChanged": nil, "type": map[string]any{"id": "oty1"}, "profile": p.profile,
		"_links": map[string]any{"self": map[string]any{"href": "https://corp.okta.com/api/v1/users/" + p.id}},
	}
}

// fake is an Okta organisation on loopback.
type fake struct {
	*httptest.Server
	mu     sync.Mutex
	users  []person
	groups map[string][]person
	moved  map[string]time.Time // when a group's members changed
	events []event
	schema any             // nil: there is none
	delay  time.Duration   // of each API answer
	seen   []*http.Request // API requests, in order
	busy   int             // API requests under way
	most   int             // of those, at most
	// intercept may answer the n-th API request (from 1) instead.
	intercept func(n int, w http.ResponseWriter, r *http.Request) bool
	app       *app
	now       func() time.Time
}

func newFake(t *testing.T, wrap func(http.Handler) http.Handler) *fake {
	t.Helper()
	f := &fake{groups: map[string][]person{}, now: time.Now}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/users", f.listUsers)
	mux.HandleFunc("GET /api/v1/users/me", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, 200, person{id: "00uowner", status: "ACTIVE", profile: map[string]any{"login": "owner@corp.example"}}.wire())
	})
	mux.HandleFunc("GET /api/v1/users/{id}", f.getUser)
	mux.HandleFunc("GET /api/v1/users/{id}/groups", f.groupsOfUser)
	mux.HandleFunc("GET /api/v1/groups/{id}", f.getGroup)
	mux.HandleFunc("GET /api/v1/logs", f.logs)
	mux.HandleFunc("GET /api/v1/meta/schemas/user/default", func(w http.ResponseWriter, _ *http.Request) {
		if f.schema == nil {
			oktaFailure(w, 403, "E0000006", "You do not have permission to perform the requested action")
			return
		}
		reply(w, 200, f.schema)
	})
	mux.HandleFunc("GET /api/v1/groups/{id}/users", func(w http.ResponseWriter, r *http.Request) {
		users, ok := f.groups[r.PathValue("id")]
		if !ok {
			oktaFailure(w, 404, "E0000007", "Not found: Resource not found")
			return
		}
		f.list(w, r, users)
	})
	api := f.guard(mux)
	if wrap != nil {
		api = wrap(api)
	}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", f.now().UTC().Format(http.TimeFormat))
		w.Header().Set("X-Okta-Request-Id", "req-42")
		if r.URL.Path == "/oauth2/v1/token" && f.app != nil {
			f.app.token(w, r)
			return
		}
		api.ServeHTTP(w, r)
	}))
	t.Cleanup(f.Close)
	return f
}

// guard records requests, lets the test intercept and checks credentials.
func (f *fake) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		f.seen = append(f.seen, r)
		n := len(f.seen)
		f.busy++
		f.most = max(f.most, f.busy)
		f.mu.Unlock()
		defer func() {
			f.mu.Lock()
			f.busy--
			f.mu.Unlock()
		}()
		time.Sleep(f.delay)
		if f.intercept != nil && f.intercept(n, w, r) {
			return
		}
		if f.app != nil {
			if !f.app.authorized(w, r) {
				return
			}
		} else if r.Header.Get("Authorization") != "SSWS "+apiToken {
			oktaFailure(w, 401, "E0000011", "Invalid token provided")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// list answers with a page of users.
func (f *fake) list(w http.ResponseWriter, r *http.Request, users []person) {
	f.page(w, r, len(users), 200, func(i int) any { return users[i].wire() })
}

// page answers with a page of n things and the Link headers as Okta sends them.
func (f *fake) page(w http.ResponseWriter, r *http.Request, n, usual int, thing func(i int) any) {
	q := r.URL.Query()
	limit, err := strconv.Atoi(q.Get("limit"))
	if err != nil {
		limit = usual
	}
	from := 0
	if a := q.Get("after"); a != "" {
		raw, _ := base64.URLEncoding.DecodeString(a) // opaque and in need of escaping, as the real ones
		from, err = strconv.Atoi(string(raw))
		if err != nil {
			oktaFailure(w, 400, "E0000001", "Api validation failed: after")
			return
		}
	}
	to := min(from+limit, n)
	page := make([]any, 0, limit)
	for i := min(from, to); i < to; i++ {
		page = append(page, thing(i))
	}
	w.Header().Add("Link", fmt.Sprintf(`<%s%s>; rel="self"`, f.URL, r.URL.RequestURI()))
	if to < n || (strings.HasSuffix(r.URL.Path, "/logs") && !q.Has("until")) {
		w.Header().Add("Link", fmt.Sprintf(`<%s>; rel="next"`, f.next(r, fmt.Sprint(to))))
	}
	reply(w, 200, page)
}

// next is the address of the page at a cursor.
func (f *fake) next(r *http.Request, cursor string) string {
	q := r.URL.Query()
	q.Set("after", base64.URLEncoding.EncodeToString([]byte(cursor)))
	return f.URL + r.URL.Path + "?" + q.Encode()
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func oktaFailure(w http.ResponseWriter, status int, code, summary string) {
	reply(w, status, map[string]any{"errorCode": code, "errorSummary": summary, "errorLink": code, "errorId": "oae1", "errorCauses": []any{}})
}

// app is an API services app at the fake's token endpoint.
type app struct {
	public   crypto.PublicKey
	alg      jose.SignatureAlgorithm
	url      string
	now      func() time.Time
	dpop     bool
	life     int
	scopes   string
	issued   int                                               // tokens given out
	valid    string                                            // the token that is accepted
	nonce    string                                            // demanded in proofs
	ids      map[string]bool                                   // jti seen
	first    func(w http.ResponseWriter, r *http.Request) bool // may answer a token request instead
	extra    map[string]bool                                   // scopes that may be asked for alone
	alone    map[string]string                                 // tokens for those, and the scope of each
	mu       sync.Mutex
	problems []string
}

func (a *app) problem(format string, args ...any) {
	a.problems = append(a.problems, fmt.Sprintf(format, args...))
}

func oauthFailure(w http.ResponseWriter, code, description string) {
	reply(w, 400, map[string]string{"error": code, "error_description": description})
}

func (a *app) token(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := r.ParseForm(); err != nil || r.URL.RawQuery != "" {
		a.problem("query %q, %v", r.URL.RawQuery, err)
	}
	claims, header, err := a.verify(r.PostForm.Get("client_assertion"), a.public, a.alg)
	if err != nil || header.KeyID != "kid1" {
		oauthFailure(w, "invalid_client", "The client_assertion signature is invalid.")
		return
	}
	if a.first != nil && a.first(w, r) {
		return
	}
	now := a.now().Unix()
	iat, exp := int64(claims["iat"].(float64)), int64(claims["exp"].(float64))
	switch {
	case iat > now:
		oauthFailure(w, "invalid_client", "The client_assertion token is issued in the future.")
		return
	case exp <= now:
		oauthFailure(w, "invalid_client", "The client_assertion token is expired.")
		return
	case exp-iat > 300:
		a.problem("the assertion lives %d s", exp-iat)
	}
	if claims["aud"] != a.url+"/oauth2/v1/token" || claims["iss"] != "0oa1" || claims["sub"] != "0oa1" {
		a.problem("claims %v", claims)
	}
	scope := r.PostForm.Get("scope")
	alone := scope == "okta.logs.read" || scope == "okta.schemas.read"
	if alone && !a.extra[scope] {
		oauthFailure(w, "invalid_scope", "One or more scopes are not configured for the app.")
		return
	}
	if r.PostForm.Get("grant_type") != "client_credentials" || (scope != a.scopes && !alone) ||
		r.PostForm.Get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" {
		a.problem("form %v", r.PostForm)
	}
	kind := "Bearer"
	if a.dpop {
		kind = "DPoP"
		if r.Header.Get("DPoP") == "" {
			oauthFailure(w, "invalid_dpop_proof", "The DPoP proof JWT header is missing.")
			return
		}
		if !a.proof(w, r, "") {
			oauthFailure(w, "use_dpop_nonce", "Authorization server requires nonce in DPoP proof.")
			return
		}
	}
	a.issued++
	token := fmt.Sprintf("PLANTED-access-token-%d", a.issued)
	if alone {
		if a.alone == nil {
			a.alone = map[string]string{}
		}
		a.alone[token] = scope
	} else {
		a.valid = token
	}
	reply(w, 200, map[string]any{"access_token": token, "token_type": kind, "expires_in": a.life, "scope": scope})
}

// authorized checks an API request's credential.
func (a *app) authorized(w http.ResponseWriter, r *http.Request) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	want := "Bearer"
	if a.dpop {
		want = "DPoP"
	}
	scope, alone := a.alone[token]
	if token == "" || kind != want || (token != a.valid && !alone) {
		oktaFailure(w, 401, "E0000011", "Invalid token provided")
		return false
	}
	needs := map[string]string{"/api/v1/logs": "okta.logs.read", "/api/v1/meta/schemas/user/default": "okta.schemas.read"}[r.URL.Path]
	if scope != needs {
		w.Header().Set("WWW-Authenticate", `Bearer error="insufficient_scope"`)
		oktaFailure(w, 403, "E0000005", "The access token provided does not contain the required scopes.")
		return false
	}
	if a.dpop && !a.proof(w, r, token) {
		w.Header().Set("WWW-Authenticate", `DPoP error="use_dpop_nonce"`)
		oktaFailure(w, 401, "E0000011", "Invalid token provided")
		return false
	}
	return true
}

// proof checks a DPoP proof (RFC 9449, 4.3) except its nonce, about which it
// reports; the nonce to use goes out with the answer.
func (a *app) proof(w http.ResponseWriter, r *http.Request, token string) (nonceRight bool) {
	w.Header().Set("DPoP-Nonce", a.nonce)
	parsed, err := jose.ParseSignedCompact(r.Header.Get("DPoP"), []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		a.problem("proof: %v", err)
		return false
	}
	jwk := parsed.Signatures[0].Protected.JSONWebKey
	if jwk == nil || !jwk.IsPublic() {
		a.problem("the proof has no public key")
		return false
	}
	claims, header, err := a.verify(r.Header.Get("DPoP"), jwk.Key, jose.ES256)
	if err != nil || header.ExtraHeaders["typ"] != "dpop+jwt" {
		a.problem("proof: %v %v", err, header)
		return false
	}
	if claims["htm"] != r.Method || claims["htu"] != a.url+r.URL.Path {
		a.problem("the proof is for %v %v", claims["htm"], claims["htu"])
	}
	var ath any
	if token != "" {
		sum := sha256.Sum256([]byte(token))
		ath = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	if claims["ath"] != ath {
		a.problem("the proof's ath is %v, want %v", claims["ath"], ath)
	}
	return claims["nonce"] == a.nonce
}

// verify checks a token's signature and that its jti is new.
func (a *app) verify(compact string, key crypto.PublicKey, alg jose.SignatureAlgorithm) (map[string]any, jose.Header, error) {
	parsed, err := jose.ParseSignedCompact(compact, []jose.SignatureAlgorithm{alg})
	if err != nil {
		return nil, jose.Header{}, err
	}
	payload, err := parsed.Verify(key)
	if err != nil {
		return nil, jose.Header{}, err
	}
	var claims map[string]any
	if err := json.Unmarshal(payload, &claims); err != nil {
		return nil, jose.Header{}, err
	}
	id, _ := claims["jti"].(string)
	if a.ids == nil {
		a.ids = map[string]bool{}
	}
	if id == "" || a.ids[id] {
		a.problem("jti %q is missing or was used before", id)
	}
	a.ids[id] = true
	return claims, parsed.Signatures[0].Header, nil
}

// options returns the options for the fake with an API token; waits take no time.
func (f *fake) options() okta.Options {
	return okta.Options{
		OrgURL: f.URL, Auth: okta.AuthToken, Token: secret.New(apiToken),
		HTTP: httpx.Options{
			Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
			Rand:  func() float64 { return 0 }, UserAgent: "incodectl/test",
		},
	}
}

func (f *fake) source(t *testing.T, change func(*okta.Options)) *okta.Source {
	t.Helper()
	o := f.options()
	if change != nil {
		change(&o)
	}
	s, err := okta.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// read collects a full listing from a cursor on.
func read(t *testing.T, s *okta.Source, from directory.Cursor) ([]directory.Page, error) {
	t.Helper()
	return readAs(t, s, directory.Read{Mode: directory.ModeFull, From: from})
}

// readAs collects what is asked for.
func readAs(t *testing.T, s *okta.Source, r directory.Read) ([]directory.Page, error) {
	t.Helper()
	var pages []directory.Page
	for p, err := range s.Pages(t.Context(), r) {
		if err != nil {
			return pages, err
		}
		pages = append(pages, p)
	}
	return pages, nil
}

// ids are the external ids of pages, in order.
func ids(pages []directory.Page) []string {
	var out []string
	for _, p := range pages {
		for _, r := range p.Records {
			out = append(out, r.ExternalID)
		}
	}
	return out
}

func idsOf(users []person) []string {
	var out []string
	for _, p := range users {
		out = append(out, p.id)
	}
	return out
}

// whole fails unless pages are one complete listing of want.
func whole(t *testing.T, pages []directory.Page, err error, want []string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) == 0 || !pages[len(pages)-1].Last {
		t.Fatal("the listing did not end with a last page")
	}
	if got := ids(pages); !slices.Equal(got, want) {
		t.Errorf("listed %d people (%s...), want %d", len(got), strings.Join(got[:min(3, len(got))], " "), len(want))
	}
}

package systemtest

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/incodectl/incodectl/internal/contract"
	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/sandbox"
)

type object = map[string]any

// extended is a vendor's description with more paths and changes in it.
func extended(t *testing.T, name string, more func(paths object)) string {
	t.Helper()
	raw, err := os.ReadFile(contract.Spec(t, name))
	if err != nil {
		t.Fatal(err)
	}
	var doc object
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	more(doc["paths"].(object))
	if raw, err = json.Marshal(doc); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// answers is the answer 200 with JSON.
func answers(schema object) object {
	return object{"200": object{"description": "ok", "content": object{"application/json": object{"schema": schema}}}}
}

func parameter(name, in string, required bool, schema object) object {
	if _, typed := schema["type"]; !typed {
		schema["type"] = "string"
	}
	return object{"name": name, "in": in, "required": required, "schema": schema}
}

// graphSpec is Graph's published description with what it was cut without:
// transitive members, which are answered as /users and /groups are, $count, the
// names of directory extensions, and that a delta of groups may select members
// (learn.microsoft.com/graph/api: group-list-transitivemembers,
// directoryobject-getavailableextensionproperties, group-delta).
func graphSpec(t *testing.T) string {
	return extended(t, "graph.json", func(paths object) {
		get := func(path string) object { return paths[path].(object)["get"].(object) }
		users, text := get("/users"), object{"type": "string"}
		for path, like := range map[string]object{
			"/groups/{id}/transitiveMembers/microsoft.graph.user":  users,
			"/groups/{id}/transitiveMembers/microsoft.graph.group": get("/groups"),
		} {
			paths[path] = object{"get": object{
				"parameters": append([]any{parameter("id", "path", true, object{})}, like["parameters"].([]any)...),
				"responses":  like["responses"], "security": like["security"],
			}}
		}
		for _, p := range get("/groups/delta")["parameters"].([]any) {
			if p := p.(object); p["name"] == "$select" {
				items := p["schema"].(object)["items"].(object)
				items["anyOf"] = append(items["anyOf"].([]any), object{"type": "string", "enum": []any{"members"}})
			}
		}
		paths["/users/$count"] = object{"get": object{
			"parameters": []any{
				parameter("ConsistencyLevel", "header", true, object{"enum": []any{"eventual"}}), parameter("$filter", "query", false, object{}),
			},
			"responses": object{"200": object{"description": "the number", "content": object{"text/plain": object{"schema": text}}}},
			"security":  users["security"],
		}}
		paths["/directoryObjects/getAvailableExtensionProperties"] = object{"post": object{
			"requestBody": object{"required": true, "content": object{"application/json": object{"schema": object{
				"type": "object", "additionalProperties": false, "properties": object{"isSyncedFromOnPremises": object{"type": "boolean"}},
			}}}},
			"responses": answers(object{"type": "object", "required": []any{"value"}}),
			"security":  users["security"],
		}}
	})
}

// oktaSpec is Okta's published description with what it was cut without: one
// group, the groups of a user, the System Log
// (developer.okta.com/docs/api/openapi/okta-management: Group, UserResources, SystemLog).
func oktaSpec(t *testing.T) string {
	return extended(t, "okta.json", func(paths object) {
		groups := paths["/api/v1/groups"].(object)["get"].(object)
		id := parameter("id", "path", true, object{})
		group := object{"type": "object", "required": []any{"id", "lastMembershipUpdated"}}
		path := func(name string, schema object, more ...any) {
			paths[name] = object{"get": object{"parameters": more, "responses": answers(schema), "security": groups["security"]}}
		}
		path("/api/v1/groups/{id}", group, id)
		path("/api/v1/users/{id}/groups", object{"type": "array", "items": group}, id)
		path("/api/v1/logs", object{"type": "array", "items": object{"type": "object", "required": []any{"eventType", "target"}}},
			parameter("since", "query", true, object{"format": "date-time"}), parameter("until", "query", true, object{"format": "date-time"}),
			parameter("filter", "query", true, object{}), parameter("limit", "query", true, object{"type": "integer", "maximum": 1000}),
			parameter("after", "query", false, object{}))
	})
}

// referee checks what passes between source and sandbox against a description.
type referee struct {
	mu         sync.Mutex
	violations []string
	exchanges  int
	spoil      func(path string, answer []byte) []byte // nil: answers pass as they are
}

// between is the sandbox's Wrap.
func (f *referee) between(t *testing.T, spec string, exempt ...string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		spoiled := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rec := httptest.NewRecorder()
			next.ServeHTTP(rec, r)
			maps.Copy(w.Header(), rec.Header())
			body := rec.Body.Bytes()
			f.mu.Lock()
			f.exchanges++
			if f.spoil != nil {
				body = f.spoil(r.URL.Path, body)
				w.Header().Del("Content-Length")
			}
			f.mu.Unlock()
			w.WriteHeader(rec.Code)
			_, _ = w.Write(body)
		})
		h, err := contract.Handler(spec, func(v string) {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.violations = append(f.violations, v)
		}, spoiled, exempt...)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
}

// take returns what was noticed so far, and forgets it.
func (f *referee) take() (violations string, exchanges int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	violations, exchanges = strings.Join(f.violations, "\n"), f.exchanges
	f.violations, f.exchanges = nil, 0
	return violations, exchanges
}

// TestContract makes every request there is, in full listings, ranges, deltas,
// of groups and expressions, for one person, for attributes and for a test of
// the connection, while every request of the source and every answer of the
// sandbox is checked against what the vendor published. Neither side may have it
// wrong, so that both cannot have it wrong in the same way. Then each is made to.
func TestContract(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spec    func(t *testing.T) string
		exempt  string // prefix of paths that the description leaves out
		connect func(t testing.TB, w *world) *side
		listing string
		field   string // of a person, as the answer spells it
		// requests are parts of the requests that have to be among those checked.
		requests []string
	}{
		"okta token": {
			oktaSpec, "/oauth2/",
			func(t testing.TB, w *world) *side { return w.oktaSide(t, okta.AuthToken) }, "/api/v1/users", `"status":"ACTIVE"`, oktaRequests(),
		},
		"okta private key": {
			oktaSpec, "/oauth2/",
			func(t testing.TB, w *world) *side { return w.oktaSide(t, okta.AuthPrivateKey) }, "/api/v1/users", `"status":"ACTIVE"`, oktaRequests(),
		},
		"entra": {
			graphSpec, "/" + sandbox.DefaultTenantID,
			func(t testing.TB, w *world) *side { return w.entraSide(t) }, "/v1.0/users", `"accountEnabled":true`, graphRequests(),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var f referee
			o := sandbox.Options{Wrap: f.between(t, c.spec(t), c.exempt)}
			s := c.connect(t, newWorld(t, worldOptions{users: 3 * smallPage, bigPages: true, sandbox: o}))
			asked := s.everyRequest(t)
			if violations, n := f.take(); violations != "" || n < 30 {
				t.Errorf("%d exchanges were checked:\n%s", n, violations)
			}
			for _, want := range c.requests {
				if !slices.ContainsFunc(asked, func(r sandbox.Request) bool { return strings.Contains(unescaped(t, r), want) }) {
					t.Errorf("nothing was asked like %s", want)
				}
			}

			// A wrong answer, that the source would not mind, and wrong requests.
			f.spoil = func(path string, answer []byte) []byte {
				return []byte(strings.Replace(string(answer), c.field, strings.Replace(c.field, `":`, `":7,"was":`, 1), 1))
			}
			if _, err := s.sync(t.Context(), t, nil); err != nil {
				t.Error(err)
			}
			if violations, _ := f.take(); !strings.Contains(violations, c.listing) || !strings.Contains(violations, "answer 200") {
				t.Errorf("a wrong answer passes:\n%s", violations)
			}
			f.spoil = nil
			for wrong, want := range map[string]string{
				c.listing + "?lmit=20": "unknown query parameter", c.listing + "/../people": "no matching operation", c.listing: "no credential",
			} {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.w.server.OktaURL()+wrong, nil)
				if err != nil {
					t.Fatal(err)
				}
				resp, err := http.DefaultClient.Do(req)
				if err != nil {
					t.Fatal(err)
				}
				_ = resp.Body.Close()
				if violations, _ := f.take(); !strings.Contains(violations, want) {
					t.Errorf("a wrong request for %s passes:\n%s", wrong, violations)
				}
			}
		})
	}
}

func oktaRequests() []string {
	return []string{
		"/api/v1/users?limit=50&search=status pr", "sortBy=profile.firstName", `search=created ge "`, `search=created lt "`,
		`/api/v1/users?filter=lastUpdated ge "`, `search=(profile.department eq "Design")`, "/api/v1/users/00u", "/groups?",
		"/api/v1/groups/00g", "/users?", "/api/v1/logs?", "/api/v1/meta/schemas/user/default",
	}
}

func graphRequests() []string {
	return []string{
		"/v1.0/users?$select=id,", "$deltatoken=latest", "/v1.0/users/delta?$deltatoken=", "/v1.0/groups/delta?", "/v1.0/users/$count",
		"$filter=department eq 'Design'", "/transitiveMembers/microsoft.graph.user?", "/transitiveMembers/microsoft.graph.group?",
		"/v1.0/directoryObjects/getAvailableExtensionProperties", "$filter=id eq '",
	}
}

// unescaped is a request's path and query as people read it.
func unescaped(t *testing.T, r sandbox.Request) string {
	t.Helper()
	path, query, _ := strings.Cut(r.Path, "?")
	text, err := url.QueryUnescape(query)
	if err != nil {
		t.Fatal(err)
	}
	return path + "?" + text
}

// everyRequest makes the source send all that it can.
func (s *side) everyRequest(t *testing.T) []sandbox.Request {
	t.Helper()
	s.w.server.ClearRequests()
	search := `profile.department eq "Design"`
	if s.in.Template == integration.EntraDirectory {
		search = "department eq 'Design'"
	}
	for _, scope := range []struct {
		groups []string
		search string
	}{{}, {groups: []string{"Engineering", "Pilot"}}, {search: search}} {
		s.limitTo(scope.groups...)
		if s.search = scope.search; s.search != "" {
			s.scope = func(p *sandbox.Person) bool { return p.Department == "Design" }
		}
		for _, concurrency := range []int{1, 4} {
			s.request = func(r *directory.SyncRequest) { r.Concurrency = concurrency }
			s.mustSync(t)
		}
		s.company.SetAttribute(5, "city", "Elsewhere")
		s.company.Delete(11) // and is asked for
		s.request = delta
		if _, err := s.sync(t.Context(), t, nil); err != nil {
			t.Error(err)
		}
		s.company.Restore(11)
		if _, err := s.source(t).Probe(t.Context()); err != nil {
			t.Error(err)
		}
		s.request = nil
		s.mustSync(t)
		s.leaves(t)
		s.mustSync(t)
		if _, err := s.source(t).Attributes(t.Context(), 20); err != nil {
			t.Error(err)
		}
	}
	s.limitTo()
	s.search = ""
	return s.w.server.Requests()
}

// leaves takes somebody out of the scope, who then has to be looked up.
func (s *side) leaves(t *testing.T) {
	t.Helper()
	for i := 20; i < s.company.Len(); i++ {
		switch p := s.company.Person(i); {
		case p.Status != sandbox.StatusActive || i%97 == 0:
		case p.Department == "Engineering" && len(s.groups) > 0:
			s.company.SetMember("Engineering", i, false)
			others := s.scope
			s.scope = func(p *sandbox.Person) bool { return p.Index != i && others(p) }
			return
		case p.Department == "Design" && s.search != "":
			s.company.SetAttribute(i, "department", "Legal")
			return
		}
	}
	if len(s.groups) > 0 || s.search != "" {
		t.Fatal("nobody can leave")
	}
}

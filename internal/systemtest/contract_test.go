package systemtest

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/incodectl/incodectl/internal/contract"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/sandbox"
)

// graphSpec is Graph's published description with the two paths it was cut
// without: transitive members, which are answered as /users is, and $count.
func graphSpec(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile(contract.Spec(t, "graph.json"))
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	paths := doc["paths"].(map[string]any)
	list := paths["/users"].(map[string]any)["get"].(map[string]any)
	parameter := func(name, in string, schema map[string]any) map[string]any {
		schema["type"] = "string"
		return map[string]any{"name": name, "in": in, "required": true, "schema": schema}
	}
	paths["/groups/{id}/transitiveMembers/microsoft.graph.user"] = map[string]any{"get": map[string]any{
		"parameters": append([]any{parameter("id", "path", map[string]any{})}, list["parameters"].([]any)...),
		"responses":  list["responses"], "security": list["security"],
	}}
	paths["/users/$count"] = map[string]any{"get": map[string]any{
		"parameters": []any{parameter("ConsistencyLevel", "header", map[string]any{"enum": []any{"eventual"}})},
		"responses": map[string]any{"200": map[string]any{"description": "the number", "content": map[string]any{
			"text/plain": map[string]any{"schema": map[string]any{"type": "string"}},
		}}},
		"security": list["security"],
	}}
	if raw, err = json.Marshal(doc); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "graph.json")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
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

// TestContract syncs everybody, then groups, then tests the connection, while
// every request of the source and every answer of the sandbox is checked
// against what the vendor published. Neither side may have it wrong, so that
// both cannot have it wrong in the same way. Then each is made to.
func TestContract(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spec    func(t *testing.T) string
		exempt  string // prefix of paths that the description leaves out
		connect func(t testing.TB, w *world) *side
		listing string
		field   string // of a person, as the answer spells it
	}{
		"okta token": {
			func(t *testing.T) string { return contract.Spec(t, "okta.json") }, "/oauth2/",
			func(t testing.TB, w *world) *side { return w.oktaSide(t, okta.AuthToken) }, "/api/v1/users", `"status":"ACTIVE"`,
		},
		"okta private key": {
			func(t *testing.T) string { return contract.Spec(t, "okta.json") }, "/oauth2/",
			func(t testing.TB, w *world) *side { return w.oktaSide(t, okta.AuthPrivateKey) }, "/api/v1/users", `"status":"ACTIVE"`,
		},
		"entra": {
			graphSpec, "/" + sandbox.DefaultTenantID,
			func(t testing.TB, w *world) *side { return w.entraSide(t) }, "/v1.0/users", `"accountEnabled":true`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var f referee
			o := sandbox.Options{Wrap: f.between(t, c.spec(t), c.exempt)}
			s := c.connect(t, newWorld(t, worldOptions{users: 3 * smallPage, bigPages: true, sandbox: o}))
			s.mustSync(t)
			for _, groups := range [][]string{{s.ids["Engineering"], s.ids["Pilot"]}, nil} {
				s.groups = groups
				if _, err := s.sync(t.Context(), t, nil); err != nil {
					t.Error(err)
				}
				if _, err := s.source(t).Probe(t.Context()); err != nil {
					t.Error(err)
				}
			}
			if violations, n := f.take(); violations != "" || n < 8 {
				t.Errorf("%d exchanges were checked:\n%s", n, violations)
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

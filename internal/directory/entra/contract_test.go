package entra

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/contract"
	"github.com/incodectl/incodectl/internal/directory"
)

// graphSpec is the published description with the two paths it was cut
// without: transitive members, which answer as /users does, and $count.
func graphSpec(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(contract.Spec(t, "graph.json"))
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	member := func(v any, name string) any { return v.(map[string]any)[name] }
	paths := doc["paths"].(map[string]any)
	users := member(member(paths, "/users"), "get")
	param := map[string]any{"name": "id", "in": "path", "required": true, "schema": map[string]any{"type": "string"}}
	paths["/groups/{id}/transitiveMembers/microsoft.graph.user"] = map[string]any{"get": map[string]any{
		"parameters": append([]any{param}, member(users, "parameters").([]any)...),
		"responses":  member(users, "responses"), "security": member(users, "security"),
	}}
	paths["/users/$count"] = map[string]any{"get": map[string]any{
		"parameters": []any{map[string]any{
			"name": "ConsistencyLevel", "in": "header", "required": true,
			"schema": map[string]any{"type": "string", "enum": []string{"eventual"}},
		}},
		"responses": map[string]any{"200": map[string]any{
			"description": "ok", "content": map[string]any{"text/plain": map[string]any{"schema": map[string]any{"type": "string"}}},
		}},
		"security": member(users, "security"),
	}}
	b, err = json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	spec := filepath.Join(t.TempDir(), "graph.json")
	if err := os.WriteFile(spec, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return spec
}

// tenantOf serves a small tenant with everything a listing asks for.
func tenantOf(f **fake) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/v1.0/users/$count":
			w.Header().Set("Content-Type", "text/plain")
			_, _ = w.Write([]byte("3"))
		case strings.HasPrefix(r.URL.Path, "/v1.0/groups/"):
			sendList(w, "", user("u1", nil))
		default:
			paged(f, 3)(w, r)
		}
	}
}

// TestContract checks every request for Graph against the description, and the
// fake's answers too, so that both cannot share a misreading.
func TestContract(t *testing.T) {
	t.Parallel()
	spec := graphSpec(t)
	var f *fake
	f = newFake(t, func(w http.ResponseWriter, r *http.Request) { tenantOf(&f)(w, r) })
	f.wrap = func(next http.Handler) http.Handler { return contract.Middleware(t, spec, next, "/"+tenant) }
	o := f.options()
	o.Mapping = directory.Mapping{
		"birthdate": "onPremisesExtensionAttributes.extensionAttribute1", "badge": extension, "unit": "employeeOrgData.division",
	}
	for _, groups := range [][]string{nil, {groupA, groupB}} {
		o.Groups = groups
		s := source(t, o)
		if _, err := collect(t, s, ""); err != nil {
			t.Error(err)
		}
		if _, err := s.Probe(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if len(f.requests) != 10 {
		t.Errorf("%d requests were checked", len(f.requests))
	}
}

// TestContractCanary proves that the checks of TestContract can fail: one wrong
// property in a request, one wrong type in an answer.
func TestContractCanary(t *testing.T) {
	t.Parallel()
	spec := graphSpec(t)
	var violations []string
	f := newFake(t, func(w http.ResponseWriter, _ *http.Request) { sendList(w, "", user("u1", map[string]any{"city": 7})) })
	f.wrap = func(next http.Handler) http.Handler {
		h, err := contract.Handler(spec, func(v string) { violations = append(violations, v) }, next, "/"+tenant)
		if err != nil {
			t.Error(err)
		}
		return h
	}
	s := source(t, f.options())
	s.plan.properties = append(s.plan.properties, "mial")
	for _, groups := range [][]string{nil, {groupA}} {
		violations, s.groups = nil, groups
		if _, err := collect(t, s, ""); err != nil {
			t.Fatal(err)
		}
		all := strings.Join(violations, "\n")
		if !strings.Contains(all, "select") || !strings.Contains(all, "answer 200") || len(violations) != 2 {
			t.Errorf("violations %q", violations)
		}
	}
}

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

// graphSpec is the published description with what it was cut without:
// transitive members, which answer as /users and /groups do, $count, the name of
// directory extensions, and what a delta says besides.
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
	type object = map[string]any
	member := func(v any, name string) any { return v.(object)[name] }
	paths := doc["paths"].(object)
	text := object{"type": "string"}
	id := object{"name": "id", "in": "path", "required": true, "schema": text}
	level := object{"name": "ConsistencyLevel", "in": "header", "required": true, "schema": object{"type": "string", "enum": []string{"eventual"}}}
	for path, like := range map[string]string{
		"/groups/{id}/transitiveMembers/microsoft.graph.user":  "/users",
		"/groups/{id}/transitiveMembers/microsoft.graph.group": "/groups",
	} {
		get := member(paths[like], "get")
		paths[path] = object{"get": object{
			"parameters": append([]any{id}, member(get, "parameters").([]any)...),
			"responses":  member(get, "responses"), "security": member(get, "security"),
		}}
	}
	// A delta of groups selects members too, a relationship:
	// https://learn.microsoft.com/graph/api/group-delta
	for _, p := range member(member(paths["/groups/delta"], "get"), "parameters").([]any) {
		if member(p, "name") == "$select" {
			items := member(member(p, "schema"), "items").(object)
			items["anyOf"] = append(items["anyOf"].([]any), object{"type": "string", "enum": []string{"members"}})
		}
	}
	security := member(member(paths["/users"], "get"), "security")
	paths["/users/$count"] = object{"get": object{
		"parameters": []any{level, object{"name": "$filter", "in": "query", "schema": text}},
		"responses": object{"200": object{
			"description": "ok", "content": object{"text/plain": object{"schema": text}},
		}},
		"security": security,
	}}
	paths["/directoryObjects/getAvailableExtensionProperties"] = object{"post": object{
		"requestBody": object{"required": true, "content": object{"application/json": object{"schema": object{
			"type": "object", "additionalProperties": false, "properties": object{"isSyncedFromOnPremises": object{"type": "boolean"}},
		}}}},
		"responses": object{"200": object{"description": "ok", "content": object{"application/json": object{"schema": object{
			"type": "object", "required": []string{"value"}, "properties": object{"value": object{"type": "array", "items": object{
				"type": "object", "required": []string{"name", "dataType", "targetObjects"}, "properties": object{
					"name": text, "dataType": text, "appDisplayName": text, "isMultiValued": object{"type": "boolean"},
					"targetObjects": object{"type": "array", "items": text},
				},
			}}},
		}}}}},
		"security": security,
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

// tenantOf serves a small tenant with everything a source asks for.
func tenantOf(f **fake) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id, one := strings.CutPrefix(r.URL.Path, "/v1.0/users/")
		switch {
		case r.URL.Path == "/v1.0/users/$count":
			w.Header().Set("Content-Type", "text/plain")
			_, _ = w.Write([]byte("3"))
		case r.URL.Path == "/v1.0/directoryObjects/getAvailableExtensionProperties":
			extensionsOf(birthExtension)(w, r)
		case one && id == "u1":
			person(user("u1", nil))(w, r)
		case one:
			notFound(w, r)
		case strings.HasPrefix(r.URL.Path, "/v1.0/groups/"):
			sendList(w, "", user("u1", nil))
		case strings.Contains(r.URL.Query().Get("$filter"), "id eq"):
			sendList(w, "", user("u1", nil))
		case strings.Contains(r.URL.Query().Get("$filter"), " ne ") && r.Header.Get("ConsistencyLevel") == "":
			odata(w, http.StatusBadRequest, "Request_UnsupportedQuery", "Unsupported Query.")
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
	f.delta = groupTenant{
		users: steps{
			"latest": answers("delta d1"), "d1": answers("skip s1", removed("u2", "changed")), "s1": answers("delta d2", user("u1", nil)),
			"d2": answers("delta d3"),
		},
		changed: steps{"latest": answers("delta g1"), "g1": answers("delta g2")},
	}.delta
	f.wrap = func(next http.Handler) http.Handler { return contract.Middleware(t, spec, next, "/"+tenant) }
	o := f.options()
	o.Mapping = directory.Mapping{
		"birthdate": "onPremisesExtensionAttributes.extensionAttribute1", "badge": extension, "unit": "employeeOrgData.division",
	}
	for name, c := range map[string]struct {
		change   func(*Options)
		requests int
		delta    bool
	}{
		"everybody": {func(*Options) {}, 15, true},
		"groups":    {func(o *Options) { o.Groups = []string{groupA, groupB} }, 19, true},
		"filter":    {func(o *Options) { o.Filter = "userType ne 'Guest'" }, 15, false},
	} {
		o := o
		c.change(&o)
		s := source(t, o)
		f.requests = nil
		pages, err := collect(t, s, "")
		if err != nil {
			t.Fatal(name, err)
		}
		if c.delta {
			if _, err := read(t, s, directory.Read{Mode: directory.ModeDelta, Since: pages[len(pages)-1].Mark}); err != nil {
				t.Error(name, err)
			}
		}
		if _, err := s.Probe(t.Context()); err != nil {
			t.Error(name, err)
		}
		if _, _, err := s.Check(t.Context(), []string{"u1", "u9"}); err != nil {
			t.Error(name, err)
		}
		if _, err := s.Attributes(t.Context(), 10); err != nil {
			t.Error(name, err)
		}
		if len(f.requests) != c.requests {
			t.Errorf("%s: %d requests were checked: %q", name, len(f.requests), asked(f))
		}
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
	f.delta = groupTenant{
		users:   steps{"latest": answers("delta d1"), "d1": answers("delta d2", user("u1", map[string]any{"city": 7}))},
		changed: steps{"latest": answers("delta g1")},
	}.delta
	s := source(t, f.options())
	s.plan.properties = append(s.plan.properties, "mial")
	for _, c := range []struct {
		groups []string
		want   int // the answer of the replay is one more
	}{{nil, 4}, {[]string{groupA}, 3}} {
		violations, s.groups = nil, c.groups
		if _, err := collect(t, s, ""); err != nil {
			t.Fatal(err)
		}
		all := strings.Join(violations, "\n")
		if strings.Count(all, "request:") != 2 || !strings.Contains(all, "select") || !strings.Contains(all, "answer 200") || len(violations) != c.want {
			t.Errorf("violations %q", violations)
		}
	}
}

package contract_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/contract"
)

// small is a description with the traits of the real ones: a server with a
// path, a typed parameter, a required credential, a typed answer.
const small = `{"openapi":"3.0.3","info":{"title":"t","version":"1"},
"servers":[{"url":"http://elsewhere.example:4010/v1"}],
"paths":{"/people":{"get":{
 "security":[{"k":[]}],
 "parameters":[{"name":"limit","in":"query","schema":{"type":"integer","maximum":200}}],
 "responses":{"200":{"description":"ok","content":{"application/json":{"schema":{"type":"array","items":{
  "type":"object","properties":{"id":{"type":"string"},"at":{"type":"string","format":"date-time"}}}}}}}}}}},
"components":{"securitySchemes":{"k":{"type":"apiKey","in":"header","name":"Authorization"}}}}`

func TestHandler(t *testing.T) {
	t.Parallel()
	spec := filepath.Join(t.TempDir(), "spec.json")
	if err := os.WriteFile(spec, []byte(small), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		method, target, auth, answer string
		want                         string // in a violation; "" means none
	}{
		"right":              {"GET", "/v1/people?limit=5", "SSWS x", `[{"id":"a","at":"2026-01-02T03:04:05Z"}]`, ""},
		"exempt":             {"POST", "/token?anything=1", "", `no json`, ""},
		"no credential":      {"GET", "/v1/people", "", `[]`, "no credential"},
		"empty credential":   {"GET", "/v1/people", "SSWS", `[]`, "no credential"},
		"unknown parameter":  {"GET", "/v1/people?limitt=5", "SSWS x", `[]`, `unknown query parameter "limitt"`},
		"repeated parameter": {"GET", "/v1/people?limit=5&limit=6", "SSWS x", `[]`, "given 2 times"},
		"wrong type":         {"GET", "/v1/people?limit=abc", "SSWS x", `[]`, "limit"},
		"out of range":       {"GET", "/v1/people?limit=201", "SSWS x", `[]`, "limit"},
		"unknown path":       {"GET", "/v1/persons", "SSWS x", `[]`, "no matching operation"},
		"path without base":  {"GET", "/people", "SSWS x", `[]`, "no matching operation"},
		"wrong method":       {"DELETE", "/v1/people", "SSWS x", `[]`, "method not allowed"},
		"wrong answer":       {"GET", "/v1/people", "SSWS x", `[{"id":7}]`, "answer 200"},
		"wrong date":         {"GET", "/v1/people", "SSWS x", `[{"at":"yesterday"}]`, "answer 200"},
		"answer of no array": {"GET", "/v1/people", "SSWS x", `{}`, "answer 200"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			h, err := contract.Handler(spec, func(v string) { got = append(got, v) },
				http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Type", "application/json")
					_, _ = w.Write([]byte(c.answer))
				}), "/token")
			if err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequestWithContext(t.Context(), c.method, c.target, nil)
			if c.auth != "" {
				r.Header.Set("Authorization", c.auth)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Body.String() != c.answer {
				t.Errorf("the answer was changed to %q", w.Body)
			}
			all := strings.Join(got, "\n")
			if (c.want == "") != (all == "") || !strings.Contains(all, c.want) {
				t.Errorf("violations %q, want one with %q", all, c.want)
			}
		})
	}
}

func TestHandlerNeedsAReadableSpec(t *testing.T) {
	t.Parallel()
	if _, err := contract.Handler(filepath.Join(t.TempDir(), "none.json"), nil, nil); err == nil {
		t.Error("a missing description was accepted")
	}
}

func TestRealSpecsLoad(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"okta.json", "graph.json"} {
		contract.Middleware(t, contract.Spec(t, name), http.NotFoundHandler())
	}
}

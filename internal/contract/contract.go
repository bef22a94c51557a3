// Package contract supports tests: it checks HTTP requests and answers against
// the vendors' published OpenAPI descriptions, so that a client and the fake
// server it is tested with cannot share one misreading.
package contract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// Spec finds a description by file name ("okta.json", "graph.json") in the
// folder shared/openapi next to the repository. Without the file the test is
// skipped, except where the environment says CI=true: there it fails.
func Spec(t testing.TB, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		p := filepath.Join(dir, "shared", "openapi", name)
		if _, err := os.Stat(p); err == nil {
			return p
		}
		up := filepath.Dir(dir)
		if up == dir {
			break
		}
		dir = up
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("the contract %s is missing", name)
	}
	t.Skipf("the contract %s is not here", name)
	return ""
}

// Middleware checks every request to next and every answer of it against the
// description, and reports each violation as an error of t. Paths that start
// with one of the exempt prefixes (a token endpoint, say) pass unchecked.
func Middleware(t testing.TB, specFile string, next http.Handler, exempt ...string) http.Handler {
	t.Helper()
	h, err := Handler(specFile, func(violation string) { t.Errorf("contract: %s", violation) }, next, exempt...)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// Handler is Middleware with violations given to report, which may be called
// from several goroutines at once. Canaries use it.
func Handler(specFile string, report func(violation string), next http.Handler, exempt ...string) (http.Handler, error) {
	doc, err := openapi3.NewLoader().LoadFromFile(specFile)
	if err != nil {
		return nil, fmt.Errorf("the contract cannot be read: %w", err)
	}
	// The description names some server; here its paths count, not its host.
	base := "/"
	if len(doc.Servers) > 0 {
		if u, err := url.Parse(doc.Servers[0].URL); err == nil && u.Path != "" {
			base = u.Path
		}
	}
	doc.Servers = openapi3.Servers{{URL: base}}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		return nil, fmt.Errorf("the contract cannot be used: %w", err)
	}
	return &checker{router: router, report: report, next: next, exempt: exempt}, nil
}

type checker struct {
	router routers.Router
	report func(string)
	next   http.Handler
	exempt []string
}

// ServeHTTP implements http.Handler.
func (c *checker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if slices.ContainsFunc(c.exempt, func(p string) bool { return strings.HasPrefix(r.URL.Path, p) }) {
		c.next.ServeHTTP(w, r)
		return
	}
	input, err := c.request(r)
	if err != nil {
		c.violation(r, "request", err)
	}
	rec := httptest.NewRecorder()
	c.next.ServeHTTP(rec, r)
	if input != nil {
		if err := response(r.Context(), input, rec); err != nil {
			c.violation(r, fmt.Sprintf("answer %d", rec.Code), err)
		}
	}
	maps.Copy(w.Header(), rec.Header())
	w.WriteHeader(rec.Code)
	_, _ = w.Write(rec.Body.Bytes())
}

func (c *checker) violation(r *http.Request, what string, err error) {
	c.report(fmt.Sprintf("%s %s: %s: %v", r.Method, r.URL.RequestURI(), what, err))
}

// request checks r. The input is nil when the description has no such operation.
func (c *checker) request(r *http.Request) (*openapi3filter.RequestValidationInput, error) {
	route, params, err := c.router.FindRoute(r)
	if err != nil {
		return nil, err
	}
	input := &openapi3filter.RequestValidationInput{
		Request: r, PathParams: params, Route: route,
		Options: &openapi3filter.Options{
			AuthenticationFunc:                authenticated,
			RejectWhenRequestBodyNotSpecified: true,
			SkipSettingDefaults:               true, // else it adds parameters to the request
			MultiError:                        true,
		},
	}
	return input, errors.Join(unknownQuery(r, route), openapi3filter.ValidateRequest(r.Context(), input))
}

// authenticated demands a credential; whether it is a good one is next's to say.
func authenticated(_ context.Context, in *openapi3filter.AuthenticationInput) error {
	scheme, value, _ := strings.Cut(in.RequestValidationInput.Request.Header.Get("Authorization"), " ")
	if scheme == "" || strings.TrimSpace(value) == "" {
		return errors.New("no credential in the Authorization header")
	}
	return nil
}

// unknownQuery refuses query parameters that the operation does not have, and
// ones given twice: OpenAPI itself allows both, the services ignore them.
func unknownQuery(r *http.Request, route *routers.Route) error {
	known := map[string]bool{}
	for _, list := range []openapi3.Parameters{route.Operation.Parameters, route.PathItem.Parameters} {
		for _, p := range list {
			if p.Value != nil && p.Value.In == openapi3.ParameterInQuery {
				known[p.Value.Name] = true
			}
		}
	}
	query := r.URL.Query()
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if !known[name] {
			errs = append(errs, fmt.Errorf("unknown query parameter %q", name))
		} else if len(query[name]) > 1 {
			errs = append(errs, fmt.Errorf("query parameter %q is given %d times", name, len(query[name])))
		}
	}
	return errors.Join(errs...)
}

func response(ctx context.Context, in *openapi3filter.RequestValidationInput, rec *httptest.ResponseRecorder) error {
	return openapi3filter.ValidateResponse(ctx, &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in,
		Status:                 rec.Code,
		Header:                 rec.Header(),
		Body:                   io.NopCloser(bytes.NewReader(rec.Body.Bytes())),
		Options:                &openapi3filter.Options{MultiError: true},
	})
}

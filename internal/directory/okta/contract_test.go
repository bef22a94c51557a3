package okta_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/incodectl/incodectl/internal/contract"
	"github.com/incodectl/incodectl/internal/directory/okta"
)

// TestContract runs the source against a server whose every request and answer
// is checked against Okta's published description.
func TestContract(t *testing.T) {
	t.Parallel()
	spec := contract.Spec(t, "okta.json")
	f := newFake(t, func(next http.Handler) http.Handler {
		return contract.Middleware(t, spec, next, "/api/v1/logs") // which it does not describe
	})
	f.users = people(450)
	f.schema = userSchema()
	f.groups = map[string][]person{"00g1": f.users[:250], "00g2": f.users[200:]}
	all := f.source(t, nil)
	pages, err := read(t, all, "")
	whole(t, pages, err, idsOf(f.users))
	if _, err := all.Probe(t.Context()); err != nil {
		t.Error(err)
	}
	mark := pages[len(pages)-1].Mark
	pages, err = readAs(t, all, fourAtOnce())
	complete(t, pages, err, idsOf(f.users))
	search := f.source(t, func(o *okta.Options) { o.Search = `profile.city eq "London"` })
	for _, s := range []*okta.Source{all, search} {
		f.change(3, f.now())
		if _, err := delta(t, s, mark); err != nil {
			t.Error(err)
		}
		if _, _, err := s.Check(t.Context(), []string{f.users[0].id, "00ugone"}); err != nil {
			t.Error(err)
		}
		if _, err := s.Attributes(t.Context(), 10); err != nil {
			t.Error(err)
		}
	}
	group := f.source(t, func(o *okta.Options) { o.Groups = []string{"00g1", "00g2"} })
	pages, err = read(t, group, "")
	whole(t, pages, err, idsOf(f.users))
	if _, err := read(t, f.source(t, func(o *okta.Options) { o.Groups = []string{"00gone"} }), ""); err == nil {
		t.Error("a group that does not exist")
	}
}

// TestContractCanary proves that TestContract can fail: wrong requests and
// wrong answers are noticed.
func TestContractCanary(t *testing.T) {
	t.Parallel()
	spec := contract.Spec(t, "okta.json")
	var mu sync.Mutex
	var got []string
	f := newFake(t, func(next http.Handler) http.Handler {
		h, err := contract.Handler(spec, func(v string) {
			mu.Lock()
			defer mu.Unlock()
			got = append(got, v)
		}, next)
		if err != nil {
			t.Fatal(err)
		}
		return h
	})
	f.users = people(1)
	f.users[0].status = "RETIRED" // no such status
	if _, err := read(t, f.source(t, nil), ""); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ path, auth string }{
		{"/api/v1/users?limitt=2", "SSWS " + apiToken},
		{"/api/v1/users?limit=abc", "SSWS " + apiToken},
		{"/api/v1/people", "SSWS " + apiToken},
		{"/api/v1/users?limit=2", ""},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, f.URL+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.auth != "" {
			req.Header.Set("Authorization", c.auth)
		}
		resp, err := f.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
	}
	all := strings.Join(got, "\n")
	for _, want := range []string{"answer 200", `unknown query parameter "limitt"`, "limit=abc: request", "no matching operation", "no credential"} {
		if !strings.Contains(all, want) {
			t.Errorf("nothing noticed with %q:\n%s", want, all)
		}
	}
}

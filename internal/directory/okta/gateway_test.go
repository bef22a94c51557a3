package okta_test

import (
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/sandbox"
	"github.com/incodectl/incodectl/internal/secret"
)

// TestBaseURL sends everything through a gateway. Links, audiences and proofs
// name the org all the same.
func TestBaseURL(t *testing.T) {
	company := sandbox.NewCompany(sandbox.CompanyOptions{Users: 450})
	server, err := sandbox.Start(t.Context(), sandbox.Options{Okta: company, RequireDPoP: true})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	behind, err := url.Parse(server.OktaURL())
	if err != nil {
		t.Fatal(err)
	}
	passed := 0
	front := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		passed++
		r.SetURL(behind)
	}})
	defer front.Close()
	key, err := server.OktaPrivateKeyPEM()
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]okta.Options{
		"token":       {Auth: okta.AuthToken, Token: secret.New(server.OktaToken())},
		"private key": {Auth: okta.AuthPrivateKey, PrivateKey: secret.New(key), ClientID: server.OktaClientID(), KeyID: server.KeyID()},
	} {
		t.Run(name, func(t *testing.T) {
			passed = 0
			server.ClearRequests()
			o.OrgURL, o.BaseURL = server.OktaURL(), front.URL
			source, err := okta.New(o)
			if err != nil {
				t.Fatal(err)
			}
			people := 0
			for page, err := range source.Pages(t.Context(), directory.Read{}) {
				if err != nil {
					t.Fatal(err)
				}
				people += len(page.Records)
			}
			if direct := len(server.Requests()) - passed; people != 450 || passed < 3 || direct != 0 {
				t.Errorf("%d people, %d requests by the gateway, %d past it", people, passed, direct)
			}
		})
	}
}

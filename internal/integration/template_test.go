package integration_test

import (
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/secret"
)

const guid = "11111111-2222-3333-4444-555555555555"

func template(t *testing.T, id string) integration.Template {
	t.Helper()
	tpl, err := integration.TemplateByID(id)
	if err != nil {
		t.Fatal(err)
	}
	return tpl
}

func TestValidate(t *testing.T) {
	token := secret.New("00token")
	tests := []struct {
		name     string
		template string
		given    integration.Settings
		secret   secret.Value
		want     string // key=value that must result
		problem  string // part of the error
	}{
		{"Okta with token", integration.OktaDirectory, integration.Settings{"org_url": {"https://Corp.okta.com/"}, "auth": {"token"}}, token, "org_url=https://corp.okta.com", ""},
		{"custom domain", integration.OktaDirectory, integration.Settings{"org_url": {"https://login.corp.example"}, "auth": {"token"}}, token, "org_url=https://login.corp.example", ""},
		{"loopback over http", integration.OktaDirectory, integration.Settings{"org_url": {"http://127.0.0.1:8080"}, "auth": {"token"}}, token, "org_url=http://127.0.0.1:8080", ""},
		{"admin host", integration.OktaDirectory, integration.Settings{"org_url": {"https://corp-admin.okta.com"}, "auth": {"token"}}, token, "", "use https://corp.okta.com"},
		{"http elsewhere", integration.OktaDirectory, integration.Settings{"org_url": {"http://corp.okta.com"}, "auth": {"token"}}, token, "", "http"},
		{"path in org URL", integration.OktaDirectory, integration.Settings{"org_url": {"https://corp.okta.com/api"}, "auth": {"token"}}, token, "", "path"},
		{"user in org URL", integration.OktaDirectory, integration.Settings{"org_url": {"https://a:b@corp.okta.com"}, "auth": {"token"}}, token, "", "--org-url"},
		{"no auth", integration.OktaDirectory, integration.Settings{"org_url": {"https://corp.okta.com"}}, token, "", "--auth is missing"},
		{"bad auth", integration.OktaDirectory, integration.Settings{"org_url": {"https://corp.okta.com"}, "auth": {"password"}}, token, "", "token, private-key"},
		{"no secret", integration.OktaDirectory, integration.Settings{"org_url": {"https://corp.okta.com"}, "auth": {"token"}}, secret.Value{}, "", "--secret-stdin or --secret-file is missing"},
		{"private key without client", integration.OktaDirectory, integration.Settings{"org_url": {"https://corp.okta.com"}, "auth": {"private-key"}}, token, "", "--client-id is missing"},
		{"client ID beside a token", integration.OktaDirectory, integration.Settings{"org_url": {"https://corp.okta.com"}, "auth": {"token"}, "client_id": {"0oa1"}}, token, "", "--client-id has no meaning"},
		{"group twice", integration.OktaDirectory, integration.Settings{"org_url": {"https://corp.okta.com"}, "auth": {"token"}, "groups": {"00g1", "00g1"}}, token, "groups=00g1", ""},
		{"group no ID", integration.OktaDirectory, integration.Settings{"org_url": {"https://corp.okta.com"}, "auth": {"token"}, "groups": {"All people"}}, token, "", "no Okta ID"},
		{"two org URLs", integration.OktaDirectory, integration.Settings{"org_url": {"https://a.okta.com", "https://b.okta.com"}, "auth": {"token"}}, token, "", "more than once"},
		{"foreign field", integration.OktaDirectory, integration.Settings{"org_url": {"https://corp.okta.com"}, "auth": {"token"}, "tenant_id": {guid}}, token, "", "tenant_id is no field"},
		{"control characters", integration.OktaDirectory, integration.Settings{"org_url": {"https://corp.okta.com"}, "auth": {"private-key"}, "client_id": {"a"}, "key_id": {"a\x1b[31m"}}, token, "", "control characters"},

		{"Entra with secret", integration.EntraDirectory, integration.Settings{"tenant_id": {strings.ToUpper(guid)}, "client_id": {guid}, "auth": {"client-secret"}}, token, "tenant_id=" + guid, ""},
		{"default cloud", integration.EntraDirectory, integration.Settings{"tenant_id": {guid}, "client_id": {guid}, "auth": {"client-secret"}}, token, "cloud=public", ""},
		{"tenant no GUID", integration.EntraDirectory, integration.Settings{"tenant_id": {"corp"}, "client_id": {guid}, "auth": {"client-secret"}}, token, "", "no GUID"},
		{"azure-cli needs nothing", integration.EntraDirectory, integration.Settings{"tenant_id": {guid}, "auth": {"azure-cli"}}, secret.Value{}, "auth=azure-cli", ""},
		{"azure-cli with a secret", integration.EntraDirectory, integration.Settings{"tenant_id": {guid}, "auth": {"azure-cli"}}, token, "", "has no meaning with --auth azure-cli"},
		{"bad cloud", integration.EntraDirectory, integration.Settings{"tenant_id": {guid}, "auth": {"azure-cli"}, "cloud": {"mars"}}, secret.Value{}, "", "public, usgov, china"},
		{"Graph URL with version", integration.EntraDirectory, integration.Settings{"tenant_id": {guid}, "auth": {"azure-cli"}, "graph_url": {"http://127.0.0.1:9/v1.0/"}}, secret.Value{}, "graph_url=http://127.0.0.1:9", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := template(t, tt.template).Validate(tt.given, tt.secret)
			if tt.problem != "" {
				if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), tt.problem) {
					t.Fatalf("error %v, want usage with %q", err, tt.problem)
				}
				if !strings.Contains(fault.HintOf(err), "--auth (required") {
					t.Errorf("hint does not list the template's fields: %s", fault.HintOf(err))
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			key, value, _ := strings.Cut(tt.want, "=")
			if strings.Join(got[key], ",") != value {
				t.Errorf("%s = %v, want %s", key, got[key], value)
			}
		})
	}
}

func TestCheckName(t *testing.T) {
	for _, good := range []string{"corp", "Corp-1", "a.b_c", "9"} {
		if err := integration.CheckName(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{"", "-corp", "two words", "größe", guid, strings.Repeat("a", 64), "a/b", "a\nb"} {
		if err := integration.CheckName(bad); !fault.Is(err, fault.Usage) {
			t.Errorf("%q: %v, want usage", bad, err)
		}
	}
}

func TestCatalogue(t *testing.T) {
	status := map[string]integration.Status{}
	for _, tpl := range integration.Templates() {
		status[tpl.ID] = tpl.Status
	}
	want := map[string]integration.Status{
		integration.OktaDirectory:  integration.StatusAvailable,
		integration.EntraDirectory: integration.StatusAvailable,
		integration.BYODirectory:   integration.StatusComingSoon,
	}
	for id, s := range want {
		if status[id] != s {
			t.Errorf("%s is %q, want %q", id, status[id], s)
		}
	}
}

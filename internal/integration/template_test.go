package integration_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/directory"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/guard"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/secret"
	"github.com/incodectl/incodectl/internal/timespan"
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
				// All fields where one has to be found, else those that are wrong.
				hint := fault.HintOf(err)
				all := strings.Contains(err.Error(), "is missing") || strings.Contains(err.Error(), "is no field")
				if strings.HasPrefix(hint, "fields of "+tt.template) != all || all != (strings.Count(hint, "\n") > 0) || !strings.Contains(hint, "--") {
					t.Errorf("of %v the hint is: %s", err, hint)
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

func TestValidateHowToSync(t *testing.T) {
	okta := integration.Settings{"org_url": {"https://corp.okta.com"}, "auth": {"token"}}
	entra := integration.Settings{"tenant_id": {guid}, "auth": {"azure-cli"}}
	tests := []struct {
		key, given    string
		want, problem string
	}{
		{"max_deactivations", "500, 10%", "500,10%", ""},
		{"max_deactivations", "NONE", "none", ""},
		{"max_deactivations", "ten", "", "--max-deactivations \"ten\" is no limit"},
		{"max_updates", "07", "7", ""},
		{"max_updates", "101%", "", "is no limit"},
		{"full_every", "24h", "1d", ""},
		{"full_every", "1w", "7d", ""},
		{"full_every", "90s", "1m30s", ""},
		{"full_every", "59s", "", "is not between 1m and 365d"},
		{"full_every", "53w", "", "is not between 1m and 365d"},
		{"full_every", "daily", "", "is no span of time"},
		{"max_api_share", "7.0 %", "7%", ""},
		{"max_api_share", "0%", "", "is no share"},
		{"max_api_share", "50", "", "is no share"},
		{"concurrency", "016", "16", ""},
		{"concurrency", "0", "", "is no number from 1 to 16"},
		{"concurrency", "17", "", "is no number from 1 to 16"},
		{"concurrency", "four", "", "is no number from 1 to 16"},
	}
	for id, base := range map[string]integration.Settings{integration.OktaDirectory: okta, integration.EntraDirectory: entra} {
		v := secret.New("00token")
		if id == integration.EntraDirectory {
			v = secret.Value{}
		}
		plain, err := template(t, id).Validate(base, v)
		if err != nil {
			t.Fatal(err)
		}
		for _, tt := range tests {
			if _, stored := plain[tt.key]; stored {
				t.Errorf("%s: a default of %s is stored", id, tt.key)
			}
			given := maps.Clone(base)
			given[tt.key] = []string{tt.given}
			got, err := template(t, id).Validate(given, v)
			if tt.problem != "" {
				if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), tt.problem) {
					t.Errorf("%s: %s %q: %v, want usage with %q", id, tt.key, tt.given, err, tt.problem)
				}
				continue
			}
			if err != nil || got.Get(tt.key) != tt.want {
				t.Errorf("%s: %s %q = %q, %v; want %q", id, tt.key, tt.given, got.Get(tt.key), err, tt.want)
			}
		}
	}
}

func TestGroupsOrAnExpression(t *testing.T) {
	for id, c := range map[string]struct{ key, group string }{
		integration.OktaDirectory: {"search", "00g1"}, integration.EntraDirectory: {"filter", guid},
	} {
		given := integration.Settings{"org_url": {"https://corp.okta.com"}, "auth": {"token"}}
		v := secret.New("00token")
		if id == integration.EntraDirectory {
			given, v = integration.Settings{"tenant_id": {guid}, "auth": {"azure-cli"}}, secret.Value{}
		}
		given[c.key] = []string{` department eq "Sales" `}
		got, err := template(t, id).Validate(given, v)
		if err != nil || got.Get(c.key) != `department eq "Sales"` {
			t.Errorf("%s: %q, %v", id, got.Get(c.key), err)
		}
		given["groups"] = []string{c.group}
		_, err = template(t, id).Validate(given, v)
		if want := "--group and --" + c.key + " cannot be used together"; !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want usage with %q", id, err, want)
		}
	}
}

// TestDefaultsAreSaid holds that the help names what applies when a limit is
// not set, as the rules themselves have it.
func TestDefaultsAreSaid(t *testing.T) {
	for key, want := range map[string]string{
		integration.KeyMaxDeactivations: guard.DefaultDeactivations, integration.KeyMaxUpdates: guard.DefaultUpdates,
		integration.KeyMaxAPIShare: guard.DefaultAPIShare, integration.KeyFullEvery: "24h", integration.KeyConcurrency: "1",
	} {
		f, ok := template(t, integration.OktaDirectory).Field(key)
		if said := want + " when not set"; !ok || !f.Unasked || f.Repoints || !strings.Contains(f.Help, said) {
			t.Errorf("%s: %+v does not say %q", key, f, said)
		}
	}
	if d, err := timespan.Parse("24h"); err != nil || d != directory.DefaultFullEvery {
		t.Errorf("a full sync is due after %v by default", directory.DefaultFullEvery)
	}
}

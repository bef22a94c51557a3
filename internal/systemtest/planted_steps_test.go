package systemtest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/sandbox"
)

// directories: what has to do with the credentials of directories.
func (p *plant) directories(t *testing.T) {
	t.Helper()
	s := p.server
	entra := fmt.Sprintf("--tenant-id %s --client-id %s --authority-url %s --graph-url %s", s.TenantID(), s.ClientID(), s.AuthorityURL(), s.GraphURL())
	p.do(t, 2, "integrations create okta-directory --name x --org-url %s --auth private-key --secret-file okta-token", s.OktaURL())
	p.do(t, 2, "integrations create entra-directory --name x --auth certificate --secret-file key.pem %s", entra)
	p.do(t, 2, "integrations create okta-directory --name x --org-url http://corp.okta.example --auth token --secret-file okta-token -o json")
	p.each(t, 2, "integrations create byo-directory --name x")
	p.do(t, 0, "integrations create okta-directory --name tokened --org-url %s --auth token --secret-file okta-token --map birthdate=profile.dateOfBirth -o json", s.OktaURL())
	p.do(t, 0, "integrations create okta-directory --name keyed --org-url %s --auth private-key --client-id %s --key-id %s --secret-file key.pem -o yaml", s.OktaURL(), s.OktaClientID(), s.KeyID())
	p.do(t, 0, "integrations create entra-directory --name secreted --auth client-secret --secret-file entra-secret %s", entra)
	p.each(t, 6, "integrations create okta-directory --name tokened --org-url %s --auth token --secret-file okta-token", s.OktaURL())
	p.do(t, 0, "workflows create --name staff --configuration-id 65f0a1b2c3d4e5f607182900")
	p.do(t, 0, "workflows create --name spare --configuration-id 65f0a1b2c3d4e5f607182901")
	for _, template := range []string{
		"okta-idv --org-url https://corp.okta.example", "okta-idp --org-url https://corp.okta.example", "helpdesk", "servicenow", "jira-service-management", "api",
		"oidc --redirect-uri https://app.corp.example/cb", fmt.Sprintf("entra-eam --tenant-id %s --app-id %s", s.TenantID(), s.ClientID()),
	} {
		name := strings.Fields(template)[0]
		p.do(t, 0, "integrations create %s --name %s-1 --workflow staff --directory tokened", template, name)
	}
	p.do(t, 2, "integrations create oidc-client-credentials --name x")
	for _, name := range []string{"tokened", "keyed", "secreted"} {
		p.each(t, 0, "integrations get %s", name)
		p.each(t, 0, "integrations test %s", name)
		p.do(t, 0, "directory sync %s --dry-run -o json", name)
		p.do(t, 0, "directory sync %s -o json", name)
		p.each(t, 0, "directory attributes %s", name)
	}
	p.each(t, 0, "integrations list")
	p.each(t, 0, "integrations templates")
	p.do(t, 0, "integrations set-secret tokened --secret-file wrong-token -o json")
	p.do(t, 4, "directory sync tokened --full -o json")
	p.do(t, 4, "integrations test tokened")
	p.do(t, 0, "integrations set-secret tokened --secret-file okta-token")
	p.do(t, 2, "integrations set-secret keyed --secret-file okta-token")
	p.do(t, 2, "integrations set-secret oidc-1 --secret-file okta-token -o yaml")
	p.do(t, 0, "integrations edit secreted --name entra --secret-file entra-secret")
	for _, status := range []int{401, 418} {
		p.setMirror(status)
		for _, name := range []string{"tokened", "keyed", "entra"} {
			p.ask(t, false, "", "directory", "sync", name, "--full", "-o", "json")
			p.ask(t, false, "", "integrations", "test", name)
			p.ask(t, false, "", "directory", "attributes", name)
		}
		p.setMirror(0)
	}
	p.each(t, 0, "workflows list")
	p.each(t, 0, "workflows get staff")
	p.do(t, 0, "workflows edit spare --set claims.email.mode=fuzzy")
	p.each(t, 0, "workflows history spare")
	p.do(t, 0, "workflows delete spare --yes")
}

// follow opens the link of a session as the person.
func (p *plant) follow(t *testing.T, link, query string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, link+"?"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("the link answers %s", resp.Status)
	}
}

// atIncode: sessions that Incode is asked for.
func (p *plant) atIncode(t *testing.T) {
	t.Helper()
	s, email := p.server, func(i int) string { person := p.people.Person(i); return person.Email }
	connect := fmt.Sprintf("incode connect --client-id %s --auth-url %s --api-url %[2]s --secret-file incode-secret --api-key-file incode-key --admin-token-file incode-admin", s.IncodeClientID(), s.IncodeURL())
	p.do(t, 2, "incode connect --client-id x --secret-file incode-secret")
	p.do(t, 4, "%s", strings.Replace(connect, "--secret-file incode-secret", "--secret-file incode-admin", 1))
	p.setMirror(401)
	p.do(t, 4, "%s -o json", connect)
	p.setMirror(0)
	p.each(t, 0, "%s", connect)
	p.each(t, 0, "incode status --check")

	p.do(t, 0, "sessions list -o json")
	request := "sessions request --integration helpdesk-1 --login-hint %s"
	queries := []string{"", "document=moved", "as=impostor", "score=WARN", "score=FAIL"}
	for i, query := range queries {
		format := []string{"json", "yaml", "table"}[i%3]
		out := p.show(t, request+[]string{"", " --notify email"}[i%2]+" -o "+format, email(i))
		_, link, ok := strings.Cut(out, s.IncodeURL()+"/verify/")
		if !ok {
			t.Fatalf("there is no link in %s", out)
		}
		link, _, _ = strings.Cut(link, "\n")
		p.follow(t, s.IncodeURL()+"/verify/"+strings.Trim(link, `",`), query)
	}
	p.do(t, 0, request+" -o name", email(0)) // which has no room for a link
	p.do(t, 0, "sessions refresh -o json")
	p.do(t, 0, "sessions refresh")
	for _, kind := range []sandbox.FaultKind{
		sandbox.FaultForbidden, sandbox.FaultUnauthorized, sandbox.FaultHTML, sandbox.FaultTruncated, sandbox.FaultAfter, sandbox.FaultCut,
		sandbox.FaultCustomCode, sandbox.FaultUnknownIntegration, sandbox.FaultNoLink, sandbox.FaultNulls, sandbox.FaultRedirect, sandbox.FaultEmptyBody, sandbox.FaultRetryLong,
	} {
		if err := s.Fault(sandbox.Fault{Target: sandbox.TargetIncode, Kind: kind}); err != nil {
			t.Fatal(err)
		}
		p.ask(t, false, "", words(request+" -o json", email(1))...)
		p.ask(t, false, "", "sessions", "refresh", "-o", "json")
		s.ClearFaults()
	}
	for _, kind := range []sandbox.FaultKind{sandbox.FaultUnauthorized, sandbox.FaultHTML, sandbox.FaultTruncated, sandbox.FaultEmptyBody} {
		if err := s.Fault(sandbox.Fault{Target: sandbox.TargetToken, Kind: kind}); err != nil {
			t.Fatal(err)
		}
		p.ask(t, false, "", words(request, email(1))...)
		p.ask(t, false, "", "incode", "status", "--check", "-o", "json")
		s.ClearFaults()
	}
	for _, status := range []int{200, 400, 401, 404} {
		for _, at := range []string{"/omni/", "/oauth2/token"} {
			p.setMirrorAt(at, status)
			p.ask(t, false, "", words(request+" --notify email", email(2))...)
			p.ask(t, false, "", "sessions", "refresh", "-o", "yaml")
			p.ask(t, false, "", "incode", "status", "--check")
			p.setMirror(0)
		}
	}
	p.each(t, 0, "sessions list")
	p.do(t, 0, "incode disconnect --yes")
	p.do(t, 0, "%s", connect)
}

// local: sessions that documents are brought to.
func (p *plant) local(t *testing.T) {
	t.Helper()
	request := func(i int) string {
		person := p.people.Person(i)
		return p.show(t, "sessions request --integration oidc-1 --login-hint %s --local --valid-for 1h -o name", person.Email)
	}
	var ids []string
	for i, name := range []string{"openid", "ocr", "verified", "right0", "moved1", "birthdate2"} {
		for _, format := range []string{"table", "json", "yaml"} {
			id := request(i % 3)
			ids = append(ids, id)
			p.ask(t, false, "", "sessions", "complete", id, "--claims", name, "--explain", "-o", format)
		}
	}
	for name, text := range strangers() {
		if name == "openid" || name == "ocr" || name == "verified" {
			continue
		}
		id := request(0)
		p.ask(t, false, "", "sessions", "complete", id, "--claims", name)
		p.ask(t, false, text, "sessions", "complete", id, "--claims", "-", "-o", "json")
		p.ask(t, false, text, "match", "--login-hint", "nobody@lumen.example", "--claims", "-", "-o", "json")
	}
	person := p.people.Person(1)
	id := request(1)
	code, _ := p.ask(t, false, "", "sessions", "complete", id, "--claims", "moved1")
	if code != 10 {
		t.Errorf("an old address is %d", code)
	}
	p.do(t, 0, "sessions review %s --approve --note seen -o json", id)
	p.do(t, 6, "sessions complete %s --claims openid", id)
	p.show(t, "sessions complete %s --claims right1 --reveal -o json", request(1))
	for _, id := range ids {
		p.do(t, 0, "sessions get %s -o json", id)
	}
	p.each(t, 0, "sessions get %s", ids[0])
	p.do(t, 0, "sessions expire %s --yes", request(2))
	p.each(t, 0, "directory get %s --integration tokened", person.Email)
	p.show(t, "directory get %s --integration tokened --reveal", person.Email)
}

// credentials: those that are generated.
func (p *plant) credentials(t *testing.T) {
	t.Helper()
	for i, name := range []string{"", "oidc-1", "okta-idv-1"} {
		p.keep(t, p.show(t, "credentials generate-secret %s -o %s", name, []string{"json", "yaml", "json"}[i]), "client_secret")
		p.each(t, 0, "credentials get %s", name)
		p.each(t, 7, "credentials generate-secret %s", name)
		secret := p.keep(t, p.show(t, "credentials generate-secret %s --yes --secret-only", name), "client_secret")
		for file, code := range map[string]int{secret: 0, p.secrets[0]: 4, plantedSecret: 4} {
			for _, format := range []string{"table", "json"} {
				if got, _ := p.ask(t, false, file, append(words("credentials verify %s", name), "-o", format)...); got != code {
					t.Errorf("verify ends with %d, want %d", got, code)
				}
			}
		}
	}
	p.do(t, 0, "credentials revoke oidc-1 --yes -o json")
	p.do(t, 0, "integrations edit okta-idv-1 --name okta-idv-2 -o json")
	var keys []string
	for i, format := range []string{"json", "yaml"} {
		keys = append(keys, p.keep(t, p.show(t, "api-keys generate --name k%d -o %s", i, format), "key"))
	}
	p.keep(t, p.show(t, "api-keys generate --name k2 --key-only"), "key")
	if p.show(t, "api-keys copy k0 --stdout") != keys[0] || !strings.Contains(p.show(t, "api-keys copy k1 -o json"), keys[1]) {
		t.Error("what is copied is another key")
	}
	p.each(t, 0, "api-keys list")
	for _, key := range append(keys, plantedKey, plantedSecret) {
		for _, format := range []string{"table", "json", "yaml"} {
			p.ask(t, false, key, "api-keys", "verify", "-o", format)
			p.ask(t, false, "", "api-keys", "copy", key, "-o", format) // no place for a key
			p.ask(t, false, "", "api-keys", "verify", key, "-o", format)
			p.ask(t, false, "", "api-keys", "generate", "--name", key, "-o", format)
		}
		if key == plantedKey {
			break // what does not look like a key is taken for a name
		}
	}
	p.do(t, 7, "api-keys revoke k0")
	p.do(t, 0, "api-keys revoke k0 --yes -o json")
	p.do(t, 4, "api-keys copy k0")
}

// matches: documents without sessions.
func (p *plant) matches(t *testing.T) {
	t.Helper()
	person := p.people.Person(3)
	for name := range strangers() {
		p.ask(t, false, "", "match", "--login-hint", person.Email, "--integration", "tokened", "--claims", name, "--explain")
		p.ask(t, false, "", "match", "--login-hint", person.Email, "--integration", "tokened", "--claims", name, "-o", "json")
	}
	openid := strangers()["openid"]
	p.file(t, "batch", fmt.Sprintf("{\"login_hint\": %q, \"claims\": %s}\n{\"login_hint\": \"nobody@lumen.example\", \"claims\": %[2]s}\n%s\n", person.Email, openid, openid[:90]))
	p.file(t, "pairs", fmt.Sprintf("{\"label\": \"same\", \"left\": %s, \"right\": %[1]s}\n{\"label\": \"different\", \"left\": %[1]s, \"right\": {\"name\": \"Olaf Brandt\"}}\n{\"left\": %s\n", openid, openid[:90]))
	for _, format := range []string{"table", "json", "csv"} {
		p.ask(t, false, "", "match", "--batch", "batch", "-o", format)
		p.ask(t, false, "", "match", "compare", "--pairs", "pairs", "--explain", "-o", format)
		p.ask(t, false, "", "match", "evaluate", "--pairs", "pairs", "-o", format)
	}
	p.do(t, 0, "match policy presets")
	p.do(t, 0, "match policy explain strict")
	p.do(t, 0, "match policy schema")
	p.ask(t, false, "", "match", "policy", "check", "openid")
}

// wholes: what speaks of everything.
func (p *plant) wholes(t *testing.T) {
	t.Helper()
	person := p.people.Person(0)
	for _, line := range []string{
		"features list", "directory users", "directory users --enrollment enrolled", "directory status", "directory runs list", "directory readiness",
		"audit list --limit 0", "audit verify",
	} {
		p.each(t, 0, "%s", line)
	}
	for _, format := range []string{"table", "json", "yaml"} { // it is there to show the record
		p.show(t, "directory lookup --integration tokened --login-hint %s -o %s", person.Email, format)
	}
	p.people.Deactivate(4)
	p.do(t, 7, "directory sync tokened --full --max-deactivations 0 -o json")
	id := strings.Fields(p.show(t, "directory runs list -o name"))[0]
	p.each(t, 0, "directory runs get %s", id)
	p.each(t, 0, "directory runs review %s", id)
	p.do(t, 0, "directory runs apply %s --yes -o json", id)
	p.do(t, 0, "directory purge --older-than 0d --yes")
	p.people.Deactivate(5)
	p.do(t, 7, "directory sync tokened --full --max-deactivations 0 -o json")
	p.do(t, 0, "directory runs discard %s --yes", strings.Fields(p.show(t, "directory runs list -o name"))[0])

	// Files that incodectl writes lie outside of the folder of the person's own.
	p.do(t, 0, "directory report --html ../report.html")
	p.do(t, 0, "audit export --file ../audit.jsonl")
	p.do(t, 0, "audit export")
	p.do(t, 0, "audit verify --file ../audit.jsonl")
	for _, format := range []string{"yaml", "json"} {
		_, out := p.ask(t, false, "", "export", "-o", format)
		p.file(t, "../export."+format, out)
	}
	p.do(t, 0, "apply -f ../export.yaml --dry-run")
	p.do(t, 2, "apply -f openid") // no declaration
	p.file(t, "secret.yaml", "version: 1\nintegrations:\n  - {name: x, template: okta-directory, secret: "+plantedToken+", settings: {org_url: https://x.okta.com, auth: token}}\n")
	p.each(t, 2, "apply -f secret.yaml")
	p.file(t, "secret.yaml", "version: 1\nintegrations:\n  - {name: x, template: okta-directory, secret: {env: "+plantedToken+"}, token: "+plantedWrong+", settings: {org_url: https://x.okta.com, auth: token}}\n")
	p.each(t, 2, "apply -f secret.yaml")
	p.do(t, 0, "features disable integrations-ecosystem")
	p.do(t, 4, "credentials get")
	p.do(t, 0, "features enable integrations-ecosystem")
	p.do(t, 0, "integrations delete api-1 --yes -o json")
}

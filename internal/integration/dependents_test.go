package integration_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/integration"
	"github.com/incodectl/incodectl/internal/secret"
	"github.com/incodectl/incodectl/internal/secret/vault"
	"github.com/incodectl/incodectl/internal/store"
)

// diary is an audit log in memory; fail makes it refuse.
type diary struct {
	sync.Mutex
	changes []audit.Change
	fail    error
}

func (d *diary) Record(_ context.Context, c audit.Change) error {
	d.Lock()
	defer d.Unlock()
	if d.fail == nil {
		d.changes = append(d.changes, c)
	}
	return d.fail
}

// last returns the newest change in one line.
func (d *diary) last(t *testing.T) string {
	t.Helper()
	c := d.changes[len(d.changes)-1]
	before, err := json.Marshal(c.Before)
	if err != nil {
		t.Fatal(err)
	}
	after, err := json.Marshal(c.After)
	if err != nil {
		t.Fatal(err)
	}
	return c.Action + " " + c.Target.Name + " " + string(before) + " -> " + string(after)
}

// whole is a service with everything around it: two workflows, "strict" (w1) and
// "lax" (w2), and an audit log.
func whole(t *testing.T) (*integration.Service, *box, *diary) {
	t.Helper()
	s, b := service(t)
	d := &diary{}
	complete(s, d, b)
	if err := s.SetFeature(t.Context(), integration.FeatureEcosystem, true); err != nil {
		t.Fatal(err)
	}
	return s, b, d
}

func complete(s *integration.Service, d *diary, b *box) {
	n := 0
	s.NewClientID = func() string { n++; return fmt.Sprintf("%032x", n) }
	s.Audit = d
	s.Getenv = func(key string) string { return b.env[key] }
	s.Workflow = func(_ context.Context, ref string) (integration.Link, error) {
		for id, name := range map[string]string{"w1": "strict", "w2": "lax"} {
			if ref == id || ref == name {
				return integration.Link{ID: id, Name: name}, nil
			}
		}
		return integration.Link{}, fault.New(fault.NotFound, "there is no workflow %q", ref).WithHint("incodectl workflows list")
	}
	s.AnyWorkflow = func(context.Context) (bool, error) { return true, nil }
	s.Synced = func(context.Context, string) (bool, error) { return true, nil }
}

func make1(t *testing.T, s *integration.Service, template, name string, settings integration.Settings) integration.Integration {
	t.Helper()
	in, _, err := s.Create(t.Context(), integration.CreateRequest{Template: template, Name: name, Settings: settings})
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestAutomaticIntegration(t *testing.T) {
	s, _, d := whole(t)
	in, err := s.Get(t.Context(), integration.ClientCredentials)
	if err != nil || in.Category != integration.CategoryCustom || len(in.ClientID) != 32 {
		t.Fatalf("%+v, %v", in, err)
	}
	if got := d.last(t); !strings.HasPrefix(got, "integration.create oidc-client-credentials null -> ") || !strings.Contains(got, in.ClientID) {
		t.Error(got)
	}
	n := len(d.changes)
	for range 2 { // neither again, nor another one
		if err := s.SetFeature(t.Context(), integration.FeatureEcosystem, true); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := s.List(t.Context()); err != nil || len(all) != 1 || all[0].ID != in.ID || len(d.changes) != n {
		t.Errorf("%+v, %v, %d changes", all, err, len(d.changes)-n)
	}
	if err := s.SetFeature(t.Context(), integration.FeatureEcosystem, false); err != nil {
		t.Fatal(err)
	}
	if got, want := d.last(t), `feature.disable integrations-ecosystem {"enabled":true} -> {"enabled":false}`; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if err := s.SetFeature(t.Context(), integration.FeatureEcosystem, true); err != nil {
		t.Fatal(err)
	}

	_, _, err = s.Edit(t.Context(), in.ID, integration.EditRequest{Name: "mine"})
	refused := map[string]error{"edit": err}
	_, refused["preview"] = s.PreviewDelete(t.Context(), in.ID)
	_, refused["delete"] = s.Delete(t.Context(), integration.Doomed{Integration: in, Force: true})
	_, _, refused["create"] = s.Create(t.Context(), integration.CreateRequest{Template: integration.ClientCredentials, Name: "mine"})
	for what, err := range refused {
		if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "automatic") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, _, err := s.SetSecret(t.Context(), in.ID, secret.New("x")); !fault.Is(err, fault.Usage) || !strings.Contains(fault.HintOf(err), "generate-secret") {
		t.Errorf("set-secret: %v (%s)", err, fault.HintOf(err))
	}
}

// TestAutomaticInAnOlderStore holds that a store from before there was an
// automatic integration gets one, whatever its name is taken by.
func TestAutomaticInAnOlderStore(t *testing.T) {
	s, b := service(t) // which makes none
	r := corp()
	r.Name = "OIDC-client_credentials"
	if _, _, err := s.Create(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	complete(s, &diary{}, b)
	all, err := s.List(t.Context())
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	if i := slices.IndexFunc(all, func(in integration.Integration) bool { return in.Template == integration.ClientCredentials }); all[i].Name != "oidc-client-credentials-2" {
		t.Errorf("%+v", all)
	}
}

func TestLinks(t *testing.T) {
	s, _, d := whole(t)
	dir := create(t, s)
	in := make1(t, s, integration.Helpdesk, "desk", integration.Settings{"workflow": {"strict"}, "directory": {"CORP"}})
	if in.Settings.Get("workflow") != "w1" || in.Settings.Get("directory") != dir.ID || in.ClientID != "" {
		t.Fatalf("%+v", in)
	}
	want := `integration.create desk null -> {"name":"desk","settings":{"directory":{"id":"` + dir.ID +
		`","name":"corp"},"workflow":{"id":"w1","name":"strict"}},"template":"helpdesk"}`
	if got := d.last(t); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	_, after, err := s.Edit(t.Context(), "desk", integration.EditRequest{Set: integration.Settings{"workflow": {"lax"}}})
	if err != nil || after.Settings.Get("workflow") != "w2" {
		t.Fatalf("%+v, %v", after, err)
	}
	want = `integration.edit desk {"settings":{"workflow":{"id":"w1","name":"strict"}}} -> {"settings":{"workflow":{"id":"w2","name":"lax"}}}`
	if got := d.last(t); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	links, err := s.Links(t.Context(), after)
	if err != nil || links.Workflow.Name != "lax" || links.Directory.Name != "corp" {
		t.Errorf("%+v, %v", links, err)
	}

	n := len(d.changes)
	for what, c := range map[string]struct {
		settings integration.Settings
		code     fault.Code
		words    string
	}{
		"no workflow":        {integration.Settings{}, fault.Usage, "--workflow is missing"},
		"unknown workflow":   {integration.Settings{"workflow": {"x"}}, fault.NotFound, `no workflow "x"`},
		"unknown directory":  {integration.Settings{"workflow": {"lax"}, "directory": {"x"}}, fault.NotFound, `no integration "x"`},
		"not a directory":    {integration.Settings{"workflow": {"lax"}, "directory": {"desk"}}, fault.Usage, "not a directory"},
		"two workflows":      {integration.Settings{"workflow": {"lax", "strict"}}, fault.Usage, "more than once"},
		"a field of others'": {integration.Settings{"workflow": {"lax"}, "redirect_uris": {"https://a.example"}}, fault.Usage, "redirect_uris is no field"},
	} {
		_, _, err := s.Create(t.Context(), integration.CreateRequest{Template: integration.API, Name: "x", Settings: c.settings})
		if !fault.Is(err, c.code) || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if len(d.changes) != n {
		t.Error("a refused creation is in the log")
	}
	s.AnyWorkflow = func(context.Context) (bool, error) { return false, nil }
	for _, given := range []integration.Settings{{}, {"workflow": {"x"}}} {
		_, _, err := s.Create(t.Context(), integration.CreateRequest{Template: integration.API, Name: "x", Settings: given})
		if err == nil || !strings.Contains(fault.HintOf(err), "create one first: incodectl workflows create") {
			t.Errorf("%v (%s)", err, fault.HintOf(err))
		}
	}
}

func TestDirectoriesTakeNoWorkflow(t *testing.T) {
	s, _, _ := whole(t)
	r := corp()
	r.Settings["workflow"] = []string{"lax"}
	if _, _, err := s.Create(t.Context(), r); !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "takes no workflow") {
		t.Error(err)
	}
	create(t, s)
	_, _, err := s.Edit(t.Context(), "corp", integration.EditRequest{Set: integration.Settings{"workflow": {"lax"}}})
	if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "takes no workflow") {
		t.Error(err)
	}
}

// TestDeletingALinkedDirectory is refused unless it is forced; then the link
// stays, says that it is dead, and does not keep the integration from being mended.
func TestDeletingALinkedDirectory(t *testing.T) {
	s, b, d := whole(t)
	dir := create(t, s)
	desk := make1(t, s, integration.Helpdesk, "desk", integration.Settings{"workflow": {"lax"}, "directory": {"corp"}})
	doomed, err := s.PreviewDelete(t.Context(), "corp")
	if err != nil || len(doomed.Dependents.Linked) != 1 {
		t.Fatalf("%+v, %v", doomed, err)
	}
	var left []string
	s.Leaving = func(_ context.Context, in integration.Integration) error { left = append(left, in.Name); return nil }
	if _, err := s.Delete(t.Context(), doomed); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "desk") || len(left) != 0 {
		t.Fatalf("%v, left %v", err, left)
	}
	// Nothing goes when what depends on it cannot be stopped, or not be logged.
	doomed.Force = true
	leaving := s.Leaving
	s.Leaving = func(context.Context, integration.Integration) error { return fault.New(fault.Locked, "not now") }
	if _, err := s.Delete(t.Context(), doomed); !fault.Is(err, fault.Locked) || b.m["corp"] == "" {
		t.Fatalf("%v, secrets %v", err, b.m)
	}
	s.Leaving = leaving
	d.fail = fault.New(fault.Locked, "the log is full")
	if _, err := s.Delete(t.Context(), doomed); !fault.Is(err, fault.Locked) || b.m["corp"] == "" {
		t.Fatalf("%v, secrets %v", err, b.m)
	}
	d.fail, left = nil, nil
	if _, err := s.Get(t.Context(), "corp"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Delete(t.Context(), doomed); err != nil || len(left) != 1 || b.m["corp"] != "" {
		t.Fatalf("%v, left %v, secrets %v", err, left, b.m)
	}
	links, err := s.Links(t.Context(), desk)
	if err != nil || !links.Directory.Deleted || links.Directory.Name != "corp" || links.Directory.ID != dir.ID {
		t.Errorf("%+v, %v", links.Directory, err)
	}
	steps, err := s.Missing(t.Context(), desk)
	if err != nil || len(steps) != 1 || steps[0].Code != fault.Deleted {
		t.Errorf("%v, %v", steps, err)
	}
	if _, _, err := s.Edit(t.Context(), "desk", integration.EditRequest{Name: "help"}); err != nil {
		t.Errorf("renaming with a dead link: %v", err)
	}
	if _, after, err := s.Edit(t.Context(), "help", integration.EditRequest{Clear: []string{"directory"}}); err != nil || after.Settings["directory"] != nil {
		t.Errorf("%+v, %v", after, err)
	}
}

func TestMissingInOrder(t *testing.T) {
	s, _, _ := whole(t)
	synced := map[string]bool{}
	s.Synced = func(_ context.Context, id string) (bool, error) { return synced[id], nil }
	desk := make1(t, s, integration.Helpdesk, "desk", integration.Settings{"workflow": {"lax"}})
	wants := func(in integration.Integration, want ...string) {
		t.Helper()
		steps, err := s.Missing(t.Context(), in)
		if err != nil || len(steps) != len(want) {
			t.Fatalf("%v, %v; want %q", steps, err, want)
		}
		for i, step := range steps {
			if !strings.Contains(step.Hint, want[i]) {
				t.Errorf("step %d is %v (%s), want %q", i, step, step.Hint, want[i])
			}
		}
	}
	wants(desk, "integrations create okta-directory")
	dir := create(t, s)
	wants(desk, "directory sync corp")
	synced[dir.ID] = true
	wants(desk)
	r := corp()
	r.Name = "other"
	if _, _, err := s.Create(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	wants(desk, "directory sync other", "integrations edit desk --directory NAME")
	_, linked, err := s.Edit(t.Context(), "desk", integration.EditRequest{Set: integration.Settings{"directory": {"corp"}}})
	if err != nil {
		t.Fatal(err)
	}
	wants(linked)
	if _, _, err := s.Edit(t.Context(), "corp", integration.EditRequest{Set: integration.Settings{"org_url": {"https://new.okta.com"}}}); err != nil {
		t.Fatal(err)
	}
	wants(linked, "directory sync corp")
	wants(dir) // directories have no prerequisites
}

func TestRedirectURIs(t *testing.T) {
	s, _, _ := whole(t)
	const exact = "https://App.corp.example/callback/?a=b&c=%2f"
	in := make1(t, s, integration.OIDC, "portal", integration.Settings{
		"workflow": {"lax"}, "redirect_uris": {exact, "http://127.0.0.1:8080/cb", "http://localhost/cb", "http://[::1]:9/", "https://app.corp.example"},
	})
	if in.Settings["redirect_uris"][0] != exact || len(in.ClientID) != 32 {
		t.Errorf("%+v", in)
	}
	for _, near := range []string{
		"https://app.corp.example/callback/?a=b&c=%2f", "https://App.corp.example/callback?a=b&c=%2f", exact + "&", "https://App.corp.example:443/callback/?a=b&c=%2f",
		"https://App.corp.example/callback/?a=b&c=%2F", "http://127.0.0.1:8081/cb", "",
	} {
		if in.Redirects(near) {
			t.Errorf("%s passes", near)
		}
	}
	if !in.Redirects(exact) {
		t.Error("the registered one does not pass")
	}
	for uri, words := range map[string]string{
		"https://a.example/#":                            "fragment",
		"https://a.example/cb#x":                         "fragment",
		"http://a.example/cb":                            "this machine only",
		"http://127.0.0.1.a.example/cb":                  "this machine only",
		"/cb":                                            "not absolute",
		"a.example/cb":                                   "not absolute",
		"https:///cb":                                    "not absolute",
		"https:a.example":                                "not absolute",
		"javascript:alert(1)":                            "not absolute",
		"myapp://cb":                                     "does not begin with https",
		"https://user:hunter2@a.example/cb":              "user name or password",
		"https://*.a.example/cb":                         "wildcard",
		"https://a.example/*":                            "wildcard",
		"https://a.example/cb?next=*":                    "wildcard",
		"https://a.example/c b":                          "is no URI",
		"https://a.example/\\evil.example":               "is no URI",
		"https://größe.example/cb":                       "is no URI",
		"https://a.example/%zz":                          "is no URI",
		"https://a.example/" + strings.Repeat("a", 2000): "longer than",
	} {
		_, _, err := s.Create(t.Context(), integration.CreateRequest{
			Template: integration.OIDC, Name: "x", Settings: integration.Settings{"workflow": {"lax"}, "redirect_uris": {uri}},
		})
		if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), words) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v, want %q", uri, err, words)
		}
	}
	checks, err := s.CheckUp(t.Context(), in, "https://APP.corp.example")
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(checks, func(c integration.Checked) bool { return c.What == "redirect_uri" })
	if last := checks[i]; !fault.Is(last.Err, fault.Unauthorized) || !strings.Contains(last.Err.Error(), "https://app.corp.example is,") {
		t.Errorf("%+v", last)
	}
}

// TestSecretByReference holds the order in which a secret is looked for, and
// that what is not needed any more does not stay behind.
func TestSecretByReference(t *testing.T) {
	s, b, d := whole(t)
	b.env = map[string]string{}
	r := corp()
	r.Settings["secret_env"] = []string{"OKTA_TOKEN"}
	if _, _, err := s.Create(t.Context(), r); !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "cannot be used together") {
		t.Errorf("a secret and its variable: %v", err)
	}
	r.Secret = secret.Value{}
	in, from, err := s.Create(t.Context(), r)
	if err != nil || from != "OKTA_TOKEN" || len(b.m) != 0 {
		t.Fatalf("from %q, %v, stored %v", from, err, b.m)
	}
	b.m["corp"] = "left over from somewhere"
	if _, _, err := s.Secret(t.Context(), in); !fault.Is(err, fault.SecretUnavailable) || !strings.Contains(err.Error(), "OKTA_TOKEN") {
		t.Errorf("without the variable: %v", err)
	}
	read := func(want, where string) {
		t.Helper()
		in, err := s.Get(t.Context(), "corp")
		if err != nil {
			t.Fatal(err)
		}
		if v, from, err := s.Secret(t.Context(), in); err != nil || v.Reveal() != want || string(from) != where {
			t.Errorf("%q from %q, %v; want %q", v.Reveal(), from, err, want)
		}
	}
	b.env["OKTA_TOKEN"] = "00named"
	read("00named", "OKTA_TOKEN")
	b.env["INCODECTL_SECRET_CORP"] = "00own"
	read("00own", "INCODECTL_SECRET_CORP")
	delete(b.env, "INCODECTL_SECRET_CORP")
	if _, _, err := s.SetSecret(t.Context(), "corp", secret.New("00new")); !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "OKTA_TOKEN") {
		t.Errorf("setting one: %v", err)
	}
	if _, _, err := s.Edit(t.Context(), "corp", integration.EditRequest{Secret: secret.New("00new")}); !fault.Is(err, fault.Usage) || !strings.Contains(fault.HintOf(err), "--clear secret-env") {
		t.Errorf("setting one: %v", err)
	}
	if _, _, err := s.Edit(t.Context(), "corp", integration.EditRequest{Clear: []string{"secret_env"}}); !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "is missing") {
		t.Errorf("neither: %v", err)
	}

	// From there to the store and back.
	delete(b.m, "corp")
	if _, _, err := s.Edit(t.Context(), "corp", integration.EditRequest{Clear: []string{"secret_env"}, Secret: secret.New("00kept")}); err != nil {
		t.Fatal(err)
	}
	read("00kept", "memory")
	if got := d.last(t); got != `integration.set_secret corp null -> {"kept_in":"memory"}` {
		t.Error(got)
	}
	if _, _, err := s.Edit(t.Context(), "corp", integration.EditRequest{Name: "prod", Set: integration.Settings{"secret_env": {"OKTA_TOKEN"}}}); err != nil {
		t.Fatal(err)
	}
	if len(b.m) != 0 {
		t.Errorf("left in the store: %v", b.m)
	}
	if doomed, err := s.PreviewDelete(t.Context(), "prod"); err != nil || doomed.Secret {
		t.Errorf("%+v, %v", doomed, err)
	}
	for _, bad := range []string{"okta_token", "00abcDEF", "A-B", "A=B", ""} {
		_, _, err := s.Edit(t.Context(), "prod", integration.EditRequest{Set: integration.Settings{"secret_env": {bad}}})
		if !fault.Is(err, fault.Usage) || bad != "" && strings.Contains(err.Error(), bad) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for _, c := range d.changes {
		if text := fmt.Sprint(c); strings.Contains(text, "00named") || strings.Contains(text, "00kept") || strings.Contains(text, "00new") {
			t.Errorf("a secret is in the log: %s", text)
		}
	}
}

// TestGeneratedSecretsFollow holds that the secret generated for an OpenID
// Connect client goes where its integration goes.
func TestGeneratedSecretsFollow(t *testing.T) {
	s, b, _ := whole(t)
	in := make1(t, s, integration.OktaIDP, "login", integration.Settings{"workflow": {"lax"}})
	repo := &withSecret{Repository: s.Repo, id: in.ID}
	s.Repo = repo
	b.m["login"] = "generated"
	if _, _, err := s.Edit(t.Context(), "login", integration.EditRequest{Name: "sign-in"}); err != nil {
		t.Fatal(err)
	}
	if b.m["sign-in"] != "generated" || len(b.m) != 1 {
		t.Errorf("after a rename: %v", b.m)
	}
	doomed, err := s.PreviewDelete(t.Context(), "sign-in")
	if err != nil || !doomed.Secret {
		t.Fatalf("%+v, %v", doomed, err)
	}
	if _, err := s.Delete(t.Context(), doomed); err != nil || len(b.m) != 0 {
		t.Errorf("%v, left %v", err, b.m)
	}
}

// withSecret says of one integration that a client secret was generated for it.
type withSecret struct {
	integration.Repository
	id string
}

func (r *withSecret) Dependents(ctx context.Context, id string) (integration.Dependents, error) {
	d, err := r.Repository.Dependents(ctx, id)
	d.ClientSecret = id == r.id
	return d, err
}

// TestWhatFailsLeavesTheSecret holds that the secret store is put back when the
// change does not come about after all.
func TestWhatFailsLeavesTheSecret(t *testing.T) {
	s, b, d := whole(t)
	create(t, s)
	d.fail = fault.New(fault.Locked, "the log is full")
	r := corp()
	r.Name = "other"
	_, _, err := s.Create(t.Context(), r)
	failed := map[string]error{"create": err}
	_, _, failed["set-secret"] = s.SetSecret(t.Context(), "corp", secret.New("00new"))
	_, _, failed["edit"] = s.Edit(t.Context(), "corp", integration.EditRequest{Name: "prod", Secret: secret.New("00new")})
	_, _, failed["edit secret"] = s.Edit(t.Context(), "corp", integration.EditRequest{Secret: secret.New("00new")})
	for what, err := range failed {
		if !fault.Is(err, fault.Locked) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if b.m["corp"] != "00token" || len(b.m) != 1 {
		t.Errorf("secrets are %v", b.m)
	}
	if in, err := s.Get(t.Context(), "corp"); err != nil || in.Name != "corp" {
		t.Errorf("%+v, %v", in, err)
	}
}

// TestWhatFailsBesideAVariable holds that also where an environment variable wins
// over it, the stored secret is put back, and comes along when it is renamed.
func TestWhatFailsBesideAVariable(t *testing.T) {
	s, _, d := whole(t)
	create(t, s)
	env := map[string]string{}
	dir := t.TempDir()
	stored, err := vault.Open(vault.Options{Kind: vault.KindFile, Profile: "default", Dir: dir, Getenv: func(k string) string { return env[k] }})
	if err != nil {
		t.Fatal(err)
	}
	s.Secrets = func() (secret.Store, error) { return stored, nil }
	if _, err := stored.Set(t.Context(), "corp", secret.New("00kept")); err != nil {
		t.Fatal(err)
	}
	holds := func(name, want string) {
		t.Helper()
		clear(env)
		if v, _, err := stored.Get(t.Context(), name); err != nil || v.Reveal() != want {
			t.Errorf("%s: %v, the stored secret is not %s", name, err, want)
		}
	}
	env["INCODECTL_SECRET_CORP"] = "00other"
	d.fail = fault.New(fault.Locked, "the log is full")
	if _, _, err := s.SetSecret(t.Context(), "corp", secret.New("00new")); !fault.Is(err, fault.Locked) {
		t.Fatal(err)
	}
	holds("corp", "00kept")
	d.fail = nil
	env["INCODECTL_SECRET_CORP"] = "00other"
	if _, _, err := s.Edit(t.Context(), "corp", integration.EditRequest{Name: "prod"}); err != nil {
		t.Fatal(err)
	}
	holds("prod", "00kept")
}

// TestForgetDeleted holds that what a deletion could not remove goes later, and
// never what belongs to somebody else by then.
func TestForgetDeleted(t *testing.T) {
	s, b, _ := whole(t)
	in := create(t, s)
	doomed, err := s.PreviewDelete(t.Context(), "corp")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Delete(t.Context(), doomed); err != nil {
		t.Fatal(err)
	}
	b.m["corp"] = "00left" // as a kill after the transaction leaves it
	if name, err := s.ForgetDeleted(t.Context(), in.ID); err != nil || name != "corp" || len(b.m) != 0 {
		t.Errorf("%q, %v, left %v", name, err, b.m)
	}
	if name, err := s.ForgetDeleted(t.Context(), "corp"); err != nil || name != "" {
		t.Errorf("once more: %q, %v", name, err)
	}
	create(t, s)
	if name, err := s.ForgetDeleted(t.Context(), in.ID); err != nil || name != "" || b.m["corp"] != "00token" {
		t.Errorf("of a living one: %q, %v, %v", name, err, b.m)
	}
	if name, err := s.ForgetDeleted(t.Context(), "nobody"); err != nil || name != "" {
		t.Errorf("nobody: %q, %v", name, err)
	}
}

// TestConcurrentEdits has twenty edits of different fields at once, through
// stores of their own like as many processes: none undoes another.
func TestConcurrentEdits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	services := make([]*integration.Service, 4)
	d := &diary{}
	var ids sync.Mutex
	n := 0
	for i := range services {
		repo, err := store.Open(t.Context(), path, store.Options{Now: now})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = repo.Close() })
		b := &box{m: map[string]string{"corp": "00token"}}
		services[i] = &integration.Service{
			Repo: repo, Now: now, Secrets: func() (secret.Store, error) { return b, nil },
			NewID: func() string {
				ids.Lock()
				defer ids.Unlock()
				n++
				return fmt.Sprintf("00000000-0000-7000-8000-%012d", n)
			},
		}
		complete(services[i], d, b)
	}
	if err := services[0].SetFeature(t.Context(), integration.FeatureEcosystem, true); err != nil {
		t.Fatal(err)
	}
	create(t, services[0])
	desk := make1(t, services[0], integration.ServiceNow, "desk", integration.Settings{"workflow": {"lax"}})
	edits := []struct{ id, key, value string }{
		{"corp", "max_deactivations", "20"},
		{"corp", "max_updates", "none"},
		{"corp", "full_every", "7d"},
		{"corp", "max_api_share", "25%"},
		{"corp", "concurrency", "4"},
		{"corp", "groups", "00g1"},
		{"corp", "mapping", "birthdate=profile.dob"},
		{"corp", "base_url", "https://gateway.corp.example"},
		{"corp", "org_url", "https://new.okta.com"},
		{desk.ID, "workflow", "w1"},
		{desk.ID, "directory", "corp"},
		{desk.ID, "instance_url", "https://corp.service-now.com"},
		{desk.ID, "reference", "at-incode"},
	}
	for i := range 7 { // and as many that make something new
		edits = append(edits, struct{ id, key, value string }{"", "name", fmt.Sprintf("new-%d", i)})
	}
	var wait sync.WaitGroup
	for i, e := range edits {
		wait.Go(func() {
			s := services[i%len(services)]
			var err error
			if e.id == "" {
				_, _, err = s.Create(t.Context(), integration.CreateRequest{Template: integration.API, Name: e.value, Settings: integration.Settings{"workflow": {"lax"}}})
			} else {
				_, _, err = s.Edit(t.Context(), e.id, integration.EditRequest{Set: integration.Settings{e.key: {e.value}}})
			}
			if err != nil {
				t.Errorf("%+v: %v", e, err)
			}
		})
	}
	wait.Wait()
	for _, e := range edits {
		id := e.id
		if id == "" {
			id = e.value
		}
		in, err := services[0].Get(t.Context(), id)
		got := in.Settings.Get(e.key)
		if e.key == "directory" {
			e.value = corpIDOf(t, services[0])
		}
		if e.key == "name" {
			got = in.Name
		}
		if err != nil || got != e.value {
			t.Errorf("%s %s is %q, want %q; %v", id, e.key, got, e.value, err)
		}
	}
	if all, err := services[0].List(t.Context()); err != nil || len(all) != 10 {
		t.Errorf("%d integrations, %v", len(all), err)
	}
	if len(d.changes) != 2+2+len(edits) {
		t.Errorf("%d changes are logged", len(d.changes))
	}
}

func corpIDOf(t *testing.T, s *integration.Service) string {
	t.Helper()
	in, err := s.Get(t.Context(), "corp")
	if err != nil {
		t.Fatal(err)
	}
	return in.ID
}

// TestListed holds that neither limits nor the place of the secret say who is listed.
func TestListed(t *testing.T) {
	s := integration.Settings{"org_url": {"o"}, "groups": {"g"}, "secret_env": {"X"}, "concurrency": {"4"}}
	if got := s.Listed(); len(got) != 2 || got["org_url"] == nil || got["groups"] == nil || len(s) != 4 {
		t.Errorf("%v", got)
	}
}

// TestTemplatesAreWhole holds of every template what commands rely on.
func TestTemplatesAreWhole(t *testing.T) {
	count := map[integration.Category]int{}
	for _, tpl := range integration.Templates() {
		count[tpl.Category]++
		_, linked := tpl.Field(integration.KeyWorkflow)
		if dir := tpl.Category == integration.CategoryDirectory; linked != tpl.Sessions || dir && (tpl.Sessions || tpl.OpenID) {
			t.Errorf("%s: workflow %v, sessions %v, OpenID %v", tpl.ID, linked, tpl.Sessions, tpl.OpenID)
		}
		in := integration.Integration{ID: "id", Name: "n", ClientID: "own", Settings: integration.Settings{integration.KeyAppID: {"app"}}}
		if !tpl.OpenID {
			in.ClientID = ""
		}
		pastes := tpl.Pastes(in, integration.Around{Auth: "https://auth", API: "https://api", ConfigurationID: "c", ClientID: "automatic"})
		if len(pastes) != len(tpl.Copy) {
			t.Errorf("%s: %d of %v have a value: %v", tpl.ID, len(pastes), tpl.Copy, pastes)
		}
		for _, p := range pastes {
			if p.Key == integration.CopyClientID && (p.Value == "own") != tpl.OpenID {
				t.Errorf("%s: the client ID is %s", tpl.ID, p.Value)
			}
		}
		for _, n := range tpl.NotesFor(in) {
			if strings.ContainsAny(n, "{}") {
				t.Errorf("%s: %s", tpl.ID, n)
			}
		}
	}
	want := map[integration.Category]int{
		integration.CategoryDirectory: 3, integration.CategoryIAM: 3, integration.CategoryHelpdesk: 3, integration.CategoryCustom: 3,
	}
	if fmt.Sprint(count) != fmt.Sprint(want) {
		t.Errorf("%v", count)
	}
}

// TestReferenceIsNobodyElses: under the ID of another integration, or of one that
// was deleted, no sessions are requested by way of the reference either.
func TestReferenceIsNobodyElses(t *testing.T) {
	s, _, _ := whole(t)
	make := func(name, reference string) (integration.Integration, error) {
		set := integration.Settings{integration.KeyWorkflow: {"w1"}}
		if reference != "" {
			set[integration.KeyReference] = []string{reference}
		}
		in, _, err := s.Create(t.Context(), integration.CreateRequest{Template: integration.API, Name: name, Settings: set})
		return in, err
	}
	gone, err := make("gone", "")
	if err != nil {
		t.Fatal(err)
	}
	there, err := make("there", "")
	if err != nil {
		t.Fatal(err)
	}
	doomed, err := s.PreviewDelete(t.Context(), "gone")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Delete(t.Context(), doomed); err != nil {
		t.Fatal(err)
	}
	for ref, code := range map[string]fault.Code{
		gone.ID: fault.Deleted, strings.ToUpper(gone.ID): fault.Deleted, there.ID: fault.Conflict,
	} {
		if _, err := make("new", ref); !fault.Is(err, code) {
			t.Errorf("create %s: %v, want %s", ref, err, code)
		}
	}
	for _, ref := range []string{"theirs", "there", "gone", "11111111-2222-3333-4444-555555555555"} {
		_, after, err := s.Edit(t.Context(), "there", integration.EditRequest{Set: integration.Settings{integration.KeyReference: {ref}}})
		if err != nil || after.Settings.Get(integration.KeyReference) != ref {
			t.Errorf("edit %s: %v", ref, err)
		}
	}
	if _, _, err := s.Edit(t.Context(), "there", integration.EditRequest{Set: integration.Settings{integration.KeyReference: {gone.ID}}}); !fault.Is(err, fault.Deleted) {
		t.Errorf("edit: %v", err)
	}
	// Its own ID is what it has anyway.
	if _, _, err := s.Edit(t.Context(), "there", integration.EditRequest{Set: integration.Settings{integration.KeyReference: {there.ID}}}); err != nil {
		t.Errorf("its own: %v", err)
	}
}

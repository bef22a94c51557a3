package connection_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/audit"
	"github.com/incodectl/incodectl/internal/credential"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/incode/connection"
	"github.com/incodectl/incodectl/internal/secret"
)

// profile is a profile in memory: settings, secrets and log.
type profile struct {
	saved    connection.Saved
	env      map[string]string // environment variables
	stored   map[string]secret.Value
	log      []audit.Change
	tried    []connection.Credentials
	refuse   error  // of Try
	failing  string // name of the secret that cannot be stored
	locked   bool   // nothing stored can be read
	unlogged error  // of the log
	// reading, if not nil, is called before a secret is read.
	reading func(name string)
}

func newProfile() *profile {
	return &profile{saved: connection.Saved{Environment: "demo"}, env: map[string]string{}, stored: map[string]secret.Value{}}
}

func hosts(environment string) (auth, api string) {
	return "https://auth." + environment, "https://api." + environment
}

func (p *profile) settings() connection.Settings {
	auth, api := hosts(p.saved.Environment)
	s := connection.Settings{
		Environment: connection.Setting{Value: p.saved.Environment, Source: "file x, profile default"},
		AuthURL:     connection.Setting{Value: auth}, APIURL: connection.Setting{Value: api},
		ClientID: connection.Setting{Value: p.saved.ClientID, Source: "default"},
	}
	if p.saved.ClientID != "" {
		s.ClientID.Source = "file x, profile default"
	} else {
		s.Environment.Source = "default"
	}
	if p.saved.APIURL != "" {
		s.APIURL.Value = p.saved.APIURL
	}
	if u := p.env["api"]; u != "" {
		s.APIURL = connection.Setting{Value: u, Source: "environment API"}
	}
	return s
}

func (p *profile) service() *connection.Service {
	return &connection.Service{
		Settings: p.settings, Hosts: hosts, Repo: p, Audit: p,
		Save: func(s connection.Saved) error {
			if s.ClientID == "" {
				s = connection.Saved{Environment: "demo"}
			}
			p.saved = s
			return nil
		},
		Secrets: func() (secret.Store, error) { return p, nil },
		Try: func(_ context.Context, c connection.Credentials, send bool) error {
			if send {
				p.tried = append(p.tried, c)
			}
			return p.refuse
		},
	}
}

func (p *profile) Atomically(ctx context.Context, f func(ctx context.Context) error) error {
	log := slices.Clone(p.log)
	err := f(ctx)
	if err != nil {
		p.log = log
	}
	return err
}

func (p *profile) Record(_ context.Context, c audit.Change) error {
	if p.unlogged != nil {
		return p.unlogged
	}
	p.log = append(p.log, c)
	return nil
}

func (p *profile) Get(_ context.Context, name string) (secret.Value, secret.Origin, error) {
	if v := p.env[secret.EnvName(name)]; v != "" {
		return secret.New(v), secret.EnvOrigin(name), nil
	}
	if p.locked {
		return secret.Value{}, "", fault.New(fault.SecretUnavailable, "no keyring")
	}
	if p.reading != nil {
		p.reading(name)
	}
	if v, ok := p.stored[name]; ok {
		return v, "keyring", nil
	}
	return secret.Value{}, "", fault.New(fault.NotFound, "no secret")
}

func (p *profile) Set(_ context.Context, name string, v secret.Value) (secret.Origin, error) {
	if name == p.failing {
		return "", fault.New(fault.SecretUnavailable, "locked")
	}
	p.stored[name] = v
	return "keyring", nil
}

func (p *profile) Delete(_ context.Context, name string) error {
	delete(p.stored, name)
	return nil
}

// connect does what the command does without asking.
func (p *profile) connect(t *testing.T, r connection.Request) error {
	t.Helper()
	d, err := p.service().Prepare(t.Context(), r)
	if err != nil {
		return err
	}
	return p.service().Connect(t.Context(), d, true)
}

func all() connection.Request {
	return connection.Request{ClientID: "client", ClientSecret: secret.New("s1"), APIKey: secret.New("k1"), AdminToken: secret.New("a1")}
}

func (p *profile) must(t *testing.T, r connection.Request) {
	t.Helper()
	if err := p.connect(t, r); err != nil {
		t.Fatal(err)
	}
}

func (p *profile) loads(t *testing.T, want string) {
	t.Helper()
	c, err := p.service().Load(t.Context())
	got := strings.Join([]string{c.ClientID, c.APIURL, c.ClientSecret.Reveal(), c.APIKey.Reveal(), c.AdminToken.Reveal()}, " ")
	if err != nil || got != want {
		t.Errorf("loaded %q (%v), want %q", got, err, want)
	}
}

func TestConnectAndReplace(t *testing.T) {
	p := newProfile()
	if _, err := p.service().Load(t.Context()); !fault.Is(err, fault.NotFound) || p.service().Connected() {
		t.Errorf("not connected: %v", err)
	}
	p.must(t, all())
	p.loads(t, "client https://api.demo s1 k1 a1")
	if len(p.tried) != 1 || p.tried[0].ClientSecret.Reveal() != "s1" {
		t.Errorf("tried %d times", len(p.tried))
	}
	p.must(t, connection.Request{APIKey: secret.New("k2")})
	p.loads(t, "client https://api.demo s1 k2 a1")
	p.must(t, connection.Request{ClientID: "another", ClientSecret: secret.New("s2")})
	p.loads(t, "another https://api.demo s2 k2 a1")
	p.must(t, connection.Request{Environment: "production", ClientSecret: secret.New("s3"), APIKey: secret.New("k3")})
	p.loads(t, "another https://api.production s3 k3 ") // the admin token was the demo's
	p.must(t, connection.Request{APIURL: "https://gateway", ClientSecret: secret.New("s3"), APIKey: secret.New("k3")})
	p.loads(t, "another https://gateway s3 k3 ")
	if p.saved != (connection.Saved{Environment: "production", APIURL: "https://gateway", ClientID: "another"}) {
		t.Errorf("saved %+v", p.saved)
	}
}

// TestWhatIsMissing: nothing that belongs elsewhere counts as there.
func TestWhatIsMissing(t *testing.T) {
	for name, tc := range map[string]struct {
		before, request connection.Request
		needs           string
	}{
		"first time":     {connection.Request{}, connection.Request{}, "id secret key"},
		"other address":  {all(), connection.Request{APIURL: "https://gateway"}, "secret key"},
		"environment":    {all(), connection.Request{Environment: "production"}, "secret key"},
		"other client":   {all(), connection.Request{ClientID: "other"}, "secret"},
		"same again":     {all(), connection.Request{}, ""},
		"same by name":   {all(), connection.Request{Environment: "demo", ClientID: "client"}, ""},
		"same by adress": {all(), connection.Request{APIURL: "https://api.demo"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := newProfile()
			if tc.before.ClientID != "" {
				p.must(t, tc.before)
			}
			d, err := p.service().Prepare(t.Context(), tc.request)
			var needs []string
			for word, needed := range map[string]bool{"id": d.NeedsClientID(), "secret": d.NeedsClientSecret(), "key": d.NeedsAPIKey()} {
				if needed {
					needs = append(needs, word)
				}
			}
			slices.SortFunc(needs, func(a, b string) int { return strings.Index("id secret key", a) - strings.Index("id secret key", b) })
			if got := strings.Join(needs, " "); err != nil || got != tc.needs {
				t.Errorf("needs %q (%v), want %q", got, err, tc.needs)
			}
			if err := p.service().Connect(t.Context(), d, true); (tc.needs != "") != fault.Is(err, fault.Usage) {
				t.Errorf("connected with %q missing: %v", tc.needs, err)
			}
		})
	}
}

func TestRefusedCredentialsChangeNothing(t *testing.T) {
	p := newProfile()
	p.must(t, all())
	saved, stored, log := p.saved, maps.Clone(p.stored), len(p.log)
	p.refuse = fault.New(fault.Unauthorized, "refused")
	r := connection.Request{Environment: "production", ClientSecret: secret.New("s9"), APIKey: secret.New("k9")}
	if err := p.connect(t, r); !errors.Is(err, p.refuse) {
		t.Fatal(err)
	}
	if p.saved != saved || !maps.Equal(p.stored, stored) || len(p.log) != log {
		t.Errorf("changed: %+v %v %v", p.saved, slices.Collect(maps.Keys(p.stored)), p.log)
	}
}

// TestHalfStored: what was left halfway belongs to no address and is not used.
func TestHalfStored(t *testing.T) {
	for _, failing := range []string{connection.ClientSecretName, connection.APIKeyName, "@incode-hosts"} {
		p := newProfile()
		p.must(t, all())
		p.failing = failing
		r := connection.Request{APIURL: "https://gateway", ClientSecret: secret.New("s9"), APIKey: secret.New("k9")}
		if err := p.connect(t, r); !fault.Is(err, fault.SecretUnavailable) {
			t.Fatal(err)
		}
		if len(p.log) != 1 {
			t.Errorf("%s: logged %v", failing, p.log)
		}
		if _, err := p.service().Load(t.Context()); !fault.Is(err, fault.Blocked) {
			t.Errorf("%s: %v", failing, err)
		}
		p.failing = ""
		p.must(t, r)
		p.loads(t, "client https://gateway s9 k9 ")
	}
}

func TestOtherAddressesAreRefused(t *testing.T) {
	p := newProfile()
	p.must(t, all())
	p.env["api"] = "https://elsewhere"
	_, err := p.service().Load(t.Context())
	if !fault.Is(err, fault.Blocked) || !strings.Contains(err.Error(), "belong to https://auth.demo https://api.demo and are not sent to https://auth.demo https://elsewhere") {
		t.Errorf("other address: %v", err)
	}
	if err := p.service().Check(t.Context()); !fault.Is(err, fault.Blocked) || len(p.tried) != 1 {
		t.Errorf("tried all the same: %v", err)
	}
	// A variable does not say where what is stored belongs.
	p.env["INCODECTL_INCODE_HOSTS"] = "https://auth.demo https://elsewhere"
	if _, err := p.service().Load(t.Context()); !fault.Is(err, fault.Blocked) {
		t.Errorf("talked round: %v", err)
	}
	// Whoever brings the credentials says where they go.
	for name, value := range map[string]string{connection.ClientSecretName: "es", connection.APIKeyName: "ek", connection.AdminTokenName: "ea"} {
		p.env[secret.EnvName(name)] = value
	}
	p.loads(t, "client https://elsewhere es ek ea")
	delete(p.env, secret.EnvName(connection.AdminTokenName)) // the stored one is the demo's
	if _, err := p.service().Load(t.Context()); !fault.Is(err, fault.Blocked) {
		t.Errorf("one of three is stored: %v", err)
	}
}

// TestReadWhileOthersConnect: at no moment of somebody else's change are
// credentials read together with addresses they do not belong to.
func TestReadWhileOthersConnect(t *testing.T) {
	away := connection.Request{APIURL: "https://gateway", ClientSecret: secret.New("s9"), APIKey: secret.New("k9"), AdminToken: secret.New("a9")}
	for moment := range 8 {
		p := newProfile()
		p.must(t, all())
		reads := 0
		p.env["api"] = "https://gateway" // where the others are about to go
		other := &profile{saved: p.saved, env: map[string]string{}, stored: p.stored}
		p.reading = func(string) {
			if reads++; reads == moment+1 {
				other.must(t, away)
			}
		}
		c, err := p.service().Load(t.Context())
		if err == nil && c.ClientSecret.Reveal()+c.APIKey.Reveal()+c.AdminToken.Reveal() != "s9k9a9" {
			t.Errorf("at read %d: %s %s %s for %s", moment, c.ClientSecret.Reveal(), c.APIKey.Reveal(), c.AdminToken.Reveal(), c.APIURL)
		}
		if err != nil && !fault.Is(err, fault.Blocked) && !fault.Is(err, fault.Conflict) {
			t.Errorf("at read %d: %v", moment, err)
		}
	}
}

func TestConnectMeanwhile(t *testing.T) {
	p := newProfile()
	p.must(t, all())
	d, err := p.service().Prepare(t.Context(), connection.Request{ClientSecret: secret.New("mine")})
	if err != nil {
		t.Fatal(err)
	}
	p.must(t, connection.Request{APIURL: "https://gateway", ClientSecret: secret.New("theirs"), APIKey: secret.New("theirs")})
	if err := p.service().Connect(t.Context(), d, true); !fault.Is(err, fault.Conflict) {
		t.Errorf("their credentials were mixed with mine: %v", err)
	}
	p.loads(t, "client https://gateway theirs theirs ")
}

func TestEnvironmentOnly(t *testing.T) {
	p := newProfile()
	p.saved.ClientID = "ci"
	if _, err := p.service().Load(t.Context()); !fault.Is(err, fault.SecretUnavailable) || !strings.Contains(fault.HintOf(err), "INCODECTL_INCODE_CLIENT_SECRET") {
		t.Errorf("no secret: %v", err)
	}
	p.env["INCODECTL_INCODE_CLIENT_SECRET"], p.env["INCODECTL_INCODE_API_KEY"] = "es", "ek"
	p.loads(t, "ci https://api.demo es ek ")
	st, err := p.service().Status(t.Context())
	if err != nil || st.Err != nil || st.APIKey != "INCODECTL_INCODE_API_KEY" || st.AdminToken != "" || st.KeyFingerprint != credential.Fingerprint(secret.New("ek")) {
		t.Errorf("status %+v %v", st, err)
	}
	// There need not be a secret store.
	p.locked = true
	p.loads(t, "ci https://api.demo es ek ")
	// Connecting with what is there stores no copy of it.
	p.must(t, connection.Request{ClientID: "ci"})
	if len(p.stored) != 0 {
		t.Errorf("stored %d secrets", len(p.stored))
	}
}

func TestDisconnect(t *testing.T) {
	p := newProfile()
	if _, err := p.service().Disconnect(t.Context()); !fault.Is(err, fault.NotFound) {
		t.Errorf("nothing to forget: %v", err)
	}
	p.must(t, all())
	p.env["INCODECTL_INCODE_API_KEY"] = "ek"
	st, err := p.service().Disconnect(t.Context())
	if err != nil || len(p.stored) != 0 || p.saved.ClientID != "" || p.service().Connected() {
		t.Errorf("%v, %d left, %+v", err, len(p.stored), p.saved)
	}
	if got := st.Remaining(); !slices.Equal(got, []string{"environment INCODECTL_INCODE_API_KEY"}) {
		t.Errorf("remaining %q", got)
	}
}

// TestAudit: every change is logged, with what differs and without a secret.
func TestAudit(t *testing.T) {
	p := newProfile()
	p.must(t, all())
	p.must(t, connection.Request{APIKey: secret.New("k2")})
	p.must(t, connection.Request{ClientSecret: secret.New("s2")})
	if _, err := p.service().Disconnect(t.Context()); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(p.log)
	if err != nil {
		t.Fatal(err)
	}
	k1, k2 := credential.Fingerprint(secret.New("k1")), credential.Fingerprint(secret.New("k2"))
	want := `[{"Action":"incode.connect","Target":{"kind":"incode","id":"client","name":"demo"},"Before":null,` +
		`"After":{"api_key_fingerprint":"` + k1 + `","api_url":"https://api.demo","auth_url":"https://auth.demo","client_id":"client","environment":"demo","stored":["client_secret","api_key","admin_token"]},"Why":""},` +
		`{"Action":"incode.connect","Target":{"kind":"incode","id":"client","name":"demo"},"Before":{"api_key_fingerprint":"` + k1 + `"},` +
		`"After":{"api_key_fingerprint":"` + k2 + `","stored":["api_key"]},"Why":""},` +
		`{"Action":"incode.connect","Target":{"kind":"incode","id":"client","name":"demo"},"Before":{},"After":{"stored":["client_secret"]},"Why":""},` +
		`{"Action":"incode.disconnect","Target":{"kind":"incode","id":"client","name":"demo"},` +
		`"Before":{"api_key_fingerprint":"` + k2 + `","api_url":"https://api.demo","auth_url":"https://auth.demo","client_id":"client","environment":"demo"},"After":null,"Why":""}]`
	if string(text) != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
}

// TestNotLogged holds that nothing of a connection changes that the log does not
// tell of: neither the settings nor the secret store are part of its transaction.
func TestNotLogged(t *testing.T) {
	p := newProfile()
	s := p.service()
	request := connection.Request{ClientID: "client", ClientSecret: secret.New("s"), APIKey: secret.New("k")}
	connect := func() error {
		d, err := s.Prepare(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		return s.Connect(t.Context(), d, false)
	}
	p.unlogged = errors.New("the log is broken")
	if err := connect(); !errors.Is(err, p.unlogged) || len(p.stored) > 0 || p.saved.ClientID != "" {
		t.Errorf("connect: %v, stored %v, saved %+v", err, len(p.stored), p.saved)
	}
	p.unlogged = nil
	if err := connect(); err != nil {
		t.Fatal(err)
	}
	stored := len(p.stored)
	p.unlogged = errors.New("the log is broken")
	if _, err := s.Disconnect(t.Context()); !errors.Is(err, p.unlogged) || len(p.stored) != stored || p.saved.ClientID != "client" {
		t.Errorf("disconnect: %v, stored %v, saved %+v", err, len(p.stored), p.saved)
	}
}

package sandbox

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

func TestOktaRefusesBadCredentials(t *testing.T) {
	s := start(t, Options{Okta: company(1), Entra: company(1)})
	for auth, code := range map[string]string{
		"":                       "E0000005",
		"SSWS wrong":             "E0000011",
		"SSWS ":                  "E0000011",
		"Bearer wrong":           "E0000011",
		"DPoP wrong":             "E0000011",
		"Basic " + s.OktaToken(): "E0000011",
		graphToken(t, s):         "E0000011", // another service's token
	} {
		a := call(t, "GET", s.OktaURL()+"/api/v1/users", auth, "")
		if a.StatusCode != 401 || a.json(t)["errorCode"] != code {
			t.Errorf("%q: %d %s", auth, a.StatusCode, a.text)
		}
	}
}

func TestGraphRefusesBadCredentials(t *testing.T) {
	s := start(t, Options{Okta: company(1), Entra: company(1)})
	for _, auth := range []string{"", "Bearer ", "Bearer wrong", ssws(s), "SSWS x"} {
		a := call(t, "GET", s.GraphURL()+"/v1.0/users", auth, "")
		if a.StatusCode != 401 || !strings.Contains(string(a.text), `"code":"InvalidAuthenticationToken"`) {
			t.Errorf("%q: %d %s", auth, a.StatusCode, a.text)
		}
	}
	good := graphToken(t, s)
	s.RevokeTokens()
	if a := call(t, "GET", s.GraphURL()+"/v1.0/users", good, ""); a.StatusCode != 401 {
		t.Errorf("a revoked token: %d", a.StatusCode)
	}
}

func TestTokensExpire(t *testing.T) {
	now := time.Now()
	s := start(t, Options{Entra: company(1), Now: func() time.Time { return now }})
	auth := graphToken(t, s)
	now = now.Add(tokenLife)
	if a := call(t, "GET", s.GraphURL()+"/v1.0/users", auth, ""); a.StatusCode != 401 {
		t.Errorf("after an hour: %d", a.StatusCode)
	}
}

func TestMicrosoftTokenEndpoint(t *testing.T) {
	s := start(t, Options{Entra: company(1)})
	part := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	jwt := part(`{"alg":"RS256"}`) + "." + part(fmt.Sprintf(`{"exp":%d}`, time.Now().Unix()+600)) + ".c2ln"
	stale := part(`{"alg":"RS256"}`) + "." + part(`{"exp":1}`) + ".c2ln"
	good := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {s.ClientID()}, "client_secret": {s.ClientSecret()},
		"scope": {"https://graph.microsoft.com/.default"},
	}
	for name, tt := range map[string]struct {
		change map[string]string
		status int
		text   string
	}{
		"right":            {nil, 200, `"expires_in":3599`},
		"assertion":        {map[string]string{"client_secret": "", "client_assertion": jwt}, 200, "access_token"},
		"stale assertion":  {map[string]string{"client_secret": "", "client_assertion": stale}, 401, "AADSTS50027"},
		"no JWT":           {map[string]string{"client_secret": "", "client_assertion": "a.b.c"}, 401, "AADSTS50027"},
		"wrong secret":     {map[string]string{"client_secret": "wrong"}, 401, `"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided.`},
		"no credential":    {map[string]string{"client_secret": ""}, 401, "AADSTS7000216"},
		"another client":   {map[string]string{"client_id": "x"}, 400, "AADSTS700016"},
		"no default scope": {map[string]string{"scope": "User.Read.All"}, 400, "AADSTS1002012"},
		"another grant":    {map[string]string{"grant_type": "password"}, 400, "AADSTS70003"},
	} {
		form := maps.Clone(good)
		for key, value := range tt.change {
			form.Set(key, value)
			if value == "" {
				form.Del(key)
			}
		}
		a := call(t, "POST", s.AuthorityURL()+"/"+s.TenantID()+"/oauth2/v2.0/token", "", form.Encode())
		if a.StatusCode != tt.status || !strings.Contains(string(a.text), tt.text) {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.text)
		}
	}
	if a := call(t, "POST", s.AuthorityURL()+"/nope/oauth2/v2.0/token", "", good.Encode()); a.StatusCode != 400 || !strings.Contains(string(a.text), "AADSTS90002") {
		t.Errorf("another tenant: %d %s", a.StatusCode, a.text)
	}
	meta := call(t, "GET", s.AuthorityURL()+"/"+s.TenantID()+"/v2.0/.well-known/openid-configuration", "", "").json(t)
	if meta["token_endpoint"] != s.AuthorityURL()+"/"+s.TenantID()+"/oauth2/v2.0/token" {
		t.Errorf("metadata %v", meta)
	}
}

// oktaClient asks Okta's token endpoint for tokens.
type oktaClient struct {
	t       *testing.T
	s       *Server
	key     any
	alg     jose.SignatureAlgorithm
	kid     string
	claims  map[string]any
	headers []string
}

func newOktaClient(t *testing.T, s *Server) *oktaClient {
	now := time.Now().Unix()
	return &oktaClient{t: t, s: s, key: privateKey(t, s), alg: jose.RS256, kid: s.KeyID(), claims: map[string]any{
		"iss": s.OktaClientID(), "sub": s.OktaClientID(), "aud": s.OktaURL() + "/oauth2/v1/token", "iat": now, "exp": now + 300,
	}}
}

func (c *oktaClient) ask(scope string) answer {
	assertion := sign(c.t, c.key, c.alg, (&jose.SignerOptions{}).WithHeader("kid", c.kid), c.claims)
	return call(c.t, "POST", c.s.OktaURL()+"/oauth2/v1/token", "", url.Values{
		"grant_type": {"client_credentials"}, "scope": {scope},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}, "client_assertion": {assertion},
	}.Encode(), c.headers...)
}

func TestPrivateKeyJWT(t *testing.T) {
	own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, Options{Okta: company(1), OktaKeys: []jose.JSONWebKey{{Key: own.Public(), KeyID: "ec"}}})
	a := newOktaClient(t, s).ask("okta.users.read")
	if a.StatusCode != 200 || a.json(t)["token_type"] != "Bearer" {
		t.Fatalf("%d %s", a.StatusCode, a.text)
	}
	auth := "Bearer " + a.json(t)["access_token"].(string)
	if a := call(t, "GET", s.OktaURL()+"/api/v1/users", auth, ""); a.StatusCode != 200 {
		t.Errorf("users: %d %s", a.StatusCode, a.text)
	}
	if a := call(t, "GET", s.OktaURL()+"/api/v1/groups", auth, ""); a.StatusCode != 403 || a.json(t)["errorCode"] != "E0000006" {
		t.Errorf("groups without their scope: %d %s", a.StatusCode, a.text)
	}
	ec := newOktaClient(t, s)
	ec.key, ec.alg, ec.kid = own, jose.ES256, "ec"
	if a := ec.ask("okta.users.read okta.groups.read"); a.StatusCode != 200 {
		t.Errorf("with an EC key: %d %s", a.StatusCode, a.text)
	}
	for name, tt := range map[string]struct {
		change func(c *oktaClient)
		scope  string
		status int
		text   string
	}{
		"another key":      {func(c *oktaClient) { c.key, c.alg = own, jose.ES256 }, "okta.users.read", 401, "signature is invalid"},
		"unknown kid":      {func(c *oktaClient) { c.kid = "nope" }, "okta.users.read", 401, "unknown kid"},
		"another issuer":   {func(c *oktaClient) { c.claims["iss"] = "x" }, "okta.users.read", 401, "issuer and subject"},
		"another subject":  {func(c *oktaClient) { c.claims["sub"] = "x" }, "okta.users.read", 401, "issuer and subject"},
		"another audience": {func(c *oktaClient) { c.claims["aud"] = c.s.OktaURL() }, "okta.users.read", 401, "audience"},
		"slash too many":   {func(c *oktaClient) { c.claims["aud"] = c.s.OktaURL() + "//oauth2/v1/token" }, "okta.users.read", 401, "audience"},
		"expired":          {func(c *oktaClient) { c.claims["exp"] = time.Now().Unix() - 1 }, "okta.users.read", 401, "expired"},
		"never expires":    {func(c *oktaClient) { delete(c.claims, "exp") }, "okta.users.read", 401, "expired"},
		"lives too long":   {func(c *oktaClient) { c.claims["exp"] = time.Now().Unix() + 7200 }, "okta.users.read", 401, "too far"},
		"clock ahead":      {func(c *oktaClient) { c.claims["iat"] = time.Now().Unix() + 600 }, "okta.users.read", 401, "future"},
		"no scope":         {func(*oktaClient) {}, "", 400, "invalid_scope"},
		"unknown scope":    {func(*oktaClient) {}, "okta.users.manage", 400, "invalid_scope"},
	} {
		c := newOktaClient(t, s)
		tt.change(c)
		if a := c.ask(tt.scope); a.StatusCode != tt.status || !strings.Contains(string(a.text), tt.text) {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.text)
		}
	}
	again := newOktaClient(t, s)
	again.claims["jti"] = "one"
	if first, second := again.ask("okta.users.read"), again.ask("okta.users.read"); first.StatusCode != 200 || second.StatusCode != 401 {
		t.Errorf("a jti used twice: %d, %d", first.StatusCode, second.StatusCode)
	}
	if a := call(t, "POST", s.OktaURL()+"/oauth2/v1/token", "", "grant_type=client_credentials"); a.StatusCode != 401 || !strings.Contains(string(a.text), "No client credentials") {
		t.Errorf("no assertion: %d %s", a.StatusCode, a.text)
	}
	if a := call(t, "POST", s.OktaURL()+"/oauth2/v1/token", "", "grant_type=password"); a.StatusCode != 400 {
		t.Errorf("another grant: %d %s", a.StatusCode, a.text)
	}
}

// prover makes DPoP proofs.
type prover struct {
	t   *testing.T
	key *ecdsa.PrivateKey
	n   int
}

func (p *prover) proof(method, u string, more map[string]any) string {
	p.n++
	claims := map[string]any{"jti": fmt.Sprint("proof-", p.n), "htm": method, "htu": u, "iat": time.Now().Unix()}
	maps.Copy(claims, more)
	return sign(p.t, p.key, jose.ES256, (&jose.SignerOptions{EmbedJWK: true}).WithType("dpop+jwt"), claims)
}

func TestDPoP(t *testing.T) {
	s := start(t, Options{Okta: company(1), RequireDPoP: true})
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &prover{t: t, key: key}
	at, users := s.OktaURL()+"/oauth2/v1/token", s.OktaURL()+"/api/v1/users"
	c := newOktaClient(t, s)
	if a := c.ask("okta.users.read"); a.StatusCode != 400 || a.json(t)["error"] != "invalid_dpop_proof" {
		t.Fatalf("without a proof: %d %s", a.StatusCode, a.text)
	}
	c.headers = []string{"DPoP", p.proof("POST", at, nil)}
	a := c.ask("okta.users.read")
	nonce := a.Header.Get("DPoP-Nonce")
	if a.StatusCode != 400 || a.json(t)["error"] != "use_dpop_nonce" || nonce == "" {
		t.Fatalf("without a nonce: %d %s", a.StatusCode, a.text)
	}
	c.headers = []string{"DPoP", p.proof("POST", at, map[string]any{"nonce": nonce})}
	a = c.ask("okta.users.read")
	if a.StatusCode != 200 || a.json(t)["token_type"] != "DPoP" {
		t.Fatalf("with a nonce: %d %s", a.StatusCode, a.text)
	}
	if again := c.ask("okta.users.read"); again.StatusCode != 400 {
		t.Errorf("a proof used twice: %d", again.StatusCode)
	}
	access := a.json(t)["access_token"].(string)
	sum := sha256.Sum256([]byte(access))
	ath := map[string]any{"ath": base64.RawURLEncoding.EncodeToString(sum[:])}
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		auth, proof string
		status      int
	}{
		"right":          {"DPoP " + access, p.proof("GET", users, ath), 200},
		"as bearer":      {"Bearer " + access, "", 401},
		"no proof":       {"DPoP " + access, "", 401},
		"no ath":         {"DPoP " + access, p.proof("GET", users, nil), 401},
		"another method": {"DPoP " + access, p.proof("POST", users, ath), 401},
		"another URL":    {"DPoP " + access, p.proof("GET", at, ath), 401},
		"old":            {"DPoP " + access, p.proof("GET", users, map[string]any{"ath": ath["ath"], "iat": time.Now().Unix() - 3600}), 401},
		"another key":    {"DPoP " + access, (&prover{t: t, key: other, n: 100}).proof("GET", users, ath), 401},
		"no type":        {"DPoP " + access, sign(t, key, jose.ES256, &jose.SignerOptions{EmbedJWK: true}, map[string]any{"jti": "x", "htm": "GET", "htu": users, "iat": time.Now().Unix(), "ath": ath["ath"]}), 401},
		"no JWT":         {"DPoP " + access, "abc", 401},
	} {
		var headers []string
		if tt.proof != "" {
			headers = []string{"DPoP", tt.proof}
		}
		if a := call(t, "GET", users+"?limit=1", tt.auth, "", headers...); a.StatusCode != tt.status {
			t.Errorf("%s: %d %s %s", name, a.StatusCode, a.Header.Get("WWW-Authenticate"), a.text)
		}
	}
}

package entra

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

func everybody(w http.ResponseWriter, _ *http.Request) { sendList(w, "", user("u1", nil)) }

func TestClientSecret(t *testing.T) {
	t.Parallel()
	f := newFake(t, everybody)
	o := f.options()
	o.Secret = secret.New(planted + "\n")
	if pages, err := collect(t, source(t, o), ""); err != nil || ids(pages) != "u1" {
		t.Fatalf("listed %q, %v", ids(pages), err)
	}
	for k, want := range map[string]string{
		"grant_type": "client_credentials", "client_id": client, "client_secret": planted,
	} {
		if got := f.forms[0][k]; got != want {
			t.Errorf("%s was %q", k, got)
		}
	}
	if got := f.forms[0]["scope"]; !strings.HasPrefix(got, "https://graph.microsoft.com/.default") {
		t.Errorf("scope was %q", got)
	}
}

// TestTLS runs the same against https with a private authority: nothing but the
// scheme of the wire is special about loopback.
func TestTLS(t *testing.T) {
	t.Parallel()
	f := newFake(t, everybody)
	secure := httptest.NewUnstartedServer(f.Config.Handler)
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // one client below is meant to be refused
	secure.StartTLS()
	t.Cleanup(secure.Close)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw})
	if err := os.WriteFile(ca, block, 0o600); err != nil {
		t.Fatal(err)
	}
	o := f.options()
	o.AuthorityURL, o.GraphURL = secure.URL, secure.URL
	if _, err := collect(t, source(t, o), ""); !fault.Is(err, fault.Unavailable) || !strings.Contains(fault.HintOf(err), "--ca-cert") {
		t.Errorf("untrusted: %v, hint %q", err, fault.HintOf(err))
	}
	o.HTTP.CACert = ca
	if pages, err := collect(t, source(t, o), ""); err != nil || ids(pages) != "u1" {
		t.Errorf("listed %q, %v", ids(pages), err)
	}
}

// TestRegionInEnvironment holds that a variable meant for other programs does
// not send the secret to another host.
func TestRegionInEnvironment(t *testing.T) {
	t.Setenv("AZURE_REGIONAL_AUTHORITY_NAME", "westus")
	t.Setenv("AZURE_AUTHORITY_HOST", "https://evil.example")
	f := newFake(t, everybody)
	if pages, err := collect(t, source(t, f.options()), ""); err != nil || ids(pages) != "u1" {
		t.Errorf("listed %q, %v", ids(pages), err)
	}
}

func TestTokenEndpointIsTheOnlyTarget(t *testing.T) {
	t.Parallel()
	f := newFake(t, everybody)
	o := f.options()
	at, err := locate(o)
	if err != nil {
		t.Fatal(err)
	}
	e := &tokenEndpoint{client: f.Client(), authority: at.authority, tenant: tenant, quote: func(s string) string { return s }}
	for _, target := range []string{
		"https://evil.example/" + tenant + "/oauth2/v2.0/token",
		"https://" + at.authority.Host + "/other/oauth2/v2.0/token",
		"https://" + at.authority.Host + "/common/discovery/instance",
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, target, strings.NewReader("client_secret=x"))
		if err != nil {
			t.Fatal(err)
		}
		if resp, err := e.Do(req); err == nil {
			_ = resp.Body.Close()
			t.Errorf("%s was sent", target)
		}
	}
	if len(f.forms) != 0 {
		t.Errorf("the endpoint got %v", f.forms)
	}
}

// keyPair makes an RSA key and a certificate for it, both as PEM.
func keyPair(t *testing.T) (cert, key string, pub *rsa.PublicKey, raw []byte) {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der := certify(t, &k.PublicKey, k)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	return block("CERTIFICATE", der), block("PRIVATE KEY", pkcs8), &k.PublicKey, der
}

func certify(t *testing.T, pub, priv any) []byte {
	t.Helper()
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "incodectl"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, pub, priv)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func block(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func TestCertificate(t *testing.T) {
	t.Parallel()
	cert, key, pub, der := keyPair(t)
	other, _, _, _ := keyPair(t)
	f := newFake(t, everybody)
	o := f.options()
	o.Auth = AuthCertificate
	o.Secret = secret.New(other + key + cert) // the key's own certificate is found in any order
	if pages, err := collect(t, source(t, o), ""); err != nil || ids(pages) != "u1" {
		t.Fatalf("listed %q, %v", ids(pages), err)
	}
	form := f.forms[0]
	if form["client_secret"] != "" || form["client_assertion_type"] != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" {
		t.Errorf("form was %v", form)
	}
	parts := strings.Split(form["client_assertion"], ".")
	if len(parts) != 3 {
		t.Fatalf("assertion %q", form["client_assertion"])
	}
	header, claims := decodeJWT(t, parts[0]), decodeJWT(t, parts[1])
	thumb := sha256.Sum256(der)
	if header["x5t#S256"] != base64.RawURLEncoding.EncodeToString(thumb[:]) && header["x5t#S256"] != base64.StdEncoding.EncodeToString(thumb[:]) {
		t.Errorf("header %v does not name the certificate", header)
	}
	if claims["iss"] != client || claims["sub"] != client || !strings.HasSuffix(fmt.Sprint(claims["aud"]), "/"+tenant+"/oauth2/v2.0/token") {
		t.Errorf("claims %v", claims)
	}
	verifyJWT(t, pub, parts)
}

func TestCheckSecret(t *testing.T) {
	t.Parallel()
	cert, key, _, _ := keyPair(t)
	other, _, _, _ := keyPair(t)
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := x509.MarshalPKCS8PrivateKey(ec)
	if err != nil {
		t.Fatal(err)
	}
	sec1, err := x509.MarshalECPrivateKey(ec)
	if err != nil {
		t.Fatal(err)
	}
	pfx, err := os.ReadFile(filepath.Join("testdata", "throwaway.pfx")) // a key made for this test, without password
	if err != nil {
		t.Fatal(err)
	}
	ecCert := block("CERTIFICATE", certify(t, &ec.PublicKey, ec))
	for name, c := range map[string]struct{ auth, value, want string }{
		"client secret":         {AuthClientSecret, "x", ""},
		"empty client secret":   {AuthClientSecret, " \n", "empty"},
		"no secret needed":      {AuthAzureCLI, "", ""},
		"none for workload":     {AuthWorkloadIdentity, "", ""},
		"certificate and key":   {AuthCertificate, cert + key, ""},
		"key first":             {AuthCertificate, key + cert, ""},
		"empty":                 {AuthCertificate, "", "empty"},
		"certificate only":      {AuthCertificate, cert, "no certificate and private key"},
		"key only":              {AuthCertificate, key, "no certificate and private key"},
		"other certificate":     {AuthCertificate, other + key, "does not belong"},
		"encrypted key":         {AuthCertificate, cert + strings.ReplaceAll(key, "PRIVATE KEY", "ENCRYPTED PRIVATE KEY"), "encrypted"},
		"elliptic curve":        {AuthCertificate, ecCert + block("PRIVATE KEY", ecKey), "RSA"},
		"elliptic curve, SEC 1": {AuthCertificate, ecCert + block("EC PRIVATE KEY", sec1), "RSA"},
		"PKCS#12":               {AuthCertificate, string(pfx), ""},
		"PKCS#12 in base64":     {AuthCertificate, base64.StdEncoding.EncodeToString(pfx) + "\n", ""},
		"garbage":               {AuthCertificate, "not a certificate: " + planted, "no certificate and private key"},
		"half a key":            {AuthCertificate, cert + key[:len(key)/2], "no certificate and private key"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := CheckSecret(c.auth, secret.New(c.value))
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), planted) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

func TestWorkloadIdentity(t *testing.T) {
	t.Parallel()
	f := newFake(t, everybody)
	o := f.options()
	o.Auth, o.Secret = AuthWorkloadIdentity, secret.Value{}
	if _, err := New(o); !fault.Is(err, fault.SecretUnavailable) || !strings.Contains(fault.HintOf(err), "AZURE_FEDERATED_TOKEN_FILE") {
		t.Errorf("no file: %v", err)
	}
	o.TokenFile = filepath.Join(t.TempDir(), "token")
	if _, err := collect(t, source(t, o), ""); !fault.Is(err, fault.SecretUnavailable) || !strings.Contains(err.Error(), o.TokenFile) {
		t.Errorf("missing file: %v", err)
	}
	if err := os.WriteFile(o.TokenFile, []byte("\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := collect(t, source(t, o), ""); !fault.Is(err, fault.SecretUnavailable) || !strings.Contains(err.Error(), "is empty") {
		t.Errorf("empty file: %v", err)
	}
	if err := os.WriteFile(o.TokenFile, []byte("federated.to.ken\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if pages, err := collect(t, source(t, o), ""); err != nil || ids(pages) != "u1" {
		t.Fatalf("listed %q, %v", ids(pages), err)
	}
	if got := f.forms[0]["client_assertion"]; got != "federated.to.ken" {
		t.Errorf("assertion was %q", got)
	}
}

// TestAzureCLI runs a stand-in for az that is first in PATH.
func TestAzureCLI(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the stand-in is a shell script")
	}
	soon := time.Now().Add(time.Hour).Unix()
	for name, c := range map[string]struct {
		script string
		code   fault.Code
		want   string // in error and hint
	}{
		"signed in":     {fmt.Sprintf(`echo "$@" >> "$0.log"; echo '{"accessToken":"token-az","expires_on":%d}'`, soon), "", ""},
		"not signed in": {`echo "ERROR: Please run 'az login' to setup account." >&2; exit 1`, fault.Unauthorized, "az login --tenant " + tenant},
		"other trouble": {`echo "ERROR: the moon is full" >&2; exit 1`, fault.Unauthorized, "the moon is full"},
		"not installed": {"", fault.SecretUnavailable, "not installed"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if c.script != "" {
				if err := os.WriteFile(filepath.Join(dir, "az"), []byte("#!/bin/sh\n"+c.script+"\n"), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			t.Setenv("PATH", dir)
			var f *fake
			f = newFake(t, func(w http.ResponseWriter, r *http.Request) { paged(&f, 3)(w, r) })
			o := f.options()
			o.Auth, o.Secret, o.ClientID = AuthAzureCLI, secret.Value{}, ""
			pages, err := collect(t, source(t, o), "")
			if fault.CodeOf(err) != c.code || (err != nil && !strings.Contains(err.Error()+fault.HintOf(err), c.want)) {
				t.Fatalf("%v, hint %q", err, fault.HintOf(err))
			}
			if c.code != "" {
				return
			}
			calls, err := os.ReadFile(filepath.Join(dir, "az.log"))
			if err != nil || ids(pages) != "u1 u2 u3" {
				t.Fatalf("listed %q, %v", ids(pages), err)
			}
			want := "account get-access-token -o json --resource https://graph.microsoft.com --tenant " + tenant + "\n"
			if string(calls) != want {
				t.Errorf("az was called with %q, want once %q", calls, want)
			}
		})
	}
}

func TestTokenRefusals(t *testing.T) {
	t.Parallel()
	aad := func(status, code int, words string) http.HandlerFunc {
		doc, _ := json.Marshal(map[string]any{
			"error": "invalid_client", "error_codes": []int{code}, "trace_id": "trace-7",
			"error_description": fmt.Sprintf("AADSTS%d: %s Trace ID: trace-7 Correlation ID: c Timestamp: 2026-01-02 03:04:05Z", code, words),
		})
		return raw(status, "", string(doc))
	}
	for name, c := range map[string]struct {
		answer     http.HandlerFunc
		want       fault.Code
		says, hint string
	}{
		"wrong secret":    {aad(401, 7000215, "Invalid client secret provided: "+planted), fault.Unauthorized, "the client secret is wrong (AADSTS7000215, trace id trace-7)", "not its Secret ID"},
		"expired secret":  {aad(401, 7000222, "The provided client secret keys are expired."), fault.Unauthorized, "has expired (AADSTS7000222", "set-secret"},
		"app not there":   {aad(400, 700016, "Application was not found."), fault.Unauthorized, "no such app (AADSTS700016", "client ID"},
		"tenant unknown":  {aad(400, 90002, "Tenant not found."), fault.Unauthorized, "no such tenant (AADSTS90002", "tenant ID"},
		"certificate":     {aad(401, 700027, "The certificate is not registered."), fault.Unauthorized, "the certificate is not the app's (AADSTS700027", "upload"},
		"other cloud":     {aad(400, 900382, "Confidential Client is not supported in Cross Cloud request."), fault.Unauthorized, "another Microsoft cloud", "--cloud"},
		"federated":       {aad(401, 700213, "No matching federated identity record found."), fault.Unauthorized, "federated credential with this subject", "subject"},
		"unlisted code":   {aad(400, 4242, "The stars are wrong, "+planted+"."), fault.Unauthorized, "The stars are wrong, [redacted]. (AADSTS4242, trace id trace-7)", "login.microsoftonline.com/error"},
		"without codes":   {raw(400, "", `{"error":"unauthorized_client"}`), fault.Unauthorized, "unauthorized_client", ""},
		"code in words":   {raw(400, "", `{"error":"invalid_client","error_description":"AADSTS7000222: expired"}`), fault.Unauthorized, "has expired (AADSTS7000222)", "set-secret"},
		"web page":        {raw(200, "text/html", "<html>"), fault.Unavailable, "a web page instead of a token", "proxy"},
		"refusal as page": {raw(403, "text/html", "<html>"), fault.Unavailable, "answered 403 with a web page", "proxy"},
		"half a token":    {raw(200, "", `{"token_type":"Bearer","expires_in":3600,"access_token":"token-half`), fault.Unavailable, "something that is no token", "authority"},
		"no token":        {raw(200, "", `{"token_type":"Bearer","expires_in":3600}`), fault.Unavailable, "no token", "authority"},
		"not found":       {raw(404, "", ""), fault.Unavailable, "answered 404 without a reason", "authority"},
		"rate limit":      {raw(429, "", `{"error":"x"}`), fault.RateLimited, "no access token", "again"},
		"unavailable":     {raw(503, "", ""), fault.Unavailable, "no access token", "again"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t, everybody)
			f.token = c.answer
			_, err := collect(t, source(t, f.options()), "")
			if fault.CodeOf(err) != c.want || !strings.Contains(err.Error(), c.says) || !strings.Contains(fault.HintOf(err), c.hint) {
				t.Errorf("%v, code %q, hint %q", err, fault.CodeOf(err), fault.HintOf(err))
			}
			text := fmt.Sprintf("%v %+v %#v", err, err, err) + fault.HintOf(err)
			for _, s := range []string{planted, "token-half"} {
				if strings.Contains(text, s) {
					t.Errorf("%q is in %q", s, text)
				}
			}
			if len(f.requests) != 0 {
				t.Errorf("Graph was asked without a token")
			}
		})
	}
}

func TestTokenEndpointRetried(t *testing.T) {
	t.Parallel()
	f := newFake(t, everybody)
	n := 0
	f.token = func(w http.ResponseWriter, _ *http.Request) {
		if n++; n < 3 {
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		raw(200, "", `{"token_type":"Bearer","expires_in":3600,"access_token":"token-x"}`)(w, nil)
	}
	pages, err := collect(t, source(t, f.options()), "")
	if err != nil || ids(pages) != "u1" || pages[0].Cost.Retries != 2 {
		t.Fatalf("%+v, %v", pages, err)
	}
	if f.forms[2]["client_secret"] != planted {
		t.Errorf("the repeated request lost its form: %v", f.forms[2])
	}
}

// TestRenewal holds that a listing outlives its token.
func TestRenewal(t *testing.T) {
	t.Parallel()
	t.Run("expired", func(t *testing.T) {
		t.Parallel()
		var f *fake
		f = newFake(t, func(w http.ResponseWriter, r *http.Request) { paged(&f, 3)(w, r) })
		f.seconds = 1
		if pages, err := collect(t, source(t, f.options()), ""); err != nil || ids(pages) != "u1 u2 u3" {
			t.Errorf("listed %q, %v", ids(pages), err)
		}
		if len(f.forms) < 3 {
			t.Errorf("%d tokens for tokens of one second", len(f.forms))
		}
	})
	t.Run("revoked once", func(t *testing.T) {
		t.Parallel()
		var f *fake
		f = newFake(t, func(w http.ResponseWriter, r *http.Request) {
			paged(&f, 3)(w, r)
			if r.URL.Query().Get("$skiptoken") == "p2" {
				f.revoke()
			}
		})
		if pages, err := collect(t, source(t, f.options()), ""); err != nil || ids(pages) != "u1 u2 u3" || len(f.forms) != 2 {
			t.Errorf("listed %q with %d tokens, %v", ids(pages), len(f.forms), err)
		}
	})
	t.Run("refused always", func(t *testing.T) {
		t.Parallel()
		f := newFake(t, func(w http.ResponseWriter, _ *http.Request) {
			odata(w, 401, "InvalidAuthenticationToken", "Access token validation failure. Invalid audience.")
		})
		_, err := collect(t, source(t, f.options()), "")
		if !fault.Is(err, fault.Unauthorized) || !strings.Contains(err.Error(), "Invalid audience. (InvalidAuthenticationToken, request id req-42)") {
			t.Error(err)
		}
		if len(f.requests) != 2 {
			t.Errorf("%d requests", len(f.requests))
		}
	})
}

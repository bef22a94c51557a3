package okta_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/incodectl/incodectl/internal/directory/okta"
	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func pemOf(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func jwkOf(t *testing.T, key any, kid, alg string) string {
	t.Helper()
	return string(must[[]byte](t)(jose.JSONWebKey{Key: key, KeyID: kid, Algorithm: alg, Use: "sig"}.MarshalJSON()))
}

func rsaKey(t *testing.T, bits int) *rsa.PrivateKey {
	t.Helper()
	if bits < 2048 {
		t.Setenv("GODEBUG", "rsa1024min=0")
	}
	return must[*rsa.PrivateKey](t)(rsa.GenerateKey(rand.Reader, bits))
}

func ecKey(t *testing.T, c elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	return must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(c, rand.Reader))
}

func TestCheckPrivateKey(t *testing.T) {
	rk, p256 := rsaKey(t, 2048), ecKey(t, elliptic.P256())
	pkcs8 := must[[]byte](t)(x509.MarshalPKCS8PrivateKey(rk))
	sec1 := must[[]byte](t)(x509.MarshalECPrivateKey(p256))
	for name, text := range map[string]string{
		"PKCS#1":              pemOf("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rk)),
		"PKCS#8 RSA":          pemOf("PRIVATE KEY", pkcs8),
		"PKCS#8 EC":           pemOf("PRIVATE KEY", must[[]byte](t)(x509.MarshalPKCS8PrivateKey(ecKey(t, elliptic.P384())))),
		"SEC 1":               pemOf("EC PRIVATE KEY", sec1),
		"SEC 1 with params":   pemOf("EC PARAMETERS", []byte{6, 1, 1}) + pemOf("EC PRIVATE KEY", sec1),
		"P-521":               pemOf("EC PRIVATE KEY", must[[]byte](t)(x509.MarshalECPrivateKey(ecKey(t, elliptic.P521())))),
		"text before the PEM": "Bag Attributes\n  key\n" + pemOf("PRIVATE KEY", pkcs8),
		"one line with \\n":   strings.ReplaceAll(pemOf("PRIVATE KEY", pkcs8), "\n", `\n`),
		"Windows line ends":   "\ufeff" + strings.ReplaceAll(pemOf("PRIVATE KEY", pkcs8), "\n", "\r\n"),
		"JWK RSA":             jwkOf(t, rk, "k", "RS256"),
		"JWK EC":              jwkOf(t, p256, "", ""),
		"JWK set of one":      `{"keys":[` + jwkOf(t, rk, "k", "") + `]}`,
	} {
		if err := okta.CheckPrivateKey(secret.New(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}

	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	old := string(pem.EncodeToMemory(&pem.Block{
		Type: "RSA PRIVATE KEY", Bytes: []byte("x"), Headers: map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": "AES-256-CBC,00"},
	}))
	pub := must[[]byte](t)(x509.MarshalPKIXPublicKey(rk.Public()))
	incomplete, _ := json.Marshal(map[string]string{"kty": "RSA", "n": "PLANTEDKEYMATERIAL"})
	for name, c := range map[string]struct{ text, want string }{
		"empty":            {" \n", "empty"},
		"text":             {"PLANTEDKEYMATERIAL", "neither PEM nor JWK"},
		"encrypted PKCS#8": {pemOf("ENCRYPTED PRIVATE KEY", []byte("PLANTEDKEYMATERIAL")), "passphrase"},
		"encrypted PKCS#1": {old, "passphrase"},
		"public key":       {pemOf("PUBLIC KEY", pub), "public key"},
		"RSA public key":   {pemOf("RSA PUBLIC KEY", x509.MarshalPKCS1PublicKey(&rk.PublicKey)), "public key"},
		"certificate":      {pemOf("CERTIFICATE", []byte("x")), "certificate"},
		"request":          {pemOf("CERTIFICATE REQUEST", []byte("x")), "certificate request"},
		"OpenSSH":          {pemOf("OPENSSH PRIVATE KEY", []byte("x")), "OpenSSH"},
		"other PEM":        {pemOf("PGP MESSAGE", []byte("x")), "another kind"},
		"damaged":          {pemOf("PRIVATE KEY", []byte("PLANTEDKEYMATERIAL")), "damaged"},
		"short RSA":        {pemOf("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey(t, 1024))), "2048"},
		"Ed25519":          {pemOf("PRIVATE KEY", must[[]byte](t)(x509.MarshalPKCS8PrivateKey(ed))), "P-256"},
		"P-224":            {pemOf("EC PRIVATE KEY", must[[]byte](t)(x509.MarshalECPrivateKey(ecKey(t, elliptic.P224())))), "P-256"},
		"public JWK":       {jwkOf(t, rk.Public(), "k", ""), "public key"},
		"incomplete JWK":   {string(incomplete), "no complete JWK"},
		"other JSON":       {`{"a":1}`, "no complete JWK"},
		"broken JSON":      {`{"kty":`, "damaged"},
		"empty set":        {`{"keys":[]}`, "several"},
		"set of two":       {`{"keys":[{},{}]}`, "several"},
		"symmetric JWK":    {`{"kty":"oct","k":"UExBTlRFRA"}`, ""},
	} {
		err := okta.CheckPrivateKey(secret.New(c.text))
		if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), c.want) || fault.HintOf(err) == "" {
			t.Errorf("%s: %v (%s)", name, err, fault.HintOf(err))
			continue
		}
		if all := err.Error() + fault.HintOf(err); strings.Contains(all, "PLANTED") {
			t.Errorf("%s: the error shows the key: %s", name, all)
		}
	}
}

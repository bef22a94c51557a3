package entra

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// CheckSecret reports whether v can be the secret of the given way to
// authenticate: not empty for a client secret; certificate and private key, as
// PEM or as PKCS#12 without password, for a certificate. The other ways have no
// secret. Failures are fault.Usage and never quote v.
func CheckSecret(auth string, v secret.Value) error {
	switch auth {
	case AuthClientSecret:
		return checkClientSecret(strings.TrimSpace(v.Reveal()))
	case AuthCertificate:
		_, _, err := parseCertificate(v)
		return err
	}
	return nil
}

// checkClientSecret refuses what no client secret can be: it is one word of
// printable ASCII (RFC 6749, appendix A.2, without the space).
func checkClientSecret(text string) error {
	bad := func(why, hint string) error {
		return fault.New(fault.Usage, "the client secret cannot be used: %s", why).WithHint("%s", hint)
	}
	switch {
	case text == "":
		return bad("it is empty", "pass it with --secret-stdin or --secret-file")
	case strings.Contains(text, "-----BEGIN"):
		return bad("it is a PEM file", "a certificate with its key goes with --auth certificate")
	case strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }):
		return bad("it has spaces, line ends or other characters that no client secret has",
			"paste the secret's Value, as the Entra admin center shows it once, not its ID or description")
	}
	return nil
}

// parseCertificate returns the certificates, among them the key's own, and the key.
func parseCertificate(v secret.Value) ([]*x509.Certificate, crypto.PrivateKey, error) {
	bad := func(format string, args ...any) error {
		return fault.New(fault.Usage, "the certificate cannot be used: "+format, args...).
			WithHint("give certificate and unencrypted RSA key in one PEM file; from a .pfx file: openssl pkcs12 -in app.pfx -nodes -out app.pem")
	}
	text := v.Reveal()
	switch {
	case strings.TrimSpace(text) == "":
		return nil, nil, bad("it is empty")
	case strings.Contains(text, "ENCRYPTED"):
		return nil, nil, bad("its private key is encrypted")
	case strings.Contains(text, "BEGIN EC PRIVATE KEY"):
		return nil, nil, bad("its key is an elliptic curve key; Microsoft Entra ID takes RSA keys only")
	}
	certs, key, err := azidentity.ParseCertificates(decodePFX(text), nil)
	if err != nil {
		// The cause may come from half-read key material, so it is not repeated.
		return nil, nil, bad("no certificate and private key can be read from it, as PEM or as PKCS#12 without password")
	}
	rsaKey, ok := key.(*rsa.PrivateKey)
	if !ok {
		return nil, nil, bad("its key is no RSA key; Microsoft Entra ID takes RSA keys only")
	}
	// MSAL picks the key's certificate out of a chain in any order.
	if !slices.ContainsFunc(certs, func(c *x509.Certificate) bool { return rsaKey.PublicKey.Equal(c.PublicKey) }) {
		return nil, nil, bad("the private key does not belong to the certificate")
	}
	return certs, key, nil
}

// decodePFX undoes base64 round a PKCS#12 file, in which secret stores and
// environment variables carry binary data. Anything else is returned as it is.
func decodePFX(text string) []byte {
	if !strings.Contains(text, "-----BEGIN") {
		compact := strings.Join(strings.Fields(text), "")
		if der, err := base64.StdEncoding.DecodeString(compact); err == nil {
			return der
		}
	}
	return []byte(text)
}

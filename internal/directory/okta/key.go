package okta

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// minRSABits is what RFC 7518, 3.3 and Okta demand of an RSA key.
const minRSABits = 2048

// CheckPrivateKey reports whether v is a private key the OAuth exchange can use:
// an RSA or EC key as PEM (PKCS#1, PKCS#8, SEC 1) or JWK. The error is
// fault.Usage and says what was given instead; it holds nothing of the key.
func CheckPrivateKey(v secret.Value) error {
	_, err := parsePrivateKey(v)
	return err
}

// signingKey is a usable private key with its algorithm and, from a JWK, its id.
type signingKey struct {
	key crypto.Signer
	alg jose.SignatureAlgorithm
	id  string
}

// parsePrivateKey reads PEM or JWK.
func parsePrivateKey(v secret.Value) (signingKey, error) {
	text := strings.TrimSpace(strings.TrimPrefix(v.Reveal(), "\ufeff"))
	switch {
	case text == "":
		return signingKey{}, keyFault("it is empty", "")
	case strings.HasPrefix(text, "{"):
		return parseJWK([]byte(text))
	default:
		// One-line variables and JSON files carry \n as two characters.
		return parsePEM([]byte(strings.ReplaceAll(text, `\n`, "\n")))
	}
}

func keyFault(why, hint string) error {
	if hint == "" {
		hint = "give the private key as PEM (-----BEGIN PRIVATE KEY-----) or as JWK, as the Okta admin console shows it once"
	}
	return fault.New(fault.Usage, "the private key cannot be used: %s", why).WithHint("%s", hint)
}

// parsePEM reads the first block that is a key.
func parsePEM(data []byte) (signingKey, error) {
	for {
		var block *pem.Block
		if block, data = pem.Decode(data); block == nil {
			return signingKey{}, keyFault("it is neither PEM nor JWK", "")
		}
		if block.Type == "EC PARAMETERS" { // openssl ecparam -genkey writes them first
			continue
		}
		return parseBlock(block)
	}
}

func parseBlock(block *pem.Block) (signingKey, error) {
	const decrypt = "write an unencrypted copy with: openssl pkcs8 -topk8 -nocrypt -in KEY; the secret store protects it"
	if strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED") {
		return signingKey{}, keyFault("it is encrypted with a passphrase", decrypt)
	}
	var key any
	var err error
	switch block.Type {
	case "RSA PRIVATE KEY":
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	case "EC PRIVATE KEY":
		key, err = x509.ParseECPrivateKey(block.Bytes)
	case "PRIVATE KEY":
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	case "ENCRYPTED PRIVATE KEY":
		return signingKey{}, keyFault("it is encrypted with a passphrase", decrypt)
	case "PUBLIC KEY", "RSA PUBLIC KEY":
		return signingKey{}, keyFault("it is the public key", "give the private half; the public one belongs into the Okta app")
	case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE":
		return signingKey{}, keyFault("it is a certificate", "give the private key; Okta apps use no certificates")
	case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST":
		return signingKey{}, keyFault("it is a certificate request", "give the private key")
	case "OPENSSH PRIVATE KEY":
		return signingKey{}, keyFault("it is in OpenSSH's own format", "convert a copy with: ssh-keygen -p -m PEM -f KEY")
	default:
		return signingKey{}, keyFault("it is PEM of another kind", "")
	}
	if err != nil {
		return signingKey{}, keyFault("its PEM block is damaged", "")
	}
	return usable(key)
}

// parseJWK reads a JSON Web Key, or a set with exactly one.
func parseJWK(data []byte) (signingKey, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(data, &set); err != nil {
		return signingKey{}, keyFault("it looks like JSON and is damaged", "")
	}
	if set.Keys != nil {
		if len(set.Keys) != 1 {
			return signingKey{}, keyFault("it is a set of several keys", "give the one JWK whose id is the key ID")
		}
		data = set.Keys[0]
	}
	var jwk jose.JSONWebKey
	if err := jwk.UnmarshalJSON(data); err != nil {
		return signingKey{}, keyFault("it is JSON, but no complete JWK", "")
	}
	if jwk.IsPublic() {
		return signingKey{}, keyFault("it is the public key", "give the JWK with the private part (d), which the Okta admin console shows once")
	}
	k, err := usable(jwk.Key)
	if err != nil {
		return signingKey{}, err
	}
	k.id = jwk.KeyID
	if alg := jose.SignatureAlgorithm(jwk.Algorithm); sameFamily(alg, k.alg) {
		k.alg = alg
	}
	return k, nil
}

// sameFamily reports whether a JWK's own algorithm may replace the default one
// for its kind of key. An EC curve allows just one.
func sameFamily(alg, standard jose.SignatureAlgorithm) bool {
	return standard == jose.RS256 && (alg == jose.RS384 || alg == jose.RS512)
}

// usable picks the algorithm for a key. Okta takes RS and ES (its OAuth API,
// client authentication methods).
func usable(key any) (signingKey, error) {
	switch k := key.(type) {
	case *rsa.PrivateKey:
		if k.N.BitLen() < minRSABits {
			return signingKey{}, keyFault("its RSA key is shorter than 2048 bits", "create a new key pair in the Okta app")
		}
		return signingKey{key: k, alg: jose.RS256}, nil
	case *ecdsa.PrivateKey:
		switch k.Curve.Params().BitSize {
		case 256:
			return signingKey{key: k, alg: jose.ES256}, nil
		case 384:
			return signingKey{key: k, alg: jose.ES384}, nil
		case 521:
			return signingKey{key: k, alg: jose.ES512}, nil
		}
	}
	return signingKey{}, keyFault("Okta takes RSA keys and EC keys on P-256, P-384 or P-521 only", "create a key pair in the Okta app")
}

// signer returns what signs with the key; headers are added to each token.
func signer(key any, alg jose.SignatureAlgorithm, o *jose.SignerOptions) (jose.Signer, error) {
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, o)
	if err != nil {
		return nil, errors.New("the key and its algorithm do not fit together")
	}
	return s, nil
}

// jwt signs claims as a compact JSON Web Token.
func jwt(s jose.Signer, claims map[string]any) (string, error) {
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	sig, err := s.Sign(payload)
	if err != nil {
		return "", err
	}
	return sig.CompactSerialize()
}

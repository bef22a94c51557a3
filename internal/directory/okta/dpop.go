package okta

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// dpop makes proofs of possession (RFC 9449) with a key that lives as long as
// the process.
type dpop struct {
	signer jose.Signer
	nonce  string // the server's latest, to be in every proof
}

// newDPoP makes a key pair.
func newDPoP(random io.Reader) (*dpop, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), random)
	if err != nil {
		return nil, err
	}
	s, err := signer(key, jose.ES256, (&jose.SignerOptions{EmbedJWK: true}).WithType("dpop+jwt"))
	if err != nil {
		return nil, err
	}
	return &dpop{signer: s}, nil
}

// prove puts a new proof for one attempt on req. A token is bound to it by its
// hash; the token endpoint has none yet.
//
// The proof names the org's address (htu) also where a gateway is in between:
// the org is who checks it.
func (d *dpop) prove(req *http.Request, org *url.URL, token, id string, now time.Time) error {
	target := *req.URL
	target.Scheme, target.Host = org.Scheme, org.Host
	target.RawQuery, target.Fragment, target.User = "", "", nil
	claims := map[string]any{"jti": id, "htm": req.Method, "htu": target.String(), "iat": now.Add(-datedBack).Unix()}
	if token != "" {
		sum := sha256.Sum256([]byte(token))
		claims["ath"] = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	if d.nonce != "" {
		claims["nonce"] = d.nonce
	}
	proof, err := jwt(d.signer, claims)
	if err != nil {
		return err
	}
	req.Header.Set("DPoP", proof)
	return nil
}

// learn takes over the nonce of an answer and reports whether it is a new one.
func (d *dpop) learn(resp *http.Response) bool {
	n := resp.Header.Get("DPoP-Nonce")
	if n == "" || n == d.nonce {
		return false
	}
	d.nonce = n
	return true
}

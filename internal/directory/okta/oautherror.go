package okta

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
)

// tokenFailure is the error object of OAuth (RFC 6749, 5.2).
type tokenFailure struct {
	Code        string `json:"error"`
	Description string `json:"error_description"`
}

// learn looks at a refused token request for something to do better next time:
// use DPoP, use the nonce given, use Okta's time.
func (a *oauth) learn(resp *http.Response, body []byte) (again bool, err error) {
	var f tokenFailure
	_ = json.Unmarshal(body, &f) // an answer that is no such object has neither
	a.mu.Lock()
	defer a.mu.Unlock()
	switch f.Code {
	case "invalid_dpop_proof", "use_dpop_nonce":
		started := a.dpop == nil
		if started {
			if a.dpop, err = newDPoP(a.random); err != nil {
				return false, fault.Wrap(err, fault.Internal, "no key for DPoP can be made")
			}
		}
		return a.dpop.learn(resp) || started || a.adjust(resp), nil
	case "invalid_client", "invalid_request", "invalid_grant":
		return a.adjust(resp), nil
	}
	return false, nil
}

// adjust takes over Okta's time when this machine's clock is far from it, for
// then it may have been the reason. Once is enough.
func (a *oauth) adjust(resp *http.Response) bool {
	if a.skew != 0 {
		return false
	}
	date, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		return false
	}
	if d := date.Sub(a.now()); d.Abs() > clockTrouble {
		a.skew = d
		return true
	}
	return false
}

// clockSkew is Okta's clock minus this machine's, zero while it did not matter.
func (a *oauth) clockSkew() time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.skew
}

// tokenError says in words why Okta gives no token.
func (a *oauth) tokenError(resp *http.Response, body []byte) error {
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		return a.source.redirected(resp)
	}
	var f tokenFailure
	var oe oktaError // the answer of Okta's API in front of the token endpoint
	_, _ = json.Unmarshal(body, &f), json.Unmarshal(body, &oe)
	if f.Code != "" {
		oe.Summary = strings.TrimSpace(f.Code + " " + f.Description)
	}
	detail := a.source.detail(resp, body, oe)
	fail := func(message, hint string) error {
		return fault.New(fault.Unauthorized, "%s%s", message, detail).WithHint("%s", hint)
	}
	switch f.Code {
	case "invalid_client":
		return fail("Okta does not accept the app's client ID or key", a.invalidClient(f.Description))
	case "invalid_scope":
		return fail("Okta does not let the app ask for the scopes "+strings.Join(a.scopes, " "),
			"grant them to the app under Okta API Scopes in the Okta admin console")
	case "unauthorized_client", "unsupported_grant_type":
		return fail("the Okta app may not sign in by itself",
			"create an app of the type API Services with public key / private key authentication")
	case "access_denied":
		return fail("Okta denies the app access",
			"assign the app the Read-Only Administrator role, and check the org's network and policy rules")
	case "invalid_dpop_proof", "use_dpop_nonce":
		return fail("Okta does not accept the proof of possession (DPoP)",
			"check this machine's clock; a proxy that changes the address or headers also breaks the proof")
	}
	if resp.StatusCode == http.StatusNotFound || (f.Code == "" && oe.Code == "") {
		return fault.New(fault.Unavailable, "%s has no token endpoint of an Okta org%s", a.source.org.Host, detail).
			WithHint("check the org URL")
	}
	return fail("Okta refused the app's sign-in", "check the app in the Okta admin console")
}

// invalidClient names the likely reason first.
func (a *oauth) invalidClient(description string) string {
	if skew := a.clockSkew(); skew.Abs() > clockTrouble {
		return "this machine's clock differs from Okta's by " + skew.Abs().Round(time.Second).String() +
			"; set it right, then check the key ID and the public key in the app"
	}
	switch d := strings.ToLower(description); {
	case strings.Contains(d, "signature"):
		return "the private key does not belong to the public key with this key ID; check --key-id and the keys of the app"
	case strings.Contains(d, "kid"), strings.Contains(d, "key"), strings.Contains(d, "jwk"):
		return "the app has no public key with this key ID; register the public key or correct --key-id"
	case strings.Contains(d, "expired"), strings.Contains(d, "iat"), strings.Contains(d, "future"):
		return "check this machine's clock"
	default:
		return "check --client-id, --key-id, that the public key is registered and active in the app, and that the app is active"
	}
}

package incode

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
)

const (
	tokenPath = "/oauth2/token"
	// tokenDefault is how long a token counts that does not say.
	tokenDefault = 5 * time.Minute
	// tokenMargin is how long before its end a token is not used any more.
	tokenMargin = time.Minute
	// tokenLongest bounds what is put into a header.
	tokenLongest = 16 << 10
)

// token returns an access token, kept in memory until shortly before its end.
func (c *Client) token(ctx context.Context) (string, error) {
	c.fetching.Lock()
	defer c.fetching.Unlock()
	if access := c.cached(); access != "" {
		return access, nil
	}
	access, life, err := c.fetchToken(ctx)
	if err != nil {
		return "", err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.previous = c.access
	c.access, c.until = access, c.now().Add(max(life-tokenMargin, life/2))
	return access, nil
}

// cached returns the token that is kept, "" when there is none that is good.
func (c *Client) cached() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.now().Before(c.until) {
		return c.access
	}
	return ""
}

// forget drops the token that was refused, unless another one is kept already.
func (c *Client) forget(access string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.access == access {
		c.until = time.Time{} // it is still known, to be struck out of what Incode says
	}
}

// fetchToken asks for a token by client credentials (RFC 6749, 4.4). Asking
// twice does no harm, so it is retried.
func (c *Client) fetchToken(ctx context.Context) (string, time.Duration, error) {
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {c.o.ClientID},
		"client_secret": {c.o.ClientSecret.Reveal()}, "scope": {"openid"},
	}
	req, err := http.NewRequestWithContext(httpx.Idempotent(ctx), http.MethodPost,
		c.auth.JoinPath(tokenPath).String(), strings.NewReader(form.Encode()))
	if err != nil {
		return "", 0, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	resp, body, err := httpx.Do(c.toAuth, req)
	if err != nil {
		return "", 0, within(err, "no access token for Incode")
	}
	if resp.StatusCode != http.StatusOK {
		return "", 0, c.tokenRefused(resp, body)
	}
	var answer struct {
		Access  string          `json:"access_token"`
		Expires json.RawMessage `json:"expires_in"`
	}
	if json.Unmarshal(body, &answer) != nil || answer.Access == "" || len(answer.Access) > tokenLongest ||
		strings.ContainsFunc(answer.Access, notPlain) {
		return "", 0, fault.New(fault.Unavailable, "%s answered with %s instead of a token", c.auth.Host, shape(body)).
			WithHint("check the address (incodectl incode status), and any proxy or sign-in page in between")
	}
	return answer.Access, life(answer.Expires), nil
}

// life reads expires_in, which is seconds and comes as a number or as text.
func life(raw json.RawMessage) time.Duration {
	n, err := json.Number(text(raw)).Float64()
	if err != nil || n <= 0 || n > 10*365*24*3600 {
		return tokenDefault
	}
	return time.Duration(n * float64(time.Second))
}

// tokenRefused says why there is no token (RFC 6749, 5.2).
func (c *Client) tokenRefused(resp *http.Response, body []byte) error {
	var said struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	_ = json.Unmarshal(body, &said) // an answer that is no such object has neither
	detail := c.quote(strings.TrimSpace(said.Error + " " + said.Description))
	switch status := resp.StatusCode; {
	case status >= 300 && status < 400:
		return c.redirected(resp, c.auth)
	case said.Error == "invalid_client" || said.Error == "unauthorized_client" || status == http.StatusUnauthorized:
		return fault.New(fault.Unauthorized, "Incode refused the client ID %s or its secret%s", c.o.ClientID, note(status, detail)).
			WithHint("compare the client ID with Integrations > Custom > OIDC Client Credentials in Incode's Dashboard, " +
				"generate a new secret there, and store it: incodectl incode connect")
	case said.Error != "" && status < 500:
		return fault.New(fault.Unauthorized, "Incode gave no access token%s", note(status, detail)).
			WithHint("check what the OIDC Client Credentials may do in Incode's Dashboard")
	default:
		return fault.New(fault.Unavailable, "%s answered with %s instead of a token%s", c.auth.Host, shape(body), note(status, "")).
			WithHint("check the address (incodectl incode status), and any proxy or sign-in page in between")
	}
}

package entra

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
)

// tokenEndpoint is the transport below azidentity. It sends token requests to
// the one address they belong to and answers endpoint discovery itself: at every
// authority the token endpoint is /{tenant}/oauth2/v2.0/token, so that no
// answer, no environment variable (AZURE_REGIONAL_AUTHORITY_NAME) and no http
// authority can send the secret elsewhere.
type tokenEndpoint struct {
	client    *http.Client
	authority *url.URL
	tenant    string
	quote     func(string) string
}

func (t *tokenEndpoint) path() string { return "/" + t.tenant + "/oauth2/v2.0/token" }

// Do implements azcore's policy.Transporter.
func (t *tokenEndpoint) Do(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodGet && strings.HasSuffix(req.URL.Path, "/.well-known/openid-configuration") {
		return t.discovery(req)
	}
	resp, err := t.send(req)
	record(req.Context(), err)
	return resp, err
}

// discovery is the OpenID configuration as every authority publishes it, in
// azidentity's https spelling.
func (t *tokenEndpoint) discovery(req *http.Request) (*http.Response, error) {
	base := "https://" + t.authority.Host + "/" + t.tenant
	doc, err := json.Marshal(map[string]string{
		"issuer":                 base + "/v2.0",
		"authorization_endpoint": base + "/oauth2/v2.0/authorize",
		"token_endpoint":         "https://" + t.authority.Host + t.path(),
	})
	if err != nil {
		return nil, err
	}
	return answer(req, http.StatusOK, http.Header{"Content-Type": {"application/json"}}, doc), nil
}

func (t *tokenEndpoint) send(req *http.Request) (*http.Response, error) {
	if req.Method != http.MethodPost || req.URL.Host != t.authority.Host || req.URL.Path != t.path() {
		return nil, fault.New(fault.Internal, "refused an unexpected request while authenticating: %s %s%s",
			req.Method, req.URL.Host, req.URL.Path)
	}
	form, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	target := t.authority.JoinPath(t.path())
	out, err := http.NewRequestWithContext(req.Context(), http.MethodPost, target.String(), bytes.NewReader(form))
	if err != nil {
		return nil, err
	}
	out.Header = req.Header.Clone()
	resp, body, err := httpx.Do(t.client, out)
	if err != nil {
		return nil, t.failure(err)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, t.refusal(resp.StatusCode, resp.Header, body)
	}
	if err := checkTokenAnswer(body); err != nil {
		return nil, err
	}
	return answer(req, resp.StatusCode, resp.Header, body), nil
}

// checkTokenAnswer finds answers that are no token before MSAL does: its error
// would quote them whole, and half a token is still a secret.
func checkTokenAnswer(body []byte) error {
	var doc struct {
		AccessToken string          `json:"access_token"`
		ExpiresIn   json.RawMessage `json:"expires_in"`
	}
	if json.Unmarshal(body, &doc) == nil && doc.AccessToken != "" && len(doc.ExpiresIn) > 0 {
		return nil
	}
	what := "something that is no token"
	if looksLikeHTML(body) {
		what = "a web page instead of a token"
	}
	return fault.New(fault.Unavailable, "the token endpoint answered with %s", what).
		WithHint("check the authority URL, and any proxy or sign-in page in between")
}

func answer(req *http.Request, status int, h http.Header, body []byte) *http.Response {
	return &http.Response{
		Status: http.StatusText(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: h, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), Request: req,
	}
}

// looksLikeHTML tells a proxy's or an SSO page from an API's answer.
func looksLikeHTML(body []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(body), []byte("<"))
}

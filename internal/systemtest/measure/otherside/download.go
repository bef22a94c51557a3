package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/incodectl/incodectl/internal/sandbox"
)

// download reads the listing that begins at address to its end.
func download(ctx context.Context, provider, address string) error {
	c := client{authorization: "SSWS " + sandbox.DefaultOktaToken, next: linkHeader}
	if provider == "entra" {
		token, err := signIn(ctx, address)
		if err != nil {
			return err
		}
		c = client{authorization: "Bearer " + token, next: nextLink}
	}
	for address != "" {
		var err error
		if address, err = c.page(ctx, address); err != nil {
			return err
		}
	}
	return nil
}

// client reads pages.
type client struct {
	authorization string
	// next finds the address of the next page, "" on the last one.
	next func(h http.Header, body *bytes.Buffer) (string, error)
	body bytes.Buffer
}

// page reads a page and returns the address of the next one.
func (c *client) page(ctx context.Context, address string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", c.authorization)
	c.body.Reset()
	header, err := answer(req, &c.body)
	if err != nil {
		return "", err
	}
	return c.next(header, &c.body)
}

func answer(req *http.Request, body *bytes.Buffer) (http.Header, error) {
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	if _, err := io.Copy(body, resp.Body); err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", req.URL.Path, resp.Status)
	}
	return resp.Header, nil
}

// linkHeader finds the next page as Okta names it.
func linkHeader(h http.Header, _ *bytes.Buffer) (string, error) {
	for _, link := range h.Values("Link") {
		if address, found := strings.CutSuffix(link, `>; rel="next"`); found {
			return strings.TrimPrefix(address, "<"), nil
		}
	}
	return "", nil
}

// nextLink finds the next page as Graph names it, without reading the people.
func nextLink(_ http.Header, body *bytes.Buffer) (string, error) {
	_, rest, found := bytes.Cut(body.Bytes(), []byte(`"@odata.nextLink":`))
	if !found {
		return "", nil
	}
	var link string
	err := json.NewDecoder(bytes.NewReader(rest)).Decode(&link)
	return link, err
}

// signIn gets an access token for Graph.
func signIn(ctx context.Context, address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {sandbox.DefaultClientID}, "client_secret": {sandbox.DefaultClientSecret},
		"scope": {u.Scheme + "://" + u.Host + "/.default"},
	}
	u.Path, u.RawQuery = "/"+sandbox.DefaultTenantID+"/oauth2/v2.0/token", ""
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var body bytes.Buffer
	if _, err := answer(req, &body); err != nil {
		return "", err
	}
	var token struct {
		AccessToken string `json:"access_token"`
	}
	err = json.Unmarshal(body.Bytes(), &token)
	return token.AccessToken, err
}

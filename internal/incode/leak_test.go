package incode_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

// TestNothingLeaks plants credentials in a client whose other side repeats all
// that it is sent, with every status, and looks for them in errors, hints and the
// debug log.
func TestNothingLeaks(t *testing.T) {
	planted := map[string]string{
		"client secret": "planted-client/secret+1", "API key": "planted-api-key-2", "admin token": "planted-admin-token-3",
		"access token": "planted-access-token-4", "link": "planted-link-5",
	}
	for _, status := range []int{200, 201, 204, 302, 400, 401, 403, 404, 408, 409, 418, 429, 500, 503} {
		for _, form := range []string{"envelope", "text"} {
			echo := func(w http.ResponseWriter, r *http.Request, body string) {
				var all strings.Builder
				fmt.Fprintf(&all, "%s %s %v", body, r.URL, r.Header)
				w.Header().Set("Location", "https://user:planted-api-key-2@elsewhere.example/planted-access-token-4")
				w.WriteHeader(status)
				if form == "envelope" {
					_, _ = fmt.Fprintf(w, `{"status":%d,"error":%q,"message":%q,"error_description":%q}`, status, all.String(), all.String(), all.String())
					return
				}
				_, _ = io.WriteString(w, all.String())
			}
			spoil := "" // which endpoint repeats
			f := serve(t, func(w http.ResponseWriter, r *http.Request, body string) bool {
				if r.URL.Path == spoil {
					echo(w, r, body)
					return true
				}
				switch r.URL.Path {
				case "/oauth2/token":
					_, _ = io.WriteString(w, `{"access_token":"planted-access-token-4","expires_in":3600}`)
				case requestPath:
					_, _ = io.WriteString(w, `{"interviewId":"a1","url":"https://verify.example/planted-link-5"}`)
				default:
					return false
				}
				return true
			})
			var log bytes.Buffer
			o := options(f.URL)
			o.ClientSecret, o.APIKey, o.AdminToken = secret.New(planted["client secret"]), secret.New(planted["API key"]), secret.New(planted["admin token"])
			o.HTTP.Debug, o.HTTP.MaxAttempts = &log, 2
			var said []error
			for _, spoil = range []string{"", "/oauth2/token", requestPath, "/omni/get/onboarding/status"} {
				c := client(t, o)
				said = append(said, c.Check(t.Context()))
				_, err := c.RequestNew(t.Context(), request("ada@corp.example"))
				said = append(said, err)
				_, err = c.Progress(t.Context(), "65f0c0ffee")
				said = append(said, err)
			}
			if !strings.Contains(log.String(), "POST "+f.URL+requestPath) {
				t.Fatalf("the debug log has no requests: %s", log.String())
			}
			for _, err := range said {
				if err != nil {
					fmt.Fprintf(&log, "%v\n%s\n", err, fault.HintOf(err))
				}
			}
			for what, value := range planted {
				for _, written := range []string{value, url.QueryEscape(value), base64.StdEncoding.EncodeToString([]byte(value))} {
					if strings.Contains(log.String(), written) {
						t.Errorf("%d %s: the %s is in %s", status, form, what, log.String())
					}
				}
			}
		}
	}
}

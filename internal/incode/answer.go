package incode

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/incodectl/incodectl/internal/fault"
)

// maxQuote is how much of Incode's words an error repeats, in characters.
const maxQuote = 300

// envelope is the error object of Incode's API. Its status may be a code of its
// own far from HTTP's, and any part may be missing.
type envelope struct{ code, kind, message string }

func readEnvelope(body []byte) (envelope, bool) {
	fields := object(body)
	e := envelope{code: text(fields["status"]), kind: text(fields["error"]), message: text(fields["message"])}
	return e, e.kind != "" || e.message != ""
}

// words is what the envelope says, as it came.
func (e envelope) words(status int) string {
	var parts []string
	for _, part := range []string{e.kind, e.message} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	words := strings.Join(parts, ": ")
	if e.code != "" && e.code != strconv.Itoa(status) {
		words += " (code " + e.code + ")"
	}
	return words
}

// refusal turns an answer that is no success into what a person can act on. It
// means that what was asked for was certainly not done, unless the status is
// 408 or 5xx. what names the request: "the request for a session".
func (c *Client) refusal(resp *http.Response, body []byte, what string) error {
	e, known := readEnvelope(body)
	status := resp.StatusCode
	detail := note(status, c.quote(e.words(status)))
	switch {
	case status >= 300 && status < 400:
		return c.redirected(resp, c.api)
	case status == http.StatusUnauthorized:
		return fault.New(fault.Unauthorized, "Incode refused %s: the API key%s or the access token is not valid%s", what, c.orAdmin(), detail).
			WithHint("check that the API key is of the environment of %s and not revoked, then store it again: incodectl incode connect --api-key-file FILE", c.api.Host)
	case status == http.StatusForbidden:
		return fault.New(fault.Unauthorized, "Incode does not allow %s with this API key%s%s", what, c.orAdmin(), detail).
			WithHint("ask your Incode representative what the API key may do; to read any session, connect with an administrator's token: incodectl incode connect --admin-token-file FILE")
	case status == http.StatusTooManyRequests:
		wait := "in a minute"
		if after := resp.Header.Get("Retry-After"); after != "" {
			wait = inWords(after, c.now())
		}
		return fault.New(fault.RateLimited, "Incode limits the rate of requests and refused %s%s", what, detail).
			WithHint("try again %s", wait)
	case status >= 500 || status == http.StatusRequestTimeout:
		return fault.New(fault.Unavailable, "Incode failed at %s%s", what, detail).
			WithHint("Incode has trouble; try again later")
	case !known:
		return fault.New(fault.Unavailable, "%s answered %s with %s, not as Incode's API%s", c.api.Host, what, shape(body), detail).
			WithHint("check the address of the API: incodectl incode status")
	case status == http.StatusNotFound:
		return fault.New(fault.NotFound, "Incode refused %s%s", what, detail).
			WithHint("check that the integration is in Incode's Dashboard, in the environment of %s", c.api.Host)
	case status == http.StatusConflict:
		return fault.New(fault.Conflict, "Incode refused %s%s", what, detail)
	default:
		return fault.New(fault.Usage, "Incode refused %s%s", what, detail)
	}
}

// orAdmin names the third credential where one is sent.
func (c *Client) orAdmin() string {
	if c.o.AdminToken.Empty() {
		return ""
	}
	return ", the administrator's token"
}

// redirected names where an answer points to, which is never followed.
func (c *Client) redirected(resp *http.Response, from *url.URL) error {
	to := "elsewhere"
	if u, err := url.Parse(resp.Header.Get("Location")); err == nil && u.Host != "" {
		to = "to " + c.quote(u.Scheme+"://"+u.Host)
	}
	return fault.New(fault.Unavailable, "%s redirects %s instead of answering", from.Host, to).
		WithHint("check the address (incodectl incode status), and any proxy or sign-in page in between")
}

// inWords writes a Retry-After header as when to try again.
func inWords(after string, now time.Time) string {
	if s, err := strconv.ParseFloat(strings.TrimSpace(after), 64); err == nil && s > 0 && s < 1e6 {
		return "in " + (time.Duration(s*float64(time.Second)) + time.Second - 1).Truncate(time.Second).String()
	}
	if at, err := http.ParseTime(after); err == nil && at.After(now) {
		return "after " + at.UTC().Format(time.RFC3339)
	}
	return "in a minute"
}

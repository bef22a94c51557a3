package okta

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"github.com/incodectl/incodectl/internal/fault"
)

// oktaError is the error object of Okta's API.
type oktaError struct {
	Code    string `json:"errorCode"`
	Summary string `json:"errorSummary"`
}

// badAnswer is the error of an answer that came with success and cannot be
// believed.
func (s *Source) badAnswer(what subject, why string) error {
	return fault.New(fault.Unavailable, "%s gave no usable list of %s: %s", s.org.Host, what.what, why).
		WithHint("check the org URL and any proxy or gateway in between, then try again")
}

// badRecord is badAnswer for what is no list.
func (s *Source) badRecord(what subject, why string) error {
	return fault.New(fault.Unavailable, "%s gave no usable answer about %s: %s", s.org.Host, what.what, why).
		WithHint("check the org URL and any proxy or gateway in between, then try again")
}

// apiError turns an answer that is no success into what a person can act on.
func (s *Source) apiError(resp *http.Response, body []byte, what subject) error {
	var oe oktaError
	_ = json.Unmarshal(body, &oe) // an answer that is no such object has neither
	return &refusal{status: resp.StatusCode, code: oe.Code, err: s.meaning(resp, body, oe, what)}
}

// meaning says in words what an answer that is no success means.
func (s *Source) meaning(resp *http.Response, body []byte, oe oktaError, what subject) error {
	detail := s.detail(resp, body, oe)
	switch status := resp.StatusCode; {
	case status >= 300 && status < 400:
		return s.redirected(resp)
	case status == http.StatusUnauthorized || oe.Code == "E0000011":
		return s.refused(detail)
	case status == http.StatusForbidden:
		return s.forbidden(resp, what, detail)
	case status == http.StatusNotFound && what.group != "":
		return fault.New(fault.NotFound, "Okta has no group %s, or may not show it%s", what.group, detail).
			WithHint("check the group's ID, and that the admin role covers the group")
	case status == http.StatusNotFound && oe.Code == notFound:
		return fault.New(fault.Unavailable, "%s does not know %s%s", s.org.Host, what.what, detail).
			WithHint("check the org URL and that the credential's admin role covers them")
	case status == http.StatusNotFound:
		return fault.New(fault.Unavailable, "%s has no Okta API%s", s.org.Host, detail).
			WithHint("check the org URL")
	case status == http.StatusBadRequest && what.search:
		return fault.New(fault.Usage, "Okta does not accept the search expression%s", detail).
			WithHint("correct --search: names of attributes are case-sensitive (profile.department), " +
				"values stand in quotes, and there is no ne; Okta's users API reference lists what it takes")
	case oe.Code == "E0000031":
		return fault.New(fault.Internal, "Okta does not accept the search for %s%s", what.what, detail)
	default:
		return fault.New(fault.Unavailable, "reading %s from %s failed%s", what.what, s.org.Host, detail).
			WithHint("check the org URL, then try again later")
	}
}

// refused is the error of a credential that Okta does not know (any more).
func (s *Source) refused(detail string) error {
	if s.auth.kind() == AuthToken {
		return fault.New(fault.Unauthorized, "Okta refused the API token%s", detail).
			WithHint("tokens end when they are revoked, unused for 30 days, or their owner is deactivated; " +
				"create a new one and store it with: incodectl integrations set-secret")
	}
	return fault.New(fault.Unauthorized, "Okta refused the app's access token%s", detail).
		WithHint("check in the Okta admin console that the app is active and may use the scopes it was granted")
}

// forbidden tells a missing scope from a missing admin role.
func (s *Source) forbidden(resp *http.Response, what subject, detail string) error {
	if s.auth.kind() == AuthToken {
		return fault.New(fault.Unauthorized, "the API token may not read %s%s", what.what, detail).
			WithHint("give the token's owner the Read-Only Administrator role, " +
				"and check that the token may be used from this network")
	}
	if strings.Contains(strings.Join(resp.Header.Values("WWW-Authenticate"), " "), "insufficient_scope") {
		return fault.New(fault.Unauthorized, "the app lacks the scope %s%s", what.scope, detail).
			WithHint("grant %s to the app under Okta API Scopes in the Okta admin console", what.scope)
	}
	return fault.New(fault.Unauthorized, "the app may not read %s%s", what.what, detail).
		WithHint("assign the app the Read-Only Administrator role (Admin roles) and grant it %s (Okta API Scopes)", what.scope)
}

// redirected names where an answer points to, which is never followed.
func (s *Source) redirected(resp *http.Response) error {
	to := "elsewhere"
	if u, err := url.Parse(resp.Header.Get("Location")); err == nil && u.Host != "" {
		to = "to " + line(u.Scheme+"://"+u.Host)
	}
	return fault.New(fault.Unavailable, "%s redirects %s instead of answering", s.org.Host, to).
		WithHint("if that is your organisation's right address, set it as the org URL")
}

// detail is what support needs: status, Okta's code and words, request id.
func (s *Source) detail(resp *http.Response, body []byte, oe oktaError) string {
	parts := []string{fmt.Sprint(resp.StatusCode)}
	if oe.Code != "" {
		parts = append(parts, oe.Code)
	}
	if oe.Summary != "" {
		parts = append(parts, oe.Summary)
	} else if bytes.HasPrefix(bytes.TrimSpace(body), []byte("<")) {
		parts = append(parts, "a web page, not Okta's API")
	}
	return " (" + line(s.auth.hide(strings.Join(parts, " "))) + s.requestID(resp) + ")"
}

// requestID names the request as Okta's support asks for it.
func (s *Source) requestID(resp *http.Response) string {
	if id := resp.Header.Get("X-Okta-Request-Id"); id != "" {
		return ", request id " + line(s.auth.hide(id))
	}
	return ""
}

// line makes text of the other side one short line without control characters.
func line(s string) string {
	const most = 300
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(s, "?"))
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "..."
	}
	return s
}

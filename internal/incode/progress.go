package incode

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/httpx"
	"github.com/incodectl/incodectl/internal/rawjson"
	"github.com/incodectl/incodectl/internal/verification"
)

const (
	statusPath = "/omni/get/onboarding/status"
	scorePath  = "/omni/get/score"
	ocrPath    = "/omni/get/ocr-data"
)

// The onboarding statuses that matter here, of a longer list.
const (
	statusFinished = "ONBOARDING_FINISHED"
	statusApproved = "MANUAL_REVIEW_APPROVED"
	statusRejected = "MANUAL_REVIEW_REJECTED"
	statusExpired  = "EXPIRED"
	statusNone     = "UNKNOWN" // the person has not begun
)

// Progress implements verification.Onboarding. Reading is retried.
func (c *Client) Progress(ctx context.Context, interviewID string) (verification.Progress, error) {
	if !interviewPattern.MatchString(interviewID) {
		return verification.Progress{}, fault.New(fault.Usage, "%q is no interview ID of Incode's", c.quote(interviewID))
	}
	fields, _, err := c.read(ctx, statusPath, interviewID, "the status of a session")
	if err != nil {
		return verification.Progress{}, err
	}
	p := verification.Progress{Status: normalStatus(c.quote(text(fields["onboardingStatus"])))}
	switch p.Status {
	case statusExpired:
		p.Finished = true
		return p, nil
	case statusFinished, statusApproved, statusRejected:
		p.Finished = true
	default:
		return p, nil
	}
	fields, _, err = c.read(ctx, scorePath, interviewID, "the scores of a session")
	if err != nil && !fault.Is(err, fault.NotFound) { // not there yet
		return verification.Progress{}, err
	}
	p.Score = strings.ToUpper(c.quote(text(object(fields["overall"])["status"])))
	fields, raw, err := c.read(ctx, ocrPath, interviewID, "the document of a session")
	if err != nil && !fault.Is(err, fault.NotFound) {
		return verification.Progress{}, err
	}
	p.Document = document(fields, raw)
	return p, nil
}

// normalStatus brings the ways a status is written to one. Events' names are
// seen in its place; what a finished session led to is the scores' to say.
func normalStatus(s string) string {
	switch s = strings.ToUpper(strings.TrimSpace(s)); s {
	case "":
		return statusNone
	case "SESSION_SUCCEEDED", "SESSION_FAILED", "SESSION_PENDING_REVIEW":
		return statusFinished
	}
	return s
}

// document is the OCR data, nil when nothing was read: all of it null, or
// nothing at all. A later version of the endpoint wraps it once more.
func document(fields map[string]json.RawMessage, raw []byte) []byte {
	if inner := object(fields["ocrData"]); inner != nil && len(fields) == 1 {
		fields, raw = inner, fields["ocrData"]
	}
	for _, value := range fields {
		if !rawjson.IsNull(value) {
			return raw
		}
	}
	return nil
}

// read asks for one object about a session. An access token that is refused is
// replaced once.
func (c *Client) read(ctx context.Context, path, interviewID, what string) (map[string]json.RawMessage, []byte, error) {
	for renewed := false; ; renewed = true {
		access, err := c.token(ctx)
		if err != nil {
			return nil, nil, err
		}
		u := c.api.JoinPath(path)
		u.RawQuery = url.Values{"id": {interviewID}}.Encode()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
		if err != nil {
			return nil, nil, err
		}
		c.sign(req, access)
		if admin := c.o.AdminToken; !admin.Empty() {
			req.Header.Set("X-Incode-Hardware-Id", admin.Reveal())
		}
		resp, body, err := httpx.Do(c.toAPI, req)
		switch {
		case err != nil:
			return nil, nil, within(err, what+" cannot be read")
		case resp.StatusCode == http.StatusUnauthorized && !renewed:
			c.forget(access)
			continue
		case resp.StatusCode != http.StatusOK:
			return nil, nil, c.notRead(resp, body, what)
		}
		fields := object(body)
		if fields == nil {
			return nil, nil, fault.New(fault.Unavailable, "%s cannot be read: the answer is %s", what, shape(body)).
				WithHint("check any proxy or gateway in between, then try again")
		}
		return fields, body, nil
	}
}

// notRead is refusal for what is read and not made.
func (c *Client) notRead(resp *http.Response, body []byte, what string) error {
	e, known := readEnvelope(body)
	if resp.StatusCode == http.StatusNotFound && known {
		return fault.New(fault.NotFound, "Incode has not got %s%s", what, note(resp.StatusCode, c.quote(e.words(resp.StatusCode)))).
			WithHint("check that the session was requested in the environment of %s", c.api.Host)
	}
	return c.refusal(resp, body, what)
}

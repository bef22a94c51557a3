package httpx

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
)

// redacted stands where something secret was.
const redacted = "[redacted]"

// tokenPattern finds signed tokens (JWT): access tokens, client assertions,
// proofs and federated tokens.
var tokenPattern = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{5,}(\.[A-Za-z0-9_-]*)*`)

// Redact returns text of the other side without the given secrets, as they are
// or as a form or JSON writes them, and without anything that looks like a
// signed token: some gateways repeat in an error all that they were sent.
func Redact(text string, secrets ...string) string {
	for _, s := range secrets {
		if s == "" {
			continue
		}
		inJSON, _ := json.Marshal(s) // strings always encode
		for _, form := range []string{s, url.QueryEscape(s), url.PathEscape(s), string(inJSON[1 : len(inJSON)-1])} {
			text = strings.ReplaceAll(text, form, redacted)
		}
	}
	return tokenPattern.ReplaceAllString(text, redacted)
}
